"""How fast the program is, and how much memory it takes. What each row means: docs/benchmarks.md"""

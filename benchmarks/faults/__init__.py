"""What becomes of people's work when something fails: docs/benchmarks.md, "Faults"."""

"""The text engine: what makes an article into claims. Pure Python, no Django, no I/O.

Others import the modules beside this file; how each of them works stands in a package:
`segment` in `splitting`, `attribution` in `speech`, `hints` in `hinting`.
"""

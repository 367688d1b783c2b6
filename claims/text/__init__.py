"""The text engine: what makes an article into claims. Pure Python, no Django, no I/O.

Others import the modules beside this file and `languages`. Three of them have a package for how
they work: `segment` has `splitting`, `attribution` has `speech`, `hints` has `hinting`.
"""

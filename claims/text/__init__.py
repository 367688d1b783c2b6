"""The text engine: what makes an article into claims. Pure Python, no Django, no I/O."""

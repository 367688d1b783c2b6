"""Fixed samples of a project: what is in one is a matter of its seed and of the texts.

By SHA-256, so the same sample wherever the same articles are; a larger percentage only adds to it.
"""

import hashlib

PARTS = 10_000


def draw(key: str) -> bytes:
    """By what rows are sorted to draw the first of them; the key has the seed in it."""
    return hashlib.sha256(key.encode()).digest()


def is_in_sample(key: str, percent: int) -> bool:
    """Whether what the key names, the project's seed in it, is in a sample of so many percent."""
    part = int.from_bytes(draw(key)[:8])
    return part % PARTS < percent * PARTS // 100

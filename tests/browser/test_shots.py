"""Screenshots for the documents are small."""

import struct
import zlib

import pytest
from playwright.sync_api import Page

from tools import png


@pytest.mark.once
def test_a_shrunk_picture_shows_the_same(page: Page) -> None:
    page.goto("/login/")
    picture = page.screenshot()
    width, height, pixels = png.read_pixels(picture)
    small = png.shrink(picture)
    chunks = dict(png.read_chunks(small))
    lines = zlib.decompress(chunks[b"IDAT"])
    numbers = [n for at in range(height) for n in lines[at * (width + 1) + 1 :][:width]]
    shown = [chunks[b"PLTE"][3 * number :][:3] for number in numbers]

    assert len(small) < len(picture)
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (width, height)
    assert sum(map(png.measure, pixels, shown)) / len(pixels) < 1

"""Smaller PNGs without a library: the commonest 256 colours, one byte each."""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
# What browsers write: eight bits a channel, RGB or RGBA.
CHANNELS = {2: 3, 6: 4}


def shrink(png: bytes) -> bytes:
    """The same picture by a palette; each rarer colour becomes the nearest that stays."""
    width, height, pixels = read_pixels(png)
    counts = Counter(pixels)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    numbers = {colour: number for number, colour in enumerate(palette)}
    for colour in counts.keys() - numbers.keys():
        numbers[colour] = numbers[min(palette, key=lambda known: measure(known, colour))]
    data = bytes(numbers[pixel] for pixel in pixels)
    lines = (b"\0" + data[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            SIGNATURE,
            make_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            make_chunk(b"PLTE", b"".join(palette)),
            make_chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            make_chunk(b"IEND", b""),
        )
    )


def measure(one: bytes, other: bytes) -> int:
    """How different two colours are."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def read_pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height, and the colour of each pixel, three bytes; transparency is left out."""
    chunks = read_chunks(png)
    width, height, _depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    size = CHANNELS[kind]
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    stride = width * size
    above, pixels = bytearray(stride), []
    for start in range(0, height * (stride + 1), stride + 1):
        line = bytearray(data[start + 1 : start + 1 + stride])
        undo_filter(data[start], line, above, size)
        pixels += [bytes(line[at : at + 3]) for at in range(0, stride, size)]
        above = line
    return width, height, pixels


def read_chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def make_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def undo_filter(kind: int, line: bytearray, above: bytearray, size: int) -> None:
    """A PNG's line says of each byte how it differs from those to the left and above."""
    for at in range(len(line) if kind else 0):
        left = line[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = (0, left, above[at], (left + above[at]) // 2, predict(left, above[at], corner))
        line[at] = (line[at] + guess[kind]) & 255


def predict(left: int, above: int, corner: int) -> int:
    """Paeth's: whichever of the three is nearest to where they point."""
    wanted = left + above - corner
    return min((left, above, corner), key=lambda value: abs(wanted - value))

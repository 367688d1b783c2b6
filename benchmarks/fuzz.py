"""Give whatever reads bytes from outside bytes that nobody means, until something fails.

    python -m benchmarks.fuzz [TARGET …] [--seconds 60]

With atheris (`pip install atheris`), which looks for new ways through the code; without it by
chance alone. What a reader may do is give rows or refuse with a `DomainError`: any other error ends
the run and is shown with the bytes that led to it.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

from claims.errors import DomainError
from claims.exchange import strict_json
from claims.exchange.articles import read_articles
from claims.text.attribution import analyse
from claims.text.intake import check, decode

Target = Callable[[bytes], None]

# What files are made of: chance alone hardly ever comes upon a brace and its end.
PARTS = (
    *(b"{", b"}", b"[", b"]", b'"', b":", b",", b"\n", b"\r\n", b"\t", b"\\", b"\\u0000"),
    *(b'{"text": "', b'"}\n', b"text,title\n", b"text", b'"text"', b'"published_at": "', b"null"),
    *(b"<p>", b"</p>", b"<script>", b"<!--", b"<html><body>", b"---\n", b"# ", b"](", b"![", b"`"),
    *(b"1e999", b"NaN", b"-0", b"9" * 400, b"2026-01-01", b"0000-00-00", b"9999-12-31T23:59Z"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\x00", b"PAR1"),
    *(b"A sentence, he said. ", b"\xe2\x80\x9e", b"\xe2\x80\x9c", b"Mr. ", b"\\ud800", b"..."),
)


def _read_file(name: str) -> Target:
    def read(data: bytes) -> None:
        with suppress(DomainError):
            for _row in read_articles(data, name):
                pass

    return read


def _read_text(data: bytes) -> None:
    with suppress(DomainError):
        text = check(decode(data))
        for one in analyse(text, "en").segments if len(text) < 5_000 else ():
            if not 0 <= one.start < one.end <= len(text):
                raise ValueError(one)


def _read_json(data: bytes) -> None:
    with suppress(DomainError, ValueError):
        json.dumps(strict_json.parse(data))


TARGETS: dict[str, Target] = {
    **{kind: _read_file(f"a.{kind}") for kind in ("txt", "md", "html", "jsonl", "csv", "parquet")},
    "text": _read_text,
    "json": _read_json,
}


def spell(data: bytes) -> bytes:
    """Low bytes stand for parts, so that whoever changes one changes a word and not a letter."""
    return b"".join(PARTS[byte] if byte < len(PARTS) else bytes([byte]) for byte in data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all, if none is named")
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    chosen = [TARGETS[name] for name in given.targets or TARGETS]

    def run(data: bytes) -> None:
        spelt = spell(data)
        for target in chosen:
            try:
                target(spelt)
            except Exception:
                print(f"failed on {spelt!r}")
                raise

    try:
        import atheris  # noqa: PLC0415 - not everywhere there is a wheel
    except ImportError:
        run_by_chance(run, given.seconds)
    else:
        atheris.instrument_all()
        folder = f"-artifact_prefix={tempfile.gettempdir()}/"
        bounds = (f"-max_total_time={given.seconds}", "-max_len=400", "-len_control=0")
        atheris.Setup([sys.argv[0], folder, *bounds], run)
        atheris.Fuzz()


def run_by_chance(run: Target, seconds: int) -> None:
    chance, tried, end = random.Random(1), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        run(chance.randbytes(chance.randrange(1, 60)))
        tried += 1
    print(f"{tried} inputs, none failed")


if __name__ == "__main__":
    main()

"""manage.py split_article PATH… : what the text engine makes of articles, in the terminal.

Needs no database and no configuration. Standard output has rows only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.errors import UnusableText
from claims.text import intake
from claims.text.attribution import Analysis, Attribution, analyse
from claims.text.hints import Hint, worth
from claims.text.languages.detection import detect
from claims.text.segment import Segment

_FAILED = 1
# The width, in columns, of a table that goes into a file or a pipe.
_WIDTH_ELSEWHERE = 160
_NARROWEST_TEXT = 30
_NARROWEST_CELL = 20
_TONES = {"headline": "MIGRATE_HEADING", "heading": "MIGRATE_LABEL"}


class Command(BaseCommand):
    """Split articles into headline, headings and sentences, with speakers, reasons and hints."""

    help = "Show an article's segments: offsets (code points), kind, paragraph, speaker, text."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=["table", "jsonl"], default="table")
        parser.add_argument(
            "--language", metavar="CODE", help="As in en or de; else it is found out."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            failed = self._split_all(options["paths"], options)
        except BrokenPipeError:
            # Whoever reads the rows has had enough, as `head` does; nothing more can be flushed.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if failed:
            raise SystemExit(_FAILED)

    def _split_all(self, paths: list[Path], options: Mapping[str, Any]) -> bool:
        """Whether any path could not be read."""
        failed = False
        for path in paths:
            try:
                text = intake.check(intake.decode(path.read_bytes()))
            except (OSError, UnusableText) as refusal:
                self.stderr.write(f"{path}: {_plain(refusal)}")
                failed = True
                continue
            found = analyse(text, options["language"] or detect(text))
            shown = path if len(paths) > 1 else None
            if options["format"] == "jsonl":
                self._write_jsonl(text, found, shown)
            else:
                self._write_table(text, found, shown)
        return failed

    def _write_jsonl(self, text: str, found: Analysis, path: Path | None) -> None:
        for row in _rows(text, found):
            if path is not None:
                row = {"path": str(path), **row}
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _write_table(self, text: str, found: Analysis, path: Path | None) -> None:
        if path is not None:
            self.stdout.write(self.style.HTTP_INFO(str(path)))
        rows = list(_rows(text, found))
        for line, row in zip(_aligned(rows, self._width()), rows, strict=True):
            self.stdout.write(self._coloured(line, row))

    def _width(self) -> int:
        return shutil.get_terminal_size().columns if self.stdout.isatty() else _WIDTH_ELSEWHERE

    def _coloured(self, line: str, row: dict[str, Any]) -> str:
        """Django's styles are empty unless standard output is a terminal."""
        tone = _TONES.get(row["kind"]) or ("SUCCESS" if row["speaker"] else "")
        return getattr(self.style, tone)(line) if tone else line


def _plain(refusal: Exception) -> str:
    return getattr(refusal, "strerror", None) or str(refusal)


def _rows(text: str, found: Analysis) -> Iterator[dict[str, Any]]:
    parts = zip(found.segments, found.attributions, found.hints, strict=True)
    for segment, attribution, hints in parts:
        yield _row(text, segment, attribution, hints)


def _row(
    text: str, segment: Segment, attribution: Attribution, hints: Sequence[Hint]
) -> dict[str, Any]:
    first = attribution.candidates[0] if attribution.candidates else None
    return {
        "start": segment.start,
        "end": segment.end,
        "kind": segment.kind.value,
        "paragraph": segment.paragraph,
        "text": text[segment.start : segment.end],
        "speaker": first.name if first else None,
        "quote_type": attribution.quote_type.value,
        "reason": first.reason if first else None,
        "hints": [asdict(hint) for hint in hints],
        "worth": worth(hints, attribution.quote_type, segment.end - segment.start),
    }


def _aligned(rows: list[dict[str, Any]], width: int) -> Iterator[str]:
    """One line per row: offsets, kind, paragraph, speaker (reason), hints, start of the text."""
    columns = [_cells(row) for row in rows]
    sizes = [max(map(_columns, column)) for column in zip(*columns, strict=True)]
    for column, share in ((3, 3), (4, 6)):
        sizes[column] = min(sizes[column], max(_NARROWEST_CELL, width // share))
    room = max(_NARROWEST_TEXT, width - sum(sizes) - 2 * len(sizes))
    for cells, row in zip(columns, rows, strict=True):
        left = "  ".join(_fitted(cell, size) for cell, size in zip(cells, sizes, strict=True))
        yield f"{left}  {_fitted(' '.join(row['text'].split()), room).rstrip()}"


def _cells(row: dict[str, Any]) -> list[str]:
    speaker = f"{row['speaker']} ({row['reason']})" if row["speaker"] else "–"
    hints = ",".join(dict.fromkeys(hint["kind"] for hint in row["hints"])) or "–"
    place = f"{row['start']}-{row['end']}"
    return [place, row["kind"], f"¶{row['paragraph']}", speaker, hints]


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for an accent."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _fitted(text: str, size: int) -> str:
    """A text cut or filled up to `size` columns, without control characters."""
    shown = "".join(char if char.isprintable() else " " for char in text[: size + 1])
    while _columns(shown) > size:
        shown = shown[:-2] + "…" if len(shown) > 1 else ""
    return shown + " " * (size - _columns(shown))

#!/usr/bin/env python3
"""Fill in the texts that this release may not pass on, from your own copies of the articles.

    python3 rehydrate.py RELEASE ARTICLES OUTPUT

RELEASE is the folder with the release's jsonl/ and csv/ folders, ARTICLES a folder of text files
(UTF-8, one article each, any names), OUTPUT a folder that is made. Each article is recognised by
the SHA-256 of its text, whatever its line ends, with or without a line end or a byte order mark; a
claim is its characters from `start` to `end` (Unicode code points, end exclusive). Claims of
articles that you don't have stay empty, and are counted. Needs Python 3.8 and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple  # noqa: UP035 - for Python 3.8

Found = Dict[str, Tuple[Path, int]]  # noqa: UP006
Counts = Dict[bool, int]  # noqa: UP006

USAGE = "usage: rehydrate.py RELEASE ARTICLES OUTPUT"


def list_readings(data: bytes) -> Iterator[str]:
    """The texts that the bytes of a file may stand for."""
    text = data.decode("utf-8-sig")
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    for reading in (data.decode("utf-8"), text, unix, unix.replace("\n", "\r\n")):
        yield reading
        yield reading.rstrip("\r\n")
    yield unix.rstrip("\n") + "\n"


def find_articles(folder: Path, wanted: Set[str]) -> Found:  # noqa: UP006
    """SHA-256 -> the file and which of its readings, of those wanted. No text is kept."""
    found: Found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            readings = list(list_readings(path.read_bytes()))
        except UnicodeDecodeError:
            sys.stderr.write(f"{path} is not UTF-8: passed over\n")
            continue
        for number, reading in enumerate(readings):
            digest = hashlib.sha256(reading.encode("utf-8", "surrogatepass")).hexdigest()
            if digest in wanted:
                found.setdefault(digest, (path, number))
    return found


class Texts:
    """The last article read: records come article by article."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.last = ("", "")

    def cut(self, sha256: str, start: int, end: int) -> Optional[str]:  # noqa: UP045
        """The claim's text; None where there is no such article."""
        if sha256 not in self.found:
            return None
        if self.last[0] != sha256:
            path, number = self.found[sha256]
            self.last = (sha256, list(list_readings(path.read_bytes()))[number])
        return self.last[1][start:end]


def list_withheld(folder: Path) -> Set[str]:  # noqa: UP006
    """The SHA-256 of each article whose claims are to be filled in."""
    wanted: Set[str] = set()  # noqa: UP006
    for path in sorted(folder.glob("jsonl/*.jsonl")):
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                article = json.loads(line)["article"]
                if article["redistribute"] == "none":
                    wanted.add(article["sha256"])
    for path in sorted(folder.glob("csv/*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["article.redistribute"] == "none":
                    wanted.add(row["article.sha256"])
    return wanted


def fill_jsonl(path: Path, target: Path, texts: Texts, counts: Counts) -> None:
    with (
        path.open(encoding="utf-8", newline="\n") as lines,
        target.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for line in lines:
            record: Any = json.loads(line)
            article, claim = record["article"], record["claim"]
            if article["redistribute"] == "none":
                text = texts.cut(article["sha256"], claim["start"], claim["end"])
                counts[text is not None] += 1
                if text is not None:
                    claim["text"] = text
                    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
            out.write(line)


def fill_csv(path: Path, target: Path, texts: Texts, counts: Counts) -> None:
    with (
        path.open(encoding="utf-8", newline="") as rows,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        reader = csv.DictReader(rows)
        writer = csv.DictWriter(out, reader.fieldnames or [])
        writer.writeheader()
        for row in reader:
            if row["article.redistribute"] == "none":
                start, end = int(row["claim.start"]), int(row["claim.end"])
                text = texts.cut(row["article.sha256"], start, end)
                counts[text is not None] += 1
                if text is not None:
                    row["claim.text"] = text
            writer.writerow(row)


# The formats that this fills in, each in a folder of its name.
FILLS = {"jsonl": fill_jsonl, "csv": fill_csv}


def main(arguments: List[str]) -> int:  # noqa: UP006
    if len(arguments) != 3:
        sys.stderr.write(USAGE + "\n")
        return 2
    release, articles, output = map(Path, arguments)
    if not release.is_dir() or not articles.is_dir():
        sys.stderr.write(USAGE + "\nRELEASE and ARTICLES must be folders.\n")
        return 2
    csv.field_size_limit(2**31 - 1)
    wanted = list_withheld(release)
    found = find_articles(articles, wanted)
    counts = {True: 0, False: 0}
    for name, fill in FILLS.items():
        for path in sorted((release / name).glob("*")):
            (output / name).mkdir(parents=True, exist_ok=True)
            fill(path, output / name / path.name, Texts(found), counts)
    sys.stderr.write(
        f"{len(found)} of {len(wanted)} articles recognised; "
        f"{counts[True]} records filled in, {counts[False]} left empty\n"
    )
    return 0 if len(found) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

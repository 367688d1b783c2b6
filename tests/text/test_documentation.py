"""Every example of docs/text-engine.md is what the engine does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.text import languages
from claims.text.attribution import analyse
from claims.text.hints import find_hints
from claims.text.segment import segment

PAGE = Path(__file__).parents[2] / "docs" / "text-engine.md"
BLOCK = re.compile(r"^```(split|speakers|hints)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def list_blocks(kind: str) -> Iterator[tuple[str, str]]:
    """The examples of that kind, each with its language."""
    for found, language, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if found == kind:
            yield language or "en", body.strip()


def list_lines(kind: str) -> list[tuple[str, str]]:
    return [(language, line) for language, body in list_blocks(kind) for line in body.splitlines()]


@pytest.mark.parametrize(("language", "line"), list_lines("split"))
def test_splits(language: str, line: str) -> None:
    expected = [part.strip() for part in re.split("[|¶]", line)]
    text = re.sub(r" ?\| ?", lambda mark: mark.group().strip("|")[:1], line).replace(" ¶ ", "\n\n")

    found = segment(text, language)

    assert [text[one.start : one.end] for one in found] == expected


@pytest.mark.parametrize(("language", "body"), list(list_blocks("speakers")))
def test_speakers(language: str, body: str) -> None:
    rows = [line.split(" → ") for line in body.splitlines()]
    text = " ".join(said for said, _ in rows).replace(" ¶ ", "\n\n")

    found = analyse(text, language)

    names = [one.candidates[0].name if one.candidates else "–" for one in found.attributions]
    assert names == [speaker for _, speaker in rows]


@pytest.mark.parametrize(("language", "line"), list_lines("hints"))
def test_hints(language: str, line: str) -> None:
    said, expected = line.split(" → ")

    found = find_hints(said, 0, len(said), languages.get(language))

    assert ", ".join(f"{one.kind} “{said[one.start : one.end]}”" for one in found) == expected


def test_the_page_has_examples_of_each_kind() -> None:
    counts = {kind: len(list_lines(kind)) for kind in ("split", "speakers", "hints")}

    assert min(counts.values()) >= 4
    assert counts["split"] >= 30

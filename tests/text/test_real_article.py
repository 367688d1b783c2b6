"""The real article that came with the task, boundary by boundary."""

import pytest

from claims.text import intake
from claims.text.attribution import QuoteType, analyse
from claims.text.segment import Kind
from tests.text.real_article import ARTICLE, ASSAD, GOLD, PUTIN


@pytest.fixture(scope="module")
def text() -> str:
    if not ARTICLE.is_file():
        pytest.skip(f"the real article is not here: {ARTICLE}")
    return intake.check(intake.decode(ARTICLE.read_bytes()))


def test_every_boundary_and_kind(text):
    found = analyse(text).segments

    assert [(one.start, one.end, one.kind) for one in found] == [row[:3] for row in GOLD]


def test_paragraphs_count_the_blocks(text):
    found = analyse(text).segments

    assert sorted({one.paragraph for one in found}) == list(range(20))
    assert [one.paragraph for one in found if one.kind is not Kind.SENTENCE] == [0, 9, 15]


def test_every_speaker(text):
    found = analyse(text).attributions

    speakers = [one.candidates[0].name if one.candidates else None for one in found]
    assert speakers == [row[3] for row in GOLD]


def test_the_cast_and_its_roles(text):
    cast = analyse(text).cast

    assert [(one.name, one.kind, one.role, one.first_mention) for one in cast] == [
        (PUTIN, "person", "Russian President", 0),
        (ASSAD, "person", "Syrian president", 10),
    ]


def test_reasons_name_the_rule(text):
    found = {
        segment.start: one
        for segment, one in zip(analyse(text).segments, analyse(text).attributions, strict=True)
    }

    assert found[760].candidates[0].reason == "open quote"
    assert found[5742].candidates[0].reason == "according to"
    assert found[1829].candidates[0].reason == f"he said → {PUTIN}"
    assert found[2519].quote_type is QuoteType.MIXED
    assert found[602].quote_type is QuoteType.INDIRECT

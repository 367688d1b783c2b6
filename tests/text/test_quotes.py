"""Quotations: nested, over paragraphs, unbalanced; every family of marks."""

import pytest

from claims.text.speech.quotes import Quote, find
from claims.text.splitting.blocks import blocks


def found(text: str) -> list[tuple[str, int]]:
    return [(text[one.start : one.end], one.depth) for one in find(text, blocks(text))]


@pytest.mark.parametrize(
    "quotation",
    [
        "“It works,”",
        '"It works,"',
        "„Es geht“",
        "»Es geht«",
        "« Ça va »",
        "«Да»",
        "「はい」",
        "''It works,''",
    ],
)
def test_every_family_of_marks(quotation):
    assert found(f"Orlan: {quotation} he said.") == [(quotation, 0)]


def test_single_marks_are_told_from_apostrophes():
    assert found("The mayor's ‘last word’ wasn't Orlan’s.") == [("‘last word’", 0)]
    assert found("In the '90s the mayors' hall wasn't 'the old one'.") == [("'the old one'", 0)]


def test_nested_quotations():
    assert found("“He said ‘never again’ to me,” Weiss said.") == [
        ("“He said ‘never again’ to me,”", 0),
        ("‘never again’", 1),
    ]


def test_a_quotation_never_closed_ends_where_the_next_opens():
    text = "He hoped “we will finish. “It is hard,” he added."

    assert find(text, blocks(text)) == [
        Quote(9, 25, closed=False),
        Quote(26, 39),
    ]


def test_a_quotation_over_paragraphs_opens_anew_and_closes_once():
    text = "“It works.\n\n“It always has,” Orlan said."

    assert find(text, blocks(text)) == [
        Quote(0, 10, closed=False),
        Quote(12, 28, continues=True),
    ]


def test_a_quotation_may_close_paragraphs_later_without_opening_anew():
    text = "He said: “It works.\n\nIt always has.\n\nIt will,” he said.\n\nIt rained."

    assert find(text, blocks(text)) == [
        Quote(9, 19, closed=False),
        Quote(21, 35, closed=False, continues=True),
        Quote(37, 46, continues=True),
    ]


def test_a_single_mark_never_closed_hides_no_quotation():
    assert found("The ‘owner said “it works” again.") == [("“it works”", 0)]


def test_one_mark_closes_two_quotations():
    assert found("“They all say, “Why not?” Orlan said.") == [
        ("“They all say, “Why not?”", 0),
        ("“Why not?”", 1),
    ]


def test_a_closing_mark_without_an_opening_one_is_nothing():
    assert found("It works,” Orlan said.") == []


def test_marks_of_two_kinds_close_each_other():
    assert found('"It works,” Orlan said. “It does,"') == [('"It works,”', 0), ('“It does,"', 0)]

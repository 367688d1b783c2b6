"""LIAR and LIAR-PLUS: fourteen columns, fifteen, and each speaker's counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.exchange.formats import Writing, find_format
from claims.exchange.imported import ImportedLabel
from claims.exchange.liar import PLUS_COLUMNS
from tests.exchange.samples import (
    DECISION,
    FULL,
    HOSTILE,
    MAYOR,
    PORT,
    SPARSE,
    THE_ARTICLE,
    UNNAMED,
    judge,
    texts,
)
from tests.exchange.writing import PLAIN, export, export_rows, read_all, read_back, write_again

# The shape of the data set's rows; the words are ours.
EXAMPLE = (
    "2635.json\tfalse\tSays the harbour group pays the mayor.\tharbour\tilse-brandt\tMayor\t"
    "Texas\trepublican\t0\t1\t0\t0\t0\ta mailer\n"
)
TRUE = judge("supported", 5, "true", "politifact")
FALSE = judge("refuted", 1, "false", "politifact")
PANTS = judge("refuted", None, "pants-fire", "politifact")


def test_every_column() -> None:
    (row,) = export_rows("liar", FULL._replace(verdict=FALSE))

    assert row == [
        f"{FULL.uuid}.json",
        "false",
        "The council paid 31 million crowns.",
        "",
        "Ilse Brandt",
        "mayor",
        "",
        "Norhaven",
        *("0", "1", "0", "0", "0"),
        "Norhaven Radio",
    ]
    assert len(row) == len(EXAMPLE.split("\t")) == 14


def test_liar_plus_adds_the_justification() -> None:
    (row,) = export_rows("liar-plus", FULL._replace(verdict=FALSE))

    assert len(row) == len(PLUS_COLUMNS) == 15
    assert row[-1] == 'The register says "33".'


def test_counts_are_of_the_whole_file_and_include_the_statement_itself() -> None:
    by_port = FULL._replace(speaker=PORT)
    records = [
        FULL._replace(verdict=FALSE),
        FULL._replace(verdict=TRUE),
        by_port._replace(verdict=PANTS),
        FULL._replace(verdict=judge(None, 2, "barely-true")),
        FULL._replace(verdict=judge(None, 3, "half-true")),
        FULL._replace(verdict=judge(None, 4, "mostly-true")),
        FULL._replace(verdict=FALSE),
        FULL._replace(verdict=None),
    ]
    rows = export_rows("liar", *records)

    assert [row[8:13] for row in rows] == [
        ["1", "2", "1", "1", "0"],
        ["1", "2", "1", "1", "0"],
        ["0", "0", "0", "0", "1"],
        ["1", "2", "1", "1", "0"],
        ["1", "2", "1", "1", "0"],
        ["1", "2", "1", "1", "0"],
        ["1", "2", "1", "1", "0"],
    ]


def test_the_article_speaks_as_its_outlet_each_for_itself() -> None:
    article = FULL._replace(speaker=THE_ARTICLE, verdict=FALSE)
    other = article._replace(article=FULL.article._replace(outlet="The Weekly"))
    none = article._replace(article=FULL.article._replace(outlet=None))
    data, report = export("liar", article, other, none, FULL._replace(speaker=UNNAMED))
    rows = [line.split("\t") for line in data.decode().splitlines()]

    assert [(row[4], row[5], row[9]) for row in rows] == [
        ("The Daily", "", "1"),
        ("The Weekly", "", "1"),
    ]
    assert report.left_out["speaker_unknown"] == 2


def test_plain_verdicts_are_said_only_if_the_project_says_so() -> None:
    conflicting = FULL._replace(verdict=judge("conflicting"))
    _data, report = export("liar", FULL, DECISION, SPARSE, conflicting)

    assert report.records == 1
    assert report.left_out == {"verdict_not_mapped": 2, "no_verdict": 1, "co_speakers": 1}
    assert report.mapped == {("conflicting", "half-true"): 1}

    _data, report = export("liar", FULL, DECISION, mapping=PLAIN)
    assert report.mapped == {("Refuted", "false"): 2}
    assert report.records == 2


def test_tabs_and_line_ends_become_spaces_and_are_counted() -> None:
    odd = FULL._replace(wording="a\tb\r\n\r\nc\u2028d\x85e")
    data, report = export("liar", odd, FULL, mapping=PLAIN)

    assert data.count(b"\n") == 2
    assert data.decode().split("\n")[0].split("\t")[2] == "a b c\u2028d\x85e"
    assert report.dump() == {
        "records": 2,
        "left_out": {"co_speakers": 2},
        "mapped": [{"label": "Refuted", "said": "false", "count": 2}],
        "wordings": {"decided": 2},
        "altered": {"spaces_for_tabs_and_line_ends": 1},
    }


def test_without_the_first_pass_nothing_is_written() -> None:
    with pytest.raises(KeyError):
        b"".join(find_format("liar").write([FULL._replace(verdict=FALSE)], Writing()))


def test_the_example_is_read_and_comes_back_byte_for_byte() -> None:
    (claim,) = read_back("liar", EXAMPLE.encode())

    assert claim.labels == (ImportedLabel(vocabulary="liar", value="false"),)
    assert (claim.source_id, claim.speaker, claim.speaker_role, claim.speaker_affiliation) == (
        "2635.json",
        "ilse-brandt",
        "Mayor",
        "republican",
    )
    assert claim.reporting_source == "a mailer"
    assert claim.source["subjects"] == "harbour"
    assert write_again("liar", [claim]) == EXAMPLE.encode()


def test_liar_plus_may_have_a_number_before_each_row() -> None:
    plus = EXAMPLE.replace("\n", "\tBecause.\n")
    for data in (plus, f"0\t{plus}"):
        (claim,) = read_back("liar-plus", data.encode())
        assert (claim.source_id, claim.justification) == ("2635.json", "Because.")
        assert write_again("liar-plus", [claim]) == data.encode()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"He ""knows"" it."', 'He "knows" it.'),
        ('"on ""Meet us"""', 'on "Meet us"'),
        ('He "knows" it.', 'He "knows" it.'),
        ('"He knows it."', '"He knows it."'),
        ('"He "knows" it."', '"He "knows" it."'),
        ('"', '"'),
    ],
)
def test_numbered_rows_are_quoted(cell: str, text: str) -> None:
    row = EXAMPLE.replace("Says the harbour group pays the mayor.", cell).replace("\n", "\tx\n")
    (claim,) = read_back("liar-plus", f"0\t{row}".encode())
    assert (claim.text, claim.source["statement"]) == (text, cell)
    assert write_again("liar-plus", [claim]) == f"0\t{row}".encode()

    (claim,) = read_back("liar-plus", row.encode())
    assert claim.text == cell


def test_rows_that_are_none_are_refused_and_the_rest_goes_on() -> None:
    data = f"a\tb\n{EXAMPLE}\n{EXAMPLE.replace('false', 'maybe')}{EXAMPLE}".encode()
    found = list(read_all("liar", data))

    assert [number for number, _row in found] == [1, 2, 4, 5]
    assert found[0][1] == "The row has 2 cells; there should be 14."
    assert found[2][1] == (
        "“label” is “maybe”; known are: true, mostly-true, half-true, barely-true, false, "
        "pants-fire."
    )
    assert list(read_all("liar", b"\xff\na\n")) == [
        (1, "The file is not UTF-8: the byte at position 0 is wrong."),
        (2, "The row has 1 cells; there should be 14."),
    ]


def hold(text: str) -> bool:
    return not set(text) & set("\t\r\n")


cells = st.sampled_from([text for text in HOSTILE if hold(text)]) | texts.filter(hold)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=14, max_size=14), max_size=3))
def test_what_comes_in_goes_out_the_same(rows: list[list[str]]) -> None:
    for row in rows:
        row[0], row[1], row[2] = "1.json", "half-true", row[2].strip() + "x"
    data = "".join("\t".join(row) + "\n" for row in rows).encode()

    assert write_again("liar", read_back("liar", data)) == data


def test_our_own_file_comes_back() -> None:
    records = [
        FULL._replace(verdict=FALSE, wording=text or None) for text in HOSTILE if text.strip()
    ]
    data, _report = export("liar-plus", *records)

    assert write_again("liar-plus", read_back("liar-plus", data)) == data


def test_one_speaker_is_one_however_often_renamed() -> None:
    renamed = FULL._replace(verdict=FALSE, speaker=MAYOR._replace(name="I. Brandt"))
    rows = export_rows("liar", renamed, FULL._replace(verdict=FALSE))

    assert [row[9] for row in rows] == ["2", "2"]

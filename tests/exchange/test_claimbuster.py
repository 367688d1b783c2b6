"""ClaimBuster, CSV and JSON: columns, and back."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.exchange.imported import ImportedLabel
from claims.exchange.tables import LINE_LIMIT
from tests.exchange.samples import DECISION, FULL, SPARSE, UNNAMED, axes, texts
from tests.exchange.writing import export, export_json, read_all, read_back, write_again

HEADER = (
    "Sentence_id,Text,Speaker,Speaker_title,Speaker_party,File_id,Length,Line_number,Sentiment,"
    "Verdict"
)
EXAMPLE = f"{HEADER}\r\n27,We're 9 short.,Jane Roe,Governor,DEMOCRAT,2012.txt,3,412,-0.2,1\r\n"
NONE = axes("no", "no", "no_claim")


def read_table(data: bytes) -> list[list[str]]:
    # One for the whole process; another test may have set it low.
    csv.field_size_limit(LINE_LIMIT)
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def test_every_column() -> None:
    nobody = SPARSE._replace(speaker=UNNAMED, verifiability=NONE)
    data, report = export("claimbuster-csv", FULL, nobody)

    assert read_table(data) == [
        HEADER.split(","),
        ["1", "The council paid 31 million crowns.", "Ilse Brandt", "mayor", "Norhaven", "ferry-1",
         "6", "3", "", "1"],
        ["2", FULL.claim.text, "", "", "", str(FULL.article.uuid), "8", "3", "", "-1"],
    ]  # fmt: skip
    assert report.wordings == {"decided": 1, "verbatim": 1}


def test_json_says_check_worthy_or_not() -> None:
    routine = FULL._replace(verifiability=axes("yes", "no"))
    written = export_json("claimbuster-json", DECISION, FULL._replace(verifiability=NONE), routine)

    assert written == [
        {"sentence_id": 1, "label": 1, "text": "The council paid 31 million crowns."},
        {"sentence_id": 2, "label": 0, "text": "The council paid 31 million crowns."},
        {"sentence_id": 3, "label": 0, "text": "The council paid 31 million crowns."},
    ]
    assert list(written[0]) == ["sentence_id", "label", "text"]
    _data, report = export("claimbuster-json", FULL._replace(verifiability=NONE), routine)
    assert report.mapped == {("-1", "0"): 1}


def test_the_example_is_read_and_comes_back() -> None:
    (claim,) = read_back("claimbuster-csv", EXAMPLE.encode())

    assert claim.labels == (ImportedLabel(vocabulary="claimbuster", value="1"),)
    assert (claim.source_id, claim.speaker, claim.speaker_role, claim.document_id) == (
        "27",
        "Jane Roe",
        "Governor",
        "2012.txt",
    )
    assert claim.source["Sentiment"] == "-0.2"
    assert write_again("claimbuster-csv", [claim]) == EXAMPLE.encode()
    assert write_again("claimbuster-csv", []) == f"{HEADER}\r\n".encode()


def test_all_sentences_has_no_verdicts() -> None:
    data = b"Sentence_id,Text,Speaker_role\r\n1,Hello,moderator\r\n"
    (claim,) = read_back("claimbuster-csv", data)

    assert claim.labels == ()
    assert write_again("claimbuster-csv", [claim]) == data


def test_rows_that_are_none_are_refused() -> None:
    data = b"Sentence_id,Text,Verdict\n1,a\n2,b,7\n3,,1\n4,d,0\n"
    found = list(read_all("claimbuster-csv", data))

    assert [number for number, _row in found] == [1, 2, 3, 4]
    assert [row for _number, row in found if isinstance(row, str)] == [
        "The row has 2 cells; there should be 3.",
        "“Verdict” is “7”; known are: -1, 0, 1.",
        "“Text” is empty.",
    ]
    assert list(read_all("claimbuster-csv", b"")) == [(0, "There is no column Sentence_id, Text.")]
    assert list(read_all("claimbuster-csv", b"Text,Text,Sentence_id\n")) == [
        (0, "A column stands twice in the header.")
    ]
    assert list(read_all("claimbuster-csv", b'Sentence_id,Text\n1,a\n2,"b'))[1][0] == 2
    assert list(read_all("claimbuster-json", b'[{"label":2,"text":"a"}]')) == [
        (1, "“label” is “2”; known are: 1, 0.")
    ]
    assert list(read_all("claimbuster-json", b'[{"label":true,"text":"a"}]')) == [
        (1, "“label” must be a number or a text.")
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(texts.filter(str.strip), max_size=3))
def test_what_comes_in_goes_out_the_same(several: list[str]) -> None:
    rows = [{"sentence_id": 7, "label": 1, "text": text} for text in several]
    claims = read_back("claimbuster-json", json.dumps(rows).encode())
    assert json.loads(write_again("claimbuster-json", claims)) == rows

    records = [FULL._replace(wording=text) for text in several]
    data, _report = export("claimbuster-csv", *records)
    assert [row[1] for row in read_table(data)[1:]] == several
    assert write_again("claimbuster-csv", read_back("claimbuster-csv", data)) == data

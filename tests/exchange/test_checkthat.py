"""CheckThat! 2018 tasks 1 and 2, and 2024: columns, and back, byte for byte."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.exchange.imported import ImportedLabel
from tests.exchange.samples import (
    DECISION,
    FULL,
    HOSTILE,
    SPARSE,
    UNNAMED,
    axes,
    judge,
    texts,
)
from tests.exchange.test_liar import hold
from tests.exchange.writing import PLAIN, export, export_rows, read_all, read_back, write_again

T1 = "69\tBERG\tSo the ferry is leaving.\t1\n70\tBERG\tGood evening.\t0\n"
T2 = (
    "1\tBERG\tGood evening from the harbour.\tN/A\t-\t-\n"
    "69\tBERG\tSo the ferry is leaving.\t1\tThe ferry moves its berth.\tTRUE\n"
)
T2024 = "Sentence_id\tText\tclass_label\n30\tThe ferry is leaving.\tYes\n31\tGood evening.\tNo\n"
WORTH, ROUTINE = axes("yes", "yes"), axes("yes", "no")
PARTLY, PREDICTION = axes("partly", "yes", "partly_fact"), axes("no", "unset")
VERBATIM = FULL.claim.text.replace("\n", " ")


def test_task_1_of_2018() -> None:
    rows = export_rows("checkthat-2018-t1", FULL, SPARSE._replace(verifiability=ROUTINE))

    assert rows == [
        ["1", "Ilse Brandt", "The council paid 31 million crowns.", "1"],
        ["2", "Ilse Brandt", VERBATIM, "0"],
    ]


def test_2024_has_a_header() -> None:
    rows = export_rows("checkthat-2024", FULL, SPARSE._replace(verifiability=ROUTINE))

    assert rows == [
        ["Sentence_id", "Text", "class_label"],
        ["1", "The council paid 31 million crowns.", "Yes"],
        ["2", VERBATIM, "No"],
    ]
    assert export_rows("checkthat-2024", FULL._replace(speaker=UNNAMED))[1][2] == "Yes"
    assert export_rows("checkthat-2024") == [["Sentence_id", "Text", "class_label"]]


def test_task_2_of_2018() -> None:
    other = FULL._replace(wording="The piers are new.", verdict=judge("supported"))
    idle = SPARSE._replace(verifiability=ROUTINE)
    rows = export_rows("checkthat-2018-t2", idle, FULL, DECISION, other, mapping=PLAIN)

    assert rows == [
        ["1", "Ilse Brandt", VERBATIM, "N/A", "-", "-"],
        ["2", "Ilse Brandt", VERBATIM, "1", "The council paid 31 million crowns.", "FALSE"],
        ["3", "Ilse Brandt", VERBATIM, "1", "The council paid 31 million crowns.", "FALSE"],
        ["4", "Ilse Brandt", VERBATIM, "2", "The piers are new.", "TRUE"],
    ]


@pytest.mark.parametrize("name", ["checkthat-2018-t1", "checkthat-2024", "claimbuster-csv"])
def test_what_a_label_leaves_open_is_left_out(name: str) -> None:
    _data, report = export(
        name,
        FULL._replace(verifiability=PREDICTION),
        FULL._replace(verifiability=axes("unclear", "yes")),
        FULL._replace(verifiability=PARTLY, co_speakers=()),
    )

    assert report.left_out == {"axis_open": 2}
    assert report.records == 1
    (mapped,) = report.mapped.items()
    assert mapped == (("partly_fact", "1" if name == "claimbuster-csv" else "Yes"), 1)


@pytest.mark.parametrize("name", ["checkthat-2018-t1", "checkthat-2024", "claimbuster-csv",
                                  "claimbuster-json"])  # fmt: skip
def test_the_check_pass_does_not_repeat_a_sentence(name: str) -> None:
    _data, report = export(name, FULL, FULL._replace(stage="check"))

    assert (report.records, report.left_out["other_pass"]) == (1, 1)


@pytest.mark.parametrize("name", ["checkthat-2018-t1", "checkthat-2018-t2", "checkthat-2024",
                                  "claimbuster-csv", "claimbuster-json"])  # fmt: skip
def test_a_sentence_of_which_there_is_the_check_pass_alone_goes_out(name: str) -> None:
    other = FULL.claim._replace(uuid=UUID(int=7))
    routine = SPARSE._replace(verifiability=ROUTINE)
    _data, report = export(name, routine, FULL._replace(claim=other, stage="check"), mapping=PLAIN)
    assert (report.records, report.left_out["other_pass"]) == (2, 0)

    _data, report = export(name, routine._replace(stage="check"))
    assert (report.records, report.left_out["other_pass"]) == (1, 0)


def test_task_2_takes_verdicts_from_the_check_pass() -> None:
    label, check = FULL._replace(verdict=None), FULL._replace(stage="check")
    routine = SPARSE._replace(verifiability=ROUTINE)
    data, report = export(
        "checkthat-2018-t2",
        *(label, check, routine, routine._replace(stage="check")),
        mapping=PLAIN,
    )

    assert [line.split("\t")[3] for line in data.decode().splitlines()] == ["1", "N/A"]
    assert report.left_out == {"no_verdict": 1, "other_pass": 1, "co_speakers": 1}


def test_who_speaks_must_be_known_in_2018() -> None:
    unnamed = FULL._replace(speaker=UNNAMED)
    for name in ("checkthat-2018-t1", "checkthat-2018-t2"):
        data, report = export(name, unnamed)
        assert (data, report.left_out) == (b"", {"speaker_unknown": 1})


def test_examples_are_read() -> None:
    one, two = read_back("checkthat-2018-t1", T1.encode())
    assert [claim.labels[0].value for claim in (one, two)] == ["Yes", "No"]
    assert (one.source_id, one.speaker, one.text) == ("69", "BERG", "So the ferry is leaving.")

    one, two = read_back("checkthat-2018-t2", T2.encode())
    assert one.labels == (ImportedLabel(vocabulary="check-worthy", value="No"),)
    assert one.wording == ""
    assert two.labels == (
        ImportedLabel(vocabulary="check-worthy", value="Yes"),
        ImportedLabel(vocabulary="checkthat-verdict", value="TRUE"),
    )
    assert two.wording == "The ferry moves its berth."

    one, two = read_back("checkthat-2024", T2024.encode())
    assert [claim.labels[0].value for claim in (one, two)] == ["Yes", "No"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("checkthat-2018-t1", T1), ("checkthat-2018-t2", T2), ("checkthat-2024", T2024)],
)
def test_examples_come_back(name: str, data: str) -> None:
    assert write_again(name, read_back(name, data.encode())) == data.encode()


def test_rows_that_are_none_are_refused() -> None:
    assert list(read_all("checkthat-2018-t1", b"1\tA\tb\t2\n2\tA\t\t1\n")) == [
        (1, "“label” is “2”; known are: 1, 0."),
        (2, "“text” is empty."),
    ]
    assert list(read_all("checkthat-2018-t2", b"1\tA\tb\t1\tc\tHALF\n")) == [
        (1, "“label” is “HALF”; known are: TRUE, HALF-TRUE, FALSE.")
    ]
    for data in (b"", b"1\tb\tYes\n"):
        assert list(read_all("checkthat-2024", data)) == [
            (0, "The header should be: Sentence_id, Text, class_label.")
        ]
    assert list(read_all("checkthat-2024", T2024.encode() + b"1\ta\tMaybe\n"))[-1] == (
        4,
        "“class_label” is “Maybe”; known are: Yes, No.",
    )


cells = st.sampled_from([text for text in HOSTILE if hold(text)]) | texts.filter(hold)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=3))
def test_what_comes_in_goes_out_the_same(rows: list[tuple[str, str]]) -> None:
    data = "".join(f"1\t{one}\tx{two}\t1\n" for one, two in rows).encode()

    assert write_again("checkthat-2018-t1", read_back("checkthat-2018-t1", data)) == data

"""AVeriTeC: each key, and back, field for field."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.exchange.imported import ImportedClaim, ImportedEvidence, ImportedLabel
from tests.exchange.samples import (
    DECISION,
    FULL,
    SPARSE,
    THE_ARTICLE,
    UNNAMED,
    decide,
    judge,
    texts,
)
from tests.exchange.writing import PAGE, export, export_json, read_all, read_back, write_again

# The shape of the example in the description of the data set; the words are ours.
EXAMPLE = (
    '[{"claim":"The ferry sank twice.","required_reannotation":false,"label":"Refuted",'
    '"justification":"The register lists one loss.","claim_date":"31-10-2020","speaker":null,'
    '"original_claim_url":null,"fact_checking_article":"https://web.archive.example/2020/a",'
    '"reporting_source":"Facebook","location_ISO_code":null,'
    '"claim_types":["Event/Property Claim"],"fact_checking_strategies":["Written Evidence"],'
    '"questions":[{"question":"How often did it sink","answers":[{"answer":"Once, says the '
    'register","answer_type":"Abstractive","source_url":"https://register.example",'
    '"source_medium":"Web text","cached_source_url":"https://web.archive.example/r"}]}],'
    '"cached_original_claim_url":null}]'
)
KEYS = list(json.loads(EXAMPLE)[0])


def test_a_decision_names_the_page_it_is_published_on() -> None:
    (label, decision) = export_json("averitec", FULL, DECISION)

    assert (label["fact_checking_article"], decision["fact_checking_article"]) == ("", PAGE)


def test_every_key_comes_from_where_the_docs_say() -> None:
    written = export_json("averitec", FULL)

    assert list(written[0]) == KEYS
    assert written == [
        {
            "claim": "The council paid 31 million crowns.",
            "required_reannotation": False,
            "label": "Refuted",
            "justification": 'The register says "33".',
            "claim_date": "8-1-2026",
            "speaker": "Ilse Brandt",
            "original_claim_url": "https://daily.example/ferry",
            "fact_checking_article": "",
            "reporting_source": "Norhaven Radio",
            "location_ISO_code": None,
            "claim_types": ["Numerical Claim", "Causal Claim"],
            "fact_checking_strategies": [],
            "questions": [
                {
                    "question": "How much?",
                    "answers": [
                        {
                            "answer": "33 million",
                            "answer_type": "Extractive",
                            "source_url": "https://register.example/1",
                            "source_medium": "Web text",
                            "cached_source_url": "https://archive.example/1",
                        }
                    ],
                },
                {
                    "question": "Where does the number come from?",
                    "answers": [
                        {
                            "answer": "No answer could be found.",
                            "answer_type": "Unanswerable",
                            "source_url": "",
                            "source_medium": "",
                        }
                    ],
                },
            ],
            "cached_original_claim_url": None,
        }
    ]


def test_a_decision_goes_out_as_a_label_does() -> None:
    (decided,) = export_json("averitec", DECISION)
    (labelled,) = export_json("averitec", FULL)

    assert decided == labelled | {"required_reannotation": True, "fact_checking_article": PAGE}
    (agreed,) = export_json("averitec", decide(FULL, "Refuted", "Refuted"))
    assert agreed["required_reannotation"] is False


def test_what_has_no_verdict_is_left_out_and_counted() -> None:
    data, report = export(
        "averitec", FULL, SPARSE, FULL._replace(verdict=judge(None, 4, "mostly-true"))
    )

    assert len(json.loads(data)) == report.records == 1
    assert report.left_out == {"no_verdict": 1, "verdict_not_mapped": 1, "co_speakers": 1}
    assert (report.wordings, report.mapped) == ({"decided": 1}, {})


def test_nothing_is_an_empty_array() -> None:
    assert export("averitec")[0] == b"[]"


@pytest.mark.parametrize(
    ("precision", "written"), [("day", "8-11-2026"), ("month", "1-11-2026"), ("year", "1-1-2026")]
)
def test_an_imprecise_date_is_read_as_early_as_can_be(precision: str, written: str) -> None:
    record = FULL._replace(claim_date=date(2026, 11, 8), claim_date_precision=precision)

    assert export_json("averitec", record)[0]["claim_date"] == written


def test_without_a_date_there_is_null() -> None:
    assert export_json("averitec", FULL._replace(claim_date=None))[0]["claim_date"] is None


def test_whoever_speaks() -> None:
    article = FULL._replace(speaker=THE_ARTICLE)
    nobody = FULL._replace(speaker=UNNAMED, reporting_source=None)

    assert [one["speaker"] for one in export_json("averitec", article, nobody)] == [
        "The Daily",
        None,
    ]
    assert export_json("averitec", nobody)[0]["reporting_source"] == "The Daily"


def answer(**values: Any) -> dict[str, Any]:
    item = FULL.evidence[0]._replace(**values)
    (claim,) = export_json("averitec", FULL._replace(evidence=(item,)))
    written: dict[str, Any] = claim["questions"][0]["answers"][0]
    return written


def test_conventions_of_answers() -> None:
    assert answer(answer="Yes", archived_url=None) == {
        "answer": "Yes",
        "answer_type": "Boolean",
        "source_url": "https://register.example/1",
        "source_medium": "Web text",
        "boolean_explanation": "33 million",
    }
    assert answer(medium="Metadata", archived_url=None) == {
        "answer": "33 million",
        "answer_type": "Extractive",
        "source_url": "Metadata",
        "source_medium": "Metadata",
        "cached_source_url": "Metadata",
    }
    assert answer(answer="About thirty")["answer_type"] == "Abstractive"
    assert answer(answer=None)["answer"] == "33 million"
    assert answer(answer="No", quote=None, archived_url=None) == {
        "answer": "No",
        "answer_type": "Boolean",
        "source_url": "https://register.example/1",
        "source_medium": "Web text",
    }


def test_answers_stand_with_their_question_three_at_most() -> None:
    same = FULL.evidence[0]
    odd = same._replace(question=None)
    data, report = export("averitec", FULL._replace(evidence=(same, odd, same, same, same)))

    (question,) = json.loads(data)[0]["questions"]
    assert len(question["answers"]) == 3
    assert report.left_out == {
        "more_than_three_answers": 1,
        "evidence_without_question": 1,
        "co_speakers": 1,
    }


def test_the_example_is_read() -> None:
    (claim,) = read_back("averitec", EXAMPLE.encode())

    assert claim.labels == (ImportedLabel(vocabulary="averitec", value="Refuted"),)
    assert claim.evidence == (
        ImportedEvidence(
            position=1,
            set_number=1,
            question="How often did it sink",
            answer="Once, says the register",
            answer_type="Abstractive",
            url="https://register.example",
            archived_url="https://web.archive.example/r",
            medium="Web text",
        ),
    )
    assert (claim.text, claim.speaker, claim.reporting_source) == (
        "The ferry sank twice.",
        "",
        "Facebook",
    )
    assert str(claim.claim_date) == "2020-10-31"
    assert write_again("averitec", [claim]).replace(b"\n", b"") == EXAMPLE.encode()


def test_null_empty_and_absent_are_kept_apart() -> None:
    rows = [
        {"claim": "a", "speaker": None, "label": "Supported"},
        {"claim": "b", "speaker": "", "label": None},
        {"claim": "c"},
    ]
    claims = read_back("averitec", json.dumps(rows).encode())

    assert [claim.speaker for claim in claims] == ["", "", ""]
    assert json.loads(write_again("averitec", claims)) == rows


def test_words_that_stand_for_nothing_are_not_answers_or_addresses() -> None:
    answers = [
        {"answer": "No answer could be found.", "answer_type": "Unanswerable", "source_url": ""},
        {"answer": "1999", "answer_type": "Extractive", "source_url": "Metadata"},
    ]
    row = {"claim": "a", "questions": [{"question": "When?", "answers": answers}]}
    (claim,) = read_back("averitec", json.dumps([row]).encode())

    assert [(item.answer, item.url) for item in claim.evidence] == [("", ""), ("1999", "")]


def test_what_is_no_claim_is_refused_and_the_rest_goes_on() -> None:
    rows = [
        '{"claim":"a"}',
        "5",
        '{"claim":" "}',
        '{"claim":"a","label":"Maybe"}',
        '{"claim":"a","claim_date":"31-2-2020"}',
        '{"claim":"a","claim_date":"2020-02-01"}',
        '{"claim":"a","claim":"b"}',
        '{"claim":"a","questions":[{"question":1,"answers":[{}]}]}',
        '{"claim":"a","claim_types":["x",1]}',
        '{"claim":"z"}',
    ]
    found = list(read_all("averitec", f"[{','.join(rows)}]".encode()))

    assert [number for number, _row in found] == list(range(1, 11))
    assert [row for _number, row in found if isinstance(row, str)] == [
        "The row is not a JSON object.",
        "“claim” is empty.",
        "“label” is “Maybe”; known are: Supported, Refuted, Not Enough Evidence, "
        "Conflicting Evidence/Cherrypicking.",
        "“claim_date” must be a day written D-M-YYYY.",
        "“claim_date” must be a day written D-M-YYYY.",
        "The key “claim” stands twice in one object.",
        "“question” must be a text.",
        "“claim_types” must be a list of texts.",
    ]


@pytest.mark.parametrize(
    ("data", "number"),
    [(b"", 0), (b"{}", 0), (b'[{"claim":"a"} {}]', 2), (b'[{"claim":"a"},', 2), (b'["\xff"]', 0)],
)
def test_what_is_no_array_is_refused_where_it_ends(data: bytes, number: int) -> None:
    found = list(read_all("averitec", data))

    assert found[-1][0] == number
    assert isinstance(found[-1][1], str)


optional = st.none() | texts
answers = st.fixed_dictionaries(
    {"answer": texts, "answer_type": texts, "source_url": texts, "source_medium": texts},
    optional={"cached_source_url": texts, "boolean_explanation": texts},
)
questions = st.fixed_dictionaries({"question": texts, "answers": st.lists(answers, max_size=2)})
claims = st.fixed_dictionaries(
    {
        "claim": texts.filter(lambda text: bool(text.strip())),
        "required_reannotation": st.booleans(),
        "label": st.sampled_from(["Supported", "Not Enough Evidence"]) | st.none(),
        "justification": optional,
        "claim_date": st.dates().map(lambda day: f"{day.day}-{day.month}-{day.year}") | st.none(),
        "speaker": optional,
    },
    optional={
        "original_claim_url": optional,
        "claim_types": st.lists(texts, max_size=2),
        "questions": st.lists(questions, max_size=2),
        "something": optional,
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(claims, max_size=3))
def test_what_comes_in_goes_out_the_same(rows: list[dict[str, Any]]) -> None:
    data = json.dumps(rows, ensure_ascii=False).encode()

    again = write_again("averitec", read_back("averitec", data))

    assert json.loads(again) == rows
    assert [list(row) for row in json.loads(again)] == [list(row) for row in rows]


def test_our_own_file_comes_back() -> None:
    data, _report = export("averitec", FULL, DECISION, FULL._replace(speaker=UNNAMED))

    assert write_again("averitec", read_back("averitec", data)) == data


def test_rows_know_their_format() -> None:
    (claim,) = read_back("averitec", EXAMPLE.encode())

    assert isinstance(claim, ImportedClaim)
    assert (claim.format, claim.document, claim.start) == ("averitec", "", None)

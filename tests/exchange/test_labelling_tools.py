"""Label Studio's and doccano's exports: choices, spans, and nobody's address."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from claims.exchange.imported import ImportedClaim, ImportedLabel
from tests.exchange.samples import texts
from tests.exchange.writing import read_all, read_back

TEXT = "Hi 😀 there. The ferry sank."


def choose(value: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "type": "choices",
        "from_name": "worth",
        "to_name": "text",
        "value": {"choices": [value], **more},
    }


def mark(start: int, end: int, text: str | None = None, label: str = "Claim") -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]}
    more = {} if text is None else {"text": text}
    return {"type": "labels", "from_name": "span", "to_name": "text", "value": {**value, **more}}


def make_task(*annotations: Any, **more: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"text": TEXT, "source": "a"}, "annotations": annotations, **more}


def by(person: Any, *results: Any, **more: Any) -> dict[str, Any]:
    return {"id": 1, "completed_by": person, "result": results, **more}


def read_tasks(*tasks: Any) -> list[ImportedClaim]:
    return read_back("label-studio", json.dumps(tasks).encode())


def test_choices_are_labels_of_the_whole_text() -> None:
    (claim,) = read_tasks(make_task(by(10, choose("Yes")), by(11, choose("No"))))

    assert (claim.text, claim.document, claim.source_id) == (TEXT, "", "7")
    assert claim.labels == (
        ImportedLabel(vocabulary="worth", value="Yes", annotator="10"),
        ImportedLabel(vocabulary="worth", value="No", annotator="11"),
    )


def test_labelled_passages_are_claims_of_their_own() -> None:
    # As a browser counts, the face is two.
    whole, greeting, ferry = read_tasks(
        make_task(
            by(10, mark(13, 28, "The ferry sank."), mark(0, 12, "Hi 😀 there."), choose("Yes")),
            by(11, mark(13, 28, label="Other"), choose("Worth", start=13, end=28)),
        )
    )

    assert [claim.text for claim in (whole, greeting, ferry)] == [
        TEXT,
        "Hi 😀 there.",
        "The ferry sank.",
    ]
    assert (ferry.start, ferry.end, ferry.document, ferry.document_id) == (12, 27, TEXT, "7")
    assert TEXT[12:27] == ferry.text
    assert [(label.vocabulary, label.value, label.annotator) for label in ferry.labels] == [
        ("span", "Claim", "10"),
        ("span", "Other", "11"),
        ("worth", "Worth", "11"),
    ]
    assert ferry.source_id == "7:12-27"


def test_people_are_numbers() -> None:
    person = {"id": 10, "email": "ada@example.org", "first_name": "Ada", "last_name": "B"}
    (claim,) = read_tasks(
        make_task(
            by(person, choose("Yes"), created_username=" Ada, 10"),
            updated_by=[person],
        )
    )

    assert claim.labels[0].annotator == "10"
    assert claim.source["annotations"][0]["completed_by"] == 10
    assert claim.source["updated_by"] == [10]
    assert claim.source["data"] == {"text": TEXT, "source": "a"}
    kept = json.dumps(claim.source)
    assert [name for name in ("Ada", "example.org") if name in kept] == []


def test_who_skipped_has_said_nothing() -> None:
    (claim,) = read_tasks(make_task(by(1, choose("No"), was_cancelled=True), by(2, choose("Yes"))))

    assert [label.value for label in claim.labels] == ["Yes"]


def test_the_only_text_is_the_text() -> None:
    task = make_task(by(1, choose("Yes"))) | {"data": {"body": "Alone.", "n": 5}}
    (claim,) = read_tasks(task)

    assert claim.text == "Alone."


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"id": 1, "text": "a", "worth": "Yes"}, "This is no task of Label Studio: export as JSON"),
        (make_task(), "Nobody has labelled it."),
        (make_task(by(1, mark(13, 28, "The ferry swam."))), "A labelled passage is not where"),
        (make_task(by(1, mark(13, 99))), "A labelled passage is not where"),
        (make_task(by(1, mark(4, 6))), "A labelled passage is not where"),
        (make_task(by(1, mark(-1, 6))), "A labelled passage is not where"),
        (make_task(by(1, {**choose("Yes"), "value": {"choices": "Yes"}})), "“choices” must be a"),
        (
            make_task(by(1, choose("Yes"))) | {"data": {"a": "x", "b": "y"}},
            "It cannot be told which text the labels are of.",
        ),
        (
            make_task(by(1, choose("Yes"), {**choose("Yes"), "to_name": "source"})),
            "The task has labels of more than one text.",
        ),
    ],
)
def test_tasks_that_are_none_are_refused_and_the_rest_goes_on(task: Any, message: str) -> None:
    good = make_task(by(1, choose("Yes")))
    found = list(read_all("label-studio", json.dumps([task, good]).encode()))

    assert [number for number, _row in found] == [1, 2]
    assert str(found[0][1]).startswith(message)
    assert isinstance(found[1][1], ImportedClaim)


def read_lines(*rows: Any) -> list[ImportedClaim]:
    return read_back("doccano", "\n".join(map(json.dumps, rows)).encode())


def test_classes_of_doccano() -> None:
    (claim,) = read_lines({"id": 3, "text": TEXT, "label": ["Yes", "Sure"], "Comments": []})

    assert (claim.text, claim.source_id) == (TEXT, "3")
    assert [label.value for label in claim.labels] == ["Yes", "Sure"]
    assert claim.labels[0].vocabulary == "label"


def test_spans_of_doccano_count_characters() -> None:
    entity = {"id": 1, "label": "Claim", "start_offset": 12, "end_offset": 27}
    one, two = read_lines(
        {"id": 3, "text": TEXT, "label": [[12, 27, "Claim"]]},
        {"id": 4, "text": TEXT, "entities": [entity], "relations": []},
    )

    assert one.text == two.text == "The ferry sank."
    assert (one.start, one.end, one.document) == (12, 27, TEXT)
    assert two.source["relations"] == []


def test_names_in_doccano_are_dropped() -> None:
    (claim,) = read_lines(
        {"id": 3, "text": "a", "label": ["x"], "annotation_approver": "ada", "username": "ada"}
    )

    assert dict(claim.source) == {"id": 3, "text": "a", "label": ["x"]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "a"}, "Nobody has labelled it."),
        ({"text": "a", "label": []}, "Nobody has labelled it."),
        ({"text": "", "label": ["x"]}, "“text” is empty."),
        ({"text": "a", "label": [5]}, "A label must be a text, or a passage and a text."),
        ({"text": "a", "label": [[0, 2, "x"]]}, "A labelled passage is not where the file says"),
        ({"text": "a", "label": [[1, 1, "x"]]}, "A labelled passage is not where the file says"),
        ({"text": "a", "label": "x"}, "“label” must be a list."),
    ],
)
def test_lines_that_are_none_are_refused(row: Any, message: str) -> None:
    good = {"text": "a", "label": ["x"]}
    data = f"{json.dumps(row)}\n{json.dumps(good)}".encode()
    found = list(read_all("doccano", data))

    assert [number for number, _row in found] == [1, 2]
    assert str(found[0][1]).startswith(message)
    assert isinstance(found[1][1], ImportedClaim)


@settings(max_examples=60, deadline=None)
@given(texts, texts.filter(str.strip), texts)
def test_any_passage_is_found(before: str, inside: str, after: str) -> None:
    text = before + inside + after
    start, end = (len(part.encode("utf-16-le")) // 2 for part in (before, before + inside))
    task = make_task(by(1, mark(start, end, inside))) | {"data": {"text": text}}
    (claim,) = read_tasks(task)

    assert claim.text == inside == claim.document[claim.start : claim.end]
    assert claim.document == text

"""What is written on the form is there again when the claim is next opened, all of it as it was."""

from typing import Any

import pytest
from django.http import QueryDict

from claims.forms.labelling import write_untouched
from claims.forms.sheet import Sheet, open_sheet, read_sheet
from claims.models import Annotation, Claim, Draft, Project, Slot, Speaker, Stage, User
from claims.queries.desk import find_draft, find_slot
from tests.factories import NOW, SpeakerFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import queue_claim, take

pytestmark = pytest.mark.django_db
ROWS = {"evidence-TOTAL_FORMS": "3", "evidence-INITIAL_FORMS": "0"}
WRITTEN: dict[str, Any] = {
    "other_name": " Ада Хольм ",
    "other_kind": "organisation",
    "other_role": "mayor",
    "other_affiliation": "city",
    "other_same_as": "https://www.wikidata.org/wiki/Q1",
    "verifiability": "check_worthy_fact",
    "verdict": "Refuted",
    "justification": "First line.\r\n\r\n  Indented, 👩‍👩‍👧 and مرحبا «بالعالم»\r\n",
    "claim_date": "2026-02-30",
    "omission": "Half of it: <b>&amp;</b>",
    "searched": "Everywhere",
    "claim_types": ["Position Statement", "Numerical Claim"],
    "quote_type": "direct",
    "reporting_source": "Radio",
    "checked": "attribution",
    "wording": "The ferry is 36.4 m long.",
    "claim_date_precision": "month",
    "confidence": "2",
    "comment": "e\u0301 stays as it is, \u200f too.",
    # The first row is empty, and stays nowhere.
    "evidence-1-url": "not a link",
    "evidence-1-stance": "refutes",
    "evidence-1-quote": "one\r\ntwo",
    "evidence-1-set_number": "x",
    "evidence-2-kind": "right_of_reply",
    "evidence-2-asked_whom": "Ada Holm",
    "evidence-2-asked_on": "2026-01-02",
    "evidence-2-deadline": "2026-01-09",
}


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    claim = queue_claim(project)
    take(project, annotator)
    return claim


def read(claim: Claim, user: User, fields: dict[str, Any]) -> Sheet:
    """The sheet as a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return read_sheet(claim, user, data)


def reopen(claim: Claim, user: User) -> Sheet:
    return open_sheet(claim, user, find_slot(user, claim), find_draft(user, claim), guideline=None)


def as_sent(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a browser sends them back that nobody has touched."""
    rows = values["evidence"]
    fields = {name: value for name, value in values.items() if name != "evidence"}
    counts = {"evidence-TOTAL_FORMS": str(len(rows) + 2), "evidence-INITIAL_FORMS": str(len(rows))}
    of_rows = {
        f"evidence-{number}-{name}": value.replace("\n", "\r\n")
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    crlf = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return crlf | counts | of_rows


def test_everything_on_the_form_comes_back_as_it_was_written(claim: Claim, annotator: User) -> None:
    one, two = (str(SpeakerFactory(project=claim.project, name=n).uuid) for n in ("One", "Two"))
    speakers = {"speaker": one, "original_speaker": two, "co_speakers": sorted([one, two])}
    sheet = read(claim, annotator, ROWS | WRITTEN | speakers)

    version = sheet.keep(NOW)

    again = reopen(claim, annotator).list_values()
    assert version == Draft.objects.get().version
    assert again == sheet.list_values()
    text = {name: value for name, value in WRITTEN.items() if not name.startswith("evidence")}
    expected = text | speakers | {"claim_types": ["Numerical Claim", "Position Statement"]}
    expected["justification"] = WRITTEN["justification"].replace("\r\n", "\n")
    assert again == expected | {
        "evidence": [
            {"url": "not a link", "stance": "refutes", "quote": "one\ntwo", "set_number": "x"},
            {
                "kind": "right_of_reply",
                "asked_whom": "Ada Holm",
                "asked_on": "2026-01-02",
                "deadline": "2026-01-09",
            },
        ]
    }


def test_what_was_kept_is_kept_the_same_when_it_is_sent_again(
    claim: Claim, annotator: User
) -> None:
    read(claim, annotator, ROWS | WRITTEN).keep(NOW)
    before = Draft.objects.get().body

    read(claim, annotator, as_sent(reopen(claim, annotator).list_values())).keep(NOW)

    assert Draft.objects.get().body == before


def test_a_form_that_nobody_touched_is_no_draft(claim: Claim, annotator: User) -> None:
    untouched = reopen(claim, annotator).list_values()

    version = read(claim, annotator, as_sent(untouched)).keep(NOW)

    assert version == 0
    assert not Draft.objects.exists()


@pytest.fixture
def label(claim: Claim, annotator: User) -> Annotation:
    comment = "Kept\n\nas it is."
    return submit(
        annotator,
        claim,
        make_checked(claim, comment=comment, confidence=3, claim_types=("Numerical Claim",)),
    )


def test_a_label_that_nobody_touched_is_no_draft(
    label: Annotation, claim: Claim, annotator: User
) -> None:
    untouched = reopen(claim, annotator).list_values()

    version = read(claim, annotator, as_sent(untouched)).keep(NOW)

    assert untouched["comment"] == label.comment
    assert version == 0
    assert not Draft.objects.exists()


def test_what_was_cleared_of_a_label_stays_cleared(
    label: Annotation, claim: Claim, annotator: User
) -> None:
    sheet = read(claim, annotator, {**ROWS, "checked": "content", "other_kind": "person"})

    sheet.keep(NOW)

    again = reopen(claim, annotator)
    filled = {name: value for name, value in again.list_values().items() if value}
    assert filled == {"checked": "content", "other_kind": "person"}
    assert again.form.initial["revises"] == label.uuid
    assert Slot.objects.get(annotator=annotator).current == label


def test_taking_a_change_back_ends_the_draft(
    label: Annotation, claim: Claim, annotator: User
) -> None:
    untouched = as_sent(reopen(claim, annotator).list_values())
    changed = read(claim, annotator, untouched | {"comment": "Other."}).keep(NOW)

    back = read(claim, annotator, untouched).keep(NOW, known=changed)

    assert (changed > 0, back) == (True, 0)
    assert reopen(claim, annotator).list_values()["comment"] == label.comment


def test_a_label_that_nobody_touched_is_no_draft_where_its_speaker_was_merged_meanwhile(
    claim: Claim, annotator: User
) -> None:
    gone, kept = SpeakerFactory.create_batch(2, project=claim.project)
    submit(annotator, claim, make_labelling(claim, speaker=gone.uuid))
    untouched = reopen(claim, annotator).list_values()
    Speaker.objects.filter(pk=gone.pk).update(merged_into=kept, merged_with=kept)

    version = read(claim, annotator, as_sent(untouched)).keep(NOW)

    assert untouched["speaker"] == str(gone.uuid)
    assert version == 0
    assert not Draft.objects.exists()


def test_whoever_was_merged_into_the_speaker_is_no_co_speaker_any_more(
    claim: Claim, annotator: User
) -> None:
    gone, kept = SpeakerFactory.create_batch(2, project=claim.project)
    submit(annotator, claim, make_labelling(claim, speaker=kept.uuid, co_speakers=(gone.uuid,)))
    untouched = reopen(claim, annotator).list_values()
    Speaker.objects.filter(pk=gone.pk).update(merged_into=kept, merged_with=kept)

    version = read(claim, annotator, as_sent(untouched)).keep(NOW)

    assert untouched["co_speakers"] == [str(gone.uuid)]
    assert version == 0


def test_whom_a_draft_names_and_who_was_merged_meanwhile_is_who_stands_for_them(
    claim: Claim, annotator: User
) -> None:
    gone, kept = SpeakerFactory.create_batch(2, project=claim.project)
    Speaker.objects.filter(pk=gone.pk).update(merged_into=kept, merged_with=kept)

    read(claim, annotator, ROWS | {"speaker": str(gone.uuid)}).keep(NOW)

    assert reopen(claim, annotator).list_values()["speaker"] == str(kept.uuid)


@pytest.mark.parametrize("has_check_pass", [False, True])
@pytest.mark.parametrize("stage", Stage)
def test_what_nobody_touched_is_what_the_form_shows(
    stage: Stage, *, has_check_pass: bool, label: Annotation, claim: Claim, annotator: User
) -> None:
    claim.project.has_check_pass = has_check_pass
    slot = find_slot(annotator, claim)

    for said, of_slot in ((label, slot), (None, None)):
        shown = open_sheet(claim, annotator, of_slot, None, stage, guideline=None).list_values()
        assert write_untouched(claim, said, stage) == shown


def test_a_form_without_its_rows_is_kept_without_evidence(claim: Claim, annotator: User) -> None:
    """As hand-made requests send it."""
    read(claim, annotator, {"comment": "Hm.", "evidence-0-url": "https://x.example/"}).keep(NOW)

    assert Draft.objects.get().body["evidence"] == []
    assert reopen(claim, annotator).list_values()["comment"] == "Hm."

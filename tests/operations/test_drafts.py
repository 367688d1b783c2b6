"""Drafts: kept in versions, so that two pages of one person do not undo each other's unseen."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput
from claims.models import AuditEvent, Claim, Draft, Project, Stage, User
from claims.operations import marks
from tests.factories import NOW, AnnotationFactory, SlotFactory
from tests.operations.labellings import submit
from tests.operations.queues import queue_claim, take

pytestmark = pytest.mark.django_db

FIRST = marks.begin_version(NOW)


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """A claim that the annotator has before them."""
    claim = queue_claim(project)
    take(project, annotator)
    return claim


def save(actor: User, claim: Claim, comment: str, known: int | None = None, **other: Any) -> int:
    about = {"actor": actor, "claim": claim, "now": NOW, **other}
    return marks.save_draft(body={"comment": comment} if comment else {}, known=known, **about)


def read(actor: User, claim: Claim, stage: str = Stage.LABEL) -> tuple[str, int] | None:
    """What is kept, and its version."""
    kept = Draft.objects.filter(annotator=actor, claim=claim, stage=stage)
    return kept.values_list("body__comment", "version").first()


def test_each_change_made_to_what_is_kept_counts_the_version_up(
    claim: Claim, annotator: User
) -> None:
    versions = [0]
    for text in ("one", "two", "three"):
        versions.append(save(annotator, claim, text, versions[-1]))

    assert versions == [0, FIRST, FIRST + 1, FIRST + 2]
    assert read(annotator, claim) == ("three", FIRST + 2)
    assert not AuditEvent.objects.filter(target=claim.uuid).exists()


def test_without_a_known_version_it_goes_over_whatever_there_is(
    claim: Claim, annotator: User
) -> None:
    versions = [save(annotator, claim, text) for text in ("one", "two", "two")]

    assert versions == [FIRST, FIRST + 1, FIRST + 2]
    assert read(annotator, claim) == ("two", FIRST + 2)


@pytest.mark.parametrize("known", [0, 1, FIRST, FIRST + 2, 2**53 - 1])
@pytest.mark.parametrize("text", ["late", ""])
def test_a_change_made_to_another_version_is_refused_and_changes_nothing(
    text: str, known: int, claim: Claim, annotator: User
) -> None:
    for earlier in ("one", "two"):
        save(annotator, claim, earlier)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, text, known)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) == ("two", FIRST + 1)


def test_a_change_made_to_a_draft_that_is_gone_is_refused(claim: Claim, annotator: User) -> None:
    save(annotator, claim, "one")
    save(annotator, claim, "")

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "late", known=FIRST)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) is None


@pytest.mark.parametrize("end", ["emptied", "labelled"])
def test_a_change_made_to_an_earlier_draft_does_not_go_over_the_next_one(
    end: str, claim: Claim, annotator: User
) -> None:
    known = save(annotator, claim, "seen in the other tab")
    if end == "emptied":
        save(annotator, claim, "")
    else:
        submit(annotator, claim)
    save(annotator, claim, "newer", known=0, now=NOW + timedelta(seconds=1))

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "late", known)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) == ("newer", FIRST + 1_000_000)


@pytest.mark.parametrize("known", [None, FIRST])
def test_nothing_written_is_no_draft(known: int | None, claim: Claim, annotator: User) -> None:
    save(annotator, claim, "one")

    version = save(annotator, claim, "", known)

    assert version == 0
    assert read(annotator, claim) is None


@pytest.mark.parametrize("known", [None, 0])
def test_removing_what_is_not_there_is_no_fault(
    known: int | None, claim: Claim, annotator: User
) -> None:
    assert save(annotator, claim, "", known) == 0
    assert read(annotator, claim) is None


def test_what_cannot_be_kept_leaves_what_was(claim: Claim, annotator: User) -> None:
    save(annotator, claim, "one")

    refusals = []
    for text in ("x" * marks.DRAFT_LIMIT, "a\0b", "\ud800"):
        with pytest.raises(InvalidInput) as refusal:
            save(annotator, claim, text, known=FIRST)
        refusals.append(refusal.value.code)

    assert refusals == ["too_long", "nul", "surrogate"]
    assert read(annotator, claim) == ("one", FIRST)


def test_each_pass_and_each_person_counts_for_themselves(
    claim: Claim, annotator: User, other_annotator: User
) -> None:
    SlotFactory(claim=claim, stage=Stage.CHECK, annotator=annotator)
    save(annotator, claim, "one")

    versions = [
        save(annotator, claim, "check", known=0, stage=Stage.CHECK),
        save(other_annotator, claim, "theirs", known=0),
    ]

    assert versions == [FIRST, FIRST]
    assert read(annotator, claim) == ("one", FIRST)
    assert read(annotator, claim, Stage.CHECK) == ("check", FIRST)
    assert read(other_annotator, claim) == ("theirs", FIRST)


def test_a_draft_that_comes_after_its_own_label_is_refused(claim: Claim, annotator: User) -> None:
    version = save(annotator, claim, "begun")
    submit(annotator, claim)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "begun, and on the way", version)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) is None


def test_the_first_draft_of_a_sheet_that_comes_after_its_own_label_is_refused(
    claim: Claim, annotator: User
) -> None:
    sheet = uuid.uuid4()
    submit(annotator, claim, client_uuid=sheet)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "begun, and slow", known=0, client_uuid=sheet)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) is None


def test_the_label_of_somebody_else_ends_no_sheet(
    claim: Claim, annotator: User, other_annotator: User
) -> None:
    sheet = uuid.uuid4()
    AnnotationFactory(slot__annotator=other_annotator, client_uuid=sheet)

    assert save(annotator, claim, "begun", known=0, client_uuid=sheet) == FIRST


def test_what_is_written_to_a_label_is_a_draft_of_its_revision(
    claim: Claim, annotator: User
) -> None:
    save(annotator, claim, "begun")
    submit(annotator, claim)

    version = save(annotator, claim, "on second thoughts", known=0, client_uuid=uuid.uuid4())

    assert version == FIRST
    assert read(annotator, claim) == ("on second thoughts", FIRST)


def test_a_label_that_comes_too_late_counts_the_version_up(
    claim: Claim, annotator: User, other_annotator: User
) -> None:
    save(annotator, claim, "begun")
    claim.slots.filter(annotator=annotator).update(annotator=other_annotator, lease=None)
    claim.slots.filter(annotator=None).delete()

    with (
        pytest.raises(Conflict) as refusal,
        marks.keep_if_late(actor=annotator, claim=claim, body={"comment": "late"}, now=NOW),
    ):
        submit(annotator, claim)

    assert refusal.value.code == "no_free_slot"
    assert read(annotator, claim) == ("late", FIRST + 1)


def test_a_draft_begun_between_looking_and_writing(
    claim: Claim, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written over by who asks for no version; who had seen none is told."""

    def begin_theirs(now: datetime) -> int:
        """Between the UPDATE that finds none and the INSERT."""
        about = {"claim": claim, "annotator": annotator, "stage": Stage.LABEL, "saved_at": now}
        Draft.objects.create(body={"comment": "theirs"}, version=7, **about)
        return FIRST

    monkeypatch.setattr(marks, "begin_version", begin_theirs)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "mine", known=0)
    version = save(annotator, claim, "mine")

    assert refusal.value.code == "draft_changed"
    assert version == 8
    assert read(annotator, claim) == ("mine", 8)

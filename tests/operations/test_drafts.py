"""Drafts: kept in versions, so that two pages of one person do not undo each other's unseen."""

from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput
from claims.models import AuditEvent, Claim, Draft, Project, Stage, User
from claims.operations import marks
from tests.factories import NOW, SlotFactory
from tests.operations.labellings import submit
from tests.operations.queues import queue_claim, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """A claim that the annotator has before them."""
    claim = queue_claim(project)
    take(project, annotator)
    return claim


def save(actor: User, claim: Claim, comment: str, known: int | None = None, **other: Any) -> int:
    body = {"comment": comment} if comment else {}
    return marks.save_draft(actor=actor, claim=claim, body=body, now=NOW, known=known, **other)


def read(actor: User, claim: Claim, stage: str = Stage.LABEL) -> tuple[str, int] | None:
    """What is kept, and its version."""
    kept = Draft.objects.filter(annotator=actor, claim=claim, stage=stage)
    return kept.values_list("body__comment", "version").first()


def test_each_change_made_to_what_is_kept_counts_the_version_up(
    claim: Claim, annotator: User
) -> None:
    versions = [
        save(annotator, claim, text, known) for known, text in enumerate(("one", "two", "three"))
    ]

    assert versions == [1, 2, 3]
    assert read(annotator, claim) == ("three", 3)
    assert not AuditEvent.objects.filter(target=claim.uuid).exists()


def test_without_a_known_version_it_goes_over_whatever_there_is(
    claim: Claim, annotator: User
) -> None:
    versions = [save(annotator, claim, text) for text in ("one", "two", "two")]

    assert versions == [1, 2, 3]
    assert read(annotator, claim) == ("two", 3)


@pytest.mark.parametrize("known", [0, 1, 3, 2**31 - 1])
@pytest.mark.parametrize("text", ["late", ""])
def test_a_change_made_to_another_version_is_refused_and_changes_nothing(
    text: str, known: int, claim: Claim, annotator: User
) -> None:
    for earlier in ("one", "two"):
        save(annotator, claim, earlier)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, text, known)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) == ("two", 2)


def test_a_change_made_to_a_draft_that_is_gone_is_refused(claim: Claim, annotator: User) -> None:
    save(annotator, claim, "one")
    save(annotator, claim, "")

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "late", known=1)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) is None


@pytest.mark.parametrize("known", [None, 1])
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
            save(annotator, claim, text, known=1)
        refusals.append(refusal.value.code)

    assert refusals == ["too_long", "nul", "surrogate"]
    assert read(annotator, claim) == ("one", 1)


def test_each_pass_and_each_person_counts_for_themselves(
    claim: Claim, annotator: User, other_annotator: User
) -> None:
    SlotFactory(claim=claim, stage=Stage.CHECK, annotator=annotator)
    save(annotator, claim, "one")

    versions = [
        save(annotator, claim, "check", known=0, stage=Stage.CHECK),
        save(other_annotator, claim, "theirs", known=0),
    ]

    assert versions == [1, 1]
    assert read(annotator, claim) == ("one", 1)
    assert read(annotator, claim, Stage.CHECK) == ("check", 1)
    assert read(other_annotator, claim) == ("theirs", 1)


def test_a_draft_that_comes_after_its_own_label_is_refused(claim: Claim, annotator: User) -> None:
    version = save(annotator, claim, "begun")
    submit(annotator, claim)

    with pytest.raises(Conflict) as refusal:
        save(annotator, claim, "begun, and on the way", version)

    assert refusal.value.code == "draft_changed"
    assert read(annotator, claim) is None


def test_what_is_written_to_a_label_is_a_draft_of_its_revision(
    claim: Claim, annotator: User
) -> None:
    save(annotator, claim, "begun")
    submit(annotator, claim)

    version = save(annotator, claim, "on second thoughts", known=0)

    assert version == 1
    assert read(annotator, claim) == ("on second thoughts", 1)


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
    assert read(annotator, claim) == ("late", 2)

"""What each revision of one's own label changed, field by field."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.models import Annotation, Claim, Project, User
from claims.operations import undo
from claims.operations.labelling import EvidenceItem
from claims.queries.revisions import REVISION_LIMIT, Change, list_history
from tests.factories import NOW, AnnotationFactory, ProjectFactory, SpeakerFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import queue_claim, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1)


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """A claim before the annotator."""
    claim = queue_claim(project)
    take(project, annotator)
    return claim


def label(
    person: User, claim: Claim, revises: Annotation | None = None, **said: object
) -> Annotation:
    make = make_checked if "verdict" in said else make_labelling
    return submit(person, claim, make(claim, **said), revises=revises.uuid if revises else None)


def list_kinds(person: User, claim: Claim) -> list[tuple[str, bool]]:
    return [(revision.kind, revision.counts) for revision in list_history(person, claim)]


def test_the_first_says_what_was_filled_in(annotator: User, claim: Claim) -> None:
    label(annotator, claim, comment="Thanks only.")

    (first,) = list_history(annotator, claim)

    assert (first.kind, first.counts, first.evidence) == ("first", True, [])
    assert first.changes == [
        Change("Speaker", "", "The article itself"),
        Change("Verifiability", "", "No factual claim"),
        Change("Comment", "", "Thanks only."),
    ]


def test_a_revision_says_what_it_changed(annotator: User, claim: Claim) -> None:
    ada, bo = SpeakerFactory.create_batch(2, project=claim.project)
    first = label(
        annotator, claim, verdict="Refuted", wording="Five buses.", claim_types=("Numerical Claim",)
    )
    label(
        annotator,
        claim,
        first,
        speaker=ada.uuid,
        co_speakers=(bo.uuid,),
        verdict="Supported",
        claim_date=date(2026, 1, 11),
        evidence=(EvidenceItem(stance="supports", url="https://register.example/1"),),
    )

    revised = list_history(annotator, claim)[0]

    assert (revised.kind, revised.counts) == ("revised", True)
    assert revised.changes == [
        Change("Speaker", "The article itself", ada.name),
        Change("Verdict", "Refuted", "Supported"),
        Change("Wording that stands alone", "Five buses.", ""),
        Change("Claim date", date(2026, 1, 10), date(2026, 1, 11)),
        Change("Claim types", "Numerical", ""),
        Change("Together with", "", bo.name),
    ]
    (evidence,) = revised.evidence
    assert (evidence.kind, evidence.item.url) == ("changed", "https://register.example/1")
    assert evidence.changes == [Change("Stance", "refutes", "supports")]


def test_evidence_is_known_again_by_its_link_else_by_its_passage(
    annotator: User, claim: Claim
) -> None:
    kept, gone, changed, new = (
        EvidenceItem(stance="refutes", url="https://register.example/1"),
        EvidenceItem(stance="refutes", url="https://register.example/2"),
        EvidenceItem(stance="refutes", quote="It was on time."),
        EvidenceItem(stance="neutral", url="https://register.example/3", title="Timetable"),
    )
    first = label(annotator, claim, verdict="Refuted", evidence=(kept, gone, changed))
    again = EvidenceItem(stance="refutes", quote="It was on time.", publisher="Port")
    label(annotator, claim, first, verdict="Refuted", evidence=(new, again, kept))

    revised = list_history(annotator, claim)[0]

    assert [(change.kind, str(change.item)) for change in revised.evidence] == [
        ("added", "Timetable"),
        ("changed", "It was on time."),
        ("removed", "https://register.example/2"),
    ]
    assert revised.evidence[0].changes == [
        Change("Stance", "", "neutral"),
        Change("Link", "", "https://register.example/3"),
        Change("Title", "", "Timetable"),
    ]
    assert revised.evidence[1].changes == [Change("Publisher", "", "Port")]
    assert revised.changes == []


def test_what_was_taken_back_and_labelled_anew_is_told(annotator: User, claim: Claim) -> None:
    first = label(annotator, claim)
    undo.undo_label(actor=annotator, annotation=first, now=NOW)
    taken_back = list_history(annotator, claim)[0]
    label(annotator, claim, verifiability="prediction")

    assert (taken_back.changes, taken_back.evidence) == ([], [])
    assert taken_back.annotation.undoes == first
    assert list_kinds(annotator, claim) == [("anew", True), ("taken_back", False), ("first", False)]
    assert list_history(annotator, claim)[0].changes == [
        Change("Verifiability", "No factual claim", "Prediction or plan")
    ]


def test_what_counts_again_is_told(annotator: User, claim: Claim) -> None:
    first = label(annotator, claim, verdict="Refuted")
    second = label(annotator, claim, first, verifiability="prediction")

    undo.undo_label(actor=annotator, annotation=second, now=NOW)

    restored = list_history(annotator, claim)[0]
    assert (restored.kind, restored.counts, restored.annotation.undoes) == (
        "restored",
        True,
        second,
    )
    assert restored.changes[:2] == [
        Change("Verifiability", "Prediction or plan", "Fact worth checking"),
        Change("Verdict", "", "Refuted"),
    ]
    assert [change.kind for change in restored.evidence] == ["added"]


def test_nobody_s_but_one_s_own_and_only_of_the_pass(
    annotator: User, other_annotator: User, claim: Claim
) -> None:
    AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator)
    AnnotationFactory(slot__claim=claim, slot__annotator=annotator, slot__stage="check")

    assert list_history(annotator, claim) == []
    assert list_kinds(other_annotator, claim) == [("first", True)]


def test_a_long_history_is_cut_off_and_costs_three_queries(
    annotator: User, claim: Claim, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    last = label(annotator, claim)
    for number in range(REVISION_LIMIT):
        last = label(annotator, claim, last, comment=str(number))

    with django_assert_num_queries(3):
        history = list_history(annotator, claim)

    assert len(history) == REVISION_LIMIT
    assert history[-1].changes == [Change("Comment", "", "0")]

"""Submitting and revising."""

import uuid
from datetime import timedelta

import pytest

from claims.errors import Conflict, NotAllowed
from claims.models import (
    Annotation,
    AuditEvent,
    Claim,
    Draft,
    Evidence,
    Project,
    Slot,
    Speaker,
    User,
)
from claims.operations import marks
from claims.operations.labelling import EvidenceItem, InvalidLabelling
from tests.factories import (
    NOW,
    ClaimFactory,
    GuidelineFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
)
from tests.operations.labellings import make_checked, make_labelling, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(project: Project) -> Claim:
    claim = ClaimFactory(article__project=project)
    SlotFactory(claim=claim)
    return claim


def test_a_label_fills_a_slot_and_keeps_all_that_was_said(claim: Claim, annotator: User) -> None:
    guideline = GuidelineFactory(project=claim.project)
    mayor, deputy = SpeakerFactory.create_batch(2, project=claim.project)
    suggestion = SuggestionFactory(claim=claim, speaker=mayor, rank=1)
    evidence = (
        EvidenceItem(stance="refutes", url="https://register.example/1", quote="36.4 m"),
        EvidenceItem(stance="neutral", answer="Nobody knows.", question="Who paid?", set_number=2),
    )
    labelling = make_checked(
        claim,
        speaker=mayor.uuid,
        co_speakers=(deputy.uuid,),
        evidence=evidence,
        claim_types=("Numerical Claim",),
        confidence=4,
        seconds=31,
    )

    annotation = submit(annotator, claim, labelling)

    slot = Slot.objects.get(claim=claim)
    assert (slot.annotator, slot.current) == (annotator, annotation)
    assert (annotation.revision, annotation.created_at) == (1, NOW)
    assert (annotation.speaker, list(annotation.co_speakers.all())) == (mayor, [deputy])
    assert (annotation.verifiable, annotation.check_worthy) == ("yes", "yes")
    assert annotation.canonical_verdict == "refuted"
    assert (annotation.suggestion, annotation.guideline) == (suggestion, guideline)
    assert list(annotation.evidence.order_by("position").values_list("stance", "quote")) == [
        ("refutes", "36.4 m"),
        ("neutral", ""),
    ]
    assert (annotation.claim_types, annotation.confidence) == (["Numerical Claim"], 4)
    assert AuditEvent.objects.get(action="annotation.submitted").target == str(annotation.uuid)


def test_the_same_submit_again_is_the_same_answer(claim: Claim, annotator: User) -> None:
    client_uuid, labelling = uuid.uuid4(), make_checked(claim)

    first = submit(annotator, claim, labelling, client_uuid=client_uuid)
    later = NOW + timedelta(hours=3)
    again = submit(annotator, claim, labelling, client_uuid=client_uuid, now=later)

    assert again == first
    assert (Annotation.objects.count(), Evidence.objects.count()) == (1, 1)


def test_another_body_under_the_same_client_uuid_is_refused(claim: Claim, annotator: User) -> None:
    client_uuid = uuid.uuid4()
    submit(annotator, claim, make_labelling(claim), client_uuid=client_uuid)

    with pytest.raises(Conflict) as refusal:
        submit(annotator, claim, make_checked(claim), client_uuid=client_uuid)

    assert refusal.value.code == "client_uuid_reused"


def test_the_same_body_for_another_claim_is_another_body(claim: Claim, annotator: User) -> None:
    other = ClaimFactory(article=claim.article)
    SlotFactory(claim=other)
    client_uuid, labelling = uuid.uuid4(), make_labelling(claim)
    submit(annotator, claim, labelling, client_uuid=client_uuid)

    with pytest.raises(Conflict) as refusal:
        submit(annotator, other, labelling, client_uuid=client_uuid)

    assert refusal.value.code == "client_uuid_reused"


def test_a_second_label_of_ones_own_is_refused_unless_it_says_what_it_revises(
    claim: Claim, annotator: User
) -> None:
    first = submit(annotator, claim)

    with pytest.raises(Conflict, match="revise"):
        submit(annotator, claim, make_checked(claim))
    second = submit(annotator, claim, make_checked(claim), revises=first.uuid)

    assert second.revision == 2
    assert Slot.objects.get(claim=claim).current == second
    first.refresh_from_db()
    assert first.verifiability.value == "no_claim"


def test_a_revision_of_what_no_longer_counts_is_refused(claim: Claim, annotator: User) -> None:
    first = submit(annotator, claim)
    submit(annotator, claim, make_checked(claim), revises=first.uuid)

    with pytest.raises(Conflict):
        submit(annotator, claim, make_checked(claim, confidence=1), revises=first.uuid)

    assert Annotation.objects.count() == 2


def test_a_claim_takes_as_many_labels_as_it_has_slots(
    claim: Claim, annotator: User, other_annotator: User
) -> None:
    submit(annotator, claim)

    with pytest.raises(Conflict, match="all the labels"):
        submit(other_annotator, claim)


def test_a_retired_claim_is_not_labelled(claim: Claim, annotator: User) -> None:
    claim.retired_at = NOW
    claim.save(update_fields=["retired_at"])

    with pytest.raises(Conflict, match="boundaries"):
        submit(annotator, claim)


def test_a_refused_label_leaves_no_trace(claim: Claim, annotator: User) -> None:
    with pytest.raises(InvalidLabelling):
        submit(annotator, claim, make_checked(claim, justification=""))

    assert Slot.objects.get(claim=claim).annotator is None
    assert not Annotation.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_label_does_away_with_the_draft(claim: Claim, annotator: User) -> None:
    marks.save_draft(actor=annotator, claim=claim, body={"comment": "Hm."}, now=NOW)

    submit(annotator, claim)

    assert not Draft.objects.exists()


def test_a_suggestion_that_the_project_hides_was_not_shown(claim: Claim, annotator: User) -> None:
    SuggestionFactory(claim=claim, rank=1)
    claim.project.show_suggestions = False
    claim.project.save(update_fields=["show_suggestions"])

    annotation = submit(annotator, claim)

    assert (annotation.suggestion, annotation.suggestions_shown) == (None, False)


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_who_may_not_annotate_is_refused(
    role: str, claim: Claim, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        submit(request.getfixturevalue(role), claim)


def test_a_deactivated_person_is_refused(claim: Claim, annotator: User) -> None:
    annotator.is_active = False

    with pytest.raises(NotAllowed):
        submit(annotator, claim)


def test_a_speaker_of_another_project_is_no_choice(claim: Claim, annotator: User) -> None:
    foreign = Speaker.objects.get(pk=SpeakerFactory().pk)

    with pytest.raises(InvalidLabelling) as refusal:
        submit(annotator, claim, make_labelling(claim, speaker=foreign.uuid))

    assert [(p.code, p.field) for p in refusal.value.problems] == [("unknown_speaker", "speaker")]


def test_the_same_again_is_the_same_though_the_page_has_counted_on(
    claim: Claim, annotator: User
) -> None:
    client_uuid = uuid.uuid4()

    first = submit(annotator, claim, make_labelling(claim, seconds=12), client_uuid=client_uuid)
    again = submit(annotator, claim, make_labelling(claim, seconds=13), client_uuid=client_uuid)

    assert again == first

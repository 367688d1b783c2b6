"""Whose labels one sees."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from claims.models import (
    Annotation,
    BoundaryProposal,
    Decision,
    Exclusion,
    Membership,
    Project,
    Question,
    Slot,
    Stage,
    User,
)
from tests.factories import (
    AnnotationFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    DecisionFactory,
    ExclusionFactory,
    QuestionFactory,
    SkipFactory,
    SlotFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(project: Project, other_annotator: User) -> Annotation:
    """Another's label on a claim of which a second one is wanted."""
    claim = ClaimFactory(article__project=project)
    label = AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator)
    SlotFactory(claim=claim)
    return label


# Who sees what was said, or decided, of a claim that others may still label.
each_role = pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("annotator", False),
        ("other_annotator", True),
        ("curator", False),
        ("manager", False),
        ("reader", True),
        ("stranger", False),
        ("admin", True),
    ],
)


def sees(user: User, label: Annotation) -> bool:
    return Annotation.objects.visible_to(user).filter(pk=label.pk).exists()


@each_role
def test_who_could_still_label_a_claim_sees_no_other_label_on_it(
    role: str,
    expected: bool,  # noqa: FBT001
    label: Annotation,
    request: pytest.FixtureRequest,
) -> None:
    assert sees(request.getfixturevalue(role), label) is expected


def test_a_curator_sees_what_is_no_longer_theirs_to_label(
    label: Annotation, curator: User, manager: User
) -> None:
    SkipFactory(claim=label.claim, annotator=curator)
    Slot.objects.filter(annotator=None).delete()

    assert sees(curator, label)
    assert sees(manager, label)


def test_who_holds_a_claim_sees_no_other_label_on_it(label: Annotation, admin: User) -> None:
    Slot.objects.filter(annotator=None).update(annotator=admin)

    assert not sees(admin, label)


@pytest.fixture
def decision(label: Annotation) -> Decision:
    """What was decided of that claim."""
    return DecisionFactory(claim=label.claim)


def sees_decision(user: User, decision: Decision) -> bool:
    return Decision.objects.visible_to(user).filter(pk=decision.pk).exists()


@each_role
def test_who_could_still_label_a_claim_sees_no_decision_on_it(
    role: str,
    expected: bool,  # noqa: FBT001
    decision: Decision,
    request: pytest.FixtureRequest,
) -> None:
    assert sees_decision(request.getfixturevalue(role), decision) is expected


def test_curators_see_the_decision_on_what_is_no_longer_theirs_to_label(
    decision: Decision, annotator: User, curator: User, manager: User
) -> None:
    Slot.objects.filter(annotator=None).update(wanted=False)

    assert sees_decision(curator, decision)
    assert sees_decision(manager, decision)
    assert not sees_decision(annotator, decision)


def test_a_curator_sees_the_decision_on_what_they_passed_over_once_others_have_it(
    decision: Decision, curator: User
) -> None:
    SkipFactory(claim=decision.claim, annotator=curator)

    # As long as a label is wanted they may come back to it: whoever has it may give it back.
    free = sees_decision(curator, decision)
    slot = Slot.objects.get(claim=decision.claim, annotator=None)
    Slot.objects.filter(pk=slot.pk).update(annotator=UserFactory())
    held = sees_decision(curator, decision)
    slot.refresh_from_db()
    AnnotationFactory(slot=slot)

    assert (free, held, sees_decision(curator, decision)) == (False, False, True)


def test_what_somebody_else_has_before_them_may_still_come_to_a_curator(
    label: Annotation, curator: User, manager: User, admin: User
) -> None:
    """They see nothing of it until it is labelled, or not wanted any more."""
    slot = Slot.objects.get(annotator=None)
    Slot.objects.filter(pk=slot.pk).update(annotator=UserFactory())
    seen = [sees(user, label) for user in (curator, manager, admin)]

    Slot.objects.filter(pk=slot.pk).update(wanted=False)

    assert seen == [False, False, True]
    assert sees(curator, label)
    assert sees(manager, label)


def test_who_holds_a_claim_sees_no_decision_on_it(decision: Decision, admin: User) -> None:
    Slot.objects.filter(annotator=None).update(annotator=admin)

    assert not sees_decision(admin, decision)


def test_who_took_their_label_back_sees_no_decision_until_they_label_anew(
    decision: Decision, other_annotator: User
) -> None:
    Slot.objects.filter(annotator=other_annotator).update(current=None)

    assert not sees_decision(other_annotator, decision)


def test_who_left_the_project_sees_no_decision(
    decision: Decision, other_annotator: User, reader: User
) -> None:
    Membership.objects.update(is_active=False)

    assert not sees_decision(other_annotator, decision)
    assert not sees_decision(reader, decision)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("annotator", True),
        ("other_annotator", False),
        ("curator", True),
        ("manager", True),
        ("reader", False),
        ("stranger", False),
        ("admin", True),
    ],
)
def test_a_proposal_is_for_who_made_it_and_for_curators(
    role: str,
    expected: bool,  # noqa: FBT001
    project: Project,
    annotator: User,
    request: pytest.FixtureRequest,
) -> None:
    BoundaryProposalFactory(article__project=project, proposed_by=annotator)
    user = request.getfixturevalue(role)

    assert BoundaryProposal.objects.visible_to(user).exists() is expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("annotator", False),
        ("other_annotator", False),
        ("curator", False),
        ("manager", True),
        ("reader", False),
        ("stranger", False),
        ("admin", True),
    ],
)
def test_an_exclusion_is_for_managers_only(
    role: str,
    expected: bool,  # noqa: FBT001
    project: Project,
    annotator: User,
    request: pytest.FixtureRequest,
) -> None:
    ExclusionFactory(outlet__project=project, person=annotator)
    user = request.getfixturevalue(role)

    assert Exclusion.objects.visible_to(user).exists() is expected


@pytest.mark.parametrize("model", [Annotation, BoundaryProposal, Decision, Exclusion])
def test_visitors_and_who_was_deactivated_see_nothing(
    model: Any, decision: Decision, project: Project, other_annotator: User, admin: User
) -> None:
    BoundaryProposalFactory(article__project=project, proposed_by=other_annotator)
    ExclusionFactory(outlet__project=project)
    User.objects.update(is_active=False)

    for user in (AnonymousUser(), *User.objects.all()):
        assert not model.objects.visible_to(user).exists()


def test_who_could_still_label_a_claim_sees_nothing_of_its_other_pass_either(
    label: Annotation, curator: User
) -> None:
    """What the check pass says repeats speaker and verifiability of the label pass."""
    other = SlotFactory(claim=label.claim, stage=Stage.CHECK, held=True)
    checked = AnnotationFactory(slot=other, value="check_worthy_fact")
    decided = DecisionFactory(claim=label.claim, stage=Stage.CHECK)

    assert not sees(curator, checked)
    assert not sees_decision(curator, decided)


# ---- Questions about the guideline ---------------------------------------------------------------


def sees_question(user: User, question: Question) -> bool:
    return Question.objects.visible_to(user).filter(pk=question.pk).exists()


@each_role
def test_a_question_on_a_claim_is_for_those_who_have_nothing_to_label_there(
    role: str,
    expected: bool,  # noqa: FBT001
    label: Annotation,
    request: pytest.FixtureRequest,
) -> None:
    question = QuestionFactory(claim=label.claim)

    assert sees_question(request.getfixturevalue(role), question) is expected


@pytest.mark.parametrize("role", ["annotator", "curator", "manager"])
def test_who_asked_it_sees_it_and_what_was_ruled(
    role: str, label: Annotation, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)

    assert sees_question(user, QuestionFactory(claim=label.claim, asked_by=user))


def test_a_question_appears_with_ones_own_label(label: Annotation, annotator: User) -> None:
    question = QuestionFactory(claim=label.claim)
    AnnotationFactory(slot=SlotFactory(claim=label.claim, annotator=annotator, held=True))

    assert sees_question(annotator, question)


def test_an_annotator_sees_none_on_a_claim_that_they_have_not_labelled(
    label: Annotation, annotator: User, other_annotator: User, curator: User
) -> None:
    """It may come to them to train on, or as hidden gold, when nothing live is left of it."""
    question = QuestionFactory(claim=label.claim)
    Slot.objects.filter(annotator=None).update(wanted=False)

    assert not sees_question(annotator, question)
    assert sees_question(other_annotator, question)
    assert sees_question(curator, question)


@pytest.mark.parametrize(
    ("purpose", "expected"), [(Slot.Purpose.TRAINING, True), (Slot.Purpose.GOLD, False)]
)
def test_a_question_appears_with_a_training_label_but_not_with_one_on_hidden_gold(
    purpose: str,
    expected: bool,  # noqa: FBT001
    project: Project,
    annotator: User,
) -> None:
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot__claim=claim, slot__annotator=annotator, slot__purpose=purpose)

    assert sees_question(annotator, QuestionFactory(claim=claim)) is expected


def test_who_holds_the_claim_does_not_see_it_not_even_a_site_admin(
    label: Annotation, admin: User
) -> None:
    question = QuestionFactory(claim=label.claim)
    SlotFactory(claim=label.claim, annotator=admin, held=True)

    assert not sees_question(admin, question)


def test_who_may_check_the_claim_does_not_see_it(
    project: Project, annotator: User, other_annotator: User
) -> None:
    """What was asked while labelling may tell a verdict, too."""
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator)
    SlotFactory(claim=claim, stage=Stage.CHECK)
    question = QuestionFactory(claim=claim)

    assert not sees_question(annotator, question)
    # By default who labelled a claim does not check it.
    assert sees_question(other_annotator, question)


@pytest.mark.parametrize(("role", "expected"), [("annotator", False), ("curator", True)])
def test_who_trains_reads_no_ruling_on_what_they_train_on(
    role: str,
    expected: bool,  # noqa: FBT001
    project: Project,
    request: pytest.FixtureRequest,
) -> None:
    claim = ClaimFactory(article__project=project, article__is_training=True)

    assert sees_question(request.getfixturevalue(role), QuestionFactory(claim=claim)) is expected


def test_what_others_asked_of_it_does_not_tell_hidden_gold(
    project: Project, annotator: User, curator: User
) -> None:
    """On other claims nobody has asked anything before."""
    claim = ClaimFactory(article__project=project)
    question = QuestionFactory(claim=claim)
    for person in (annotator, curator):
        AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person, purpose="gold"))

    assert not sees_question(annotator, question)
    assert sees_question(annotator, QuestionFactory(claim=claim, asked_by=annotator))
    assert sees_question(curator, question)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("annotator", True), ("reader", True), ("curator", True), ("stranger", False)],
)
def test_a_question_on_no_claim_is_for_the_whole_project(
    role: str,
    expected: bool,  # noqa: FBT001
    project: Project,
    request: pytest.FixtureRequest,
) -> None:
    question = QuestionFactory(claim=None, project=project)

    assert sees_question(request.getfixturevalue(role), question) is expected
    assert not sees_question(AnonymousUser(), question)  # type: ignore[arg-type]

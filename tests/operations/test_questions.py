"""Questions about the guideline, and rulings."""

from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed, NotFound
from claims.models import AuditEvent, Project, Question, User
from claims.operations import questions
from tests.factories import (
    NOW,
    ClaimFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    QuestionFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def ask(project: Project, actor: User, **changes: Any) -> Question:
    values: dict[str, Any] = {"text": "Is a forecast a fact?"}
    return questions.ask(actor=actor, project=project, now=NOW, **(values | changes))


def rule(question: Question, actor: User, text: str = "No.", known: int | None = None) -> Any:
    return questions.rule(actor=actor, question=question, text=text, known=known, now=NOW)


def test_a_question_names_its_claim_and_the_guideline_by_which_its_author_works(
    project: Project, annotator: User
) -> None:
    known, _latest = GuidelineFactory.create_batch(2, project=project)
    GuidelineReadingFactory(user=annotator, guideline=known)
    claim = ClaimFactory(article__project=project)

    question = ask(project, annotator, claim=claim, text=" Is a forecast a fact?\n")

    assert (question.text, question.claim, question.guideline) == (
        "Is a forecast a fact?",
        claim,
        known,
    )
    assert (question.asked_by, question.created_at) == (annotator, NOW)
    event = AuditEvent.objects.get()
    assert (event.action, event.target, event.data) == (
        "question.asked",
        str(question.uuid),
        {"claim": str(claim.uuid)},
    )


def test_the_same_again_is_the_same_question_until_somebody_rules(
    project: Project, annotator: User, other_annotator: User, curator: User
) -> None:
    first = ask(project, annotator)

    assert ask(project, annotator) == first
    assert ask(project, other_annotator) != first
    assert ask(project, annotator, claim=ClaimFactory(article__project=project)) != first
    rule(first, curator)
    assert ask(project, annotator) != first


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "text_missing"), ("x" * 2001, "too_long"), ("a\0b", "not_text")]
)
def test_what_is_no_question_is_refused(
    text: str, code: str, project: Project, annotator: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(project, annotator, text=text)

    assert (refusal.value.code, refusal.value.field) == (code, "text")


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_who_does_not_label_asks_nothing(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        ask(project, request.getfixturevalue(role))


def test_the_last_ruling_counts_and_earlier_ones_stay(
    project: Project, annotator: User, curator: User, manager: User
) -> None:
    question = ask(project, annotator)

    first = rule(question, curator, "No.")
    again = rule(question, curator, " No. ", known=0)
    second = rule(question, manager, "Sometimes.", known=1)

    assert again == first
    assert list(question.rulings.order_by("number").values_list("number", "text", "ruled_by")) == [
        (1, "No.", curator.pk),
        (2, "Sometimes.", manager.pk),
    ]
    assert second.created_at == NOW
    events = AuditEvent.objects.filter(action="question.ruled").order_by("pk")
    assert [event.data for event in events] == [{"ruling": 1}, {"ruling": 2}]


def test_who_was_overtaken_is_told(
    project: Project, annotator: User, curator: User, manager: User
) -> None:
    question = ask(project, annotator)
    rule(question, curator)

    with pytest.raises(Conflict) as refusal:
        rule(question, manager, "Yes.", known=0)

    assert refusal.value.code == "ruled_meanwhile"
    assert question.rulings.get().text == "No."


@pytest.mark.parametrize(
    ("text", "code"), [("", "text_missing"), ("x" * 5001, "too_long"), ("a\0b", "not_text")]
)
def test_what_is_no_ruling_is_refused(
    text: str, code: str, project: Project, annotator: User, curator: User
) -> None:
    question = ask(project, annotator)

    with pytest.raises(InvalidInput) as refusal:
        rule(question, curator, text)

    assert (refusal.value.code, refusal.value.field) == (code, "text")


@pytest.mark.parametrize("role", ["annotator", "reader", "stranger"])
def test_only_curators_rule(role: str, project: Project, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(role)
    question = QuestionFactory(claim=None, project=project)

    with pytest.raises(NotAllowed):
        rule(question, user)


def test_a_curator_rules_on_no_claim_that_they_could_still_label(
    project: Project, curator: User
) -> None:
    claim = ClaimFactory(article__project=project)
    question = QuestionFactory(claim=claim)
    SlotFactory(claim=claim)

    with pytest.raises(NotFound):
        rule(question, curator)

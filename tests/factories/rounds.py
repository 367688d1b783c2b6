"""Rounds, and questions about the guideline with their rulings."""

import factory

from claims.models import Question, Round, Ruling
from tests.factories.articles import ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class RoundFactory(ModelFactory[Round]):
    """A running pilot; `ended_at` ends it."""

    class Meta:
        model = Round

    project = factory.SubFactory(ProjectFactory)
    number = factory.LazyAttribute(lambda new: new.project.rounds.count() + 1)
    name = factory.LazyAttribute(lambda new: f"Pilot {new.number}")
    kind = Round.Kind.PILOT
    size = 1
    seed = 7
    started_at = NOW
    created_by = factory.SubFactory(UserFactory)


class QuestionFactory(ModelFactory[Question]):
    """About a claim; with `claim=None` and a project about none."""

    class Meta:
        model = Question

    claim = factory.SubFactory(ClaimFactory)
    project = factory.SelfAttribute("claim.project")
    text = factory.Sequence(lambda number: f"Is number {number} a fact?")
    asked_by = factory.SubFactory(UserFactory)
    created_at = NOW


class RulingFactory(ModelFactory[Ruling]):
    """What a curator says to a question."""

    class Meta:
        model = Ruling

    question = factory.SubFactory(QuestionFactory)
    number = factory.LazyAttribute(lambda new: new.question.rulings.count() + 1)
    text = "It is **a fact**."
    ruled_by = factory.SubFactory(UserFactory)
    created_at = NOW

"""Gold labels and notices."""

from typing import Any

import factory

from claims.models import GoldLabel, Notice
from tests.factories.annotations import find_verifiability
from tests.factories.articles import ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class GoldLabelFactory(ModelFactory[GoldLabel]):
    """The article itself says it, and it is no factual claim: as AnnotationFactory has it.

    `value` names another verifiability, `said_by` other speakers; of none nothing is judged.
    """

    class Meta:
        model = GoldLabel

    claim = factory.SubFactory(ClaimFactory)
    project = factory.SelfAttribute("claim.project")
    explanation = "It names no figure."
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[GoldLabel], *args: Any, **kwargs: Any) -> GoldLabel:
        value = kwargs.pop("value", "no_claim")
        speakers = kwargs.pop("said_by", None)
        gold = super()._create(model_class, *args, **kwargs)
        gold.labels.set([find_verifiability(gold, value)])
        if speakers is None:
            speakers = gold.project.speakers.filter(kind="article", name="")
        gold.speakers.set(speakers)
        return gold


class NoticeFactory(ModelFactory[Notice]):
    """Somebody was too fast."""

    class Meta:
        model = Notice

    project = factory.SubFactory(ProjectFactory)
    person = factory.SubFactory(UserFactory)
    kind = Notice.Kind.TOO_FAST
    found = 2.5
    wanted = 5
    created_at = NOW

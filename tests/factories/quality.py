"""Gold labels and notices."""

from collections.abc import Sequence
from typing import Any

import factory

from claims.models import GoldLabel, Label, LabelScheme, Notice, Speaker, Stage
from tests.factories.articles import ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class GoldLabelFactory(ModelFactory[GoldLabel]):
    """That "no factual claim" is right, whoever says it.

    `right` names other labels of the project's schemes by their values, `speakers` who may say it.
    """

    class Meta:
        model = GoldLabel
        skip_postgeneration_save = True

    claim = factory.SubFactory(ClaimFactory)
    project = factory.SelfAttribute("claim.project")
    stage = Stage.LABEL
    explanation = "Nobody could look that up."
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def right(self, create: bool, values: Sequence[str] | None, **_extra: Any) -> None:  # noqa: FBT001
        gold: Any = self
        schemes = LabelScheme.objects.filter(
            pk__in=[gold.project.verifiability_scheme_id, gold.project.verdict_scheme_id]
        )
        chosen = ("no_claim",) if values is None else values
        gold.labels.set(Label.objects.filter(scheme__in=schemes, value__in=chosen))

    @factory.post_generation
    def speakers(self, create: bool, given: Sequence[Speaker] | None, **_extra: Any) -> None:  # noqa: FBT001
        gold: Any = self
        gold.speakers.set(given or ())


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

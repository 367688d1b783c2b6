"""Slots, leases, and what people put on claims without labelling them."""

from datetime import timedelta
from typing import Any

import factory

from claims.models import Bookmark, Draft, Exclusion, Flag, Lease, Line, Skip, Slot, Stage
from tests.factories.articles import ArticleFactory, ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import OutletFactory, ProjectFactory


class LeaseFactory(ModelFactory[Lease]):
    """An hour of an article, from NOW; with suggestions, if its project shows them by then."""

    class Meta:
        model = Lease

    article = factory.SubFactory(ArticleFactory)
    project = factory.SelfAttribute("article.project")
    annotator = factory.SubFactory(UserFactory)
    started_at = NOW
    expires_at = factory.LazyAttribute(lambda lease: lease.started_at + timedelta(hours=1))
    shows_suggestions = factory.LazyAttribute(
        lambda lease: lease.project.shows_suggestions(lease.article)
    )


class SlotFactory(ModelFactory[Slot]):
    """A claim's next slot, free; with `held=True` somebody's, without a lease or a label."""

    class Meta:
        model = Slot

    class Params:
        held = factory.Trait(annotator=factory.SubFactory(UserFactory))

    claim = factory.SubFactory(ClaimFactory)
    article = factory.SelfAttribute("claim.article")
    project = factory.SelfAttribute("claim.project")
    number = factory.LazyAttribute(
        lambda slot: slot.claim.slots.filter(stage=slot.stage).count() + 1
    )
    stage = Stage.LABEL
    priority = factory.SelfAttribute("article.priority")

    @classmethod
    def _create(cls, model_class: type[Slot], *args: Any, **kwargs: Any) -> Slot:
        """At the end of the line, but articles in their order, as after an import."""
        line = Line.objects.filter(project=kwargs["project"], stage=kwargs["stage"])
        turn = kwargs.setdefault("turn", kwargs["article"].pk)
        line.filter(last__lt=turn).update(last=turn)
        return super()._create(model_class, *args, **kwargs)


class SkipFactory(ModelFactory[Skip]):
    """Somebody passed a claim over."""

    class Meta:
        model = Skip

    claim = factory.SubFactory(ClaimFactory)
    annotator = factory.SubFactory(UserFactory)
    created_at = NOW


class FlagFactory(ModelFactory[Flag]):
    """Somebody calls a curator to a claim."""

    class Meta:
        model = Flag

    claim = factory.SubFactory(ClaimFactory)
    annotator = factory.SubFactory(UserFactory)
    reason = "Two sentences in one."
    created_at = NOW


class DraftFactory(ModelFactory[Draft]):
    """An empty beginning."""

    class Meta:
        model = Draft

    claim = factory.SubFactory(ClaimFactory)
    annotator = factory.SubFactory(UserFactory)
    version = 1
    saved_at = NOW


class BookmarkFactory(ModelFactory[Bookmark]):
    """Somebody has seen nothing of the line yet."""

    class Meta:
        model = Bookmark

    project = factory.SubFactory(ProjectFactory)
    stage = Stage.LABEL
    annotator = factory.SubFactory(UserFactory)
    priority = 0
    turn = 0


class ExclusionFactory(ModelFactory[Exclusion]):
    """Somebody labels nothing of an outlet."""

    class Meta:
        model = Exclusion

    outlet = factory.SubFactory(OutletFactory)
    project = factory.SelfAttribute("outlet.project")
    person = factory.SubFactory(UserFactory)
    reason = "Wrote for it until last year."
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

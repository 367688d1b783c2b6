"""Slots, leases, and what people put on claims without labelling them."""

from datetime import timedelta

import factory

from claims.models import Draft, Flag, Lease, Skip, Slot
from tests.factories.articles import ArticleFactory, ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory


class LeaseFactory(ModelFactory[Lease]):
    """An hour of an article, from NOW."""

    class Meta:
        model = Lease

    article = factory.SubFactory(ArticleFactory)
    project = factory.SelfAttribute("article.project")
    annotator = factory.SubFactory(UserFactory)
    started_at = NOW
    expires_at = factory.LazyAttribute(lambda lease: lease.started_at + timedelta(hours=1))


class SlotFactory(ModelFactory[Slot]):
    """A claim's next slot, free; with `held=True` somebody's, without a lease or a label."""

    class Meta:
        model = Slot

    class Params:
        held = factory.Trait(annotator=factory.SubFactory(UserFactory))

    claim = factory.SubFactory(ClaimFactory)
    article = factory.SelfAttribute("claim.article")
    project = factory.SelfAttribute("claim.project")
    number = factory.LazyAttribute(lambda slot: slot.claim.slots.count() + 1)


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
    saved_at = NOW

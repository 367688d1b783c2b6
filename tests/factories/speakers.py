"""Speakers, the casts of articles, and suggestions."""

import factory

from claims.models import (
    ArticleSpeaker,
    LabelSuggestion,
    Speaker,
    SpeakerAlias,
    Suggestion,
    get_last_word,
    make_name_key,
)
from tests.factories.articles import ArticleFactory, ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class SpeakerFactory(ModelFactory[Speaker]):
    """A person who says things."""

    class Meta:
        model = Speaker

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda number: f"Ada Speaker {number}")
    name_key = factory.LazyAttribute(lambda speaker: make_name_key(speaker.name))
    last_word = factory.LazyAttribute(lambda speaker: get_last_word(speaker.name_key))


class SpeakerAliasFactory(ModelFactory[SpeakerAlias]):
    """Another name of a speaker."""

    class Meta:
        model = SpeakerAlias

    speaker = factory.SubFactory(SpeakerFactory)
    name = factory.Sequence(lambda number: f"Mayor {number}")
    name_key = factory.LazyAttribute(lambda alias: make_name_key(alias.name))


class ArticleSpeakerFactory(ModelFactory[ArticleSpeaker]):
    """The next of an article's cast."""

    class Meta:
        model = ArticleSpeaker

    article = factory.SubFactory(ArticleFactory)
    speaker = factory.SubFactory(SpeakerFactory, project=factory.SelfAttribute("..article.project"))
    position = factory.LazyAttribute(lambda member: member.article.cast.count() + 1)


class SuggestionFactory(ModelFactory[Suggestion]):
    """What the text engine thinks of a claim."""

    class Meta:
        model = Suggestion

    claim = factory.SubFactory(ClaimFactory)
    source = "factcheck.text"
    version = "test"
    rank = factory.LazyAttribute(
        lambda new: 0 if new.added_by else new.claim.suggestions.filter(added_by=None).count() + 1
    )
    added_by = None
    speaker = factory.SubFactory(SpeakerFactory, project=factory.SelfAttribute("..claim.project"))
    score = 0.9
    reason = "open quote"


class LabelSuggestionFactory(ModelFactory[LabelSuggestion]):
    """The verifiability that a program suggests of a claim."""

    class Meta:
        model = LabelSuggestion

    claim = factory.SubFactory(ClaimFactory)
    field = LabelSuggestion.Field.VERIFIABILITY
    label = factory.LazyAttribute(
        lambda new: new.claim.project.verifiability_scheme.labels.order_by("order").first()
    )
    source = "tagger"
    version = "1"
    score = 0.9
    reason = "as trained"
    added_by = factory.SubFactory(UserFactory)
    created_at = NOW

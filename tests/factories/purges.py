"""Tombstones of texts that were removed for good."""

import factory

from claims.models import Purge
from tests.factories.articles import ArticleFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory


class PurgeFactory(ModelFactory[Purge]):
    class Meta:
        model = Purge

    article = factory.SubFactory(ArticleFactory)
    project = factory.SelfAttribute("article.project")
    sha256 = factory.SelfAttribute("article.sha256")
    reason = "A court says so."
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

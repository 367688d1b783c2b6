"""What is asked of rows and what of one article in hand come to the same."""

from datetime import timedelta
from itertools import product

import pytest

from claims.models import Article, Project
from tests.factories import NOW, ArticleFactory

pytestmark = pytest.mark.django_db


def test_current_articles_that_are_not_for_training_want_labels(project: Project) -> None:
    articles = [
        ArticleFactory(
            project=project, replaced_at=replaced_at, is_queued=is_queued, is_training=is_training
        )
        for replaced_at, is_queued, is_training in product(
            (None, NOW), (True, False), (True, False)
        )
    ]

    wanting = set(Article.objects.wanting_labels(project))

    assert len(wanting) == 1
    assert wanting == {article for article in articles if article.wants_labels}
    current = {one for one in articles if one.is_queued and one.replaced_at is None}
    assert set(Article.objects.current(project)) == current


def test_an_embargo_is_over_at_its_moment(project: Project) -> None:
    second = timedelta(seconds=1)
    articles = [
        ArticleFactory(project=project, embargo=embargo)
        for embargo in (None, NOW - second, NOW, NOW + second)
    ]

    assert list(Article.objects.under_embargo(NOW)) == articles[-1:]
    assert [one for one in articles if one.is_under_embargo(NOW)] == articles[-1:]

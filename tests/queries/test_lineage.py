"""Of which claims a claim was made, and what became of it."""

from collections.abc import Sequence
from typing import Any

import pytest

from claims.models import Article, Claim, Lineage, Project, User
from claims.queries.lineage import (
    Earlier,
    Origin,
    list_earlier,
    list_origins,
    read_family,
)
from tests.factories import NOW, AnnotationFactory, ArticleFactory, ClaimFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


def make(article: Article, *parents: Claim) -> Claim:
    """The article's next line; its parents are retired."""
    made = ClaimFactory(article=article)
    Lineage.objects.bulk_create(Lineage(parent=parent, child=made) for parent in parents)
    Claim.objects.filter(pk__in=[parent.pk for parent in parents]).update(retired_at=NOW)
    return made


def test_heirs_and_ancestors_go_through_all_generations(
    article: Article, django_assert_num_queries: Any
) -> None:
    first, second = make(article), make(article)
    merged = make(article, first, second)
    parts = [make(article, merged), make(article, merged)]
    whole = make(article, *parts)

    with django_assert_num_queries(1):
        family = read_family(article)

    assert family.list_heirs(first) == family.list_heirs(parts[0]) == [whole]
    assert family.list_ancestors(whole) == [*parts, merged, first, second]
    assert family.list_parents(whole) == parts
    assert family.list_made() == [whole]


def test_a_claim_without_a_history_has_none(article: Article) -> None:
    claim = make(article)

    family = read_family(article)

    assert (family.list_heirs(claim), family.list_ancestors(claim)) == ([], [])


def test_a_sentence_that_stays_is_where_its_span_is_from(article: Article) -> None:
    sentence, span = ClaimFactory.create_batch(2, article=article)
    Lineage.objects.create(parent=sentence, child=span)

    family = read_family(article)

    assert (family.list_parents(span), family.list_made()) == ([sentence], [span])


@pytest.fixture
def split(article: Article, annotator: User, other_annotator: User) -> Sequence[Claim]:
    """A claim that two have labelled, and the two made of it."""
    claim = make(article)
    for person in (annotator, other_annotator):
        AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person))
    return [claim, make(article, claim), make(article, claim)]


@pytest.mark.parametrize(("role", "labels"), [("annotator", 1), ("curator", 2), ("reader", 2)])
def test_labels_that_stayed_count_as_far_as_one_sees_them(
    role: str, labels: int, split: Sequence[Claim], request: pytest.FixtureRequest
) -> None:
    old, *made = split
    user = request.getfixturevalue(role)

    origins = list_origins(user, old.article)

    earlier = [Earlier(old, labels)]
    assert origins == [Origin(claim, earlier) for claim in made]
    assert list_earlier(user, read_family(old.article), made[0]) == earlier

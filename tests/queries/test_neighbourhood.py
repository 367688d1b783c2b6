"""A claim among its neighbours."""

from collections.abc import Sequence

import pytest

from claims.models import Article, Claim, Project
from claims.queries.neighbourhood import WIDTH, Neighbourhood, read_neighbourhood
from tests.factories import ArticleFactory, ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


def add(article: Article, count: int, **values: object) -> Sequence[Claim]:
    return list(ClaimFactory.create_batch(count, article=article, **values))


def read(claim: Claim) -> Neighbourhood:
    return read_neighbourhood(Claim.objects.select_related("article", "project").get(pk=claim.pk))


def test_the_paragraph_is_near_and_the_next_claim_on_either_side(article: Article) -> None:
    _first, *claims, _last = [
        *add(article, 3, paragraph=1),
        *add(article, 2, paragraph=2),
        *add(article, 2, paragraph=3),
    ]

    near = read(claims[2])

    assert list(near.claims) == claims[1:4]
    assert (near.previous, near.next) == (claims[1], claims[3])
    assert (near.start, near.end) == (claims[1].start, claims[3].end)


def test_a_long_paragraph_is_near_in_part(article: Article) -> None:
    claims = add(article, 28, paragraph=1)

    near = read(claims[14])

    assert near.claims == claims[14 - WIDTH : 15 + WIDTH]


def test_the_ends_of_an_article_have_one_neighbour(article: Article) -> None:
    first, last = add(article, 2)

    assert (read(first).previous, read(first).next) == (None, last)
    assert (read(last).previous, read(last).next) == (first, None)


def test_a_span_has_its_sentence_around_it(article: Article) -> None:
    sentence, other = add(article, 2)
    span = ClaimFactory(
        article=article, kind="span", start=sentence.start, end=sentence.start + 4, position=0
    )

    near = read(span)

    assert (near.around, near.previous, near.next) == (sentence, None, None)
    assert list(near.claims) == [sentence, span]
    assert list(read(other).claims) == [sentence, span, other]
    assert read(other).previous == sentence


@pytest.mark.parametrize("queued", [True, False])
def test_headings_are_those_that_nobody_labels(
    queued: bool,  # noqa: FBT001 - parametrized
    article: Article,
) -> None:
    Project.objects.update(queue_headlines=queued)
    headline, sentence = add(article, 2)
    (heading,) = add(article, 1, kind="heading")

    assert list(read(sentence).headings) == ([heading] if queued else [headline, heading])

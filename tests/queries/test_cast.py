"""Whom the desk offers, and by which digit: nobody's changes within an article."""

import pytest

from claims.models import Article, Project, Speaker, User
from claims.operations import speakers
from claims.queries.desk import find_digit, list_cast
from tests.factories import ArticleFactory, ArticleSpeakerFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def read_digits(article: Article, user: User, *also: Speaker) -> dict[str, int | None]:
    cast = list_cast(article, user, [str(speaker.uuid) for speaker in also])
    return {str(speaker): find_digit(speaker, cast) for speaker in cast if speaker.name}


def test_whoever_was_only_chosen_has_no_digit_before_joining_the_cast(
    project: Project, annotator: User
) -> None:
    article = ArticleFactory(project=project)
    ArticleSpeakerFactory(article=article, speaker__name="Ada", speaker__project=project)
    bo, cy = (SpeakerFactory(project=project, name=name) for name in ("Bo", "Cy"))

    begun = read_digits(article, annotator, bo, cy)
    speakers.join_cast(actor=annotator, article=article, speakers=[cy])
    joined = read_digits(article, annotator, bo)
    speakers.join_cast(actor=annotator, article=article, speakers=[bo, cy])

    assert list(begun.items()) == [("Ada", 1), ("Bo", None), ("Cy", None)]
    assert list(joined.items()) == [("Ada", 1), ("Cy", 2), ("Bo", None)]
    assert list(read_digits(article, annotator).items()) == [("Ada", 1), ("Cy", 2), ("Bo", 3)]


def test_each_person_s_digits_are_their_own(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = ArticleFactory(project=project)
    bo, cy = (SpeakerFactory(project=project, name=name) for name in ("Bo", "Cy"))

    speakers.join_cast(actor=annotator, article=article, speakers=[bo])
    speakers.join_cast(actor=other_annotator, article=article, speakers=[cy])

    assert read_digits(article, annotator) == {"Bo": 1}
    assert read_digits(article, other_annotator) == {"Cy": 1}

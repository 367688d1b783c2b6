"""Which version of a guideline people know."""

from typing import Any

import pytest

from claims.models import Project, User
from claims.queries.guidelines import (
    Standing,
    find_standing,
    find_unread,
    has_unread,
    list_readers,
)
from tests.factories import (
    AnnotationFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_without_a_guideline_there_is_nothing_to_read(project: Project, annotator: User) -> None:
    GuidelineFactory()

    assert find_standing(annotator, project) is None
    assert find_unread(annotator, project) is None


def test_who_is_new_begins_with_the_latest(
    project: Project, annotator: User, other_annotator: User
) -> None:
    first, second = GuidelineFactory.create_batch(2, project=project)
    GuidelineReadingFactory(user=other_annotator, guideline=first)
    GuidelineReadingFactory(user=annotator)
    AnnotationFactory(slot__annotator=annotator, guideline=first)

    standing = find_standing(annotator, project)

    assert standing == Standing(2, second.pk, None)
    assert standing.followed == 2
    assert not has_unread(annotator, project)


@pytest.mark.parametrize("way", ["read", "labelled"])
def test_a_version_after_the_one_known_is_unread(
    way: str, project: Project, annotator: User
) -> None:
    first = GuidelineFactory(project=project)
    if way == "read":
        GuidelineReadingFactory(user=annotator, guideline=first)
    else:
        in_project = {"slot__claim__article__project": project}
        AnnotationFactory(slot__annotator=annotator, guideline=first, **in_project)
    before = has_unread(annotator, project)
    _second, third = GuidelineFactory.create_batch(2, project=project)

    standing, unread = find_standing(annotator, project), find_unread(annotator, project)

    assert not before
    assert standing
    assert unread
    assert (unread.known, unread.latest) == (first, third)
    assert standing.followed == 1


def test_what_was_read_stays_known_after_a_late_label_under_an_older_version(
    project: Project, annotator: User
) -> None:
    first, second = GuidelineFactory.create_batch(2, project=project)
    GuidelineReadingFactory(user=annotator, guideline=second)
    in_project = {"slot__claim__article__project": project}
    AnnotationFactory(slot__annotator=annotator, guideline=first, **in_project)

    assert find_standing(annotator, project) == Standing(2, second.pk, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_what_one_knows_costs_one_query(
    count: int, project: Project, annotator: User, django_assert_num_queries: Any
) -> None:
    for guideline in GuidelineFactory.create_batch(count, project=project):
        GuidelineReadingFactory(user=annotator, guideline=guideline)

    with django_assert_num_queries(1):
        assert not has_unread(annotator, project)


@pytest.mark.parametrize("count", [1, 3])
def test_who_knows_which_version_costs_one_query(
    count: int, project: Project, django_assert_num_queries: Any
) -> None:
    first, second = GuidelineFactory.create_batch(2, project=project)
    people = UserFactory.create_batch(count)
    for person in people:
        MembershipFactory(project=project, user=person)
        GuidelineReadingFactory(user=person, guideline=second)
    behind, new, reader, gone = UserFactory.create_batch(4)
    MembershipFactory(project=project, user=behind)
    GuidelineReadingFactory(user=behind, guideline=first)
    MembershipFactory(project=project, user=new)
    MembershipFactory(project=project, user=reader, role="reader")
    MembershipFactory(project=project, user=gone, is_active=False)

    with django_assert_num_queries(1):
        readers = list_readers(project)

    known = [(reader.person, reader.known) for reader in readers]
    by_name = sorted(people, key=lambda person: person.username)
    assert known == [(new, None), (behind, 1), *((person, 2) for person in by_name)]

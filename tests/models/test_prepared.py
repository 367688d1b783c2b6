from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from claims.models import Project, User
from claims.models.prepared import prepared
from tests.factories import ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_query_is_made_once_and_asked_with_other_values() -> None:
    made = []

    @prepared
    def find(name: str) -> QuerySet[Project]:
        made.append(name)
        return Project.objects.filter(slug=name)

    projects = ProjectFactory.create_batch(2)

    assert [find(project.slug) for project in projects] == [[project] for project in projects]
    assert len(made) == 1


def test_what_a_query_gives_is_as_django_would_give_it() -> None:
    @prepared
    def find(number: int, since: datetime) -> QuerySet[Project, tuple[object, ...]]:
        found = Project.objects.filter(pk=number, created_at__gte=since)
        return found.values_list("uuid", "created_at", "show_suggestions")

    project = ProjectFactory()
    kept = (project.uuid, project.created_at, project.show_suggestions)

    assert find(project.pk, project.created_at) == [kept]
    assert find(project.pk, project.created_at + timedelta(days=1)) == []


def test_people_of_another_kind_have_a_query_of_their_own() -> None:
    @prepared
    def find(user: User) -> QuerySet[Project]:
        return Project.objects.visible_to(user)

    project = ProjectFactory()

    assert find(UserFactory()) == []
    assert find(UserFactory(is_superuser=True)) == [project]
    assert find(UserFactory(is_active=False)) == []

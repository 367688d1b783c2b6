from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import Case, F, QuerySet, Value, When
from pytest_django import DjangoAssertNumQueries

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


def test_postgresql_prepares_a_query_once_for_each_connection(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps prepared statements by itself.")

    @prepared
    def find(name: str) -> QuerySet[Project]:
        return Project.objects.filter(slug=name)

    with django_assert_num_queries(2) as asked:
        find("one")
        find("two")

    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"EXECUTE"}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_requests_is_replaced() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's connections are files.")

    @prepared
    def find(name: str) -> QuerySet[Project]:
        return Project.objects.filter(slug=name)

    project = ProjectFactory()
    assert find(project.slug) == [project]
    _kill_connection()

    connection.close_if_unusable_or_obsolete()  # As Django does before each request.
    for name, value in (("health_check_enabled", True), ("health_check_done", False)):
        setattr(connection, name, value)

    assert find(project.slug) == [project]


def _kill_connection() -> None:
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_what_never_changes_keeps_its_type() -> None:
    @prepared
    def list_all(first: str) -> QuerySet[Project, tuple[object, ...]]:
        rank = Case(When(slug=first, then=Value(10)), default=Value(9))
        found = Project.objects.order_by(rank)
        return found.values_list("slug", Value(7), Value(value=False))

    last, _ = ProjectFactory(slug="last"), ProjectFactory(slug="first")

    assert list_all(last.slug) == [("first", 7, False), ("last", 7, False)]


def test_percent_signs_in_a_query_are_left_alone() -> None:
    @prepared
    def find(name: str) -> QuerySet[Project, tuple[object, ...]]:
        found = Project.objects.filter(slug=name, name__contains=F("slug"))
        return found.values_list("slug", Value("100 %s %"))

    project = ProjectFactory(slug="half", name="50 % or half of it")

    assert find(project.slug) == [("half", "100 %s %")]


def test_people_of_another_kind_have_a_query_of_their_own() -> None:
    @prepared
    def find(user: User) -> QuerySet[Project]:
        return Project.objects.visible_to(user)

    project = ProjectFactory()

    assert find(UserFactory()) == []
    assert find(UserFactory(is_superuser=True)) == [project]
    assert find(UserFactory(is_active=False)) == []

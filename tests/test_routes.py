"""Every address × every role × GET and POST answers what the table in routes.txt says.

The objects named in the addresses belong to one project: the claim is before `annotator`, who has
labelled another one, which is decided, and proposes to split that. The stranger manages another
project; `former` was an annotator here. A POST has an empty body. A new address fails here until
the table has a line for it.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.models import Project, User
from tests.factories import MembershipFactory, UserFactory
from tests.routes import (
    OURS,
    ROLES,
    Arguments,
    describe_routes,
    list_routes,
    make_address,
    read_table,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def arguments(project: Project, annotator: User, manager: User) -> Arguments:
    return describe_routes(project, annotator, manager)


@pytest.fixture
def people(request: pytest.FixtureRequest, project: Project) -> dict[str, User | None]:
    former = UserFactory(username="former")
    MembershipFactory(project=project, user=former, role="annotator", is_active=False)
    named = {name: request.getfixturevalue(name) for name in ROLES[1:] if name != "former"}
    return {"anonymous": None, "former": former, **named}


def ask(method: str, address: str, user: User | None) -> str:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    with transaction.atomic():
        answer = client.generic(method, address, b"", "application/x-www-form-urlencoded")
        if answer.streaming:
            # A file that is sent is open until it is read.
            b"".join(answer)
        transaction.set_rollback(True)
    to_login = answer.status_code == 302 and "/login/" in answer["Location"]
    return "login" if to_login else str(answer.status_code)


@pytest.mark.parametrize("route", OURS)
def test_each_route_answers_each_role_as_the_table_says(
    route: str, arguments: Arguments, people: dict[str, User | None]
) -> None:
    table = read_table()
    address = make_address(route, arguments)

    for method in ("GET", "POST"):
        got = [ask(method, address, people[role]) for role in ROLES]
        assert got == table.get((method, route)), f"{method} {route} {' '.join(got)}"


def test_the_table_has_no_line_for_a_route_that_is_gone() -> None:
    assert {route for _method, route in read_table()} == set(OURS)


ADMIN_LISTS = sorted({name for name in list_routes() if name.endswith("_changelist")})


@pytest.mark.parametrize("route", ADMIN_LISTS)
def test_the_admin_is_for_staff(route: str, people: dict[str, User | None]) -> None:
    address = reverse(route)

    got = {role: ask("GET", address, people[role]) for role in ROLES}

    assert got == dict.fromkeys(ROLES, "login") | {"admin": "200"}

"""Every address of the admin × every role × GET and POST answers what the table in routes.txt says.

The rows belong to one project, of which the staff are members but for two: the outsider has no
project, and the stranger manages another one, so that for them all is somebody else's. `member` is
no staff, `gone` was staff and a manager here. A POST has an empty body. A new address fails here
until the table has a line for it.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from claims import tasks
from claims.models import Article, Project, User
from tests.factories import (
    AuditEventFactory,
    ConsentTextFactory,
    FlagFactory,
    GuidelineFactory,
    MembershipFactory,
    SkipFactory,
    UserFactory,
)
from tests.routes import describe_routes, list_routes
from tests.test_routes import ask

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous",
    "member",
    "gone",
    "outsider",
    "staff_stranger",
    "staff_annotator",
    "staff_curator",
    "staff_manager",
    "admin",
)
TABLE = Path(__file__).with_name("routes.txt")
ROUTES = sorted({name for name in list_routes() if name.startswith("admin:")} - {"admin:None"})


def read_table() -> dict[tuple[str, str], list[str]]:
    """(method, route) -> the status for each role, in the order of ROLES."""
    lines = TABLE.read_text("utf-8").splitlines()
    cells = [line.split() for line in lines if line and not line.startswith("#")]
    return {(method, f"admin:{route}"): statuses for method, route, *statuses in cells}


@pytest.fixture
def people(request: pytest.FixtureRequest, project: Project) -> dict[str, User | None]:
    gone = UserFactory(username="gone", is_staff=True, is_active=False)
    MembershipFactory(project=project, user=gone, role="manager")
    member = request.getfixturevalue("reader")
    named: dict[str, User | None] = {"anonymous": None, "member": member, "gone": gone}
    named["outsider"] = UserFactory(username="outsider", is_staff=True)
    return named | {role: request.getfixturevalue(role) for role in ROLES[4:]}


@pytest.fixture
def addresses(project: Project, annotator: User, manager: User) -> dict[str, str]:
    """Of each route, about a row of the project where it is about one."""
    describe_routes(project, annotator, manager)
    GuidelineFactory(project=project)
    ConsentTextFactory()
    FlagFactory(claim__article__project=project, annotator=annotator)
    SkipFactory(claim__article__project=project, annotator=annotator)
    AuditEventFactory(project=project)
    Group.objects.create(name="Desk")
    tasks.run_job.enqueue(str(uuid.uuid4()))
    return dict(list_addresses(project))


def list_addresses(project: Project) -> Iterator[tuple[str, str]]:
    rows = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}": find_row(model, project)
        for model in site._registry
    }
    about_article = ContentType.objects.get_for_model(Article).pk
    for route in ROUTES:
        model = next((name for name in rows if route.startswith(f"{name}_")), None)
        if route == "admin:app_list":
            yield route, reverse(route, args=["claims"])
        elif route == "admin:view_on_site":
            yield route, reverse(route, args=[about_article, rows["admin:claims_article"]])
        elif route == "admin:auth_user_password_change":
            # Django's own name, whatever the model is called.
            yield route, reverse(route, args=[rows["admin:claims_user"]])
        elif model and not route.endswith(("_changelist", "_add")):
            yield route, reverse(route, args=[rows[model]])
        else:
            yield route, reverse(route)


def find_row(model: type, project: Project) -> object:
    """One of the project's own, where the model has projects."""
    found = model._default_manager.order_by("pk")  # type: ignore[attr-defined]
    names = {one.name for one in model._meta.get_fields()}  # type: ignore[attr-defined]
    if "project" in names:
        found = found.filter(project=project)
    if model is Project:
        return project.pk
    return found.values_list("pk", flat=True).first()


@pytest.mark.parametrize("role", ROLES)
def test_each_address_of_the_admin_answers_each_role_as_the_table_says(
    role: str, addresses: dict[str, str], people: dict[str, User | None]
) -> None:
    table, column = read_table(), ROLES.index(role)
    expected = {key: statuses[column] for key, statuses in table.items()}

    got = {
        (method, route): ask(method, address, people[role])
        for route, address in addresses.items()
        for method in ("GET", "POST")
    }

    assert {key: status for key, status in got.items() if status != expected.get(key)} == {}
    assert got.keys() == expected.keys()

"""Every address that shows a page, for each role that sees it: accessible in light and dark.

What the addresses are and who sees them say tests/routes.py and routes.txt, which a new one has
to be added to; the admin's are taken from its models. Each page also has to fit a phone, and a
screen of 1280 pixels at 200 %.
"""

from collections.abc import Iterable, Iterator

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Page

from claims.models import Project, User
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.conftest import OpenPage
from tests.factories import AuditEventFactory, FlagFactory, GuidelineFactory, SkipFactory
from tests.routes import OURS, ROLES, Arguments, describe_routes, make_address, read_table

pytestmark = pytest.mark.django_db(transaction=True)

# Between them these see every page, and on each at least as much as the other roles do.
LOOKING = ("anonymous", "annotator", "manager")
SIZES = ((360, 740), (640, 400))
# What Django's own widgets lack in the admin: names of fields in tables of rows, of dates with a
# time, and of Select2's and the two-list boxes' parts.
OF_DJANGO = ("label", "select-name", "aria-input-field-name", "aria-prohibited-attr")
ADMIN_PAGES = ("changelist", "add", "change", "history", "delete")


@pytest.fixture
def arguments(project: Project, annotator: User, manager: User) -> Arguments:
    GuidelineFactory(project=project, text="## Speaker\n\nWho *says* it.\n\n| a | b |\n|-|-|\n")
    return describe_routes(project, annotator, manager)


def list_routes_shown(*roles: str) -> list[str]:
    """What the table says that one of the roles is shown; what programs read is none of it."""
    table = read_table()
    return [
        route
        for route in OURS
        if any(table["GET", route][ROLES.index(role)] == "200" for role in roles)
        and (route == "api-docs" or not route.startswith("api-"))
    ]


def is_page(page: Page, address: str) -> bool:
    """Whether there is a page to look at, which is opened then; not data, and not a refusal."""
    answer = page.request.get(address)
    if not answer.ok or not answer.text().lstrip().startswith("<!DOCTYPE html"):
        return False
    page.goto(address)
    return True


def look_at(page: Page, addresses: Iterable[str]) -> list[str]:
    """What is wrong with the pages."""
    wrong = []
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 740})
        if not is_page(page, address):
            continue
        wrong += find_violations_in_both_schemes(page)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wrong += [f"{address} is wider than {width}"] if overflows(page) else []
    return wrong


@pytest.mark.parametrize("role", LOOKING)
def test_every_page_is_accessible_and_fits(
    role: str,
    arguments: Arguments,
    request: pytest.FixtureRequest,
    open_page: OpenPage,
) -> None:
    user = None if role == "anonymous" else request.getfixturevalue(role)
    # Colours that fade from one scheme to the other would be looked at half way.
    page = open_page(user, reduced_motion="reduce")
    addresses = [make_address(route, arguments) for route in list_routes_shown(role)]

    assert look_at(page, addresses) == []


def test_the_roles_that_look_see_all_there_is() -> None:
    assert list_routes_shown(*LOOKING) == list_routes_shown(*ROLES)


def list_admin_addresses() -> Iterator[str]:
    for route in ("index", "password_change", "password_change_done"):
        yield reverse(f"admin:{route}")
    for model in site._registry:
        row = model._default_manager.first()
        assert row is not None, f"Nothing to look at: make a {model.__name__}."
        for name in ADMIN_PAGES:
            route = f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"
            yield reverse(route, args=[] if name in {"changelist", "add"} else [row.pk])


@pytest.fixture
def _rows(arguments: Arguments, annotator: User) -> None:
    """One more of what the admin shows and no address is about."""
    FlagFactory(annotator=annotator)
    SkipFactory(annotator=annotator)
    Group.objects.create(name="Desk")
    AuditEventFactory()


@pytest.mark.usefixtures("_rows")
def test_every_page_of_the_admin_is_accessible(admin: User, open_page: OpenPage) -> None:
    page = open_page(admin, reduced_motion="reduce")
    wrong = []
    for address in list_admin_addresses():
        if is_page(page, address):
            wrong += find_violations_in_both_schemes(page)

    assert [line for line in wrong if line.split(": ")[1].split()[-1] not in OF_DJANGO] == []

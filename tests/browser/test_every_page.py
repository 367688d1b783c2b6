"""Every address that shows a page, for each role that sees it: accessible in light and dark.

What the addresses are and who sees them say tests/routes.py and routes.txt, which a new one has
to be added to; the admin's are taken from its models. Each page also has to fit a phone, and a
screen of 1280 pixels at 200 %. What looks the same for two roles is looked at once: a page is
opened if what is in its `<main>`, or what is around that, has not been seen before.
"""

import uuid
from collections.abc import Iterable, Iterator

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from claims import tasks
from claims.models import Project, User
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.conftest import OpenPage
from tests.browser.looks import list_pieces
from tests.conftest import SignIn
from tests.factories import (
    AuditEventFactory,
    ConsentTextFactory,
    FlagFactory,
    GuidelineFactory,
    SkipFactory,
)
from tests.routes import OURS, ROLES, Arguments, describe_routes, make_address, read_table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.once]

LOOKING = ("anonymous", "reader", "annotator", "curator", "manager", "admin")
SIZES = ((360, 740), (640, 400))
# What only Django's own scripts draw, by rule and class: Select2's text in its box (the box itself
# has a name), and the question mark over each half of a two-list box.
OF_DJANGO = {
    "aria-input-field-name": "select2-selection__rendered",
    "aria-prohibited-attr": "search-label-icon",
}
ADMIN_PAGES = ("changelist", "add", "change", "history", "delete")
# The walk in parts of the same size, so that several processes can go it.
PARTS = 2


@pytest.fixture
def arguments(project: Project, annotator: User, manager: User) -> Arguments:
    GuidelineFactory(project=project, text="## Speaker\n\nWho *says* it.\n\n| a | b |\n|-|-|\n")
    return describe_routes(project, annotator, manager)


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, User | None]:
    """Who looks, by role."""
    return {
        role: None if role == "anonymous" else request.getfixturevalue(role) for role in LOOKING
    }


def list_routes_shown(*roles: str) -> list[str]:
    """What the table says that one of the roles is shown; what programs read is none of it.

    Nor is the API's page, which Swagger draws: its colours, with too little contrast, are its own.
    """
    table = read_table()
    return [
        route
        for route in OURS
        if any(table["GET", route][ROLES.index(role)] == "200" for role in roles)
        and not route.startswith("api-")
    ]


def read_page(client: Client, address: str) -> str:
    """What is to look at: nothing where there is data, a part of a page, or a refusal."""
    answer = client.get(address)
    if answer.streaming:
        # A file that is sent is open until it is read.
        b"".join(answer)
        return ""
    if answer.status_code != 200:
        return ""
    html = answer.content.decode()
    return html if html.lstrip().startswith("<!DOCTYPE html") else ""


def list_new(
    client: Client, user: User | None, addresses: Iterable[str], seen: set[str], **look: bool
) -> Iterator[str]:
    """Those of the addresses that show something that has not been seen."""
    names = (user.username, user.name) if user else ()
    for address in addresses:
        html = read_page(client, address)
        pieces = list_pieces(html, names=names, **look) if html else set()
        if not pieces <= seen:
            yield address
        seen |= pieces


def find_too_wide(page: Page, address: str) -> Iterator[str]:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if overflows(page):
            yield f"{address} is wider than {width}"
    page.set_viewport_size({"width": 1280, "height": 740})


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits(
    part: int,
    arguments: Arguments,
    people: dict[str, User | None],
    open_page: OpenPage,
    sign_in: SignIn,
) -> None:
    wrong: list[str] = []
    seen: set[str] = set()

    for role, user in people.items():
        addresses = [make_address(route, arguments) for route in list_routes_shown(role)]
        # Colours that fade from one scheme to the other would be looked at half way.
        page = open_page(user, reduced_motion="reduce")
        for address in list_new(sign_in(user), user, addresses[part::PARTS], seen):
            page.goto(address)
            wrong += [f"{role}: {line}" for line in find_violations_in_both_schemes(page)]
            wrong += [f"{role}: {line}" for line in find_too_wide(page, address)]

    assert wrong == []


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
    ConsentTextFactory()
    tasks.run_job.enqueue(str(uuid.uuid4()))


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_admin_is_accessible(
    part: int, admin: User, open_page: OpenPage, sign_in: SignIn
) -> None:
    page = open_page(admin, reduced_motion="reduce")
    addresses = list(list_admin_addresses())[part::PARTS]
    wrong = []

    for address in list_new(sign_in(admin), admin, addresses, set(), with_words=False):
        page.goto(address)
        wrong += find_violations_in_both_schemes(page)

    assert [line for line in wrong if not is_of_django(line)] == []


def is_of_django(line: str) -> bool:
    return any(
        f" {rule}: <span class=" in line and drawn in line for rule, drawn in OF_DJANGO.items()
    )

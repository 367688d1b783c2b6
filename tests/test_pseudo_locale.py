"""No page says anything that is not marked for translation, and nothing translated is kept.

Every marked string is shown as ⟦…⟧; what a person can read outside of such brackets, and what no
row of the database says, is a string that somebody forgot to mark.
"""

from collections.abc import Iterator, Set
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin as django_admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from claims.exchange.articles import read_articles
from claims.models import Project, Suggestion, User
from claims.operations.articles import import_articles
from tests.conftest import SignIn
from tests.factories import NOW, DraftFactory, GuidelineFactory, StagedImportFactory
from tests.pseudo_locale import NAMES, WorldData, find_unmarked
from tests.test_routes import OURS, make_address
from tests.test_routes import arguments as arguments

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What Django's admin leaves in English; and how tests keep passwords.
NAMES_IN_ADMIN = {"Search", "True", "False", "md5"}
# The addresses of the interface for programs, and its documentation, which is English.
FOR_PROGRAMS = ("api-", "healthz", "readyz", "metrics")
TEXT = (
    "Ferry fares rise by 4 percent\n\nFares rise in June, Tomas Reyl said. “We have no choice,” "
    "said Tomas Reyl.\n\nWhat it means\n\nA ticket will cost 4.80 crowns.\n"
)
OTHER_TEXT = TEXT.replace("June", "July")
# The project's first guideline is text of the project, which may be changed.
# Of a file whose words are shown before they come in.
STAGED = "The town bought two buses."
GUIDELINE = (settings.BASE_DIR / "fixtures" / "guideline.md").read_text("utf-8")


@pytest.fixture
def addresses(
    project: Project,
    manager: User,
    annotator: User,
    arguments: dict[str, dict[str, object]],
) -> list[str]:
    """Every page of ours, in a world with something of everything."""
    rows = read_articles(TEXT.encode(), "a.txt")
    import_articles(actor=manager, project=project, rows=rows, now=NOW)
    GuidelineFactory(project=project, text="Beta gamma.")
    DraftFactory(annotator=annotator, claim=project.articles.earliest("pk").claims.earliest("pk"))
    staged = StagedImportFactory(
        project=project,
        created_by=manager,
        rows=[
            {"row": 1, "record": {"text": OTHER_TEXT}},
            {"row": 2, "record": {"text": TEXT}},
            {"row": 3, "refusal": {"code": "x", "message": "No.", "field": "", "params": {}}},
        ],
    )
    for user in User.objects.all():
        user.username = f"{user.username}-{user.pk}"
        user.save(update_fields=["username"])
    arguments["import-preview"] = {"slug": project.slug, "uuid": staged.uuid}
    pages = [name for name in OURS if not name.startswith(FOR_PROGRAMS)]
    return [make_address(name, arguments) for name in pages]


def list_admin_addresses() -> Iterator[str]:
    """Every page of the admin, about the last row of each model."""
    yield reverse("admin:index")
    for model in django_admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        for row in model._default_manager.order_by("-pk")[:1]:
            for page in ("change", "delete", "history"):
                yield reverse(f"{name}_{page}", args=[row.pk])


def visit(client: Client, method: str, address: str) -> Any:
    with transaction.atomic():
        response = client.generic(method, address, b"", "application/x-www-form-urlencoded")
        if response.status_code == 302:
            # What it says there, by a message.
            response = client.get(response["Location"])
        transaction.set_rollback(True)
    return response


def read_pages(
    client: Client, addresses: list[str], names: Set[str] = NAMES
) -> dict[str, list[str]]:
    """The address of each page with something unmarked, and that."""
    data, found = WorldData(names, (OTHER_TEXT, GUIDELINE, STAGED)), {}
    for address in addresses:
        for method in ("GET", "POST"):
            response = visit(client, method, address)
            if not response.get("Content-Type", "").startswith("text/html"):
                continue
            if unmarked := find_unmarked(response.content.decode(), data):
                found[f"{method} {address}"] = sorted(unmarked)
    return found


@pytest.mark.parametrize("role", ["anonymous", "annotator", "curator", "manager", "admin"])
def test_pages_say_nothing_unmarked(
    role: str,
    addresses: list[str],
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    pseudo_locale: None,
) -> None:
    user = None if role == "anonymous" else request.getfixturevalue(role)
    user = user and User.objects.get(pk=user.pk)

    assert read_pages(sign_in(user), addresses) == {}


def test_the_admin_says_nothing_unmarked(
    addresses: list[str], admin: User, sign_in: SignIn, pseudo_locale: None
) -> None:
    of_admin = list(list_admin_addresses())

    assert Suggestion.objects.exists()
    assert read_pages(sign_in(admin), of_admin, NAMES | NAMES_IN_ADMIN) == {}


def test_an_unmarked_string_is_found(pseudo_locale: None) -> None:
    marked = f'<p title="{translation.gettext("Claims")}">{translation.gettext("Claims")} 3 – 4</p>'

    assert find_unmarked(marked, WorldData()) == set()
    assert find_unmarked(f'{marked}<b aria-label="Skip">x</b> Flag it', WorldData()) == {
        "Skip",
        "Flag it",
    }

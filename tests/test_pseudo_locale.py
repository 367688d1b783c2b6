"""No page says anything that is not marked for translation.

Every marked string is shown as ⟦…⟧; what a person can read outside of such brackets, and what no
row of the database says, is a string that somebody forgot to mark.
"""

import re
from collections.abc import Callable, Iterator, Set
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin as django_admin
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from claims.exchange.articles import read_articles
from claims.models import ArticleText, Project, Suggestion, User
from claims.operations.articles import import_articles
from tests.conftest import SignIn
from tests.factories import NOW, DraftFactory, GuidelineFactory, StagedImportFactory
from tests.test_routes import OURS, make_address
from tests.test_routes import arguments as arguments

pytestmark = pytest.mark.django_db

OPEN, CLOSE = "⟦⟧"
# What is the same in every language.
NAMES = {
    *("Factcheck", "English", "Deutsch", "العربية"),
    *("JSON Lines", "JSONL", "CSV", ".txt", ".jsonl", ".csv", "https://", "UTC", "UUID"),
    *("text title outlet author published url language licence redistribute embargo",),
    *("source_id previous",),
}
# What Django's admin leaves in English; and how tests keep passwords.
NAMES_IN_ADMIN = {"Search", "True", "False", "md5"}
READABLE = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription")
BUTTONS = {"submit", "button", "reset"}
SILENT = {"script", "style", "kbd"}
# The addresses of the interface for programs, and its documentation, which is English.
FOR_PROGRAMS = ("api-", "healthz", "readyz")
WORD = re.compile(r"[^\W\d_]{2}")
A_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TEXT = (
    "Ferry fares rise by 4 percent\n\nFares rise in June, Tomas Reyl said. “We have no choice,” "
    "said Tomas Reyl.\n\nWhat it means\n\nA ticket will cost 4.80 crowns.\n"
)
OTHER_TEXT = TEXT.replace("June", "July")
# The project's first guideline is text of the project, which may be changed.
GUIDELINE = (settings.BASE_DIR / "fixtures" / "guideline.md").read_text("utf-8")


@pytest.fixture
def pseudo_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every function that translates puts its sentence in brackets."""

    def mark(translate: Callable[..., str]) -> Callable[..., str]:
        def marked(*given: Any) -> str:
            said = translate(*given)
            return f"{OPEN}{said}{CLOSE}" if said else said

        return marked

    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        real = getattr(translation._trans, name)  # type: ignore[attr-defined]
        monkeypatch.setattr(translation._trans, name, mark(real))  # type: ignore[attr-defined]


class PageReader(HTMLParser):
    """What a person reads on a page outside of brackets, a piece for each element."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.silent = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        given = {name: value or "" for name, value in attributes}
        shown = [value for name, value in given.items() if is_text(name, value)]
        if tag == "input" and given.get("type") in BUTTONS:
            shown.append(given.get("value", ""))
        for value in shown:
            outside, depth = take_outside(value, 0)
            assert depth == 0, value
            self.found.append(outside)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in SILENT:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        outside, self.depth = take_outside(data, self.depth)
        if not self.silent:
            self.found.append(outside)


def is_text(name: str, value: str) -> bool:
    """Whether an attribute is read by people; a sentence for a script counts as well."""
    is_sentence = bool(re.search(r"\w \w", value)) and not value.startswith("{")
    return name in READABLE or (name.startswith("data-") and is_sentence)


def take_outside(text: str, depth: int) -> tuple[str, int]:
    """What stands outside of all brackets, and how many are open at the end."""
    outside = []
    for letter in text:
        depth += letter == OPEN
        if depth == 0:
            outside.append(letter)
        depth -= letter == CLOSE
    return "".join(outside), depth


def find_unmarked(html: str, data: "WorldData") -> set[str]:
    reader = PageReader()
    reader.feed(html)
    reader.close()
    assert reader.depth == 0
    return {text for text in map(normalise, reader.found) if not data.explains(text)}


def normalise(text: str) -> str:
    return " ".join(text.split())


class WorldData:
    """What the rows of the database say, and names that need no translation."""

    def __init__(self, names: Set[str] = NAMES) -> None:
        said = {normalise(text) for text in list_texts()} - {""}
        longest_first = "|".join(map(re.escape, sorted(said | names, key=len, reverse=True)))
        self.known = re.compile(rf"(?<!\w)({A_UUID}|{longest_first})(?!\w)")
        texts = [*ArticleText.objects.values_list("text", flat=True), OTHER_TEXT, GUIDELINE]
        self.texts = list(map(normalise, texts))

    def explains(self, text: str) -> bool:
        """Whether nothing is left of it but marks and numbers, or it is part of a text."""
        if " " in text and any(text in whole for whole in self.texts):
            return True
        # What is kept as JSON, as it is; and what Django shows of passwords.
        is_as_kept = text.startswith("{") or text.endswith("****")
        return is_as_kept or not WORD.search(self.known.sub("", text))


def list_texts() -> Iterator[str]:
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if holds_text(field)]
        rows = model._default_manager.values_list(*(field.name for field in fields))
        for value in (value for row in rows for value in row):
            yield from read_strings(value)


def holds_text(field: models.Field) -> bool:
    """Not values of choices: people read their labels."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.UUIDField)
    return isinstance(field, kinds) and not field.choices


def read_strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from read_strings(inner)
    elif value is not None:
        yield str(value)


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
    data, found = WorldData(names), {}
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

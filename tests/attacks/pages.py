"""Pages as an attacker sees them: which addresses there are, what can be typed, and sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.contrib.admin import site
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.routes import OURS, ROLES, Arguments, make_address, read_table

TYPED = {"text", "search", "url", "email", "password", "number", "date", "hidden", "datetime-local"}
TOKEN = "csrfmiddlewaretoken"
# What only shows something to a program.
AS_DATA = {"accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page: where it leads, what it sends untouched, and what can be typed."""

    method: str
    address: str
    sends: dict[str, Any] = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    # All that it asks for, chosen or not.
    names: frozenset[str] = frozenset()


def list_pages(arguments: Arguments, role: str = "admin", but_for: str = "") -> Iterator[str]:
    """The addresses of all pages that somebody of the role is shown; data and files too.

    But for those that somebody of another role is shown.
    """
    table = read_table()
    for route in OURS:
        statuses = dict(zip(ROLES, table["GET", route], strict=True))
        if statuses[role] == "200" != statuses.get(but_for) and not route.startswith("api-"):
            yield make_address(route, arguments)


def list_admin_pages() -> Iterator[str]:
    """Those of the admin: its lists, searched and not, and the pages of one row of each."""
    yield reverse("admin:index")
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        for row in model._default_manager.order_by("-pk")[:1]:
            for page in ("change", "delete"):
                yield reverse(f"{name}_{page}", args=[row.pk])


def read_body(answer: Any) -> str:
    parts = answer.streaming_content if answer.streaming else (answer.content,)
    return b"".join(parts).decode("utf-8", "replace")


def is_page(answer: Any) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def list_forms(address: str, body: str) -> Iterator[Form]:
    for form in html.document_fromstring(body or "<p>").iter("form"):
        target = urljoin(address, form.get("action") or address)
        method = (form.get("method") or "get").lower()
        yield read_form(form, method, target)


def read_form(form: Any, method: str, target: str) -> Form:
    sends: dict[str, Any] = {}
    typed = []
    for control in form.inputs:
        name = control.name
        if not name or name == TOKEN:
            continue
        kind = control.get("type", "text") if control.tag == "input" else control.tag
        if kind in TYPED or kind == "textarea":
            typed.append(name)
            sends[name] = control.value or ""
        elif kind != "file" and control.value is not None:
            value = control.value
            sends[name] = value if isinstance(value, str) else list(value)
    # Which button was pressed is sent too.
    for button in form.iter("button"):
        if button.get("name"):
            sends.setdefault(button.get("name"), button.get("value", ""))
    names = {control.name for control in form.inputs if control.name}
    return Form(method, target, sends, tuple(typed), frozenset(names))


def list_parameters(address: str, body: str) -> set[str]:
    """What the page's own links and forms narrow it by."""
    document = html.document_fromstring(body)
    links = (urlsplit(urljoin(address, link.get("href", ""))) for link in document.iter("a"))
    own = [link.query for link in links if link.path == address]
    names = {name for query in own for name, _value in parse_qsl(query)}
    for form in document.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            names |= {control.name for control in form.inputs if control.name}
    return names


def try_out(client: Client, method: str, address: str, data: Any = None, **more: Any) -> Any:
    """What is answered; of what was done nothing remains, and the client is still signed in."""
    before: Any = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, data or {}, **more)
        answer.read = read_body(answer)
        if 300 <= answer.status_code < 400 and answer["Location"].startswith("/"):
            answer.shown = client.get(answer["Location"])
            answer.shown.read = read_body(answer.shown)
        transaction.set_rollback(True)
    client.cookies = before
    return answer

"""Links lead to web pages, and are kept without asking whose they are."""

import socket
import threading
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from claims.models import Project, User
from claims.models.base import validate_web_url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

BAD = (
    *("javascript:alert(1)", "JavaScript:alert(1)", "\tjavascript:alert(1)", "java\nscript:x"),
    *("data:text/html,<script>1</script>", "vbscript:x", "file:///etc/passwd", "ftp://a.example/"),
    *("//evil.example/", "/\\evil.example", "http:evil", "https://", "blob:https://a.example/b"),
    *("view-source:http://a.example/", "https://a.example/\r\nX: y", "https:// a.example/"),
)
# Derived from a link, or not a link.
OTHERS = {"url_key", "page_key"}


def list_links() -> set[str]:
    return {
        f"{model.__name__}.{column.name}"
        for model in apps.get_app_config("claims").get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField)
        if "url" in column.name or "same_as" in column.name
        if column.name not in OTHERS and validate_web_url not in column.validators
    }


def post(client: Client, project: Project, path: str, body: dict[str, Any]) -> int:
    address = f"/api/v1/projects/{project.slug}/{path}/"
    return client.post(address, body, content_type="application/json").status_code


def test_links_lead_to_web_pages_only(project: Project, manager: User, sign_in: SignIn) -> None:
    """Every column that holds a link, and what the API answers."""
    client = sign_in(manager)
    taken = set()

    for link in BAD:
        with pytest.raises(ValidationError):
            validate_web_url(link)
        statuses = {
            post(client, project, "articles", {"text": "A line.", "url": link}),
            post(client, project, "speakers", {"name": "Ada", "same_as": link}),
        }
        if statuses != {400}:
            taken.add((link, tuple(statuses)))

    assert list_links() == set()
    assert taken == set()


def test_no_link_that_is_kept_is_fetched(project: Project, manager: User, sign_in: SignIn) -> None:
    """Somebody listens here: nobody comes."""
    client = sign_in(manager)
    came = []

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        link = f"http://127.0.0.1:{listener.getsockname()[1]}/x"

        def listen() -> None:
            try:
                came.append(listener.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        kept = post(client, project, "articles", {"text": f"See {link}.", "url": link})
        named = post(client, project, "speakers", {"name": "Ada", "same_as": link})
        fetched = post(client, project, "articles/fetch", {"url": link})
        hooked = post(client, project, "webhooks", {"url": link, "events": ["decision.made"]})
        thread.join()

    assert (kept, named) == (201, 200)
    assert fetched >= 400
    assert hooked >= 400
    assert came == []

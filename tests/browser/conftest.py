"""A real browser against a real server. Whatever a page complains about fails its test."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Project, User
from tests.browser.desks import put_before
from tools.browser import LAUNCH_ARGUMENTS, find_chromium

# Playwright keeps an event loop running in this thread; Django would refuse its queries there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))
"""
# What the console counts as an error, but is no fault of the page: a form that is refused, a
# network that the test has taken away, and the icon that the browser looks for by itself.
EXPECTED = ("status of 409", "status of 422", "net::ERR_INTERNET_DISCONNECTED")
ICON = "/favicon.ico"

OpenPage = Callable[..., Page]
# How long the server may take for what pages sent before they were left.
LEAVING_S = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium here: the browser tests are left out.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def problems() -> list[str]:
    """What the pages have complained about; a test that provokes it may clear the list."""
    return []


class Answering:
    """Which of the requests that were made since the server is still at work on.

    Told apart by their threads: one that an earlier test left behind may end here.
    """

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.changed = threading.Condition()
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def begin(self, **_: object) -> None:
        with self.changed:
            self.threads.add(threading.get_ident())

    def end(self, **_: object) -> None:
        with self.changed:
            self.threads.discard(threading.get_ident())
            self.changed.notify_all()

    def wait_until_none(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: not self.threads, timeout=LEAVING_S)


@pytest.fixture
def answering() -> Answering:
    return Answering()


def leave_pages(context: BrowserContext) -> None:
    """Leave without a last word: a draft sent now would find the test's database being emptied."""
    context.set_offline(offline=True)
    for page in context.pages:
        page.goto("about:blank")
    context.close()


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, answering: Answering, problems: list[str]
) -> Iterator[OpenPage]:
    """Open a page in a context of its own: `open_page(annotator, java_script_enabled=False)`."""
    contexts = []

    def open_one(user: User | None = None, **options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, **options})
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        page = context.new_page()
        watch(page, problems)
        if user is not None:
            sign_in(page, user, live_server.url)
        return page

    yield open_one
    # Before the pages are cut off, of which they would complain.
    complaints = list(problems)
    for context in contexts:
        leave_pages(context)
    assert answering.wait_until_none(), "The server is still at work on a request."
    assert not complaints, "\n".join(["The page complained:", *complaints])


@pytest.fixture
def claims(project: Project, annotator: User, manager: User) -> list[Claim]:
    """An article before the annotator; its claims in order."""
    return put_before(annotator, manager, project)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of somebody who has not signed in."""
    return open_page()


def watch(page: Page, problems: list[str]) -> None:
    """Note errors in the console, exceptions, violations of the CSP, and dialogs."""

    def note_message(message: ConsoleMessage) -> None:
        source = message.location["url"]
        expected = any(part in message.text for part in EXPECTED)
        if message.type == "error" and not expected and not source.endswith(ICON):
            problems.append(f"{page.url}: {message.text} ({source})")

    def note_dialog(dialog: Dialog) -> None:
        problems.append(f"{page.url}: a dialog says {dialog.message!r}")
        dialog.dismiss()

    page.on("console", note_message)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("dialog", note_dialog)


def sign_in(page: Page, user: User, url: str) -> None:
    """Give the page the session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])

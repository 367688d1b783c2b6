"""What all tests share: the people of a project, and access to both database aliases."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client, TransactionTestCase
from django.utils import translation

from claims.models import Membership, Project, User
from tests.emptying import empty_tables
from tests.factories import MembershipFactory, ProjectFactory, UserFactory
from tests.pseudo_locale import CLOSE, OPEN

SignIn = Callable[[User | None], Client]

SHARED_DATA = django_settings.BASE_DIR.parent / "shared" / "data"
# Fixtures by which a test gets a database that really commits.
COMMITTING = {"transactional_db", "live_server"}
GIVING_DATABASE = {"db", *COMMITTING}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-about-database",
        action="store_true",
        help="leave out what comes out the same on every database",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Let tests that really commit read through the snapshot alias too, as exports do."""
    for item in items:
        if commits(item):
            marker = item.get_closest_marker("django_db")
            options = {"databases": ["default", "snapshot"], **(marker.kwargs if marker else {})}
            options["transaction"] = True
            item.add_marker(pytest.mark.django_db(**options), append=False)
    yield
    if config.getoption("--only-about-database"):
        config.hook.pytest_deselected(items=[one for one in items if not is_about_database(one)])
        items[:] = filter(is_about_database, items)
    # A long one begun last would keep one process at work and the others waiting.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def is_about_database(item: pytest.Item) -> bool:
    """Not so what is marked `once`, nor what pytest-django lets reach none."""
    if item.get_closest_marker("once"):
        return False
    marked = item.get_closest_marker("django_db") is not None
    return marked or not GIVING_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def commits(item: pytest.Item) -> bool:
    """Whether the test's writes are committed, not rolled back at its end."""
    marker = item.get_closest_marker("django_db")
    by_marker = marker is not None and marker.kwargs.get("transaction", False)
    return by_marker or not COMMITTING.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each why tests were skipped, however many."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"SKIPPED {count} tests: {reason}")


@pytest.fixture(autouse=True)
def snapshot_alias(request: pytest.FixtureRequest, settings: Any) -> None:
    """Inside one transaction, only its own connection sees what a test has written."""
    if not commits(request.node):
        settings.SNAPSHOT_DATABASE = "default"


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request in German leaves its thread in German: not so for the next test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test that commits, delete what it has left instead of flushing all there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real articles and test sets, which lie beside the checkout, not in it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"No real articles here: {SHARED_DATA} does not exist.")
    return SHARED_DATA


@pytest.fixture
def project(db: None) -> Project:
    """The project that the people below belong to."""
    return ProjectFactory()


def add_member(project: Project, username: str, role: str) -> User:
    user = UserFactory(username=username)
    MembershipFactory(project=project, user=user, role=role)
    return user


@pytest.fixture
def annotator(project: Project) -> User:
    return add_member(project, "annotator", Membership.Role.ANNOTATOR)


@pytest.fixture
def other_annotator(project: Project) -> User:
    return add_member(project, "other_annotator", Membership.Role.ANNOTATOR)


@pytest.fixture
def curator(project: Project) -> User:
    return add_member(project, "curator", Membership.Role.CURATOR)


@pytest.fixture
def manager(project: Project) -> User:
    return add_member(project, "manager", Membership.Role.MANAGER)


@pytest.fixture
def reader(project: Project) -> User:
    return add_member(project, "reader", Membership.Role.READER)


@pytest.fixture
def stranger(db: None) -> User:
    """A manager, but of another project."""
    return add_member(ProjectFactory(), "stranger", Membership.Role.MANAGER)


@pytest.fixture
def admin(db: None) -> User:
    """Who administers the site."""
    return UserFactory(username="admin", admin=True)


@pytest.fixture
def sign_in() -> SignIn:
    """A client of somebody signed in; of nobody for None."""

    def make_client(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make_client


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

"""A row of evidence in a real browser: what shows for a source, and what for a right of reply."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Project, User
from claims.operations import articles, queue

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _article(project: Project, annotator: User, manager: User) -> None:
    """An article before the annotator."""
    now, rows = clock.now(), [(1, ArticleRecord(text="The ferry was late."))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=now)
    queue.lease_next(actor=annotator, project=project, now=now)


def find_field(row: Locator, name: str) -> Locator:
    return row.locator(f"[data-field={name}]")


@pytest.mark.usefixtures("_article")
@pytest.mark.parametrize("has_script", [True, False])
def test_a_right_of_reply_shows_its_own_fields(
    has_script: bool,  # noqa: FBT001 - a parameter
    open_page: OpenPage,
    project: Project,
    annotator: User,
) -> None:
    page = open_page(annotator, java_script_enabled=has_script)
    page.goto(f"/p/{project.slug}/desk/")
    page.locator("input[value=check_worthy_fact]").check()
    page.locator("input[value=Refuted]").check()
    row = page.locator("#evidence-rows .evidence").first
    asked, answer = find_field(row, "asked_whom"), find_field(row, "answer")

    expect(find_field(row, "quote")).to_be_visible()
    expect(asked).to_be_hidden()
    expect(answer).to_be_hidden()
    row.locator("summary").click()
    expect(answer).to_be_visible()
    row.locator("summary").click()
    row.get_by_label("Kind").select_option("right_of_reply")
    expect(asked).to_be_visible()
    expect(answer).to_be_visible()
    expect(find_field(row, "url")).to_be_visible()
    if has_script:
        worst = [
            one["id"]
            for one in Axe().run(page).response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert worst == []

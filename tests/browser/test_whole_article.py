"""The main job by keyboard alone: an article in through the page, labelled twice, and out again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.models import Annotation, Article, Project, User
from tests import whole_article
from tests.whole_article import JUSTIFICATION, PUBLISHED, SEARCHED, Step

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["real", "demo"])
def text(request: pytest.FixtureRequest) -> str:
    if request.param == "demo":
        return whole_article.read_demo_article()
    shared: Path = request.getfixturevalue("shared_data")
    return (shared / "article.txt").read_bytes().decode()


def import_by_page(page: Page, project: Project, text: str) -> Article:
    page.goto(f"/p/{project.slug}/import/")
    page.get_by_label("Text, with the headline").fill(text)
    page.get_by_label("Published on").fill(PUBLISHED)
    page.get_by_role("button", name="Preview").first.click()
    page.locator("button[name=action][value=import]").click()
    page.wait_for_url("**/report/")
    return Article.objects.get(project=project)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of that name has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.name ?? ''").endswith(name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never gets to {name}.")


def label_by_keyboard(page: Page, step: Step, link: str) -> None:
    for key in step.keys:
        page.keyboard.press(key)
    if step.evidence:
        page.keyboard.press("v")
        page.keyboard.type(link)
        tab_to(page, "-stance")
        page.keyboard.type("refutes")
    if step.verdict:
        tab_to(page, "justification")
        page.keyboard.type(JUSTIFICATION)
    if step.verdict == "Not Enough Evidence":
        tab_to(page, "searched")
        page.keyboard.type(SEARCHED)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def label_all(page: Page, article: Article, person: int) -> None:
    claims = whole_article.list_queued(article)
    page.goto(f"/p/{article.project.slug}/desk/")
    page.get_by_role("button", name="Take the next article").focus()
    page.keyboard.press("Enter")
    for number, claim in enumerate(claims):
        page.wait_for_url(f"**/desk/{claim.uuid}/*")
        expect(page.locator(".panel blockquote")).to_have_text(claim.text)
        label_by_keyboard(
            page,
            whole_article.plan_step(number, person),
            whole_article.make_link(number, person),
        )
    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()


def test_an_article_goes_in_is_labelled_by_two_people_by_keyboard_and_comes_out(
    text: str,
    project: Project,
    annotator: User,
    other_annotator: User,
    manager: User,
    open_page: OpenPage,
) -> None:
    office = open_page(manager)
    article = import_by_page(office, project, text)
    assert article.body.text == text

    for person, user in enumerate([annotator, other_annotator]):
        label_all(open_page(user), article, person)

    assert Annotation.objects.count() == 2 * len(whole_article.list_queued(article))
    answer = office.request.get(f"/api/v1/projects/{project.slug}/export/?format=jsonl")
    assert answer.status == 200
    whole_article.check_export(answer.body(), project, text)

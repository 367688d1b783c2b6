"""An article before an annotator, and what tests of the desk do and expect again and again."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Article, Claim, Project, User
from claims.operations import articles, queue

OpenPage = Callable[..., Page]

TEXT = (
    "Ferry sails again\n\n"
    "“The ferry was late,” Ada Holm said. “It will be late again.”\n\n"
    "According to Bo Lund, 220 people were on board. Nobody knows why.\n"
)


def put_before(annotator: User, manager: User, project: Project, text: str = TEXT) -> list[Claim]:
    """Import an article and reserve it for the annotator; its claims in order."""
    now = clock.now()
    imported = articles.import_articles(
        actor=manager, project=project, rows=[(1, ArticleRecord(text=text))], now=now
    )
    queue.lease_next(actor=annotator, project=project, now=now)
    article = Article.objects.filter(project=project).latest("pk")
    assert imported is not None
    return list(Claim.objects.filter(article=article).order_by("position"))


def open_desk(open_page: OpenPage, user: User, project: Project, **options: object) -> Page:
    page = open_page(user, **options)
    page.goto(f"/p/{project.slug}/desk/")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_claim(page: Page, claim: Claim) -> None:
    expect(page.locator(".panel blockquote")).to_have_text(claim.text)


def expect_all_sent(page: Page) -> None:
    """Wait until the server has all that was done: “Saved” is true when it is shown."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def delay_answers(page: Page, address: str) -> None:
    """Let what is asked there take half a second."""

    def delay(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.route(address, delay)

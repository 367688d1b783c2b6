"""Pages in other languages: whole and accessible, and mirrored where one reads from the right."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from claims.models import Article, Project, User
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.conftest import OpenPage
from tests.browser.test_pages import addresses as addresses
from tests.browser.test_pages import article as article


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.once
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("de", "ltr")])
def test_pages_fit_a_small_screen_and_are_accessible(
    language: str,
    direction: str,
    addresses: dict[str, str],
    manager: User,
    project: Project,
    open_page: OpenPage,
    problems: list[str],
) -> None:
    manager.language = language
    manager.save()
    viewport = {"width": 360, "height": 740}
    # Colours that fade from one scheme to the other would be looked at half way.
    page = open_page(manager, viewport=viewport, reduced_motion="reduce")
    found, too_wide, directions = [], [], set()
    for name, address in {**addresses, "desk": f"/p/{project.slug}/desk/"}.items():
        page.goto(address)
        if name == "missing":
            problems.clear()
        if name == "desk":
            page.locator("main form button").click()
        found += find_violations_in_both_schemes(page)
        too_wide += [name] if overflows(page) else []
        directions.add(page.evaluate("document.documentElement.dir"))

    assert found == []
    assert too_wide == []
    assert directions == {direction}


def test_what_one_reads_first_is_on_the_right(
    project: Project, article: Article, manager: User, open_page: OpenPage
) -> None:
    manager.language = "ar"
    manager.save()
    page = open_page(manager)
    page.goto(f"/p/{project.slug}/")
    brand = page.locator(".brand").bounding_box()
    menu = page.locator("details.menu").bounding_box()
    heading = page.locator("h1").evaluate("element => getComputedStyle(element).textAlign")
    page.goto(f"/p/{project.slug}/articles/{article.uuid}/")
    text = page.locator("article.article > p").first.evaluate("p => getComputedStyle(p).direction")

    assert brand
    assert menu
    assert brand["x"] > menu["x"]
    # A name in Latin letters stands where the page's words do; an article's text reads as ever.
    assert heading == "right"
    assert text == "ltr"


def test_a_visitor_changes_the_language_of_the_login_page(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/login/?next=/account/")
    page.get_by_role("button", name="العربيّة").click()

    assert page.url.endswith("/login/?next=/account/")
    assert page.evaluate("document.documentElement.lang") == "ar"
    assert page.get_by_role("button", name="العربيّة").get_attribute("aria-current") == "true"

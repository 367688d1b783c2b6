"""My labels in a real browser, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from claims.models import Annotation, Claim, Project, User
from tests.browser.conftest import OpenPage
from tests.browser.test_pages import find_violations, overflows
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DraftFactory,
    FlagFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claims(project: Project, annotator: User) -> list[Claim]:
    """Three labelled claims, as they are listed; the first is revised, flagged, begun anew."""
    article = ArticleFactory(project=project)
    claims: list[Claim] = ClaimFactory.create_batch(3, article=article)
    slots = [SlotFactory(claim=claim, annotator=annotator) for claim in claims]
    for slot in [*slots, slots[-1]]:
        AnnotationFactory(slot=slot, value="prediction" if slot.revisions else "no_claim")
    FlagFactory(claim=claims[-1], annotator=annotator)
    DraftFactory(claim=claims[-1], annotator=annotator)
    return claims[::-1]


def open_labels(open_page: OpenPage, user: User, project: Project, **options: object) -> Page:
    page = open_page(user, **options)
    page.goto(f"/p/{project.slug}/labels/")
    return page


def expect_row(page: Page, claim: Claim) -> None:
    expect(page.locator("#labels .row-link", has_text=claim.text)).to_be_focused()


def reach_list(page: Page) -> None:
    """By Tab alone, as somebody without a pointer."""
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Tab")


def test_one_moves_through_the_rows_and_opens_one(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)

    reach_list(page)
    expect_row(page, claims[0])
    for key, there in (
        ("ArrowDown", 1),
        ("j", 2),
        ("ArrowDown", 2),
        ("k", 1),
        ("Home", 0),
        ("ArrowUp", 0),
        ("End", 2),
    ):
        page.keyboard.press(key)
        expect_row(page, claims[there])
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/desk/{claims[2].uuid}/#current")


def test_tab_leaves_the_list_behind_the_row_at_hand(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)

    reach_list(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#labels summary").nth(1)).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Take back the last step")).to_be_focused()


def test_a_row_shows_its_history_in_place(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)

    reach_list(page)
    page.keyboard.press("ArrowRight")
    history = page.locator("#labels .history")
    expect(history.locator("li")).to_have_count(2)
    expect(history.locator("ins").first).to_contain_text("Prediction or plan")
    page.keyboard.press("ArrowLeft")

    expect(history).not_to_be_visible()


def test_the_key_takes_back_the_last_step_and_one_stays_there(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)

    reach_list(page)
    page.keyboard.press("ArrowDown")
    # Of one moment, labels are listed before flags: first the revision, then what it revised.
    page.keyboard.press("z")
    expect(page.get_by_text("what you said before counts again")).to_be_visible()
    expect_row(page, claims[1])
    page.keyboard.press("z")
    expect(page.get_by_text("the claim is open again")).to_be_visible()

    expect_row(page, claims[2])
    assert Annotation.objects.current().count() == 2


def test_no_key_takes_back_while_one_types_or_has_keys_switched_off(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)
    page.get_by_role("searchbox").fill("")
    page.keyboard.press("z")
    expect(page.get_by_role("searchbox")).to_have_value("z")
    User.objects.filter(pk=annotator.pk).update(keys_on=False)
    page.reload()
    reach_list(page)
    page.keyboard.press("z")
    page.keyboard.press("j")
    expect_row(page, claims[0])

    assert not Annotation.objects.exclude(undoes=None).exists()


def test_own_keys_count_here_too(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    own = {"undo": "F2", "labels.next": "KeyZ"}
    User.objects.filter(pk=annotator.pk).update(own_keys=own)
    page = open_labels(open_page, annotator, project)

    reach_list(page)
    page.keyboard.press("j")
    page.keyboard.press("z")
    expect_row(page, claims[1])
    page.keyboard.press("F2")

    expect(page.get_by_text("what you said before counts again")).to_be_visible()
    assert Annotation.objects.exclude(undoes=None).count() == 1


def test_a_held_key_goes_on_through_the_rows(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)
    reach_list(page)

    for key, there in (("j", 2), ("ArrowUp", 0)):
        for _ in range(2):
            page.keyboard.down(key)
        page.keyboard.up(key)
        expect_row(page, claims[there])


def test_the_keys_of_the_page_are_shown(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project)
    reach_list(page)

    page.keyboard.press("?")
    expect(page.locator("#help-title")).to_be_focused()
    expect(page.locator("dl.keys dt").first).to_have_text("J K, ↓ ↑")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()

    expect_row(page, claims[0])


def test_all_of_it_works_without_javascript(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_labels(open_page, annotator, project, java_script_enabled=False)

    page.get_by_label("Show").select_option("revised")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#labels > li")).to_have_count(1)
    page.locator("#labels summary").click()
    page.get_by_role("link", name="Show what changed").click()
    expect(page.locator(".history > li")).to_have_count(2)
    page.go_back()
    page.get_by_role("button", name="Undo").first.click()

    expect(page.get_by_text("what you said before counts again")).to_be_visible()
    expect(page.get_by_label("Show")).to_have_value("revised")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_the_page_is_accessible_and_fits(
    theme: str,
    width: int,
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
) -> None:
    viewport = {"width": width, "height": 740}
    page = open_labels(open_page, annotator, project, color_scheme=theme, viewport=viewport)
    page.locator("#labels summary").first.click()
    page.locator("#labels .history").wait_for()
    violations, too_wide = find_violations(page), overflows(page)
    page.get_by_role("button", name="Keyboard help").click()
    violations += find_violations(page)
    page.goto(f"/p/{project.slug}/desk/{claims[0].uuid}/history/")

    assert violations + find_violations(page) == []
    assert not too_wide
    assert not overflows(page)

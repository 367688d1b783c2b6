"""The desk in each of its states, also those that keys bring: accessible in light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Project, User
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.desks import OpenPage, expect_all_sent, expect_claim, open_desk, press
from tests.factories import GuidelineFactory, GuidelineReadingFactory, SpeakerFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def desk(open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]) -> Page:
    guideline = GuidelineFactory(project=project, text="## Speaker\n\nWho *says* it.\n")
    GuidelineReadingFactory(user=annotator, guideline=guideline)
    SpeakerFactory(project=project, name="Adam Holm")
    page = open_desk(open_page, annotator, project, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    return page


def ask_for_reply(page: Page) -> None:
    press(page, "q", "s", "v")
    page.locator(".evidence [name$=-kind]").first.select_option("right_of_reply")
    expect(page.locator(".evidence [name$=-asked_whom]").first).to_be_visible()


def show_errors(page: Page) -> None:
    press(page, "Enter")
    expect(page.locator("#errors")).to_be_visible()


def open_guideline(page: Page) -> None:
    press(page, "m")
    expect(page.locator("#guideline .part")).to_contain_text("Who says it.")


def open_help(page: Page) -> None:
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()


def search_speaker(page: Page) -> None:
    press(page, "/")
    page.keyboard.type("Adam")
    expect(page.locator("#speaker-options [role=option]")).to_be_visible()
    press(page, "ArrowDown")


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    press(page, "1", "t", "Enter")
    expect(page.locator("#saved")).to_contain_text("1 waiting")


def open_history(page: Page) -> None:
    press(page, "1", "t", "Enter")
    expect_all_sent(page)
    press(page, "ArrowLeft")
    expect(page.get_by_role("button", name="Revise")).to_be_visible()
    page.locator("#history > summary").click()
    expect(page.locator("#history")).to_contain_text("First label")


def show_notice(page: Page) -> None:
    press(page, "x")
    expect_all_sent(page)
    press(page, "ArrowLeft")
    expect(page.locator("#told")).to_contain_text("You skipped this claim.")


STATES = (
    ask_for_reply,
    show_errors,
    open_guideline,
    open_help,
    search_speaker,
    go_offline,
    open_history,
    show_notice,
)


@pytest.mark.parametrize("bring_about", STATES, ids=lambda state: state.__name__)
def test_each_state_of_the_desk_is_accessible(
    bring_about: Callable[[Page], None],
    desk: Page,
    claims: list[Claim],
    problems: list[str],
) -> None:
    expect_claim(desk, claims[0])
    bring_about(desk)

    assert find_violations_in_both_schemes(desk) == []
    desk.set_viewport_size({"width": 360, "height": 740})
    assert not overflows(desk)
    problems.clear()  # Chromium notes requests that fail without a network.

"""Choosing one's keys in a real browser: by pressing them, and without JavaScript by typing."""

import pytest
from playwright.sync_api import Page, expect

from claims.models import User
from tests.browser.conftest import OpenPage
from tests.browser.test_pages import find_violations, overflows

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = "/account/keys/"


def read_keys(user: User) -> dict[str, str]:
    return User.objects.get(pk=user.pk).own_keys


def submit_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")


def test_a_key_is_chosen_by_pressing_it(annotator: User, open_page: OpenPage) -> None:
    page = open_page(annotator)
    page.goto(KEYS)
    skip = page.get_by_label("Skip", exact=True)

    skip.focus()
    page.keyboard.press("F2")
    expect(page.locator("#keys-said")).to_have_text("Skip: F2")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Standalone wording")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Digit5")
    page.keyboard.press("Tab")
    page.keyboard.press("w")
    page.keyboard.press("Backspace")
    submit_by_keyboard(page)

    expect(page.get_by_text("Your keys are saved.")).to_be_visible()
    expect(skip).to_have_value("F2")
    assert read_keys(annotator) == {"skip": "F2", "wording": "ArrowUp", "evidence": "%"}


@pytest.mark.parametrize(
    ("key", "code", "shown"),
    (
        ("ц", "KeyW", "W"),
        ("&", "Digit1", "1"),
        ("ö", "Semicolon", "Semicolon"),
        ("!", "Slash", "!"),
    ),
)
def test_letters_and_digits_go_by_their_place_whatever_is_printed_there(
    key: str, code: str, shown: str, annotator: User, open_page: OpenPage
) -> None:
    page = open_page(annotator)
    page.goto(KEYS)
    skip = page.get_by_label("Skip", exact=True)

    skip.dispatch_event("keydown", {"key": key, "code": code, "bubbles": True})

    expect(skip).to_have_value(shown)


def test_keys_that_cannot_be_chosen_keep_their_meaning(
    annotator: User, open_page: OpenPage
) -> None:
    page = open_page(annotator)
    page.goto(KEYS)
    skip = page.get_by_label("Skip", exact=True)

    skip.focus()
    for key in ("Escape", "F1", "Control+b", "Shift+Tab"):
        page.keyboard.press(key)

    expect(skip).to_have_value("X")
    expect(page.get_by_label("Undo", exact=True)).to_be_focused()


def test_keys_are_typed_without_javascript(annotator: User, open_page: OpenPage) -> None:
    page = open_page(annotator, java_script_enabled=False)
    page.goto(KEYS)

    page.get_by_label("Skip", exact=True).fill("z")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Z is also the key of: Undo.")).to_be_visible()
    page.get_by_label("Skip", exact=True).fill("F2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your keys are saved.")).to_be_visible()

    assert read_keys(annotator) == {"skip": "F2"}


def test_each_page_s_keys_are_a_group_of_their_own(annotator: User, open_page: OpenPage) -> None:
    page = open_page(annotator)
    page.goto(KEYS)
    group = page.get_by_role("region", name="Boundaries of a claim")

    group.get_by_label("Split at the cursor").focus()
    page.keyboard.press("z")
    page.keyboard.press("Tab")
    page.keyboard.press("s")
    submit_by_keyboard(page)
    expect(page.get_by_text("Your keys are saved.")).to_be_visible()

    assert read_keys(annotator) == {
        "boundaries.split": "KeyZ",
        "boundaries.merge_previous": "KeyS",
    }


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_the_page_is_accessible_and_fits_with_faults_too(
    theme: str, width: int, annotator: User, open_page: OpenPage
) -> None:
    page = open_page(annotator, color_scheme=theme, viewport={"width": width, "height": 740})
    page.goto(KEYS)
    violations, too_wide = find_violations(page), overflows(page)
    page.get_by_label("Skip", exact=True).fill("z")
    submit_by_keyboard(page)
    page.get_by_text("Z is also the key of: Undo.").wait_for()

    assert violations + find_violations(page) == []
    assert not too_wide
    assert not overflows(page)

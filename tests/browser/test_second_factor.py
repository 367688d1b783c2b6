"""The second factor in a real browser: set up, out, and in again with a code."""

import re

from playwright.sync_api import expect

from claims import clock
from claims.models import User
from tests.browser.axe import find_violations
from tests.browser.conftest import OpenPage
from tests.factories import PASSWORD
from tests.signing_in import make_code


def test_it_is_set_up_and_asked_for_at_the_next_sign_in(manager: User, open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/login/?next=/account/second-factor/set-up/")
    page.get_by_label("User name").fill(manager.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    picture = page.get_by_alt_text("The key below, as a picture for the app")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    assert find_violations(page) == []
    key = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(make_code(clock.now(), 0, key))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert find_violations(page) == []

    page.locator("summary").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("User name").fill(manager.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(r"/login/code/$"))
    assert find_violations(page) == []
    page.get_by_label("Code").fill(make_code(clock.now(), 1, key))
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.goto("/account/sessions/")
    expect(page.get_by_text("this one", exact=True)).to_be_visible()
    assert find_violations(page) == []

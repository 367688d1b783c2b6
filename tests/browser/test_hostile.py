"""A site admin looks at a project in which every text is an attack: nothing runs.

`open_page` fails for whatever the console complains about, a violated policy too.
"""

import pytest
from playwright.sync_api import Dialog

from claims.models import User
from tests.attacks.conftest import arguments, list_texts
from tests.attacks.pages import is_page, list_pages, read_body
from tests.browser.conftest import OpenPage
from tests.conftest import SignIn
from tests.routes import Arguments

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.once]

__all__ = ["arguments", "list_texts"]


def test_a_site_admin_who_looks_at_everything_runs_nothing(
    arguments: Arguments,
    admin: User,
    open_page: OpenPage,
    sign_in: SignIn,
) -> None:
    client, page = sign_in(admin), open_page(admin)
    said: list[str] = []
    seen = 0

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)

    for address in list_pages(arguments):
        answer = client.get(address)
        body = read_body(answer)
        if is_page(answer) and body.lstrip().startswith("<!DOCTYPE html"):
            page.goto(address)
            assert page.evaluate("window.__x === undefined"), address
            seen += 1

    assert seen > 50
    assert said == []

"""Nobody is led to another site, and no other host is believed to be ours."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from claims.models import User
from tests.attacks.pages import list_forms, list_pages, read_body, try_out
from tests.conftest import SignIn
from tests.routes import OURS, Arguments, make_address

pytestmark = pytest.mark.django_db

EVIL = (
    "//evil.example/",
    "///evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "/\\evil.example/",
    "\\\\evil.example\\",
    "\t//evil.example/",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
)
# What pages may be told to go on to.
NAMES = ("next", "back", "then", "to", "return", "url", "redirect")


def leads_away(answer: Any) -> bool:
    target = urlsplit(answer.headers.get("Location", "").strip().replace("\\", "/"))
    return target.netloc not in {"", "testserver"} or target.scheme not in {"", "http"}


def test_no_address_leads_to_another_site(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    led = set()

    for user in (None, admin):
        client = sign_in(user)
        for number, route in enumerate(OURS):
            address, evil = make_address(route, tame), EVIL[number % len(EVIL)]
            answer = client.get(address, dict.fromkeys(NAMES, evil))
            read_body(answer)
            if leads_away(answer):
                led.add((route, evil))

    assert led == set()


def test_no_form_leads_to_another_site(tame: Arguments, manager: User, sign_in: SignIn) -> None:
    """The forms of pages as they stand, so that what they ask for is done."""
    client = sign_in(manager)
    led, gone, tried = set(), set(), set()

    for address in list_pages(tame, "manager"):
        for form in list_forms(address, read_body(client.get(address))):
            if form.method != "post" or form.address in tried:
                continue
            tried.add(form.address)
            # Those that go where they are told are told everything.
            for evil in EVIL[:4] if "next" in form.sends else EVIL[:1]:
                sends = form.sends | dict.fromkeys(NAMES, evil)
                answer = try_out(client, "post", form.address, sends)
                gone |= {form.address} if answer.status_code == 302 else set()
                if leads_away(answer):
                    led.add((form.address, evil))

    assert len(gone) > 10
    assert led == set()


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil"])
def test_a_host_that_is_none_of_ours_is_refused(
    host: str, client: Client, annotator: User, mailoutbox: list[Any]
) -> None:
    statuses = {
        address: client.get(address, headers={"host": host}).status_code
        for address in ("/login/", "/api/v1/projects/", "/admin/", "/password/")
    }
    sent = client.post("/password/", {"email": annotator.email}, headers={"host": host})

    assert statuses == dict.fromkeys(statuses, 400)
    assert (sent.status_code, mailoutbox) == (400, [])


def test_a_link_in_a_mail_leads_to_the_host_that_was_asked(
    client: Client, annotator: User, mailoutbox: list[Any]
) -> None:
    forwarded = {"x-forwarded-host": "evil.example", "forwarded": "host=evil"}

    client.post("/password/", {"email": annotator.email}, headers=forwarded)

    (mail,) = mailoutbox
    assert "http://testserver/password/" in mail.body
    assert "evil" not in mail.body

"""Single sign-on: who is let in by what a provider tells, and what becomes of its faults."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.models import AuditEvent, User
from claims.operations import addresses
from tests.factories import UserFactory
from tests.oidc import Provider, describe_settings, run_provider
from tests.signing_in import make_code, turn_on

pytestmark = pytest.mark.django_db
BEGIN = "/login/with/desk/"
FAILED, UNKNOWN = "That did not work", "You have no account here"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with run_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Any) -> Provider:
    running.claims = {"sub": "7", "email": "Anna@Example.org", "email_verified": True}
    running.told_by_token, running.fault = {}, None
    use(settings, running.url)
    return running


def use(settings: Any, url: str) -> None:
    described = describe_settings(url)
    settings.SINGLE_SIGN_ON = described
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**known, "APPS": [described]}}


@pytest.fixture
def anna(db: None) -> User:
    user: User = UserFactory(username="anna", email="anna@example.org")
    addresses.vouch(person=user)
    return user


def begin(client: Client, **posted: str) -> str:
    """Where the browser is sent."""
    page = client.post(BEGIN, posted).content.decode()
    found = re.search(r'http-equiv="refresh"\s+content="0;url=([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def come_back(client: Client, provider: Provider, **changed: str) -> Any:
    return client.get(provider.grant(begin(client), **changed))


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_login_page_offers_it(provider: Provider, client: Client) -> None:
    page = client.get("/login/?next=/account/").content.decode()

    assert "Log in with The Desk" in page
    assert page.count('value="/account/"') == 2


def test_without_a_provider_nothing_is_offered(client: Client) -> None:
    assert "Log in with" not in client.get("/login/").content.decode()


def test_who_has_the_verified_address_is_let_in_and_known_again(
    provider: Provider, anna: User, client: Client
) -> None:
    address = provider.grant(begin(client, next="/account/"))
    answer = client.get(address)
    anna.email = "another@example.org"
    anna.save()
    provider.claims["email"] = "elsewhere@example.org"
    again = Client()
    come_back(again, provider)
    account = SocialAccount.objects.get()
    told = AuditEvent.objects.exclude(action="user.signed_out").order_by("pk")

    assert answer["Location"] == "/account/"
    assert is_in(client)
    assert is_in(again)
    assert (account.user, account.uid, account.extra_data) == (anna, "7", {})
    assert not SocialToken.objects.exists()
    assert [(one.action, one.actor, one.data) for one in told] == [
        ("user.identity_linked", anna, {"provider": "desk"}),
        ("user.signed_in", anna, {"way": "single_sign_on", "code": False}),
        ("user.signed_in", anna, {"way": "single_sign_on", "code": False}),
    ]


def test_what_is_asked_of_the_provider(provider: Provider, client: Client) -> None:
    asked = parse_qs(urlsplit(begin(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/login/with/desk/callback/"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["state"]


def test_others_are_told_that_they_have_no_account(
    provider: Provider, anna: User, client: Client
) -> None:
    UserFactory(username="unverified", email="unverified@example.org")
    left: User = UserFactory(username="left", email="left@example.org", is_active=False)
    addresses.vouch(person=left)
    told: dict[str, dict[str, Any]] = {
        "nobody": {"sub": "8", "email": "nobody@example.org", "email_verified": True},
        "not verified there": {"sub": "9", "email": anna.email, "email_verified": False},
        "nothing said": {"sub": "10", "email": anna.email},
        "not verified here": {
            "sub": "11",
            "email": "unverified@example.org",
            "email_verified": True,
        },
        "who left": {"sub": "12", "email": "left@example.org", "email_verified": True},
        "no address": {"sub": "13"},
    }
    got = {}
    for name, provider.claims in told.items():
        answer = come_back(client, provider)
        got[name] = (answer.status_code, UNKNOWN in answer.content.decode(), is_in(client))

    assert got == dict.fromkeys(told, (403, True, False))
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 3


def test_whose_identity_it_is_and_who_left_since(
    provider: Provider, anna: User, client: Client
) -> None:
    SocialAccount.objects.create(user=anna, provider="desk", uid="7")
    User.objects.update(is_active=False)
    answer = come_back(client, provider)

    assert (answer.status_code, is_in(client)) == (403, False)


def test_the_second_factor_is_asked_for_too(provider: Provider, anna: User, client: Client) -> None:
    now = clock.now()
    turn_on(anna, now)
    answer = come_back(client, provider)
    before = is_in(client)
    client.post(answer["Location"], {"code": make_code(now)})

    assert answer["Location"] == reverse("mfa_authenticate")
    assert (before, is_in(client)) == (False, True)


def test_nobody_takes_another_identity_while_they_are_signed_in(
    provider: Provider, anna: User, client: Client
) -> None:
    bert = UserFactory()
    client.force_login(bert)
    got = {}
    for process in ("connect", "redirect"):
        address = begin(client, process=process, next="/account/")
        got[process] = client.get(provider.grant(address)).status_code

    assert got == {"connect": 401, "redirect": 401}
    assert not SocialAccount.objects.exists()


def test_faults_of_the_provider_have_a_page(
    provider: Provider, anna: User, client: Client, settings: Any
) -> None:
    got = {}

    def note(name: str, answer: Any) -> None:
        got[name] = (answer.status_code, FAILED in answer.content.decode())

    note("another state", come_back(client, provider, state="another"))
    note("another code", come_back(client, provider, code="another"))
    used = provider.grant(begin(client))
    client.get(used)
    client.post("/logout/")
    note("twice", client.get(used))
    note("an error", come_back(client, provider, error="server_error"))
    provider.told_by_token = {"sub": "8"}
    note("two subjects", come_back(client, provider))
    provider.told_by_token = {"aud": "somebody else"}
    note("of another", come_back(client, provider))
    provider.told_by_token = {"iss": "https://evil.example"}
    note("by another", come_back(client, provider))
    provider.told_by_token = {"exp": 1}
    note("over", come_back(client, provider))
    provider.told_by_token = {}
    address = begin(client)
    provider.fault = b"<html>"
    note("no JSON", client.get(provider.grant(address)))
    note("no JSON to begin with", client.post(BEGIN))
    provider.fault = b"{}"
    note("nothing to begin with", client.post(BEGIN))
    use(settings, "http://127.0.0.1:9")
    note("away", client.post(BEGIN))

    assert got == dict.fromkeys(got, (401, True)) | dict.fromkeys(
        ("no JSON", "no JSON to begin with", "nothing to begin with", "away"), (502, True)
    )
    assert not is_in(client)


def test_who_cancels_there_is_told(provider: Provider, client: Client) -> None:
    answer = come_back(client, provider, error="access_denied")

    assert answer["Location"] == reverse("socialaccount_login_cancelled")
    assert "You are not logged in" in client.get(answer["Location"]).content.decode()


def test_it_leads_only_to_our_own_pages(provider: Provider, anna: User, client: Client) -> None:
    address = begin(client, next="https://evil.example/")

    assert client.get(provider.grant(address))["Location"] == "/"


def test_it_begins_with_a_form_of_ours(provider: Provider) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get(BEGIN).status_code == 405
    assert client.post(BEGIN).status_code == 403

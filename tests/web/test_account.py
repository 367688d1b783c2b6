"""Colours and API tokens."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from claims import clock
from claims.models import ApiToken, AuditEvent, User
from claims.operations.tokens import digest_key
from claims.requests import CONFIRMED_AT
from tests.conftest import SignIn
from tests.factories import ApiTokenFactory

pytestmark = pytest.mark.django_db
TOKENS = "/account/tokens/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def client(annotator: User, sign_in: SignIn) -> Client:
    """Of the annotator, who has just shown who they are."""
    client = sign_in(annotator)
    session = client.session
    session[CONFIRMED_AT] = int(NOW.timestamp())
    session.save()
    return client


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_colours_hold_for_every_page(theme: str, annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    response = client.post("/account/theme/", {"theme": theme})
    cookie = response.cookies["theme"]

    assert response["Location"] == "/account/"
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (theme, True, "Lax")
    assert f'data-theme="{theme}"' in client.get("/").content.decode()
    assert client.get("/account/").context["theme_form"].initial == {"theme": theme}


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_anything_else_leaves_the_colours_to_the_system(
    theme: str, annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    client.post("/account/theme/", {"theme": "dark"})
    client.post("/account/theme/", {"theme": theme})

    assert "data-theme" not in client.get("/").content.decode()


def test_forged_cookie_is_ignored(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    client.cookies["theme"] = '"><script>'

    assert "data-theme" not in client.get("/").content.decode()


def test_new_token_shows_its_key_once(annotator: User, client: Client) -> None:
    posted = {"name": " Nightly <export> ", "scopes": "read", "last_day": "2026-03-02"}
    response = client.post(TOKENS, posted)
    key: str = response.context["key"]
    token = ApiToken.objects.get()

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert f">{key}</code>" in response.content.decode()
    assert escape("Nightly <export>") in response.content.decode()
    assert (token.user, token.name, token.scopes) == (annotator, "Nightly <export>", "read")
    assert token.digest == digest_key(key)
    assert token.expires_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert key not in client.get("/account/").content.decode()
    assert key not in str(dict(client.session))


def test_token_may_last_until_it_is_revoked(client: Client) -> None:
    client.post(TOKENS, {"name": "Mine", "scopes": ["read", "label"], "last_day": ""})

    assert ApiToken.objects.get().expires_at is None


def test_an_open_browser_is_not_enough_for_a_token(annotator: User, sign_in: SignIn) -> None:
    """It would open the account long after that, and past its second factor."""
    client, posted = sign_in(annotator), {"name": "Mine", "scopes": ["account"]}

    led = client.post(TOKENS, posted)
    refused = client.post("/api/v1/account/tokens/", posted, content_type="application/json")

    assert led["Location"] == "/account/confirm/?next=%2Faccount%2F"
    assert refused.status_code == 403
    assert not ApiToken.objects.exists()


def test_over_rest_neither_but_for_who_has_just_shown_who_they_are(client: Client) -> None:
    posted = {"name": "Mine", "scopes": ["read"]}

    made = client.post("/api/v1/account/tokens/", posted, content_type="application/json")

    assert (made.status_code, ApiToken.objects.get().scopes) == (201, "read")


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"name": "", "scopes": "read"}, "name"),
        ({"name": "x" * 101, "scopes": "read"}, "name"),
        ({"name": "x", "scopes": "root"}, "scopes"),
        ({"name": "x"}, "scopes"),
        ({"name": "x", "scopes": "read", "last_day": "2026-02-28"}, "last_day"),
        ({"name": "x", "scopes": "read", "last_day": "soon"}, "last_day"),
    ],
)
def test_token_is_refused_at_the_field(posted: dict[str, str], field: str, client: Client) -> None:
    response = client.post(TOKENS, posted)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not ApiToken.objects.exists()


def test_tokens_are_listed_with_their_state(annotator: User, sign_in: SignIn) -> None:
    ApiTokenFactory(name="Someone else's")
    ApiTokenFactory(user=annotator, name="First")
    ApiTokenFactory(user=annotator, name="Second", revoked_at=NOW)
    ApiTokenFactory(user=annotator, name="Third", expires_at=NOW)
    response = sign_in(annotator).get("/account/")
    html = response.content.decode()

    assert [token.name for token, _made in response.context["tokens"]] == [
        "Third",
        "Second",
        "First",
    ]
    assert html.count("expired") == 1
    assert html.count(">revoked<") == 1
    assert html.count(">Revoke<") == 2


def test_tokens_say_what_they_are_for_and_when_they_were_used(
    annotator: User, sign_in: SignIn
) -> None:
    ApiTokenFactory(user=annotator, scopes="read suggest", last_used_at=NOW)
    ApiTokenFactory(user=annotator, scopes="account")

    html = sign_in(annotator).get("/account/").content.decode()

    tags = re.findall(r'<span class="tag yes">([^<]+)</span>', html)
    assert tags == ["Own settings and tokens", "Read", "Suggest labels"]
    assert html.count("last used 2026-03-01 12:00 UTC") == 1
    assert html.count("never used") == 1


def test_token_is_offered_no_longer_than_allowed(
    annotator: User, sign_in: SignIn, settings: Any
) -> None:
    settings.TOKEN_MAX_DAYS = 30

    page = sign_in(annotator).get("/account/")

    assert page.context["form"]["last_day"].value() == date(2026, 3, 31)
    assert "Tokens last up to 30 days here." in page.content.decode()


def test_own_token_is_revoked(annotator: User, sign_in: SignIn) -> None:
    token = ApiTokenFactory(user=annotator)
    address = reverse("token-revoke", args=[token.uuid])
    client = sign_in(annotator)

    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == "/account/"
    token.refresh_from_db()
    assert token.revoked_at == NOW
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1


def test_token_of_another_is_absent(annotator: User, sign_in: SignIn) -> None:
    token = ApiTokenFactory()

    assert sign_in(annotator).post(reverse("token-revoke", args=[token.uuid])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_what_a_token_has_made_says_so(annotator: User, sign_in: SignIn) -> None:
    maker = ApiTokenFactory(user=annotator, name="<b>Deploy</b>")
    ApiTokenFactory(user=annotator, maker=maker)

    page = sign_in(annotator).get(reverse("account")).content.decode()

    made_by = "made by “<bdi>&lt;b&gt;Deploy&lt;/b&gt;</bdi>”, and revoked with it"
    assert page.count(made_by) == 1


def test_at_the_button_it_says_how_many_end_with_a_token(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    maker = ApiTokenFactory(user=annotator)
    page, queries = read_account(client)
    assert "made by it" not in page
    made = ApiTokenFactory(user=annotator, maker=maker)
    ApiTokenFactory(user=annotator, maker=made)
    ApiTokenFactory(user=annotator, maker=maker, revoked_at=NOW)
    ApiTokenFactory(user=annotator, maker=maker, expires_at=NOW)

    page, more = read_account(client)

    assert re.findall(r"(\d) tokens? made by it ends? too\.", page) == ["1", "2"]
    for token in (maker, made):
        assert page.count(f'id="made-{token.uuid}"') == 1
        assert page.count(f'aria-describedby="made-{token.uuid}"') == 1
    assert more == queries


def read_account(client: Client) -> tuple[str, int]:
    """The page, and how many queries it took."""
    with CaptureQueriesContext(connection) as taken:
        page = client.get(reverse("account")).content.decode()
    return " ".join(page.split()), len(taken)

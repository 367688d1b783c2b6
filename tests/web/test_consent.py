"""Being led to the text of consent, and accepting it."""

import pytest
from django.test import Client

from claims.models import Acceptance, User
from tests.conftest import SignIn
from tests.factories import AcceptanceFactory, ConsentTextFactory

pytestmark = pytest.mark.django_db

AS_DATA = {"Accept": "application/json"}


@pytest.fixture
def client(annotator: User, sign_in: SignIn) -> Client:
    """Of somebody who has a text to accept."""
    ConsentTextFactory()
    User.objects.filter(pk=annotator.pk).update(consent_due=True)
    return sign_in(annotator)


def test_people_are_led_to_it_and_go_on_where_they_were(client: Client) -> None:
    led = client.get("/account/keys/?a=1")
    page = client.get(led["Location"]).content.decode()
    accepted = {"version": "1", "consent": "on", "next": "/account/keys/?a=1"}
    on = client.post("/consent/", accepted)

    assert led["Location"] == "/consent/?next=%2Faccount%2Fkeys%2F%3Fa%3D1"
    assert "<em>with care</em>" in page
    assert on["Location"] == "/account/keys/?a=1"
    assert client.get(on["Location"]).status_code == 200
    assert "What you have accepted" in client.get("/consent/").content.decode()


def test_until_then_nothing_is_written_and_scripts_are_told(client: Client) -> None:
    posted = client.post("/account/theme/", {"theme": "dark"})
    asked = client.get("/", headers=AS_DATA)

    assert (posted.status_code, asked.status_code) == (403, 403)
    assert "read and accept" in posted.content.decode()
    assert asked.json()["errors"][0]["code"] == "consent_needed"


def test_ones_own_data_and_the_way_out_stay_open(client: Client) -> None:
    got = [
        client.get("/account/data/").status_code,
        client.post("/account/data/file/").status_code,
        client.get("/account/session/").status_code,
        client.post("/account/language/", {"language": "de"}).status_code,
        client.post("/logout/")["Location"],
    ]

    assert got == [200, 200, 200, 302, "/login/"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"version": "1"}, "you have to accept the text"),
        ({"version": "7", "consent": "on"}, "Read the text that holds now"),
        ({"consent": "on"}, "Read the text that holds now"),
    ],
)
def test_only_what_was_read_is_accepted(given: dict[str, str], said: str, client: Client) -> None:
    answer = client.post("/consent/", given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("away", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_nobody_is_led_away(away: str, client: Client) -> None:
    given = {"version": "1", "consent": "on", "next": away}

    assert client.post("/consent/", given)["Location"] == "/"


def test_without_a_text_nothing_is_asked(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)

    assert "There is no text to accept here." in client.get("/consent/").content.decode()
    assert client.post("/consent/", {}).status_code == 200
    assert client.get("/").status_code == 200


def test_an_accepted_text_is_not_asked_again(annotator: User, sign_in: SignIn) -> None:
    text = AcceptanceFactory(user=annotator).text

    page = sign_in(annotator).get("/consent/")

    assert page.context["is_accepted"]
    assert f"Version {text.version}" in page.content.decode()
    assert "<button" not in page.content.decode().split("</header>")[1]

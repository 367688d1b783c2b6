"""In which language pages are, and refusals over REST."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from claims.models import AuditEvent, Project, User
from tests.api.conftest import make_client
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
CHOOSE = "/account/language/"


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    with translation.override("en"):
        yield


def read_language(client: Client, address: str = "/account/", accepted: str = "") -> str:
    """The language and direction that a page says it is in."""
    page = client.get(address, headers={"accept-language": accepted}).content.decode()
    tag = page.partition("<html")[2].partition(">")[0].split()
    return " ".join(tag[:2])


ENGLISH = 'lang="en" dir="ltr"'
GERMAN = 'lang="de" dir="ltr"'
ARABIC = 'lang="ar" dir="rtl"'


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", ENGLISH), ("de-CH, en;q=0.5", GERMAN), ("ar", ARABIC), ("fi, xx", ENGLISH)],
)
def test_without_a_choice_the_browser_decides(
    accepted: str, expected: str, annotator: User, sign_in: SignIn, client: Client
) -> None:
    assert read_language(sign_in(annotator), accepted=accepted) == expected
    assert read_language(client, "/login/", accepted) == expected


def test_the_choice_holds_on_every_device(annotator: User, sign_in: SignIn) -> None:
    answer = sign_in(annotator).post(CHOOSE, {"language": "ar"})
    elsewhere = sign_in(annotator)

    assert answer["Location"] == "/account/"
    assert read_language(elsewhere, accepted="de") == ARABIC
    assert elsewhere.get("/")["Content-Language"] == "ar"
    event = AuditEvent.objects.get(action="user.language_chosen")
    assert (event.actor, event.target, event.data) == (
        annotator,
        str(annotator.uuid),
        {"language": "ar"},
    )


def test_the_choice_can_be_left_to_the_browser_again(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    client.post(CHOOSE, {"language": "ar"})
    client.post(CHOOSE, {"language": ""})

    assert read_language(client, accepted="de") == GERMAN


@pytest.mark.parametrize("language", ["fi", "EN", '"><script>'])
def test_other_languages_change_nothing(language: str, annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    client.post(CHOOSE, {"language": "de"})
    client.post(CHOOSE, {"language": language})
    annotator.refresh_from_db()

    assert annotator.language == "de"


def test_a_language_that_is_gone_leaves_it_to_the_browser(annotator: User, sign_in: SignIn) -> None:
    annotator.language = "fi"
    annotator.save()

    assert read_language(sign_in(annotator), accepted="de") == GERMAN


def test_visitors_choose_by_a_cookie(client: Client) -> None:
    answer = client.post("/language/", {"language": "de", "next": "/login/?next=/account/"})
    cookie = answer.cookies["django_language"]

    assert answer["Location"] == "/login/?next=/account/"
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("de", True, "Lax")
    assert read_language(client, "/login/", "ar") == GERMAN


def test_a_visitor_is_sent_to_no_other_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "de", "next": "https://other.example/"})

    assert answer["Location"] == "/"


def test_a_persons_choice_wins_over_the_cookie_and_ends_it(
    annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    client.cookies["django_language"] = "de"
    before = read_language(client)
    client.post(CHOOSE, {"language": "ar"})

    assert (before, read_language(client)) == (GERMAN, ARABIC)
    assert client.cookies["django_language"].value == ""


def test_pages_without_an_account_offer_the_languages(client: Client, manager: User) -> None:
    page = client.get("/login/").content.decode()
    client.force_login(manager)

    assert [name for name in ("English", "Deutsch", "العربيّة") if f">{name}</button>" in page] == [
        "English",
        "Deutsch",
        "العربيّة",
    ]
    assert ">Deutsch</button>" not in client.get("/").content.decode()


# The interface for programs.


@pytest.mark.parametrize("language", ["de", "ar"])
def test_refusals_over_rest_are_in_the_language_asked_for(
    language: str, annotator: User, project: Project
) -> None:
    api = make_client(annotator)
    annotator.language = "en"
    annotator.save()
    english = api.get("/api/v1/claims/?page_size=0").json()
    translated = api.get("/api/v1/claims/?page_size=0", headers={"accept-language": language})
    problem = translated.json()
    with translation.override(language):
        expected = translation.gettext("This must be a whole number from 1 to %d.") % 1000

    assert (problem["code"], problem["field"]) == (english["code"], english["field"])
    assert problem["detail"] == expected != english["detail"]

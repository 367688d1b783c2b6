"""What the link of an invitation opens."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from claims.models import Invitation, Membership, Project, User
from claims.operations import rates
from claims.web import invitations
from claims.web.logs import OneLineFormatter, OriginFilter
from tests.conftest import SignIn
from tests.factories import NOW, ConsentTextFactory, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

LINK = "/invitation/t/"
JOINS = {"username": "newest", "name": "Nora", "password": "a long enough one", "language": "de"}


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)
    rates.forget_all()


@pytest.fixture
def invitation(project: Project) -> Invitation:
    return InvitationFactory(project=project, token="t", email="new@example.org")


def test_somebody_new_makes_an_account_and_is_there(invitation: Invitation) -> None:
    client = Client()
    page = client.get(LINK).content.decode()

    came = client.post(LINK, JOINS, follow=True)

    assert "new@example.org" in page
    assert came.redirect_chain == [(f"/login/?next=/p/{invitation.project.slug}/", 302)]
    person = User.objects.get(username="newest")
    assert (person.email, person.language, person.check_password(JOINS["password"])) == (
        "new@example.org",
        "de",
        True,
    )
    assert Membership.objects.get(user=person).project == invitation.project
    assert Client().get(LINK).status_code == 410


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "Manager"}, "A user with that name already exists."),
        ({"username": ""}, "This field is required."),
        ({"password": "12345678"}, "This password is"),
        ({"language": "tlh"}, "Select a valid choice"),
    ],
)
def test_what_is_refused_is_said_and_the_rest_stays(
    changes: dict[str, str], said: str, invitation: Invitation, manager: User
) -> None:
    answer = Client().post(LINK, {**JOINS, **changes})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Nora" in page
    assert JOINS["password"] not in page
    assert Invitation.objects.open().exists()


def test_who_has_an_account_logs_in_and_accepts(invitation: Invitation) -> None:
    person = UserFactory(username="ada", email="New@example.org")
    client = Client()

    asked = client.get(LINK)
    posted = client.post(LINK, JOINS)
    client.force_login(person)
    ready = client.get(LINK)
    came = client.post(LINK)

    assert "There is an account with the address" in asked.content.decode()
    assert asked.context["login_url"].endswith("next=/invitation/t/")
    assert posted["Location"] == asked.context["login_url"]
    assert "You are logged in as" in ready.content.decode()
    assert came["Location"] == f"/p/{invitation.project.slug}/"
    assert Membership.objects.get(user=person).role == "annotator"


def test_another_account_is_told_for_whom_it_is(
    invitation: Invitation, stranger: User, sign_in: SignIn
) -> None:
    client = sign_in(stranger)

    page, posted = client.get(LINK), client.post(LINK)

    assert "The invitation is for" in page.content.decode()
    assert posted.status_code == 422
    assert Invitation.objects.open().exists()


def test_what_is_over_says_so_and_nothing_about_others(project: Project, annotator: User) -> None:
    about = {"project": project, "email": "secret@example.org", "message": "Secret"}
    InvitationFactory(token="used", accepted_at=NOW, accepted_by=annotator, **about)
    InvitationFactory(token="revoked", revoked_at=NOW, **about)
    InvitationFactory(token="expired", expires_at=NOW - timedelta(days=1), **about)
    told = {}
    for token in ("used", "revoked", "expired", "wrong"):
        for client in (Client(), Client()):
            answers = [client.get(f"/invitation/{token}/"), client.post(f"/invitation/{token}/")]
            told[token] = [answer.status_code for answer in answers]
            for answer in answers:
                page = answer.content.decode().lower()
                hidden = ("secret", project.name.lower(), "annotator")
                assert [word for word in hidden if word in page] == []

    assert told == {
        "used": [410, 410],
        "revoked": [410, 410],
        "expired": [410, 410],
        "wrong": [404, 404],
    }


def test_the_text_is_accepted_with_the_invitation(invitation: Invitation) -> None:
    ConsentTextFactory(text="Terms **one** <script>")
    client = Client()

    shown = client.get(LINK).content.decode()
    without = client.post(LINK, {**JOINS, "version": "1"})
    ConsentTextFactory(text="Terms two")
    outdated = client.post(LINK, {**JOINS, "version": "1", "consent": "on"})
    came = client.post(LINK, {**JOINS, "version": "2", "consent": "on"})

    assert "Terms <strong>one</strong> &lt;script&gt;" in shown
    assert "you have to accept the text" in without.content.decode()
    page = outdated.content.decode()
    assert "Terms two" in page
    assert 'value="2"' in page
    assert "newest" in page
    assert came.status_code == 302
    assert User.objects.get(username="newest").acceptances.get().text.version == 2


def test_whoever_tries_links_out_has_to_wait(
    invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    monkeypatch.setattr(invitations, "OPENED_A_MINUTE", 3)

    tried = [client.get("/invitation/wrong/").status_code for _ in range(3)]

    assert tried == [404, 404, 404]
    assert client.get(LINK).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(LINK).status_code == 200


def test_no_link_is_in_the_log(
    invitation: Invitation, caplog: pytest.LogCaptureFixture, manager: User
) -> None:
    with caplog.at_level(logging.WARNING):
        Client().post(LINK, {**JOINS, "username": "manager"})

    lines = []
    for record in caplog.records:
        OriginFilter().filter(record)
        lines.append(OneLineFormatter().format(record))
    assert lines
    assert not any(LINK in line for line in lines)


def test_there_is_no_other_way_to_sign_up(db: None) -> None:
    client: Any = Client()

    assert [client.get(page).status_code for page in ("/signup/", "/account/signup/")] == [404, 404]

"""One's e-mail address: another one counts once its link was followed."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.models import AuditEvent, User
from claims.operations import addresses, people
from tests.conftest import SignIn
from tests.factories import NOW, PASSWORD, UserFactory
from tests.signing_in import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_window")]
PAGE = "/account/address/"
NEW = "anna@elsewhere.example"


@pytest.fixture
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quarter of an hour begins while tries are counted."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def anna(db: None) -> User:
    user: User = UserFactory(username="anna")
    addresses.vouch(person=user)
    return user


@pytest.fixture
def post(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Any:
    """Send a form, and take what letters come of it."""

    def send(client: Client, page: str, /, **posted: str) -> tuple[int, list[Any]]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(page, posted)
        return answer.status_code, list(mailoutbox)

    return send


def find_link(mail: Any) -> str:
    found = re.search(r"http://testserver(/address/\S+)", mail.body)
    assert found
    return found[1]


def test_another_address_counts_once_its_link_was_followed(anna: User, post: Any) -> None:
    old = anna.email
    status, (asked,) = post(log_in("anna"), PAGE, address="Anna@Elsewhere.example")
    link, stranger = find_link(asked), Client()
    seen = stranger.get(link).content.decode()
    anna.refresh_from_db()
    before = anna.email
    confirmed, (told,) = post(stranger, link)
    anna.refresh_from_db()

    assert (status, asked.to) == (302, [NEW])
    assert NEW in seen
    assert (before, anna.email) == (old, NEW)
    assert (confirmed, told.to) == (200, [old])
    assert NEW not in told.body
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    assert stranger.get(link).status_code == 404
    assert stranger.post(link).status_code == 404
    events = AuditEvent.objects.filter(action__startswith="user.address")
    assert [event.data for event in events] == [{}, {}]


def test_an_address_of_somebody_else_is_answered_alike_but_gets_no_link(
    anna: User, post: Any
) -> None:
    UserFactory(email="Bert@example.org")
    client = log_in("anna")

    assert post(client, PAGE, address="bert@example.org") == (302, [])
    pages = [client.get(PAGE).content.decode()]
    post(client, PAGE, address="nobody@example.org")
    pages.append(client.get(PAGE).content.decode().replace("nobody@", "bert@"))
    for number, page in enumerate(pages):
        pages[number] = re.sub(r'"csrfmiddlewaretoken" value="\w+"', "", page)
    assert "<bdi>bert@example.org</bdi>" in pages[0]
    assert pages[0] == pages[1]


def test_what_is_no_other_address_is_refused(anna: User, post: Any) -> None:
    client = log_in("anna")

    assert post(client, PAGE, address=anna.email.upper()) == (422, [])
    assert post(client, PAGE, address="none") == (422, [])


def test_only_who_has_just_shown_who_they_are(anna: User, sign_in: SignIn) -> None:
    assert sign_in(anna).get(PAGE)["Location"].startswith(reverse("account_reauthenticate"))


def test_the_last_that_was_asked_for_counts(anna: User, post: Any) -> None:
    client = log_in("anna")
    _status, (first,) = post(client, PAGE, address="first@example.org")
    _status, (second,) = post(client, PAGE, address="second@example.org")

    assert client.get(find_link(first)).status_code == 404
    assert client.get(find_link(second)).status_code == 200
    assert "second@example.org" in client.get(PAGE).content.decode()


def test_one_that_became_anothers_meanwhile_is_refused(anna: User, post: Any) -> None:
    _status, (asked,) = post(log_in("anna"), PAGE, address=NEW)
    UserFactory(email=NEW)
    status, letters = post(Client(), find_link(asked))
    anna.refresh_from_db()

    assert (status, letters) == (409, [])
    assert anna.email != NEW


def test_a_link_that_was_sent_before_a_new_password_counts_no_more(anna: User, post: Any) -> None:
    """Whoever asked for it from an open browser would have the account by it all the same."""
    client = log_in("anna")
    _status, (asked,) = post(client, PAGE, address="thief@example.org")
    new = "another long enough password"
    post(client, "/account/password/", old_password=PASSWORD, new_password1=new, new_password2=new)

    assert post(Client(), find_link(asked)) == (404, [])


def test_links_that_are_made_up_or_of_people_who_left(anna: User, post: Any) -> None:
    _status, (asked,) = post(log_in("anna"), PAGE, address=NEW)
    key = signing.dumps(
        [EmailAddress.objects.get(email=NEW).pk, "x@y.example"], salt="claims.addresses"
    )
    User.objects.update(is_active=False)

    for address in (find_link(asked), f"/address/{key}/", "/address/x:y:z/"):
        assert Client().get(address).status_code == 404


def test_letters_are_few(anna: User, post: Any) -> None:
    client = log_in("anna")
    got = [post(client, PAGE, address=f"a{number}@example.org")[0] for number in range(4)]

    assert got == [302, 302, 302, 422]


def test_an_address_that_a_site_admin_gives_is_vouched_for(admin: User, sign_in: SignIn) -> None:
    person = people.add_person(
        actor=admin, username="kim", password="a long one", email="Kim@Example.org", now=NOW
    )
    added = list(EmailAddress.objects.values_list("user", "email", "verified"))
    form = sign_in(admin).get(reverse("admin:claims_user_change", args=[person.pk]))
    data = {
        name: value
        for name, value in form.context["adminform"].form.initial.items()
        if value not in (None, False)
    }
    data |= {"email": "kim@elsewhere.example", "initial-email": person.email}
    data.pop("groups", None)
    sign_in(admin).post(reverse("admin:claims_user_change", args=[person.pk]), data)

    assert added == [(person.pk, "kim@example.org", True)]
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("kim@elsewhere.example", True)
    ]

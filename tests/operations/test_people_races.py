"""Real threads: a text of consent asks everybody, and site admins leave one of themselves."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import combinations_with_replacement

import pytest
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.errors import InvalidInput
from claims.models import ConsentText, Project, User
from claims.operations import consent, invitations, people
from claims.operations.erasure import anonymise_person
from claims.operations.invitations import Newcomer
from tests.factories import InvitationFactory, UserFactory
from tests.forms import read_form
from tests.operations.test_races import race, slow_down

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough one"

# ---- The first text of all: there is no row yet by which anybody could wait ----------------------


def publish(admin: User) -> ConsentText:
    """While somebody is being added: who adds them has begun before, and is slow."""
    time.sleep(0.1)
    return consent.publish_text(actor=admin, text="All of us.", now=clock.now())


def test_who_is_being_added_is_asked_by_the_first_text(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, people, "validate")
    add = partial(
        people.add_person, actor=admin, username="new", password=PASSWORD, now=clock.now()
    )

    results = race([add, partial(publish, admin)])

    assert [type(result) for result in results] == [User, ConsentText]
    assert User.objects.get(username="new").consent_due


def test_who_is_coming_in_by_an_invitation_is_asked_by_the_first_text(
    project: Project, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    InvitationFactory(project=project, token="new", expires_at=clock.now() + timedelta(days=1))
    slow_down(monkeypatch, invitations, "_take_up")
    newcomer = Newcomer(username="new", password=PASSWORD)
    join = partial(invitations.join, token="new", newcomer=newcomer, now=clock.now())

    came, published = race([join, partial(publish, admin)])

    assert isinstance(published, ConsentText)
    # Who was not in yet when it was published has not read it: they send the form again.
    if isinstance(came, InvalidInput):
        assert came.code == "consent_missing"
        assert not User.objects.filter(username="new").exists()
    else:
        assert User.objects.get(username="new").consent_due


def test_of_two_first_texts_at_once_one_follows_the_other(admin: User) -> None:
    results = race([partial(publish, admin)] * 2)

    assert sorted(result.version for result in results) == [1, 2]


# ---- Site admins ---------------------------------------------------------------------------------


Act = Callable[[], object]


def deactivate(actor: User, person: User) -> Act:
    return partial(people.deactivate_person, actor=actor, person=person, now=clock.now())


def erase(actor: User, person: User) -> Act:
    typed = person.username
    return partial(anonymise_person, actor=actor, person=person, typed=typed, now=clock.now())


def take_powers(actor: User, person: User) -> Act:
    """On the person's page of the administration, opened before."""
    client, page = Client(), reverse("admin:claims_user_change", args=[person.pk])
    client.force_login(actor)
    form = read_form(client.get(page).content.decode(), "user_form")
    assert form.pop("is_superuser") == "on"
    return partial(client.post, page, form)


WAYS = (deactivate, erase, take_powers)


@pytest.mark.parametrize("ways", list(combinations_with_replacement(WAYS, 2)))
def test_of_two_site_admins_who_end_each_others_rights_at_once_one_stays(
    ways: tuple[Callable[[User, User], Act], ...], admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = UserFactory(admin=True)
    # Both have been let in by then.
    slow_down(monkeypatch, people, "hold_site_admins")

    race([ways[0](admin, other), ways[1](other, admin)])

    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1

"""A person's own keys."""

import pytest

from claims.errors import InvalidInput
from claims.models import AuditEvent, User
from claims.operations import preferences
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_keys_are_kept_as_what_differs_from_the_defaults(annotator: User) -> None:
    typed = {"skip": "F2", "undo": "z"}

    preferences.set_keys(actor=annotator, changes=typed, keys_on=False, now=NOW)

    kept = User.objects.get(pk=annotator.pk)
    assert (kept.own_keys, kept.keys_on) == ({"skip": "F2"}, False)
    event = AuditEvent.objects.get()
    assert (event.action, event.target) == ("user.keys_changed", str(annotator.uuid))
    assert event.data == {"own_keys": {"skip": "F2"}, "keys_on": False}


def test_keys_that_collide_change_nothing(annotator: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        preferences.set_keys(actor=annotator, changes={"skip": "z"}, keys_on=True, now=NOW)

    assert refusal.value.code == "keys_collide"
    assert User.objects.get(pk=annotator.pk).own_keys == {}
    assert not AuditEvent.objects.exists()


def test_back_to_the_defaults_leaves_them_off(annotator: User) -> None:
    preferences.set_keys(actor=annotator, changes={"skip": "F2"}, keys_on=False, now=NOW)

    preferences.reset_keys(actor=annotator, now=NOW)

    kept = User.objects.get(pk=annotator.pk)
    assert (kept.own_keys, kept.keys_on) == ({}, False)


def test_switched_off_and_on_the_keys_stay_what_they_are(annotator: User) -> None:
    preferences.set_keys(actor=annotator, changes={"skip": "F2"}, keys_on=True, now=NOW)

    preferences.switch_keys(actor=annotator, keys_on=False, now=NOW)

    kept = User.objects.get(pk=annotator.pk)
    assert (kept.own_keys, kept.keys_on) == ({"skip": "F2"}, False)

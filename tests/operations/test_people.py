"""Adding people, and ending their access."""

import pytest

from claims.errors import InvalidInput, NotAllowed
from claims.models import (
    ApiToken,
    AuditEvent,
    User,
)
from claims.operations import people, tokens
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


def test_people_are_added_by_site_admins(admin: User, manager: User) -> None:
    added = people.add_person(actor=admin, username="new", password="long enough 1", now=NOW)

    assert added.check_password("long enough 1")
    with pytest.raises(NotAllowed):
        people.add_person(actor=manager, username="other", password="long enough 1", now=NOW)
    with pytest.raises(InvalidInput, match="too common"):
        people.add_person(actor=admin, username="other", password="password", now=NOW)


def test_deactivating_ends_tokens_and_keeps_the_person(admin: User, annotator: User) -> None:
    tokens.create_token(actor=annotator, name="Mine", now=NOW)

    people.deactivate_person(actor=admin, person=annotator, now=NOW)
    people.deactivate_person(actor=admin, person=annotator, now=NOW)

    assert not User.objects.get(pk=annotator.pk).is_active
    assert ApiToken.objects.get().revoked_at == NOW
    assert [e.action for e in AuditEvent.objects.order_by("pk")] == [
        "token.created",
        "tokens.revoked",
        "user.deactivated",
    ]


def test_a_manager_without_staff_rights_deactivates_nobody(manager: User, annotator: User) -> None:
    with pytest.raises(NotAllowed):
        people.deactivate_person(actor=manager, person=annotator, now=NOW)


def test_of_two_site_admins_who_deactivate_each_other_one_stays(admin: User) -> None:
    """Both were let in before the other's step."""
    other = UserFactory(is_staff=True, is_superuser=True)
    themselves = User.objects.get(pk=other.pk)
    people.deactivate_person(actor=admin, person=other, now=NOW)

    with pytest.raises(NotAllowed):
        people.deactivate_person(actor=themselves, person=admin, now=NOW)

    assert User.objects.get(pk=admin.pk).is_active

"""Texts of consent: who publishes them, who is asked, and what an acceptance is."""

import pytest

from claims.errors import InvalidInput, NotAllowed
from claims.models import Acceptance, AuditEvent, ConsentText, User
from claims.operations import consent, people
from tests.factories import NOW, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def is_asked(person: User) -> bool:
    return bool(User.objects.get(pk=person.pk).consent_due)


def test_the_first_text_asks_everybody_and_a_later_one_where_it_says_so(
    admin: User, annotator: User
) -> None:
    assert not is_asked(annotator)
    consent.publish_text(actor=admin, text="One", asks_again=False, now=NOW)
    asked = [is_asked(annotator), is_asked(admin)]
    consent.accept_text(actor=annotator, version=1, now=NOW)
    consent.publish_text(actor=admin, text="Two", asks_again=False, now=NOW)
    asked.append(is_asked(annotator))
    consent.publish_text(actor=admin, text="Three", asks_again=True, now=NOW)
    asked.append(is_asked(annotator))
    consent.accept_text(actor=annotator, version=3, now=NOW)
    asked.append(is_asked(annotator))

    assert asked == [True, True, False, True, False]
    assert list(ConsentText.objects.order_by("pk").values_list("version", "asks_again")) == [
        (1, True),
        (2, False),
        (3, True),
    ]
    texts = annotator.acceptances.order_by("pk").values_list("text__version", flat=True)
    assert list(texts) == [1, 3]


def test_who_is_added_later_is_asked(admin: User) -> None:
    before = people.add_person(actor=admin, username="before", password="long enough 1", now=NOW)
    ConsentTextFactory()
    after = people.add_person(actor=admin, username="after", password="long enough 1", now=NOW)

    assert (is_asked(before), is_asked(after)) == (False, True)


def test_only_site_admins_publish_and_not_nothing(admin: User, manager: User) -> None:
    with pytest.raises(NotAllowed):
        consent.publish_text(actor=manager, text="Mine", now=NOW)
    for text in (" \n", "x" * 100_001, "a\0"):
        with pytest.raises(InvalidInput):
            consent.publish_text(actor=admin, text=text, now=NOW)

    assert not ConsentText.objects.exists()


def test_only_the_latest_is_accepted_and_once(annotator: User) -> None:
    refused = []
    for version in (1, None):
        with pytest.raises(InvalidInput) as error:
            consent.accept_text(actor=annotator, version=version, now=NOW)
        refused.append(error.value.code)
    ConsentTextFactory()
    ConsentTextFactory()
    with pytest.raises(InvalidInput):
        consent.accept_text(actor=annotator, version=1, now=NOW)

    consent.accept_text(actor=annotator, version=2, now=NOW)
    consent.accept_text(actor=annotator, version=2, now=NOW)

    assert refused == ["consent_missing", "consent_missing"]
    assert Acceptance.objects.count() == 1
    assert AuditEvent.objects.get().data == {"version": 2}


def test_who_stands_for_a_source_is_never_asked(admin: User) -> None:
    source = UserFactory(is_source=True, is_active=False)

    consent.publish_text(actor=admin, text="One", now=NOW)

    assert not is_asked(source)

"""What people agree to: texts that are published, and accepted by each for themselves."""

from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import InvalidInput, NotAllowed
from claims.models import Acceptance, ConsentText, User
from claims.operations import audit, locks
from claims.operations.validation import check_text

# Characters of a text: a book of fifty pages.
TEXT_LIMIT = 100_000


def you_have_to_consent() -> NotAllowed:
    """What whoever has not accepted the latest text is told instead of what they asked for."""
    return NotAllowed(
        "consent_needed",
        "There is a new text to read and accept on the page “Consent” before you go on.",
    )


@transaction.atomic
def publish_text(*, actor: User, text: str, asks_again: bool = True, now: datetime) -> ConsentText:
    """The next version of the text. The first one asks everybody, and so does one that says so."""
    permissions.require(permissions.can_administer(actor))
    if not text.strip():
        raise InvalidInput("text_missing", "The text is empty.", field="text")
    check_text(text, field="text", limit=TEXT_LIMIT)
    locks.close_texts()
    latest = ConsentText.objects.latest_one()
    asks_again = asks_again or latest is None
    published = ConsentText.objects.create(
        version=latest.version + 1 if latest else 1,
        text=text,
        asks_again=asks_again,
        created_at=now,
        created_by=actor,
    )
    if asks_again:
        User.objects.filter(is_source=False, anonymised_at=None).update(consent_due=True)
    data = {"version": published.version, "asks_again": asks_again}
    audit.record("consent.published", actor=actor, now=now, data=data)
    return published


def is_asked_of_new_people() -> bool:
    """Whether somebody who is added now has a text to accept; none is published meanwhile."""
    locks.hold_texts()
    return ConsentText.objects.exists()


@transaction.atomic
def accept_text(*, actor: User, version: int | None, now: datetime) -> None:
    """Accept the latest text for oneself. Twice is once.

    Raises InvalidInput where `version` is another one: then the person has not read what holds.
    """
    locks.hold_texts()
    latest = ConsentText.objects.latest_one()
    if latest is None or version != latest.version:
        raise InvalidInput(
            "consent_missing", "Read the text that holds now, and accept it.", field="consent"
        )
    _acceptance, is_new = Acceptance.objects.get_or_create(
        user=actor, text=latest, defaults={"accepted_at": now}
    )
    actor.consent_due = False
    actor.save(update_fields=["consent_due"])
    if is_new:
        data = {"version": latest.version}
        audit.record("consent.accepted", actor=actor, now=now, target=actor.uuid, data=data)

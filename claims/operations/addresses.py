"""E-mail addresses: `User.email` is one that somebody has vouched for, its owner or who gave it.

allauth's EmailAddress says the same: the verified one is `User.email`, one that is not verified is
what the person would have instead, until they follow the link that was sent there.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from claims.errors import Conflict, InvalidInput, NotFound
from claims.models import User
from claims.operations import audit, mails

LASTS = timedelta(days=2)
SALT = "claims.addresses"


def vouch(*, person: User) -> None:
    """Take the person's address as theirs: by a site admin, who could as well set their password.

    A change that they have asked for is forgotten.
    """
    EmailAddress.objects.filter(user=person).delete()
    if person.email:
        EmailAddress.objects.create(
            user=person, email=person.email.lower(), verified=True, primary=True
        )


@transaction.atomic
def ask_for_change(*, actor: User, address: str, now: datetime) -> str | None:
    """Want another address; the key of the link to it. None where it is somebody's already.

    Whoever asks is told the same both times: so nobody learns who has an account here.
    """
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(
            "bad_address", "Enter a valid e-mail address.", field="address"
        ) from None
    address = address.lower()
    if address == actor.email.lower():
        raise InvalidInput("same_address", "That is your address already.", field="address")
    forget_wanted(actor)
    audit.record("user.address_change_asked", actor=actor, now=now, target=actor.uuid)
    wanted = EmailAddress.objects.create(user=actor, email=address)
    if User.objects.filter(email__iexact=address).exists():
        return None
    return signing.dumps([wanted.pk, wanted.email], salt=SALT)


def forget_wanted(person: User) -> None:
    """Let no link that was sent for the person count any more."""
    EmailAddress.objects.filter(user=person, verified=False).delete()


def find_wanted(key: str) -> EmailAddress:
    """The address that the link is about. Raises NotFound where it is too old, or was used."""
    try:
        number, address = signing.loads(key, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise _is_over() from None
    wanted = EmailAddress.objects.filter(pk=number, email=address, verified=False)
    found = wanted.filter(user__is_active=True).select_related("user").first()
    if found is None:
        raise _is_over()
    return found


@transaction.atomic
def confirm_change(*, key: str, now: datetime) -> User:
    """Have the address whose link was followed; the old one is told.

    The link is the proof: who holds it reads the mail that comes there.
    """
    wanted = find_wanted(key)
    person: User = wanted.user
    old = person.email
    try:
        with transaction.atomic():
            person.email = wanted.email
            person.save(update_fields=["email"])
            vouch(person=person)
    except IntegrityError:
        raise Conflict("address_taken", "This address cannot be used.") from None
    audit.record("user.address_changed", actor=person, now=now, target=person.uuid)
    mails.send("address_changed", person=person, to=old)
    return person


def _is_over() -> NotFound:
    return NotFound("link_over", "This link no longer works: it was used, or it is too old.")

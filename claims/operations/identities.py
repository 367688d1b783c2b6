"""Who somebody is at a provider of single sign-on, and who that makes them here."""

from collections.abc import Collection
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from claims.errors import Conflict
from claims.models import User
from claims.operations import audit, mails
from claims.queries.signing_in import find_by_address


def admit(*, addresses: Collection[str], now: datetime) -> User | None:
    """Whom an identity that nobody has yet may stand for; None: it is let in nowhere.

    `addresses` are those that the provider says it has verified. Who has one of them here, verified
    too, is that person. Whoever lets invited people in by their address does it here.
    """
    found = find_by_address(addresses)
    return found if found and found.is_active else None


@transaction.atomic
def link(*, person: User, provider: str, uid: str, now: datetime) -> SocialAccount:
    """From now on this identity is the person. Nothing of what the provider tells is kept."""
    try:
        with transaction.atomic():
            made = SocialAccount.objects.create(user=person, provider=provider, uid=uid)
    except IntegrityError:
        raise Conflict("identity_taken", "This identity is somebody’s already.") from None
    data = {"provider": provider}
    audit.record("user.identity_linked", actor=person, now=now, target=person.uuid, data=data)
    mails.send("notice", person=person, to=person.email, what="identity")
    return made

"""API tokens: made, shown once, revoked."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import InvalidInput
from claims.models import ApiToken, User
from claims.operations import audit

PREFIX = "fct_"


def digest_key(key: str) -> str:
    """How a key is stored and looked up. Keys are 32 random bytes: no salt or slow hash needed."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def create_token(
    *,
    actor: User,
    name: str,
    scope: str = ApiToken.Scope.READ,
    expires_at: datetime | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token of one's own, and its key, which is not kept anywhere."""
    permissions.require(actor.is_active)
    if not name.strip() or len(name) > 100:
        raise InvalidInput("name_missing", "Give the token a short name.", field="name")
    if scope not in ApiToken.Scope.values:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="scope")
    if expires_at is not None and expires_at <= now:
        raise InvalidInput("in_the_past", "Choose a day in the future.", field="expires_at")
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor,
        name=name.strip(),
        digest=digest_key(key),
        scope=scope,
        created_at=now,
        expires_at=expires_at,
    )
    audit.record("token.created", actor=actor, now=now, target=token.uuid, data={"scope": scope})
    return token, key


@transaction.atomic
def revoke_all(*, actor: User, person: User, now: datetime) -> None:
    """End all tokens of a person: their password has changed, or their access ends."""
    permissions.require(actor.pk == person.pk or permissions.can_change_person(actor, person))
    ended = ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    if ended:
        audit.record(
            "tokens.revoked", actor=actor, now=now, target=person.uuid, data={"count": ended}
        )


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken, now: datetime) -> None:
    """End a token of one's own at once; a site admin may end anybody's."""
    permissions.require(token.user_id == actor.pk or permissions.can_administer(actor))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        audit.record("token.revoked", actor=actor, now=now, target=token.uuid)

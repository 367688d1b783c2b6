"""API tokens: made, shown once, revoked."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from claims import permissions
from claims.errors import InvalidInput, NotAllowed
from claims.models import ApiToken, User
from claims.operations import audit

PREFIX = "fct_"
USE_STEP = timedelta(minutes=1)


def digest_key(key: str) -> str:
    """How a key is stored and looked up. Keys are 32 random bytes: no salt or slow hash needed."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def create_token(
    *,
    actor: User,
    name: str,
    scopes: Collection[str] = (ApiToken.Scope.READ,),
    expires_at: datetime | None = None,
    through: ApiToken | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token of one's own, and its key, which is not kept anywhere.

    `through` is the token by which a program asks: it gives no scope that it lacks, and no longer
    life than its own; when it is revoked, what it has made is revoked too.
    """
    permissions.require(actor.is_active)
    if not name.strip() or len(name) > 100:
        raise InvalidInput("name_missing", "Give the token a short name.", field="name")
    if not scopes:
        raise InvalidInput("scopes_missing", "Choose what the token is for.", field="scopes")
    if not set(scopes) <= set(ApiToken.Scope.values):
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="scopes")
    _check_end(expires_at, now)
    if through is not None:
        _check_maker(through, scopes, expires_at)
        _hold_maker(through)
    key = PREFIX + secrets.token_urlsafe(32)
    kept = " ".join(scope for scope in ApiToken.Scope.values if scope in scopes)
    token = ApiToken.objects.create(
        user=actor,
        name=name.strip(),
        digest=digest_key(key),
        scopes=kept,
        created_at=now,
        expires_at=expires_at,
        maker=through,
    )
    audit.record("token.created", actor=actor, now=now, target=token.uuid, data={"scopes": kept})
    return token, key


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidInput("in_the_past", "Choose a day in the future.", field="expires_at")
    most = settings.TOKEN_MAX_DAYS
    # The last day counts whole: hence one more.
    if most and (expires_at is None or expires_at > now + timedelta(days=most + 1)):
        raise InvalidInput(
            "too_late", "Tokens last up to %(days)s days here.", field="expires_at", days=most
        )


def _check_maker(through: ApiToken, scopes: Collection[str], expires_at: datetime | None) -> None:
    if not set(scopes) <= set(through.scope_list):
        raise NotAllowed(
            "scope_not_held", "A token gives no scope that it lacks itself.", field="scopes"
        )
    if through.expires_at and (expires_at is None or expires_at > through.expires_at):
        raise NotAllowed(
            "outlives_maker", "A token gives no longer life than its own.", field="expires_at"
        )


def _hold_maker(through: ApiToken) -> None:
    """Who revokes it meanwhile waits, and finds what is made; who was faster is told here."""
    standing = ApiToken.objects.filter(pk=through.pk, revoked_at=None)
    if not standing.update(last_used_at=F("last_used_at")):
        raise NotAllowed("maker_revoked", "The token that asks for it has been revoked.")


def note_use(token: ApiToken, now: datetime) -> None:
    """Keep that the token was used, once a minute at most, however many processes see it used."""
    before = now - USE_STEP
    if token.last_used_at is not None and token.last_used_at > before:
        return
    unused = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def revoke_all(*, actor: User, person: User, now: datetime) -> None:
    """End all tokens of a person: their password has changed, or their access ends."""
    permissions.require(actor.pk == person.pk or permissions.can_change_person(actor, person))
    ended = 0
    # Once more, until nothing is found: what a token was making at that moment, it has made by now.
    while found := ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now):
        ended += found
    if ended:
        audit.record(
            "tokens.revoked", actor=actor, now=now, target=person.uuid, data={"count": ended}
        )


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken, now: datetime) -> None:
    """End a token of one's own at once, and with it all that was made by it, or by those.

    A site admin may end anybody's. Twice is once.
    """
    permissions.require(token.user_id == actor.pk or permissions.can_administer(actor))
    if not _revoke(token, actor, now):
        return
    # From above: whose maker is revoked makes no more, so what each has made is complete here.
    makers = [token]
    while makers:
        made = ApiToken.objects.filter(maker__in=makers, revoked_at=None).order_by("pk")
        makers = [child for child in made if _revoke(child, actor, now, token)]


def _revoke(token: ApiToken, actor: User, now: datetime, cause: ApiToken | None = None) -> bool:
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        return False
    data = {"with": str(cause.uuid)} if cause else {}
    audit.record("token.revoked", actor=actor, now=now, target=token.uuid, data=data)
    return True

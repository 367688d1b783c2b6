"""Requests that come twice: what was answered the first time is answered again, and nothing done.

Who uses it does all in one transaction: `begin`, what the request is for, `finish`. So whatever
fails in between leaves neither an effect nor a kept answer. Why: docs/decisions/0028-api-first.md
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from claims.errors import Conflict
from claims.models import KeyedAnswer, User

KEPT = timedelta(hours=24)
# Characters of an answer's JSON that are kept.
BODY_LIMIT = 250_000
# Answers that are over, removed by each request with a key.
FORGOTTEN_AT_ONCE = 20


def digest(*parts: bytes) -> str:
    """Of parts, each with its length: none can stand for two others.

    Keyed by SECRET_KEY: a request may hold a password, which nobody is to guess by this.
    """
    joined = b"".join(b"%d:%b" % (len(part), part) for part in parts)
    return salted_hmac("claims.operations.keys", joined, algorithm="sha256").hexdigest()


def begin(*, person: User, key: str, request_digest: str, now: datetime) -> KeyedAnswer:
    """The answer that is kept under the key; with no status yet, if the request is to be done.

    While another request with the key is being done, this waits for it. Raises Conflict where the
    key came with another request.
    """
    new = KeyedAnswer(
        person=person,
        key_digest=digest(key.encode("utf-8", "replace")),
        request_digest=request_digest,
        created_at=now,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return _find_known(new, now)
    return new


def _find_known(new: KeyedAnswer, now: datetime) -> KeyedAnswer:
    kept = KeyedAnswer.objects.filter(person=new.person, key_digest=new.key_digest)
    known = kept.first()
    if known is None:  # It was over, and has gone this moment.
        raise Conflict("key_in_use", "A request with this key is being done: repeat it.")
    if known.created_at <= now - KEPT:
        values = {
            "request_digest": new.request_digest,
            "created_at": now,
            "status": None,
            "body": "",
        }
        if kept.filter(created_at=known.created_at).update(**values):
            return kept.get()
        raise Conflict("key_in_use", "A request with this key is being done: repeat it.")
    if known.request_digest != new.request_digest:
        raise Conflict("key_reused", "This key came with another request.")
    return known


def finish(answer: KeyedAnswer, *, status: int, body: str, is_secret: bool) -> None:
    """Keep what was answered."""
    answer.status = status
    answer.body = "" if is_secret or len(body) > BODY_LIMIT else body
    answer.save(update_fields=["status", "body"])


def give_up(answer: KeyedAnswer) -> None:
    """Keep nothing: the request was refused, and may be sent again."""
    answer.delete()


def forget(now: datetime) -> None:
    """Remove some of what is over. Outside of the transaction of any request."""
    over = KeyedAnswer.objects.filter(created_at__lte=now - KEPT).order_by("created_at")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            over = over.select_for_update(skip_locked=True)
        numbers = list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        if numbers:
            KeyedAnswer.objects.filter(pk__in=numbers).delete()

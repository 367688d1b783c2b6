"""Requests that come twice: what was answered the first time is answered again, and nothing done.

Who uses it does all in one transaction: `begin`, what the request is for, `finish`. So whatever
fails in between leaves neither an effect nor a kept answer. Why: docs/decisions/0028-api-first.md
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from claims.errors import Conflict, TooMany
from claims.models import KeyedAnswer, User

KEPT = timedelta(hours=24)
# Characters of an answer's JSON that are kept.
BODY_LIMIT = 250_000
# Of one person, in the time that they are kept: keys, and the latest answers in full. Of an older
# one it stays known that it was given, so nothing is done twice; a repeat is told just that.
MOST_KEYS = 10_000
MOST_BODIES = 500
# Answers that are over, or too many, removed by each request with a key.
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
    key came with another request ("key_reused"), and TooMany where the person has too many of them
    ("too_many_keys"): what is known already is answered even then.
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
    _refuse_too_many(person, now)
    return new


def _refuse_too_many(person: User, now: datetime) -> None:
    kept = KeyedAnswer.objects.filter(person=person, created_at__gt=now - KEPT)
    if not kept.order_by()[MOST_KEYS : MOST_KEYS + 1].exists():
        return
    # Put in their order only now: with the new one the latest, this is the first that has to go.
    first = kept.order_by("-created_at", "-pk")[MOST_KEYS]
    raise TooMany(
        "too_many_keys",
        "At most %(limit)d keys are kept for a person in 24 hours: send many things at once.",
        wait=(first.created_at + KEPT - now).total_seconds(),
        limit=MOST_KEYS,
    )


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
            _refuse_too_many(new.person, now)
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


def forget(*, person: User, now: datetime) -> None:
    """Remove some of what is over, and of what is too much. Outside of any request's transaction.

    Else requests of one person would wait for each other.
    """
    over = find_over(now).order_by("created_at")
    full = KeyedAnswer.objects.filter(person=person).exclude(body="")
    full = full.order_by("-created_at", "-pk")
    with transaction.atomic():
        if numbers := _choose(over, 0):
            KeyedAnswer.objects.filter(pk__in=numbers).delete()
        if numbers := _choose(full, MOST_BODIES):
            KeyedAnswer.objects.filter(pk__in=numbers).update(body="")


def find_over(now: datetime) -> QuerySet[KeyedAnswer]:
    """Those that no repeat is answered by any more."""
    return KeyedAnswer.objects.filter(created_at__lte=now - KEPT)


def _choose(answers: QuerySet[KeyedAnswer], after: int) -> list[int]:
    """Some of them that nobody else is at."""
    numbers = list(answers.values_list("pk", flat=True)[after : after + FORGOTTEN_AT_ONCE])
    if not numbers or not connection.features.has_select_for_update_skip_locked:
        return numbers
    free = KeyedAnswer.objects.filter(pk__in=numbers).select_for_update(skip_locked=True)
    return list(free.values_list("pk", flat=True))

"""`Idempotency-Key`: a POST that is repeated under its key is answered as it was, and not done.

What is done and the answer that is kept are one transaction: a process that dies in between has
done nothing. Refusals are not kept, since they did nothing: the repeat is judged anew.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import NoReturn

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.errors import Conflict, InvalidInput
from claims.models import KeyedAnswer
from claims.operations import keys
from claims.requests import get_user, read_now

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
REPLAYED = "Idempotent-Replayed"


def answer_once(
    request: Request,
    work: Callable[[], HttpResponseBase],
    fail: Callable[[Exception], Response],
    *,
    is_secret: bool,
) -> HttpResponseBase:
    """What `work` answers, or answered; `fail` makes an answer of what it raises."""
    now = read_now(request)
    key = _read_key(request)
    keys.forget(person=get_user(request), now=now)
    asked = (request.method or "", request.get_full_path(), request.content_type or "")
    request_digest = keys.digest(*(part.encode() for part in asked), request.body)
    with transaction.atomic():
        kept = keys.begin(person=get_user(request), key=key, request_digest=request_digest, now=now)
        if kept.status is not None:
            return _repeat(kept)
        try:
            response = work()
        except Exception as exception:  # noqa: BLE001 - as DRF does with all that a view raises
            response = fail(exception)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif response.status_code >= 400:
            keys.give_up(kept)
        else:
            body = JSONRenderer().render(getattr(response, "data", None)).decode()
            keys.finish(kept, status=response.status_code, body=body, is_secret=is_secret)
    return response


def refuse_key() -> NoReturn:
    """For what answers with a stream."""
    raise InvalidInput("key_not_taken", "This address takes no idempotency key.", field=HEADER)


def _read_key(request: Request) -> str:
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        raise InvalidInput(
            "malformed_key", "A key is 1 to 255 letters, digits and signs.", field=HEADER
        )
    return key


def _repeat(kept: KeyedAnswer) -> HttpResponse:
    if kept.status == HTTPStatus.NO_CONTENT:
        return HttpResponse(status=kept.status, headers={REPLAYED: "true"})
    if not kept.body:
        raise Conflict("answer_not_kept", "This was done; what was answered is not kept.")
    return HttpResponse(
        kept.body,
        status=kept.status,
        content_type="application/json",
        headers={REPLAYED: "true"},
    )

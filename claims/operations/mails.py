"""Letters to people about how they sign in: plain text, in their language, once it is so."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from claims.models import User

logger = logging.getLogger(__name__)


def send(letter: str, *, person: User, to: str, **context: Any) -> None:
    """Write to `to`, if there is such an address, when the present transaction is committed.

    A server for mail that fails undoes nothing: the log tells of it (SMTP's errors are OSErrors).
    """
    if to:
        transaction.on_commit(lambda: _send(letter, person, to, context))


def _send(letter: str, person: User, to: str, context: dict[str, Any]) -> None:
    folder = "account/mail"
    with translation.override(person.language or settings.LANGUAGE_CODE):
        shown = {"person": person, **context}
        subject = render_to_string(f"{folder}/{letter}_subject.txt", shown).strip()
        text = render_to_string(f"{folder}/{letter}.txt", shown)
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    except OSError as fault:
        logger.error("A letter (%s) was not sent: %s", letter, type(fault).__name__)  # noqa: TRY400

"""What is kept of requests of programs."""

import factory

from claims.models import KeyedAnswer, RateWindow
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory


class KeyedAnswerFactory(ModelFactory[KeyedAnswer]):
    """An answer that is kept under a key."""

    class Meta:
        model = KeyedAnswer

    person = factory.SubFactory(UserFactory)
    key_digest = factory.Sequence(lambda number: f"{number:064x}")
    request_digest = "0" * 64
    status = 200
    body = "{}"
    created_at = NOW


class RateWindowFactory(ModelFactory[RateWindow]):
    """Requests of somebody in a minute."""

    class Meta:
        model = RateWindow

    key = factory.Sequence(lambda number: f"person:{number}")
    minute = int(NOW.timestamp()) // 60
    taken = 1

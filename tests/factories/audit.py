"""Audit events."""

import factory

from claims.models import AuditEvent, AuditSeal
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class AuditEventFactory(ModelFactory[AuditEvent]):
    """Something that was done."""

    class Meta:
        model = AuditEvent

    created_at = NOW
    action = "thing.done"
    actor = factory.SubFactory(UserFactory)
    project = factory.SubFactory(ProjectFactory)


class AuditSealFactory(ModelFactory[AuditSeal]):
    """A seal that holds no rows of here."""

    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda number: number + 1)
    first_id = factory.SelfAttribute("number")
    last_id = factory.SelfAttribute("number")
    count = 1
    sha256 = factory.LazyAttribute(lambda seal: f"{seal.number:064x}")
    sealed_at = NOW

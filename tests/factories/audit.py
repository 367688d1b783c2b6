"""Audit events."""

import factory

from claims.models import AuditCut, AuditEvent, AuditSeal
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
    address = None
    address_salt = factory.LazyAttribute(lambda event: "5a" * 16 if event.address else None)


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


class AuditCutFactory(ModelFactory[AuditCut]):
    """A cut of rows that were never here."""

    class Meta:
        model = AuditCut

    # Above no row that is here.
    seal = factory.SubFactory(
        AuditSealFactory,
        first_id=factory.LazyAttribute(lambda seal: seal.number - 1_000_000),
        last_id=factory.SelfAttribute("first_id"),
    )
    rows = 1
    created_at = NOW

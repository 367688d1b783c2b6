"""Audit events."""

import factory

from claims.models import AuditEvent
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

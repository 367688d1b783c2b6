"""Webhooks and what they deliver."""

import uuid

import factory

from claims.models import Delivery, EventType, Project, Webhook
from claims.operations import signatures
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class WebhookFactory(ModelFactory[Webhook]):
    """An active webhook that is told of everything; its project knows that it has one."""

    class Meta:
        model = Webhook
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory)
    url = "https://hooks.example/facts"
    events = ["article.finished", "decision.made", "release.ready"]
    uuid = factory.LazyFunction(uuid.uuid4)
    salt = "s" * 32
    fingerprint = factory.LazyAttribute(
        lambda made: signatures.read_fingerprint(
            signatures.derive_key(Webhook(uuid=made.uuid), made.salt)
        )
    )
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def told(self: Webhook, *_: object, **__: object) -> None:
        if self.is_active:
            Project.objects.filter(pk=self.project_id).update(has_webhooks=True)
            self.project.has_webhooks = True


class DeliveryFactory(ModelFactory[Delivery]):
    """A delivery that waits, and is due."""

    class Meta:
        model = Delivery

    webhook = factory.SubFactory(WebhookFactory)
    event = factory.LazyFunction(uuid.uuid4)
    type = EventType.TEST
    payload = factory.LazyAttribute(lambda made: {"id": str(made.event), "type": str(made.type)})
    next_attempt_at = NOW
    queued_at = NOW
    created_at = NOW

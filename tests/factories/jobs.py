"""Work in the background."""

import uuid

import factory

from claims.models import Job, Worker
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class JobFactory(ModelFactory[Job]):
    """A job that waits; its task is in no queue."""

    class Meta:
        model = Job

    project = factory.SubFactory(ProjectFactory)
    kind = Job.Kind.RELEASE
    task_id = factory.LazyFunction(uuid.uuid4)
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW


class WorkerFactory(ModelFactory[Worker]):
    """A worker that is there and does nothing."""

    class Meta:
        model = Worker

    name = factory.Sequence(lambda number: f"worker-{number}")
    started_at = NOW
    seen_at = NOW

"""Releases and their files. What is stored of a file a test stores itself."""

import uuid
from hashlib import sha256

import factory
from django.core.files.base import ContentFile

from claims.models import Release, ReleaseFile
from claims.queries.release_storage import get_storage
from tests.factories.base import ModelFactory
from tests.factories.jobs import JobFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class ReleaseFactory(ModelFactory[Release]):
    """A draft of JSON Lines in one part; `ready=True` is one that is ready, of no files."""

    class Meta:
        model = Release

    class Params:
        ready = factory.Trait(
            state=Release.State.READY,
            ready_at=NOW,
            as_of=NOW,
            job=factory.SubFactory(
                JobFactory,
                project=factory.SelfAttribute("..project"),
                state="done",
                finished_at=NOW,
                attempt=1,
            ),
        )

    project = factory.SubFactory(ProjectFactory)
    slug = "claims"
    version = factory.LazyAttribute(lambda new: f"{new.project.releases.count() + 1}.0")
    title = "Claims"
    records = Release.Records.LABELS
    splits = Release.Splits.NONE
    seed = 7
    formats = ["jsonl"]
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)


class ReleaseFileFactory(ModelFactory[ReleaseFile]):
    """A file of a release that is ready."""

    class Meta:
        model = ReleaseFile

    release = factory.SubFactory(ReleaseFactory, ready=True)
    job = factory.SelfAttribute("release.job")
    attempt = 1
    name = factory.Sequence(lambda number: f"jsonl/part{number}.jsonl")
    content_type = "application/x-ndjson"
    stored_as = factory.Sequence(lambda number: f"{number:032x}")
    size = 3
    sha256 = sha256(b"{}\n").hexdigest()
    is_frozen = True


def store_file(release: Release, name: str = "labels.jsonl", data: bytes = b"") -> ReleaseFile:
    """A file of a release that is ready, which is really there."""
    stored_as = uuid.uuid4().hex
    get_storage().save(stored_as, ContentFile(data))
    return ReleaseFileFactory(
        release=release,
        name=name,
        stored_as=stored_as,
        size=len(data),
        sha256=sha256(data).hexdigest(),
    )

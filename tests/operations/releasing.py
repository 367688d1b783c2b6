"""What tests of releases share: labels to release, and a worker that builds them at once."""

import json
from typing import Any

from claims import tasks
from claims.models import Annotation, Article, Claim, Project, Release, ReleaseFile, User
from claims.operations import releases
from claims.queries.release_storage import get_storage
from tests.factories import NOW, AnnotationFactory, ArticleFactory, ClaimFactory, SlotFactory
from tests.factories.articles import write_text


def label(claim: Claim, value: str = "no_claim", **fields: Any) -> Annotation:
    slot = fields.pop("slot", None) or SlotFactory(claim=claim, held=True)
    return AnnotationFactory(slot=slot, value=value, **fields)


def make_article(project: Project, *texts: str, **fields: Any) -> Article:
    """An article with a label on each of its claims, that tells nothing that another one tells."""
    number = Article.objects.count()
    fields.setdefault("text", write_text(number).replace("new", f"{number} new"))
    article = ArticleFactory(project=project, **fields)
    for claim in ClaimFactory.create_batch(len(texts) or 2, article=article):
        label(claim)
    return article


def draft(manager: User, project: Project, **values: Any) -> Release:
    given: dict[str, Any] = {"slug": "claims", "version": "1.0", "title": "Claims", "seed": 7}
    given |= {"records": "labels", "splits": "none"}
    return releases.create_release(
        actor=manager, project=project, values={**given, **values}, now=NOW
    )


def build(manager: User, release: Release) -> Release:
    """Queued, and built as a worker would."""
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    tasks.run_job.func(str(job.uuid))
    release.refresh_from_db()
    return release


def read_file(release: Release, name: str) -> bytes:
    file: ReleaseFile = release.files.get(name=name)
    with get_storage().open(file.stored_as) as stored:
        data: bytes = stored.read()
    return data


def read_records(release: Release, name: str = "jsonl/all.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in read_file(release, name).splitlines()]


def list_stored() -> set[str]:
    """The names of all files in the storage."""
    return set(get_storage().listdir("")[1])

"""What may be said of a release, when, and by whom; that a ready one never changes."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import AuditEvent, Job, Project, Release, ReleaseFile, User
from claims.operations import jobs, release_files, releases
from claims.queries.release_storage import get_storage
from claims.tasks import WORKS
from tests.factories import NOW, ReleaseFactory, ReleaseFileFactory
from tests.operations.releasing import build, draft, list_stored, make_article, read_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "no spaces"}, "slug"),
        ({"version": "one"}, "version"),
        ({"version": "1.0\n"}, None),
        ({"title": " "}, "title"),
        ({"formats": []}, "formats"),
        ({"formats": ["pickle"]}, "format"),
        ({"seed": 2**31}, "seed"),
        ({"splits": "chance", "train_share": 90, "validation_share": 10}, ""),
        ({"notes": {"uses": "\ud800"}}, "notes"),
        ({"description": "x" * 20_001}, "description"),
        ({"filter": {"article": UUID(int=1)}}, "article"),
        ({"filter": {"speaker": UUID(int=1)}}, "speaker"),
        ({"filter": {"annotator": "a-nobody"}}, "annotator"),
        ({"filter": {"verdict": "Perhaps"}}, "verdict"),
        ({"filter": {"status": "disputed"}, "records": "decided"}, "status"),
    ],
)
def test_what_cannot_be_said_of_a_release(
    project: Project, manager: User, values: dict[str, Any], field: str | None
) -> None:
    if field is None:
        assert draft(manager, project, **values).version == "1.0"
        return
    with pytest.raises(InvalidInput) as refused:
        draft(manager, project, **values)

    assert refused.value.field == field
    assert not Release.objects.exists()


def test_a_name_and_version_are_given_once(project: Project, manager: User) -> None:
    draft(manager, project)
    second = draft(manager, project, version="1.1")

    with pytest.raises(Conflict) as created:
        draft(manager, project)
    with pytest.raises(Conflict) as changed:
        releases.change_release(actor=manager, release=second, values={"version": "1.0"}, now=NOW)

    assert {created.value.code, changed.value.code} == {"release_exists"}


def test_a_draft_is_changed_and_audited(project: Project, manager: User) -> None:
    release = draft(manager, project)
    title = release.title

    for _ in range(2):
        releases.change_release(
            actor=manager, release=release, values={"title": "Other", "notes": {}}, now=NOW
        )

    release.refresh_from_db()
    assert release.title == "Other"
    events = AuditEvent.objects.order_by("pk").values_list("action", "data")
    assert list(events) == [
        ("release.created", {"name": "claims-1.0"}),
        ("release.changed", {"changes": {"title": [title, "Other"]}}),
    ]


def test_what_a_filter_takes_is_kept_as_json_until_nothing_narrows(
    project: Project, manager: User
) -> None:
    article = make_article(project)
    wanted = {"article": article.uuid, "stage": "", "from": NOW.date(), "changed_since": NOW}

    release = draft(manager, project, filter=wanted)

    release.refresh_from_db()
    assert release.filter == {
        "article": str(article.uuid),
        "from": "2026-01-15",
        "changed_since": "2026-01-15T12:00:00.000000Z",
    }
    releases.change_release(
        actor=manager, release=release, values={"filter": {"speaker": None}}, now=NOW
    )
    release.refresh_from_db()
    assert release.filter is None


def test_only_managers_do_anything(project: Project, manager: User, reader: User) -> None:
    release = draft(manager, project)
    ready = ReleaseFactory(project=project, ready=True)
    acts = [
        lambda: releases.create_release(actor=reader, project=project, values={}, now=NOW),
        lambda: releases.change_release(actor=reader, release=release, values={}, now=NOW),
        lambda: releases.queue_build(actor=reader, release=release, now=NOW),
        lambda: releases.delete_release(actor=reader, release=release, now=NOW),
        lambda: releases.withdraw_release(
            actor=reader, release=ready, reason="No", successor=None, now=NOW
        ),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_what_is_queued_or_ready_stays_as_it_is(project: Project, manager: User) -> None:
    make_article(project)
    queued = draft(manager, project)
    releases.queue_build(actor=manager, release=queued, now=NOW)
    ready = build(manager, draft(manager, project, version="2.0"))

    for release in (queued, ready):
        for act in (
            lambda one: releases.queue_build(actor=manager, release=one, now=NOW),
            lambda one: releases.delete_release(actor=manager, release=one, now=NOW),
            lambda one: releases.change_release(
                actor=manager, release=one, values={"title": "Other"}, now=NOW
            ),
        ):
            with pytest.raises(Conflict) as refused:
                act(release)
            assert refused.value.code == "release_built"
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_release SET title = 'Other'",
        "UPDATE claims_release SET manifest = '{}'",
        "UPDATE claims_release SET \"filter\" = '{}'",
        "UPDATE claims_release SET pseudonym_key = 'x'",
        "UPDATE claims_release SET state = 'draft'",
        "DELETE FROM claims_release",
        "UPDATE claims_releasefile SET sha256 = 'x'",
        "UPDATE claims_releasefile SET stored_as = 'x'",
        "DELETE FROM claims_releasefile",
    ],
)
def test_the_database_keeps_a_ready_release_as_it_is(sql: str) -> None:
    ReleaseFileFactory()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_withdrawn_release_keeps_its_manifest_and_nothing_else(
    project: Project, manager: User
) -> None:
    make_article(project)
    release = build(manager, draft(manager, project))
    successor = build(manager, draft(manager, project, version="1.1"))
    hashes = dict(release.files.values_list("name", "sha256"))

    releases.withdraw_release(
        actor=manager, release=release, reason=" Wrong. ", successor=successor, now=NOW
    )

    assert (release.state, release.reason, release.successor) == ("withdrawn", "Wrong.", successor)
    assert dict(release.files.values_list("name", "sha256")) == hashes
    assert read_file(release, "manifest.json")
    assert len(list_stored()) == 1 + successor.files.count()
    with pytest.raises(Conflict):
        releases.withdraw_release(
            actor=manager, release=release, reason="Again", successor=None, now=NOW
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(reason="Other")


def test_a_withdrawal_needs_a_reason_and_a_successor_that_can_be_had(
    project: Project, manager: User
) -> None:
    release = ReleaseFactory(project=project, ready=True)
    others = [release, ReleaseFactory(project=project), ReleaseFactory(ready=True)]

    with pytest.raises(InvalidInput):
        releases.withdraw_release(
            actor=manager, release=release, reason=" ", successor=None, now=NOW
        )
    for other in others:
        with pytest.raises(InvalidInput):
            releases.withdraw_release(
                actor=manager, release=release, reason="No", successor=other, now=NOW
            )


def test_a_draft_is_deleted_with_all_that_it_left(project: Project, manager: User) -> None:
    release = draft(manager, project)
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    storage = get_storage()
    left = ReleaseFileFactory(
        release=release, job=job, attempt=0, size=None, sha256="", is_frozen=False
    )
    with storage.open(left.stored_as, "wb") as file:
        file.write(b"half")
    Job.objects.update(state="cancelled", finished_at=NOW)
    Release.objects.update(state="cancelled")

    releases.delete_release(actor=manager, release=release, now=NOW)

    assert not Release.objects.exists()
    assert not ReleaseFile.objects.exists()
    assert list_stored() == set()


def test_leftovers_are_removed_and_nothing_else(project: Project, manager: User) -> None:
    make_article(project)
    ready = build(manager, draft(manager, project))
    release = draft(manager, project, version="2.0")
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    Job.objects.filter(pk=job.pk).update(state="running", attempt=2)
    loose = {"release": release, "job": job, "size": None, "sha256": "", "is_frozen": False}
    lost = ReleaseFileFactory(**loose, attempt=1)
    current = ReleaseFileFactory(**loose, attempt=2)

    release_files.remove_leftovers()

    assert not ReleaseFile.objects.filter(pk=lost.pk).exists()
    assert ReleaseFile.objects.filter(pk=current.pk).exists()
    assert len(list_stored()) == ready.files.count()


def test_a_waiting_build_is_cancelled_and_can_be_queued_again(
    project: Project, manager: User
) -> None:
    release = draft(manager, project)
    job = releases.queue_build(actor=manager, release=release, now=NOW)

    jobs.cancel_job(actor=manager, job=job, works=WORKS, now=NOW)

    release.refresh_from_db()
    assert release.state == "cancelled"
    releases.queue_build(actor=manager, release=release, now=NOW)
    assert release.state == "queued"


def test_a_file_that_was_changed_or_lost_is_noticed(project: Project, manager: User) -> None:
    make_article(project)
    release = build(manager, draft(manager, project))
    first, second, third = release.files.order_by("pk")[:3]
    storage = get_storage()
    with storage.open(first.stored_as, "wb") as file:
        file.write(b"other")
    storage.delete(second.stored_as)

    assert [release_files.is_intact(one) for one in (first, second, third)] == [False, False, True]

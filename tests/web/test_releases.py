"""The pages of releases, and their files."""

import json
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.urls import reverse
from rest_framework import serializers

from claims import tasks
from claims.models import AuditEvent, Job, Project, Release, User
from claims.operations import jobs, release_building, releases
from claims.operations.purging import name_confirmation, purge_article
from claims.operations.withdrawing import withdraw_article
from claims.queries.release_storage import get_storage, open_labels
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    ReleaseFactory,
    SpeakerFactory,
    WorkerFactory,
    store_file,
)
from tests.operations.releasing import build, draft, label, list_stored, make_article

pytestmark = pytest.mark.django_db

FORM = {
    "title": "Harbour claims",
    "slug": "harbour",
    "version": "1.0",
    "records": "labels",
    "formats": ["jsonl", "csv"],
    "splits": "chance",
    "train_share": "80",
    "validation_share": "10",
    "seed": "7",
    "note_uses": "Not for ranking people.",
}
DATA = b"0123456789"


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def address(route: str, release: Release, **more: Any) -> str:
    return reverse(route, kwargs={"slug": release.project.slug, "uuid": release.uuid, **more})


def read(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_without_releases_the_list_says_what_they_are_for(
    project: Project, manager: User, reader: User, sign_in: SignIn
) -> None:
    page = reverse("releases", args=[project.slug])

    assert "There is no release yet. Make one" in read(sign_in(manager).get(page))
    assert "Managers of the project make them" in read(sign_in(reader).get(page))


# The session and the person, the project, roles, what waits (five), the releases twice.
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_releases_there_are(
    count: int,
    project: Project,
    manager: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    ReleaseFactory.create_batch(count, project=project, ready=True)
    client = sign_in(manager)

    with django_assert_num_queries(11):
        answer = client.get(reverse("releases", args=[project.slug]))

    assert len(answer.context["page"].object_list) == count


def test_readers_see_what_is_ready_only(project: Project, reader: User, sign_in: SignIn) -> None:
    ready = ReleaseFactory(project=project, ready=True, title="Ready one")
    ReleaseFactory(project=project, title="Draft one")
    client = sign_in(reader)

    shown = read(client.get(reverse("releases", args=[project.slug])))

    assert "Ready one" in shown
    assert "Draft one" not in shown
    page = read(client.get(address("release", ready)))
    assert "Withdraw the release" not in page
    assert "New release" not in shown


def test_a_release_from_its_form_to_its_files(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    article = make_article(project, redistribute="text")
    make_article(project, embargo=NOW + timedelta(days=1))
    client = sign_in(manager)

    form = read(client.get(reverse("release-new", args=[project.slug])))
    made = client.post(reverse("release-new", args=[project.slug]), FORM)

    assert "What it would hold" in form
    release = Release.objects.get()
    assert made["Location"] == address("release", release)
    assert release.notes == {"uses": "Not for ranking people."}
    page = read(client.get(address("release", release)))
    assert "2 records as things stand." in page
    assert '<dt>Left out: under embargo</dt> <dd class="num"> 2 </dd>' in page
    assert client.post(address("release-build", release)).status_code == 302
    waiting = read(client.get(address("release", release)))
    assert "waiting for a worker" in waiting
    assert "No worker is running, nor ever was" in waiting
    tasks.run_job.func(str(Job.objects.get().uuid))
    ready = read(client.get(address("release", release)))
    assert release.files.get(name="manifest.json").sha256 in ready
    assert address("release-file", release, name="jsonl/train.jsonl") in ready
    assert "How to cite it" in ready
    assert article.project == project


def test_managers_are_warned_of_texts_that_name_somebody(
    project: Project, manager: User, reader: User, sign_in: SignIn
) -> None:
    claim = make_article(project).claims.order_by("pk")[0]
    clean = build(manager, draft(manager, project))
    label(claim, comment=f"As {manager.username} says.")
    warned = build(manager, draft(manager, project, version="2.0"))
    client = sign_in(manager)

    page = read(client.get(address("release", warned)))

    assert "Texts name people of the project" in page
    assert '<dt>Comment</dt> <dd class="num"> 1 </dd>' in page
    assert "Texts name people" not in read(client.get(address("release", clean)))
    assert "Texts name people" not in read(sign_in(reader).get(address("release", warned)))


def test_who_does_not_work_is_told_on_the_page(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    release = draft(manager, project)
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    worker = WorkerFactory(seen_at=NOW - timedelta(seconds=75))
    client = sign_in(manager)

    def ask() -> str:
        return read(client.get(address("release-progress", release)))

    assert "nobody has worked for 75 seconds" in ask()
    type(worker).objects.update(seen_at=NOW)
    assert "No worker is running" not in ask()
    Job.objects.filter(pk=job.pk).update(state="running", done=30, total=120)
    assert '<progress value="25"' in ask()
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=NOW)
    assert "being cancelled" in ask()
    Job.objects.filter(pk=job.pk).update(
        state="failed",
        finished_at=NOW,
        error={"code": "x", "message": "Only %(number)d are <left>.", "params": {"number": 2}},
    )
    assert "It failed. Only 2 are &lt;left&gt;." in ask()
    assert "data-unfinished" not in ask()


def test_a_build_is_cancelled_changed_and_deleted(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    release = draft(manager, project)
    releases.queue_build(actor=manager, release=release, now=NOW)
    client = sign_in(manager)

    client.post(address("release-cancel", release))
    changed = client.post(address("release-edit", release), {**FORM, "version": "2.0"})

    release.refresh_from_db()
    assert (release.state, release.version) == ("cancelled", "2.0")
    assert changed["Location"] == address("release", release)
    assert "It was cancelled." in read(client.get(address("release", release)))
    client.post(address("release-delete", release))
    assert not Release.objects.exists()


def test_a_release_is_narrowed_down_on_its_form(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    article = make_article(project, title="The harbour")
    make_article(project, title="The harbour board")
    speaker = SpeakerFactory(project=project, name="Ada Holm")
    client = sign_in(manager)
    new = reverse("release-new", args=[project.slug])
    narrowed = {"article": "harb", "speaker": "ada holm", "stage": "label", "from": "2026-01-01"}

    odd = client.post(new, {**FORM, **narrowed})
    client.post(new, {**FORM, **narrowed, "article": "the harbour"})

    assert odd.context["form"].errors == {"article": ["Several fit “harb”: choose one."]}
    assert f'<option value="{article.uuid}">The harbour' in read(odd)
    assert '<details class="more" open>' in read(odd)
    release = Release.objects.get()
    assert release.filter == {
        "article": str(article.uuid),
        "stage": "label",
        "speaker": str(speaker.uuid),
        "from": "2026-01-01",
    }
    page = read(client.get(address("release", release)))
    assert '<dt>Article</dt> <dd dir="auto"> The harbour </dd>' in page
    assert '<dt>Speaker</dt> <dd dir="auto"> Ada Holm </dd>' in page
    edit = read(client.get(address("release-edit", release)))
    assert f'<option value="{article.uuid}" selected>The harbour' in edit
    shown = client.get(address("release-edit", release)).context["form"]
    kept = {field.html_name: field.value() or "" for field in shown.narrowing}
    client.post(address("release-edit", release), {**FORM, **kept, "speaker": "", "from": ""})
    release.refresh_from_db()
    assert release.filter == {"article": str(article.uuid), "stage": "label"}


def test_a_moment_is_kept_to_the_microsecond_where_nobody_changes_it(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    since = "2026-01-15T12:00:00.123456Z"
    release = ReleaseFactory(project=project, filter={"changed_since": since})
    edit, client = address("release-edit", release), sign_in(manager)
    shown = client.get(edit).context["form"]["changed_since"].value()

    client.post(edit, {**FORM, "changed_since": shown})
    release.refresh_from_db()
    kept = release.filter
    client.post(edit, {**FORM, "changed_since": "2026-01-15T12:00:01"})
    release.refresh_from_db()

    assert (shown, kept) == ("2026-01-15T12:00:00", {"changed_since": since})
    assert release.filter == {"changed_since": "2026-01-15T12:00:01.000000Z"}


def test_a_filter_of_what_is_gone_is_told_by_its_form(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    release = ReleaseFactory(project=project, filter={"article": str(UUID(int=1))})
    client = sign_in(manager)
    shown = {"article": str(UUID(int=1))}

    page = client.get(address("release", release))
    saved = client.post(address("release-edit", release), {**FORM, **shown})

    assert page.context["preview"] is None
    assert saved.context["form"].errors == {
        "article": ["There is no such article in this project."]
    }


def test_what_is_wrong_stands_at_its_field(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    draft(manager, project, slug="harbour")
    client = sign_in(manager)
    new = reverse("release-new", args=[project.slug])

    twice = client.post(new, FORM)
    odd = client.post(new, {**FORM, "version": "one", "train_share": "99", "formats": []})
    full = client.post(new, {**FORM, "version": "2", "train_share": "90"})

    assert twice.context["form"].errors == {
        "version": ["There is a release of that name and version already."]
    }
    assert set(odd.context["form"].errors) == {"train_share", "formats"}
    assert full.context["form"].non_field_errors() == ["Something must be left for the test."]
    assert {twice.status_code, odd.status_code, full.status_code} == {422}
    assert Release.objects.count() == 1


def test_a_withdrawn_release_says_why_and_what_to_use_instead(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    release, other = ReleaseFactory.create_batch(2, project=project, ready=True)
    for name in ("labels.jsonl", "manifest.json"):
        store_file(release, name, DATA)
    client = sign_in(manager)

    refused = client.post(address("release-withdraw", release), {"reason": " "})
    client.post(
        address("release-withdraw", release),
        {"reason": "Two <b>mistakes</b>.", "successor": str(other.uuid)},
    )

    assert refused.status_code == 422
    page = read(client.get(address("release", release)))
    assert "Two &lt;b&gt;mistakes&lt;/b&gt;." in page
    assert address("release", other) in page
    gone = client.get(address("release-file", release, name="labels.jsonl"))
    assert gone.status_code == 410
    assert f"Use {other.full_name} instead" in read(gone)
    kept: Any = client.get(address("release-file", release, name="manifest.json"))
    assert b"".join(kept.streaming_content) == DATA


@pytest.fixture
def stored(project: Project) -> Release:
    release = ReleaseFactory(project=project, ready=True)
    store_file(release, "jsonl/all.jsonl", DATA)
    return release


def fetch(client: Any, release: Release, method: str = "get", **headers: str) -> Any:
    where = address("release-file", release, name="jsonl/all.jsonl")
    return getattr(client, method)(where, headers=headers)


def test_a_file_is_to_be_kept_not_shown(stored: Release, manager: User, sign_in: SignIn) -> None:
    answer = fetch(sign_in(manager), stored)

    assert b"".join(answer.streaming_content) == DATA
    file = stored.files.get()
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Content-Length"] == "10"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Type"] == "application/x-ndjson"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{stored.full_name}-jsonl-all.jsonl"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-cache"
    (event,) = AuditEvent.objects.filter(action="release.downloaded")
    assert event.data == {"file": "jsonl/all.jsonl", "bytes": None}


@pytest.mark.parametrize(
    ("asked", "status", "data", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, DATA, "bytes 0-9/10"),
        ("bytes=9-99", 206, b"9", "bytes 9-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, DATA, None),
        ("bytes=0-1,3-4", 200, DATA, None),
        ("bytes=-", 200, DATA, None),
        ("lines=0-1", 200, DATA, None),
        ("bytes=a-b", 200, DATA, None),
    ],
)
def test_part_of_a_file(
    stored: Release,
    manager: User,
    sign_in: SignIn,
    asked: str,
    status: int,
    data: bytes,
    told: str | None,
) -> None:
    answer = fetch(sign_in(manager), stored, Range=asked)

    got = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, got) == (status, data)
    assert answer.get("Content-Range") == told
    assert AuditEvent.objects.count() == (0 if status == 416 else 1)


def test_a_part_of_another_file_is_not_put_to_this_one(
    stored: Release, manager: User, sign_in: SignIn
) -> None:
    client, etag = sign_in(manager), f'"{stored.files.get().sha256}"'

    same = fetch(client, stored, **{"Range": "bytes=4-", "If-Range": etag})
    other = fetch(client, stored, **{"Range": "bytes=4-", "If-Range": '"other"'})
    weak = fetch(client, stored, **{"Range": "bytes=4-", "If-Range": f"W/{etag}"})
    known = fetch(client, stored, **{"If-None-Match": etag})
    head = fetch(client, stored, "head")

    assert [one.status_code for one in (same, other, weak, known, head)] == [
        206,
        200,
        200,
        304,
        200,
    ]
    assert (head.content, head["Content-Length"]) == (b"", "10")
    for one in (same, other, weak):
        one.close()


def test_a_file_that_ends_early_breaks_the_transfer(
    stored: Release, manager: User, sign_in: SignIn
) -> None:
    with get_storage().open(stored.files.get().stored_as, "wb") as file:
        file.write(b"012")

    answer = fetch(sign_in(manager), stored)

    assert len(b"".join(answer.streaming_content)) < int(answer["Content-Length"])


def test_a_lost_file_and_one_that_never_was(
    stored: Release, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    get_storage().delete(stored.files.get().stored_as)

    assert fetch(client, stored).status_code == 404
    for name in ("../secret_key", "jsonl", "jsonl/all.jsonl/"):
        where = address("release-file", stored, name=name)
        assert client.get(where).status_code == 404


def test_any_storage_of_django_will_do(
    project: Project, manager: User, sign_in: SignIn, settings: Any
) -> None:
    """One that has no paths, as those of object stores."""
    backend = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "releases": backend}
    client = sign_in(manager)
    make_article(project, redistribute="text")

    release = build(manager, draft(manager, project))

    file = release.files.get(name="jsonl/all.jsonl")
    where = address("release-file", release, name=file.name)
    whole: Any = client.get(where)
    part: Any = client.get(where, headers={"Range": "bytes=5-8"})
    data = b"".join(whole.streaming_content)
    assert sha256(data).hexdigest() == file.sha256
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[5:9])
    other = build(manager, draft(manager, project, version="2.0"))
    differs = client.get(address("release-diff", other, other=release.uuid))
    assert differs.context["counts"] == {"same": 2}
    call_command("verify_releases", stdout=StringIO())

    client.post(address("release-withdraw", release), {"reason": "Wrong."})

    assert client.get(where).status_code == 410
    kept = {release.files.get(name="manifest.json").stored_as}
    kept |= set(other.files.values_list("stored_as", flat=True))
    assert list_stored() == kept
    get_storage().delete(other.files.get(name=file.name).stored_as)
    assert client.get(address("release-file", other, name=file.name)).status_code == 404


def test_a_draft_is_deleted_with_what_its_build_has_left_in_any_storage(
    project: Project, manager: User, sign_in: SignIn, settings: Any
) -> None:
    backend = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "releases": backend}
    make_article(project)
    release = draft(manager, project)
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    Job.objects.filter(pk=job.pk).update(state="running", attempt=1)
    job.refresh_from_db()
    release_building.WORK.run(jobs.Held(job, lambda: NOW, lambda: False))
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=NOW)
    Release.objects.update(state="failed")
    left = list_stored()

    sign_in(manager).post(address("release-delete", release))

    assert left
    assert list_stored() == set()
    assert not Release.objects.exists()


def test_what_differs_between_two_releases(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    kept, gone, changed = (make_article(project).claims.order_by("pk")[0] for _ in range(3))
    for claim in (kept, gone, changed):
        DecisionFactory(claim=claim, value="no_claim")
    earlier = build(manager, draft(manager, project, records="claims"))
    DecisionFactory(
        claim=changed,
        value="check_worthy_fact",
        verdict_value="Refuted",
        previous=changed.decisions.get(),
    )
    added = make_article(project).claims.order_by("pk")[0]
    DecisionFactory(claim=added, value="no_claim")
    type(gone.article).objects.filter(pk=gone.article_id).update(embargo=NOW + timedelta(days=9))
    later = build(manager, draft(manager, project, records="claims", version="2.0"))

    answer = sign_in(manager).get(address("release-diff", later, other=earlier.uuid))

    assert answer.context["counts"] == {"added": 1, "removed": 1, "changed": 1, "same": 1}
    told = {change.claim: change for change in answer.context["changes"]}
    assert {claim: change.fields for claim, change in told.items()} == {
        str(added.uuid): [],
        str(gone.uuid): [],
        str(changed.uuid): ["Verifiability", "Verdict"],
    }
    assert [label.verifiability for label in told[str(changed.uuid)].before] == ["no_claim"]
    assert not told[str(added.uuid)].before
    assert not told[str(gone.uuid)].after
    page = read(answer)
    assert "check_worthy_fact · Refuted" in page
    assert '<dt> Labelled otherwise: Verdict </dt> <dd class="num"> 1 </dd>' in page


def test_another_speaker_wording_or_evidence_is_a_change(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    claims = ClaimFactory.create_batch(3, article__project=project, article__redistribute="text")
    ada = SpeakerFactory(project=project, name="Ada <Holm>")
    value = {"value": "check_worthy_fact", "verdict_value": "Refuted"}
    first = [DecisionFactory(claim=claim, speaker=ada, **value) for claim in claims]
    EvidenceFactory(annotation=None, decision=first[2], position=1, url="https://a.example/1")
    earlier = build(manager, draft(manager, project, records="claims"))
    bo = SpeakerFactory(project=project, name="Bo")
    again: list[dict[str, Any]] = [
        {"speaker": bo},
        {"speaker": ada, "wording": "Boats <rose>."},
        {"speaker": ada},
    ]
    for claim, one, said in zip(claims, first, again, strict=True):
        last = DecisionFactory(claim=claim, previous=one, **value, **said)
    EvidenceFactory(annotation=None, decision=last, position=1, url="https://a.example/2")
    later = build(manager, draft(manager, project, records="claims", version="2.0"))

    answer = sign_in(manager).get(address("release-diff", later, other=earlier.uuid))

    assert answer.context["counts"] == {"changed": 3}
    told = {change.claim: change.fields for change in answer.context["changes"]}
    assert told == {
        str(claims[0].uuid): ["Speaker"],
        str(claims[1].uuid): ["Wording"],
        str(claims[2].uuid): ["Evidence"],
    }
    page = read(answer)
    assert "<bdi>Ada &lt;Holm&gt;</bdi>" in page
    assert '<q dir="auto">Boats &lt;rose&gt;.</q>' in page


def read_since(client: Any, release: Release) -> dict[str, Any]:
    """What the API says of it; the page says the same."""
    answer = client.get(reverse("api-release", args=[release.uuid]))
    found: dict[str, Any] = answer.json()["withdrawn_since"]
    page = client.get(address("release", release))
    shown = page.context["since"]
    assert [str(one.uuid) for one in shown.articles] == [
        one["article"] for one in found["articles"]
    ]
    assert all(one["sha256"] in page.content.decode() for one in found["articles"])
    return found


def test_what_was_withdrawn_since_it_was_made_is_told_to_whoever_has_it(
    project: Project, manager: User, reader: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = [NOW + timedelta(hours=number) for number in range(4)]
    held, gone, _stays = (make_article(project) for _ in range(3))
    release = build(manager, draft(manager, project, version="1.0"))
    late, client = make_article(project), sign_in(reader)

    before = read_since(client, release)
    for one in (held, late):
        withdraw_article(actor=manager, article=one, reason="Asked to.", now=hours[1])
    after = read_since(client, release)
    monkeypatch.setattr("claims.clock.now", lambda: hours[2])
    newer = build(manager, draft(manager, project, version="1.1"))
    with_newer = read_since(client, release)
    withdraw_article(actor=manager, article=gone, reason="Asked to.", now=hours[3])
    confirmation = name_confirmation(gone)
    purge_article(
        actor=manager, article=gone, reason="Law.", confirmation=confirmation, now=hours[3]
    )
    # Its files are gone by now, and what it held with them.
    purged = read_since(client, Release.objects.get(pk=release.pk))

    nothing = {"is_certain": True, "withdrawn": 0, "purged": 0, "latest": None, "without": None}
    moments = [serializers.DateTimeField().to_representation(hour) for hour in hours]
    assert before == {**nothing, "articles": []}
    told = {
        "article": str(held.uuid),
        "sha256": held.sha256,
        "withdrawn_at": moments[1],
        "purged_at": None,
    }
    only = {**nothing, "withdrawn": 1, "latest": moments[1], "articles": [told]}
    assert after == only
    assert with_newer == {**only, "without": str(newer.uuid)}
    assert {name: purged[name] for name in nothing} == {
        "is_certain": False,
        "withdrawn": 2,
        "purged": 1,
        "latest": moments[3],
        "without": None,
    }
    assert [(one["article"], one["purged_at"]) for one in purged["articles"]] == [
        (str(gone.uuid), moments[3]),
        (str(late.uuid), None),
        (str(held.uuid), None),
    ]


def test_a_claim_is_found_among_the_labels_of_a_release_wherever_it_stands(
    project: Project,
) -> None:
    release = ReleaseFactory(project=project, ready=True)
    claims = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(0, 60, 2)]
    lines = [json.dumps({"claim": one, "wording": "x" * (at % 7)}) for at, one in enumerate(claims)]
    store_file(release, data="".join(f"{line}\n" for line in sorted(lines * 2)).encode())
    asked = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(62)]

    with open_labels(release) as holds:
        found = [one for one in asked if holds(one)]

    assert found == claims

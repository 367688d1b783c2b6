"""Releases over REST."""

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims import tasks
from claims.models import Job, Project, Release, User
from tests.api.conftest import make_client
from tests.factories import NOW, ReleaseFactory, store_file
from tests.operations.releasing import make_article

pytestmark = pytest.mark.django_db

BODY = {
    "slug": "harbour",
    "version": "1.0",
    "title": "Harbour claims",
    "records": "labels",
    "splits": "none",
    "formats": ["jsonl"],
    "notes": {"uses": "Any."},
}


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def make(client: APIClient, project: Project, **changes: Any) -> Any:
    where = f"/api/v1/projects/{project.slug}/releases/"
    return client.post(where, {**BODY, **changes}, format="json")


def test_a_release_from_its_draft_to_its_withdrawal(
    project: Project, manager_api: APIClient, reader: User
) -> None:
    make_article(project, redistribute="text")

    made = make(manager_api, project)

    assert made.status_code == 201
    told = made.json()
    assert (told["state"], told["formats"], told["notes"]) == ("draft", ["jsonl"], {"uses": "Any."})
    where = f"/api/v1/releases/{told['uuid']}"
    changed = manager_api.post(f"{where}/change/", {"title": "Other"}, format="json")
    assert changed.json()["title"] == "Other"
    queued = manager_api.post(f"{where}/build/")
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    assert queued.json()["job"]["state"] == "queued"
    tasks.run_job.func(str(Job.objects.get().uuid))
    ready = make_client(reader).get(f"{where}/").json()
    assert (ready["state"], ready["as_of"]) == ("ready", "2026-01-15T12:00:00Z")
    assert ready["manifest"]["counts"]["records"] == 2
    (data,) = [one for one in ready["files"] if one["name"] == "jsonl/all.jsonl"]
    part: Any = manager_api.get(f"{where}/files/{data['name']}", headers={"Range": "bytes=0-0"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"{")
    assert part["ETag"] == f'"{data["sha256"]}"'
    other = make(manager_api, project, version="2.0").json()
    nowhere = {"reason": "Wrong.", "successor": other["uuid"]}
    refused = manager_api.post(f"{where}/withdraw/", nowhere, format="json")
    assert refused.status_code == 400
    withdrawn = manager_api.post(f"{where}/withdraw/", {"reason": "Wrong."}, format="json").json()
    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "Wrong.")
    assert withdrawn["files"] == ready["files"]
    assert withdrawn["manifest"] == ready["manifest"]
    gone = manager_api.get(f"{where}/files/{data['name']}")
    assert gone.status_code == 410
    assert "This release was withdrawn: Wrong." in gone.content.decode()


def test_a_release_is_narrowed_down(project: Project, manager_api: APIClient) -> None:
    article = make_article(project)
    wanted = {"article": str(article.uuid), "stage": "label", "from": "2026-01-01"}

    made = make(manager_api, project, filter=wanted).json()
    where = f"/api/v1/releases/{made['uuid']}/change/"
    unknown, odd = (
        manager_api.post(where, {"filter": one}, format="json")
        for one in ({"verdict": "Perhaps"}, {"of": "claims"})
    )
    whole = manager_api.post(where, {"filter": {}}, format="json").json()

    assert made["filter"] == wanted
    assert (unknown.status_code, odd.status_code) == (400, 400)
    assert whole["filter"] is None


def test_a_build_is_cancelled_and_the_draft_deleted(
    project: Project, manager_api: APIClient
) -> None:
    where = f"/api/v1/releases/{make(manager_api, project).json()['uuid']}"
    assert manager_api.post(f"{where}/cancel/").status_code == 409
    manager_api.post(f"{where}/build/")

    cancelled = manager_api.post(f"{where}/cancel/")

    assert cancelled.json()["state"] == "cancelled"
    assert cancelled.json()["job"]["state"] == "cancelled"
    assert manager_api.post(f"{where}/delete/").status_code == 204
    assert not Release.objects.exists()


def test_what_is_refused(project: Project, manager_api: APIClient) -> None:
    make(manager_api, project)

    twice = make(manager_api, project)
    odd = make(manager_api, project, version="2.0", formats=["pickle"], seed="7", more=1)
    shares = make(
        manager_api, project, version="2.0", splits="date", train_share=90, validation_share=10
    )

    assert (twice.status_code, odd.status_code, shares.status_code) == (409, 400, 400)


def test_what_differs_between_two_releases(project: Project, manager_api: APIClient) -> None:
    earlier, later = ReleaseFactory.create_batch(2, project=project, ready=True)
    rows = {
        earlier: [("a", "no_claim"), ("b", "no_claim"), ("b", "no_claim")],
        later: [("b", "no_claim"), ("b", "routine_fact"), ("c", "no_claim")],
    }
    for release, labels in rows.items():
        lines = [
            json.dumps({"claim": claim, "stage": "label", "verifiability": value, "verdict": None})
            for claim, value in labels
        ]
        store_file(release, data="\n".join([*lines, ""]).encode())
    where = f"/api/v1/releases/{later.uuid}/diff/{earlier.uuid}/"

    counts = manager_api.get(where)
    claims: Any = manager_api.get(f"{where}claims/")

    told = counts.json()
    fields = told.pop("fields")
    assert told == {"added": 1, "removed": 1, "changed": 1, "same": 0}
    assert {name for name, number in fields.items() if number} == {"verifiability"}
    told = [json.loads(line) for line in b"".join(claims.streaming_content).splitlines()]
    assert [(line["claim"], line["change"]) for line in told] == [
        ("a", "removed"),
        ("b", "changed"),
        ("c", "added"),
    ]
    assert [label["verifiability"] for label in told[1]["after"]] == ["no_claim", "routine_fact"]
    assert told[1]["fields"] == ["verifiability"]


def test_only_releases_that_are_ready_are_compared(
    project: Project, manager_api: APIClient
) -> None:
    ready, other = ReleaseFactory(project=project, ready=True), ReleaseFactory(project=project)
    store_file(ready)

    answer = manager_api.get(f"/api/v1/releases/{ready.uuid}/diff/{other.uuid}/")

    assert answer.status_code == 404

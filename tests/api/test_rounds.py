"""Rounds over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Project, Round
from tests.factories import NOW, ArticleFactory, GuidelineFactory, RoundFactory

pytestmark = pytest.mark.django_db

BODY = {"name": "Pilot 1", "kind": "pilot", "size": 1, "in_releases": False}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def start(client: APIClient, project: Project, **changes: Any) -> Any:
    body = {**BODY, **changes}
    return client.post(f"/api/v1/projects/{project.slug}/rounds/", body, format="json")


def test_a_round_from_its_start_to_its_end(project: Project, manager_api: APIClient) -> None:
    GuidelineFactory(project=project)
    article = ArticleFactory(project=project)

    started = start(manager_api, project, overlap=3, seed=7)

    assert started.status_code == 201
    told = started.json()
    assert told == {
        "uuid": str(Round.objects.get().uuid),
        "number": 1,
        "name": "Pilot 1",
        "kind": "pilot",
        "size": 1,
        "seed": 7,
        "overlap": 3,
        "guideline_version": 1,
        "in_releases": False,
        "started_at": "2026-01-15T12:00:00Z",
        "ended_at": None,
    }
    shown = manager_api.get(f"/api/v1/articles/{article.uuid}/").json()
    assert (shown["round"], shown["overlap"], shown["priority"]) == (1, 3, 1)
    of_round = f"/api/v1/rounds/{told['uuid']}"
    changed = manager_api.post(f"{of_round}/change/", {"in_releases": True}, format="json")
    assert changed.json() == {**told, "in_releases": True}
    ended = manager_api.post(f"{of_round}/end/")
    assert ended.json() == {**told, "in_releases": True, "ended_at": "2026-01-15T12:00:00Z"}
    assert manager_api.post(f"{of_round}/end/").json() == ended.json()


def test_what_is_refused(project: Project, manager_api: APIClient) -> None:
    few = start(manager_api, project, size=2)
    odd = start(manager_api, project, kind="trial", size=0, in_releases="yes")
    RoundFactory(project=project)
    running = start(manager_api, project)

    assert (few.status_code, few.json()["code"]) == (400, "too_few_articles")
    assert odd.status_code == 400
    assert {problem["field"] for problem in odd.json()["problems"]} == {
        *("kind", "size", "in_releases"),
    }
    assert (running.status_code, running.json()["code"]) == (409, "round_running")

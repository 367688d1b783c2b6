"""Questions about the guideline over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Project, Question, User
from tests.factories import (
    NOW,
    ClaimFactory,
    GuidelineFactory,
    QuestionFactory,
    RulingFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def find(client: APIClient, project: Project, **given: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/projects/{project.slug}/questions/", given)
    assert answer.status_code == 200, answer.json()
    return list(answer.json()["results"])


def ask(client: APIClient, project: Project, **body: Any) -> Any:
    return client.post(f"/api/v1/projects/{project.slug}/questions/", body, format="json")


def test_a_question_is_asked_and_ruled_on(
    project: Project, api: APIClient, annotator: User, curator_api: APIClient, curator: User
) -> None:
    GuidelineFactory(project=project)
    claim = ClaimFactory(article__project=project)

    asked = ask(api, project, text="Is this a fact?", claim=str(claim.uuid))

    assert asked.status_code == 201
    told = asked.json()
    assert told == {
        "uuid": str(Question.objects.get().uuid),
        "claim": str(claim.uuid),
        "guideline_version": 1,
        "text": "Is this a fact?",
        "asked_by": {"uuid": str(annotator.uuid), "username": "annotator", "name": "Annotator"},
        "created_at": "2026-01-15T12:00:00Z",
        "rulings": [],
    }
    address = f"/api/v1/questions/{told['uuid']}/rulings/"
    ruled = curator_api.post(address, {"text": "It is.", "known": 0}, format="json")
    late = curator_api.post(address, {"text": "It is not.", "known": 0}, format="json")
    assert ruled.status_code == 200
    assert ruled.json()["rulings"] == [
        {
            "number": 1,
            "text": "It is.",
            "ruled_by": {"uuid": str(curator.uuid), "username": "curator", "name": "Curator"},
            "created_at": "2026-01-15T12:00:00Z",
        }
    ]
    assert (late.status_code, late.json()["code"]) == (409, "ruled_meanwhile")


def test_a_claim_of_another_project_is_none(project: Project, api: APIClient) -> None:
    refused = ask(api, project, text="Is this?", claim=str(ClaimFactory().uuid))

    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_claim")


def test_questions_are_narrowed(project: Project, curator_api: APIClient) -> None:
    claim = ClaimFactory(article__project=project)
    QuestionFactory(claim=claim, text="One?")
    RulingFactory(question__claim=None, question__project=project, question__text="Two?")

    def texts(**given: str) -> list[str]:
        return [one["text"] for one in find(curator_api, project, **given)]

    assert texts() == ["One?", "Two?"]
    assert (texts(state="open"), texts(state="answered")) == (["One?"], ["Two?"])
    assert (texts(search="fact"), texts(claim=str(claim.uuid))) == (["Two?"], ["One?"])


def test_nothing_on_a_claim_that_one_could_still_label(
    project: Project, api: APIClient, curator_api: APIClient, manager_api: APIClient
) -> None:
    claim = ClaimFactory(article__project=project)
    SlotFactory(claim=claim)
    question = QuestionFactory(claim=claim)
    address = f"/api/v1/questions/{question.uuid}/rulings/"

    for client in (api, curator_api, manager_api):
        assert find(client, project) == []
        assert client.post(address, {"text": "It is."}, format="json").status_code == 404


def test_who_asked_is_told_to_those_who_may_know(
    project: Project,
    api: APIClient,
    other_api: APIClient,
    other_annotator: User,
    curator_api: APIClient,
    manager_api: APIClient,
) -> None:
    project.hides_names = True
    project.save()
    QuestionFactory(claim=None, project=project, asked_by=other_annotator)

    def read(client: APIClient) -> Any:
        (one,) = find(client, project)
        return one["asked_by"] and one["asked_by"]["username"]

    assert (read(api), read(curator_api)) == (None, None)
    assert (read(other_api), read(manager_api)) == ("other_annotator", "other_annotator")

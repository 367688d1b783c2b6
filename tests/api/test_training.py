"""Training, pauses and notices over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Membership, Notice, Project, User
from tests.api.conftest import Work
from tests.factories import NOW, NoticeFactory
from tests.operations.labellings import find_article_voice
from tests.operations.queues import queue_claim
from tests.operations.trained import make_training

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


def of_project(project: Project, what: str) -> str:
    return f"{V1}/projects/{project.slug}/{what}/"


def say(api: APIClient, claim: Any, value: str = "no_claim") -> Any:
    body = {
        "client_uuid": "6a1d1f7e-9b7b-4c55-8f0e-3a5b1c0d9e21",
        "speaker": str(find_article_voice(claim).uuid),
        "verifiability": value,
    }
    return api.post(f"{V1}/claims/{claim.uuid}/annotations/", body)


def test_training_from_the_first_article_to_the_feedback(
    project: Project, manager: User, api: APIClient
) -> None:
    live = queue_claim(project)
    first, second = make_training(project, manager)

    work = api.post(of_project(project, "next")).json()
    before = api.get(f"{V1}/claims/{first.uuid}/feedback/")
    made = say(api, first, "prediction")
    feedback = api.get(f"{V1}/claims/{first.uuid}/feedback/")
    elsewhere = say(api, live)

    assert [(one["uuid"], one["state"]) for one in work["claims"]] == [
        (str(first.uuid), "open"),
        (str(second.uuid), "open"),
    ]
    assert (before.status_code, made.status_code) == (404, 201)
    assert feedback.json() == {
        "annotation": made.json()["uuid"],
        "is_right": False,
        "answers": [
            {
                "field": "speaker",
                "said": "The article itself",
                "is_right": True,
                "right": ["The article itself"],
            },
            {
                "field": "verifiability",
                "said": "Prediction or plan",
                "is_right": False,
                "right": ["No factual claim"],
            },
        ],
        "explanation": "It names no figure.",
        "progress": {"total": 2, "labelled": 1, "right": 0},
        "standing": "training",
    }
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "train_first")


def test_feedback_is_for_who_gave_the_label(
    project: Project, manager: User, manager_api: APIClient, api: APIClient
) -> None:
    first, _second = make_training(project, manager)
    say(api, first)

    assert manager_api.get(f"{V1}/claims/{first.uuid}/feedback/").status_code == 404


def test_an_article_is_made_one_to_train_on(
    project: Project, manager_api: APIClient, api: APIClient
) -> None:
    address = f"{V1}/articles/{queue_claim(project).article.uuid}/training/"

    made = [manager_api.post(address, {"is_training": True}) for _ in range(2)]
    refused = api.post(address, {"is_training": False})

    assert [answer.json()["is_training"] for answer in made] == [True, True]
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("resume", {"paused_at": NOW}, {"paused_at": None}),
        ("pass", {"failed_at": NOW}, {"failed_at": None}),
        ("retry", {"failed_at": NOW}, {"failed_at": None, "trained_at": None}),
    ],
)
def test_what_managers_do_for_their_people(
    work: Work, manager_api: APIClient, verb: str, before: Any, after: Any
) -> None:
    Membership.objects.filter(user=work.annotator).update(**before)
    address = of_project(work.project, f"members/{verb}")

    answers = [manager_api.post(address, {"person": str(work.annotator.uuid)}) for _ in range(2)]

    for answer in answers:
        told = answer.json()
        assert answer.status_code == 200
        assert {name: told[name] for name in after} == after
        assert (told["username"], told["trained_at"] is not None) == ("annotator", verb == "pass")


def test_settings_tell_managers_what_nobody_else_is_told(
    project: Project, manager_api: APIClient, api: APIClient
) -> None:
    rules = {"least_seconds": 4, "least_gold_percent": 60}
    manager_api.post(of_project(project, "settings"), rules)

    told = manager_api.get(of_project(project, "settings")).json()
    listed = api.get(f"{V1}/projects/{project.slug}/").json()

    assert {name: told[name] for name in rules} == rules
    assert rules.keys().isdisjoint(listed)


def test_unread_notices_are_listed(project: Project, manager_api: APIClient) -> None:
    NoticeFactory.create_batch(2, project=project)
    NoticeFactory(project=project, read_at=NOW)
    NoticeFactory()

    rows = manager_api.get(of_project(project, "notices"), {"unread": "true"}).json()["results"]

    first = Notice.objects.order_by("pk")[0]
    assert len(rows) == 2
    assert rows[0] == {
        "uuid": str(first.uuid),
        "kind": "too_fast",
        "person": {
            "uuid": str(first.person.uuid),
            "username": first.person.username,
            "name": first.person.name,
        },
        "found": 2.5,
        "wanted": 5.0,
        "created_at": "2026-01-15T12:00:00Z",
        "read_at": None,
    }


def test_a_notice_is_read(work: Work, manager_api: APIClient) -> None:
    address = f"{V1}/notices/{work.notice.uuid}/read/"

    first, again = (manager_api.post(address).json() for _ in range(2))

    assert first["read_at"] is not None
    assert first == again

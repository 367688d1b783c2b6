"""Webhooks over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Project, User, Webhook
from tests.factories import NOW, DeliveryFactory, WebhookFactory

pytestmark = pytest.mark.django_db

BODY = {"url": "https://hooks.example/facts", "events": ["release.ready", "decision.made"]}


@pytest.fixture(autouse=True)
def _settings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def add(client: APIClient, project: Project, **changes: Any) -> Any:
    body = {**BODY, **changes}
    return client.post(f"/api/v1/projects/{project.slug}/webhooks/", body, format="json")


def test_a_webhook_from_its_making_to_its_end(
    project: Project, manager: User, manager_api: APIClient
) -> None:
    made = add(manager_api, project, description="Newsroom")

    webhook = Webhook.objects.get()
    told = made.json()
    assert made.status_code == 201
    assert told["secret"].startswith("whsec_")
    assert told["webhook"] == {
        "uuid": str(webhook.uuid),
        "url": "https://hooks.example/facts",
        "description": "Newsroom",
        "events": ["decision.made", "release.ready"],
        "fingerprint": webhook.fingerprint,
        "failing_since": None,
        "off_since": None,
        "off_reason": None,
        "created_at": "2026-01-15T12:00:00Z",
        "created_by": {"uuid": str(manager.uuid), "username": "manager", "name": "Manager"},
        "ended_at": None,
    }
    of_webhook = f"/api/v1/webhooks/{webhook.uuid}"
    listed = f"/api/v1/projects/{project.slug}/webhooks/"
    assert manager_api.get(listed).json()["results"] == [told["webhook"]]
    assert manager_api.get(f"{of_webhook}/").json() == told["webhook"]
    off = {"off_since": "2026-01-15T12:00:00Z", "off_reason": "by_hand"}
    assert manager_api.post(f"{of_webhook}/off/").json() == {**told["webhook"], **off}
    assert manager_api.post(f"{of_webhook}/test/").json()["code"] == "webhook_off"
    assert manager_api.post(f"{of_webhook}/on/").json() == told["webhook"]
    changed = manager_api.post(f"{of_webhook}/secret/").json()
    assert changed["secret"] != told["secret"]
    assert changed["webhook"]["fingerprint"] != told["webhook"]["fingerprint"]
    ended = manager_api.post(f"{of_webhook}/end/").json()
    assert ended["ended_at"] == "2026-01-15T12:00:00Z"
    assert manager_api.get(listed).json()["results"] == []
    assert manager_api.post(f"{of_webhook}/on/").json()["code"] == "webhook_ended"


def test_a_webhook_is_changed(project: Project, manager_api: APIClient) -> None:
    webhook = WebhookFactory(project=project, description="Newsroom")
    change = f"/api/v1/webhooks/{webhook.uuid}/change/"

    changed = manager_api.post(change, {"events": ["decision.made"]}, format="json").json()
    refused = manager_api.post(change, {"url": "https://elsewhere.example/"}, format="json").json()

    told = (changed["url"], changed["events"], changed["description"], changed["fingerprint"])
    assert told == (webhook.url, ["decision.made"], "Newsroom", webhook.fingerprint)
    assert (refused["code"], refused["field"]) == ("host_not_listed", "url")


def test_a_test_and_its_delivery(project: Project, manager_api: APIClient) -> None:
    webhook = WebhookFactory(project=project)
    of_webhook = f"/api/v1/webhooks/{webhook.uuid}"

    sent = manager_api.post(f"{of_webhook}/test/")

    told = sent.json()
    assert sent.status_code == 201
    assert told == {
        "uuid": told["uuid"],
        "event": str(webhook.deliveries.get().event),
        "type": "webhook.test",
        "state": "waiting",
        "attempts": 0,
        "next_attempt_at": "2026-01-15T12:00:00Z",
        "last_status": None,
        "error": None,
        "created_at": "2026-01-15T12:00:00Z",
        "finished_at": None,
    }
    again = manager_api.post(f"/api/v1/deliveries/{told['uuid']}/again/")
    assert (again.status_code, again.json()["code"]) == (409, "not_finished")
    error = {"code": "x", "message": "The receiver answered with %(status)d."}
    webhook.deliveries.update(
        state="failed", finished_at=NOW, error={**error, "params": {"status": 500}}
    )
    DeliveryFactory(webhook=webhook, state="delivered", finished_at=NOW)
    failed = manager_api.get(f"{of_webhook}/deliveries/?state=failed").json()["results"]
    assert [(one["uuid"], one["error"], one["next_attempt_at"]) for one in failed] == [
        (told["uuid"], "The receiver answered with 500.", None)
    ]
    assert len(manager_api.get(f"{of_webhook}/deliveries/").json()["results"]) == 2
    assert manager_api.post(f"/api/v1/deliveries/{told['uuid']}/again/").json()["error"] is None


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"url": "https://elsewhere.example/"}, 400, "host_not_listed"),
        ({"url": "http://hooks.example/"}, 400, "not_https"),
        ({"events": []}, 400, "events_missing"),
        ({"events": ["webhook.test"]}, 400, "unknown_choice"),
        ({"secret": "mine"}, 400, "unknown_field"),
        ({"url": 7}, 400, "invalid"),
    ],
)
def test_what_is_refused(
    changes: dict[str, Any], status: int, code: str, project: Project, manager_api: APIClient
) -> None:
    refused = add(manager_api, project, **changes)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Webhook.objects.exists()


def test_another_projects_webhooks_are_absent(manager_api: APIClient) -> None:
    delivery = DeliveryFactory(state="failed", finished_at=NOW)
    of_webhook = f"/api/v1/webhooks/{delivery.webhook.uuid}"

    answers = [
        manager_api.get(f"{of_webhook}/").status_code,
        manager_api.get(f"{of_webhook}/deliveries/").status_code,
        manager_api.post(f"{of_webhook}/end/").status_code,
        manager_api.post(f"/api/v1/deliveries/{delivery.uuid}/again/").status_code,
    ]

    assert answers == [404] * 4

"""The pages of webhooks."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Delivery, Project, User, Webhook
from tests.conftest import SignIn
from tests.factories import NOW, DeliveryFactory, WebhookFactory, WorkerFactory

pytestmark = pytest.mark.django_db

FORM = {"url": "https://hooks.example/facts", "description": "Newsroom", "events": "decision.made"}


@pytest.fixture(autouse=True)
def _settings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def list_address(project: Project) -> str:
    return reverse("webhooks", args=[project.slug])


def page_address(webhook: Webhook, page: str = "webhook") -> str:
    return reverse(page, args=[webhook.project.slug, webhook.uuid])


def test_where_webhooks_are_off_the_page_says_how_to_switch_them_on(
    project: Project, manager: User, sign_in: SignIn, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = []
    client = sign_in(manager)

    page = client.get(list_address(project)).content.decode()
    refused = client.post(list_address(project), FORM)

    assert "WEBHOOK_HOSTS=" in page
    assert "Add a webhook" not in page
    assert refused.status_code == 422
    assert not Webhook.objects.exists()


def test_nobody_is_told_yet(project: Project, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get(list_address(project)).content.decode()

    assert "Nobody is told anything yet." in page
    assert "hooks.example" in page
    assert "No worker is running" in page


def test_a_worker_is_there(project: Project, manager: User, sign_in: SignIn) -> None:
    WorkerFactory()

    assert "No worker" not in sign_in(manager).get(list_address(project)).content.decode()


def test_a_webhook_is_added_and_its_secret_shown_once(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    shown = client.post(list_address(project), FORM)

    webhook = Webhook.objects.get()
    assert shown.status_code == 200
    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    for address in (list_address(project), page_address(webhook)):
        assert secret not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "https://elsewhere.example/"}, "the operator has not listed this host"),
        ({"url": "http://hooks.example/"}, "has to begin with https://"),
        ({"url": "javascript:alert(1)"}, "This is not a link to a page"),
        ({"events": []}, "Choose at least one event."),
        ({"events": "webhook.test"}, "Select a valid choice"),
        ({"url": ""}, "This field is required."),
    ],
)
def test_what_is_refused_is_said_at_its_field(
    changes: dict[str, Any], message: str, project: Project, manager: User, sign_in: SignIn
) -> None:
    answer = sign_in(manager).post(list_address(project), {**FORM, **changes})

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_webhook_is_changed(project: Project, manager: User, sign_in: SignIn) -> None:
    webhook = WebhookFactory(project=project, url="https://hooks.example/before")
    client = sign_in(manager)

    form = client.get(page_address(webhook)).context["form"]
    changed = client.post(page_address(webhook), FORM, follow=True)

    assert (form["url"].value(), form["events"].value()) == (webhook.url, webhook.events)
    assert "The webhook is changed." in changed.content.decode()
    webhook.refresh_from_db()
    told = (webhook.url, webhook.description, webhook.events)
    assert told == (FORM["url"], "Newsroom", ["decision.made"])


def test_what_is_refused_of_a_change_is_said_where_it_was_written(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project)
    body = {**FORM, "url": "https://elsewhere.example/", "description": "Kept as written"}

    answer = sign_in(manager).post(page_address(webhook), body)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "the operator has not listed this host" in page
    assert "Kept as written" in page
    webhook.refresh_from_db()
    assert webhook.description == ""


def test_an_ended_webhook_is_changed_no_more(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project, ended_at=NOW)
    client = sign_in(manager)

    assert client.post(page_address(webhook), FORM).status_code == 409
    assert client.get(page_address(webhook)).content.decode().count("<form") == 1  # to sign out


def test_a_webhook_is_tested_switched_and_ended(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project)
    client = sign_in(manager)

    def do(verb: str) -> str:
        answer = client.post(page_address(webhook, f"webhook-{verb}"), follow=True)
        return answer.content.decode()

    tested, off, on, ended = do("test"), do("off"), do("on"), do("end")

    assert "A test is on its way" in tested
    assert Delivery.objects.get().type == "webhook.test"
    assert "Switch on" in off
    assert "Send a test" in on
    assert "Nobody is told anything yet." in ended
    page = client.get(page_address(webhook)).content.decode()
    assert "ended" in page
    assert "Switch on" not in page


def test_another_secret_is_shown(project: Project, manager: User, sign_in: SignIn) -> None:
    webhook = WebhookFactory(project=project)

    shown = sign_in(manager).post(page_address(webhook, "webhook-rotate"))

    assert shown.context["secret"].startswith("whsec_")
    assert "signed by the secret before it too" in shown.content.decode()


def test_a_failed_delivery_is_sent_again(project: Project, manager: User, sign_in: SignIn) -> None:
    webhook = WebhookFactory(project=project)
    error = {"code": "x", "message": "The receiver answered with %(status)d."}
    done = {"state": "failed", "finished_at": NOW, "attempts": 2}
    failed = DeliveryFactory(webhook=webhook, error={**error, "params": {"status": 500}}, **done)
    client = sign_in(manager)

    page = client.get(page_address(webhook)).content.decode()
    args = [project.slug, webhook.uuid, failed.uuid]
    client.post(reverse("delivery-again", args=args))

    assert "The receiver answered with 500." in page
    assert "2 attempts" in page
    failed.refresh_from_db()
    assert failed.state == "waiting"


def test_another_webhooks_delivery_is_not_sent_from_here(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project)
    elsewhere = DeliveryFactory(state="failed", finished_at=NOW)
    args = [project.slug, webhook.uuid, elsewhere.uuid]

    assert sign_in(manager).post(reverse("delivery-again", args=args)).status_code == 404


def test_of_what_somebody_was_told_the_page_says_nothing(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project)
    DeliveryFactory(webhook=webhook, payload={"data": {"claim": "which-claim"}})

    assert "which-claim" not in sign_in(manager).get(page_address(webhook)).content.decode()


def test_a_changed_key_of_the_server_is_told(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    webhook = WebhookFactory(project=project, fingerprint="another")

    page = sign_in(manager).get(page_address(webhook)).content.decode()

    assert "The key of this server was changed" in page


def test_hostile_words_are_escaped(project: Project, manager: User, sign_in: SignIn) -> None:
    word = "<script>alert(1)</script>"
    url = "https://hooks.example/?" + word
    webhook = WebhookFactory(project=project, description=word, url=url)
    DeliveryFactory(
        webhook=webhook, error={"code": "x", "message": "%(problem)s", "params": {"problem": word}}
    )
    client = sign_in(manager)

    for address in (list_address(project), page_address(webhook)):
        assert word not in client.get(address).content.decode()


# The session and the person, the project and roles, what waits (four); the list, its counts, the
# workers (one is there).
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "cost"), [("list", 12), ("page", 14)])
def test_pages_cost_the_same_however_much_there_is(
    page: str,
    cost: int,
    count: int,
    project: Project,
    manager: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    WorkerFactory()
    hooks = WebhookFactory.create_batch(count, project=project)
    for hook in hooks:
        DeliveryFactory.create_batch(count, webhook=hook, error={"message": "No.", "params": {}})
    client = sign_in(manager)
    address = list_address(project) if page == "list" else page_address(hooks[0])

    with django_assert_num_queries(cost):
        assert client.get(address).status_code == 200

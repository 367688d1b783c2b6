"""Webhooks of a project: who makes them, to where, with which secret, and how they end."""

import base64
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed
from claims.models import AuditEvent, Delivery, Project, User, Webhook
from claims.models.webhooks import MOST_WEBHOOKS
from claims.operations import signatures, webhooks
from tests.factories import NOW, DeliveryFactory, WebhookFactory
from tests.operations.test_races import race

pytestmark = pytest.mark.django_db

URL = "https://hooks.example/facts?of=us"


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]


def create(project: Project, actor: User, **changes: Any) -> tuple[Webhook, str]:
    given = {"url": URL, "events": ["release.ready", "decision.made"], **changes}
    return webhooks.create_webhook(actor=actor, project=project, now=NOW, **given)


def read_key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))


def test_a_webhook_is_made_and_its_secret_kept_nowhere(project: Project, manager: User) -> None:
    webhook, secret = create(project, manager, description=" The newsroom ")

    webhook.refresh_from_db()
    project.refresh_from_db()
    assert secret.startswith("whsec_")
    assert len(read_key(secret)) == 32
    assert (webhook.url, webhook.description) == (URL, "The newsroom")
    assert webhook.events == ["decision.made", "release.ready"]
    assert secret not in str(vars(webhook))
    assert signatures.is_as_shown(webhook)
    assert project.has_webhooks is True
    (event,) = AuditEvent.objects.all()
    assert (event.action, event.target) == ("webhook.created", str(webhook.uuid))
    assert event.data == {"host": "hooks.example", "events": ["decision.made", "release.ready"]}


def test_two_webhooks_have_different_secrets(project: Project, manager: User) -> None:
    assert create(project, manager)[1] != create(project, manager)[1]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"url": "http://hooks.example/"}, "not_https", "url"),
        ({"url": "ftp://hooks.example/"}, "not_a_web_link", "url"),
        ({"url": "https://me:secret@hooks.example/"}, "not_a_web_link", "url"),
        ({"url": "https://elsewhere.example/"}, "host_not_listed", "url"),
        ({"url": "https://hooks.example:8443/"}, "host_not_listed", "url"),
        ({"url": "https://127.0.0.1/"}, "host_not_listed", "url"),
        ({"url": "https://hooks.example/" + "a" * 2_000}, "too_long", "url"),
        ({"url": "https://hooks.example/\0"}, "not_text", "url"),
        ({"events": []}, "events_missing", "events"),
        ({"events": ["webhook.test"]}, "unknown_choice", "events"),
        ({"description": "a" * 201}, "too_long", "description"),
    ],
)
def test_what_is_refused(
    project: Project, manager: User, changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(project, manager, **changes)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Webhook.objects.exists()


def test_nothing_is_made_where_webhooks_are_off(
    project: Project, manager: User, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = []

    with pytest.raises(Conflict) as refused:
        create(project, manager)

    assert refused.value.code == "webhooks_off"


def test_http_only_where_the_operator_allows_it(
    project: Project, manager: User, settings: Any
) -> None:
    settings.WEBHOOK_HTTP = True

    assert create(project, manager, url="http://hooks.example/")[0].url == "http://hooks.example/"


def test_a_project_has_so_many_webhooks_at_most(project: Project, manager: User) -> None:
    WebhookFactory.create_batch(MOST_WEBHOOKS - 1, project=project)
    WebhookFactory(project=project, ended_at=NOW)
    create(project, manager)

    with pytest.raises(Conflict) as refused:
        create(project, manager)

    assert refused.value.code == "too_many_webhooks"


def test_only_managers(project: Project, curator: User, reader: User) -> None:
    webhook = WebhookFactory(project=project)

    for person in (curator, reader):
        with pytest.raises(NotAllowed):
            create(project, person)
        for act in (
            partial(webhooks.change_webhook, values={}),
            webhooks.rotate_secret,
            webhooks.switch_off,
            webhooks.switch_on,
            webhooks.end_webhook,
        ):
            with pytest.raises(NotAllowed):
                act(actor=person, webhook=webhook, now=NOW)


def test_a_webhook_is_changed_and_its_secret_stays(project: Project, manager: User) -> None:
    webhook, _ = create(project, manager, description="The newsroom")
    Webhook.objects.update(failing_since=NOW, held_until=NOW)
    waiting = DeliveryFactory(webhook=webhook)
    change = partial(webhooks.change_webhook, actor=manager, webhook=webhook, now=NOW)

    change(values={"events": ["release.ready"]})
    told = (webhook.url, webhook.events, webhook.description, webhook.failing_since)
    change(values={"url": "https://hooks.example/other", "description": ""})
    change(values={"url": " https://hooks.example/other ", "events": ["release.ready"]})

    assert told == (URL, ["release.ready"], "The newsroom", NOW)
    assert (webhook.url, webhook.description) == ("https://hooks.example/other", "")
    assert (webhook.failing_since, webhook.held_until) == (None, None)
    assert signatures.is_as_shown(webhook)
    waiting.refresh_from_db()
    assert (waiting.webhook.url, waiting.state) == ("https://hooks.example/other", "waiting")
    events = AuditEvent.objects.filter(action="webhook.changed").order_by("pk")
    same = {"host": "hooks.example", "events": ["release.ready"]}
    assert [event.data for event in events] == [
        {**same, "fields": ["events"]},
        {**same, "fields": ["description", "url"]},
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"url": "https://hooks.example/new", "events": []}, "events"),
        ({"url": "https://hooks.example/new", "description": "\0"}, "description"),
    ],
)
def test_of_a_refused_change_nothing_is_done(
    project: Project, manager: User, values: dict[str, Any], field: str
) -> None:
    webhook, _ = create(project, manager)

    with pytest.raises(InvalidInput) as refused:
        webhooks.change_webhook(actor=manager, webhook=webhook, values=values, now=NOW)

    assert refused.value.field == field
    assert Webhook.objects.get().url == URL


def test_an_ended_webhook_is_not_changed_and_where_they_are_off_no_address_is(
    project: Project, manager: User, settings: Any
) -> None:
    ended = WebhookFactory(project=project, ended_at=NOW)
    standing = WebhookFactory(project=project)

    with pytest.raises(Conflict) as of_ended:
        webhooks.change_webhook(actor=manager, webhook=ended, values={"description": "x"}, now=NOW)
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(Conflict) as where_off:
        webhooks.change_webhook(actor=manager, webhook=standing, values={"url": URL}, now=NOW)

    assert (of_ended.value.code, where_off.value.code) == ("webhook_ended", "webhooks_off")


def test_another_secret_signs_beside_the_old_one_for_a_day(project: Project, manager: User) -> None:
    webhook, first = create(project, manager)

    second = webhooks.rotate_secret(actor=manager, webhook=webhook, now=NOW)

    webhook.refresh_from_db()
    keys = [read_key(second), read_key(first)]
    assert first != second
    assert signatures.list_keys(webhook, NOW + timedelta(hours=23)) == keys
    assert signatures.list_keys(webhook, NOW + timedelta(hours=24)) == keys[:1]
    assert signatures.is_as_shown(webhook)
    assert AuditEvent.objects.last().action == "webhook.secret_changed"  # type: ignore[union-attr]


def test_of_two_who_change_the_secret_at_once_one_is_told(project: Project, manager: User) -> None:
    webhook, _ = create(project, manager)
    other = Webhook.objects.select_related("project").get()
    webhooks.rotate_secret(actor=manager, webhook=other, now=NOW)

    with pytest.raises(Conflict) as refused:
        webhooks.rotate_secret(actor=manager, webhook=webhook, now=NOW)

    assert refused.value.code == "changed_meanwhile"


def test_another_key_of_the_server_is_noticed(
    project: Project, manager: User, settings: Any
) -> None:
    webhook, _ = create(project, manager)

    settings.SECRET_KEY = "another key, which protects as little " * 2

    assert not signatures.is_as_shown(webhook)


def test_off_and_on_again(project: Project, manager: User) -> None:
    webhook = WebhookFactory(project=project, failing_since=NOW, held_until=NOW)

    for _ in range(2):
        webhooks.switch_off(actor=manager, webhook=webhook, now=NOW)
    assert (webhook.off_since, webhook.off_reason) == (NOW, "by_hand")
    known = [Project.objects.get().has_webhooks]

    for _ in range(2):
        webhooks.switch_on(actor=manager, webhook=webhook, now=NOW)
    assert webhook.is_active
    assert (webhook.failing_since, webhook.held_until) == (None, None)
    known += [Project.objects.get().has_webhooks]
    assert known == [False, True]
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["webhook.switched_off", "webhook.switched_on"]


def test_an_ended_webhook_sends_nothing_more(project: Project, manager: User) -> None:
    webhook = WebhookFactory(project=project)
    waiting = DeliveryFactory(webhook=webhook)

    for _ in range(2):
        webhooks.end_webhook(actor=manager, webhook=webhook, now=NOW)

    waiting.refresh_from_db()
    project.refresh_from_db()
    assert (waiting.state, waiting.finished_at) == ("failed", NOW)
    assert project.has_webhooks is False
    assert AuditEvent.objects.count() == 1
    for act in (webhooks.switch_on, webhooks.rotate_secret):
        with pytest.raises(Conflict) as refused:
            act(actor=manager, webhook=webhook, now=NOW)
        assert refused.value.code == "webhook_ended"


@pytest.mark.parametrize("changes", [{"off_since": NOW}, {"off_reason": "gone"}, {"old_salt": "a"}])
def test_the_database_refuses_halves(changes: dict[str, Any]) -> None:
    webhook = WebhookFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(**changes)


def test_the_database_refuses_an_event_twice() -> None:
    delivery = DeliveryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryFactory(webhook=delivery.webhook, event=delivery.event)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="delivered")


@pytest.mark.django_db(transaction=True)
def test_one_off_and_one_on_at_once_leave_the_project_with_one(
    project: Project, manager: User
) -> None:
    for _ in range(8):
        on = WebhookFactory(project=project)
        off = WebhookFactory(project=project, off_since=NOW, off_reason="by_hand")
        first = Webhook.objects.select_related("project").get(pk=on.pk)
        second = Webhook.objects.select_related("project").get(pk=off.pk)

        results = race(
            [
                partial(webhooks.switch_off, actor=manager, webhook=first, now=NOW),
                partial(webhooks.switch_on, actor=manager, webhook=second, now=NOW),
            ]
        )

        assert results == [None, None]
        project.refresh_from_db()
        assert project.has_webhooks is True
        Webhook.objects.update(ended_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once(project: Project, manager: User) -> None:
    WebhookFactory.create_batch(MOST_WEBHOOKS - 1, project=project)

    results = race([partial(create, project, manager)] * 4)

    refused = [result for result in results if isinstance(result, DomainError)]
    assert [error.code for error in refused] == ["too_many_webhooks"] * 3
    assert Webhook.objects.count() == MOST_WEBHOOKS

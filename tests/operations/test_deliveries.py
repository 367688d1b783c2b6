"""What webhooks deliver, to a real receiver: signed, at least once, and no further than it should.

The receiver is on this machine, which only tests may reach.
"""

import base64
import hashlib
import hmac
import json
import multiprocessing
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as settings_of_project
from django.db import IntegrityError, connections, transaction

from claims import clock
from claims.errors import Conflict, NotAllowed
from claims.management.postman import Postman
from claims.management.worker import Worker
from claims.models import AuditEvent, Delivery, Notice, Project, User, Webhook
from claims.operations import deliveries, signatures, webhooks
from claims.outgoing import PUBLIC, Reach
from claims.wording import describe
from tests.factories import NOW, ArticleFactory, DeliveryFactory, WebhookFactory
from tests.operations.test_crowd import forget_connections
from tests.operations.test_races import race
from tests.test_outgoing import LocalServer, reach_here, redirect, serve

pytestmark = pytest.mark.django_db

FINE = b"HTTP/1.1 204 No Content\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"


class Now:
    """The time, as a test has it."""

    def __init__(self) -> None:
        self.now = NOW

    def read(self) -> datetime:
        return self.now

    def wait(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture(autouse=True)
def _settings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_HTTP = True
    monkeypatch.setattr("secrets.randbelow", lambda _: 0)


def hook_to(server: LocalServer, **changes: Any) -> Webhook:
    return WebhookFactory(url=f"http://{server.host}/facts?of=us", **changes)


def list_hosts(settings: Any, server: LocalServer) -> None:
    settings.WEBHOOK_HOSTS = [server.host]


def send(now: Now, reach: Reach | None = None) -> int:
    return deliveries.send_due(
        read_now=now.read, is_stopping=lambda: False, reach=reach or reach_here()
    )


def read_headers(asked: bytes) -> dict[str, str]:
    head = asked.partition(b"\r\n\r\n")[0].decode()
    return {name.lower(): value for name, value in re.findall(r"(?m)^([\w-]+): (.*?)\r?$", head)}


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/webhooks.md tells receivers to, and by nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(one, f"v1,{wanted}") for one in given)


def test_a_delivery_arrives_signed(
    project: Project, manager: User, now: Now, settings: Any
) -> None:
    with serve(FINE) as server:
        list_hosts(settings, server)
        webhook, secret = webhooks.create_webhook(
            actor=manager,
            project=project,
            url=f"http://{server.host}/facts?of=us",
            events=["decision.made"],
            now=NOW,
        )
        delivery = DeliveryFactory(webhook=webhook)

        assert send(now) == 1
        assert send(now) == 0

    (asked,) = server.asked
    head, _, body = asked.partition(b"\r\n\r\n")
    headers = read_headers(asked)
    assert head.startswith(b"POST /facts?of=us HTTP/1.1\r\n")
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == str(delivery.event)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert verify(secret, headers, body)
    assert not verify(secret, headers, body + b" ")
    assert json.loads(body) == {"id": str(delivery.event), "type": "webhook.test"}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 1, 204)


def test_the_verifier_in_the_docs_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (settings_of_project.BASE_DIR / "docs" / "webhooks.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    known: dict[str, Any] = {}
    exec(example, known)  # noqa: S102 - our own words
    webhook, body = WebhookFactory(), b'{"id": "a"}'
    key = signatures.derive_key(webhook, webhook.salt)
    secret, sent = signatures.write_secret(key), int(NOW.timestamp())
    headers = {
        "webhook-id": "a",
        "webhook-timestamp": str(sent),
        "webhook-signature": signatures.sign([b"another", key], "a", sent, body),
    }

    def is_genuine(at: int, body: bytes = body) -> bool:
        monkeypatch.setattr("time.time", lambda: at)
        return bool(known["is_genuine"](secret, headers, body))

    told = [is_genuine(sent + 300), is_genuine(sent + 301), is_genuine(sent, body + b" ")]
    assert told == [True, False, False]


def test_the_signature_is_that_of_the_published_example() -> None:
    """Of Standard Webhooks' own tests: secret, id, moment and body, and what they come to."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    signed = signatures.sign(
        [key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_change_both_secrets_verify(
    project: Project, manager: User, now: Now, settings: Any
) -> None:
    with serve(FINE) as server:
        list_hosts(settings, server)
        webhook, old = webhooks.create_webhook(
            actor=manager,
            project=project,
            url=f"http://{server.host}/",
            events=["decision.made"],
            now=NOW,
        )
        new = webhooks.rotate_secret(actor=manager, webhook=webhook, now=NOW)
        DeliveryFactory(webhook=webhook)

        send(now)

    body = server.asked[0].partition(b"\r\n\r\n")[2]
    headers = read_headers(server.asked[0])
    assert verify(old, headers, body)
    assert verify(new, headers, body)


def test_what_fails_is_tried_again_under_the_same_id(now: Now, settings: Any) -> None:
    with serve(BROKEN, BROKEN, FINE) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))

        counts = [send(now), send(now)]
        now.wait(seconds=10)
        counts += [send(now), send(now)]
        now.wait(seconds=19)
        counts += [send(now)]
        now.wait(seconds=1)
        counts += [send(now)]

    assert counts == [1, 0, 1, 0, 0, 1]
    ids = [read_headers(asked)["webhook-id"] for asked in server.asked]
    moments = [int(read_headers(asked)["webhook-timestamp"]) for asked in server.asked]
    assert ids == [str(delivery.event)] * 3
    assert [moment - moments[0] for moment in moments] == [0, 10, 30]
    delivery.refresh_from_db()
    delivery.webhook.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("delivered", 3, {})
    assert delivery.webhook.failing_since is None


def list_waits(delivery: Delivery, now: Now, moves: Callable[[], object]) -> list[int]:
    """Seconds from one failed attempt to the next, until it is given up."""
    waits = []
    while not delivery.is_finished:
        send(now)
        delivery.refresh_from_db()
        if not delivery.is_finished:
            waits.append(int((delivery.next_attempt_at - now.now).total_seconds()))
            now.now = delivery.next_attempt_at
            moves()
    return waits


def test_each_wait_is_twice_all_time_so_far_until_a_day_is_over(now: Now, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["elsewhere.test"]
    delivery = DeliveryFactory()

    waits = list_waits(delivery, now, lambda: Webhook.objects.update(held_until=None))

    assert waits == [10, 20, 60, 180, 540, 1620, 4860, 14580, 43740]
    assert now.now - NOW == timedelta(seconds=65_610)
    assert (delivery.state, delivery.attempts) == ("failed", 10)


def test_what_is_said_of_a_failure(now: Now, settings: Any) -> None:
    with serve(BROKEN) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status) == ("waiting", 500)
    assert delivery.problem
    assert describe(delivery.problem) == "The receiver answered with 500."


def test_a_receiver_in_trouble_is_not_asked_for_each_event(now: Now, settings: Any) -> None:
    with serve(BROKEN, FINE, FINE, FINE, FINE) as server:
        list_hosts(settings, server)
        webhook = hook_to(server)
        first = DeliveryFactory(webhook=webhook)
        others = DeliveryFactory.create_batch(2, webhook=webhook)
        elsewhere = DeliveryFactory(webhook=hook_to(server))

        asked_at_once = send(now)
        now.wait(seconds=10)
        asked_later = send(now)

    assert (asked_at_once, asked_later) == (2, 3)
    order = [read_headers(asked)["webhook-id"] for asked in server.asked]
    assert order[:2] == [str(first.event), str(elsewhere.event)]
    assert sorted(order[2:]) == sorted(str(one.event) for one in [first, *others])


def answer_busy(retry_after: str, status: int = 503) -> bytes:
    head = f"HTTP/1.1 {status} Busy\r\nRetry-After: {retry_after}\r\nContent-Length: 0\r\n\r\n"
    return head.encode("latin-1")


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (503, "120", 120),
        (429, "120", 120),
        (503, "Thu, 15 Jan 2026 12:05:00 GMT", 300),
        (503, "3", 10),  # less than we wait in any case
        (503, "999999999", 3600),
        (503, "Thu, 15 Jan 2099 12:05:00 GMT", 3600),
        (503, "Thu, 15 Jan 2020 12:05:00 GMT", 10),
        (503, "-5", 10),
        (503, "9" * 10_000, 10),
        (503, "soon \xff", 10),
        (500, "120", 10),
    ],
)
def test_a_busy_receiver_is_left_alone_as_long_as_it_asks_for_within_an_hour(
    status: int, said: str, wait: int, now: Now, settings: Any
) -> None:
    with serve(answer_busy(said, status)) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    until = NOW + timedelta(seconds=wait)
    assert (delivery.state, delivery.last_status) == ("waiting", status)
    assert (delivery.next_attempt_at, delivery.webhook.held_until) == (until, until)


def test_receivers_take_turns_however_much_waits_for_one(now: Now, settings: Any) -> None:
    with serve(*[FINE] * 5) as server:
        list_hosts(settings, server)
        busy, quiet = hook_to(server), hook_to(server)
        many = DeliveryFactory.create_batch(4, webhook=busy)
        one = DeliveryFactory(webhook=quiet, next_attempt_at=NOW + timedelta(seconds=1))
        now.wait(seconds=1)

        assert send(now) == 5

    order = [read_headers(asked)["webhook-id"] for asked in server.asked]
    assert order == [str(delivery.event) for delivery in [many[0], one, *many[1:]]]


def test_of_a_webhook_one_delivery_is_in_flight(now: Now) -> None:
    webhook = WebhookFactory()
    first, _second = DeliveryFactory.create_batch(2, webhook=webhook)
    elsewhere = DeliveryFactory()

    taken = [deliveries.take_next(now=NOW) for _ in range(3)]

    assert taken == [first, elsewhere, None]
    with pytest.raises(IntegrityError), transaction.atomic():
        webhook.deliveries.update(state="delivering")


def test_what_was_lost_in_flight_comes_before_what_else_waits() -> None:
    webhook = WebhookFactory()
    lost = DeliveryFactory(webhook=webhook)
    assert deliveries.take_next(now=NOW) == lost
    DeliveryFactory(webhook=webhook)

    taken = deliveries.take_next(now=NOW + timedelta(seconds=60))

    assert taken == lost
    assert taken.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_keeps_no_other_waiting(now: Now, settings: Any) -> None:
    hangs, may_go_on = threading.Event(), threading.Event()

    def hang(connection: socket.socket) -> None:
        hangs.set()
        may_go_on.wait(timeout=20)
        connection.sendall(FINE)

    def pass_it_by() -> int:
        assert hangs.wait(timeout=20)
        sent = send(now)
        may_go_on.set()
        return sent

    with serve(hang, FINE, FINE) as slow, serve(*[FINE] * 4) as quick:
        settings.WEBHOOK_HOSTS = [slow.host, quick.host]
        DeliveryFactory.create_batch(3, webhook=hook_to(slow))
        hooks = [WebhookFactory(url=f"http://{quick.host}/", turn_at=NOW) for _ in range(2)]
        for hook in hooks:
            DeliveryFactory.create_batch(2, webhook=hook)

        counts = race([partial(send, now), pass_it_by])

    assert counts == [3, 4]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_a_day_is_as_long_as_anything_waits(now: Now, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    delivery = DeliveryFactory(webhook=WebhookFactory(off_since=NOW, off_reason="by_hand"))

    now.wait(hours=23, minutes=59)
    send(now)
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    now.wait(minutes=1)
    send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", 0)
    assert delivery.problem
    assert describe(delivery.problem) == "It could not be sent in time."


def test_a_receiver_that_is_gone_is_told_nothing_more(now: Now, settings: Any) -> None:
    with serve(GONE) as server:
        list_hosts(settings, server)
        webhook = hook_to(server)
        delivery, waiting = DeliveryFactory.create_batch(2, webhook=webhook)

        assert send(now) == 1
        now.wait(hours=1)
        assert send(now) == 0

    delivery.refresh_from_db()
    waiting.refresh_from_db()
    webhook.refresh_from_db()
    webhook.project.refresh_from_db()
    assert (delivery.state, waiting.state) == ("failed", "waiting")
    assert (webhook.off_since, webhook.off_reason) == (NOW, "gone")
    assert webhook.project.has_webhooks is False
    notice = Notice.objects.get()
    assert (notice.kind, notice.person, notice.project) == (
        "hook_gone",
        webhook.created_by,
        webhook.project,
    )
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.data) == (
        "webhook.switched_off",
        None,
        {"reason": "gone"},
    )


@pytest.mark.parametrize("answer", [GONE, BROKEN, BUSY])
def test_what_the_old_address_answers_says_nothing_of_the_new_one(
    answer: bytes, manager: User, project: Project, now: Now, settings: Any
) -> None:
    with serve(answer) as server:
        settings.WEBHOOK_HOSTS = [server.host, "elsewhere.test"]
        webhook = hook_to(server, project=project)
        delivery = DeliveryFactory(webhook=webhook)
        taken = take_and_move(webhook, manager)

        deliveries.attempt(taken, read_now=now.read, reach=reach_here())

    delivery.refresh_from_db()
    webhook.refresh_from_db()
    assert (delivery.state, delivery.next_attempt_at, delivery.error) == ("waiting", NOW, {})
    assert (webhook.off_since, webhook.failing_since, webhook.held_until) == (None, None, None)
    assert deliveries.take_next(now=now.now) == delivery


def take_and_move(webhook: Webhook, manager: User) -> Delivery:
    """A delivery in flight to an address that its webhook no longer has."""
    taken = deliveries.take_next(now=NOW)
    assert taken
    values = {"url": "https://elsewhere.test/"}
    webhooks.change_webhook(actor=manager, webhook=webhook, values=values, now=NOW)
    return taken


def test_what_the_old_address_took_has_arrived_and_the_new_one_fails_still(
    manager: User, project: Project, now: Now, settings: Any
) -> None:
    with serve(FINE) as server:
        settings.WEBHOOK_HOSTS = [server.host, "elsewhere.test"]
        webhook = hook_to(server, project=project)
        delivery = DeliveryFactory(webhook=webhook)
        taken = take_and_move(webhook, manager)
        Webhook.objects.update(failing_since=NOW)

        deliveries.attempt(taken, read_now=now.read, reach=reach_here())

    delivery.refresh_from_db()
    webhook.refresh_from_db()
    assert (delivery.state, webhook.failing_since) == ("delivered", NOW)


def test_a_rule_switches_nothing_off_that_has_another_address(
    manager: User, project: Project, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example", "elsewhere.test"]
    webhook = WebhookFactory(project=project)
    DeliveryFactory(webhook=webhook)
    asked = take_and_move(webhook, manager).webhook

    assert not webhooks.turn_off(asked, Webhook.OffReason.GONE, NOW)
    webhook.refresh_from_db()
    assert webhook.is_active


def test_a_webhook_that_fails_for_days_is_switched_off(now: Now, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["elsewhere.test"]
    webhook = WebhookFactory()
    for _ in range(72):
        DeliveryFactory(webhook=webhook, queued_at=now.now, next_attempt_at=now.now)
        send(now)
        now.wait(hours=1)
    webhook.refresh_from_db()
    still_on = webhook.is_active

    DeliveryFactory(webhook=webhook, queued_at=now.now, next_attempt_at=now.now)
    send(now)

    webhook.refresh_from_db()
    assert (still_on, webhook.off_reason) == (True, "failing")
    notice = Notice.objects.get()
    assert (notice.kind, notice.found, notice.wanted) == ("hook_failing", 3.0, 3.0)


def answer_with(body: bytes, *head: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *head, b"", body]
    return b"\r\n".join(lines)


@pytest.mark.parametrize(
    "answer",
    [
        answer_with(b"a" * 10_000_000),
        answer_with(bytes(range(256)) * 10, b"Content-Type: text/html"),
        answer_with(b"no gzip at all", b"Content-Encoding: gzip"),
        answer_with(b"", b"Location: http://127.0.0.1/"),
        b"HTTP/1.1 200 \xff\xfe\r\nX: \x00\r\n\r\n<script>alert(1)</script>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\ncut short",
    ],
)
def test_of_an_answer_nothing_matters_but_its_status(
    answer: bytes, now: Now, settings: Any
) -> None:
    with serve(answer) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status, delivery.error) == ("delivered", 200, {})


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff" * 100_000,
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 999999 No\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_a_failure(answer: bytes, now: Now, settings: Any) -> None:
    with serve(answer) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status) == ("waiting", None)
    assert delivery.error["code"] == "unreachable"


def test_a_redirect_is_not_followed(now: Now, settings: Any) -> None:
    with serve(FINE) as other, serve(redirect(f"http://{other.host}/")) as server:
        settings.WEBHOOK_HOSTS = [server.host, other.host]
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status, other.asked) == ("waiting", 302, [])


def test_a_receiver_that_takes_too_long_is_left(
    now: Now, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SECONDS", 0.3)

    def dawdle(connection: socket.socket) -> None:
        for _ in range(20):
            connection.sendall(b"H")
            time.sleep(0.1)

    with serve(dawdle) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        began = time.monotonic()
        send(now)

    assert time.monotonic() - began < 1.5
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error["code"]) == ("waiting", "too_slow")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.8"]
)
def test_a_private_address_is_never_reached(address: str, now: Now, settings: Any) -> None:
    reach = Reach(look_up=lambda *_: ["93.184.216.34", address])
    with serve(FINE) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now, reach)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error["code"], server.asked) == ("waiting", "not_public", [])


def test_this_machine_is_not_reached_by_its_name(now: Now, settings: Any) -> None:
    with serve(FINE) as server:
        settings.WEBHOOK_HOSTS = [f"localhost:{server.port}"]
        webhook = WebhookFactory(url=f"http://localhost:{server.port}/")
        delivery = DeliveryFactory(webhook=webhook)
        send(now, PUBLIC)

    delivery.refresh_from_db()
    assert (delivery.error["code"], server.asked) == ("not_public", [])


def test_a_host_that_is_listed_no_more_is_not_asked(now: Now, settings: Any) -> None:
    with serve(FINE) as server:
        settings.WEBHOOK_HOSTS = ["elsewhere.test"]
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert server.asked == []
    assert delivery.problem
    assert describe(delivery.problem) == (
        "Nothing is sent to news.test: the operator has not listed this host."
    )


def test_nothing_is_sent_without_tls_unless_that_is_allowed(now: Now, settings: Any) -> None:
    with serve(FINE) as server:
        list_hosts(settings, server)
        settings.WEBHOOK_HTTP = False
        delivery = DeliveryFactory(webhook=hook_to(server))
        send(now)

    delivery.refresh_from_db()
    assert (delivery.error["code"], server.asked) == ("not_https", [])


def test_nothing_is_sent_where_webhooks_are_off(now: Now, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = []
    DeliveryFactory()

    assert send(now) == 0


def test_nothing_is_said_of_what_has_come_under_embargo(now: Now, settings: Any) -> None:
    with serve(FINE) as server:
        list_hosts(settings, server)
        article = ArticleFactory(embargo=NOW + timedelta(minutes=1))
        delivery = DeliveryFactory(webhook=hook_to(server), article=article)
        send(now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.payload, server.asked) == ("skipped", {}, [])


def test_who_was_taken_for_gone_writes_nothing_more(now: Now, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["elsewhere.test"]
    delivery = DeliveryFactory()
    slow = deliveries.take_next(now=now.now)
    assert slow
    now.wait(seconds=59)
    assert deliveries.take_next(now=now.now) is None
    now.wait(seconds=1)
    assert deliveries.take_next(now=now.now)

    deliveries.attempt(slow, read_now=now.read)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("delivering", 2, {})


def test_a_worker_told_to_end_begins_no_further_one(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["elsewhere.test"]
    DeliveryFactory.create_batch(2)
    answers = iter([False, True])

    sent = deliveries.send_due(read_now=lambda: NOW, is_stopping=lambda: next(answers))

    assert sent == 1


def test_a_delivery_is_sent_again_by_hand(manager: User, project: Project, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    later = NOW + timedelta(days=2)
    done = {"state": "failed", "finished_at": NOW, "attempts": 10, "error": {"code": "x"}}
    delivery = DeliveryFactory(webhook=WebhookFactory(project=project), **done)

    deliveries.send_again(actor=manager, delivery=delivery, now=later)

    assert (delivery.state, delivery.attempts, delivery.error) == ("waiting", 10, {})
    assert deliveries.take_next(now=later) == delivery
    with pytest.raises(Conflict) as refused:
        deliveries.send_again(actor=manager, delivery=delivery, now=later)
    assert refused.value.code == "not_finished"
    assert AuditEvent.objects.get().action == "webhook.sent_again"


def test_what_was_left_out_is_not_sent_again(
    manager: User, project: Project, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    done = {"state": "skipped", "finished_at": NOW, "payload": {}}
    delivery = DeliveryFactory(webhook=WebhookFactory(project=project), **done)

    with pytest.raises(Conflict) as refused:
        deliveries.send_again(actor=manager, delivery=delivery, now=NOW)

    assert refused.value.code == "nothing_to_send"


def test_a_test_tells_nothing_and_waits_for_no_receiver_in_trouble(
    manager: User, project: Project, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    webhook = WebhookFactory(project=project, held_until=NOW + timedelta(hours=1))

    delivery = deliveries.send_test(actor=manager, webhook=webhook, now=NOW)

    assert delivery.payload == {
        "id": str(delivery.event),
        "type": "webhook.test",
        "timestamp": "2026-01-15T12:00:00Z",
        "project": {
            "uuid": str(project.uuid),
            "path": f"/api/v1/projects/{project.uuid}/",
            "slug": project.slug,
        },
        "data": {},
    }
    assert deliveries.take_next(now=NOW) == delivery


def test_only_managers_and_only_where_something_is_sent(
    manager: User, curator: User, project: Project, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    webhook = WebhookFactory(project=project)
    delivery = DeliveryFactory(webhook=webhook)

    with pytest.raises(NotAllowed):
        deliveries.send_test(actor=curator, webhook=webhook, now=NOW)
    with pytest.raises(NotAllowed):
        deliveries.send_again(actor=curator, delivery=delivery, now=NOW)
    webhooks.switch_off(actor=manager, webhook=webhook, now=NOW)
    with pytest.raises(Conflict) as refused:
        deliveries.send_test(actor=manager, webhook=webhook, now=NOW)
    assert refused.value.code == "webhook_off"


def test_what_was_finished_long_ago_is_forgotten() -> None:
    done = {"state": "delivered", "finished_at": NOW}
    DeliveryFactory(**done)
    kept = DeliveryFactory()

    deliveries.forget_old(now=NOW + timedelta(days=31))

    assert list(Delivery.objects.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends_each(settings: Any) -> None:
    with serve(*[FINE] * 24) as server:
        list_hosts(settings, server)
        webhook = hook_to(server)
        made = DeliveryFactory.create_batch(12, webhook=webhook)

        def work() -> int:
            return deliveries.send_due(
                read_now=lambda: NOW, is_stopping=lambda: False, reach=reach_here()
            )

        counts = race([work] * 6)
        while send(Now()):  # who looked at the same five went home before all were taken
            pass

    assert all(isinstance(count, int) for count in counts)
    ids = [read_headers(asked)["webhook-id"] for asked in server.asked]
    assert sorted(ids) == sorted(str(delivery.event) for delivery in made)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_take_the_same(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    for _ in range(10):
        delivery = DeliveryFactory()

        taken = race([partial(deliveries.take_next, now=NOW)] * 4)

        assert [one for one in taken if one] == [delivery]
        Delivery.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_sending_is_sent_by_another(settings: Any) -> None:
    arrived = threading.Event()

    def keep_waiting(connection: socket.socket) -> None:
        arrived.set()
        connection.recv(1)  # until the worker is dead

    with serve(keep_waiting, FINE) as server:
        list_hosts(settings, server)
        delivery = DeliveryFactory(webhook=hook_to(server), queued_at=clock.now())
        connections.close_all()
        worker = multiprocessing.get_context("fork").Process(target=work_until_killed)
        worker.start()
        assert arrived.wait(timeout=20)
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()

        now = Now()
        now.now = clock.now()
        at_once = send(now)
        now.wait(seconds=61)
        later = send(now)

    delivery.refresh_from_db()
    assert (worker.exitcode, at_once, later) == (-signal.SIGKILL, 0, 1)
    assert (delivery.state, delivery.attempts) == ("delivered", 2)
    ids = [read_headers(asked)["webhook-id"] for asked in server.asked]
    assert ids == [str(delivery.event)] * 2


def work_until_killed() -> None:
    forget_connections()
    deliveries.send_due(read_now=clock.now, is_stopping=lambda: False, reach=reach_here())


@pytest.mark.django_db(transaction=True)
def test_a_worker_without_jobs_sends_what_is_due(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["elsewhere.test"]
    delivery = DeliveryFactory(queued_at=clock.now())

    Worker("one", interval=0.01, batch=True).run()

    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.error["code"]) == (1, "host_not_listed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hosts", [[], ["elsewhere.test"]])
def test_the_postman_works_beside_jobs_and_rests_where_webhooks_are_off(
    hosts: list[str], settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = hosts
    DeliveryFactory(queued_at=clock.now())
    ended = threading.Event()
    postman = Postman(0.01, ended)

    postman.start()
    until = time.monotonic() + (10 if hosts else 0.2)
    while not Delivery.objects.filter(attempts=1).exists() and time.monotonic() < until:
        time.sleep(0.01)
    ended.set()
    postman.end()

    assert Delivery.objects.filter(attempts=1).exists() == bool(hosts)

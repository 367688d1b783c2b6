"""Requests that come twice under one key: done once, answered alike."""

import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from claims import clock
from claims.api import speakers
from claims.errors import DomainError
from claims.models import ApiToken, Draft, KeyedAnswer, Lease, Project, Speaker, User
from claims.operations import keys
from tests.api.bodies import make_body
from tests.api.conftest import Work, make_client
from tests.factories import NOW, KeyedAnswerFactory, MembershipFactory, UserFactory

KEY = {"Idempotency-Key": "7d0c-1"}


def add_speaker(client: APIClient, project: Project, name: str = "Bea Lind", **headers: str) -> Any:
    address = f"/api/v1/projects/{project.slug}/speakers/"
    return client.post(address, {"name": name}, headers=headers or KEY)


def ask_for_opinion(client: APIClient, work: Work) -> Any:
    """The one POST that does more each time it is sent."""
    return client.post(f"/api/v1/claims/{work.open.uuid}/opinions/", headers=KEY)


@pytest.mark.django_db
def test_the_same_again_is_answered_again_and_not_done(work: Work, manager_api: APIClient) -> None:
    work.project.opinions_limit = 9
    work.project.save()

    first, again = (ask_for_opinion(manager_api, work) for _ in range(2))

    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert again["Content-Type"] == "application/json"
    assert KeyedAnswer.objects.count() == 1


@pytest.mark.django_db
def test_an_answer_without_a_body_is_repeated_too(work: Work, curator_api: APIClient) -> None:
    address = f"/api/v1/claims/{work.open.uuid}/step-aside/"

    first, again = (curator_api.post(address, headers=KEY) for _ in range(2))

    assert [answer.status_code for answer in (first, again)] == [204, 204]
    assert (again.content, again["Idempotent-Replayed"]) == (b"", "true")


@pytest.mark.django_db
def test_another_body_or_address_under_the_key_is_refused(project: Project, api: APIClient) -> None:
    add_speaker(api, project)

    other_body = add_speaker(api, project, "Cy Pell")
    other_address = api.post(f"/api/v1/projects/{project.slug}/next/", headers=KEY)

    for answer in (other_body, other_address):
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert not Speaker.objects.filter(name="Cy Pell").exists()


@pytest.mark.django_db
def test_a_key_is_ones_own(project: Project, api: APIClient, manager_api: APIClient) -> None:
    assert add_speaker(api, project).status_code == 200
    assert add_speaker(manager_api, project, "Cy Pell").status_code == 200


@pytest.mark.django_db
def test_what_was_refused_may_be_sent_again(project: Project, api: APIClient) -> None:
    refused = add_speaker(api, project, " ")
    done = add_speaker(api, project)

    assert (refused.status_code, done.status_code) == (400, 200)


@pytest.mark.django_db
def test_what_a_refusal_keeps_is_kept(
    work: Work, api: APIClient, other_api: APIClient, manager_api: APIClient
) -> None:
    """A label that comes too late becomes a draft, though it is refused."""
    past = clock.now() - timedelta(hours=1)
    Lease.objects.update(started_at=past - timedelta(hours=1), expires_at=past)
    for client in (other_api, manager_api):
        client.post(f"/api/v1/projects/{work.project.slug}/next/")

    address = f"/api/v1/claims/{work.open.uuid}/annotations/"
    answer = api.post(address, make_body(work.open), headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "no_free_slot")
    assert Draft.objects.filter(claim=work.open).count() == 1
    assert not KeyedAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_nothing(
    project: Project, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails after the speaker was added: that goes too, and the key is free."""
    api = make_client(annotator)
    api.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(speakers, "SpeakerOut", lambda _row: 1 / 0)
        failed = add_speaker(api, project)
    left = Speaker.objects.filter(name="Bea Lind").exists()

    done = add_speaker(api, project)

    assert (failed.status_code, left, done.status_code) == (500, False, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ("", "x" * 256, "a b", "ü"))
def test_what_is_no_key(key: str, project: Project, api: APIClient) -> None:
    answer = add_speaker(api, project, **{"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


@pytest.mark.django_db
def test_a_key_holds_for_a_day(
    project: Project, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_speaker(api, project)
    begun = KeyedAnswer.objects.get().created_at
    for passed, code in ((timedelta(hours=23, minutes=59), 409), (timedelta(hours=24), 200)):
        monkeypatch.setattr(clock, "now", lambda passed=passed: begun + passed)
        assert add_speaker(api, project, "Cy Pell").status_code == code


@pytest.mark.django_db
def test_old_answers_go(project: Project, annotator: User) -> None:
    now = clock.now()
    for number in range(25):
        KeyedAnswer.objects.create(
            person=annotator,
            key_digest=f"{number}",
            request_digest="",
            created_at=now - timedelta(hours=24, minutes=number),
        )
    left = []
    for _ in range(2):
        keys.forget(person=annotator, now=now)
        left.append(KeyedAnswer.objects.count())

    assert left == [5, 0]


@pytest.mark.django_db
def test_of_too_many_answers_the_latest_are_kept_and_nothing_is_done_twice(
    project: Project, api: APIClient, manager_api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_BODIES", 2)

    def add(number: int, client: APIClient = api) -> Any:
        headers = {"Idempotency-Key": f"key-{number}"}
        return add_speaker(client, project, f"Speaker {number}", **headers)

    add(0, manager_api)
    made = [add(number) for number in range(4)]
    again = [add(number) for number in range(4)]

    assert [answer.status_code for answer in made] == [200] * 4
    assert [answer.status_code for answer in again] == [409, 409, 200, 200]
    assert again[0].json()["code"] == "answer_not_kept"
    assert add(0, manager_api).status_code == 200
    assert Speaker.objects.filter(name__startswith="Speaker ").count() == 4


@pytest.mark.django_db
def test_beyond_so_many_keys_a_new_one_is_refused_and_known_ones_are_answered(
    project: Project, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr("claims.clock.now", lambda: moment)
    monkeypatch.setattr(keys, "MOST_KEYS", 2)

    def add(number: int) -> Any:
        headers = {"Idempotency-Key": f"key-{number}"}
        return add_speaker(api, project, f"Speaker {number}", **headers)

    answers = [add(0), add(1), add(2), add(1)]
    KeyedAnswer.objects.update(created_at=moment - keys.KEPT)
    later = add(3)

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert answers[2].json()["code"] == "too_many_keys"
    assert answers[2]["Retry-After"] == str(24 * 60 * 60)
    assert not Speaker.objects.filter(name="Speaker 2").exists()
    assert later.status_code == 200


@pytest.mark.django_db
def test_a_key_used_again_after_a_day_is_among_the_latest(
    annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_BODIES", 1)
    over = keep_answer(annotator, created_at=NOW - keys.KEPT)
    other = KeyedAnswerFactory(person=annotator)
    later = NOW + timedelta(seconds=1)

    again = keys.begin(person=annotator, key="again", request_digest="1" * 64, now=later)
    keys.finish(again, status=200, body="fresh", is_secret=False)
    keys.forget(person=annotator, now=later)

    again.refresh_from_db()
    other.refresh_from_db()
    assert (again.pk, again.body, other.body) == (over.pk, "fresh", "")


def keep_answer(person: User, **fields: Any) -> KeyedAnswer:
    answer: KeyedAnswer = KeyedAnswerFactory(
        person=person, key_digest=keys.digest(b"again"), **fields
    )
    return answer


@pytest.mark.django_db
def test_a_key_used_again_after_a_day_is_one_of_those_of_the_day(
    annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_KEYS", 1)
    keep_answer(annotator, created_at=NOW - keys.KEPT)
    KeyedAnswerFactory(person=annotator)

    with pytest.raises(DomainError) as refused:
        keys.begin(person=annotator, key="again", request_digest="1" * 64, now=NOW)

    assert refused.value.code == "too_many_keys"


@pytest.mark.django_db
def test_only_hashes_are_kept(project: Project, api: APIClient) -> None:
    add_speaker(api, project)

    kept = KeyedAnswer.objects.get()
    assert KEY["Idempotency-Key"] not in str(vars(kept))
    assert len(kept.key_digest) == len(kept.request_digest) == 64


@pytest.mark.django_db
def test_a_long_answer_is_not_kept(
    project: Project, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BODY_LIMIT", 10)
    add_speaker(api, project)

    again = add_speaker(api, project)

    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """All at one moment, each with a connection of its own."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_do_it_once(project: Project) -> None:
    """One does it; the others wait for it, and are answered as it was."""
    person = UserFactory()
    MembershipFactory(user=person, project=project, role="manager")
    make_client(person)
    token = ApiToken.objects.get()
    article = {"title": "Once", "text": "One thing happened on Monday."}

    def post() -> Any:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer fct_{person.username}_{len(token.scopes)}")
        address = f"/api/v1/projects/{project.slug}/articles/"
        return client.post(address, article, headers=KEY)

    answers = race([post] * 8)

    # Sent again without a key, it would be 200, “known”.
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_many_keys_at_once_hinder_nobody(project: Project) -> None:
    people = [
        member.user
        for member in MembershipFactory.create_batch(4, project=project, role="annotator")
    ]
    clients = [make_client(person) for person in people]

    def add(client: APIClient, number: int) -> Any:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return add_speaker(client, project, f"Name {number}", **key)

    jobs = [partial(add, client, number) for client in clients for number in range(3)]

    assert {answer.status_code for answer in race(jobs)} == {200}
    assert Speaker.objects.filter(name__startswith="Name ").count() == 3

"""Real threads against a real database: the races that would give a claim too many labels."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction

from claims import clock
from claims.errors import Conflict
from claims.exchange.records import ArticleRecord
from claims.models import (
    Annotation,
    Article,
    Claim,
    Guideline,
    Lease,
    Project,
    Slot,
    Speaker,
    User,
)
from claims.operations import articles, locks, marks, projects, queue, speakers
from tests.factories import NOW, ArticleFactory, ClaimFactory, MembershipFactory, SlotFactory
from tests.operations.labellings import make_labelling, submit

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def race(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Start all jobs at one moment, each with a connection of its own; what each gave or raised."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = job()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def add_annotators(project: Project, count: int = THREADS) -> list[User]:
    members = MembershipFactory.create_batch(count, project=project, role="annotator")
    return [member.user for member in members]


def add_articles(project: Project, *, count: int, claims: int, overlap: int) -> None:
    for article in ArticleFactory.create_batch(count, project=project):
        for claim in ClaimFactory.create_batch(claims, article=article):
            for number in range(1, overlap + 1):
                SlotFactory(claim=claim, number=number)


def label_all(project: Project, annotator: User) -> int:
    """Work as an annotator does, until there is nothing left; how many labels were given."""
    given = 0
    while (
        lease := queue.lease_next(actor=annotator, project=project, now=clock.now())
    ) is not None:
        mine = Slot.objects.unlabelled().filter(lease=lease, annotator=annotator)
        for claim in Claim.objects.filter(pk__in=mine.values("claim")).select_related("project"):
            submit(annotator, claim, now=clock.now())
            given += 1
    return given


@pytest.mark.parametrize("overlap", [1, 3])
def test_eight_annotators_give_exactly_the_labels_wanted(project: Project, overlap: int) -> None:
    add_articles(project, count=6, claims=4, overlap=overlap)
    people = add_annotators(project)

    given = race([partial(label_all, project, person) for person in people])

    assert sum(given) == Annotation.objects.count() == 6 * 4 * overlap
    per_claim = Counter(Annotation.objects.values_list("claim_id", flat=True))
    assert set(per_claim.values()) == {overlap}
    twice = Counter(Annotation.objects.values_list("claim_id", "annotator_id"))
    assert set(twice.values()) == {1}
    assert not Slot.objects.filter(current=None).exists()


def test_no_two_at_once_get_the_same_slot(project: Project) -> None:
    add_articles(project, count=THREADS, claims=3, overlap=1)
    people = add_annotators(project)

    leases = race(
        [
            partial(queue.lease_next, actor=person, project=project, now=clock.now())
            for person in people
        ]
    )

    assert {type(lease) for lease in leases} == {Lease}
    assert sorted(Slot.objects.filter(lease=lease).count() for lease in leases) == [3] * THREADS


def test_one_person_clicking_eight_times_has_one_lease(project: Project) -> None:
    add_articles(project, count=THREADS, claims=2, overlap=1)
    (person,) = add_annotators(project, 1)

    leases = race(
        [lambda: queue.lease_next(actor=person, project=project, now=clock.now())] * THREADS
    )

    assert len(set(leases)) == 1
    assert Lease.objects.count() == 1


def test_the_same_submit_eight_times_at_once_is_one_label(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=3)
    (person,) = add_annotators(project, 1)
    claim = Claim.objects.select_related("project").get()
    labelling, client_uuid = make_labelling(claim), uuid.uuid4()

    results = race(
        [lambda: submit(person, claim, labelling, client_uuid=client_uuid, now=clock.now())]
        * THREADS
    )

    assert results == [Annotation.objects.get()] * THREADS


def test_eight_tabs_with_different_labels_give_one_label_and_seven_refusals(
    project: Project,
) -> None:
    add_articles(project, count=1, claims=1, overlap=3)
    (person,) = add_annotators(project, 1)
    claim = Claim.objects.select_related("project").get()

    results = race(
        [
            partial(submit, person, claim, make_labelling(claim, seconds=n), now=clock.now())
            for n in range(THREADS)
        ]
    )

    assert Counter(type(result) for result in results) == {Annotation: 1, Conflict: THREADS - 1}
    assert Slot.objects.filter(annotator=person).count() == 1


def test_eight_people_for_one_slot_give_one_label(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=1)
    people = add_annotators(project)
    claim = Claim.objects.select_related("project").get()

    results = race([partial(submit, person, claim, now=clock.now()) for person in people])

    assert Counter(type(result) for result in results) == {Annotation: 1, Conflict: THREADS - 1}


def test_the_same_article_imported_eight_times_at_once_is_one_article(
    project: Project, manager: User
) -> None:
    text = "Ferry sails\n\nThe ferry sailed. “It was late,” Ada Holm said.\n"
    rows = [(1, ArticleRecord(text=text))]

    reports = race(
        [
            lambda: articles.import_articles(
                actor=manager, project=project, rows=rows, now=clock.now()
            )
        ]
        * THREADS
    )

    assert sorted(report.rows[0].status for report in reports) == ["created"] + ["known"] * 7
    assert Article.objects.count() == 1


def test_the_same_speaker_added_eight_times_at_once_is_one_speaker(project: Project) -> None:
    people = add_annotators(project)

    added = race(
        [
            partial(
                speakers.add_speaker,
                actor=person,
                project=project,
                name="Ada Holm",
                now=clock.now(),
            )
            for person in people
        ]
    )

    assert added == [Speaker.objects.get(name="Ada Holm")] * THREADS


def test_guidelines_published_at_once_have_a_version_each_or_are_refused(
    project: Project, manager: User
) -> None:
    results = race(
        [
            partial(
                projects.publish_guideline,
                actor=manager,
                project=project,
                text=f"Text {number}",
                now=clock.now(),
            )
            for number in range(THREADS)
        ]
    )

    published = sorted(one.version for one in results if isinstance(one, Guideline))
    refused = [one for one in results if isinstance(one, Conflict)]
    assert published == list(range(1, len(published) + 1))
    assert len(published) + len(refused) == THREADS
    assert published


def test_skips_stops_and_submits_at_once_leave_no_slot_held_by_an_ended_lease(
    project: Project,
) -> None:
    add_articles(project, count=4, claims=6, overlap=2)
    people = add_annotators(project)

    def work(person: User) -> None:
        while lease := queue.lease_next(actor=person, project=project, now=clock.now()):
            slots = Slot.objects.unlabelled().filter(lease=lease, annotator=person)
            claims = list(
                Claim.objects.filter(pk__in=slots.values("claim")).select_related("project")
            )
            for number, claim in enumerate(claims):
                if number % 3 == person.pk % 3:
                    marks.skip_claim(actor=person, claim=claim, now=clock.now())
                elif number == 4 and Annotation.objects.filter(annotator=person).count() < 5:
                    queue.stop_lease(actor=person, lease=lease, now=clock.now())
                    break
                else:
                    submit(person, claim, now=clock.now())

    results = race([partial(work, person) for person in people])
    # Who found nothing has gone; what others gave back since is there for who asks again.
    for person in people:
        work(person)

    assert results == [None] * THREADS
    assert not Slot.objects.unlabelled().filter(annotator__isnull=False).exists()
    assert not Lease.objects.open().exists()
    assert not any(Slot.objects.open_to(person).exists() for person in people)
    assert Annotation.objects.count() == Slot.objects.labelled().count() > 24


def test_stopping_while_submitting_never_deadlocks(project: Project) -> None:
    add_articles(project, count=1, claims=30, overlap=4)
    people = add_annotators(project, 4)
    leases = {
        person: queue.lease_next(actor=person, project=project, now=clock.now())
        for person in people
    }
    claims = list(Claim.objects.filter(project=project).select_related("project"))

    def label(person: User) -> None:
        for claim in claims:
            submit(person, claim, now=clock.now())

    def stop(person: User) -> None:
        for _ in claims:
            lease = leases[person]
            assert lease is not None
            queue.stop_lease(actor=person, lease=lease, now=clock.now())
            leases[person] = queue.lease_next(actor=person, project=project, now=clock.now())
            if leases[person] is None:
                return

    results = race([partial(job, person) for person in people for job in (label, stop)])

    assert results == [None] * 8
    assert Annotation.objects.count() == 120


def test_a_label_in_time_is_not_lost_to_whoever_ends_the_lease(project: Project) -> None:
    add_articles(project, count=1, claims=THREADS, overlap=1)
    slow, *others = add_annotators(project)
    lease = queue.lease_next(actor=slow, project=project, now=clock.now())
    assert lease is not None
    Lease.objects.update(started_at=NOW, expires_at=NOW + timedelta(seconds=1))
    claims = list(Claim.objects.filter(project=project).select_related("project"))

    results = race(
        [
            partial(submit, slow, claims[0], now=clock.now()),
            *(
                partial(queue.lease_next, actor=other, project=project, now=clock.now())
                for other in others
            ),
        ]
    )

    # Either it came in time, or others had the claim already: never “labelled already”.
    first = results[0]
    assert isinstance(first, Annotation) or first.code == "no_free_slot"
    assert not [one for one in results[1:] if isinstance(one, Exception)]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_who_meets_a_held_article_takes_the_next_and_comes_back_to_it(
    project: Project, annotator: User
) -> None:
    add_articles(project, count=2, claims=1, overlap=1)
    first, second = Article.objects.filter(project=project).order_by("pk")
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            locks.hold_article(first.pk)
            is_held.set()
            is_over.wait(timeout=20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(timeout=20)
    found = queue.lease_next(actor=annotator, project=project, now=NOW)
    is_over.set()
    holder.join()
    submit(annotator, second.claims.get())
    later = queue.lease_next(actor=annotator, project=project, now=NOW)

    assert found is not None
    assert later is not None
    assert (found.article, later.article) == (second, first)

"""Fifty processes at once on a thousand claims: exactly as many labels as are wanted.

Some of them die in the middle, some stop and come back, and all send every fourth label twice.
"""

import multiprocessing
import os
import random
import signal
import uuid
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connections

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Annotation, Article, Claim, Lease, Project, Slot, User
from claims.operations import annotations, articles, queue
from tests.factories import MembershipFactory, ProjectFactory
from tests.operations.labellings import make_labelling

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

CLIENTS = 50
OVERLAP = 3
ARTICLES, SENTENCES = 50, 20
# Labels after which these clients are killed, as by a crash, and those who go home.
KILLED_AFTER = {3: 5, 17: 30, 29: 11}
STOPS_AFTER = {5: 7, 11: 25, 23: 40}


def add_articles(project: Project, manager: User) -> None:
    texts = (
        " ".join(f"Bus {number} of town {town} is new." for number in range(SENTENCES))
        for town in range(ARTICLES)
    )
    rows = enumerate((ArticleRecord(text=text) for text in texts), start=1)
    articles.import_articles(
        actor=manager, project=project, rows=rows, now=clock.now(), suggest=False
    )


def work(project: Project, person: User, number: int) -> None:
    """As a client does, until nothing is left; some labels are sent twice."""
    forget_connections()
    given = 0
    while lease := queue.lease_next(actor=person, project=project, now=clock.now()):
        held = Slot.objects.held().filter(lease=lease).values("claim")
        claims = list(Claim.objects.filter(pk__in=held).select_related("project"))
        random.Random(number).shuffle(claims)
        for claim in claims:
            for _ in range(2 if given % 4 == 0 else 1):
                annotations.submit(
                    actor=person,
                    claim=claim,
                    labelling=make_labelling(claim),
                    client_uuid=uuid.uuid5(person.uuid, str(claim.uuid)),
                    now=clock.now(),
                )
            given += 1
            if given == KILLED_AFTER.get(number):
                os.kill(os.getpid(), signal.SIGKILL)
            if given == STOPS_AFTER.get(number):
                queue.stop_lease(actor=person, lease=lease, now=clock.now())
                break


def forget_connections() -> None:
    """Leave those that came with the fork to the process that opened them.

    Where a browser test has run before, the parent keeps its own by the running event loop, and so
    does not close the ones from before it; the loop does not run here, so these would be found.
    """
    for alias in connections:
        with suppress(AttributeError):
            del connections[alias]


def work_at_once(project: Project, people: list[User]) -> list[int | None]:
    """Each person in a process of their own; how each process ended."""
    # Each process opens its own: a connection cannot be shared.
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    processes = [
        fork.Process(target=work, args=(project, person, number))
        for number, person in enumerate(people)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def test_fifty_clients_give_exactly_the_labels_wanted(manager: User) -> None:
    project = ProjectFactory(overlap=OVERLAP)
    MembershipFactory(project=project, user=manager, role="manager")
    members = MembershipFactory.create_batch(CLIENTS, project=project)
    people = [member.user for member in members]
    add_articles(project, manager)

    ended = work_at_once(project, people)
    # Those who died left leases behind: they run out, and whoever comes next goes on.
    later = clock.now() + timedelta(minutes=project.lease_minutes)
    for person in people[:OVERLAP]:
        while lease := queue.lease_next(actor=person, project=project, now=later):
            for slot in Slot.objects.held().filter(lease=lease).select_related("claim__project"):
                annotations.submit(
                    actor=person,
                    claim=slot.claim,
                    labelling=make_labelling(slot.claim),
                    client_uuid=uuid.uuid4(),
                    now=later,
                )

    assert ended == [-signal.SIGKILL if n in KILLED_AFTER else 0 for n in range(CLIENTS)]
    assert Article.objects.count() == ARTICLES
    per_claim = Counter(Annotation.objects.current().values_list("claim_id", flat=True))
    assert (len(per_claim), set(per_claim.values())) == (ARTICLES * SENTENCES, {OVERLAP})
    twice = Counter(Annotation.objects.values_list("claim_id", "annotator_id"))
    assert set(twice.values()) == {1}
    assert Annotation.objects.count() == ARTICLES * SENTENCES * OVERLAP
    assert not Lease.objects.open().exists()

"""Real threads against a real database: the races that would give a claim too many labels."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed
from claims.exchange.records import ArticleRecord
from claims.models import (
    Annotation,
    Approval,
    Article,
    AuditEvent,
    Case,
    Claim,
    Decision,
    Draft,
    Guideline,
    GuidelineReading,
    Lease,
    Project,
    Question,
    Round,
    Ruling,
    Skip,
    Slot,
    Speaker,
    Stage,
    User,
)
from claims.operations import (
    adjudication,
    articles,
    assignment,
    boundaries,
    cases,
    locks,
    marks,
    people,
    projects,
    questions,
    queue,
    rounds,
    speakers,
    undo,
)
from claims.operations.boundary_plans import Edit, EditKind
from claims.operations.guidelines import acknowledge_guideline
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    GuidelineFactory,
    MembershipFactory,
    OutletFactory,
    QuestionFactory,
    SlotFactory,
)
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import ask, change_project, list_claims, queue_article, queue_claim

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


def test_a_version_acknowledged_eight_times_at_once_is_read_once(
    project: Project, annotator: User
) -> None:
    latest = GuidelineFactory(project=project)

    readings = race(
        [lambda: acknowledge_guideline(actor=annotator, guideline=latest, now=clock.now())]
        * THREADS
    )

    assert readings == [GuidelineReading.objects.get()] * THREADS
    assert AuditEvent.objects.filter(action="guideline.read").count() == 1


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


def test_who_needs_both_lines_gets_them_in_one_order(project: Project) -> None:
    def take_both(first: str, second: str) -> None:
        with transaction.atomic():
            locks.take_turns(project.pk, first)
            time.sleep(0.2)
            locks.take_turns(project.pk, second)

    results = race(
        [
            partial(take_both, Stage.LABEL, Stage.CHECK),
            partial(take_both, Stage.CHECK, Stage.LABEL),
        ]
    )

    assert results == [None, None]


def test_deactivating_who_has_many_articles_never_deadlocks_with_who_gives_them_back(
    project: Project, manager: User, admin: User
) -> None:
    people_at_work = add_annotators(project, 4)
    (leaver,) = add_annotators(project, 1)
    for _ in range(12):
        article = queue_article(project, claims=2)
        assignment.reserve_article(actor=manager, article=article, person=leaver, now=clock.now())

    def come_and_go(person: User) -> None:
        for _ in range(12):
            lease = queue.lease_next(actor=person, project=project, now=clock.now())
            if lease is not None:
                queue.stop_lease(actor=person, lease=lease, now=clock.now())

    results = race(
        [
            partial(people.deactivate_person, actor=admin, person=leaver, now=clock.now()),
            *(partial(come_and_go, person) for person in people_at_work),
        ]
    )

    assert results == [None] * 5
    assert not Slot.objects.filter(reserved_for=leaver).exists()


def slow_down(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let a step take long enough for another transaction to come in between, if it can."""
    step = getattr(module, name)

    def step_slowly(*args: Any, **options: Any) -> Any:
        time.sleep(0.3)
        return step(*args, **options)

    monkeypatch.setattr(module, name, step_slowly)


def test_settings_that_do_not_go_together_are_never_both_taken(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_project(project, manager, overlap=1)
    slow_down(monkeypatch, projects, "validate")
    seen = [Project.objects.get(pk=project.pk) for _ in range(2)]

    results = race(
        [
            partial(change_project, seen[0], manager, overlap=2),
            partial(change_project, seen[1], manager, double_percent=20),
        ]
    )

    (refusal,) = [result for result in results if result is not None]
    assert isinstance(refusal, InvalidInput)
    assert refusal.code == "invalid"
    project.refresh_from_db()
    assert (project.overlap, project.double_percent) in {(2, 0), (1, 20)}


def test_who_looks_for_work_while_more_becomes_theirs_finds_it_afterwards(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = add_annotators(project, 1)
    change_project(project, manager, has_check_pass=True, overlap=1)
    claim = queue_claim(project)
    submit(person, claim, make_labelling(claim, verifiability="check_worthy_fact"))
    slow_down(monkeypatch, queue, "_move_bookmarks")

    def allow() -> None:
        time.sleep(0.1)
        change_project(project, manager, check_by_labellers=True)

    results = race([partial(ask, project, person, stage=Stage.CHECK), allow])

    # Theirs at once where it was allowed first.
    assert results[1] is None
    assert results[0] or ask(project, person, stage=Stage.CHECK)


def test_nothing_stays_reserved_for_who_leaves_meanwhile(
    project: Project, manager: User, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (leaver,) = add_annotators(project, 1)
    article = queue_article(project)
    slow_down(monkeypatch, queue, "list_one_each")

    def leave() -> None:
        time.sleep(0.1)
        people.deactivate_person(actor=admin, person=leaver, now=clock.now())

    race(
        [
            partial(
                assignment.reserve_article,
                actor=manager,
                article=article,
                person=leaver,
                now=clock.now(),
            ),
            leave,
        ]
    )

    assert not Slot.objects.filter(reserved_for__isnull=False).exists()


def take_and_label(project: Project, person: User, claims: Sequence[Claim]) -> None:
    """Ask for work and label these claims, as far as there is anything to label."""
    queue.lease_next(actor=person, project=project, now=clock.now())
    for claim in claims:
        with suppress(Conflict):
            submit(person, claim, now=clock.now())


def list_faults(project: Project) -> list[str]:
    """What must never be, whatever people do at once; empty where all is as it should be."""
    slots = Slot.objects.filter(project=project)
    held = slots.held()
    faults = {
        "held under an ended lease": held.filter(lease__ended_at__isnull=False),
        "held without a lease": held.filter(lease=None),
        "held of a claim that is no more": held.filter(claim__retired_at__isnull=False),
        "free of a claim that is no more": slots.free().filter(claim__retired_at__isnull=False),
        "held by who left": held.filter(annotator__is_active=False),
        "in line before its place": slots.free().filter(turn=0),
    }
    return [fault for fault, found in faults.items() if found.exists()]


@pytest.mark.parametrize("kind", [EditKind.SPLIT, EditKind.SPAN])
def test_a_label_and_another_boundary_at_once_never_lose_the_label(
    project: Project, manager: User, kind: EditKind
) -> None:
    change_project(project, manager, overlap=4, queue_headlines=False)
    (_headline, claim) = list_claims(queue_article(project, claims=2))
    labelling, editing = add_annotators(project, 4), add_annotators(project, 1)[0]
    change = Edit(
        kind=kind,
        claims=(claim.uuid,),
        at=(claim.start + 12,),
        start=claim.start,
        end=claim.start + 11,
    )

    *labels, edited = race(
        [
            *(partial(submit, person, claim, now=clock.now()) for person in labelling),
            partial(
                boundaries.edit_boundaries,
                actor=editing,
                article=claim.article,
                edit=change,
                now=clock.now(),
            ),
        ]
    )

    given = [one for one in labels if isinstance(one, Annotation)]
    refused = {one.code for one in labels if isinstance(one, Conflict)}
    assert len(given) + sum(isinstance(one, Conflict) for one in labels) == 4
    # Whoever came first: with labels it is a proposal, without them the claim has gone.
    assert bool(given) == (edited.proposal is not None)
    assert refused <= {"claim_retired", "not_queued"}
    assert bool(refused) == bool(edited.claims)
    assert list_faults(project) == []


@pytest.mark.parametrize("lowered", [1, 2])
def test_lowering_the_overlap_while_people_label_gives_no_more_than_were_held(
    project: Project, manager: User, lowered: int
) -> None:
    change_project(project, manager, overlap=5)
    article = queue_article(project, claims=3)
    claims = list_claims(article)
    people_at_work = add_annotators(project)
    held_before: dict[int, int] = {}

    def lower() -> None:
        with transaction.atomic():
            assignment.set_overlap(actor=manager, article=article, overlap=lowered, now=clock.now())
            taken = Slot.objects.filter(article=article, annotator__isnull=False)
            held_before.update(Counter(taken.values_list("claim_id", flat=True)))

    results = race(
        [
            lower,
            *(partial(take_and_label, project, person, claims) for person in people_at_work),
        ]
    )

    assert results == [None] * (THREADS + 1)
    for claim in claims:
        current = claim.slots.labelled().count()
        assert lowered <= current <= max(lowered, held_before.get(claim.pk, 0))
        assert not claim.slots.unlabelled().filter(wanted=True).exists()


def test_of_eight_curators_who_decide_at_once_one_does_and_the_others_are_told(
    project: Project,
) -> None:
    claim = queue_claim(project)
    curators = MembershipFactory.create_batch(THREADS, project=project, role="curator")
    for member in curators:
        cases.step_aside(actor=member.user, claim=claim, now=clock.now())

    results = race(
        [
            partial(
                adjudication.decide,
                actor=member.user,
                claim=claim,
                labelling=make_labelling(claim),
                now=clock.now(),
            )
            for member in curators
        ]
    )

    decision = Decision.objects.get()
    refused = [one for one in results if isinstance(one, Conflict)]
    assert decision in results
    assert [one.code for one in refused] == ["decided_meanwhile"] * (THREADS - 1)


def test_two_who_decide_differently_at_once_leave_one_decision_and_one_is_told(
    project: Project,
) -> None:
    claim, (first, second) = _dispute(project)
    labellings = [
        make_labelling(claim, verifiability=value) for value in ("prediction", "no_claim")
    ]

    results = race(
        [
            partial(
                adjudication.decide,
                actor=person,
                claim=claim,
                labelling=labelling,
                now=clock.now(),
            )
            for person, labelling in zip((first, second), labellings, strict=True)
        ]
    )

    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Decision"]
    assert Decision.objects.get() in results
    assert not Case.objects.exists()


def test_the_same_decision_sent_eight_times_at_once_is_one_decision(project: Project) -> None:
    claim, (curator, _other) = _dispute(project)
    job = partial(
        adjudication.decide,
        actor=curator,
        claim=claim,
        labelling=make_labelling(claim),
        now=clock.now(),
    )

    results = race([job] * THREADS)

    assert set(results) == {Decision.objects.get()}


def test_no_more_approve_at_once_than_are_wanted(project: Project, manager: User) -> None:
    change_project(project, manager, approvals_wanted=1)
    claim, (curator, other) = _dispute(project)
    decision = adjudication.decide(
        actor=curator, claim=claim, labelling=make_labelling(claim), now=clock.now()
    )
    decision = Decision.objects.select_related("claim", "project").get(pk=decision.pk)

    results = race(
        [
            partial(adjudication.approve, actor=person, decision=decision, now=clock.now())
            for person in (manager, other)
        ]
    )

    assert sorted(type(one).__name__ for one in results) == ["Approval", "Conflict"]
    assert Approval.objects.get() in results
    assert not Case.objects.exists()


def test_curators_who_start_at_once_get_a_claim_each(project: Project) -> None:
    for _ in range(THREADS):
        _dispute(project)
    curators = MembershipFactory.create_batch(THREADS, project=project, role="curator")

    taken = race(
        [
            partial(cases.take_next, actor=member.user, project=project, now=clock.now())
            for member in curators
        ]
    )

    assert {type(one) for one in taken} == {Case}
    assert len({one.pk for one in taken}) == THREADS
    assert {one.held_by_id for one in taken} == {member.user_id for member in curators}


def _dispute(project: Project) -> tuple[Claim, list[User]]:
    """A claim on which its two labels differ, and two curators."""
    claim = queue_claim(project)
    for person, value in zip(add_annotators(project, 2), ("prediction", "no_claim"), strict=True):
        submit(person, claim, make_labelling(claim, verifiability=value), now=clock.now())
    members = MembershipFactory.create_batch(2, project=project, role="curator")
    return claim, [member.user for member in members]


def expect_an_undo_and_a_decision_to_meet(project: Project, curator: User) -> None:
    """A label taken back while it is decided leaves the decision stale, or without it."""
    (person,) = add_annotators(project, 1)
    claim = queue_claim(project)
    given = submit(person, claim, now=clock.now())
    cases.step_aside(actor=curator, claim=claim, now=clock.now())

    results = race(
        [
            partial(undo.undo_label, actor=person, annotation=given, now=clock.now()),
            partial(
                adjudication.decide,
                actor=curator,
                claim=claim,
                labelling=make_labelling(claim),
                now=clock.now(),
            ),
        ]
    )

    decision = Decision.objects.get()
    told = AuditEvent.objects.filter(action="decision.outdated").exists()
    assert [type(result) for result in results] == [Annotation, Decision]
    assert decision.basis.exists() == Decision.objects.stale().exists() == told


def test_a_label_taken_back_while_it_is_decided_leaves_the_decision_stale_or_without_it(
    project: Project, curator: User
) -> None:
    expect_an_undo_and_a_decision_to_meet(project, curator)


def test_nobody_excluded_or_deactivated_ends_up_with_work(
    project: Project, manager: User, admin: User
) -> None:
    outlet = OutletFactory(project=project)
    for _ in range(4):
        queue_article(project, claims=2, outlet=outlet)
    excluded, leaver, *others = add_annotators(project, 5)

    results = race(
        [
            *(
                partial(queue.lease_next, actor=person, project=project, now=clock.now())
                for person in (excluded, leaver, *others)
            ),
            partial(
                assignment.exclude_person,
                actor=manager,
                outlet=outlet,
                person=excluded,
                now=clock.now(),
            ),
            partial(people.deactivate_person, actor=admin, person=leaver, now=clock.now()),
        ]
    )

    faulty = [one for one in results if isinstance(one, Exception)]
    assert {type(one) for one in faulty} <= {NotAllowed}
    assert not Slot.objects.filter(annotator__in=(excluded, leaver)).exists()
    assert not Lease.objects.open().filter(annotator__in=(excluded, leaver)).exists()
    assert Lease.objects.open().count() == len(others)
    assert list_faults(project) == []


def test_the_last_labels_at_once_open_what_is_to_be_checked_exactly_once(
    project: Project, manager: User
) -> None:
    change_project(project, manager, overlap=4, has_check_pass=True, decision_rule="unanimous")
    claim = queue_claim(project)
    people_at_work = add_annotators(project, 4)
    labelling = make_labelling(claim, verifiability="check_worthy_fact")

    results = race(
        [partial(submit, person, claim, labelling, now=clock.now()) for person in people_at_work]
    )

    assert {type(result) for result in results} == {Annotation}
    assert claim.slots.filter(stage=Stage.CHECK).count() == 1
    assert Decision.objects.get().basis.count() == 4


def test_differing_labels_at_once_ask_for_one_more_exactly_once(
    project: Project, manager: User
) -> None:
    change_project(project, manager, overlap=4, opinions_limit=5)
    claim = queue_claim(project)
    values = ["prediction", "no_claim", "no_claim", "prediction"]

    results = race(
        [
            partial(submit, person, claim, make_labelling(claim, verifiability=value), now=NOW)
            for person, value in zip(add_annotators(project, 4), values, strict=True)
        ]
    )

    assert {type(result) for result in results} == {Annotation}
    assert claim.slots.count() == 5


def test_whatever_many_do_at_once_on_the_same_articles_leaves_no_fault(
    project: Project, manager: User
) -> None:
    change_project(
        project, manager, overlap=3, has_check_pass=True, opinions_limit=4, decision_rule="majority"
    )
    made = [queue_article(project, claims=4) for _ in range(2)]
    people_at_work = add_annotators(project, 4)
    (curator,) = (
        member.user for member in MembershipFactory.create_batch(1, project=project, role="curator")
    )

    def work(person: User) -> None:
        chance = random.Random(person.pk)
        for _ in range(6):
            stage = chance.choice(Stage.values)
            lease = queue.lease_next(actor=person, project=project, now=clock.now(), stage=stage)
            if lease is None:
                continue
            held = Slot.objects.held().filter(lease=lease)
            claims = Claim.objects.filter(pk__in=held.values("claim"))
            for claim in claims.select_related("project", "article"):
                with suppress(DomainError):
                    do_something(person, claim, stage, chance)
            if chance.random() < 0.3:
                queue.stop_lease(actor=person, lease=lease, now=clock.now())

    def do_something(person: User, claim: Claim, stage: str, chance: random.Random) -> None:
        step = chance.random()
        if step < 0.15:
            marks.skip_claim(actor=person, claim=claim, stage=stage, now=clock.now())
            if step < 0.07:
                undo.undo_skip(actor=person, claim=claim, stage=stage, now=clock.now())
        elif step < 0.2:
            at = (claim.start + 5,)
            split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=at)
            boundaries.edit_boundaries(
                actor=person, article=claim.article, edit=split, now=clock.now()
            )
        else:
            label = chance.choice(["check_worthy_fact", "no_claim"])
            labelling = make_labelling(claim, verifiability=label)
            if stage == Stage.CHECK:
                labelling = make_checked(claim)
            given = submit(person, claim, labelling, stage=stage, now=clock.now())
            if step > 0.8:
                undo.undo_label(actor=person, annotation=given, now=clock.now())

    def manage() -> None:
        chance = random.Random(1)
        for number in range(6):
            article = chance.choice(made)
            assignment.set_overlap(
                actor=manager, article=article, overlap=1 + number % 4, now=clock.now()
            )
            assignment.set_priority(
                actor=manager, article=article, priority=number % 3 - 1, now=clock.now()
            )
            if number % 4 == 0:
                change_project(project, manager, overlap=2 + number % 2)

    def curate() -> None:
        chance = random.Random(2)
        for _ in range(6):
            claims = Claim.objects.active().filter(project=project)
            claim = chance.choice(list(claims.select_related("project", "article")))
            cases.step_aside(actor=curator, claim=claim, now=clock.now())
            with suppress(DomainError):
                adjudication.decide(
                    actor=curator,
                    claim=claim,
                    labelling=make_labelling(claim, verifiability="check_worthy_fact"),
                    now=clock.now(),
                )
            with suppress(DomainError):
                split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(claim.start + 9,))
                boundaries.edit_boundaries(
                    actor=curator, article=claim.article, edit=split, now=clock.now()
                )

    results = race([*(partial(work, person) for person in people_at_work), manage, curate])

    assert results == [None] * 6
    assert list_faults(project) == []
    assert Annotation.objects.count() > 8
    twice = Counter(Slot.objects.labelled().values_list("claim", "stage", "annotator"))
    assert set(twice.values()) == {1}


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


def test_two_who_change_an_article_by_its_pages_at_once_never_overlap_and_one_is_told(
    project: Project,
) -> None:
    article = queue_article(project, claims=3)
    _headline, first, _second = list_claims(article)
    people_at_work = add_annotators(project, 2)

    def merge(person: User, claim: Claim, do: str) -> int:
        client = Client()
        client.force_login(person)
        address = reverse("claim-boundaries", args=[project.slug, claim.uuid])
        return client.post(address, {"confirm": f"do={do}", "version": 0}).status_code

    statuses = race(
        [
            partial(merge, people_at_work[0], first, "merge_next"),
            partial(merge, people_at_work[1], first, "merge_previous"),
        ]
    )

    article.refresh_from_db()
    assert sorted(statuses) == [302, 409]
    assert article.boundaries_version == 1
    assert Claim.objects.active().filter(article=article).count() == 2
    assert list_faults(project) == []


def test_of_changes_made_to_the_same_draft_at_once_exactly_one_is_kept(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=1)
    (person,) = add_annotators(project, 1)
    claim = Claim.objects.select_related("project").get()
    save = partial(marks.save_draft, actor=person, claim=claim, now=NOW)

    first = marks.begin_version(NOW)
    for known, version in ((0, first), (first, first + 1)):
        results = race(
            [partial(save, body={"comment": str(n)}, known=known) for n in range(THREADS)]
        )

        kept = Draft.objects.get()
        assert results[int(kept.body["comment"])] == kept.version == version
        refused = [one.code for one in results if isinstance(one, Conflict)]
        assert refused == ["draft_changed"] * (THREADS - 1)


def test_a_draft_and_its_own_label_at_once_leave_no_draft(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=1)
    (person,) = add_annotators(project, 1)
    claim = Claim.objects.select_related("project").get()
    save = partial(marks.save_draft, actor=person, claim=claim, now=NOW)
    version = save(body={"comment": "begun"})

    saved, label = race(
        [
            partial(save, body={"comment": "on the way"}, known=version),
            partial(submit, person, claim, now=clock.now()),
        ]
    )

    assert saved == version + 1 or saved.code == "draft_changed"
    assert isinstance(label, Annotation)
    assert not Draft.objects.exists()


def test_labels_that_come_too_late_at_once_are_one_draft(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=1)
    first, person = add_annotators(project, 2)
    claim = Claim.objects.select_related("project").get()
    submit(first, claim, now=clock.now())

    def submit_late() -> None:
        body = {"comment": "late"}
        with marks.keep_if_late(actor=person, claim=claim, body=body, now=NOW):
            submit(person, claim, now=clock.now())

    results = race([submit_late] * THREADS)

    assert [one.code for one in results] == ["no_free_slot"] * THREADS
    assert Draft.objects.get().version == marks.begin_version(NOW) + THREADS - 1


def test_asking_ahead_eight_times_at_once_reserves_one_article_more(project: Project) -> None:
    add_articles(project, count=THREADS, claims=2, overlap=1)
    (person,) = add_annotators(project, 1)
    at_hand = queue.lease_next(actor=person, project=project, now=clock.now())
    ask_ahead = partial(
        queue.lease_next, actor=person, project=project, now=clock.now(), ahead=True
    )

    ahead = race([ask_ahead] * THREADS)

    assert len(set(ahead)) == 1
    assert set(Lease.objects.open()) == {at_hand, ahead[0]}
    assert at_hand != ahead[0]
    assert Slot.objects.held().filter(annotator=person).count() == 4


def test_people_who_fetch_ahead_at_once_are_given_different_articles(project: Project) -> None:
    add_articles(project, count=THREADS, claims=2, overlap=1)
    people = add_annotators(project, THREADS // 2)
    for person in people:
        queue.lease_next(actor=person, project=project, now=clock.now())

    race(
        [
            partial(queue.lease_next, actor=person, project=project, now=clock.now(), ahead=True)
            for person in people * 2
        ]
    )

    leased = Counter(Lease.objects.open().values_list("annotator", flat=True))
    assert set(leased.values()) == {2}
    assert len(set(Lease.objects.values_list("article", flat=True))) == THREADS


def test_reading_at_once_gives_a_claim_up_once(project: Project) -> None:
    """Two pages of the same labels, fetched at once."""
    claim = queue_claim(project)
    (person,) = add_annotators(project, 1)
    submit(person, claim, now=clock.now())
    reader = MembershipFactory(project=project, role="curator").user
    read = partial(cases.note_read, actor=reader, seen={(claim.pk, "label")}, now=clock.now())

    results = race([read] * THREADS)

    assert results == [None] * THREADS
    assert Skip.objects.get().is_final
    assert AuditEvent.objects.filter(action="claims.read").count() == 1


# ---- Rounds and questions ------------------------------------------------------------------------


def start_round(project: Project, manager: User, size: int = 2) -> Round:
    return rounds.start_round(
        actor=manager,
        project=project,
        name="Pilot",
        kind=Round.Kind.PILOT,
        size=size,
        in_releases=False,
        overlap=3,
        now=clock.now(),
    )


def test_eight_managers_start_one_round(project: Project) -> None:
    for _ in range(4):
        queue_article(project)
    managers = MembershipFactory.create_batch(THREADS, project=project, role="manager")

    results = race([partial(start_round, project, member.user) for member in managers])

    assert Counter(type(result) for result in results) == {Round: 1, Conflict: THREADS - 1}
    assert Article.objects.filter(round=Round.objects.get()).count() == 2


def test_rounds_start_and_end_while_people_label(project: Project, manager: User) -> None:
    """Nobody is refused but a start that an article was begun under; every count is right after."""
    for _ in range(6):
        queue_article(project, claims=2)
    people = add_annotators(project, 4)

    def hold_rounds() -> int:
        held = 0
        for _ in range(4):
            with suppress(Conflict, InvalidInput):
                round_ = start_round(project, manager)
                held += 1
                rounds.end_round(actor=manager, round_=round_, now=clock.now())
        return held

    results = race([hold_rounds, *(partial(label_all, project, person) for person in people)])

    assert [result for result in results if not isinstance(result, int)] == []
    assert Round.objects.count() == results[0]
    assert not Round.objects.running().exists()
    # All that was wanted is given, three labels where the round has kept the article.
    for article in Article.objects.all():
        given = Counter(Annotation.objects.filter(claim__article=article).values_list("claim"))
        wanted = Slot.objects.counted().filter(article=article)
        assert wanted.count() == 2 * (article.overlap or 2)
        assert max(given.values(), default=0) <= 3
        assert article.priority == Article.Priority.NORMAL


def test_eight_curators_rule_once_upon_what_they_saw(project: Project) -> None:
    question = QuestionFactory(claim=None, project=project)
    curators = MembershipFactory.create_batch(THREADS, project=project, role="curator")

    results = race(
        [
            partial(
                questions.rule,
                actor=member.user,
                question=question,
                text=f"So says {member.user}.",
                known=0,
                now=clock.now(),
            )
            for member in curators
        ]
    )

    assert Counter(type(result) for result in results) == {Ruling: 1, Conflict: THREADS - 1}
    assert question.rulings.count() == 1


def test_a_question_sent_eight_times_at_once_is_one(project: Project, annotator: User) -> None:
    results = race(
        [
            partial(
                questions.ask,
                actor=annotator,
                project=project,
                text="Is a forecast a fact?",
                now=clock.now(),
            )
        ]
        * THREADS
    )

    assert results == [Question.objects.get()] * THREADS

"""What still holds on PostgreSQL without any row lock: constraints and conditional UPDATEs.

Somebody may have to send again, where the database ends one of two who wait for each other; a row
that is wrong there never is. On SQLite there are no row locks in the first place.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from claims import clock
from claims.errors import Conflict
from claims.models import (
    Annotation,
    Approval,
    Case,
    Decision,
    Line,
    Project,
    Slot,
    Stage,
    User,
)
from claims.operations import adjudication, boundaries, cases, locks
from claims.operations.boundary_plans import Edit, EditKind
from tests.factories import CaseFactory, MembershipFactory
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import change_project, list_claims, queue_article, queue_claim
from tests.operations.test_races import (
    THREADS,
    add_annotators,
    add_articles,
    expect_an_undo_and_a_decision_to_meet,
    label_all,
    race,
)
from tests.operations.unlocked import unlock

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no row locks"),
]


@pytest.fixture(autouse=True)
def _without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    unlock(monkeypatch)


def try_again(job: Callable[[], Any]) -> Any:
    """As people do whom the database refused, since another waited for them as they for it."""
    for _again in range(THREADS):
        try:
            return job()
        except OperationalError:
            continue
    return job()


def add_curators(project: Project, count: int) -> list[User]:
    members = MembershipFactory.create_batch(count, project=project, role="curator")
    return [member.user for member in members]


def test_eight_annotators_give_exactly_the_labels_wanted(project: Project) -> None:
    add_articles(project, count=6, claims=4, overlap=3)
    people = add_annotators(project)

    race([partial(try_again, partial(label_all, project, person)) for person in people])

    assert Annotation.objects.count() == Slot.objects.labelled().count() == 6 * 4 * 3
    per_claim = Counter(Slot.objects.labelled().values_list("claim", flat=True))
    assert set(per_claim.values()) == {3}
    per_person = Counter(Annotation.objects.values_list("claim", "annotator"))
    assert set(per_person.values()) == {1}


def test_eight_people_for_one_slot_give_one_label(project: Project) -> None:
    add_articles(project, count=1, claims=1, overlap=1)
    claim = Slot.objects.select_related("claim__project").get().claim

    results = race(
        [partial(submit, person, claim, now=clock.now()) for person in add_annotators(project)]
    )

    assert Counter(type(result) for result in results) == {Annotation: 1, Conflict: THREADS - 1}


@pytest.mark.parametrize("kind", [EditKind.SPLIT, EditKind.SPAN])
def test_a_label_and_another_boundary_find_each_other(
    project: Project, manager: User, kind: EditKind
) -> None:
    change_project(project, manager, overlap=4, queue_headlines=False)
    (_headline, claim) = list_claims(queue_article(project, claims=2))
    labelling, editing = add_annotators(project, 4), add_annotators(project, 1)[0]
    edit = Edit(
        kind=kind,
        claims=(claim.uuid,),
        at=(claim.start + 12,),
        start=claim.start,
        end=claim.start + 11,
    )
    change = partial(boundaries.edit_boundaries, actor=editing, article=claim.article, edit=edit)

    *labels, edited = race(
        [
            *(
                partial(try_again, partial(submit, person, claim, now=clock.now()))
                for person in labelling
            ),
            partial(try_again, partial(change, now=clock.now())),
        ]
    )

    given = [one for one in labels if isinstance(one, Annotation)]
    refused = {one.code for one in labels if isinstance(one, Conflict)}
    assert bool(given) == (edited.proposal is not None)
    assert bool(refused) == bool(edited.claims)
    assert refused <= {"claim_retired", "not_queued"}


def test_a_label_taken_back_while_it_is_decided_is_seen_by_one_of_the_two(
    project: Project, curator: User
) -> None:
    expect_an_undo_and_a_decision_to_meet(project, curator)


def test_of_eight_who_decide_one_does(project: Project) -> None:
    claim = queue_claim(project)
    curators = add_curators(project, THREADS)
    for curator in curators:
        cases.step_aside(actor=curator, claim=claim, now=clock.now())

    results = race(
        [
            partial(
                adjudication.decide,
                actor=curator,
                claim=claim,
                labelling=make_labelling(claim),
                now=clock.now(),
            )
            for curator in curators
        ]
    )

    assert Counter(type(result) for result in results) == {Decision: 1, Conflict: THREADS - 1}


@pytest.mark.parametrize("wanted", [1, 2])
def test_as_many_approve_as_are_wanted(project: Project, manager: User, wanted: int) -> None:
    change_project(project, manager, approvals_wanted=wanted)
    claim = queue_claim(project)
    decider, *others = add_curators(project, 5)
    for curator in (decider, *others):
        cases.step_aside(actor=curator, claim=claim, now=clock.now())
    decision = adjudication.decide(
        actor=decider, claim=claim, labelling=make_labelling(claim), now=clock.now()
    )

    results = race(
        [
            partial(adjudication.approve, actor=other, decision=decision, now=clock.now())
            for other in others
        ]
    )

    assert Counter(type(result) for result in results) == {Approval: wanted, Conflict: 4 - wanted}
    assert decision.approvals.count() == wanted


def test_who_opens_eight_cases_at_once_has_one(project: Project, curator: User) -> None:
    waiting = [CaseFactory(claim=queue_claim(project)) for _ in range(THREADS)]

    race(
        [
            partial(try_again, partial(cases.take, actor=curator, case=case, now=clock.now()))
            for case in waiting
        ]
    )

    assert Case.objects.filter(held_by=curator).count() == 1


def test_no_place_in_the_line_is_given_out_twice(project: Project) -> None:
    turns = race([partial(locks.take_turns, project.pk, Stage.LABEL, 3)] * THREADS)

    assert sorted(turns) == [3 * place for place in range(THREADS)]
    assert Line.objects.get(project=project, stage=Stage.LABEL).last == 3 * THREADS

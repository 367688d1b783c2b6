"""Work that is reserved before it is due, so that a page can fetch it."""

from datetime import timedelta

import pytest

from claims.errors import Conflict
from claims.models import AuditEvent, Lease, Project, Slot, Stage, User
from claims.operations import marks, projects, queue
from claims.queries.desk import list_leases
from tests.factories import NOW, ClaimFactory, ProjectFactory, SlotFactory
from tests.operations.labellings import submit
from tests.operations.queues import list_claims, list_held, queue_article, stop, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1)


def ask_ahead(
    project: Project, person: User, *, minutes: float = 0, stage: str = Stage.LABEL
) -> Lease | None:
    now = NOW + timedelta(minutes=minutes)
    return queue.lease_next(actor=person, project=project, now=now, stage=stage, ahead=True)


def read(lease: Lease) -> Lease:
    return Lease.objects.get(pk=lease.pk)


def test_the_next_article_is_reserved_and_the_one_at_hand_stays(
    project: Project, annotator: User
) -> None:
    first, second = (queue_article(project, claims=2) for _ in range(2))
    at_hand = take(project, annotator)

    ahead = ask_ahead(project, annotator, minutes=10)

    assert ahead is not None
    assert (at_hand.article, ahead.article) == (first, second)
    assert list_held(annotator) == [*list_claims(first), *list_claims(second)]
    assert read(at_hand).expires_at == at_hand.expires_at
    assert read(at_hand).ended_at is None
    assert read(ahead).expires_at == NOW + timedelta(minutes=10 + project.lease_minutes)
    assert AuditEvent.objects.filter(action="lease.started").count() == 2


def test_asking_ahead_again_is_the_same_reservation_prolonged_and_never_a_third(
    project: Project, annotator: User
) -> None:
    for _ in range(4):
        queue_article(project)
    at_hand = take(project, annotator)
    ahead = ask_ahead(project, annotator)

    again = [ask_ahead(project, annotator, minutes=minutes) for minutes in (5, 10)]

    assert again == [ahead, ahead]
    assert list_leases(annotator, project) == [at_hand, ahead]
    assert read(at_hand).expires_at == at_hand.expires_at
    assert ahead is not None
    assert read(ahead).expires_at == NOW + timedelta(minutes=10 + project.lease_minutes)


def test_with_nothing_at_hand_it_is_the_work_at_hand(project: Project, annotator: User) -> None:
    first, _second = (queue_article(project) for _ in range(2))

    lease = ask_ahead(project, annotator)

    assert lease is not None
    assert lease.article == first
    assert take(project, annotator) == lease


def test_asking_for_work_goes_on_with_what_is_at_hand_then_with_what_was_fetched(
    project: Project, annotator: User
) -> None:
    first, second = (queue_article(project) for _ in range(2))
    at_hand = take(project, annotator)
    ahead = ask_ahead(project, annotator)

    before = take(project, annotator)
    for claim in list_claims(first):
        submit(annotator, claim)
    after = take(project, annotator)

    assert (before, after) == (at_hand, ahead)
    assert list_held(annotator) == list_claims(second)


def test_what_came_free_in_the_article_at_hand_joins_its_lease(
    project: Project, annotator: User
) -> None:
    article = queue_article(project, claims=2)
    queue_article(project)
    at_hand = take(project, annotator)
    claim = ClaimFactory(article=article)
    SlotFactory(claim=claim)

    joined = ask_ahead(project, annotator, minutes=10)

    assert joined == at_hand
    assert Slot.objects.get(claim=claim).lease == at_hand
    assert read(at_hand).expires_at == NOW + timedelta(minutes=10 + project.lease_minutes)
    assert Lease.objects.count() == 1


def test_there_is_none_ahead_when_nothing_is_left(
    project: Project, annotator: User, other_annotator: User
) -> None:
    queue_article(project)
    queue_article(project)
    at_hand = take(project, annotator)
    take(project, other_annotator)

    ahead = ask_ahead(project, annotator)

    assert ahead is None
    assert list_leases(annotator, project) == [at_hand]
    assert read(at_hand).expires_at == at_hand.expires_at


def test_a_paused_project_reserves_nothing_ahead_and_takes_nothing_away(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    for _ in range(4):
        queue_article(project)
    at_hand, fetched = take(project, annotator), ask_ahead(project, annotator)
    take(project, other_annotator)
    projects.pause_project(actor=manager, project=project, now=NOW)

    again = ask_ahead(project, annotator)
    with pytest.raises(Conflict) as refusal:
        ask_ahead(project, other_annotator)

    assert refusal.value.code == "paused"
    assert again == fetched
    assert list_leases(annotator, project) == [at_hand, fetched]
    assert len(list_leases(other_annotator, project)) == 1


def test_what_was_fetched_runs_out_by_itself(
    project: Project, annotator: User, other_annotator: User
) -> None:
    first, second = (queue_article(project) for _ in range(2))
    at_hand, fetched = take(project, annotator), ask_ahead(project, annotator)
    late = project.lease_minutes + 1
    queue.renew_lease(actor=annotator, lease=at_hand, now=NOW + timedelta(minutes=late - 2))

    others = take(project, other_annotator, minutes=late)

    assert fetched is not None
    assert others.article == second
    assert read(fetched).ended_at == NOW + timedelta(minutes=project.lease_minutes)
    assert read(at_hand).ended_at is None
    assert list_held(annotator) == list_claims(first)


def test_when_the_work_at_hand_ran_out_what_was_fetched_is_at_hand(
    project: Project, annotator: User
) -> None:
    for _ in range(3):
        queue_article(project)
    at_hand = take(project, annotator)
    fetched = ask_ahead(project, annotator, minutes=30)

    ahead = ask_ahead(project, annotator, minutes=project.lease_minutes + 1)

    assert ahead is not None
    assert read(at_hand).ended_at is not None
    assert list_leases(annotator, project) == [fetched, ahead]


def test_stopping_ends_the_one_or_the_other(project: Project, annotator: User) -> None:
    for _ in range(2):
        queue_article(project)
    at_hand, fetched = take(project, annotator), ask_ahead(project, annotator)
    assert fetched is not None

    stop(fetched)
    left = list_leases(annotator, project)
    stop(at_hand)

    assert left == [at_hand]
    assert list_leases(annotator, project) == []
    assert list_held(annotator) == []


def test_a_skip_of_the_last_claim_at_hand_leaves_what_was_fetched(
    project: Project, annotator: User
) -> None:
    (claim,) = list_claims(queue_article(project))
    queue_article(project)
    at_hand, fetched = take(project, annotator), ask_ahead(project, annotator)

    marks.skip_claim(actor=annotator, claim=claim, now=NOW)

    assert read(at_hand).ended_at == NOW
    assert list_leases(annotator, project) == [fetched]


def test_in_the_check_pass_nothing_is_reserved_before_it_is_due(
    project: Project, annotator: User
) -> None:
    article = queue_article(project, claims=3)
    for claim in list_claims(article):
        SlotFactory(claim=claim, stage=Stage.CHECK)
    at_hand = take(project, annotator, stage=Stage.CHECK)

    asked = [ask_ahead(project, annotator, stage=Stage.CHECK) for _ in range(2)]

    assert asked == [at_hand, at_hand]
    assert len(list_held(annotator, Stage.CHECK)) == 1

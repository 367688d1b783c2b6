"""Real threads: a pause, the end of a training and an article made training happen once."""

from datetime import timedelta
from functools import partial

import pytest

from claims import clock
from claims.errors import Conflict
from claims.models import Annotation, Lease, Notice, Project, Slot, User
from claims.operations import pausing, queue, training
from tests.factories import MembershipFactory
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import change_project, queue_article, queue_claim, take
from tests.operations.test_pausing import add_labels
from tests.operations.test_races import race
from tests.operations.trained import answer, find_membership, make_training

pytestmark = pytest.mark.django_db(transaction=True)


def label_fast(person: User, claim: object) -> Annotation:
    return submit(person, claim, make_labelling(claim, seconds=1), now=clock.now())  # type: ignore[arg-type]


def test_submits_at_once_at_the_threshold_pause_once(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, 19, seconds=1)
    claims = [queue_claim(project) for _ in range(4)]
    with_slots = [Slot.objects.filter(claim=claim).first() for claim in claims]
    for slot in with_slots:
        assert slot is not None
        Slot.objects.filter(pk=slot.pk).update(annotator=annotator)

    given = race([partial(label_fast, annotator, claim) for claim in claims])

    assert {type(one) for one in given} == {Annotation}
    assert Notice.objects.count() == 1
    assert find_membership(project, annotator).paused_at is not None


def test_a_training_finished_twice_at_once_is_concluded_once(
    project: Project, annotator: User, manager: User
) -> None:
    claims = make_training(project, manager, claims=4)
    take(project, annotator)

    given = race([partial(answer, annotator, claim) for claim in claims])

    assert {type(one) for one in given} == {Annotation}
    assert list(Notice.objects.values_list("kind", flat=True)) == ["passed"]
    assert find_membership(project, annotator).trained_at is not None


def test_the_same_training_claim_answered_twice_at_once_has_one_answer(
    project: Project, annotator: User, manager: User
) -> None:
    claim, _other = make_training(project, manager)

    given = race([partial(answer, annotator, claim, right=right) for right in (True, False)])

    assert Annotation.objects.count() == 1
    assert sorted(type(one).__name__ for one in given) == ["Annotation", "Conflict"]


def test_trainees_at_once_have_each_a_slot_of_each_claim(project: Project, manager: User) -> None:
    claims = make_training(project, manager, claims=3)
    people = [one.user for one in MembershipFactory.create_batch(4, project=project)]

    leases = race(
        [
            partial(queue.lease_next, actor=person, project=project, now=clock.now())
            for person in people
        ]
    )

    assert {type(lease) for lease in leases} == {Lease}
    slots = Slot.objects.filter(claim__in=claims, purpose="training")
    assert slots.count() == slots.filter(annotator__in=people).count() == 12


def test_whoever_is_let_go_on_while_they_label_is_not_paused_again_by_what_they_did_before(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, 30, seconds=1, created_at=clock.now() - timedelta(hours=1))
    claims = [queue_claim(project) for _ in range(3)]
    for claim in claims:
        slot = Slot.objects.filter(claim=claim).first()
        assert slot is not None
        Slot.objects.filter(pk=slot.pk).update(annotator=annotator)
    label_fast(annotator, claims[0])
    member = find_membership(project, annotator)

    race(
        [
            *(partial(label_fast, annotator, claim) for claim in claims[1:]),
            *[partial(pausing.resume_member, actor=manager, membership=member, now=clock.now())]
            * 2,
        ]
    )

    assert find_membership(project, annotator).paused_at is None
    assert Notice.objects.count() == 1
    assert not Notice.objects.unread().exists()


def test_an_article_becomes_training_or_somebodys_work_never_both(
    project: Project, annotator: User, manager: User
) -> None:
    outcomes = set()
    for _ in range(6):
        article = queue_article(project, claims=2)
        lease, made = race(
            [
                partial(queue.lease_next, actor=annotator, project=project, now=clock.now()),
                partial(
                    training.set_training,
                    actor=manager,
                    article=article,
                    is_training=True,
                    now=clock.now(),
                ),
            ]
        )
        article.refresh_from_db()
        held = Slot.objects.filter(article=article, annotator=annotator).count()
        assert held == (0 if article.is_training else 2)
        assert (lease is None) is article.is_training
        assert made is None if article.is_training else isinstance(made, Conflict)
        outcomes.add(article.is_training)
        for open_lease in Lease.objects.open():
            queue.stop_lease(actor=annotator, lease=open_lease, now=clock.now())
        if not article.is_training:
            training.set_training(actor=manager, article=article, is_training=True, now=clock.now())
    assert outcomes

"""Hidden gold while several things happen at once, by real threads."""

from collections import Counter
from functools import partial

import pytest

from claims.errors import Conflict
from claims.models import GoldLabel, Lease, Project, Slot, User
from claims.operations import queue
from claims.operations.gold import Answers, set_gold, take_over_decisions
from tests.conftest import add_member
from tests.factories import NOW, DecisionFactory, ProjectFactory
from tests.operations.gold_articles import let_gold_be_next, make_gold_article
from tests.operations.labellings import submit
from tests.operations.queues import list_claims, list_held, queue_article
from tests.operations.test_races import THREADS, add_annotators, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(transactional_db: None) -> Project:
    """One label is wanted of each claim."""
    return ProjectFactory(overlap=1)


def ask_next(project: Project, person: User) -> Lease | None:
    return queue.lease_next(actor=person, project=project, now=NOW)


def count_gold(project: Project) -> Counter[tuple[int, int | None]]:
    """How many gold slots of each claim each person has."""
    slots = Slot.objects.filter(project=project, purpose="gold")
    return Counter(slots.values_list("claim_id", "annotator_id"))


def test_one_person_asking_eight_times_at_once_has_one_gold_article(
    project: Project, other_annotator: User, annotator: User
) -> None:
    gold = make_gold_article(project, other_annotator)
    queue_article(project, claims=2)
    let_gold_be_next(project, annotator)

    leases = race([partial(ask_next, project, annotator)] * THREADS)

    (lease,) = Lease.objects.open().filter(annotator=annotator)
    assert leases == [lease] * THREADS
    assert lease.article == gold
    assert count_gold(project) == {(one.pk, annotator.pk): 1 for one in list_claims(gold)}


def test_people_at_once_on_one_gold_article_have_a_slot_of_each_claim_each(
    project: Project, other_annotator: User
) -> None:
    gold = make_gold_article(project, other_annotator)
    people = add_annotators(project)
    for _person in people:
        queue_article(project)
    Project.objects.update(gold_percent=50)
    project.refresh_from_db()

    race([partial(ask_next, project, person) for person in people])

    given = Lease.objects.filter(article=gold, annotator__in=people)
    assert set(count_gold(project).values()) <= {1}
    assert count_gold(project).total() == 2 * given.count()
    numbers = Counter(Slot.objects.values_list("claim_id", "stage", "number"))
    assert set(numbers.values()) == {1}
    for person in people:
        assert len({claim.article_id for claim in list_held(person)}) == 1


def test_gold_or_nothing_while_the_last_live_slots_run_out(
    project: Project, other_annotator: User
) -> None:
    make_gold_article(project, other_annotator)
    queue_article(project)
    people = add_annotators(project)
    Project.objects.update(gold_percent=50)
    project.refresh_from_db()

    def work_to_the_end(person: User) -> None:
        while ask_next(project, person):
            for claim in list_held(person):
                submit(person, claim)

    results = race([partial(work_to_the_end, person) for person in people])

    assert results == [None] * THREADS
    assert not Slot.objects.held().exists()
    live = Slot.objects.filter(purpose="live")
    assert not live.unlabelled().exists()
    assert set(Counter(live.values_list("claim_id")).values()) == {1}


def test_of_two_gold_labels_at_once_one_stands_and_the_other_is_refused(project: Project) -> None:
    claim = list_claims(queue_article(project))[0]
    Slot.objects.all().delete()
    curators = [add_member(project, f"curator-{n}", "curator") for n in range(THREADS)]
    values = ("no_claim", "prediction")

    results = race(
        [
            partial(
                set_gold,
                actor=person,
                claim=claim,
                answers=Answers(verifiabilities=(values[number % 2],)),
                now=NOW,
            )
            for number, person in enumerate(curators)
        ]
    )

    standing = GoldLabel.objects.standing().get()
    assert GoldLabel.objects.count() == 1
    assert {type(one) for one in results} == {GoldLabel, Conflict}
    assert all(one == standing for one in results if isinstance(one, GoldLabel))


def test_decisions_taken_over_eight_times_at_once_are_a_gold_label_each(project: Project) -> None:
    article = queue_article(project, claims=3)
    Slot.objects.all().delete()
    for claim in list_claims(article):
        DecisionFactory(claim=claim)
    curators = [add_member(project, f"curator-{n}", "curator") for n in range(THREADS)]

    results = race(
        [
            partial(take_over_decisions, actor=person, article=article, now=NOW)
            for person in curators
        ]
    )

    assert GoldLabel.objects.standing().count() == GoldLabel.objects.count() == 3
    assert sorted(results) == [0] * (THREADS - 1) + [3]

"""How many labels each claim wants: overlap raised and lowered, the sample labelled twice."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.errors import InvalidInput
from claims.exchange.records import ArticleRecord
from claims.models import Annotation, Article, Claim, Project, Slot, User
from claims.operations import articles, slots, undo
from claims.operations.slots import ADJUSTED_AT_ONCE
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory
from tests.operations.labellings import submit
from tests.operations.queues import (
    ask,
    change_project,
    count_slots,
    list_claims,
    list_held,
    queue_article,
    queue_claim,
    stop,
    take,
)

pytestmark = pytest.mark.django_db

# SHA-256 as an article has it.
TEXT = "5f" * 32


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1, sample_seed=7)


def bring_in(manager: User, project: Project, text: str) -> Article:
    rows = [(1, ArticleRecord(text=text))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)
    return Article.objects.latest("pk")


def write_sentences(count: int) -> str:
    return "Buses\n\n" + " ".join(f"The council bought bus number {n}." for n in range(count))


def draw_sample(percent: int, seed: int = 7) -> set[int]:
    """Of a thousand places in a text, those that are labelled twice."""
    project = Project(sample_seed=seed, double_percent=percent)
    article = Article(sha256=TEXT)
    return {place for place in range(1000) if slots.is_sampled(project, article, place)}


def test_raising_the_overlap_asks_for_more_also_behind_who_has_labelled_all(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    submit(annotator, claim)
    nothing = ask(project, other_annotator)

    change_project(project, manager, overlap=3)

    assert nothing is None
    assert take(project, other_annotator).article == claim.article
    assert ask(project, annotator) is None
    assert count_slots(claim) == {"labelled": 1, "held": 1, "free": 1}


def test_lowering_the_overlap_closes_what_is_free_and_keeps_what_is_labelled(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=5)
    claim = queue_claim(project)
    submit(annotator, claim)
    submit(other_annotator, claim)

    change_project(project, manager, overlap=1)

    assert ask(project, manager) is None
    assert count_slots(claim) == {"labelled": 2, "closed": 3}
    assert Annotation.objects.current().count() == 2


def test_a_slot_held_beyond_the_overlap_may_be_labelled_and_closes_when_given_back(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=3)
    first, second = list_claims(queue_article(project, claims=2))
    for person in (annotator, other_annotator, manager):
        lease = take(project, person)
    change_project(project, manager, overlap=1)

    for claim in (first, second):
        submit(annotator, claim)
    submit(other_annotator, first)
    stop(lease)

    assert count_slots(first) == {"labelled": 2, "closed": 1}
    assert count_slots(second) == {"labelled": 1, "held": 1, "closed": 1}


def test_raising_the_overlap_again_opens_what_was_closed(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=3)
    claim = queue_claim(project)
    submit(annotator, claim)
    change_project(project, manager, overlap=1)
    nothing = ask(project, other_annotator)

    change_project(project, manager, overlap=2)

    assert nothing is None
    assert take(project, other_annotator).article == claim.article
    assert count_slots(claim) == {"labelled": 1, "held": 1, "closed": 1}
    assert sorted(claim.slots.values_list("number", flat=True)) == [1, 2, 3]


def test_labels_beyond_the_overlap_count_when_it_is_raised_again(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    submit(annotator, claim)
    submit(other_annotator, claim)
    change_project(project, manager, overlap=1)

    change_project(project, manager, overlap=3)
    ask(project, annotator)

    assert count_slots(claim) == {"labelled": 2, "free": 1}


def test_a_label_beyond_the_overlap_that_is_taken_back_is_not_wanted_again(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    submit(annotator, claim)
    given = submit(other_annotator, claim)
    change_project(project, manager, overlap=1)

    undo.undo_label(actor=other_annotator, annotation=given, now=NOW)

    assert count_slots(claim) == {"labelled": 1, "closed": 1}
    assert list_held(other_annotator) == []


def test_a_label_beyond_the_overlap_stands_in_for_one_that_is_still_to_be_given(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    lease = take(project, annotator)
    take(project, other_annotator)
    change_project(project, manager, overlap=1)
    submit(other_annotator, claim)

    stop(lease)

    assert count_slots(claim) == {"labelled": 1, "closed": 1}
    assert ask(project, annotator) is None


def test_a_label_within_the_overlap_that_is_taken_back_opens_none_beside_one_beyond_it(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    given = submit(annotator, claim)
    submit(other_annotator, claim)
    change_project(project, manager, overlap=1)
    ask(project, manager)

    undo.undo_label(actor=annotator, annotation=given, now=NOW)
    stop(annotator.leases.get())

    assert count_slots(claim) == {"labelled": 1, "closed": 1}


def test_articles_are_adjusted_when_somebody_finds_nothing_else(
    project: Project, annotator: User, manager: User
) -> None:
    queued = [queue_claim(project) for _ in range(ADJUSTED_AT_ONCE + 3)]
    for claim in queued:
        submit(annotator, claim)
    change_project(project, manager, overlap=2)
    untouched = Slot.objects.free().count()

    nothing = ask(project, annotator)

    assert (untouched, nothing) == (0, None)
    assert Slot.objects.free().count() == len(queued)
    assert set(Article.objects.values_list("queue_version", flat=True)) == {project.queue_version}


def test_a_change_of_overlap_writes_no_slot_itself(project: Project, manager: User) -> None:
    costs = []
    for overlap in (2, 3):
        queue_article(project, claims=4)
        with CaptureQueriesContext(connection) as queries:
            change_project(project, manager, overlap=overlap)
        costs.append(len(queries))

    assert costs == [costs[0]] * 2
    assert Slot.objects.filter(number__gt=2).count() == 0


def test_what_is_imported_after_a_change_wants_what_the_project_says_now(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=3)

    article = bring_in(manager, project, write_sentences(2))

    assert article.queue_version == project.queue_version
    assert [count_slots(claim) for claim in article.claims.all()] == [{"free": 3}] * 3


def test_headlines_are_queued_and_left_out_as_the_project_says(
    project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project, write_sentences(1))
    headline, sentence = list_claims(article)
    submit(annotator, sentence)

    change_project(project, manager, queue_headlines=False)
    nothing, closed = ask(project, annotator), count_slots(headline)
    change_project(project, manager, queue_headlines=True)
    take(project, annotator)

    assert (nothing, closed) == (None, {"closed": 1})
    assert list_held(annotator) == [headline]
    assert count_slots(sentence) == {"labelled": 1}


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 0), (1, 11), (10, 90), (30, 275), (50, 474), (100, 1000)]
)
def test_the_sample_is_of_the_size_asked_for_and_the_same_everywhere(
    percent: int, expected: int
) -> None:
    assert len(draw_sample(percent)) == expected


def test_a_larger_percentage_only_adds_to_the_sample() -> None:
    samples = [draw_sample(percent) for percent in range(0, 101, 5)]

    assert all(smaller < larger for smaller, larger in pairwise(samples))


def test_another_seed_is_another_sample() -> None:
    assert draw_sample(50, seed=7) != draw_sample(50, seed=8)


def test_claims_of_the_sample_want_two_labels_the_others_one(
    project: Project, manager: User
) -> None:
    change_project(project, manager, double_percent=30)

    article = bring_in(manager, project, write_sentences(200))

    twice = {
        claim.start
        for claim in article.claims.all()
        if slots.is_sampled(project, article, claim.start)
    }
    two = Claim.objects.filter(slots__number=2)
    assert set(two.values_list("start", flat=True)) == twice
    assert len(twice) == 64
    assert Slot.objects.free().count() == 201 + 64


def test_the_sample_of_what_is_there_already_is_the_same_as_on_import(
    project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project, write_sentences(40))
    change_project(project, manager, double_percent=30)
    take(project, annotator)
    adjusted = set(Claim.objects.filter(slots__number=2).values_list("start", flat=True))

    again = ProjectFactory(overlap=1, sample_seed=7, double_percent=30)
    imported = bring_in(add_member(again, "second", "manager"), again, write_sentences(40))

    two = imported.claims.filter(slots__number=2)
    assert adjusted == set(two.values_list("start", flat=True)) != set()
    assert imported.sha256 == article.sha256


def test_a_larger_sample_only_adds_slots(project: Project, annotator: User, manager: User) -> None:
    change_project(project, manager, double_percent=20)
    bring_in(manager, project, write_sentences(40))
    before = set(Slot.objects.values_list("pk", flat=True))

    change_project(project, manager, double_percent=60)
    take(project, annotator)

    assert before < set(Slot.objects.values_list("pk", flat=True))
    assert not Slot.objects.filter(wanted=False).exists()


def test_a_sample_labelled_twice_needs_one_label_elsewhere(project: Project, manager: User) -> None:
    with pytest.raises(InvalidInput):
        change_project(project, manager, overlap=2, double_percent=10)

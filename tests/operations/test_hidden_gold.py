"""Hidden gold: who is handed it and when, what becomes of it, and that it counts for nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.errors import Conflict
from claims.models import (
    Annotation,
    Article,
    Case,
    Claim,
    Decision,
    GoldLabel,
    Lease,
    Project,
    Slot,
    User,
)
from claims.models.samples import is_in_sample
from claims.operations import (
    adjudication,
    assignment,
    boundaries,
    cases,
    hidden_gold,
    marks,
    merging,
    projects,
    queue,
    slots,
    undo,
)
from claims.operations.boundary_plans import Edit, EditKind
from claims.queries.hidden_gold import choose_article
from claims.queries.judging import list_judged
from tests.conftest import add_member
from tests.factories import (
    NOW,
    DecisionFactory,
    ExclusionFactory,
    GoldLabelFactory,
    LeaseFactory,
    OutletFactory,
    ProjectFactory,
    QuestionFactory,
    SkipFactory,
    SpeakerFactory,
)
from tests.operations.gold_articles import (
    label_gold,
    let_gold_be_next,
    let_live_be_next,
    make_gold_article,
    take_gold,
)
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import (
    ask,
    change_project,
    count_slots,
    list_claims,
    list_held,
    queue_article,
    stop,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """One label is wanted of each claim."""
    return ProjectFactory(overlap=1)


@pytest.fixture
def gold(project: Project, other_annotator: User) -> Article:
    """Labelled by somebody else, with a gold label on both of its claims."""
    return make_gold_article(project, other_annotator)


@pytest.fixture
def live(project: Project, gold: Article) -> Article:
    """Still to be labelled, after the gold one."""
    return queue_article(project, claims=3)


# ---- Who is given one, and when ------------------------------------------------------------------


def test_at_their_turn_people_are_given_a_gold_article_whole(
    project: Project, gold: Article, live: Article, annotator: User
) -> None:
    lease = take_gold(project, annotator)

    slots = Slot.objects.filter(lease=lease).order_by("claim__start")
    assert lease.article == gold
    assert [(slot.purpose, slot.number, slot.reserved_for) for slot in slots] == [
        ("gold", 2, annotator),
        ("gold", 2, annotator),
    ]
    assert list_held(annotator) == list_claims(gold)


def test_at_another_turn_the_next_live_one(
    project: Project, live: Article, annotator: User
) -> None:
    let_live_be_next(project, annotator)

    assert take(project, annotator).article == live


def test_without_a_percentage_nobody_is_ever_given_one(
    project: Project, live: Article, annotator: User
) -> None:
    assert take(project, annotator).article == live
    assert not Slot.objects.filter(purpose="gold").exists()


def test_whose_turn_it_is_follows_from_the_seed_the_person_and_how_many_they_had(
    project: Project, annotator: User, other_annotator: User
) -> None:
    project.gold_percent, project.sample_seed = 30, 7
    turns = []
    for number in range(40):
        turns.append(hidden_gold.is_turn(annotator, project))
        assert turns[-1] == is_in_sample(f"7:{annotator.uuid}:{number}", 30)
        LeaseFactory(article__project=project, annotator=annotator, ended_at=NOW)

    assert 0 < sum(turns) < 40
    # Neither other people's, nor those of another pass or project.
    LeaseFactory(article__project=project, annotator=other_annotator)
    LeaseFactory(article__project=project, annotator=annotator, stage="check")
    LeaseFactory(annotator=annotator)
    assert hidden_gold.is_turn(annotator, project) == is_in_sample(f"7:{annotator.uuid}:40", 30)


def test_a_lease_at_hand_comes_first(project: Project, live: Article, annotator: User) -> None:
    let_live_be_next(project, annotator)
    lease = take(project, annotator)
    let_gold_be_next(project, annotator)

    assert take(project, annotator) == lease


def test_what_was_stopped_comes_first_as_well(
    project: Project, live: Article, annotator: User
) -> None:
    let_live_be_next(project, annotator)
    stop(take(project, annotator))
    let_gold_be_next(project, annotator)

    assert take(project, annotator).article == live


def test_the_live_article_in_whose_place_it_came_is_the_next(
    project: Project, live: Article, annotator: User
) -> None:
    label_gold(project, annotator)

    assert take(project, annotator).article == live


def test_also_ahead_of_time_in_a_lease_of_its_own(
    project: Project, gold: Article, live: Article, annotator: User
) -> None:
    let_live_be_next(project, annotator)
    at_hand = take(project, annotator)
    queue_article(project)
    let_gold_be_next(project, annotator)

    for _twice in range(2):
        ahead = queue.lease_next(actor=annotator, project=project, now=NOW, ahead=True)

    assert ahead is not None
    assert (ahead.article, at_hand.article) == (gold, live)
    assert Lease.objects.open().filter(annotator=annotator).count() == 2


def test_with_nothing_live_left_there_is_none(
    project: Project, gold: Article, annotator: User
) -> None:
    let_gold_be_next(project, annotator)

    assert ask(project, annotator) is None
    assert not Slot.objects.filter(purpose="gold").exists()


def know_by_label(article: Article, person: User) -> None:
    change_project(article.project, add_member(article.project, "boss", "manager"), overlap=2)
    submit(person, list_claims(article)[0])
    change_project(article.project, User.objects.get(username="boss"), overlap=1)


def know_by_skip(article: Article, person: User) -> None:
    SkipFactory(claim=list_claims(article)[0], annotator=person, withdrawn_at=NOW)


def know_by_lease(article: Article, person: User) -> None:
    LeaseFactory(article=article, annotator=person, ended_at=NOW)


def know_by_decision(article: Article, person: User) -> None:
    DecisionFactory(claim=list_claims(article)[0], decided_by=person)


def know_by_ruling(article: Article, person: User) -> None:
    QuestionFactory(claim=list_claims(article)[0], asked_by=person)


def know_by_gold_label(article: Article, person: User) -> None:
    GoldLabelFactory(claim=list_claims(article)[0], created_by=person, ended_at=NOW)


def know_by_outlet(article: Article, person: User) -> None:
    article.outlet = OutletFactory(project=article.project)
    article.save()
    ExclusionFactory(outlet=article.outlet, person=person)


def end_gold_labels(article: Article, _person: User) -> None:
    GoldLabel.objects.filter(claim__article=article).update(ended_at=NOW)


def retire_claims(article: Article, _person: User) -> None:
    Claim.objects.filter(article=article).update(retired_at=NOW)


def keep_for_training(article: Article, _person: User) -> None:
    Article.objects.filter(pk=article.pk).update(is_training=True)


def want_more_labels(article: Article, _person: User) -> None:
    assignment.ask_opinions(
        actor=add_member(article.project, "other_curator", "curator"),
        claim=list_claims(article)[0],
        now=NOW,
    )


@pytest.mark.parametrize(
    "bar",
    [
        *(know_by_label, know_by_skip, know_by_lease, know_by_decision, know_by_gold_label),
        know_by_ruling,
        *(know_by_outlet, end_gold_labels, retire_claims, keep_for_training, want_more_labels),
    ],
)
def test_nobody_is_given_one_that_they_know_or_that_is_none(
    bar: Callable[[Article, User], None],
    project: Project,
    gold: Article,
    live: Article,
    annotator: User,
) -> None:
    assert choose_article(annotator, project) == gold.pk

    bar(gold, annotator)

    assert choose_article(annotator, project) is None
    let_gold_be_next(project, annotator)
    lease = take(project, annotator)
    assert set(lease.slots.values_list("purpose", flat=True)) == {"live"}


def test_the_least_used_one_is_next_and_of_equals_one_by_the_seed(
    project: Project, other_annotator: User
) -> None:
    found = {make_gold_article(project, other_annotator).pk for _ in range(3)}
    queue_article(project, claims=2)
    given = []
    for number in range(6):
        person = add_member(project, f"person-{number}", "annotator")
        chosen = choose_article(person, project)
        assert choose_article(person, project) == chosen
        given.append(take_gold(project, person).article_id)

    assert set(given[:3]) == set(given[3:]) == found


# ---- Given back ----------------------------------------------------------------------------------


def test_what_runs_out_is_kept_for_that_person_and_for_nobody_else(
    project: Project, gold: Article, live: Article, annotator: User, curator: User
) -> None:
    lease = take_gold(project, annotator)
    let_live_be_next(project, curator)
    late = queue.lease_next(actor=curator, project=project, now=NOW + timedelta(hours=9))

    lease.refresh_from_db()
    kept = Slot.objects.filter(purpose="gold")
    assert lease.ended_at is not None
    assert late is not None
    assert late.article == live
    assert [(slot.annotator, slot.reserved_for) for slot in kept] == [(None, annotator)] * 2
    assert not kept.takeable_by(curator).exists()
    assert kept.open_to(annotator).count() == 2


def test_who_stops_goes_on_where_they_were_with_the_same_slots(
    project: Project, live: Article, annotator: User
) -> None:
    lease = take_gold(project, annotator)
    held = set(lease.slots.values_list("pk", flat=True))
    stop(lease)

    again = take(project, annotator)

    assert again != lease
    assert set(again.slots.values_list("pk", flat=True)) == held


def test_in_between_they_come_to_it_again_in_the_line(
    project: Project, gold: Article, live: Article, annotator: User
) -> None:
    stop(take_gold(project, annotator))
    submit(annotator, list_claims(live)[0])
    let_live_be_next(project, annotator)
    LeaseFactory(article=live, annotator=annotator, ended_at=NOW)

    first = take(project, annotator)
    for claim in list_held(annotator):
        submit(annotator, claim)
    second = take(project, annotator)

    assert (first.article, second.article) == (live, gold)


def test_a_label_that_comes_late_is_taken(
    project: Project, gold: Article, live: Article, annotator: User
) -> None:
    stop(take_gold(project, annotator))

    given = submit(annotator, list_claims(gold)[0])

    assert given.slot.purpose == "gold"


def test_a_skip_can_be_undone_and_a_skipped_claim_labelled_all_the_same(
    project: Project, gold: Article, live: Article, annotator: User
) -> None:
    take_gold(project, annotator)
    first, second = list_claims(gold)
    for claim in (first, second):
        marks.skip_claim(actor=annotator, claim=claim, now=NOW)
    assert list_held(annotator) == []

    slot = undo.undo_skip(actor=annotator, claim=second, now=NOW)
    given = submit(annotator, first)

    assert slot is not None
    assert (slot.purpose, given.slot.purpose) == ("gold", "gold")


def test_a_label_taken_back_is_theirs_to_give_again(
    project: Project, live: Article, annotator: User
) -> None:
    given = label_gold(project, annotator)[-1]

    restored = undo.undo_label(actor=annotator, annotation=given, now=NOW)
    again = submit(annotator, given.claim)

    assert restored.withdrawn
    assert (again.slot, again.revision) == (given.slot, 3)


def test_slots_of_who_left_are_used_for_the_next(
    project: Project, gold: Article, live: Article, annotator: User, manager: User
) -> None:
    slots = set(take_gold(project, annotator).slots.values_list("pk", flat=True))
    projects.set_membership(actor=manager, project=project, user=annotator, role="reader", now=NOW)

    lease = take_gold(project, add_member(project, "next", "annotator"))

    assert set(lease.slots.values_list("pk", flat=True)) == slots


# ---- It counts for nothing -----------------------------------------------------------------------


def test_gold_slots_are_neither_opened_nor_closed_with_others(
    project: Project, gold: Article, live: Article, annotator: User, manager: User
) -> None:
    take_gold(project, annotator)
    claim = list_claims(gold)[0]

    change_project(project, manager, overlap=2)
    submit(add_member(project, "third", "annotator"), claim)

    assert count_slots(claim) == {"labelled": 2, "held": 1}
    change_project(project, manager, overlap=1)
    slots.enter_article(gold.pk, NOW)
    assert list_held(annotator) == list_claims(gold)


def test_no_rule_counts_them_among_the_votes(
    project: Project, other_annotator: User, annotator: User, manager: User
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    gold = make_gold_article(project, other_annotator)
    queue_article(project)
    decided = set(Decision.objects.values_list("pk", flat=True))
    claim = list_claims(gold)[0]
    take_gold(project, annotator)

    submit(annotator, claim, make_labelling(claim, verifiability="prediction"))

    assert set(Decision.objects.values_list("pk", flat=True)) == decided
    assert not Decision.objects.stale().exists()
    assert not Case.objects.exists()


def test_a_flag_reaches_the_curators(
    project: Project, gold: Article, live: Article, annotator: User, curator: User
) -> None:
    take_gold(project, annotator)
    claim = list_claims(gold)[0]

    marks.flag_claim(actor=annotator, claim=claim, reason="Two claims in one.", now=NOW)

    case = cases.take_next(actor=curator, project=project, now=NOW)
    assert case is not None
    assert (case.claim, case.reasons) == (claim, ["is_flagged"])


def test_who_labelled_it_as_gold_does_not_decide_it(
    project: Project, live: Article, curator: User
) -> None:
    given = label_gold(project, curator)[0]

    with pytest.raises(Exception, match="Somebody else decides"):
        adjudication.decide(
            actor=curator, claim=given.claim, labelling=make_labelling(given.claim), now=NOW
        )


def test_other_boundaries_end_the_gold_label_and_close_the_slots(
    project: Project, gold: Article, live: Article, annotator: User, curator: User
) -> None:
    take_gold(project, annotator)
    first, second = list_claims(gold)
    edit = Edit(kind=EditKind.SPLIT, claims=(second.uuid,), at=(second.start + 5,))

    edited = boundaries.edit_boundaries(actor=curator, article=gold, edit=edit, now=NOW)

    standing = GoldLabel.objects.standing().values_list("claim_id", flat=True)
    old = Slot.objects.get(claim=second, purpose="gold")
    assert list(standing) == [first.pk]
    assert (old.annotator, old.wanted) == (None, False)
    # Whoever was at work goes on with what was made of it: that wants labels.
    assert list_held(annotator) == [first, *sorted(edited.claims, key=lambda one: one.start)]
    assert not Slot.objects.filter(claim__in=edited.claims, purpose="gold").exists()
    assert not Slot.objects.filter(claim__in=edited.claims, reserved_for__isnull=False).exists()


def test_who_gave_it_back_does_not_find_what_was_retired(
    project: Project, gold: Article, live: Article, annotator: User, curator: User
) -> None:
    stop(take_gold(project, annotator))
    second = list_claims(gold)[1]
    edit = Edit(kind=EditKind.SPLIT, claims=(second.uuid,), at=(second.start + 5,))
    boundaries.edit_boundaries(actor=curator, article=gold, edit=edit, now=NOW)

    take(project, annotator)

    assert second not in list_held(annotator)
    with pytest.raises(Conflict, match="boundaries of this claim"):
        submit(annotator, second)


def test_merged_speakers_are_one_to_the_gold_label(
    project: Project, gold: Article, live: Article, annotator: User, curator: User
) -> None:
    ada, bo = SpeakerFactory.create_batch(2, project=project)
    GoldLabel.objects.get(claim=list_claims(gold)[0]).speakers.set([ada])
    take_gold(project, annotator)
    claim = list_claims(gold)[0]
    submit(annotator, claim, make_labelling(claim, speaker=bo.uuid))
    assert [one.is_right for one in list_judged(project)] == [False]

    merging.merge_speakers(actor=curator, speaker=bo, into=ada, now=NOW)

    assert [one.is_right for one in list_judged(project)] == [True]


# ---- After feedback ------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "counts"), [("annotator", "prediction"), ("curator", "no_claim")])
def test_a_revision_counts_unless_its_author_could_look_up_what_is_right(
    role: str, counts: str, project: Project, gold: Article, live: Article
) -> None:
    person = add_member(project, "person", role)
    take_gold(project, person)
    claim = list_claims(gold)[0]
    DecisionFactory(claim=claim)
    given = submit(person, claim)

    submit(
        person,
        claim,
        make_labelling(claim, verifiability="prediction"),
        revises=given.uuid,
    )

    judged = list_judged(project)[0]
    assert Annotation.objects.get(pk=judged.annotation).verifiability.value == counts

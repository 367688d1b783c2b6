"""Training: what who trains is given, what counts, and when it is over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claims.errors import Conflict, NotAllowed
from claims.models import (
    Annotation,
    AuditEvent,
    Case,
    Claim,
    Flag,
    GoldLabel,
    Lease,
    Notice,
    Project,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.operations import boundaries, marks, projects, queue, training, undo
from claims.operations.boundary_plans import Edit, EditKind
from claims.operations.gold import Answers, set_gold
from claims.queries import progress, steering
from claims.queries.figures import labels as figures
from claims.queries.figures.wanted import Wanted as FiguresWanted
from claims.queries.gold import list_rows
from claims.queries.labels import Wanted, find_labels, map_outdated
from claims.queries.timesheet import stream_weeks
from claims.queries.training import Standing, find_feedback, find_standing, read_progress
from claims.queries.undo import list_actions
from claims.queries.votes import read_tallies
from tests.exports import stream_annotations
from tests.factories import (
    NOW,
    ClaimFactory,
    GoldLabelFactory,
    GuidelineFactory,
    MembershipFactory,
    SpeakerFactory,
)
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import (
    ask,
    change_project,
    count_slots,
    list_held,
    queue_article,
    queue_claim,
    take,
)
from tests.operations.trained import answer, find_membership, make_training

pytestmark = pytest.mark.django_db

NO_CLAIM = Answers(verifiabilities=("no_claim",))
PREDICTION = Answers(verifiabilities=("prediction",))


# ---- Articles ------------------------------------------------------------------------------------


def test_a_training_article_wants_no_labels_and_wants_them_again_as_a_live_one(
    project: Project, manager: User
) -> None:
    claim = queue_claim(project)

    training.set_training(actor=manager, article=claim.article, is_training=True, now=NOW)
    closed = count_slots(claim)
    training.set_training(actor=manager, article=claim.article, is_training=False, now=NOW)

    assert (closed, count_slots(claim)) == ({"closed": 2}, {"free": 2})
    actions = AuditEvent.objects.filter(action__startswith="article.made")
    assert [one.action for one in actions.order_by("pk")] == [
        "article.made_training",
        "article.made_live",
    ]


def test_an_article_stays_live_that_somebody_is_at_work_in(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project)
    take(project, annotator)

    with pytest.raises(Conflict) as refusal:
        training.set_training(actor=manager, article=article, is_training=True, now=NOW)

    article.refresh_from_db()
    assert (refusal.value.code, article.is_training) == ("in_use", False)


def test_an_article_that_somebody_has_trained_on_stays_one(
    project: Project, annotator: User, manager: User
) -> None:
    first, _second = make_training(project, manager)
    answer(annotator, first)

    with pytest.raises(Conflict) as refusal:
        training.set_training(actor=manager, article=first.article, is_training=False, now=NOW)

    assert refusal.value.code == "in_use"


def test_curators_make_no_training_articles(project: Project, curator: User) -> None:
    with pytest.raises(NotAllowed):
        training.set_training(
            actor=curator, article=queue_article(project), is_training=True, now=NOW
        )


def test_what_is_right_of_a_training_article_is_said_and_put_right_there(
    project: Project, annotator: User, manager: User, curator: User
) -> None:
    claim = queue_claim(project)
    training.set_training(actor=manager, article=claim.article, is_training=True, now=NOW)
    change_project(project, manager, has_training=True)

    first = set_gold(actor=curator, claim=claim, answers=PREDICTION, now=NOW)
    take(project, annotator)
    rows = list_rows(curator, claim.article)
    second = set_gold(actor=curator, claim=claim, answers=NO_CLAIM, replaces=first.uuid, now=NOW)
    answer(annotator, claim)

    assert [row.gold for row in rows] == [first]
    assert read_progress(annotator, project).right == 1
    assert GoldLabel.objects.standing().get(claim=claim) == second


def test_nobody_trains_on_a_sentence_whose_spans_are_labelled(
    project: Project, annotator: User, manager: User
) -> None:
    sentence, other = make_training(project, manager)
    ClaimFactory(
        article=sentence.article,
        kind=Claim.Kind.SPAN,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
    )

    take(project, annotator)

    assert list_held(annotator) == [other]


# ---- What who trains is given --------------------------------------------------------------------


def test_who_trains_gets_training_articles_one_after_the_other_and_nothing_live(
    project: Project, annotator: User, manager: User
) -> None:
    queue_article(project)
    claims = make_training(project, manager, claims=2)
    further = make_training(project, manager, claims=1)
    context = ClaimFactory(article=claims[0].article)

    lease = take(project, annotator)
    held = list_held(annotator)
    for claim in claims:
        answer(annotator, claim)
    following = take(project, annotator)

    assert held == claims
    assert context not in held
    assert (following.article, list_held(annotator)) == (further[0].article, further)
    assert set(Slot.objects.filter(lease=lease).values_list("purpose", flat=True)) == {"training"}


def test_two_may_train_on_the_same_claims(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    claims = make_training(project, manager)

    take(project, annotator)
    take(project, other_annotator)

    assert list_held(annotator) == list_held(other_annotator) == claims


def test_a_slot_that_was_put_down_is_the_next_trainees(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    lease = take(project, annotator)
    queue.stop_lease(actor=annotator, lease=lease, now=NOW)

    take(project, other_annotator)

    assert list_held(other_annotator) == [claim]
    assert Slot.objects.filter(claim=claim, purpose="training").count() == 1


def test_a_late_answer_is_taken(project: Project, annotator: User, manager: User) -> None:
    (claim,) = make_training(project, manager, claims=1)
    lease = take(project, annotator)
    queue.stop_lease(actor=annotator, lease=lease, now=NOW)

    label = answer(annotator, claim)

    assert label.slot.purpose == "training"


def test_curators_and_who_has_passed_get_live_work_and_none_of_the_training(
    project: Project, annotator: User, curator: User, manager: User
) -> None:
    article = queue_article(project)
    (claim,) = make_training(project, manager, claims=1)
    training.pass_by_hand(actor=manager, membership=find_membership(project, annotator), now=NOW)

    assert take(project, annotator).article == take(project, curator).article == article
    with pytest.raises(Conflict) as refusal:
        answer(curator, claim)
    assert refusal.value.code == "not_queued"


def test_where_a_project_does_not_train_its_training_articles_are_nobodys(
    project: Project, annotator: User, manager: User
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    change_project(project, manager, has_training=False)

    assert ask(project, annotator) is None
    with pytest.raises(Conflict) as refusal:
        answer(annotator, claim)
    assert refusal.value.code == "not_queued"


def test_without_anything_to_train_on_a_sentence_says_so(
    project: Project, annotator: User, manager: User
) -> None:
    queue_article(project)
    change_project(project, manager, has_training=True)

    with pytest.raises(Conflict) as refusal:
        ask(project, annotator)

    assert refusal.value.code == "no_training"


def test_who_trains_checks_nothing(project: Project, annotator: User, manager: User) -> None:
    make_training(project, manager)

    with pytest.raises(Conflict) as refusal:
        ask(project, annotator, stage=Stage.CHECK)

    assert refusal.value.code == "train_first"


def test_an_answered_claim_has_no_draft(project: Project, annotator: User, manager: User) -> None:
    claim, other = make_training(project, manager)
    take(project, annotator)
    answer(annotator, claim)

    version = marks.save_draft(actor=annotator, claim=other, body={"comment": "x"}, now=NOW)
    with pytest.raises(Conflict) as refusal:
        marks.save_draft(actor=annotator, claim=claim, body={"comment": "x"}, now=NOW)

    assert version
    assert refusal.value.code == "training_is_final"


@pytest.mark.parametrize("act", ["submit", "skip", "flag", "draft", "boundaries"])
def test_who_trains_reaches_nothing_live(
    project: Project, annotator: User, manager: User, act: str
) -> None:
    claim = queue_claim(project)
    make_training(project, manager)
    claim.refresh_from_db()
    about: Any = {"actor": annotator, "claim": claim, "now": NOW}
    acts = {
        "submit": lambda: submit(annotator, claim),
        "skip": lambda: marks.skip_claim(**about),
        "flag": lambda: marks.flag_claim(reason="Look.", **about),
        "draft": lambda: marks.save_draft(body={"comment": "x"}, **about),
        "boundaries": lambda: boundaries.edit_boundaries(
            actor=annotator,
            article=claim.article,
            edit=Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(3,)),
            now=NOW,
        ),
    }

    with pytest.raises(Conflict) as refusal:
        acts[act]()

    assert refusal.value.code == "train_first"


def test_nothing_is_skipped_flagged_or_redrawn_in_the_training(
    project: Project, annotator: User, manager: User
) -> None:
    claim, _other = make_training(project, manager)
    take(project, annotator)
    split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(3,))

    codes = []
    for act in (
        lambda: marks.skip_claim(actor=annotator, claim=claim, now=NOW),
        lambda: marks.flag_claim(actor=annotator, claim=claim, reason="Look.", now=NOW),
        lambda: boundaries.edit_boundaries(
            actor=annotator, article=claim.article, edit=split, now=NOW
        ),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        codes.append(refusal.value.code)

    assert codes == ["label_in_training", "label_in_training", "training_is_fixed"]
    assert not Skip.objects.exists()
    assert not Flag.objects.exists()


# ---- The first answer ----------------------------------------------------------------------------


def test_a_training_label_is_neither_revised_nor_taken_back(
    project: Project, annotator: User, manager: User
) -> None:
    claim, _other = make_training(project, manager)
    label = answer(annotator, claim, right=False)
    again: Any = {"labelling": make_labelling(claim), "client_uuid": uuid4()}

    codes = []
    for act in (
        lambda: submit(annotator, claim, revises=label.uuid, **again),
        lambda: submit(annotator, claim),
        lambda: undo.undo_label(actor=annotator, annotation=label, now=NOW),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        codes.append(refusal.value.code)

    assert codes == ["training_is_final"] * 3
    assert list_actions(annotator, project) == []
    with pytest.raises(Conflict):
        undo.take_back_last(actor=annotator, project=project, now=NOW)


def test_the_same_sent_again_is_the_same_label(
    project: Project, annotator: User, manager: User
) -> None:
    claim, _other = make_training(project, manager)
    sent = uuid4()

    first = submit(annotator, claim, client_uuid=sent)
    again = submit(annotator, claim, client_uuid=sent)

    assert first == again


def test_feedback_tells_what_is_right_of_each_field_and_why(
    project: Project, annotator: User, manager: User
) -> None:
    claim, _other = make_training(project, manager)
    gold = claim.gold_labels.get()
    gold.speakers.set([SpeakerFactory(project=project, name="Ada Ek")])

    before = find_feedback(annotator, claim)
    answer(annotator, claim)
    feedback = find_feedback(annotator, claim)

    assert before is None
    assert feedback is not None
    assert [(one.field, one.is_right, list(one.right)) for one in feedback.answers] == [
        ("speaker", False, ["Ada Ek"]),
        ("verifiability", True, ["No factual claim"]),
    ]
    assert (feedback.is_right, feedback.explanation) == (False, "It names no figure.")
    counts = feedback.progress
    assert (counts.labelled, counts.total, counts.right) == (1, 2, 0)
    assert feedback.standing == Standing.TRAINING


def test_a_speaker_merged_since_is_the_one_that_stands_for_them(
    project: Project, annotator: User, manager: User
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    ada = SpeakerFactory(project=project, name="Ada Ek")
    merged = SpeakerFactory(project=project, name="A. Ek", merged_into=ada, merged_with=ada)
    claim.gold_labels.get().speakers.set([merged])

    submit(annotator, claim, make_labelling(claim, speaker=ada.uuid))

    assert read_progress(annotator, project).right == 1


# ---- The end -------------------------------------------------------------------------------------


def test_who_has_enough_right_passes_and_goes_on_live(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project)
    claims = make_training(project, manager, claims=5)
    take(project, annotator)

    for claim in claims:
        answer(annotator, claim, right=claim != claims[0])

    notice = Notice.objects.get()
    assert find_membership(project, annotator).trained_at == NOW
    assert (notice.kind, notice.found, notice.wanted) == ("passed", 80.0, 80.0)
    assert (notice.person, notice.read_at) == (annotator, None)
    assert take(project, annotator).article == article
    assert not Lease.objects.open().filter(article=claims[0].article).exists()


def test_who_has_too_few_right_waits_for_a_manager(
    project: Project, annotator: User, manager: User
) -> None:
    queue_article(project)
    claims = make_training(project, manager, claims=4)
    take(project, annotator)

    for claim in claims:
        answer(annotator, claim, right=claim != claims[0])

    notice = Notice.objects.get()
    assert (notice.kind, notice.found, notice.wanted) == ("failed", 75.0, 80.0)
    assert find_standing(annotator, project) == Standing.FAILED
    with pytest.raises(Conflict) as refusal:
        ask(project, annotator)
    assert refusal.value.code == "training_failed"


def test_a_second_try_is_judged_anew_on_the_same_claims(
    project: Project, annotator: User, manager: User
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    first = answer(annotator, claim, right=False)

    training.let_try_again(actor=manager, membership=find_membership(project, annotator), now=NOW)
    begun = read_progress(annotator, project)
    take(project, annotator)
    second = answer(annotator, claim)

    assert (begun.labelled, begun.total) == (0, 1)
    assert (second.slot, second.revision) == (first.slot, 2)
    assert (first.after_feedback, second.after_feedback) == (False, True)
    assert find_membership(project, annotator).trained_at == NOW
    assert list(Notice.objects.unread().values_list("kind", flat=True)) == ["passed"]


def test_a_claim_still_held_that_is_judged_no_more_does_not_stand_in_the_way_of_a_second_try(
    project: Project, annotator: User, manager: User
) -> None:
    first, second = make_training(project, manager)
    take(project, annotator)
    GoldLabel.objects.filter(claim=second).update(ended_at=NOW)
    answer(annotator, first, right=False)

    training.let_try_again(actor=manager, membership=find_membership(project, annotator), now=NOW)
    take(project, annotator)

    assert list_held(annotator) == [first]


def test_whoever_failed_may_be_passed_by_hand(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project)
    (claim,) = make_training(project, manager, claims=1)
    answer(annotator, claim, right=False)

    training.pass_by_hand(actor=manager, membership=find_membership(project, annotator), now=NOW)

    member = find_membership(project, annotator)
    assert (member.trained_at, member.failed_at) == (NOW, None)
    assert not Notice.objects.unread().exists()
    assert take(project, annotator).article == article


def test_whoever_is_passed_by_hand_puts_the_training_down(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project)
    make_training(project, manager)
    take(project, annotator)

    training.pass_by_hand(actor=manager, membership=find_membership(project, annotator), now=NOW)

    assert take(project, annotator).article == article


def test_a_gold_label_less_may_be_the_end(project: Project, annotator: User, manager: User) -> None:
    first, second = make_training(project, manager)
    answer(annotator, first)
    second.gold_labels.update(ended_at=NOW)

    assert ask(project, annotator) is None
    assert find_membership(project, annotator).trained_at == NOW


@pytest.mark.parametrize("act", [training.pass_by_hand, training.let_try_again])
def test_only_managers_say_who_is_through(
    project: Project, annotator: User, curator: User, act: object
) -> None:
    with pytest.raises(NotAllowed):
        act(actor=curator, membership=find_membership(project, annotator), now=NOW)  # type: ignore[operator]


# ---- Who trains ----------------------------------------------------------------------------------


def test_who_has_labelled_here_is_taken_as_trained(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    submit(annotator, queue_claim(project))

    change_project(project, manager, has_training=True)

    assert find_standing(annotator, project) == Standing.LIVE
    assert find_standing(other_annotator, project) == Standing.TRAINING
    assert find_standing(manager, project) == Standing.LIVE


def test_who_trains_from_now_on_puts_live_work_down(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)

    (to_train,) = make_training(project, manager, claims=1)

    assert list_held(annotator) == []
    assert count_slots(claim) == {"free": 2}
    assert take(project, annotator).article == to_train.article


def test_who_has_curated_needs_no_training(project: Project, curator: User, manager: User) -> None:
    change_project(project, manager, has_training=True)

    projects.set_membership(actor=manager, project=project, user=curator, role="annotator", now=NOW)

    assert find_standing(curator, project) == Standing.LIVE


def test_who_left_and_comes_back_stays_trained(
    project: Project, annotator: User, manager: User
) -> None:
    member: Any = {"actor": manager, "project": project, "user": annotator, "role": "annotator"}
    submit(annotator, queue_claim(project))
    projects.set_membership(**member, is_active=False, now=NOW)
    change_project(project, manager, has_training=True)

    projects.set_membership(**member, now=NOW)

    assert find_standing(annotator, project) == Standing.LIVE


# ---- Outside everything --------------------------------------------------------------------------


def test_training_labels_stand_outside_progress_votes_cases_and_ones_own_labels(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    claims = make_training(project, manager)
    for person, right in ((annotator, True), (other_annotator, False)):
        for claim in claims:
            answer(person, claim, right=right)
    GuidelineFactory(project=project)
    GuidelineFactory(project=project)

    counts = progress.count_project(project)

    assert Annotation.objects.count() == 4
    assert (counts.queued, counts.labels.given, counts.labels.wanted) == (0, 0, 0)
    assert progress.map_own_labels(annotator, [project]) == {}
    assert read_tallies([claim.pk for claim in claims], Stage.LABEL) == {}
    assert not Case.objects.exists()
    assert not Annotation.objects.independent().exists()
    assert not find_labels(annotator, project, Wanted()).exists()
    assert map_outdated(annotator, [project]) == {}


def test_training_labels_stand_outside_exports_figures_and_progress_and_cost_only_time(
    project: Project, annotator: User, manager: User
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    submit(annotator, claim, make_labelling(claim, seconds=90))

    (week,) = stream_weeks(project, NOW)
    (person,) = steering.describe_people(
        project, steering.list_labellers(project).filter(user=annotator), NOW
    )

    assert (week.person, week.labels, week.seconds) == (annotator.uuid, 0, 90)
    assert (person.labels, person.recent.labels, person.recent.seconds) == (0, 0, 90)
    assert person.recent.median is None
    assert sum(day.total for day in steering.count_days(project, NOW)) == 0
    assert list(stream_annotations(project)) == []
    assert not figures.find_labels(project, Stage.LABEL, FiguresWanted()).exists()


def test_others_live_labels_go_on_beside_the_training(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    make_training(project, manager)
    veteran = MembershipFactory(project=project, trained_at=NOW - timedelta(days=1)).user

    submit(veteran, claim)

    assert count_slots(claim) == {"labelled": 1, "free": 1}


def test_a_gold_label_of_a_live_article_is_no_training(
    project: Project, annotator: User, manager: User
) -> None:
    GoldLabelFactory(claim=queue_claim(project))
    (claim,) = make_training(project, manager, claims=1)

    take(project, annotator)

    assert list_held(annotator) == [claim]

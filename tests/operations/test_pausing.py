"""Who is paused by a rule of the project, and goes on by a manager's word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.errors import Conflict, NotAllowed
from claims.models import AuditEvent, Claim, Draft, GoldLabel, Notice, Project, User
from claims.operations import marks, notices, pausing, queue, undo
from claims.queries import judging
from claims.queries.training import Standing, find_standing
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    GoldLabelFactory,
    SlotFactory,
)
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import ask, change_project, queue_claim, take
from tests.operations.trained import find_membership

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def add_labels(
    project: Project, person: User, count: int, *, seconds: int | None = 2, **options: object
) -> None:
    article = ArticleFactory(project=project)
    for claim in ClaimFactory.create_batch(count, article=article):
        AnnotationFactory(
            slot__claim=claim,
            slot__annotator=person,
            seconds=seconds,
            **{"created_at": NOW, **options},
        )


def add_gold(
    project: Project, person: User, count: int, *, value: str = "no_claim", at: object = NOW
) -> None:
    """So many gold labels already given; “no factual claim” is right."""
    for claim in ClaimFactory.create_batch(count, article=ArticleFactory(project=project)):
        GoldLabelFactory(claim=claim)
        slot = SlotFactory(claim=claim, annotator=person, purpose="gold")
        AnnotationFactory(slot=slot, value=value, created_at=at)


def hold_gold(project: Project, person: User) -> Claim:
    """One more, before the person."""
    claim = ClaimFactory(article=ArticleFactory(project=project))
    GoldLabelFactory(claim=claim)
    SlotFactory(claim=claim, annotator=person, purpose="gold")
    return claim


def label(project: Project, person: User, *, seconds: int | None = 2, now: object = NOW) -> None:
    claim = queue_claim(project)
    submit(person, claim, make_labelling(claim, seconds=seconds), now=now)  # type: ignore[arg-type]


def is_paused(project: Project, person: User) -> bool:
    return find_standing(person, project) == Standing.PAUSED


# ---- Too fast ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "paused"), [(18, False), (19, True)])
def test_twenty_labels_given_too_fast_pause_their_author(
    project: Project, annotator: User, manager: User, before: int, *, paused: bool
) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, before)

    label(project, annotator)

    assert is_paused(project, annotator) is paused


def test_the_managers_are_told_what_was_found_and_wanted(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_seconds=4)
    add_labels(project, annotator, 10, seconds=9)
    add_labels(project, annotator, 9, seconds=2)

    label(project, annotator, seconds=3)
    assert not Notice.objects.exists()  # The median is between 3 and 9.
    label(project, annotator, seconds=3)

    notice = Notice.objects.get()
    assert (notice.kind, notice.found, notice.wanted) == ("too_fast", 3.0, 4.0)
    assert (notice.person, notice.created_at, notice.read_at) == (annotator, NOW, None)
    event = AuditEvent.objects.get(action="membership.paused")
    assert (event.actor, event.target) == (None, str(annotator.uuid))


def test_labels_that_do_not_say_how_long_they_took_do_not_count(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, 18)
    add_labels(project, annotator, 30, seconds=None)

    label(project, annotator)

    assert not is_paused(project, annotator)


def test_training_is_no_measure_of_pace(project: Project, annotator: User, manager: User) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, 30, slot__purpose="training")

    label(project, annotator)

    assert not is_paused(project, annotator)


@pytest.mark.parametrize("seconds", [3, 9])
def test_who_takes_their_time_goes_on(
    project: Project, annotator: User, manager: User, seconds: int
) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, annotator, 19, seconds=seconds)

    label(project, annotator, seconds=seconds)

    assert not is_paused(project, annotator)


def test_curators_are_not_paused(project: Project, curator: User, manager: User) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, curator, 30)

    label(project, curator)

    assert not Notice.objects.exists()


def test_the_rules_ask_one_query_more_and_none_where_there_are_none(
    project: Project, annotator: User, manager: User
) -> None:
    first, second, third = (queue_claim(project) for _ in range(3))
    submit(annotator, first)  # What is written once is written by now.
    with CaptureQueriesContext(connection) as without:
        submit(annotator, second)
    change_project(project, manager, least_seconds=3, least_gold_percent=50)
    add_labels(project, annotator, 30, seconds=9)
    with CaptureQueriesContext(connection) as with_rules:
        submit(annotator, third)

    assert len(with_rules) == len(without) + 1


# ---- Too wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "paused"), [(8, False), (9, True)])
def test_ten_gold_labels_too_few_of_them_right_pause_their_author(
    project: Project, annotator: User, manager: User, before: int, *, paused: bool
) -> None:
    change_project(project, manager, least_gold_percent=50)
    add_gold(project, annotator, before, value="prediction")
    claim = hold_gold(project, annotator)

    submit(annotator, claim)

    assert is_paused(project, annotator) is paused


def test_the_figure_of_gold_is_of_the_last_twenty(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_gold_percent=50)
    add_gold(project, annotator, 30)
    add_gold(project, annotator, 10, value="prediction")
    claim = hold_gold(project, annotator)

    submit(annotator, claim, make_labelling(claim, verifiability="prediction"))

    notice = Notice.objects.get()
    assert (notice.kind, notice.found, notice.wanted) == ("too_wrong", 45.0, 50.0)


def test_a_live_label_says_nothing_of_gold(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, least_gold_percent=50)
    add_gold(project, annotator, 20, value="prediction")

    label(project, annotator)

    assert not is_paused(project, annotator)


def test_a_gold_label_that_is_ended_meanwhile_judges_nothing(
    project: Project, annotator: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_project(project, manager, least_gold_percent=50)
    add_gold(project, annotator, 10, value="prediction")
    claim = hold_gold(project, annotator)
    monkeypatch.setattr(pausing, "map_gold", end_first(judging.map_gold))

    submit(annotator, claim, make_labelling(claim, verifiability="prediction"))

    assert (is_paused(project, annotator), Notice.objects.get().found) == (True, 0)


def end_first(read: Callable[..., Any]) -> Callable[..., Any]:
    """Reading gold labels, of which somebody has just ended the one that was asked for first."""

    def ask(claims: list[int], stage: str) -> Any:
        GoldLabel.objects.filter(claim=claims[0]).update(ended_at=NOW)
        return read(claims, stage)

    return ask


# ---- Paused, and on again ------------------------------------------------------------------------


def pause(project: Project, person: User, manager: User) -> None:
    change_project(project, manager, least_seconds=3)
    add_labels(project, person, 19)
    label(project, person)
    assert is_paused(project, person)


def test_who_is_paused_finishes_what_they_hold_and_gets_nothing_more(
    project: Project, annotator: User, manager: User
) -> None:
    held, other = queue_claim(project), queue_claim(project)
    take(project, annotator)
    pause(project, annotator, manager)

    submit(annotator, held)

    with pytest.raises(Conflict) as nothing_more:
        ask(project, annotator)
    with pytest.raises(Conflict) as not_taken:
        submit(annotator, other)
    assert nothing_more.value.code == not_taken.value.code == "you_are_paused"
    assert "gold" not in str(nothing_more.value).lower()


def test_what_comes_while_paused_is_kept_as_a_draft(
    project: Project, annotator: User, manager: User
) -> None:
    pause(project, annotator, manager)
    claim = queue_claim(project)

    with (
        pytest.raises(Conflict),
        marks.keep_if_late(actor=annotator, claim=claim, body={"comment": "x"}, now=NOW),
    ):
        submit(annotator, claim)

    assert Draft.objects.get().claim == claim


def test_a_skip_taken_back_while_paused_takes_nothing(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)
    marks.skip_claim(actor=annotator, claim=claim, now=LATER)
    pause(project, annotator, manager)

    assert undo.undo_skip(actor=annotator, claim=claim, now=LATER) is None


def test_a_manager_lets_them_go_on_and_the_count_begins_anew(
    project: Project, annotator: User, manager: User
) -> None:
    pause(project, annotator, manager)
    member = find_membership(project, annotator)

    pausing.resume_member(actor=manager, membership=member, now=LATER)
    label(project, annotator, now=LATER + timedelta(minutes=1))

    assert (member.paused_at, member.resumed_at) == (None, LATER)
    assert not is_paused(project, annotator)
    assert not Notice.objects.unread().exists()
    add_labels(project, annotator, 18, created_at=LATER + timedelta(minutes=2))
    label(project, annotator, now=LATER + timedelta(minutes=3))
    assert is_paused(project, annotator)
    assert Notice.objects.count() == 2


def test_to_let_go_on_twice_is_once(project: Project, annotator: User, manager: User) -> None:
    pause(project, annotator, manager)
    member = find_membership(project, annotator)

    pausing.resume_member(actor=manager, membership=member, now=LATER)
    pausing.resume_member(actor=manager, membership=member, now=LATER + timedelta(days=1))

    assert member.resumed_at == LATER
    assert AuditEvent.objects.filter(action="membership.resumed").count() == 1


def test_only_managers_let_people_go_on(project: Project, annotator: User, curator: User) -> None:
    with pytest.raises(NotAllowed):
        pausing.resume_member(
            actor=curator, membership=find_membership(project, annotator), now=NOW
        )


def test_a_notice_is_read_once_for_all_managers(
    project: Project, annotator: User, manager: User
) -> None:
    pause(project, annotator, manager)
    notice = Notice.objects.get()

    notices.mark_read(actor=manager, notice=notice, now=LATER)
    notices.mark_read(actor=manager, notice=notice, now=LATER + timedelta(days=1))

    notice.refresh_from_db()
    assert notice.read_at == LATER
    assert AuditEvent.objects.filter(action="notice.read").count() == 1


def test_the_hot_path_of_asking_for_work_asks_no_more_than_before(
    project: Project, annotator: User, manager: User
) -> None:
    for _ in range(2):
        queue_claim(project)
    lease = take(project, annotator)
    queue.stop_lease(actor=annotator, lease=lease, now=NOW)
    with CaptureQueriesContext(connection) as without:
        lease = take(project, annotator)
    queue.stop_lease(actor=annotator, lease=lease, now=NOW)
    change_project(project, manager, least_seconds=3, least_gold_percent=50)

    with CaptureQueriesContext(connection) as with_rules:
        take(project, annotator)

    assert len(with_rules) == len(without)

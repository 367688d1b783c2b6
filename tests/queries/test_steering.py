"""How the work goes: labels a day, what people did, and what must not be seen of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from claims.models import Annotation, Claim, Project, Stage, User
from claims.operations import marks, undo
from claims.queries import progress, steering
from claims.queries.progress import Share
from claims.queries.steering import DAYS, PersonRow, Recent, VersionCount
from claims.queries.timesheet import stream_weeks
from tests.conftest import add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    FlagFactory,
    GuidelineFactory,
    LeaseFactory,
    ProjectFactory,
    SkipFactory,
    SlotFactory,
)
from tests.operations.labellings import submit
from tests.operations.queues import queue_claim, take

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


def label(
    project: Project,
    person: User | None = None,
    at: datetime = NOW,
    *,
    stage: str = "label",
    **values: Any,
) -> Annotation:
    """A label of a claim of its own."""
    slot = SlotFactory(
        claim=ClaimFactory(article__project=project),
        stage=stage,
        **({"annotator": person} if person else {"held": True}),
    )
    return AnnotationFactory(slot=slot, created_at=at, **values)


# ---- Labels a day --------------------------------------------------------------------------------


def read_days(project: Project, now: datetime = NOW) -> dict[date, tuple[int, int]]:
    """Of the days on which there was anything."""
    days = steering.count_days(project, now)
    assert [day.day for day in days] == sorted(day.day for day in days)
    assert len(days) == DAYS
    return {day.day: (day.labels, day.checks) for day in days if day.total}


def test_labels_and_checks_are_counted_by_day(project: Project) -> None:
    for at in (NOW, NOW - A_DAY, NOW - A_DAY):
        label(project, at=at)
    label(project, at=NOW - A_DAY, stage="check")
    label(ProjectFactory())

    assert read_days(project) == {date(2026, 1, 15): (1, 0), date(2026, 1, 14): (2, 1)}


def test_days_are_those_of_the_projects_time_zone(project: Project) -> None:
    project.time_zone = "Pacific/Auckland"
    late, early = (
        datetime.fromisoformat(f"2026-01-14T{time}+00:00") for time in ("11:00", "10:59")
    )
    label(project, at=late)
    label(project, at=early)

    assert read_days(project) == {date(2026, 1, 15): (1, 0), date(2026, 1, 14): (1, 0)}


def test_a_day_with_two_midnights_or_none_is_one_day(project: Project) -> None:
    """In Cairo the clocks went from midnight to one o'clock, and back."""
    project.time_zone = "Africa/Cairo"
    for at in ("2026-04-23T21:59+00:00", "2026-04-23T22:00+00:00", "2026-04-24T20:59+00:00"):
        label(project, at=datetime.fromisoformat(at))

    assert read_days(project, datetime.fromisoformat("2026-04-25T10:00+00:00")) == {
        date(2026, 4, 23): (1, 0),
        date(2026, 4, 24): (2, 0),
    }


def test_what_is_older_than_the_chart_is_left_out(project: Project) -> None:
    label(project, at=NOW - A_DAY * (DAYS - 1))
    label(project, at=NOW - A_DAY * DAYS)

    assert read_days(project) == {date(2025, 12, 19): (1, 0)}


def test_a_revision_is_no_label_more(project: Project) -> None:
    given = label(project, at=NOW - A_DAY)
    AnnotationFactory(slot=given.slot)

    assert read_days(project) == {date(2026, 1, 14): (1, 0)}


def test_gold_and_training_stand_outside(project: Project) -> None:
    for purpose in ("gold", "training"):
        slot = SlotFactory(claim=ClaimFactory(article__project=project), held=True, purpose=purpose)
        AnnotationFactory(slot=slot)

    assert read_days(project) == {}


# ---- People --------------------------------------------------------------------------------------


def describe(project: Project) -> list[PersonRow]:
    return steering.describe_people(project, steering.list_labellers(project), NOW)


def test_what_a_person_did(project: Project, annotator: User) -> None:
    for seconds in (10, 30, 50, None):
        label(project, annotator, seconds=seconds)
    label(project, annotator, NOW - A_DAY * DAYS, seconds=1000)
    label(project, annotator, stage="check", seconds=40)
    SkipFactory(claim__article__project=project, annotator=annotator)
    SkipFactory(claim__article__project=project, annotator=annotator, withdrawn_at=NOW)
    FlagFactory(claim__article__project=project, annotator=annotator)
    FlagFactory(annotator=annotator)

    assert describe(project) == [
        PersonRow(
            person=annotator,
            is_active=True,
            labels=5,
            checks=1,
            skips=1,
            flags=1,
            last_label=NOW,
            recent=Recent(labels=5, seconds=130, median=30),
        )
    ]


def test_who_gave_no_label_that_counts_has_no_last_one(project: Project, annotator: User) -> None:
    for purpose in ("gold", "training"):
        slot = SlotFactory(
            claim__article__project=project, annotator=annotator, held=True, purpose=purpose
        )
        AnnotationFactory(slot=slot)
    taken_back = label(project, annotator)
    taken_back.slot.current = None
    taken_back.slot.save()

    (row,) = describe(project)

    assert (row.labels, row.last_label) == (0, None)


def test_a_revision_takes_time_but_is_no_label_more(project: Project, annotator: User) -> None:
    given = label(project, annotator, seconds=10)
    AnnotationFactory(slot=given.slot, seconds=90)
    (row,) = describe(project)

    assert (row.labels, row.recent) == (1, Recent(labels=1, seconds=100, median=10))


def test_who_left_is_listed_for_what_they_labelled(project: Project, reader: User) -> None:
    gone = add_member(project, "gone", "annotator")
    gone.memberships.update(is_active=False)
    once = add_member(project, "once", "reader")
    label(project, once)

    assert [(row.person, row.is_active, row.labels) for row in describe(project)] == [
        (gone, False, 0),
        (once, True, 1),
    ]


@pytest.mark.parametrize(
    ("counts", "median"),
    [({}, None), ({5: 1}, 5), ({1: 1, 9: 1}, 1), ({1: 1, 5: 1, 9: 1}, 5), ({1: 5, 900: 4}, 1)],
)
def test_median_of_counted_values(counts: dict[int, int], median: int | None) -> None:
    assert steering.find_median(counts) == median


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("manager", (True, True)),
        ("curator", (True, False)),
        ("annotator", (False, False)),
        ("reader", (False, False)),
    ],
)
def test_who_sees_how_much_each_did(role: str, seen: tuple[bool, bool], project: Project) -> None:
    """Where names are shown, and where they are hidden."""
    person = add_member(project, "somebody", role)
    shown = steering.sees_people(person, project)
    project.hides_names = True

    assert (shown, steering.sees_people(person, project)) == seen


# ---- Articles ------------------------------------------------------------------------------------


def test_an_article_is_as_far_as_its_finished_claims(project: Project, annotator: User) -> None:
    article = ArticleFactory(project=project)
    whole, half, open_ = ClaimFactory.create_batch(3, article=article)
    for claim, given in ((whole, 2), (half, 1), (open_, 0)):
        for number in range(2):
            if number < given:
                AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
            else:
                SlotFactory(claim=claim)
    SlotFactory(claim=whole, stage="check")
    LeaseFactory(article=article, annotator=annotator)

    (told,) = steering.describe_shares([article], now=NOW)
    (untold,) = steering.describe_shares([article])

    assert (told.labels, told.checks) == (Share(queued=3, finished=1), Share(queued=1))
    assert (told.labels.percent, told.at_work, untold.at_work) == (33, [annotator], [])
    assert steering.describe_shares([article], now=NOW + A_DAY)[0].at_work == []


# ---- Versions ------------------------------------------------------------------------------------


def test_labels_by_version_once_there_are_two(project: Project) -> None:
    label(project)
    first = GuidelineFactory(project=project)
    label(project, guideline=first)
    before = steering.count_versions(project)
    second = GuidelineFactory(project=project)
    revised = label(project, guideline=first)
    AnnotationFactory(slot=revised.slot, guideline=second)

    assert before == []
    assert steering.count_versions(project) == [
        VersionCount(version=2, labels=1),
        VersionCount(version=1, labels=1),
        VersionCount(version=None, labels=1),
    ]


# ---- Flags and skips -----------------------------------------------------------------------------


def mark(project: Project, person: User) -> Claim:
    """A claim that the person flags, and then passes over."""
    claim = queue_claim(project)
    take(project, person)
    marks.flag_claim(actor=person, claim=claim, reason="Odd", now=NOW)
    marks.skip_claim(actor=person, claim=claim, reason="Too hard", now=NOW)
    return claim


def read_marks(user: User, project: Project) -> list[str]:
    flags, skips = steering.list_flags(user, project), steering.list_skips(user, project)
    return [*(flag.reason for flag in flags), *(skip.reason for skip in skips)]


def test_why_a_claim_was_passed_over_is_hidden_from_who_could_label_it(
    project: Project, annotator: User, curator: User, admin: User
) -> None:
    claim = mark(project, annotator)
    before = read_marks(curator, project)

    submit(curator, claim)

    assert (before, read_marks(curator, project)) == ([], ["Odd", "Too hard"])
    assert read_marks(admin, project) == ["Odd", "Too hard"]
    assert read_marks(admin, ProjectFactory()) == []


def test_what_was_withdrawn_is_not_listed(project: Project, annotator: User, admin: User) -> None:
    claim = mark(project, annotator)
    undo.undo_flag(actor=annotator, claim=claim, now=NOW)

    assert read_marks(admin, project) == ["Too hard"]


# ---- Time sheet ----------------------------------------------------------------------------------


def test_weeks_by_person(project: Project, annotator: User, curator: User) -> None:
    for seconds in (1800, 1800, None):
        label(project, annotator, seconds=seconds)
    label(project, curator, stage="check", seconds=90)
    # The Thursday four weeks ago; nobody worked in between.
    label(project, annotator, NOW - A_DAY * 28, seconds=60)

    rows = list(stream_weeks(project, NOW))

    assert [
        (row.week, row.monday, row.username, row.labels, row.checks, row.hours, row.seconds)
        for row in rows
    ] == [
        ("2025-W51", date(2025, 12, 15), "annotator", 1, 0, 0.02, 60),
        ("2026-W03", date(2026, 1, 12), "annotator", 3, 0, 1.0, 3600),
        ("2026-W03", date(2026, 1, 12), "curator", 0, 1, 0.03, 90),
    ]


def test_weeks_are_iso_weeks_of_the_projects_time_zone(project: Project, annotator: User) -> None:
    project.time_zone = "America/New_York"
    for at in ("2026-01-05T04:59+00:00", "2026-01-05T05:00+00:00"):
        label(project, annotator, datetime.fromisoformat(at))

    # 29 December 2025 begins the first week of 2026.
    assert [(row.week, row.labels) for row in stream_weeks(project, NOW)] == [
        ("2026-W01", 1),
        ("2026-W02", 1),
    ]


def test_time_counts_for_revisions_and_not_for_steps_back(
    project: Project, annotator: User
) -> None:
    claim = queue_claim(project)
    given = submit(annotator, claim)
    AnnotationFactory(slot=given.slot, seconds=70)
    back = AnnotationFactory(slot=given.slot, seconds=70, undoes=given.slot.annotations.last())

    assert back.undoes is not None
    assert [(row.labels, row.seconds) for row in stream_weeks(project, NOW)] == [(1, 70)]


def test_no_weeks_before_anybody_works(project: Project) -> None:
    assert list(stream_weeks(project, NOW)) == []


@pytest.mark.parametrize("weeks", (1, 3))
def test_one_query_a_week(
    weeks: int, project: Project, annotator: User, django_assert_num_queries: Any
) -> None:
    for back in range(weeks):
        label(project, annotator, NOW - A_DAY * 7 * back)
        label(project, at=NOW - A_DAY * 7 * back)

    with django_assert_num_queries(1 + weeks):
        assert len(list(stream_weeks(project, NOW))) == 2 * weeks


def test_a_large_pass_is_counted_once_a_minute(
    project: Project, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    claim = ClaimFactory(article__project=project)
    slot = SlotFactory(claim=claim, annotator=annotator)
    fresh = progress.count_pass(project, Stage.LABEL)
    monkeypatch.setattr(progress, "LARGE", 0)
    kept = progress.count_pass(project, Stage.LABEL)
    AnnotationFactory(slot=slot)

    again = progress.count_pass(project, Stage.LABEL)
    cache.clear()
    later = progress.count_pass(project, Stage.LABEL)
    cache.clear()

    assert fresh == kept == again
    assert (again.queued, again.finished, again.labels.given, again.labels.wanted) == (1, 0, 0, 1)
    assert (later.queued, later.finished, later.labels.given, later.labels.wanted) == (1, 1, 1, 1)

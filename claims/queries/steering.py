"""How the work goes: labels a day, what each person did, how far each article is, what was passed
over and why.

For those who curate a project, who may have claims of it to label themselves: so nothing here
tells what was said of a claim, nor how many labels it has before it has them all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from claims import permissions
from claims.models import (
    Annotation,
    Article,
    Flag,
    Guideline,
    Lease,
    Membership,
    Project,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.models.queue import has_to_label
from claims.queries.calendar import A_DAY, find_day, find_start, list_days
from claims.queries.forecast import Forecast, make_forecast
from claims.queries.progress import CLAIMS, NO_SHARE, PassCounts, Share

DAYS = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCount:
    """The labels, and the verdicts of the check pass, first given on a day."""

    day: date
    labels: int = 0
    checks: int = 0

    @property
    def total(self) -> int:
        return self.labels + self.checks


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionCount:
    """Labels that count, by the version of the guideline they were made under; None: under none."""

    version: int | None
    labels: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recent:
    """What somebody did in the last DAYS days. `median` is of a label, in active seconds."""

    labels: int = 0
    seconds: int = 0
    median: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person's work in a project: the labels that count, what they passed over, and lately."""

    person: User
    is_active: bool
    labels: int
    checks: int
    skips: int
    flags: int
    last_label: datetime | None
    recent: Recent


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleShares:
    """How far an article is in each pass, and who has it reserved just now."""

    article: Article
    labels: Share = NO_SHARE
    checks: Share = NO_SHARE
    at_work: Sequence[User] = field(default_factory=list)


def sees_people(user: User, project: Project) -> bool:
    """Managers see who did how much; curators too, unless the project hides names from them."""
    role = permissions.get_role(user, project)
    return role == permissions.MANAGER or (role in permissions.CURATES and not project.hides_names)


# ---- Labels a day --------------------------------------------------------------------------------


def count_days(project: Project, now: datetime) -> list[DayCount]:
    """The last DAYS days of the project, today the last. One query.

    A label counts on the day on which its slot was first filled; what was revised later counts
    once, and so does what was taken back.
    """
    days = list_days(find_day(project, now), DAYS)
    ends = [find_start(project, day + A_DAY) for day in days]
    given = Annotation.objects.filter(
        project=project,
        created_at__gte=find_start(project, days[0]),
        revision=1,
        slot__purpose=Slot.Purpose.LIVE,
    )
    # Not by the database's own days: SQLite has none in other time zones, and Django's are slow.
    place = Case(
        *(When(created_at__lt=end, then=Value(number)) for number, end in enumerate(ends)),
        default=Value(DAYS),
        output_field=IntegerField(),
    )
    rows = given.order_by().values_list(place, "stage").annotate(Count("pk"))
    counts: Counter[tuple[int, str]] = Counter()
    for number, stage, count in rows:
        counts[number, stage] = count
    return [
        DayCount(day=day, labels=counts[number, Stage.LABEL], checks=counts[number, Stage.CHECK])
        for number, day in enumerate(days)
    ]


def forecast_pass(project: Project, counts: PassCounts, days: Sequence[DayCount]) -> Forecast:
    """When the labels wanted in a pass will be given, at the pace of its last whole days."""
    is_check = counts.stage == Stage.CHECK
    *past, today = days
    return make_forecast(
        [day.checks if is_check else day.labels for day in past],
        left=counts.labels.wanted - counts.labels.given,
        wanted=counts.labels.wanted,
        today=today.day,
        is_paused=project.paused_at is not None,
    )


# ---- Guideline versions --------------------------------------------------------------------------


def count_versions(project: Project) -> list[VersionCount]:
    """The labels that count by the guideline's version, latest first. Empty while there is but one.

    Two queries.
    """
    if Guideline.objects.filter(project=project).count() < 2:
        return []
    labels = Slot.objects.counted().labelled().filter(project=project).order_by()
    rows = dict(labels.values_list("current__guideline__version").annotate(Count("pk")))
    ordered = sorted(rows, key=lambda version: version or 0, reverse=True)
    return [VersionCount(version=version, labels=rows[version]) for version in ordered]


# ---- People --------------------------------------------------------------------------------------


def list_labellers(project: Project) -> QuerySet[Membership]:
    """Who labels in the project, or has labelled in it and left, by name."""
    members = Membership.objects.filter(project=project).select_related("user")
    labels = Annotation.objects.filter(annotator=OuterRef("user"), project=project)
    labelling = ~Q(role=Membership.Role.READER) | Q(Exists(labels))
    return members.filter(labelling).order_by("user__username")


def describe_people(
    project: Project, members: Iterable[Membership], now: datetime
) -> list[PersonRow]:
    """The members, as `list_labellers` has them, with what they did. Five queries."""
    rows = list(members)
    people = [row.user_id for row in rows]
    labels = _count_labels(project, people)
    skips = _count_marks(Skip.objects.passed_over(), project, people)
    flags = _count_marks(Flag.objects.standing(), project, people)
    recent = _map_recent(project, people, now)
    last = _map_last(project, people)
    return [
        PersonRow(
            person=row.user,
            is_active=row.is_active and row.user.is_active,
            labels=labels[row.user_id, Stage.LABEL],
            checks=labels[row.user_id, Stage.CHECK],
            skips=skips.get(row.user_id, 0),
            flags=flags.get(row.user_id, 0),
            last_label=last.get(row.user_id),
            recent=recent.get(row.user_id, Recent()),
        )
        for row in rows
    ]


def _count_labels(project: Project, people: Collection[int]) -> Counter[tuple[int, str]]:
    own = _list_labelled(project, people)
    counts: Counter[tuple[int, str]] = Counter()
    for person, stage, count in own.values_list("annotator", "stage").annotate(Count("pk")):
        counts[person, stage] = count
    return counts


def _map_last(project: Project, people: Collection[int]) -> Mapping[int, datetime]:
    """When each gave the last of the labels that are counted.

    In one pass: asked one by one for the latest row, PostgreSQL walks through all labels there are
    for whoever has given none.
    """
    own = _list_labelled(project, people)
    return dict(own.values_list("annotator").annotate(Max("current__created_at")))


def _list_labelled(project: Project, people: Collection[int]) -> QuerySet[Slot]:
    """The slots with labels of theirs that count: gold and training stand outside."""
    counted = Slot.objects.counted().labelled()
    return counted.filter(project=project, annotator__in=people).order_by()


def _count_marks(marks: QuerySet[Any], project: Project, people: Collection[int]) -> dict[int, int]:
    own = marks.filter(claim__project=project, annotator__in=people)
    return dict(own.order_by().values_list("annotator").annotate(Count("pk")))


def _map_recent(project: Project, people: Collection[int], now: datetime) -> Mapping[int, Recent]:
    """By how often each number of seconds was given: the database counts, whatever there is."""
    since = list_days(find_day(project, now), DAYS)[0]
    # Training and hidden gold take time, but are no labels of the project.
    first = Q(revision=1, slot__purpose=Slot.Purpose.LIVE)
    rows = (
        Annotation.objects.filter(
            project=project,
            created_at__gte=find_start(project, since),
            annotator__in=people,
            undoes=None,
        )
        .order_by()
        .values_list("annotator", "seconds")
        .annotate(count=Count("pk"), firsts=Count("pk", filter=first))
    )
    given: dict[int, list[tuple[int | None, int, int]]] = defaultdict(list)
    for person, seconds, count, firsts in rows:
        given[person].append((seconds, count, firsts))
    return {person: _describe_recent(counts) for person, counts in given.items()}


def _describe_recent(counts: Sequence[tuple[int | None, int, int]]) -> Recent:
    timed = Counter({seconds: firsts for seconds, _count, firsts in counts if seconds is not None})
    return Recent(
        labels=sum(firsts for _seconds, _count, firsts in counts),
        seconds=sum((seconds or 0) * count for seconds, count, _firsts in counts),
        median=find_median(timed),
    )


def find_median(counts: Mapping[int, int]) -> int | None:
    """Of values given by how often each comes; of two middle ones the lower."""
    total = sum(counts.values())
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen * 2 >= total > 0:
            return value
    return None


# ---- Articles ------------------------------------------------------------------------------------


def describe_shares(
    articles: Sequence[Article], *, now: datetime | None = None
) -> list[ArticleShares]:
    """The articles, in the same order, with how far each is. One query.

    With `now` also who has each reserved, by one query more.
    """
    slots = Slot.objects.counted().filter(article__in=articles).order_by()
    counts = slots.values_list("article_id", "stage").annotate(**CLAIMS)
    shares = {
        (article, stage): Share(queued=queued, finished=queued - unfinished)
        for article, stage, queued, unfinished in counts
    }
    at_work = _map_at_work(articles, now) if now else {}
    return [
        ArticleShares(
            article=article,
            labels=shares.get((article.pk, Stage.LABEL), NO_SHARE),
            checks=shares.get((article.pk, Stage.CHECK), NO_SHARE),
            at_work=at_work.get(article.pk, []),
        )
        for article in articles
    ]


def _map_at_work(articles: Sequence[Article], now: datetime) -> Mapping[int, list[User]]:
    leases = Lease.objects.open().filter(article__in=articles, expires_at__gt=now)
    people: dict[int, dict[int, User]] = defaultdict(dict)
    for lease in leases.select_related("annotator").order_by("annotator__username", "pk"):
        people[lease.article_id][lease.annotator_id] = lease.annotator
    return {article: list(of_article.values()) for article, of_article in people.items()}


# ---- What was passed over ------------------------------------------------------------------------


def list_skips(user: User, project: Project) -> QuerySet[Skip]:
    """Claims that people passed over, newest first, as far as the user may know of it."""
    skips = Skip.objects.passed_over().filter(~has_to_label(user), claim__project=project)
    return skips.select_related("claim__article", "annotator").order_by(*_NEWEST)


def list_flags(user: User, project: Project) -> QuerySet[Flag]:
    """Claims that people called a curator to, newest first, as far as the user may know of it."""
    flags = Flag.objects.standing().filter(~has_to_label(user), claim__project=project)
    return flags.select_related("claim__article", "annotator").order_by(*_NEWEST)


_NEWEST = (F("created_at").desc(), F("pk").desc())

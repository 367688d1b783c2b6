"""How far the work is: counts of articles, claims and labels, never whose.

What is wanted and what is given are counted from slots: a slot is one label wanted, and its
pointer to the label that counts says whether it was given. Gold and training slots stand outside;
but among their own labels nobody can tell those of hidden gold from others.
Everything is counted by the database; no query grows with the number of rows shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet, Sum

from claims.models import Article, Claim, Project, Slot, Stage, User
from claims.models.queue import SlotQuerySet


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Labels given, of the labels wanted."""

    given: int = 0
    wanted: int = 0

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when everything is done."""
        return self.given * 100 // self.wanted if self.wanted else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectCounts:
    """A project in numbers. `queued` claims are those that want labels."""

    articles: int
    claims: int
    queued: int
    finished: int
    labels: Progress

    @property
    def finished_percent(self) -> int:
        return self.finished * 100 // self.queued if self.queued else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PassCounts:
    """One pass in numbers: of the claims that want labels in it, those that have them all."""

    stage: str
    queued: int = 0
    finished: int = 0
    labels: Progress

    @property
    def finished_percent(self) -> int:
        return self.finished * 100 // self.queued if self.queued else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Of an article's claims that want labels in a pass, those that have them all."""

    queued: int = 0
    finished: int = 0

    @property
    def percent(self) -> int:
        return self.finished * 100 // self.queued if self.queued else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRow:
    """An article in a list. Annotators are shown the share alone: of an article of one claim, how
    many labels are given would tell that somebody else has labelled it.
    """

    article: Article
    claims: int
    labels: Progress
    share: Share


# A pass that wants more labels than this takes seconds to count: what was counted is kept for a
# minute, in which a team gives few of so many.
LARGE, SECONDS_KEPT = 100_000, 60
NOTHING = Progress()
NO_SHARE = Share()
GIVEN = {"given": Count("current"), "wanted": Count("pk")}
# Finished claims are the queued ones less those with a slot yet to fill, so that nothing has to be
# grouped by claim.
CLAIMS = {
    "queued": Count("claim", distinct=True),
    "unfinished": Count("claim", distinct=True, filter=Q(current=None)),
}


def live_slots(stage: str = Stage.LABEL) -> SlotQuerySet:
    """The slots that progress is counted by: none of articles that were withdrawn."""
    counted = Slot.objects.counted().filter(stage=stage)
    return counted.exclude(article__in=Article.objects.withdrawn())


def map_progress(projects: Collection[Project]) -> Mapping[int, Progress]:
    """The progress of each project, by its number. One query."""
    return _count_by("project_id", live_slots().filter(project__in=projects))


def map_own_labels(user: User, projects: Collection[Project]) -> Mapping[int, int]:
    """How many labels the person has given in each project, by its number. One query."""
    own = _own_slots(user).filter(project__in=projects)
    return {key: progress.given for key, progress in _count_by("project_id", own).items()}


def count_own_labels(user: User, project: Project) -> int:
    return _own_slots(user).labelled().filter(project=project).count()


def _own_slots(user: User) -> SlotQuerySet:
    purposes = (Slot.Purpose.LIVE, Slot.Purpose.GOLD)
    return Slot.objects.filter(annotator=user, stage=Stage.LABEL, purpose__in=purposes)


def count_project(project: Project) -> ProjectCounts:
    """A project in numbers. Three queries, however large it is."""
    counts = count_pass(project, Stage.LABEL)
    return ProjectCounts(
        articles=Article.objects.current(project).count(),
        claims=Claim.objects.active().filter(article__in=Article.objects.current(project)).count(),
        queued=counts.queued,
        finished=counts.finished,
        labels=counts.labels,
    )


def count_passes(project: Project) -> list[PassCounts]:
    """Each pass of the project in numbers. One query each."""
    stages = [Stage.LABEL, *([Stage.CHECK] if project.has_check_pass else [])]
    return [count_pass(project, stage) for stage in stages]


def count_pass(project: Project, stage: Stage) -> PassCounts:
    """One pass in numbers. Of a large one they are up to a minute old: see LARGE."""
    key = f"pass-{project.uuid}-{stage}"
    known: PassCounts | None = cache.get(key)
    if known is None:
        known = _count_pass(project, stage)
        if known.labels.wanted > LARGE:
            cache.set(key, known, SECONDS_KEPT)
    return known


def _count_pass(project: Project, stage: Stage) -> PassCounts:
    # By groups, which come out of an index in their order; not by distinct claims, which the
    # database would sort first.
    of_claims = live_slots(stage).filter(project=project).order_by().values("claim")
    totals = of_claims.annotate(given=Count("current"), wanted=Count("pk")).aggregate(
        queued=Count("claim"),
        finished=Count("claim", filter=Q(given=F("wanted"))),
        labels_given=Sum("given", default=0),
        labels_wanted=Sum("wanted", default=0),
    )
    return PassCounts(
        stage=stage.value,
        queued=totals["queued"],
        finished=totals["finished"],
        labels=Progress(given=totals["labels_given"], wanted=totals["labels_wanted"]),
    )


def count_article(article: Article) -> ArticleRow:
    return describe_articles([article])[0]


def describe_articles(articles: Collection[Article]) -> list[ArticleRow]:
    """The articles with their counts, in the same order. Two queries."""
    claims = dict(
        Claim.objects.active()
        .filter(article__in=articles)
        .values_list("article_id")
        .annotate(Count("pk"))
        .order_by()
    )
    slots = live_slots().filter(article__in=articles).order_by()
    counts = slots.values_list("article_id").annotate(**GIVEN, **CLAIMS)
    labels, shares = {}, {}
    for article, given, wanted, queued, unfinished in counts:
        labels[article] = Progress(given=given, wanted=wanted)
        shares[article] = Share(queued=queued, finished=queued - unfinished)
    return [
        ArticleRow(
            article=article,
            claims=claims.get(article.pk, 0),
            labels=labels.get(article.pk, NOTHING),
            share=shares.get(article.pk, NO_SHARE),
        )
        for article in articles
    ]


def _count_by(key: str, slots: QuerySet[Slot]) -> dict[int, Progress]:
    counts = slots.values_list(key).annotate(**GIVEN).order_by()
    return {number: Progress(given=given, wanted=wanted) for number, given, wanted in counts}


def list_finished(project: Project) -> QuerySet[Article]:
    """The project's articles with labels wanted and all of them given.

    By one pass over the project's slots: asked article by article, SQLite takes the index of
    labels not given, which is nearly the whole table, once for each.
    """
    slots = live_slots().filter(project=project)
    return Article.objects.filter(pk__in=slots.values("article_id")).exclude(
        pk__in=slots.unlabelled().values("article_id")
    )


def list_unfinished(project: Project) -> QuerySet[Article]:
    """The project's articles with labels still to give."""
    slots = live_slots().filter(project=project)
    return Article.objects.filter(pk__in=slots.unlabelled().values("article_id"))

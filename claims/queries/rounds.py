"""Rounds: which articles can be drawn, how far each round is, what it was labelled by.

For those who curate, who may have claims of it to label: so of an article only how many claims
have all their labels, as in queries/steering.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from claims.models import Article, Case, Project, Round, Slot, User
from claims.models.articles import ArticleQuerySet
from claims.models.samples import draw
from claims.queries.progress import CLAIMS, GIVEN, Progress
from claims.queries.steering import VersionCount


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundRow:
    """A round in numbers: over both passes, the labels and the claims that have them all."""

    round: Round
    articles: int = 0
    queued: int = 0
    finished: int = 0
    labels: Progress

    @property
    def percent(self) -> int:
        return self.finished * 100 // self.queued if self.queued else 0


def list_drawable(project: Project) -> ArticleQuerySet:
    """The articles that are in no round, and of which nobody has labelled anything."""
    # What was labelled and taken back was begun, too.
    begun = Slot.objects.filter(article=OuterRef("pk"), revisions__gt=0, purpose=Slot.Purpose.LIVE)
    return Article.objects.wanting_labels(project).filter(~Exists(begun), round=None)


def draw_articles(project: Project, size: int, seed: int) -> list[int]:
    """The numbers of so many articles, by the seed and their texts; fewer where there are fewer.

    The same of the same articles on any system, and a larger size only adds to them.
    """
    rows = list_drawable(project).order_by().values_list("pk", "sha256")
    drawn = sorted(rows, key=lambda row: draw(f"{seed}:round:{row[1]}"))
    return [number for number, _sha256 in drawn[:size]]


def describe_rounds(rounds: Sequence[Round]) -> list[RoundRow]:
    """The rounds in numbers, in the same order. Two queries."""
    articles = dict(
        Article.objects.filter(round__in=rounds)
        .order_by()
        .values_list("round")
        .annotate(Count("pk"))
    )
    slots = Slot.objects.counted().filter(article__round__in=rounds).order_by()
    counts: dict[Any, Any] = {
        row["article__round"]: row
        for row in slots.values("article__round").annotate(**GIVEN, **CLAIMS)
    }
    return [
        _describe(round_, articles.get(round_.pk, 0), counts.get(round_.pk)) for round_ in rounds
    ]


def _describe(round_: Round, articles: int, counts: Mapping[str, int] | None) -> RoundRow:
    if counts is None:
        return RoundRow(round=round_, articles=articles, labels=Progress())
    return RoundRow(
        round=round_,
        articles=articles,
        queued=counts["queued"],
        finished=counts["queued"] - counts["unfinished"],
        labels=Progress(given=counts["given"], wanted=counts["wanted"]),
    )


def count_versions(round_: Round) -> list[VersionCount]:
    """The labels of the round that count by the guideline's version, latest first."""
    labels = Slot.objects.counted().labelled().filter(article__round=round_).order_by()
    rows = dict(labels.values_list("current__guideline__version").annotate(Count("pk")))
    ordered = sorted(rows, key=lambda version: version or 0, reverse=True)
    return [VersionCount(version=version, labels=rows[version]) for version in ordered]


def count_waiting(user: User, round_: Round) -> int:
    """How many claims of the round need a curator, as far as the user may know of it."""
    return Case.objects.filter(claim__article__round=round_).unblinding(user).count()


def list_left_out(project: Project) -> list[Round]:
    """The rounds whose labels exports leave out unless one asks for them."""
    return list(Round.objects.filter(project=project, in_releases=False).order_by("number"))

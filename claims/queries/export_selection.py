"""What an export is narrowed down to: by what was asked for, and in terms of rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims.errors import InvalidInput, NotFound
from claims.exchange.records import Kind
from claims.exchange.shapes import format_moment
from claims.models import Article, Label, LabelScheme, Project, Speaker, User
from claims.models.users import choose_pseudonym


class Of(StrEnum):
    """What there is to take out. `CLAIMS`: of each claim one decision, the later pass's."""

    ANNOTATIONS = "annotations"
    DECISIONS = "decisions"
    CLAIMS = "claims"
    ARTICLES = "articles"

    @property
    def kind(self) -> Kind:
        """What its records are."""
        return Kind.DECISIONS if self == Of.CLAIMS else Kind(self.value)


class Status(StrEnum):
    """How far a claim is, in the pass that the record is of."""

    DECIDED = "decided"
    UNDECIDED = "undecided"
    AGREED = "agreed"
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """What is asked for; what is empty narrows nothing. Days are UTC's, both inclusive.

    `annotator`: by the pseudonym that exports use; of decisions who made them. `speaker`: also
    those that are one with them. `changed_since`: labels and decisions made, or made anew, since.
    `all_rounds`: also articles of rounds that are not part of the data set.
    """

    of: Of = Of.ANNOTATIONS
    article: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None
    annotator: str = ""
    stage: str = ""
    status: str = ""
    verifiability: str = ""
    verdict: str = ""
    speaker: UUID | None = None
    changed_since: datetime | None = None
    all_rounds: bool = False

    def describe(self) -> dict[str, Any]:
        """What of it narrows, by name, as JSON: for the audit, and to tell selections apart."""
        given = ((one.name, getattr(self, one.name)) for one in fields(self))
        told = {name: value for name, value in given if value not in {None, "", False}}
        return {
            name: value if isinstance(value, str | bool) else str(value)
            for name, value in told.items()
        } | {"of": self.of.value}


# What narrows, as addresses, forms and releases name it: `from` is no name that a field could have.
NARROWING = (
    *("article", "stage", "status", "verifiability", "verdict", "speaker"),
    *("annotator", "from", "to", "changed_since"),
)
_FIELDS = {"from": "first_day", "to": "last_day"}
# How what is no text comes back from JSON.
_READ: Mapping[str, Callable[[str], Any]] = {
    "article": UUID,
    "speaker": UUID,
    "from": date.fromisoformat,
    "to": date.fromisoformat,
    "changed_since": datetime.fromisoformat,
}


def make_selection(of: Of, given: Mapping[str, Any], *, all_rounds: bool = False) -> Selection:
    """What is asked for by the names of NARROWING; others are passed over."""
    wanted = {_FIELDS.get(name, name): given[name] for name in NARROWING if given.get(name)}
    return Selection(of=of, all_rounds=all_rounds, **wanted)


def dump_narrowing(given: Mapping[str, Any]) -> dict[str, str]:
    """What of it narrows, as JSON that `load_narrowing` reads."""
    return {name: _write(given[name]) for name in NARROWING if given.get(name)}


def load_narrowing(kept: Mapping[str, str]) -> dict[str, Any]:
    return {name: _READ.get(name, str)(value) for name, value in kept.items()}


def _write(value: object) -> str:
    return format_moment(value) if isinstance(value, datetime) else str(value)


# What says nothing of an article.
_OF_LABELS = ("annotator", "stage", "status", "verifiability", "verdict", "speaker")


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """A selection whose names were found: the numbers of rows."""

    selection: Selection
    article: int | None = None
    annotator: int | None = None
    labels: Mapping[str, tuple[int, ...]]
    speakers: tuple[int, ...] | None = None

    def match_dates(self, prefix: str = "") -> Q:
        """That the row, whose columns stand behind the prefix, was made in time."""
        wanted, rule, column = self.selection, Q(), f"{prefix}created_at"
        if wanted.first_day:
            rule &= Q(**{f"{column}__gte": _begin(wanted.first_day)})
        if wanted.last_day:
            rule &= Q(**{f"{column}__lt": _begin(wanted.last_day) + timedelta(days=1)})
        if wanted.changed_since:
            rule &= Q(**{f"{column}__gte": wanted.changed_since})
        return rule

    def match_said(self, prefix: str = "") -> Q:
        """That a label or decision, whose columns stand behind the prefix, says what is wanted."""
        rule = self.match_dates(prefix)
        for column, labels in self.labels.items():
            rule &= Q(**{f"{prefix}{column}__in": labels})
        if self.speakers is not None:
            rule &= Q(**{f"{prefix}speaker__in": self.speakers})
        return rule


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def resolve(project: Project, wanted: Selection) -> Narrowing:
    """The rows that a selection names.

    Raises NotFound (article, speaker), and InvalidInput: "unknown_annotator", "unknown_label",
    "not_of_articles" where articles are asked for by what only labels have.
    """
    if wanted.of == Of.ARTICLES:
        for name in _OF_LABELS:
            if getattr(wanted, name):
                raise InvalidInput(
                    "not_of_articles",
                    "Articles cannot be chosen by “%(name)s”: only labels and decisions can.",
                    field=name,
                    name=name,
                )
    kinds = (LabelScheme.Kind.VERIFIABILITY, LabelScheme.Kind.VERDICT)
    return Narrowing(
        selection=wanted,
        article=_find_article(project, wanted.article),
        annotator=_find_annotator(project, wanted.annotator),
        labels={
            kind.value: _list_labels(kind.value, value)
            for kind in kinds
            if (value := getattr(wanted, kind.value))
        },
        speakers=_list_speakers(project, wanted.speaker),
    )


def _find_article(project: Project, uuid: UUID | None) -> int | None:
    if uuid is None:
        return None
    found = Article.objects.filter(project=project, uuid=uuid).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("not_found", "There is no such article in this project.", field="article")
    return found


def _find_annotator(project: Project, pseudonym: str) -> int | None:
    if not pseudonym:
        return None
    columns = User.objects.order_by("pk").values_list("pk", "uuid", "pseudonym")
    for pk, uuid, kept in columns.iterator():
        if choose_pseudonym(project.pseudonym_key, uuid, kept) == pseudonym:
            return pk
    raise InvalidInput(
        "unknown_annotator",
        "Nobody is called so in this project’s exports.",
        field="annotator",
    )


def _list_labels(kind: str, value: str) -> tuple[int, ...]:
    """In all schemes: a project may have used others than it does now."""
    found = tuple(Label.objects.filter(scheme__kind=kind, value=value).values_list("pk", flat=True))
    if not found:
        raise InvalidInput("unknown_label", "There is no such label.", field=kind)
    return found


def _list_speakers(project: Project, uuid: UUID | None) -> tuple[int, ...] | None:
    """The speaker, whom they are one with, and who else is."""
    if uuid is None:
        return None
    named = Speaker.objects.filter(project=project, uuid=uuid).select_related("merged_into").first()
    if named is None:
        raise NotFound("not_found", "There is no such speaker in this project.", field="speaker")
    same = Speaker.objects.filter(Q(pk=named.survivor.pk) | Q(merged_into=named.survivor.pk))
    return _to_numbers(same.order_by("pk").values_list("pk", flat=True))


def _to_numbers(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(found)

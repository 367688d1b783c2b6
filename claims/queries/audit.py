"""The audit, narrowed down and read newest first: what happened, in a sentence with details."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Max, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims import models as tables
from claims.exchange.audit import COLUMNS, AuditRecord, is_purged
from claims.models import ApiToken, AuditEvent, Project, User
from claims.queries.audit_words import GROUPS, WORDS, Group, Kind, Words

PER_PAGE = 50
# Rows that an export looks at at once.
EXPORTED_AT_ONCE = 2_000
# Where the fields of a record are that have other names there.
ELSEWHERE = {
    "actor": "actor__uuid",
    "actor_name": "actor__username",
    "project": "project__slug",
    "token": "token__uuid",
}
# Characters of a name in a sentence, and of a value beside it.
NAME_LENGTH = 80
VALUE_LENGTH = 300
# Stands for the target while a sentence is put together; in no name, as no text holds it.
_MARK = "\0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the audit is narrowed down to; empty: not by that."""

    actor: str = ""
    group: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    target: str = ""
    address: str = ""
    token: UUID | None = None

    def describe(self) -> dict[str, str]:
        """What is said, by name, as an audit row tells it."""
        names = self.__dataclass_fields__
        return {name: str(getattr(self, name)) for name in names if getattr(self, name)}

    def list_actions(self) -> list[str]:
        """The actions that are wanted; none: all."""
        if self.action:
            return [self.action]
        return list(GROUPS[Group(self.group)]) if self.group else []


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Change:
    """A field as it was and as it was then; or something else that was said (`old` is empty)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a sentence: what stands before the target's name, that name, and what follows.

    `route` and `arguments` lead to what it is about, where that still exists.
    """

    event: AuditEvent
    before: str
    target: str
    after: str
    route: str = ""
    arguments: tuple[object, ...] = ()
    changes: Sequence[Change] = ()
    details: Sequence[Change] = ()
    is_purged: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first; `older`: the number that the next page begins below."""

    rows: Sequence[Told]
    older: int | None


def find_events(project: Project | None, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The events of the project, or all there are, that are wanted; in no order yet."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.all()
    actions = wanted.list_actions()
    if project is not None:
        is_rare = bool(actions or wanted.target or wanted.token)
        events = _choose_project(events, project, is_rare=is_rare)
    # A name, and a token, are one at most: joined instead, databases would read the project's rows.
    if wanted.actor:
        people = User.objects.filter(username__iexact=wanted.actor).values_list("pk", flat=True)
        events = events.filter(actor__in=list(people))
    if actions:
        events = events.filter(action__in=actions)
    if wanted.token:
        tokens = ApiToken.objects.filter(uuid=wanted.token).values_list("pk", flat=True)
        events = events.filter(token__in=list(tokens))
    named = {name: getattr(wanted, name) for name in ("target", "address")}
    events = events.filter(**{name: value for name, value in named.items() if value})
    return events.filter(_find_days(wanted))


def _choose_project(
    events: QuerySet[AuditEvent], project: Project, *, is_rare: bool
) -> QuerySet[AuditEvent]:
    """Of what is rare, the project is looked at last: SQLite would read all of its rows."""
    if is_rare:
        return events.alias(of=F("project_id") + 0).filter(of=project.pk)
    return events.filter(project=project)


def _find_days(wanted: Wanted) -> Q:
    """Whole days, of UTC."""
    asked = Q()
    if wanted.since:
        asked &= Q(created_at__gte=_begin(wanted.since))
    if wanted.until and wanted.until < date.max:
        asked &= Q(created_at__lt=_begin(wanted.until + timedelta(days=1)))
    return asked


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def read_page(project: Project | None, wanted: Wanted, below: int | None) -> Page:
    """The newest events below that number; below the moment of that one, if days are asked for.

    Days are found by an index of moments, and so in their order; anything else in the order in
    which it was written.
    """
    by_moment = bool(wanted.since or wanted.until) and not wanted.actor
    events = find_events(project, wanted)
    if by_moment and project is not None:
        events = _choose_project(find_events(None, wanted), project, is_rare=True)
    order = ("-created_at", "-pk") if by_moment else ("-pk",)
    if below is not None:
        events = events.filter(_find_below(below, by_moment=by_moment))
    shown = events.select_related("actor", "project", "token").order_by(*order)
    found = list(shown[: PER_PAGE + 1])
    rows = found[:PER_PAGE]
    return Page(tell(rows), rows[-1].pk if len(found) > PER_PAGE else None)


def _find_below(number: int, *, by_moment: bool) -> Q:
    if not by_moment:
        return Q(pk__lt=number)
    moments = AuditEvent.objects.filter(pk=number).values_list("created_at", flat=True)
    moment = moments.first()
    if moment is None:
        return Q(pk__lt=number)
    # Begins with what the index of moments finds: of an “or” alone databases would read all.
    return Q(created_at__lte=moment) & (Q(created_at__lt=moment) | Q(pk__lt=number))


def stream_records(project: Project | None, wanted: Wanted) -> Iterator[AuditRecord]:
    """The events that are there now and wanted, as they were written; a few at a time.

    So many rows are looked at, not so many of those wanted: for these PostgreSQL would read and
    sort all that are left, each time.
    """
    columns = [ELSEWHERE.get(name, name) for name in COLUMNS]
    events = find_events(project, wanted).order_by("pk").values_list(*columns)
    after, end = 0, AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    while after < end:
        up_to = _find_last_of_next(after, end)
        yield from map(_make_record, events.filter(pk__gt=after, pk__lte=up_to))
        after = up_to


def _find_last_of_next(after: int, end: int) -> int:
    """The number of the last of the rows that are looked at next; `end` where these are gone."""
    following = AuditEvent.objects.filter(pk__gt=after, pk__lte=end).order_by("pk").values("pk")
    return following[:EXPORTED_AT_ONCE].aggregate(last=Max("pk"))["last"] or end


def _make_record(row: Iterable[Any]) -> AuditRecord:
    told = (str(value) if isinstance(value, UUID) else value for value in row)
    named: dict[str, Any] = dict(zip(COLUMNS, told, strict=True))
    return AuditRecord(**named)


# What targets are called.


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the names of a kind of target are: columns, put together by a hyphen.

    `route` leads to it within its project, by the column `argument` if it needs one.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    key: str = "uuid"
    route: str = ""
    argument: str = ""


_OF_CLAIM: dict[str, Any] = {"names": ("claim__text",), "route": "article"}
_SOURCES: Mapping[Kind, _Source] = {
    Kind.ANNOTATION: _Source(
        tables.Annotation, ("slot__claim__text",), route="article", argument="slot__article__uuid"
    ),
    Kind.ARTICLE: _Source(tables.Article, ("title",), route="article", argument="uuid"),
    Kind.CLAIM: _Source(tables.Claim, ("text",), route="article", argument="article__uuid"),
    Kind.CORRECTION: _Source(
        tables.CorrectionReview, ("decision__claim__text",), route="corrections"
    ),
    Kind.DECISION: _Source(tables.Decision, argument="claim__article__uuid", **_OF_CLAIM),
    Kind.EXCLUSION: _Source(tables.Exclusion, ("person__username",)),
    Kind.GOLD: _Source(
        tables.GoldLabel, ("claim__text",), route="claim-gold", argument="claim__uuid"
    ),
    Kind.LABEL_SOURCE: _Source(tables.LabelSource, ("name",)),
    Kind.LEASE: _Source(
        tables.Lease, ("article__title",), route="article", argument="article__uuid"
    ),
    Kind.NOTICE: _Source(tables.Notice, ("person__username",), route="notices"),
    Kind.OUTLET: _Source(tables.Outlet, ("name",)),
    Kind.PERSON: _Source(User, ("username",)),
    Kind.PROJECT: _Source(Project, ("name",), route="project"),
    Kind.PROPOSAL: _Source(
        tables.BoundaryProposal, ("article__title",), route="article", argument="article__uuid"
    ),
    Kind.PUBLICATION: _Source(
        tables.Publication, ("claim_reviewed",), route="publication", argument="uuid"
    ),
    Kind.QUESTION: _Source(tables.Question, ("text",), route="question", argument="uuid"),
    Kind.RELEASE: _Source(tables.Release, ("slug", "version"), route="release", argument="uuid"),
    Kind.ROUND: _Source(tables.Round, ("name",), route="round", argument="number"),
    Kind.SCHEME: _Source(tables.LabelScheme, ("name",)),
    Kind.SPEAKER: _Source(tables.Speaker, ("name",), route="speaker-list"),
    Kind.SPEAKER_ALIAS: _Source(tables.SpeakerAlias, ("name",), key="pk"),
    Kind.TOKEN: _Source(tables.ApiToken, ("name",)),
    Kind.WEBHOOK: _Source(tables.Webhook, ("url",), route="webhook", argument="uuid"),
}
# A target may be of either: a UUID is of one of them.
_EITHER = {Kind.ARTICLE_OR_PROJECT: (Kind.ARTICLE, Kind.PROJECT)}


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    route: str
    argument: object


def tell(events: Sequence[AuditEvent]) -> list[Told]:
    """Each event in words. One query for each kind of target, however many events there are."""
    named = _find_names(events)
    return [_tell(event, WORDS.get(event.action), named) for event in events]


def _list_kinds(words: Words | None) -> tuple[Kind, ...]:
    return _EITHER.get(words.kind, (words.kind,)) if words else ()


def _find_names(events: Iterable[AuditEvent]) -> dict[tuple[Kind, str], _Named]:
    wanted: defaultdict[Kind, set[str]] = defaultdict(set)
    for event in events:
        for kind in _list_kinds(WORDS.get(event.action)):
            wanted[kind].add(event.target)
    return {
        (kind, key): named
        for kind, targets in wanted.items()
        if kind in _SOURCES
        for key, named in _read_names(_SOURCES[kind], targets)
    }


def _read_names(source: _Source, targets: Collection[str]) -> Iterator[tuple[str, _Named]]:
    keys = [key for target in targets if (key := _read_key(source, target)) is not None]
    if not keys:
        return
    rows = source.model._meta.base_manager.filter(**{f"{source.key}__in": keys})
    columns = (source.key, *source.names, source.argument or source.key)
    for key, *names, argument in rows.values_list(*columns):
        name = _cut("-".join(map(str, names)), NAME_LENGTH)
        yield str(key), _Named(name, source.route, argument if source.argument else None)


def _read_key(source: _Source, target: str) -> UUID | int | None:
    try:
        return UUID(target) if source.key == "uuid" else int(target)
    except ValueError:
        return None


def _tell(event: AuditEvent, words: Words | None, known: Mapping[tuple[Kind, str], _Named]) -> Told:
    found = (known.get((kind, event.target)) for kind in _list_kinds(words))
    named = next(filter(None, found), None)
    sentence = str(words.sentence) if words else f"%(who)s: {event.action} %(target)s"
    who = event.actor.get_full_name() if event.actor else _("The server")
    said = sentence % {"who": who, "target": _MARK}
    before, mark, after = said.partition(_MARK)
    leads = named is not None and named.route and event.project is not None
    return Told(
        event=event,
        before=before,
        target=_name_target(event, words, named) if mark else "",
        after=after,
        route=named.route if named and leads else "",
        arguments=_list_arguments(event, named) if leads else (),
        changes=list(_list_changes(event, words)),
        details=list(_list_details(event)),
        is_purged=is_purged(event.data),
    )


def _list_arguments(event: AuditEvent, named: _Named | None) -> tuple[object, ...]:
    slug = event.project.slug if event.project else ""
    return (slug, named.argument) if named and named.argument is not None else (slug,)


def _name_target(event: AuditEvent, words: Words | None, named: _Named | None) -> str:
    """Its name in quotes; of people as it is; else what was noted."""
    if named is None or not named.name:
        return event.target
    return named.name if words and words.kind is Kind.PERSON else f"“{named.name}”"


def _list_changes(event: AuditEvent, words: Words | None) -> Iterator[Change]:
    changes = event.data.get("changes", {})
    if not isinstance(changes, dict):
        return
    for name, values in changes.items():
        label = _name_field(name, words)
        if isinstance(values, list) and len(values) == 2:
            yield Change(label, _show(values[0]), _show(values[1]))
        else:
            # Rows of earlier versions say only what it became.
            yield Change(label, "", _show(values))


def _name_field(name: str, words: Words | None) -> str:
    source = _SOURCES.get(words.kind) if words else None
    try:
        found: Any = source and source.model._meta.get_field(name)
    except FieldDoesNotExist:
        found = None
    return str(capfirst(found.verbose_name)) if found else name


def _list_details(event: AuditEvent) -> Iterator[Change]:
    """What else was noted, under its own name."""
    if is_purged(event.data):
        return
    for name, value in event.data.items():
        is_told = name == "changes" and isinstance(value, dict)
        if not is_told and value not in (None, "", [], {}):
            yield Change(name, "", _show(value))


def _show(value: Any) -> str:
    """A value in a line; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _cut(text: str, length: int = VALUE_LENGTH) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"

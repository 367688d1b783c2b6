"""The records that a release consists of, from one moment, and how many it leaves out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import cast

from claims.exchange.records import Kind
from claims.exchange.releases.redistribution import Released
from claims.models import Release, User
from claims.queries.export import Snapshot
from claims.queries.export_moment import Past
from claims.queries.export_rows import Choice, count_embargoed, select_rows
from claims.queries.export_selection import (
    Narrowing,
    Of,
    Selection,
    Status,
    load_narrowing,
    make_selection,
    resolve,
)

# What each choice of records takes out of the project.
SELECTIONS: Mapping[str, Selection] = {
    Release.Records.CLAIMS: Selection(of=Of.CLAIMS),
    Release.Records.DECIDED: Selection(of=Of.ANNOTATIONS, status=Status.DECIDED.value),
    Release.Records.LABELS: Selection(of=Of.ANNOTATIONS),
}


def find_kind(records: str) -> Kind:
    """What the records of a release of that choice are."""
    return SELECTIONS[records].of.kind


def resolve_release(release: Release) -> Narrowing:
    """What a release is of: its choice of records, narrowed down by its filter.

    People are named as exports of the project name them. Raises as `resolve` does.
    """
    chosen = SELECTIONS[release.records]
    wanted = load_narrowing(release.filter or {})
    if chosen.status:
        wanted["status"] = chosen.status
    return resolve(release.project, make_selection(chosen.of, wanted))


class ReleaseSnapshot:
    """A release's records at the moment it is opened; all else read meanwhile is of that, too.

    Annotators are called as in this release alone, also in `narrowed_to`, its filter. `left_out`
    counts what its filter would take and it leaves out: labels or decisions of articles under
    embargo, labels of claims that nobody has decided. Rounds that are no part of the data set are
    never read.
    """

    def __init__(self, release: Release, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.as_of = snapshot.moment.as_of
        self.narrowed_to = _tell_filter(release, snapshot.choice.narrowing.annotator)
        self.left_out = {"embargoed": snapshot.embargoed}
        if release.records != Release.Records.LABELS:
            self.left_out["undecided"] = select_rows(_choose_undecided(snapshot.choice)).count()

    def count(self) -> int:
        return select_rows(self._snapshot.choice).count()

    def stream(self) -> Iterator[Released]:
        """The records, in an order that stays."""
        return cast("Iterator[Released]", self._snapshot.stream())

    def find_page(self, record: Released) -> str | None:
        """Where the decision is published. Of the last record."""
        return self._snapshot.find_page(record)


@contextmanager
def open_release(release: Release, now: datetime) -> Iterator[ReleaseSnapshot]:
    narrowing = resolve_release(release)
    # The pseudonyms of records come of their project's key.
    project = copy(release.project)
    project.pseudonym_key = release.pseudonym_key
    with Snapshot(project, narrowing, now=now) as snapshot:
        yield ReleaseSnapshot(release, snapshot)


def _tell_filter(release: Release, annotator: int | None) -> dict[str, str]:
    """Not by the pseudonym of exports: it would tell who in them is whom here."""
    told = dict(release.filter or {})
    if annotator is not None:
        person = User.objects.get(pk=annotator)
        told["annotator"] = person.get_pseudonym(release.pseudonym_key)
    return told


def _choose_undecided(choice: Choice) -> Choice:
    """What the same filter takes of labels that nobody has decided.

    Whoever gave them, if it is narrowed down by who decided.
    """
    narrowing = choice.narrowing
    labels = replace(narrowing.selection, of=Of.ANNOTATIONS, status=Status.UNDECIDED.value)
    annotator = narrowing.annotator if choice.of == Of.ANNOTATIONS else None
    return replace(choice, narrowing=replace(narrowing, selection=labels, annotator=annotator))


def preview_release(release: Release, alias: str, now: datetime) -> dict[str, int]:
    """How many records the release would hold now, and how many it would leave out.

    Raises as `resolve` does.
    """
    chosen = Choice(
        project=release.project,
        narrowing=resolve_release(release),
        as_of=now,
        past=Past(alias, None),
    )
    rows = select_rows(chosen)
    article = "claim__article" if chosen.of == Of.CLAIMS else "article"
    counts = {
        "records": rows.count(),
        "embargoed": count_embargoed(chosen),
        "no_redistribution": rows.filter(**{f"{article}__redistribute": "none"}).count(),
    }
    if release.records != Release.Records.LABELS:
        counts["undecided"] = select_rows(_choose_undecided(chosen)).count()
    return counts

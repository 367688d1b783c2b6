"""The records that a release consists of, from one moment, and how many it leaves out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import cast

from claims.exchange.records import Kind
from claims.exchange.releases.redistribution import Released
from claims.models import Project, Release
from claims.queries.export import Snapshot
from claims.queries.export_moment import Past
from claims.queries.export_rows import Choice, count_embargoed, select_rows
from claims.queries.export_selection import Of, Selection, Status, resolve

# What each choice of records takes out of the project.
SELECTIONS: Mapping[str, Selection] = {
    Release.Records.CLAIMS: Selection(of=Of.CLAIMS),
    Release.Records.DECIDED: Selection(of=Of.ANNOTATIONS, status=Status.DECIDED.value),
    Release.Records.LABELS: Selection(of=Of.ANNOTATIONS),
}


def find_kind(records: str) -> Kind:
    """What the records of a release of that choice are."""
    return SELECTIONS[records].of.kind


class ReleaseSnapshot:
    """A release's records at the moment it is opened; all else read meanwhile is of that, too.

    Annotators are called as in this release alone. `left_out` counts what is not in it: labels or
    decisions of articles under embargo, labels of claims that nobody has decided. Rounds that are
    no part of the data set are never read.
    """

    def __init__(self, release: Release, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.as_of = snapshot.moment.as_of
        self.left_out = {"embargoed": snapshot.embargoed}
        if release.records != Release.Records.LABELS:
            self.left_out["undecided"] = select_rows(_choose_undecided(snapshot)).count()

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
    # The pseudonyms of records come of their project's key.
    project = copy(release.project)
    project.pseudonym_key = release.pseudonym_key
    with Snapshot(project, resolve(project, SELECTIONS[release.records]), now=now) as snapshot:
        yield ReleaseSnapshot(release, snapshot)


def _choose_undecided(snapshot: Snapshot) -> Choice:
    choice = snapshot.choice
    return _choose(choice.project, _UNDECIDED, choice.as_of, choice.past)


_UNDECIDED = Selection(of=Of.ANNOTATIONS, status=Status.UNDECIDED.value)


def _choose(project: Project, selection: Selection, as_of: datetime, past: Past) -> Choice:
    narrowing = resolve(project, selection)
    return Choice(project=project, narrowing=narrowing, as_of=as_of, past=past)


def preview_release(project: Project, records: str, alias: str, now: datetime) -> dict[str, int]:
    """How many records a release of that choice would hold now, and how many it would leave out."""
    past = Past(alias, None)
    chosen = _choose(project, SELECTIONS[records], now, past)
    rows = select_rows(chosen)
    article = "claim__article" if chosen.of == Of.CLAIMS else "article"
    counts = {
        "records": rows.count(),
        "embargoed": count_embargoed(chosen),
        "no_redistribution": rows.filter(**{f"{article}__redistribute": "none"}).count(),
    }
    if records != Release.Records.LABELS:
        counts["undecided"] = select_rows(_choose(project, _UNDECIDED, now, past)).count()
    return counts

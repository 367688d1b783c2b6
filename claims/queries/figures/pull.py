"""How far suggestions lead people: labels before which one was shown, and those without.

Without: the project hid it there, on a share of the articles or altogether, and there was one to
show. If people name whom it would have suggested as often without seeing it, it leads nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from claims.agreement.alpha import alpha
from claims.agreement.report import measure_agreement
from claims.agreement.results import Result
from claims.agreement.tables import read_table
from claims.models import Project, Stage, Suggestion, read_survivor
from claims.queries.figures.fields import BOOTSTRAP
from claims.queries.figures.labels import find_labels
from claims.queries.figures.memory import is_known, remember
from claims.queries.figures.people import Share
from claims.queries.figures.wanted import ALL, Wanted

WHAT = "pull"
# A claim, a person, whom they named, and whom the suggestion names.
Row = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """`taken`: of these labels, those that name whom the suggestion names; α of the speaker.

    `units`: claims with two such labels, of which α is.
    """

    taken: Share
    units: int
    alpha: Result


@dataclass(frozen=True, kw_only=True, slots=True)
class Pull:
    shown: Part
    hidden: Part


def measure_pull(project: Project, wanted: Wanted = ALL) -> Pull:
    return remember(project, (WHAT, wanted), lambda: _measure(project, wanted))


def is_pull_measured(project: Project, wanted: Wanted = ALL) -> bool:
    return is_known(project, (WHAT, wanted))


def _measure(project: Project, wanted: Wanted) -> Pull:
    labels = find_labels(project, Stage.LABEL, wanted)
    said = ("claim_id", "annotator_id", read_survivor("speaker"))
    first = Suggestion.objects.filter(claim=OuterRef("claim")).ranked()
    best = Subquery(first.values_list(read_survivor("speaker"))[:1])
    shown = labels.filter(suggestion__isnull=False)
    hidden = labels.filter(suggestion=None).annotate(best=best).exclude(best=None)
    return Pull(
        shown=_measure_part(shown.values_list(*said, read_survivor("suggestion__speaker"))),
        hidden=_measure_part(hidden.values_list(*said, "best")),
    )


def _measure_part(rows: Iterable[Row]) -> Part:
    taken = Share()
    named = []
    for claim, annotator, speaker, suggested in rows:
        taken.count(right=speaker == suggested)
        named.append((claim, annotator, speaker))
    found = measure_agreement(read_table(named), {"alpha": alpha()}, BOOTSTRAP)
    return Part(taken=taken, units=found.units, alpha=found.results["alpha"])

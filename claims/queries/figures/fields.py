"""Agreement on one field: coefficients, label against label, every two people, week by week."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Max

from claims.agreement.bootstrap import Bootstrap
from claims.agreement.evidence import (
    EvidenceAgreement,
    EvidencePair,
    compare_all,
    count_pairs,
    measure_evidence,
    measure_evidence_pairs,
)
from claims.agreement.pairs import Pairs, measure_pairs
from claims.agreement.report import Agreement, measure_agreement
from claims.agreement.results import Result
from claims.agreement.tables import Table, leave_out
from claims.models import Project, Speaker
from claims.queries.figures.labels import count_withheld, find_labels, read_labels
from claims.queries.figures.memory import find_known, is_known, remember
from claims.queries.figures.scales import Measure, choose_measure, list_scheme_labels
from claims.queries.figures.wanted import ALL, Field, Wanted, find_stage

# The same labels give the same intervals, today and elsewhere.
BOOTSTRAP = Bootstrap(resamples=1_000, seed=0)
WITHOUT = Bootstrap(resamples=0)
# With more values κ of every two people has no intervals: nearly each claim is a pattern of its
# own then, and a thousand resamples take a quarter of a minute.
VALUES_WITH_INTERVALS = 2_000
# With more pairs of people their evidence has no intervals: each pair is resampled by itself, which
# takes a sixtieth of a second. As many as twenty people are.
PAIRS_WITH_INTERVALS = 190
WEEKS_SHOWN = 52


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """α of the claims that got their last label in the week that begins on `monday`."""

    monday: date
    units: int
    alpha: Result


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldFigures:
    """What was measured of one field.

    Evidence has `evidence`, with every two beside it, and none of the rest, the others have all of
    the rest. `left_out`: units with two labels that the field leaves out (no verdict; the article
    itself as the speaker); None where it leaves out none. `withheld`: claims with two labels that
    somebody has still to label.
    """

    field: Field
    scale: str
    left_out: int | None
    withheld: int
    agreement: Agreement | None = None
    evidence: EvidenceAgreement | None = None
    evidence_pairs: Sequence[EvidencePair] = ()
    pairs: Pairs | None = None
    pairs_have_intervals: bool = True
    weeks: Sequence[Week] = ()

    @property
    def units(self) -> int:
        """Claims with two labels or more."""
        if self.evidence is not None:
            return self.evidence.units
        return self.agreement.units if self.agreement else 0

    @property
    def main(self) -> Result:
        """The one to read first: α, or for evidence the overlap."""
        if self.agreement is not None:
            return self.agreement.results["alpha"]
        return cast("EvidenceAgreement", self.evidence).overlap


def measure_field(project: Project, field: Field, wanted: Wanted = ALL) -> FieldFigures:
    return remember(project, (field, wanted), lambda: _measure(project, field, wanted))


def find_measured(
    project: Project, wanted: Collection[tuple[Field, Wanted]]
) -> Mapping[tuple[Field, Wanted], FieldFigures]:
    """What is known already of these fields and labels. Three queries, however many they are."""
    return cast("Any", find_known(project, wanted))  # type: ignore[no-any-return]


def is_measured(project: Project, field: Field, wanted: Wanted = ALL) -> bool:
    return is_known(project, (field, wanted))


def read_field(project: Project, field: Field, wanted: Wanted) -> tuple[Table, int | None]:
    """The table, and how many units with two labels were left out, if the field leaves out any."""
    table = read_labels(project, field, wanted)
    if field == Field.VERDICT:
        rest = leave_out(table, None)
    elif field == Field.NAMED_SPEAKER:
        voice = Speaker.objects.get(project=project, kind=Speaker.Kind.ARTICLE, name="")
        rest = leave_out(table, voice.pk)
    else:
        return table, None
    return rest.table, rest.left_out


def _measure(project: Project, field: Field, wanted: Wanted) -> FieldFigures:
    table, left_out = read_field(project, field, wanted)
    withheld = count_withheld(project, find_stage(project, field), wanted)
    if field == Field.EVIDENCE:
        has_intervals = count_pairs(table) <= PAIRS_WITH_INTERVALS
        return FieldFigures(
            field=field,
            scale="sets",
            left_out=left_out,
            withheld=withheld,
            evidence=measure_evidence(compare_all(table), BOOTSTRAP),
            evidence_pairs=measure_evidence_pairs(table, BOOTSTRAP if has_intervals else WITHOUT),
            pairs_have_intervals=has_intervals,
        )
    measure = choose_measure(field, list_scheme_labels(project, field))
    agreement = measure_agreement(table, measure.coefficients, BOOTSTRAP)
    has_intervals = len(agreement.marginals) <= VALUES_WITH_INTERVALS
    bootstrap = BOOTSTRAP if has_intervals else WITHOUT
    return FieldFigures(
        field=field,
        scale=measure.scale,
        left_out=left_out,
        withheld=withheld,
        agreement=agreement,
        pairs=measure_pairs(table, measure.pairs, bootstrap),
        pairs_have_intervals=has_intervals,
        weeks=_measure_weeks(table, measure, read_weeks(project, field, wanted)),
    )


def read_weeks(project: Project, field: Field, wanted: Wanted) -> Mapping[int, date]:
    """The Monday of the week in which each claim got its last label."""
    zone = ZoneInfo(project.time_zone)
    labels = find_labels(project, find_stage(project, field), wanted)
    last = labels.values_list("claim_id").annotate(Max("created_at")).order_by()
    days = ((claim, moment.astimezone(zone).date()) for claim, moment in last)
    return {claim: day - timedelta(days=day.weekday()) for claim, day in days}


def _measure_weeks(table: Table, measure: Measure, weeks: Mapping[int, date]) -> list[Week]:
    """The latest weeks in which any claim got its second label. Without intervals.

    The weeks are read after the table: a label withdrawn between the two has none.
    """
    tables: defaultdict[date, dict[Any, Any]] = defaultdict(dict)
    for unit, given in table.rows.items():
        if len(given) > 1 and isinstance(unit, int) and unit in weeks:
            tables[weeks[unit]][unit] = given
    coefficients = {"alpha": measure.coefficients["alpha"]}
    return [
        Week(monday=monday, units=found.units, alpha=found.results["alpha"])
        for monday in sorted(tables)[-WEEKS_SHOWN:]
        for found in [measure_agreement(Table(tables[monday]), coefficients, WITHOUT)]
    ]

"""How far suggestions lead people: labels before which one was shown, and those without.

Without: they were hidden from the label's author, and there was one to show. If people say what it
would have suggested as often without seeing it, it leads nobody. Labels of which it is not known
whether any was shown are in neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from claims.agreement.alpha import alpha
from claims.agreement.report import measure_agreement
from claims.agreement.results import Result
from claims.agreement.tables import read_table
from claims.models import Label, LabelSuggestion, Project, Stage, Suggestion, read_survivor
from claims.models.annotations import AnnotationQuerySet
from claims.queries.figures.fields import BOOTSTRAP
from claims.queries.figures.labels import find_labels
from claims.queries.figures.memory import is_known, remember
from claims.queries.figures.people import Share
from claims.queries.figures.wanted import ALL, Field, Wanted
from claims.queries.hints import read_hints, suggest_label

WHAT = "pull"
# A claim, a person, what they said, and what the suggestion says.
Row = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """`taken`: of these labels, those that say what the suggestion says; α of the field.

    `units`: claims with two such labels, of which α is.
    """

    taken: Share
    units: int
    alpha: Result


@dataclass(frozen=True, kw_only=True, slots=True)
class Pull:
    shown: Part
    hidden: Part


def measure_pull(project: Project, wanted: Wanted = ALL) -> Mapping[Field, Pull]:
    """Of each field that machines suggest."""
    return remember(project, (WHAT, wanted), lambda: _measure(project, wanted))


def is_pull_measured(project: Project, wanted: Wanted = ALL) -> bool:
    return is_known(project, (WHAT, wanted))


def _measure(project: Project, wanted: Wanted) -> Mapping[Field, Pull]:
    labels = find_labels(project, Stage.LABEL, wanted)
    hidden = labels.filter(suggestions_shown=False)
    return {
        Field.SPEAKER: Pull(
            shown=_measure_part(_read_shown_speakers(labels)),
            hidden=_measure_part(_read_hidden_speakers(hidden)),
        ),
        Field.VERIFIABILITY: Pull(
            shown=_measure_part(_read_shown_verifiabilities(labels)),
            hidden=_measure_part(_read_hidden_verifiabilities(hidden)),
        ),
        Field.VERDICT: Pull(
            shown=_measure_part(_read_shown_verdicts(labels)),
            hidden=_measure_part(_read_hidden_verdicts(hidden)),
        ),
    }


def _read_shown_speakers(labels: AnnotationQuerySet) -> Iterable[Row]:
    named = (read_survivor("speaker"), read_survivor("suggestion__speaker"))
    shown = labels.filter(suggestion__isnull=False)
    return shown.values_list("claim_id", "annotator_id", *named)


def _read_hidden_speakers(labels: AnnotationQuerySet) -> Iterable[Row]:
    first = Suggestion.objects.filter(claim=OuterRef("claim")).ranked()
    best = Subquery(first.values_list(read_survivor("speaker"))[:1])
    hidden = labels.annotate(best=best).exclude(best=None)
    return hidden.values_list("claim_id", "annotator_id", read_survivor("speaker"), F("best"))


def _read_shown_verifiabilities(labels: AnnotationQuerySet) -> Iterable[Row]:
    shown = labels.filter(suggested_verifiability__isnull=False)
    return shown.values_list(
        "claim_id", "annotator_id", "verifiability_id", "suggested_verifiability_id"
    )


def _read_hidden_verifiabilities(labels: AnnotationQuerySet) -> Iterator[Row]:
    """As a program says, else as the hints point, in the scheme that the label is of.

    A project may have changed its own.
    """
    said = ("claim_id", "annotator_id", "verifiability_id", "verifiability__scheme_id")
    newest = _find_by_program(LabelSuggestion.Field.VERIFIABILITY)
    rows = labels.annotate(by_program=newest).exclude(claim__hints=[], by_program=None)
    columns = rows.values_list(*said, "by_program", "claim__hints", "claim__text", "claim__start")
    schemes: dict[int, list[Label]] = {}
    for claim, annotator, label, scheme, by_program, *hints in columns:
        if by_program is not None:
            yield claim, annotator, label, by_program
            continue
        if scheme not in schemes:
            schemes[scheme] = list(Label.objects.filter(scheme=scheme).order_by("order", "pk"))
        suggested = suggest_label(schemes[scheme], read_hints(*hints))
        if suggested is not None:
            yield claim, annotator, label, suggested.label.pk


def _find_by_program(field: LabelSuggestion.Field) -> Subquery:
    """What a program said last of the label's claim, in the scheme that the label is of."""
    of_field = LabelSuggestion.objects.filter(
        claim=OuterRef("claim"), field=field, label__scheme=OuterRef(f"{field.value}__scheme")
    )
    return Subquery(of_field.newest_first().values("label")[:1])


def _read_shown_verdicts(labels: AnnotationQuerySet) -> Iterable[Row]:
    """Of labels that give one: whoever gives none neither takes what is suggested nor another."""
    shown = labels.filter(suggested_verdict__isnull=False, verdict__isnull=False)
    return shown.values_list("claim_id", "annotator_id", "verdict_id", "suggested_verdict_id")


def _read_hidden_verdicts(labels: AnnotationQuerySet) -> Iterable[Row]:
    newest = _find_by_program(LabelSuggestion.Field.VERDICT)
    given = labels.filter(verdict__isnull=False)
    hidden = given.annotate(by_program=newest).exclude(by_program=None)
    return hidden.values_list("claim_id", "annotator_id", "verdict_id", "by_program")


def _measure_part(rows: Iterable[Row]) -> Part:
    taken = Share()
    said = []
    for claim, annotator, value, suggested in rows:
        taken.count(right=value == suggested)
        said.append((claim, annotator, value))
    found = measure_agreement(read_table(said), {"alpha": alpha()}, BOOTSTRAP)
    return Part(taken=taken, units=found.units, alpha=found.results["alpha"])

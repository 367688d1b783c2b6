"""On which scale a field is measured, and by which coefficients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.agreement.alpha import alpha
from claims.agreement.coefficients import Coefficient, fleiss, percent
from claims.agreement.distances import NOMINAL, Graded, Ordinal, Scale
from claims.agreement.report import choose_coefficients
from claims.agreement.sets import JACCARD, MASI
from claims.models import Label, Project
from claims.queries.figures.wanted import OPEN, SETS, Field

VERDICTS = frozenset({Field.VERDICT, Field.VERDICT_OR_NONE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """How a field is measured: all people at once, and every two of them."""

    scale: str
    coefficients: Mapping[str, Coefficient]
    pairs: Scale


def choose_measure(field: Field, labels: Sequence[Label]) -> Measure:
    """`labels` are those of the field's scheme, in their order; where it has none, none."""
    if field in SETS:
        coefficients = {"percent": percent, "alpha": alpha(MASI), "alpha_jaccard": alpha(JACCARD)}
        return Measure(scale="masi", coefficients=coefficients, pairs=MASI)
    if field in OPEN:
        coefficients = {"percent": percent, "alpha": alpha(NOMINAL), "fleiss": fleiss}
        return Measure(scale="nominal", coefficients=coefficients, pairs=NOMINAL)
    grades = [label.pk for label in labels] if field == Field.VERDICT and are_grades(labels) else []
    if grades:
        return Measure(
            scale="ordinal",
            coefficients=choose_coefficients(Ordinal(grades), len(labels)),
            pairs=Graded(grades),
        )
    categories = len(labels) + (field == Field.VERDICT_OR_NONE)
    return Measure(
        scale="nominal", coefficients=choose_coefficients(categories=categories), pairs=NOMINAL
    )


def are_grades(labels: Sequence[Label]) -> bool:
    """Whether a scheme's labels, in their order, go from one end of its ratings to the other.

    A label without a rating may go on beyond an end, where it means the same as the one there:
    PolitiFact's “pants on fire” is farther than “false”, for which 1 is taken.
    """
    ratings = [label.rating for label in labels]
    rated = [rating for rating in ratings if rating is not None]
    if len(rated) < 2 or len(set(rated)) < len(rated):
        return False
    if rated not in (sorted(rated), sorted(rated, reverse=True)):
        return False
    begin = next(place for place, rating in enumerate(ratings) if rating is not None)
    end = begin + len(rated)
    if None in ratings[begin:end]:
        return False
    ends = [(label, labels[begin]) for label in labels[:begin]]
    ends += [(label, labels[end - 1]) for label in labels[end:]]
    return all(label.canonical and label.canonical == last.canonical for label, last in ends)


def list_scheme_labels(project: Project, field: Field) -> list[Label]:
    """The labels that people choose from for the field, in their order."""
    if field == Field.VERIFIABILITY:
        scheme = project.verifiability_scheme_id
    elif field in VERDICTS:
        scheme = project.verdict_scheme_id
    else:
        return []
    return list(Label.objects.filter(scheme=scheme).order_by("order", "pk"))

"""Agreement in words: fields, coefficients, why there is no value, and how to read one."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.agreement.results import Undefined
from claims.queries.figures.names import Named
from claims.queries.figures.wanted import Field

FIELDS: Mapping[str, object] = {
    Field.SPEAKER: gettext_lazy("Speaker"),
    Field.NAMED_SPEAKER: gettext_lazy("Speaker, without the article itself"),
    Field.CO_SPEAKERS: gettext_lazy("Co-speakers"),
    Field.VERIFIABILITY: gettext_lazy("Verifiability"),
    Field.CLAIM_TYPES: gettext_lazy("Claim types"),
    Field.VERDICT: gettext_lazy("Verdict"),
    Field.VERDICT_OR_NONE: gettext_lazy("Verdict, “no verdict” as a label"),
    Field.EVIDENCE: gettext_lazy("Evidence"),
}
COEFFICIENTS: Mapping[str, object] = {
    "percent": gettext_lazy("Same label"),
    "alpha": gettext_lazy("Krippendorff’s α"),
    "alpha_jaccard": gettext_lazy("α by Jaccard"),
    "fleiss": gettext_lazy("Fleiss’ κ"),
    "ac1": gettext_lazy("Gwet’s AC1"),
    "free_marginal": gettext_lazy("Free-marginal κ"),
    "kappa": gettext_lazy("Cohen’s κ, mean of the pairs"),
    "f1": gettext_lazy("F1 of every two"),
    "precision": gettext_lazy("Precision"),
    "recall": gettext_lazy("Recall"),
    "overlap": gettext_lazy("Overlap"),
    "mean_overlap": gettext_lazy("Mean overlap"),
}
WHY: Mapping[Undefined, object] = {
    Undefined.NO_PAIRS: gettext_lazy("No claim has labels of two people."),
    Undefined.ONE_LABEL: gettext_lazy("All said the same: chance alone would do as well."),
    Undefined.NOTHING_FOUND: gettext_lazy("Nobody found any evidence."),
    Undefined.NO_PAIR_DEFINED: gettext_lazy("No two people have a value."),
}
# Krippendorff, Content Analysis (4th ed. 2018), chapter 12.
RELIABLE, TENTATIVE = 0.8, 0.667


def read_alpha(value: float) -> str:
    """How to read an α, as Krippendorff does: to as many digits as he gives."""
    if round(value, 3) >= RELIABLE:
        return _("reliable")
    if round(value, 3) >= TENTATIVE:
        return _("tentative")
    return _("too low to build on")


def describe_label(named: Named) -> str:
    """A label to read; what is none, too."""
    return ", ".join(named.names) if named.names else _("none")

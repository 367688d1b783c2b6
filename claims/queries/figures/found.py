"""What each person found, held against the evidence of the decisions and against the others'."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.agreement.bootstrap import Bootstrap
from claims.agreement.evidence import Comparison, EvidenceAgreement, measure_evidence
from claims.models import Project
from claims.queries.figures.decided import read_decided
from claims.queries.figures.labels import read_labels
from claims.queries.figures.wanted import Field, Wanted

Claims = Sequence[Sequence[Comparison]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Of one person, who is the second of each comparison: the reference is the other.

    So precision tells how much of what they found the other has too, recall how much of what the
    other has they found.
    """

    decided: EvidenceAgreement
    others: EvidenceAgreement


def measure_found(project: Project, wanted: Wanted, bootstrap: Bootstrap) -> Mapping[int, Found]:
    """By person. Of claims on which they gave a verdict, and so did the decision or somebody."""
    decided: Any = read_decided(project, Field.EVIDENCE)
    against_decided: defaultdict[Any, list[list[Comparison]]] = defaultdict(list)
    against_others: defaultdict[Any, list[list[Comparison]]] = defaultdict(list)
    table: Any = read_labels(project, Field.EVIDENCE, wanted)
    for claim, given in table.rows.items():
        for person, own in given.items():
            others = [(found, own) for other, found in given.items() if other != person]
            # Nothing to compare, where nobody else judged the claim.
            against_others[person].extend([others] if others else [])
            against_decided[person].extend([[(decided[claim], own)]] if claim in decided else [])
    return {
        person: Found(
            decided=measure_evidence(against_decided[person], bootstrap),
            others=measure_evidence(against_others[person], bootstrap),
        )
        for person in against_others
    }

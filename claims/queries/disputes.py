"""What the labels of claims come to, for a curator: on what they differ, and how much.

Nobody's name is in here. What of it is stored: models/cases.py.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from claims.models import Article, Case, Claim, Decision, Flag, Project, Slot
from claims.models.cases import WHOLE
from claims.models.prepared import prepared
from claims.queries.votes import COMPARED


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """Why a claim needs a curator in one pass; the fields but the last are those of a Case.

    `dispute`: for each of speaker, verifiability and verdict, while nothing is decided, the share
    of pairs of labels that differ, in thousandths; 1,000 more where somebody flagged it.
    """

    claim_id: int
    stage: str
    speaker_differs: bool = False
    verifiability_differs: bool = False
    verdict_differs: bool = False
    is_flagged: bool = False
    is_stale: bool = False
    wants_approval: bool = False
    dispute: int = 0


@dataclass(slots=True)
class _State:
    """What is known of one claim in one pass."""

    votes: list[Sequence[int | None]]
    is_open: bool = False
    is_flagged: bool = False
    decision: Decision | None = None
    is_stale: bool = False
    approvals: int = 0


def find_disputes(project: Project, claims: Collection[int]) -> list[Dispute]:
    """Those of the project's claims (by number) for which a curator is needed. Four queries.

    Claims whose boundaries were changed need nobody, nor do those of withdrawn articles.
    """
    active = Claim.objects.active().filter(pk__in=claims)
    standing = active.exclude(article__in=Article.objects.withdrawn())
    candidates = list(standing.values_list("pk", flat=True))
    states: defaultdict[tuple[int, str], _State] = defaultdict(lambda: _State(votes=[]))
    _read_votes(candidates, states)
    _read_flags(candidates, states)
    _read_decisions(candidates, states)
    return [
        found
        for (claim, stage), state in sorted(states.items(), key=lambda item: item[0])
        if (found := _judge(claim, stage, state, project.approvals_wanted)) is not None
    ]


def list_candidates(claims: Collection[int]) -> Collection[int]:
    """Those for which a curator is, or may be, needed: mostly, while people label, none."""
    if len(claims) == 1:
        return _list_candidate(next(iter(claims)))
    return list(_find_candidates().filter(pk__in=claims))


@prepared
def _list_candidate(claim: int) -> QuerySet[Claim, int]:
    return _find_candidates().filter(pk=claim)


def _find_candidates() -> QuerySet[Claim, int]:
    """Claims that have a case, are flagged or decided, or of which a pass has all its labels."""
    of_claim = {"claim": OuterRef("pk")}
    waiting = (
        Slot.objects.counted().unlabelled().filter(claim=OuterRef("claim"), stage=OuterRef("stage"))
    )
    complete = Slot.objects.counted().labelled().filter(~Exists(waiting), **of_claim)
    concerned = (
        Q(Exists(complete))
        | Q(Exists(Case.objects.filter(**of_claim)))
        | Q(Exists(Flag.objects.standing().filter(**of_claim)))
        | Q(Exists(Decision.objects.filter(**of_claim)))
    )
    return Claim.objects.filter(concerned).values_list("pk", flat=True)


def _read_votes(claims: Collection[int], states: Mapping[tuple[int, str], _State]) -> None:
    counted = Slot.objects.counted().filter(claim__in=claims)
    for claim, stage, current, *said in counted.values_list(
        "claim_id", "stage", "current", *COMPARED
    ):
        state = states[claim, stage]
        if current is None:
            state.is_open = True
        else:
            state.votes.append(said)


def _read_flags(claims: Collection[int], states: Mapping[tuple[int, str], _State]) -> None:
    """Flags since which nobody has decided."""
    decided = Decision.objects.filter(
        claim=OuterRef("claim"), stage=OuterRef("stage"), created_at__gte=OuterRef("created_at")
    )
    flags = Flag.objects.standing().filter(~Exists(decided), claim__in=claims)
    for claim, stage in flags.values_list("claim_id", "stage"):
        states[claim, stage].is_flagged = True


def _read_decisions(claims: Collection[int], states: Mapping[tuple[int, str], _State]) -> None:
    this = Decision.objects.filter(pk=OuterRef("pk"))
    standing = Decision.objects.standing().filter(claim__in=claims)
    for decision in standing.annotate(stale=Exists(this.stale()), approved=Count("approvals")).only(
        "claim_id", "stage", "rule"
    ):
        found: Any = decision
        state = states[decision.claim_id, decision.stage]
        state.decision, state.is_stale, state.approvals = decision, found.stale, found.approved


def _judge(claim: int, stage: str, state: _State, approvals_wanted: int) -> Dispute | None:
    shares = [0, 0, 0]
    if state.decision is None and state.votes and not state.is_open:
        shares = [_measure(values) for values in zip(*state.votes, strict=True)]
    is_unapproved = (
        state.decision is not None
        and state.decision.rule == Decision.Rule.HAND
        and not state.is_stale
        and state.approvals < approvals_wanted
    )
    if not (any(shares) or state.is_flagged or state.is_stale or is_unapproved):
        return None
    return Dispute(
        claim_id=claim,
        stage=stage,
        **dict(
            zip(
                ("speaker_differs", "verifiability_differs", "verdict_differs"),
                map(bool, shares),
                strict=True,
            )
        ),
        is_flagged=state.is_flagged,
        is_stale=state.is_stale,
        wants_approval=is_unapproved,
        dispute=sum(shares) + (WHOLE if state.is_flagged else 0),
    )


def _measure(values: Sequence[int | None]) -> int:
    """The share of pairs of labels that differ, in thousandths: at least 1 if any does."""
    pairs = len(values) * (len(values) - 1) // 2
    if not pairs:
        return 0
    alike = sum(count * (count - 1) // 2 for count in Counter(values).values())
    return -(-(pairs - alike) * WHOLE // pairs)

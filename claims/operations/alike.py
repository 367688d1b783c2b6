"""One decision for the same sentence in several articles, taken over by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from claims import permissions
from claims.errors import DomainError, InvalidInput
from claims.models import Claim, Decision, Evidence, Stage, User
from claims.operations.adjudication import decide, refuse_replaced
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem, Labelling
from claims.queries.alike import may_adopt

# What a labelling and a decision call alike.
SAME = (
    *("quote_type", "reporting_source", "checked", "wording", "claim_date"),
    *("claim_date_precision", "justification", "omission", "searched"),
)


def adopt_decision(
    *, actor: User, claim: Claim, source: Decision, replaces: UUID | None = None, now: datetime
) -> Decision:
    """Decide the claim as the same sentence was decided in another article, for the same reason.

    It is a decision of the actor's like any other, under the same rules: see `decide`. In the
    check pass speaker and verifiability stay as this claim's own label pass left them.
    Raises InvalidInput unless the two say the same and the actor may know of the other's decision,
    and Conflict where that has been replaced.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    if source.project_id != claim.project_id or not claim.wire_key:
        raise _not_alike()
    if source.claim.wire_key != claim.wire_key or source.claim_id == claim.pk:
        raise _not_alike()
    refuse_replaced(source)
    if not may_adopt(actor, claim, source):
        raise _not_alike()
    return decide(
        actor=actor,
        claim=claim,
        labelling=_read_labelling(source),
        reason=source.reason,
        adopted_from=source,
        replaces=replaces,
        stage=source.stage,
        now=now,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """What came of one claim: the decision made, or why there is none."""

    claim: Claim
    decision: Decision | None = None
    refusal: DomainError | None = None


def adopt_for_all(
    *, actor: User, source: Decision, claims: Iterable[Claim], now: datetime
) -> list[Adopted]:
    """Take the decision over for each of these claims, as `adopt_decision` does for one.

    Each is a decision of its own, made and refused by itself. Twice is once.
    """
    permissions.require(permissions.can_curate(actor, source.project))
    made = []
    for claim in sorted(claims, key=lambda one: one.pk):
        try:
            decision = adopt_decision(actor=actor, claim=claim, source=source, now=now)
        except DomainError as refusal:
            made.append(Adopted(claim=claim, refusal=refusal))
        else:
            made.append(Adopted(claim=claim, decision=decision))
    return made


def _read_labelling(source: Decision) -> Labelling:
    said = {name: getattr(source, name) for name in SAME}
    if source.stage == Stage.LABEL:
        quoted = source.original_speaker
        said |= {
            "speaker": source.speaker.survivor.uuid,
            "verifiability": source.verifiability.value,
            "original_speaker": quoted.survivor.uuid if quoted else None,
            "co_speakers": tuple(one.survivor.uuid for one in source.co_speakers.all()),
        }
    items = Evidence.objects.filter(decision=source).order_by("position").values(*EVIDENCE_FIELDS)
    return Labelling(
        verdict=source.verdict.value if source.verdict else "",
        claim_types=tuple(source.claim_types),
        evidence=tuple(EvidenceItem(**item) for item in items),
        **said,
    )


def _not_alike() -> InvalidInput:
    return InvalidInput(
        "not_alike",
        "That is no decision you may take over: it has to be of the same sentence, elsewhere.",
        field="decision",
    )

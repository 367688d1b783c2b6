"""What the page of one claim to decide shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from claims.forms.decision import DecisionSheet
from claims.models import Case, Claim, Publication, Slot, Stage, User
from claims.queries.adjudication import Ballot, has_labelled, holds
from claims.queries.alike import list_decided_alike, read_twins
from claims.queries.carried import find_head
from claims.queries.neighbourhood import Neighbourhood, read_neighbourhood
from claims.queries.publications import find_publication
from claims.queries.reading import cut
from claims.queries.votes import name_outcomes
from claims.web.cases import REASON_NAMES


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused besides the decision itself, why, and what the person had written."""

    action: str
    said: str
    typed: str


def describe_page(
    sheet: DecisionSheet, case: Case | None, now: datetime, refusal: Refusal | None
) -> dict[str, Any]:
    """The context of the page, for who may see what others said."""
    claim, user, stage, ballot = sheet.claim, sheet.user, sheet.stage, sheet.ballot
    is_own = has_labelled(user, claim)
    return {
        **_describe_claim(claim, stage),
        "case": case,
        "reasons": [REASON_NAMES[reason] for reason in case.reasons] if case else [],
        "holder": _find_holder(case, user, now),
        "ballot": ballot,
        "sheet": sheet,
        "form": sheet.form,
        "evidence": sheet.evidence,
        "refusal": refusal,
        "may_decide": not is_own or claim.project.decide_own,
        "is_to_decide": _is_to_decide(sheet, case),
        "wants_approval": case is not None and case.wants_approval,
        "approval_bar": _say_why_not_approve(user, ballot, is_own=is_own),
        "settled": name_outcomes([claim.pk]).get(claim.pk) if stage == Stage.CHECK else None,
        "publication": _find_publication(ballot),
        "alike": list_decided_alike(user, claim, stage),
        "twins": read_twins(user, claim, stage),
        "known": Slot.objects.counted().filter(claim=claim, stage=stage).count(),
    }


def describe_blind(user: User, claim: Claim, stage: str, desk: str) -> dict[str, Any]:
    """The context for who has the claim to label at that desk, or could: nothing of others'."""
    return {
        **_describe_claim(claim, stage),
        "desk": desk,
        "is_held": holds(user, claim, desk),
    }


def _describe_claim(claim: Claim, stage: str) -> dict[str, Any]:
    near = read_neighbourhood(claim)
    return {
        "claim": claim,
        "stage": stage,
        "article": claim.article,
        "head": find_head(claim.article) if claim.article.replaced_at else None,
        "carried_to": _find_carried_to(claim),
        "pieces": _cut_out(claim, near),
        "has_before": near.previous is not None,
        "has_after": near.next is not None,
    }


def _find_carried_to(claim: Claim) -> Claim | None:
    """The same sentence of a corrected text, for which what is said here stands too."""
    if claim.article.replaced_at is None:
        return None
    return Claim.objects.filter(carried_from=claim).order_by("-pk").first()


def _cut_out(claim: Claim, near: Neighbourhood) -> list[Any]:
    ordered = sorted(near.claims, key=lambda one: (one.start, -one.end))
    return list(cut(claim.article.body.text, near.start, near.end, ordered))


def _find_holder(case: Case | None, user: User, now: datetime) -> User | None:
    """Who else has it before them just now."""
    if case is None or case.held_until is None or case.held_until <= now:
        return None
    return None if case.held_by_id == user.pk else case.held_by


def _find_publication(ballot: Ballot) -> Publication | None:
    """What is published of the claim; looked for only where there is a verdict to publish."""
    if ballot.standing is None or ballot.standing.verdict_id is None:
        return None
    return find_publication(ballot.standing)


def _is_to_decide(sheet: DecisionSheet, case: Case | None) -> bool:
    """Whether the form is what the page is for; else it stands closed below what was decided."""
    if sheet.form.is_bound or sheet.taken or sheet.ballot.standing is None:
        return True
    return case is not None and (case.is_flagged or case.is_stale or case.is_reopened)


def _say_why_not_approve(user: User, ballot: Ballot, *, is_own: bool) -> str:
    """Why the person can't agree with what stands; empty where they can."""
    if ballot.standing is None:
        return ""
    if ballot.standing.decided_by_id == user.pk:
        return _("You decided this: somebody else approves it.")
    if is_own:
        return _("You labelled this claim: somebody else approves what was decided.")
    if any(approval.approver_id == user.pk for approval in ballot.approvals):
        return _("You have approved this. It waits for somebody else’s approval.")
    return ""

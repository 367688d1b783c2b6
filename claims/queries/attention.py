"""What waits for a curator: claims that nothing happens to unless somebody decides, and questions.

Whose labels they are, and what they say, is no part of it. And what waits for a manager: notices.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from claims.models import Case, Claim, Notice, Project, Question, Slot, User
from claims.models.questions import QuestionQuerySet


class Reason(StrEnum):
    """Why a claim waits."""

    NOBODY_LEFT = "nobody_left"
    FLAGGED = "flagged"
    DIFFER = "differ"
    STALE = "stale"
    REOPENED = "reopened"
    APPROVAL = "approval"


# The columns of a case that stand for each reason; for the one left out there is no case.
COLUMNS = {
    Reason.FLAGGED: ("is_flagged",),
    Reason.DIFFER: ("speaker_differs", "verifiability_differs", "verdict_differs"),
    Reason.STALE: ("is_stale",),
    Reason.REOPENED: ("is_reopened",),
    Reason.APPROVAL: ("wants_approval",),
}


def list_waiting(project: Project, reason: str | None = None) -> QuerySet[Claim]:
    """The project's claims that wait for a curator, for that reason or for any.

    None whose boundaries were changed: what is to be done is done on those made of them.
    """
    reasons = Reason if reason is None else [Reason(reason)]
    of_any = reduce(or_, (Q(pk__in=_find(project, one)) for one in reasons))
    return Claim.objects.active().filter(of_any, project=project)


def map_reasons(project: Project, claims: Collection[Claim]) -> Mapping[int, list[Reason]]:
    """Why each of the claims waits, by its number. Two queries."""
    found: dict[int, set[Reason]] = {claim.pk: set() for claim in claims}
    for claim in _find(project, Reason.NOBODY_LEFT).filter(claim__in=claims):
        found[claim].add(Reason.NOBODY_LEFT)
    for case in Case.objects.filter(claim__in=claims):
        columns = set(case.reasons)
        found[case.claim_id] |= {one for one in COLUMNS if columns & set(COLUMNS[one])}
    return {claim: [one for one in Reason if one in reasons] for claim, reasons in found.items()}


def map_unread(user: User, projects: Collection[Project]) -> Mapping[int, int]:
    """How many notices those who manage the projects have yet to read, by project. One query."""
    unread = Notice.objects.visible_to(user).unread().filter(project__in=projects)
    return dict(unread.order_by().values_list("project").annotate(Count("pk")))


def _find(project: Project, reason: Reason) -> QuerySet[Slot, int] | QuerySet[Case, int]:
    """The numbers of the claims that wait for that reason."""
    if reason == Reason.NOBODY_LEFT:
        # A label is wanted that nobody of the team can give: all have, or passed the claim over.
        slots = Slot.objects.filter(project=project).out_of_reach()
        return slots.values_list("claim_id", flat=True).distinct()
    of_any = reduce(or_, (Q(**{column: True}) for column in COLUMNS[reason]))
    return Case.objects.filter(of_any, project=project).values_list("claim_id", flat=True)


def list_open_questions(project: Project) -> QuestionQuerySet:
    """Questions about the guideline that wait for a ruling.

    Also those that a curator may not read as yet: somebody has to rule on them.
    """
    return Question.objects.filter(project=project).open()

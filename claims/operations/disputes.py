"""Keeping the curators' queue up to date: a case for each claim that needs somebody.

Called inside the transaction of whatever changed what a dispute is found by, with the article held:
a label, a decision, an approval, a flag, how many labels are wanted.
"""

from collections.abc import Collection
from dataclasses import asdict

from claims.models import Case, Project
from claims.models.cases import REASONS
from claims.queries.disputes import Dispute, find_disputes, list_candidates

# What of a case follows from what there is; that it was reopened is somebody's word.
FOUND = ("dispute", *(reason for reason in REASONS if reason != "is_reopened"))


def refresh(project: Project, claims: Collection[int]) -> None:
    """Let the cases of these claims (by number) be as things are now.

    Who has a case before them keeps it. What was reopened stays so until it is decided anew, or
    its article withdrawn.
    """
    candidates = list_candidates(claims)
    if not candidates:
        return
    found = {(one.claim_id, one.stage): one for one in find_disputes(project, candidates)}
    known = Case.objects.filter(claim__in=candidates)
    for case in known.select_related("reopened__replaced_by", "claim__article").order_by("pk"):
        _refresh_one(case, found.pop((case.claim_id, case.stage), None))
    Case.objects.bulk_create(
        [Case(project_id=project.pk, **asdict(dispute)) for dispute in found.values()],
        update_conflicts=True,
        unique_fields=["claim", "stage"],
        update_fields=FOUND,
    )


def _refresh_one(case: Case, dispute: Dispute | None) -> None:
    reopened = case.reopened
    is_over = case.claim.retired_at or case.claim.article.withdrawn_at
    if reopened and (is_over or hasattr(reopened, "replaced_by")):
        reopened = None
    if dispute is None and reopened is None:
        case.delete()
        return
    values = asdict(dispute or Dispute(claim_id=case.claim_id, stage=case.stage))
    values = {name: values[name] for name in FOUND}
    if reopened is None:
        values |= {"is_reopened": False, "reopened": None, "reopened_because": ""}
    changed = [name for name, value in values.items() if getattr(case, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(case, name, values[name])
    case.save(update_fields=changed)

"""What a curator does with a case besides deciding it: take it up, put it down, reopen it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from claims import permissions
from claims.errors import InvalidInput
from claims.models import Article, Case, Claim, Decision, Lease, Project, Skip, Slot, Stage, User
from claims.operations import audit, locks, slots
from claims.operations.adjudication import refuse_replaced
from claims.operations.marks import bound_reason

# For so long others are offered something else, counted from the last sign of the curator's.
HELD_FOR = timedelta(minutes=10)
# How many cases one request looks at that turn out to be none, or that others were faster at.
ROUNDS = 20


def take_next(
    *,
    actor: User,
    project: Project,
    now: datetime,
    reason: str | None = None,
    after: Case | None = None,
) -> Case | None:
    """The most disputed claim that waits and that the person may settle, kept for them.

    `reason`: one of models.cases.REASONS, for those that wait for that alone; `after`: only those
    ranked below that one. None: nothing is left.
    """
    permissions.require(permissions.can_curate(actor, project))
    slots.adjust_some(project, now)
    for _round in range(ROUNDS):
        case = _find_next(actor, project, now, reason, after)
        if case is None:
            return None
        taken = take(actor=actor, case=case, now=now)
        if taken is not None and taken.held_by_id == actor.pk:
            return taken
    return None


def _find_next(
    actor: User, project: Project, now: datetime, reason: str | None, after: Case | None
) -> Case | None:
    cases = Case.objects.filter(project=project).open_to(actor, now).ranked()
    if reason is not None:
        cases = cases.filter(**{reason: True})
    if after is not None:
        below = Q(dispute__lt=after.dispute) | Q(dispute=after.dispute, pk__gt=after.pk)
        cases = cases.filter(below)
    return cases.select_related("claim").first()


@transaction.atomic
def take(*, actor: User, case: Case, now: datetime) -> Case | None:
    """Keep the case for the person for a while, brought up to date; None where it is none any more.

    Somebody else who has it keeps it: then it is returned as it is, with `held_by` theirs.
    """
    permissions.require(permissions.can_curate(actor, case.project))
    slots.enter_article(case.claim.article_id, now)
    free = Case.objects.free_for(actor, now).filter(pk=case.pk)
    free.update(held_by=actor, held_until=now + HELD_FOR)
    return Case.objects.select_related("claim", "held_by").filter(pk=case.pk).first()


def put_down(*, actor: User, case: Case) -> None:
    """Let others have the case before its time is over. Not audited: nothing was decided."""
    Case.objects.filter(pk=case.pk, held_by=actor).update(held_by=None, held_until=None)


@transaction.atomic
def reopen(*, actor: User, decision: Decision, reason: str, now: datetime) -> Case:
    """Ask for a decision to be made anew: it stands until then. Twice is once.

    Raises InvalidInput without a reason, and Conflict where another decision stands by now.
    """
    permissions.require(permissions.can_curate(actor, decision.project))
    reason = bound_reason(reason)
    if not reason:
        raise InvalidInput("reason_missing", "Say what speaks against it.", field="reason")
    slots.enter_article(decision.claim.article_id, now)
    refuse_replaced(decision)
    of_claim = {"claim": decision.claim, "stage": decision.stage}
    known = Case.objects.filter(**of_claim, reopened=decision).first()
    if known is not None:
        return known
    reopened = {"is_reopened": True, "reopened": decision, "reopened_because": reason}
    case, _created = Case.objects.update_or_create(
        **of_claim, defaults=reopened, create_defaults={"project": decision.project, **reopened}
    )
    audit.record(
        "decision.reopened",
        actor=actor,
        now=now,
        project=decision.project,
        target=decision.uuid,
        data={"claim": str(decision.claim.uuid), "reason": reason},
    )
    return case


def step_aside(*, actor: User, claim: Claim, now: datetime, stage: str = Stage.LABEL) -> None:
    """Give up labelling a claim for good, so as to see what others said of it. Twice is once.

    Who sees the verdicts has seen what the label pass came to: then it holds for both passes.
    Slots that they hold go to others. What they have labelled stays theirs to revise.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    passes = {Stage.LABEL, Stage(stage)}
    of_person = {"claim": claim, "annotator": actor}
    given_up = Skip.objects.standing().filter(**of_person, is_final=True)
    labelled = Slot.objects.labelled().filter(**of_person)
    to_give_up = passes - {
        *given_up.values_list("stage", flat=True),
        *labelled.values_list("stage", flat=True),
    }
    if not to_give_up:
        return
    with transaction.atomic():
        locks.hold_person(actor)
        article = slots.enter_article(claim.article_id, now)
        for one in sorted(to_give_up):
            _pass_over(actor, article, claim, one, now)
        audit.record(
            "claim.stepped_aside",
            actor=actor,
            now=now,
            project=claim.project,
            target=claim.uuid,
            data={"stage": stage},
        )


def _pass_over(actor: User, article: Article, claim: Claim, stage: str, now: datetime) -> None:
    of_person = {"claim": claim, "stage": stage, "annotator": actor}
    if Slot.objects.labelled().filter(**of_person).exists():
        return  # It is theirs to revise, and they see the others' labels already.
    Skip.objects.get_or_create(**of_person, withdrawn_at=None, defaults={"created_at": now})
    Skip.objects.standing().filter(**of_person).update(is_final=True)
    slots.keep_no_more(actor, claim, stage)
    slots.give_back(article, Slot.objects.filter(**of_person))
    _end_empty(article, actor, stage, now)


def _end_empty(article: Article, actor: User, stage: str, now: datetime) -> None:
    """End the person's lease of the article if nothing in it is left to label."""
    leases = Lease.objects.open().filter(article=article, annotator=actor, stage=stage)
    for lease in leases:
        if not Slot.objects.filter(lease=lease).held().exists():
            leases.filter(pk=lease.pk).update(ended_at=now)

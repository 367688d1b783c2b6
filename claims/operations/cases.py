"""What a curator does with a case besides deciding it: take it up, put it down, reopen it."""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from claims import permissions
from claims.errors import InvalidInput
from claims.models import (
    Annotation,
    Article,
    Case,
    Claim,
    Decision,
    GoldLabel,
    Lease,
    Membership,
    Project,
    Publication,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.models.audit import CLAIMS_READ
from claims.operations import audit, giving_up, lining_up, locks, queue, slots
from claims.operations.adjudication import refuse_replaced
from claims.operations.marks import bound_reason

# What tells what somebody said of a claim.
Said = Annotation | Decision | GoldLabel | Publication
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


def take(*, actor: User, case: Case, now: datetime) -> Case | None:
    """Keep the case for the person for a while, brought up to date; None where it is none any more.

    What they had before them in this pass of the project is for others from then on. Somebody else
    who has it keeps it: then it is returned as it is, with `held_by` theirs.
    """
    permissions.require(permissions.can_curate(actor, case.project))
    # Where another of their requests took one all the same, that is the one they have.
    with suppress(IntegrityError), transaction.atomic():
        locks.hold_person(actor)
        slots.enter_article(case.claim.article_id, now)
        _hold_only(actor, case, now)
    return Case.objects.select_related("claim", "held_by").filter(pk=case.pk).first()


def _hold_only(actor: User, case: Case, now: datetime) -> None:
    """Let the one before go, then take this one if it is free.

    Raises IntegrityError where they have taken another meanwhile: they have one in each pass.
    """
    of_pass = Case.objects.filter(project=case.project_id, stage=case.stage)
    if locks.hold_cases(of_pass.filter(Q(held_by=actor) | Q(pk=case.pk))) - {case.pk}:
        of_pass.filter(held_by=actor).exclude(pk=case.pk).update(held_by=None, held_until=None)
    free = Case.objects.free_for(actor, now).filter(pk=case.pk)
    free.update(held_by=actor, held_until=now + HELD_FOR)


def let_go(person: User, cases: QuerySet[Case]) -> None:
    """Give those that the person has before them to others. Called where they may not any more."""
    held = cases.filter(held_by=person)
    Case.objects.filter(pk__in=locks.hold_cases(held), held_by=person).update(
        held_by=None, held_until=None
    )


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
    queue.refuse_withdrawn(slots.enter_article(decision.claim.article_id, now))
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
    passes = {(claim.pk, Stage.LABEL.value), (claim.pk, str(stage))}
    if not passes - _list_done(actor, [claim.pk]):
        return
    with transaction.atomic():
        locks.hold_person(actor)
        article = slots.enter_article(claim.article_id, now)
        # Asked again: what they label meanwhile is theirs to revise, and they see all already.
        to_give_up = passes - _list_done(actor, [claim.pk])
        giving_up.give_up(actor, to_give_up, now)
        for _claim, one in sorted(to_give_up):
            _pass_on(actor, article, claim, one, now)
        audit.record(
            "claim.stepped_aside",
            actor=actor,
            now=now,
            project=claim.project,
            target=claim.uuid,
            data={"stage": stage},
        )


def list_seen(actor: User, rows: Collection[Said]) -> set[tuple[int, str]]:
    """Of which claims these rows tell what others said, and of which pass; not one's own labels.

    A gold label says what was decided, or holds somebody to be right; a publication the former.
    """
    return {
        (row.claim_id, row.stage)
        for row in rows
        if not isinstance(row, Annotation) or row.annotator_id != actor.pk
    }


def gives_up_by_reading(actor: User, seen: Collection[tuple[int, str]]) -> bool:
    """Whether `note_read` would write anything."""
    read, projects = _find_read(actor, seen)
    return bool(read - _list_done(actor, projects))


def note_read(*, actor: User, seen: Collection[tuple[int, str]], now: datetime) -> None:
    """Of claims of which somebody has read what others said, outside their own pages: for good.

    `seen`: claims by their numbers, and of which pass. As `step_aside` has it, but for many claims
    at once, of which the actor holds nothing, since else they would not have seen it: none of them
    comes to them any more, should further labels be asked for. Only of projects that they curate.
    """
    read, projects = _find_read(actor, seen)
    if not read - _list_done(actor, projects):
        return
    with transaction.atomic():
        locks.hold_person(actor)
        # Asked again: the same may have been read in another tab meanwhile.
        to_give_up = read - _list_done(actor, projects)
        giving_up.give_up(actor, to_give_up, now)
        read_of = Counter(projects[claim] for claim in {claim for claim, _stage in to_give_up})
        for project in Project.objects.filter(pk__in=read_of).order_by("pk"):
            data = {"claims": read_of[project.pk]}
            audit.record(CLAIMS_READ, actor=actor, now=now, project=project, data=data)


def _find_read(
    actor: User, seen: Collection[tuple[int, str]]
) -> tuple[set[tuple[int, str]], dict[int, int]]:
    """What is read of projects that they curate; and of each such claim its project."""
    claims = Claim.objects.filter(pk__in={claim for claim, _stage in seen})
    if not actor.is_superuser:
        claims = claims.filter(project__in=Membership.objects.curated_by(actor).values("project"))
    projects = dict(claims.values_list("pk", "project_id"))
    read = {(claim, str(stage)) for claim, stage in seen if claim in projects}
    return read | {(claim, Stage.LABEL.value) for claim, _stage in read}, projects


def _list_done(actor: User, claims: Collection[int]) -> set[tuple[int, str]]:
    """Of these claims, with the pass: those that the person has labelled, or given up for good."""
    of_person = {"claim__in": claims, "annotator": actor}
    given_up = Skip.objects.standing().filter(**of_person, is_final=True)
    labelled = Slot.objects.labelled().filter(**of_person)
    return {*given_up.values_list("claim", "stage"), *labelled.values_list("claim", "stage")}


def _pass_on(actor: User, article: Article, claim: Claim, stage: str, now: datetime) -> None:
    """Give to others what the person holds of the claim, and what is kept for them."""
    slots.keep_no_more(actor, claim, stage)
    lining_up.give_back(article, Slot.objects.filter(claim=claim, stage=stage, annotator=actor))
    _end_empty(article, actor, stage, now)


def _end_empty(article: Article, actor: User, stage: str, now: datetime) -> None:
    """End the person's lease of the article if nothing in it is left to label."""
    leases = Lease.objects.open().filter(article=article, annotator=actor, stage=stage)
    for lease in leases:
        if not Slot.objects.filter(lease=lease).held().exists():
            leases.filter(pk=lease.pk).update(ended_at=now)

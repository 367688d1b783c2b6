"""What pauses an annotator: labels given too fast, or too many hidden gold claims wrong."""

from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from claims import permissions
from claims.errors import Conflict
from claims.models import Annotation, GoldLabel, Membership, Notice, Project, Slot, Stage, User
from claims.models.prepared import prepared
from claims.operations import audit, notices
from claims.queries.judging import judge_label, map_gold

# Labels that a rule looks at: so many of the last, and of hidden gold no fewer than these.
LAST, LEAST_GOLD = 20, 10
PAUSES = (Notice.Kind.TOO_FAST, Notice.Kind.TOO_WRONG)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def you_are_paused() -> Conflict:
    """The same words for either rule: one of them is nobody's to find out."""
    return Conflict(
        "you_are_paused",
        "Your work here is paused. The managers know, and will look at it with you. What you have"
        " before you, you may finish.",
    )


def check_pace_and_gold(person: User, slot: Slot, now: datetime) -> None:
    """After their label in the slot, live or gold, inside its transaction: pause whom a rule names.

    One query where labels can be too fast, none where no rule is set; gold is looked at only
    after gold.
    """
    project = slot.article.project
    if project.least_seconds:
        _check_pace(person, project, now)
    if project.least_gold_percent and slot.purpose == Slot.Purpose.GOLD:
        _check_gold(person, project, now)


def _check_pace(person: User, project: Project, now: datetime) -> None:
    recent = _list_seconds(person, project)
    if len(recent) < LAST:
        return
    found = median(seconds for seconds, _at in recent)
    if found < project.least_seconds:
        earliest = min(at for _seconds, at in recent)
        _pause(person, project, Notice.Kind.TOO_FAST, found, project.least_seconds, earliest, now)


@prepared
def _list_seconds(person: User, project: Project) -> QuerySet[Annotation, tuple[Any, ...]]:
    """The last labels that say how long they took, with when; revisions are no measure of pace."""
    given = Annotation.objects.filter(
        annotator=person,
        project=project,
        revision=1,
        seconds__isnull=False,
        created_at__gt=_read_since(person, project),
    ).exclude(slot__purpose=Slot.Purpose.TRAINING)
    return given.order_by("-pk").values_list("seconds", "created_at")[:LAST]


def _read_since(person: User, project: Project) -> Subquery:
    """From when on the person's labels count; null for who cannot be paused, or is."""
    members = Membership.objects.filter(user=person, project=project).filter(_CAN_BE_PAUSED)
    since = Coalesce("resumed_at", Value(EPOCH, output_field=DateTimeField()))
    return Subquery(members.values_list(since))


_CAN_BE_PAUSED = Q(role=Membership.Role.ANNOTATOR, is_active=True, paused_at=None)


def _check_gold(person: User, project: Project, now: datetime) -> None:
    recent = list(_list_gold(person, project))
    # A curator may have ended one since.
    gold = map_gold([one.claim_id for one in recent], Stage.LABEL)
    known = [(one, gold[one.claim_id]) for one in recent if one.claim_id in gold]
    judged = [right for label, one in known if (right := judge_label(label, one))]
    if len(judged) < LEAST_GOLD:
        return
    found = sum(all(right.values()) for right in judged) * 100 / len(judged)
    if found < project.least_gold_percent:
        earliest = min(one.created_at for one in recent)
        wanted = project.least_gold_percent
        _pause(person, project, Notice.Kind.TOO_WRONG, found, wanted, earliest, now)


def _list_gold(person: User, project: Project) -> QuerySet[Annotation]:
    """The last labels of hidden gold that count, of which it is known what is right."""
    known = GoldLabel.objects.standing().filter(claim=OuterRef("claim"), stage=Stage.LABEL)
    given = Annotation.objects.current().filter(
        Exists(known),
        annotator=person,
        project=project,
        stage=Stage.LABEL,
        slot__purpose=Slot.Purpose.GOLD,
        created_at__gt=_read_since(person, project),
    )
    parts = ("project", "speaker__merged_into", "verifiability")
    return given.select_related(*parts).order_by("-pk")[:LAST]


def _pause(
    person: User,
    project: Project,
    kind: str,
    found: float,
    wanted: float,
    earliest: datetime,
    now: datetime,
) -> None:
    """Unless somebody was faster, or a manager has let them go on since the earliest of the labels.

    The figure rests on those.
    """
    fresh = Q(resumed_at=None) | Q(resumed_at__lt=earliest)
    members = Membership.objects.filter(_CAN_BE_PAUSED, fresh, user=person, project=project)
    if not members.update(paused_at=now):
        return
    notices.tell_managers(
        project=project, person=person, kind=kind, found=found, wanted=wanted, now=now
    )
    audit.record(
        "membership.paused",
        actor=None,
        now=now,
        project=project,
        target=person.uuid,
        data={"rule": kind, "found": found, "wanted": wanted},
    )


@transaction.atomic
def resume_member(*, actor: User, membership: Membership, now: datetime) -> None:
    """Let a paused person go on; the rules begin to count anew. Twice does nothing more."""
    project, person = membership.project, membership.user
    permissions.require(permissions.can_manage(actor, project))
    paused = Membership.objects.filter(pk=membership.pk, paused_at__isnull=False)
    if paused.update(paused_at=None, resumed_at=now):
        notices.settle(project, person, PAUSES, now)
        audit.record(
            "membership.resumed", actor=actor, now=now, project=project, target=person.uuid
        )
    membership.refresh_from_db(fields=["paused_at", "resumed_at"])

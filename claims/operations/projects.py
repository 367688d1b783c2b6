"""Projects, their people and their guidelines."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F

from claims import permissions
from claims.errors import Conflict, InvalidInput, changed_meanwhile
from claims.models import (
    Article,
    Bookmark,
    Case,
    Guideline,
    Invitation,
    LabelScheme,
    Line,
    Membership,
    Project,
    Speaker,
    Stage,
    User,
)
from claims.operations import assignment, audit, cases, giving_up, locks, revoking, slots, training
from claims.operations.validation import validate


@transaction.atomic
def create_project(
    *,
    actor: User,
    slug: str,
    name: str,
    verifiability_scheme: LabelScheme,
    verdict_scheme: LabelScheme,
    guideline: str,
    now: datetime,
    **options: Any,
) -> Project:
    """A project with its guideline and with the speakers each one has. Its maker manages it.

    `options` are further fields of Project. Raises InvalidInput naming the field.
    """
    permissions.require(permissions.can_administer(actor))
    project = Project(
        slug=slug,
        name=name,
        verifiability_scheme=verifiability_scheme,
        verdict_scheme=verdict_scheme,
        created_at=now,
        **options,
    )
    validate(project)
    project.save()
    furnish(project)
    audit.record(
        "project.created",
        actor=actor,
        now=now,
        project=project,
        target=project.uuid,
        data={"slug": slug},
    )
    set_membership(actor=actor, project=project, user=actor, role=Membership.Role.MANAGER, now=now)
    publish_guideline(actor=actor, project=project, text=guideline, now=now)
    return project


def furnish(project: Project) -> None:
    """Give a new project what each has: its speakers without a name, a line for each pass."""
    for kind in (Speaker.Kind.ARTICLE, Speaker.Kind.UNNAMED):
        Speaker.objects.create(project=project, kind=kind)
    Line.objects.bulk_create(Line(project=project, stage=stage) for stage in Stage.values)


# What labels were made by.
FIXED_WITH_ARTICLES = ("verifiability_scheme", "verdict_scheme")
# How many slots the claims have follows from these, or for which of them a curator is needed.
SHAPING = {
    "overlap",
    "double_percent",
    "queue_headlines",
    "opinions_limit",
    "decision_rule",
    "approvals_wanted",
    "has_check_pass",
    "check_allowed",
    "check_overlap",
}
# Articles adjusted for a curator who asks for it: each takes a transaction of its own.
ADJUSTED_ON_DEMAND = 200
# Characters of a guideline: a book of fifty pages, which can still be compared with the next.
GUIDELINE_LIMIT = 100_000


@transaction.atomic
def save_project(
    *, actor: User, project: Project, values: Mapping[str, Any], now: datetime
) -> None:
    """Give fields of a project other values. Its schemes are fixed once it has articles.

    They are held against the row as it is now, and `project` is brought up to date. Values that it
    has already change nothing. Another number of labels counts at once: each article is adjusted
    when somebody next works on it, and the rest as soon as anybody finds nothing else to do
    (operations/slots.py).
    """
    permissions.require(permissions.can_manage(actor, project))
    held = locks.hold_project(project)
    changed = {name for name, value in values.items() if getattr(held, name) != value}
    if changed:
        before = audit.read_values(held, changed)
        _change(held, {name: values[name] for name in changed}, now)
        audit.record_changes(
            "project.changed", held, actor=actor, changed=changed, before=before, now=now
        )
    project.refresh_from_db()


def _change(project: Project, values: Mapping[str, Any], now: datetime) -> None:
    """Write other values of a project that is held."""
    if values.keys() & set(FIXED_WITH_ARTICLES) and project.articles.exists():
        raise Conflict("fixed_with_articles", "Schemes are fixed once there are articles.")
    for name, value in values.items():
        setattr(project, name, value)
    validate(project)
    if values.keys() & {"check_by_labellers", "has_training"}:
        locks.hold_team(project)
    _save(project, values.keys())
    if values.keys() & SHAPING:
        bump_queue_version(project)
    if "check_by_labellers" in values:
        # Claims that were not for somebody may be now: all look at the line anew. Nobody is looking
        # just now by what the project said before.
        Bookmark.objects.filter(project=project).delete()
    if values.get("has_training"):
        training.begin_training(project, now)


def _save(project: Project, changed: Collection[str]) -> None:
    try:
        with transaction.atomic():
            project.save(update_fields=changed)
    except IntegrityError:
        # Another project has just taken the short name.
        raise changed_meanwhile() from None


def bump_queue_version(project: Project) -> None:
    """Say that how many slots the claims of the project have has to be looked at anew."""
    Project.objects.filter(pk=project.pk).update(queue_version=F("queue_version") + 1)
    project.refresh_from_db(fields=["queue_version"])


def adjust_articles(*, actor: User, project: Project, now: datetime) -> int:
    """Adjust the next articles that wait, though nobody works on them; how many still wait.

    Not audited: it follows from a change that is.
    """
    permissions.require(permissions.can_curate(actor, project))
    slots.adjust_some(project, now, ADJUSTED_ON_DEMAND)
    return Article.objects.to_adjust(project).count()


@transaction.atomic
def pause_project(*, actor: User, project: Project, now: datetime) -> None:
    """Hand nothing out until further notice. What people hold they may finish."""
    permissions.require(permissions.can_manage(actor, project))
    if Project.objects.filter(pk=project.pk, paused_at=None).update(paused_at=now):
        audit.record("project.paused", actor=actor, now=now, project=project, target=project.uuid)
    project.refresh_from_db(fields=["paused_at"])


@transaction.atomic
def resume_project(*, actor: User, project: Project, now: datetime) -> None:
    """Hand work out again."""
    permissions.require(permissions.can_manage(actor, project))
    if Project.objects.filter(pk=project.pk, paused_at__isnull=False).update(paused_at=None):
        audit.record("project.resumed", actor=actor, now=now, project=project, target=project.uuid)
    project.refresh_from_db(fields=["paused_at"])


@transaction.atomic
def publish_guideline(
    *, actor: User, project: Project, text: str, now: datetime, onto: int | None = None
) -> Guideline:
    """A new version of the guideline: everybody reads it before their next label, which names it.

    `onto` is the version that the text was begun on, 0 where there was none; None: whichever holds.
    Raises InvalidInput where it says nothing, or nothing new, and Conflict where another version
    has been published since.
    """
    permissions.require(permissions.can_manage(actor, project))
    latest = project.latest_guideline()
    _check_guideline(text, latest)
    holds = latest.version if latest else 0
    if onto not in (None, holds):
        raise _published_meanwhile()
    try:
        with transaction.atomic():
            guideline = Guideline.objects.create(
                project=project, version=holds + 1, text=text, created_at=now, created_by=actor
            )
    except IntegrityError:
        raise _published_meanwhile() from None
    audit.record(
        "guideline.published",
        actor=actor,
        now=now,
        project=project,
        data={"version": guideline.version},
    )
    return guideline


def _published_meanwhile() -> Conflict:
    return Conflict(
        "published_meanwhile",
        "Somebody has published another version meanwhile. Take over what it changed, then publish"
        " yours.",
    )


def _check_guideline(text: str, latest: Guideline | None) -> None:
    if not text.strip():
        raise InvalidInput("text_missing", "The guideline is empty.", field="text")
    if len(text) > GUIDELINE_LIMIT:
        raise InvalidInput(
            "too_long",
            "This is longer than %(limit)d characters.",
            field="text",
            limit=GUIDELINE_LIMIT,
        )
    # Line by line: how lines end is the browser's.
    if latest and text.splitlines() == latest.text.splitlines():
        raise InvalidInput("unchanged", "The latest version says just this.", field="text")


class MembershipSet(NamedTuple):
    """A person's role as it is now, and how many claims they label no more because of it."""

    membership: Membership
    given_up: int


@transaction.atomic
def set_membership(
    *, actor: User, project: Project, user: User, role: str, is_active: bool = True, now: datetime
) -> MembershipSet:
    """Give a person a role in the project, change it, or (`is_active=False`) end it.

    Who could read all labels and is to label from now on gives up what others have labelled so far:
    their labels of it would not be independent.
    """
    permissions.require(permissions.can_manage(actor, project))
    if role not in Membership.Role.values:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="role")
    locks.hold_project(project)
    return place_member(
        actor=actor, project=project, user=user, role=role, is_active=is_active, now=now
    )


def place_member(
    *, actor: User, project: Project, user: User, role: str, is_active: bool = True, now: datetime
) -> MembershipSet:
    """As `set_membership`, by operations that have found that it may be done, and hold the project.

    Raises Conflict where nobody else would manage it, InvalidInput for who was made anonymous.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if person.anonymised_at and is_active:
        raise InvalidInput("unknown_person", "Nobody has this UUID.", field="person")
    if role != Membership.Role.MANAGER or not is_active:
        _keep_a_manager(project, user)
    # Who has curated or managed needs no training to label.
    known = Membership.objects.filter(project=project, user=user, role__in=permissions.CURATES)
    known.filter(trained_at=None).update(trained_at=now, failed_at=None)
    could_read_all = _could_read_all(project, user, role)
    was_here = Membership.objects.active_of(user).filter(project=project).exists()
    joined = {"joined_at": now} if is_active and not was_here else {}
    membership, _created = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role, "is_active": is_active, **joined}
    )
    if could_read_all or not permissions.can_annotate(user, project):
        assignment.release_person(user, Article.objects.filter(project=project), now)
    if not permissions.can_curate(user, project):
        cases.let_go(user, Case.objects.filter(project=project))
    if not permissions.can_manage(user, project):
        # Nobody comes in by the word of somebody who has none any more.
        made = Invitation.objects.filter(project=project, created_by=user)
        revoking.revoke_all(actor=actor, invitations=made, now=now)
    given_up = giving_up.give_up_all_read(user, project, now) if could_read_all else 0
    audit.record(
        "membership.set",
        actor=actor,
        now=now,
        project=project,
        target=user.uuid,
        data={"role": role, "is_active": is_active, **({"given_up": given_up} if given_up else {})},
    )
    return MembershipSet(membership, given_up)


def _keep_a_manager(project: Project, user: User) -> None:
    """Whoever manages a project alone goes on doing so until somebody else does too."""
    managers = Membership.objects.filter(
        project=project, role=Membership.Role.MANAGER, is_active=True
    )
    others = managers.filter(user__is_active=True).exclude(user=user)
    if managers.filter(user=user).exists() and not others.exists():
        raise Conflict(
            "last_manager", "Nobody else manages this project: make somebody else a manager first."
        )


def _could_read_all(project: Project, user: User, role: str) -> bool:
    """Whether the person, who is to label in this role, could read or export all labels before.

    Whoever was removed since had read before that: ended rows count too.
    """
    known = Membership.objects.filter(project=project, user=user).exclude(role=role)
    return role in permissions.ANNOTATES and known.filter(role__in=permissions.EXPORTS).exists()

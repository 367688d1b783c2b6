"""Projects, their people and their guidelines."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import Guideline, LabelScheme, Membership, Project, Speaker, User
from claims.operations import audit
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
    for kind in (Speaker.Kind.ARTICLE, Speaker.Kind.UNNAMED):
        Speaker.objects.create(project=project, kind=kind)
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


# What slots and labels were made by; changing it later needs operations that change those too.
FIXED_WITH_ARTICLES = ("overlap", "queue_headlines", "verifiability_scheme", "verdict_scheme")


@transaction.atomic
def save_project(*, actor: User, project: Project, changed: Collection[str], now: datetime) -> None:
    """Change a project. What its slots and labels were made by is fixed once it has articles."""
    permissions.require(permissions.can_manage(actor, project))
    if not set(changed).isdisjoint(FIXED_WITH_ARTICLES) and project.articles.exists():
        raise Conflict(
            "fixed_with_articles", "Labels wanted and schemes are fixed once there are articles."
        )
    validate(project)
    project.save()
    audit.record_changes("project.changed", project, actor=actor, changed=changed, now=now)


@transaction.atomic
def publish_guideline(*, actor: User, project: Project, text: str, now: datetime) -> Guideline:
    """A new version of the guideline; labels made from now on name it."""
    permissions.require(permissions.can_manage(actor, project))
    if not text.strip():
        raise InvalidInput("text_missing", "The guideline is empty.", field="text")
    last = Guideline.objects.filter(project=project).aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            guideline = Guideline.objects.create(
                project=project, version=last + 1, text=text, created_at=now, created_by=actor
            )
    except IntegrityError:
        raise Conflict("published_meanwhile", "Somebody has just published a version.") from None
    audit.record(
        "guideline.published",
        actor=actor,
        now=now,
        project=project,
        data={"version": guideline.version},
    )
    return guideline


@transaction.atomic
def set_membership(
    *, actor: User, project: Project, user: User, role: str, is_active: bool = True, now: datetime
) -> Membership:
    """Give a person a role in the project, change it, or (`is_active=False`) end it."""
    permissions.require(permissions.can_manage(actor, project))
    if role not in Membership.Role.values:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="role")
    membership, _created = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role, "is_active": is_active}
    )
    audit.record(
        "membership.set",
        actor=actor,
        now=now,
        project=project,
        target=user.uuid,
        data={"role": role, "is_active": is_active},
    )
    return membership

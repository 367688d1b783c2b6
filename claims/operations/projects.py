"""Projects, their people and their guidelines."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import Guideline, LabelScheme, Membership, Project, Speaker, User
from claims.operations import audit


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
        **options,
    )
    try:
        project.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput("invalid", "%(problem)s", field=field, problem=messages[0]) from None
    project.save()
    complete_project(project)
    Membership.objects.create(project=project, user=actor, role=Membership.Role.MANAGER)
    audit.record(
        "project.created", actor=actor, now=now, project=project, target=project.uuid,
        data={"slug": slug},
    )  # fmt: skip
    publish_guideline(actor=actor, project=project, text=guideline, now=now)
    return project


def complete_project(project: Project) -> None:
    """Give a new project the two speakers that every one has: the article itself, and unnamed."""
    for kind in (Speaker.Kind.ARTICLE, Speaker.Kind.UNNAMED):
        Speaker.objects.get_or_create(project=project, kind=kind, name="", name_key="")


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

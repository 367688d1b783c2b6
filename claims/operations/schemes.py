"""Label schemes: the presets that come along, and what may still be changed in one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from claims import permissions
from claims.errors import Conflict
from claims.models import Label, LabelScheme, User
from claims.operations import audit
from claims.operations.validation import validate


@transaction.atomic
def install_presets(
    *, actor: User | None, presets: Iterable[Mapping[str, Any]], now: datetime
) -> list[LabelScheme]:
    """Add the presets that are missing; what is there stays as people have edited it.

    `presets` as in fixtures/schemes.json. `actor` is None on the command line.
    """
    if actor is not None:
        permissions.require(permissions.can_administer(actor))
    return [
        scheme for preset in presets if (scheme := _install_preset(actor, preset, now)) is not None
    ]


def _install_preset(
    actor: User | None, preset: Mapping[str, Any], now: datetime
) -> LabelScheme | None:
    head = {name: value for name, value in preset.items() if name != "labels"}
    if LabelScheme.objects.filter(slug=head["slug"], version=head["version"]).exists():
        return None
    scheme = LabelScheme(**head)
    validate(scheme)
    scheme.save()
    for order, values in enumerate(preset["labels"], start=1):
        label = Label(scheme=scheme, order=order, **values)
        validate(label)
        label.save()
    audit.record(
        "scheme.installed", actor=actor, now=now, target=scheme.uuid, data={"slug": scheme.slug}
    )
    return scheme


def _is_used(label: Label) -> bool:
    return Label.objects.used().filter(pk=label.pk).exists()


@transaction.atomic
def save_label(*, actor: User, label: Label, now: datetime) -> None:
    """Add or change a label. What records derive from is frozen once somebody has given it."""
    permissions.require(permissions.can_administer(actor))
    before = Label.objects.filter(pk=label.pk).first()
    changes = {
        field.attname: [getattr(before, field.attname), getattr(label, field.attname)]
        for field in Label._meta.concrete_fields
        if before and getattr(before, field.attname) != getattr(label, field.attname)
    }
    if changes.keys() & set(Label.FROZEN_WHEN_USED) and _is_used(label):
        raise Conflict(
            "label_used", "Labels have been given with it: make a new version of the scheme."
        )
    label.save()
    audit.record(
        "label.changed" if before else "label.added",
        actor=actor,
        now=now,
        target=label.scheme.uuid,
        data={"value": label.value, "changes": changes},
    )


@transaction.atomic
def remove_label(*, actor: User, label: Label, now: datetime) -> None:
    """Take a label that nobody has given out of its scheme."""
    permissions.require(permissions.can_administer(actor))
    if _is_used(label):
        raise Conflict("label_used", "Labels have been given with it: it has to stay.")
    audit.record(
        "label.removed",
        actor=actor,
        now=now,
        target=label.scheme.uuid,
        data={"value": label.value},
    )
    label.delete()

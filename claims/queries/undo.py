"""What somebody has done last, and may take back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from claims.models import Annotation, Claim, Flag, Project, Skip, Slot, User

# As far back as one may go.
UNDO_LIMIT = 10


class ActionKind(StrEnum):
    """What was done to a claim."""

    LABEL = "label"
    SKIP = "skip"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing that a person did. `can_undo`: it stands, and nothing came on top of it."""

    kind: ActionKind
    row: Annotation | Skip | Flag
    claim: Claim
    stage: str
    done_at: datetime
    is_undone: bool
    can_undo: bool

    @property
    def annotation(self) -> Annotation | None:
        return self.row if isinstance(self.row, Annotation) else None


def list_actions(user: User, project: Project) -> list[Action]:
    """The last ten things that the person did in the project, newest first.

    Those since taken back are among them; taking back is none itself.
    """
    found = [*_list_labels(user, project), *_list_marks(user, project)]
    return sorted(found, key=attrgetter("done_at"), reverse=True)[:UNDO_LIMIT]


def _list_labels(user: User, project: Project) -> list[Action]:
    given = Annotation.objects.filter(annotator=user, project=project, undoes=None)
    given = given.exclude(slot__purpose=Slot.Purpose.TRAINING)
    parts = ("claim", "slot__current__undoes", "undone_by")
    rows = given.select_related(*parts).order_by("-pk")[:UNDO_LIMIT]
    return [
        Action(
            kind=ActionKind.LABEL,
            row=row,
            claim=row.claim,
            stage=row.stage,
            done_at=row.created_at,
            is_undone=hasattr(row, "undone_by"),
            can_undo=counts(row, row.slot),
        )
        for row in rows
    ]


def counts(annotation: Annotation, slot: Slot) -> bool:
    """Whether this is the label that counts: itself, or in a revision that brought it back."""
    row = slot.current if slot.annotator_id == annotation.annotator_id else None
    while row is not None and row.undoes is not None:
        row = find_before(row.undoes)
    return row is not None and row.pk == annotation.pk


def find_before(annotation: Annotation) -> Annotation | None:
    """What counted when the label was given: the row before it, unless that withdrew."""
    earlier = Annotation.objects.filter(
        slot=annotation.slot_id,
        annotator=annotation.annotator_id,
        revision=annotation.revision - 1,
        withdrawn=False,
    )
    return earlier.select_related("undoes").first()


def _list_marks(user: User, project: Project) -> list[Action]:
    of_user = {"annotator": user, "claim__project": project}
    # Who has looked at what others said cannot take that back.
    kinds: tuple[tuple[ActionKind, Any, dict[str, Any]], ...]
    kinds = ((ActionKind.SKIP, Skip, {"is_final": False}), (ActionKind.FLAG, Flag, {}))
    return [
        Action(
            kind=kind,
            row=row,
            claim=row.claim,
            stage=row.stage,
            done_at=row.created_at,
            is_undone=row.withdrawn_at is not None,
            can_undo=row.withdrawn_at is None,
        )
        for kind, model, kept in kinds
        for row in model.objects.filter(**of_user, **kept)
        .select_related("claim")
        .order_by("-created_at", "-pk")[:UNDO_LIMIT]
    ]

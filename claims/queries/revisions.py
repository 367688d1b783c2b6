"""The history of one's own label: each revision, and what it changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.text import capfirst

from claims.models import Annotation, Claim, CoSpeaker, Evidence, Speaker, Stage, User
from claims.models.annotations import Said

# As many as are shown.
REVISION_LIMIT = 20

# What is compared, in the order of the form; the copies of what a label means say nothing new.
COPIES = ("verifiable", "check_worthy", "canonical_verdict")
SAID_FIELDS: list[Any] = [
    *(field for field in Said._meta.fields if field.name not in COPIES),
    *(Annotation._meta.get_field(name) for name in ("confidence", "comment")),
]
CO_SPEAKERS = Annotation._meta.get_field("co_speakers")
PLACING = ("annotation", "decision", "position")
EVIDENCE_FIELDS: list[Any] = [
    field
    for field in Evidence._meta.concrete_fields
    if field.editable and not field.primary_key and field.name not in PLACING
]


class RevisionKind(StrEnum):
    """What was done by it."""

    FIRST = "first"
    REVISED = "revised"
    TAKEN_BACK = "taken_back"
    RESTORED = "restored"
    ANEW = "anew"


class ChangeKind(StrEnum):
    """What became of a piece of evidence."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else than before; empty where it said or says nothing."""

    label: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """A piece of evidence that is new, gone, or says something else than before."""

    kind: ChangeKind
    item: Evidence
    changes: Sequence[Change]


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One revision; what changed is said against the one before it."""

    annotation: Annotation
    kind: RevisionKind
    counts: bool
    changes: Sequence[Change]
    evidence: Sequence[EvidenceChange]


@dataclass(frozen=True, slots=True)
class _Whole:
    """A label with its parts."""

    row: Annotation
    co_speakers: str
    evidence: Sequence[Evidence]


def list_history(user: User, claim: Claim, stage: str = Stage.LABEL) -> list[Revision]:
    """The person's own revisions of the claim's label, newest first; REVISION_LIMIT at most."""
    own = Annotation.objects.filter(annotator=user, claim=claim, stage=stage)
    named = [field.name for field in SAID_FIELDS if field.is_relation]
    named += [f"{name}__merged_into" for name in ("speaker", "original_speaker")]
    rows = own.select_related("slot", "undoes", *named).order_by("-pk")[: REVISION_LIMIT + 1]
    wholes = _add_parts(list(rows))
    pairs = zip_longest(wholes, wholes[1:])
    return [_describe(whole, before) for whole, before in pairs][:REVISION_LIMIT]


def _add_parts(rows: Sequence[Annotation]) -> list[_Whole]:
    ids = [row.pk for row in rows]
    spoken = CoSpeaker.objects.filter(annotation__in=ids).select_related("speaker__merged_into")
    speakers = _group(spoken.order_by("annotation_id", "pk"))
    items = _group(
        Evidence.objects.filter(annotation__in=ids).order_by("annotation_id", "position")
    )
    return [
        _Whole(
            row,
            ", ".join(str(one.speaker.survivor) for one in speakers.get(row.pk, [])),
            items.get(row.pk, []),
        )
        for row in rows
    ]


def _group(parts: Iterable[Any]) -> dict[int, list[Any]]:
    """The parts of each label, which come in the order of the labels."""
    return {pk: list(found) for pk, found in groupby(parts, attrgetter("annotation_id"))}


def _describe(whole: _Whole, before: _Whole | None) -> Revision:
    row = whole.row
    # Taking back repeats what it takes back.
    changes = [] if row.withdrawn else _compare_labels(whole, before)
    old = before.evidence if before else []
    return Revision(
        annotation=row,
        kind=_name_kind(row, before.row if before else None),
        counts=row.slot.current_id == row.pk,
        changes=changes,
        evidence=[] if row.withdrawn else _compare_evidence(old, whole.evidence),
    )


def _name_kind(row: Annotation, before: Annotation | None) -> RevisionKind:
    if row.withdrawn:
        return RevisionKind.TAKEN_BACK
    if row.undoes_id is not None:
        return RevisionKind.RESTORED
    if before is None:
        return RevisionKind.FIRST
    return RevisionKind.ANEW if before.withdrawn else RevisionKind.REVISED


def _compare_labels(new: _Whole, old: _Whole | None) -> list[Change]:
    said = _compare(SAID_FIELDS, old.row if old else None, new.row)
    before = old.co_speakers if old else ""
    if new.co_speakers == before:
        return said
    return [*said, Change(_name(CO_SPEAKERS), before, new.co_speakers)]


def _compare(fields: Iterable[Any], old: models.Model | None, new: models.Model) -> list[Change]:
    """The fields in which the two differ; without an old one, from what a new row has anyhow."""
    old = old or type(new)()
    compared = ((field, _show(old, field), _show(new, field)) for field in fields)
    return [
        Change(_name(field), before, after) for field, before, after in compared if before != after
    ]


def _name(field: Any) -> str:
    return capfirst(str(field.verbose_name))


def _show(row: models.Model, field: Any) -> object:
    """The value as people read it; empty for nothing."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        named = getattr(row, field.name)
        return str(named.survivor if isinstance(named, Speaker) else named)
    if isinstance(value, list):
        names = dict(Said.ClaimType.choices)
        return ", ".join(str(names.get(one, one)) for one in value)
    return str(dict(field.flatchoices)[value]) if field.flatchoices else value


def _compare_evidence(old: Sequence[Evidence], new: Sequence[Evidence]) -> list[EvidenceChange]:
    """Pieces have no identity of their own: the same link, else the same passage, is the same."""
    left = [item for item in old if not any(_is_same(item, other) for other in new)]
    changes = []
    for item in new:
        if any(_is_same(item, other) for other in old):
            continue
        before = next((other for other in left if _is_about_the_same(item, other)), None)
        if before is not None:
            left.remove(before)
        kind = ChangeKind.CHANGED if before else ChangeKind.ADDED
        changes.append(EvidenceChange(kind, item, _compare(EVIDENCE_FIELDS, before, item)))
    return [*changes, *(EvidenceChange(ChangeKind.REMOVED, item, []) for item in left)]


def _is_same(one: Evidence, other: Evidence) -> bool:
    return all(getattr(one, f.attname) == getattr(other, f.attname) for f in EVIDENCE_FIELDS)


def _is_about_the_same(one: Evidence, other: Evidence) -> bool:
    if one.url_key or other.url_key:
        return one.url_key == other.url_key
    return all(getattr(one, part) == getattr(other, part) for part in ("quote", "asked_whom"))

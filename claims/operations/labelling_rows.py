"""Writing down what somebody says of a claim: for a label and for a decision alike."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from claims.models import Annotation, Article, CoSpeaker, Decision, Evidence, Slot, Speaker
from claims.models.annotations import Said
from claims.operations.evidence import find_columns
from claims.operations.labelling import COPIED_FIELDS, EVIDENCE_FIELDS, Labelling
from claims.operations.labelling_rules import Resolved

SAID_FIELDS = {field.name: field.attname for field in Said._meta.fields}
FOUND_FIELDS = ("url_key", "warnings")


def name_slot(slot: Slot) -> dict[str, Any]:
    """The columns of a further label in the slot that say of what it is, and which revision."""
    return {
        "project_id": slot.project_id,
        "claim": slot.claim,
        "slot": slot,
        "stage": slot.stage,
        "revision": slot.revisions + 1,
    }


def make_columns(labelling: Labelling, resolved: Resolved) -> dict[str, Any]:
    """The columns of `Said` that a labelling fills."""
    verdict = resolved.verdict
    said = {name: getattr(labelling, name) for name in COPIED_FIELDS if name in SAID_FIELDS}
    return said | {
        "speaker": resolved.speaker,
        "original_speaker": resolved.original_speaker,
        "verifiability": resolved.verifiability,
        "verdict": verdict,
        "claim_types": list(labelling.claim_types),
        "verifiable": resolved.verifiability.verifiable,
        "check_worthy": resolved.verifiability.check_worthy,
        "canonical_verdict": verdict.canonical if verdict else "",
    }


def list_speakers(resolved: Resolved) -> list[Speaker]:
    """All whom a labelling names."""
    quoted = [resolved.original_speaker] if resolved.original_speaker else []
    return [resolved.speaker, *resolved.co_speakers, *quoted]


def insert_parts(
    owner: Annotation | Decision, labelling: Labelling, resolved: Resolved, article: Article
) -> None:
    """The co-speakers and the evidence of a row that has just been inserted."""
    of_owner = name_owner(owner)
    CoSpeaker.objects.bulk_create(
        CoSpeaker(speaker=speaker, **of_owner) for speaker in resolved.co_speakers
    )
    _insert_evidence(
        of_owner,
        (asdict(item) | find_columns(item, labelling, article) for item in labelling.evidence),
    )


def says_the_same(decision: Decision, labelling: Labelling, resolved: Resolved) -> bool:
    """Whether the decision says just what the labelling says, evidence included."""
    columns = make_columns(labelling, resolved)
    if any(getattr(decision, name) != value for name, value in columns.items()):
        return False
    items = decision.evidence.order_by("position").values(*EVIDENCE_FIELDS)
    return set(decision.co_speakers.all()) == set(resolved.co_speakers) and list(items) == [
        asdict(item) for item in labelling.evidence
    ]


def copy_columns(annotation: Annotation) -> dict[str, Any]:
    """The columns of `Said` as that label filled them."""
    return {column: getattr(annotation, column) for column in SAID_FIELDS.values()}


def copy_parts(annotation: Annotation, owner: Annotation | Decision) -> None:
    """Give the owner, just inserted, the co-speakers and the evidence of that label, as found."""
    of_owner = name_owner(owner)
    speakers = CoSpeaker.objects.filter(annotation=annotation).order_by("pk")
    CoSpeaker.objects.bulk_create(
        CoSpeaker(speaker_id=speaker, **of_owner)
        for speaker in speakers.values_list("speaker_id", flat=True)
    )
    items = Evidence.objects.filter(annotation=annotation).order_by("position")
    _insert_evidence(of_owner, items.values(*EVIDENCE_FIELDS, *FOUND_FIELDS))


def name_owner(owner: Annotation | Decision) -> dict[str, Any]:
    return {"decision" if isinstance(owner, Decision) else "annotation": owner}


def _insert_evidence(of_owner: dict[str, Any], items: Iterable[dict[str, Any]]) -> None:
    Evidence.objects.bulk_create(
        Evidence(position=position, **of_owner, **item)
        for position, item in enumerate(items, start=1)
    )

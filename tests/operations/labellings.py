"""Labellings for tests: a plain one, and one with a verdict that keeps every rule."""

import uuid
from datetime import date, datetime
from typing import Any

from claims.models import Annotation, Claim, Speaker, User
from claims.operations import annotations
from claims.operations.labelling import EvidenceItem, Labelling
from tests.factories import NOW


def find_article_voice(claim: Claim) -> Speaker:
    return Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)


def make_labelling(claim: Claim, **changes: Any) -> Labelling:
    """The article itself says it, and it is no factual claim."""
    values: dict[str, Any] = {
        "speaker": find_article_voice(claim).uuid,
        "verifiability": "no_claim",
    }
    return Labelling(**(values | changes))


def make_checked(claim: Claim, **changes: Any) -> Labelling:
    """A fact worth checking, refuted, with all that the full evidence rule asks for."""
    values: dict[str, Any] = {
        "verifiability": "check_worthy_fact",
        "verdict": "Refuted",
        "justification": "The register gives another figure.",
        "claim_date": date(2026, 1, 10),
        "evidence": (EvidenceItem(stance="refutes", url="https://register.example/1"),),
    }
    return make_labelling(claim, **(values | changes))


def submit(
    actor: User,
    claim: Claim,
    labelling: Labelling | None = None,
    *,
    now: datetime = NOW,
    **options: Any,
) -> Annotation:
    """Submit a labelling, the plain one if none is given, under a client UUID of its own."""
    options.setdefault("client_uuid", uuid.uuid4())
    annotation, _created = annotations.submit(
        actor=actor, claim=claim, labelling=labelling or make_labelling(claim), now=now, **options
    )
    return annotation

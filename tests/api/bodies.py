"""Bodies that a program sends in order to label."""

import uuid
from typing import Any

from claims.models import Claim, Speaker


def make_body(claim: Claim, /, **changes: Any) -> dict[str, Any]:
    """The article itself says it, and it is no factual claim; under a client UUID of its own."""
    voice = Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)
    body = {
        "client_uuid": str(uuid.uuid4()),
        "speaker": str(voice.uuid),
        "verifiability": "no_claim",
    }
    return body | changes


def make_checked(claim: Claim, /, **changes: Any) -> dict[str, Any]:
    """A fact worth checking, refuted, with all that the full evidence rule asks for."""
    checked = {
        "verifiability": "check_worthy_fact",
        "verdict": "Refuted",
        "justification": "The register gives another figure.",
        "claim_date": "2026-01-10",
        "evidence": [{"stance": "refutes", "url": "https://register.example/1"}],
    }
    return make_body(claim, **(checked | changes))

"""Every address of the API: with which methods, about what, and with which body that works."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from claims.api import urls
from tests.api.conftest import Work

# Not an operation: it answers what no other address does.
UNKNOWN = "api-unknown"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address. `about` names the part of `Work` whose UUID is in the address.

    `named` are keys of the body that hold the UUID of such a part, or a list of one.
    """

    name: str
    method: str = "get"
    about: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    named: dict[str, str | list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def address(self, work: Work) -> str:
        return reverse(self.name, kwargs=self._make_kwargs(work))

    def _make_kwargs(self, work: Work) -> dict[str, Any]:
        if not self.about:
            return {}
        named = getattr(work, self.about).uuid
        if self.name == "api-release-file":
            return {"uuid": named, "name": "labels.jsonl"}
        if self.name.startswith("api-release-diff"):
            return {"uuid": named, "other": named}
        return {"project": str(named)} if self.about == "project" else {"uuid": named}

    def make_body(self, work: Work) -> dict[str, Any]:
        body = dict(self.body)
        for key, part in self.named.items():
            body[key] = name_part(work, part)
        if self.name == "api-claim-annotations":
            body["client_uuid"] = str(uuid.uuid4())
        return body


def name_part(work: Work, part: str | list[str]) -> Any:
    if isinstance(part, list):
        return [name_part(work, one) for one in part]
    return str(getattr(work, part).uuid)


SAYS = {"verifiability": "no_claim"}
STARTS = {"name": "Pilot", "kind": "pilot", "size": 1, "in_releases": False}
HOOK = {"url": "https://hooks.example/", "events": ["decision.made"]}
RELEASE = {"slug": "claims", "version": "9.0", "title": "Claims"}
SPLIT = {"kind": "split", "at": [3]}

LISTS = [
    Route("api-projects"),
    Route("api-articles"),
    Route("api-claims"),
    Route("api-speakers"),
    Route("api-annotations"),
    Route("api-decisions"),
    Route("api-proposals"),
]
DETAILS = [
    Route("api-project", about="project"),
    Route("api-project-articles", about="project"),
    Route("api-project-undo", about="project"),
    Route("api-guideline", about="project"),
    Route("api-outlets", about="project"),
    Route("api-questions", about="project"),
    Route("api-article", about="article"),
    Route("api-claim", about="open"),
    Route("api-annotation", about="annotation"),
    Route("api-decision", about="decision"),
    Route("api-proposal", about="proposal"),
]
# For who has labelled the claim in the training.
OWN = [Route("api-claim-feedback", about="open")]
# Not for annotators.
OVERSIGHT = [
    Route("api-waiting", about="project"),
    Route("api-progress", about="project"),
    Route("api-timesheet", about="project"),
    Route("api-members", about="project"),
    Route("api-notices", about="project"),
    Route("api-settings", about="project"),
    Route("api-exclusions", about="project"),
    Route("api-rounds", about="project"),
    Route("api-export", about="project"),
    Route("api-export-report", about="project"),
    Route("api-agreement", about="project"),
    Route("api-agreement-people", about="project"),
    Route("api-agreement-claims", about="project"),
    Route("api-claim-alike", about="labelled"),
    Route("api-gold", about="project"),
    Route("api-quality", about="project"),
    Route("api-webhooks", about="project"),
    Route("api-webhook", about="webhook"),
    Route("api-webhook-deliveries", about="webhook"),
    Route("api-releases", about="project"),
    Route("api-release", about="release"),
    Route("api-release-file", about="release"),
    Route("api-release-diff", about="release"),
    Route("api-release-diff-claims", about="release"),
]
WRITES = [
    Route("api-project-articles", "post", "project", {"text": "A thing happened on Monday."}),
    Route("api-project-speakers", "post", "project", {"name": "Bea Lind"}),
    Route("api-speaker-merge", "post", "speaker", named={"into": "speaker"}),
    Route("api-speaker-unmerge", "post", "speaker"),
    Route("api-next", "post", "project"),
    Route("api-guideline", "post", "project", {"version": 1}),
    Route("api-settings", "post", "project", {"overlap": 3}),
    Route("api-pause", "post", "project"),
    Route("api-member-resume", "post", "project", named={"person": "annotator"}),
    Route("api-member-pass", "post", "project", named={"person": "annotator"}),
    Route("api-member-retry", "post", "project", named={"person": "annotator"}),
    Route("api-notice-read", "post", "notice"),
    Route("api-resume", "post", "project"),
    Route("api-resplit", "post", "project"),
    Route("api-exclusions", "post", "project", named={"outlet": "outlet", "person": "annotator"}),
    Route("api-exclusion-end", "post", "exclusion"),
    Route("api-boundaries", "post", "article", SPLIT, {"claims": ["free"]}),
    Route("api-boundaries-preview", "post", "article", SPLIT, {"claims": ["free"]}),
    Route("api-article-overlap", "post", "article", {"overlap": 3}),
    Route("api-article-priority", "post", "article", {"priority": 1}),
    Route("api-article-training", "post", "article", {"is_training": False}),
    Route("api-article-reserve", "post", "article", named={"person": "annotator"}),
    Route("api-article-release", "post", "article", named={"person": "annotator"}),
    Route("api-claim-annotations", "post", "open", SAYS, {"speaker": "speaker"}),
    Route("api-claim-skip", "post", "open", {"reason": "I don't know."}),
    Route("api-claim-flag", "post", "open", {"reason": "Two claims in one."}),
    Route("api-claim-undo", "post", "open", {"action": "skip"}),
    Route("api-claim-decisions", "post", "open", SAYS, {"speaker": "speaker"}),
    Route("api-claim-opinions", "post", "open"),
    Route("api-claim-step-aside", "post", "open"),
    Route("api-next-case", "post", "project"),
    Route("api-decision-approve", "post", "decision"),
    Route("api-decision-reopen", "post", "decision", {"reason": "No."}),
    Route("api-claim-adopt", "post", "open", named={"decision": "decision"}),
    Route("api-decision-adopt", "post", "decision"),
    Route("api-rounds", "post", "project", STARTS),
    Route("api-round-change", "post", "round", {"name": "Another"}),
    Route("api-round-end", "post", "round"),
    Route("api-releases", "post", "project", RELEASE),
    Route("api-release-change", "post", "draft", {"title": "Other"}),
    Route("api-release-build", "post", "draft"),
    Route("api-release-cancel", "post", "draft"),
    Route("api-release-withdraw", "post", "release", {"reason": "Wrong."}),
    Route("api-release-delete", "post", "draft"),
    Route("api-questions", "post", "project", {"text": "Is this a fact?"}, {"claim": "open"}),
    Route("api-question-rulings", "post", "question", {"text": "It is."}),
    Route("api-claim-gold", "post", "labelled", {"verifiabilities": ["no_claim"]}),
    Route("api-gold-end", "post", "gold"),
    Route("api-webhooks", "post", "project", HOOK),
    Route("api-webhook-secret", "post", "webhook"),
    Route("api-webhook-test", "post", "webhook"),
    Route("api-webhook-off", "post", "webhook"),
    Route("api-webhook-on", "post", "webhook"),
    Route("api-delivery-again", "post", "delivery"),
    Route("api-webhook-end", "post", "webhook"),
    Route("api-proposal-apply", "post", "proposal"),
    Route("api-proposal-decline", "post", "proposal"),
    Route("api-proposal-withdraw", "post", "proposal"),
    Route("api-lease-renew", "post", "lease"),
    Route("api-lease-stop", "post", "lease"),
]
# Rows that only those find who may do something with them.
PRIVATE = {
    *("lease", "proposal", "exclusion", "gold", "notice", "round", "draft", "release"),
    *("webhook", "delivery"),
}
SCHEMA = [Route("api-schema"), Route("api-docs")]
ALL = [*LISTS, *DETAILS, *OWN, *OVERSIGHT, *WRITES, *SCHEMA]


def list_names(patterns: list[Any] = urls.urlpatterns) -> Iterator[str]:
    """The names of all addresses that the API has."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)

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
    is_bulk: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def address(self, work: Work) -> str:
        return reverse(self.name, kwargs=self._make_kwargs(work))

    def _make_kwargs(self, work: Work) -> dict[str, Any]:
        if not self.about:
            return {}
        named = getattr(work, self.about).uuid
        if self.name == "api-guideline-version":
            return {"project": str(named), "version": 1}
        if self.name == "api-release-file":
            return {"uuid": named, "name": "labels.jsonl"}
        if self.name.startswith("api-release-diff"):
            return {"uuid": named, "other": named}
        return {"project": str(named)} if self.about == "project" else {"uuid": named}

    def make_body(self, work: Work) -> Any:
        item = self.make_item(work)
        return [item] if self.is_bulk else item

    def make_item(self, work: Work) -> dict[str, Any]:
        body = dict(self.body)
        for key, part in self.named.items():
            body[key] = name_part(work, part)
        if self.name in {"api-claim-annotations", "api-project-annotations"}:
            body["client_uuid"] = str(uuid.uuid4())
        if self.name == "api-projects":
            body["verifiability_scheme"] = str(work.project.verifiability_scheme.uuid)
            body["verdict_scheme"] = str(work.project.verdict_scheme.uuid)
        return body


def name_part(work: Work, part: str | list[str]) -> Any:
    if isinstance(part, list):
        return [name_part(work, one) for one in part]
    return str(getattr(work, part).uuid)


SAYS = {"verifiability": "no_claim"}
STARTS = {"name": "Pilot", "kind": "pilot", "size": 1, "in_releases": False}
PUBLISHES = {"url": "https://check.example/new", "claim_reviewed": "It has doubled"}
CORRECTS = {**PUBLISHES, "version": 1, "note": "Wrong figures."}
WITHDRAWS = {"version": 1, "reason": "It was satire."}
SAID_AS = {"vocabulary": "liar", "labels": [{"value": "Refuted", "target": "false"}]}
HOOK = {"url": "https://hooks.example/", "events": ["decision.made"]}
INVITES = {"email": "nora@example.org", "role": "annotator"}
RELEASE = {"slug": "claims", "version": "9.0", "title": "Claims"}
LABELLED = {
    "format": "checkthat-2024",
    "source": "Set",
    "file": "Sentence_id\tText\tclass_label\n1\tOne.\tYes\n",
}
SPLIT = {"kind": "split", "at": [3]}

SCHEME = {
    "kind": "verdict",
    "slug": "short",
    "version": 1,
    "name": "Short",
    "labels": [{"value": "True", "name": "True", "canonical": "supported"}],
}
PROJECT = {"slug": "next", "name": "Next", "guideline": "Label all."}

LISTS = [
    Route("api-projects"),
    Route("api-articles"),
    Route("api-claims"),
    Route("api-speakers"),
    Route("api-annotations"),
    Route("api-decisions"),
    Route("api-proposals"),
    Route("api-publications"),
    Route("api-corrections"),
]
# The same for everybody.
OPEN = [Route("api-schemes")]
DETAILS = [
    Route("api-project", about="project"),
    Route("api-project-articles", about="project"),
    Route("api-project-undo", about="project"),
    Route("api-guideline", about="project"),
    Route("api-guidelines", about="project"),
    Route("api-guideline-version", about="project"),
    Route("api-project-speakers", about="project"),
    Route("api-speaker", about="speaker"),
    Route("api-claim-draft", about="open"),
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
    Route("api-labelled", about="project"),
    Route("api-label-source-file", about="source"),
    Route("api-export", about="project"),
    Route("api-export-mapping", about="project"),
    Route("api-export-report", about="project"),
    Route("api-agreement", about="project"),
    Route("api-agreement-people", about="project"),
    Route("api-agreement-claims", about="project"),
    Route("api-claim-alike", about="labelled"),
    Route("api-gold", about="project"),
    Route("api-quality", about="project"),
    Route("api-publishable", about="project"),
    Route("api-claimreviews", about="project"),
    Route("api-publication", about="publication"),
    Route("api-publication-claimreview", about="publication"),
    Route("api-invitations", about="project"),
    Route("api-webhooks", about="project"),
    Route("api-webhook", about="webhook"),
    Route("api-webhook-deliveries", about="webhook"),
    Route("api-releases", about="project"),
    Route("api-release", about="release"),
    Route("api-release-file", about="release"),
    Route("api-release-diff", about="release"),
    Route("api-release-diff-claims", about="release"),
    Route("api-suggestions", about="project"),
    Route("api-skips", about="project"),
    Route("api-flags", about="project"),
    Route("api-audit", about="project"),
    Route("api-audit-export", about="project"),
]
# About whoever asks, whoever that is.
SELF = [
    Route("api-account"),
    Route("api-sessions"),
    Route("api-tokens"),
    Route("api-consent"),
    Route("api-consent", "post", body={"version": 1}),
    Route("api-own-data"),
    Route("api-account", "post", body={"keys_on": True}),
    Route("api-tokens", "post", body={"name": "Night", "scopes": ["account"]}),
]
# For site admins, and what managers see of it.
SITE = [
    Route("api-people"),
    Route("api-site-audit"),
    Route("api-site-audit-export"),
    Route("api-people", "post", body={"username": "newest", "password": "a long enough one"}),
    Route("api-person-deactivate", "post", "person"),
    Route("api-person-reactivate", "post", "person"),
    Route("api-schemes", "post", body=SCHEME),
    Route("api-projects", "post", body=PROJECT),
    Route("api-token-revoke", "post", "token"),
    Route("api-person-anonymise", "post", "person", {"username": "person"}),
    Route("api-session-end", "post", "token"),
    Route("api-sessions-end-others", "post"),
]
WRITES = [
    Route("api-project-articles", "post", "project", {"text": "A thing happened on Monday."}),
    Route("api-project-articles-fetch", "post", "project", {"url": "https://listed.test/a"}),
    Route("api-article-label-anew", "post", "article"),
    Route("api-correction-settle", "post", "review", {"status": "settled"}),
    Route("api-labelled", "post", "project", LABELLED),
    Route("api-project-speakers", "post", "project", {"name": "Bea Lind"}),
    Route("api-speaker-merge", "post", "speaker", named={"into": "speaker"}),
    Route("api-speaker-unmerge", "post", "speaker"),
    Route("api-next", "post", "project"),
    Route("api-guideline", "post", "project", {"version": 1}),
    Route("api-settings", "post", "project", {"overlap": 3}),
    Route("api-guidelines", "post", "project", {"text": "Label what is there."}),
    Route("api-members", "post", "project", {"role": "annotator"}, {"person": "person"}),
    Route("api-speaker", "post", "speaker", {"role": "mayor"}),
    Route("api-claim-draft", "post", "open", {"body": {"comment": "?"}}),
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
    Route("api-article-withdraw", "post", "article", {"reason": "The paper asked us to."}),
    Route("api-article-restore", "post", "article"),
    Route("api-article-purge", "post", "article", {"reason": "A court.", "confirmation": "0" * 8}),
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
    Route("api-export-mapping", "post", "project", SAID_AS),
    Route("api-export-mapping-reset", "post", "project", {"vocabulary": "liar"}),
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
    Route("api-claim-publications", "post", "checked", PUBLISHES, {"decision": "verdict"}),
    Route("api-publication-correct", "post", "publication", CORRECTS, {"decision": "published"}),
    Route("api-publication-withdraw", "post", "publication", WITHDRAWS),
    Route("api-suggestions-withdraw", "post", "project", {"source": "tagger", "version": "1"}),
    Route("api-invitations", "post", "project", INVITES),
    Route("api-invitation-renew", "post", "invitation"),
    Route("api-invitation-revoke", "post", "invitation"),
    Route("api-webhooks", "post", "project", HOOK),
    Route("api-webhook-change", "post", "webhook", {"events": ["release.ready"]}),
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
SUGGESTS = {"source": "tagger", "version": "1", "score": 0.5, "verifiability": "no_claim"}
# Whose body is an array, each item of which stands for itself.
BULK = [
    Route("api-suggestions", "post", "project", SUGGESTS, {"claim": "open"}, is_bulk=True),
    Route("api-flags", "post", "project", {"reason": "Two."}, {"claim": "open"}, is_bulk=True),
    Route(
        "api-priorities", "post", "project", {"priority": 1}, {"article": "article"}, is_bulk=True
    ),
    Route(
        "api-project-annotations",
        "post",
        "project",
        SAYS,
        {"claim": "open", "speaker": "speaker"},
        is_bulk=True,
    ),
]
# Rows that only those find who may do something with them.
PRIVATE = {
    "invitation",
    *("lease", "proposal", "exclusion", "gold", "notice", "review", "round", "draft", "source"),
    *("webhook", "delivery"),
}
SCHEMA = [Route("api-schema"), Route("api-docs")]
ALL = [*LISTS, *OPEN, *DETAILS, *OWN, *OVERSIGHT, *SELF, *SITE, *WRITES, *BULK, *SCHEMA]


def list_names(patterns: list[Any] = urls.urlpatterns) -> Iterator[str]:
    """The names of all addresses that the API has."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)

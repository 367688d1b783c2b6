"""What is stored about a person, for themselves: each table that names them, or why not.

A new foreign key to a person goes into SECTIONS or into LEFT_OUT: a test fails until it does.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims import models as m
from claims.models import User

# Rows in memory at once.
CHUNK = 500
PROFILE = (
    *("uuid", "username", "name", "email", "language", "own_keys", "keys_on", "date_joined"),
    *("last_login", "is_active", "is_staff", "is_superuser", "consent_due"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a table that name a person in a column, and what of them is told."""

    name: str
    model: type[Model]
    whose: str
    columns: tuple[str, ...]

    def list_rows(self, user: User) -> QuerySet[Any]:
        rows: QuerySet[Any] = QuerySet(self.model).filter(**{self.whose: user})
        return rows.order_by("pk").values(*self.columns)

    def count(self) -> Coalesce:
        """How many there are of the person of an outer query."""
        whole: QuerySet[Any] = QuerySet(self.model)
        rows = whole.filter(**{self.whose: OuterRef("pk")}).order_by()
        counted = rows.values(self.whose).annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# Of what names the same as in the others: the project, the claim.
P, C = "project__slug", "claim__uuid"
SAID = ("wording", "justification", "omission", "searched")

SECTIONS = (
    # Who one is here.
    Section(
        "memberships",
        m.Membership,
        "user",
        (P, "role", "is_active", "joined_at", "trained_at", "failed_at", "paused_at", "resumed_at"),
    ),
    Section(
        "tokens",
        m.ApiToken,
        "user",
        ("uuid", "name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
    ),
    Section("addresses", EmailAddress, "user", ("email", "verified", "primary")),
    Section("second_factors", Authenticator, "user", ("type", "created_at", "last_used_at")),
    Section("identities", SocialAccount, "user", ("provider", "uid", "date_joined", "last_login")),
    Section("sessions", UserSession, "user", ("created_at", "last_seen_at", "ip", "user_agent")),
    Section("acceptances", m.Acceptance, "user", ("text__version", "accepted_at")),
    Section(
        "invitations",
        m.Invitation,
        "accepted_by",
        (P, "role", "email", "message", "created_at", "accepted_at"),
    ),
    Section(
        "exclusions",
        m.Exclusion,
        "person",
        (P, "outlet__name", "reason", "created_at", "ended_at"),
    ),
    Section(
        "acts",
        m.AuditEvent,
        "actor",
        ("created_at", "action", P, "target", "address", "request_id"),
    ),
    Section(
        "acts_in_administration",
        LogEntry,
        "user",
        ("action_time", "action_flag", "content_type__model", "object_id"),
    ),
    # What one does while labelling.
    Section(
        "labels",
        m.Annotation,
        "annotator",
        (
            *("uuid", P, C, "stage", "revision", "created_at", "withdrawn", "seconds"),
            *("verifiability__name", "verdict__name", "speaker__name", *SAID, "comment"),
        ),
    ),
    Section("drafts", m.Draft, "annotator", (C, "stage", "saved_at", "body")),
    Section("skips", m.Skip, "annotator", (C, "stage", "created_at", "reason")),
    Section("flags", m.Flag, "annotator", (C, "stage", "created_at", "reason", "withdrawn_at")),
    Section(
        "leases",
        m.Lease,
        "annotator",
        ("uuid", "article__uuid", "stage", "started_at", "expires_at", "ended_at"),
    ),
    Section("reservations", m.Slot, "reserved_for", (C, "stage")),
    Section(
        "guidelines_read",
        m.GuidelineReading,
        "user",
        ("guideline__project__slug", "guideline__version", "read_at"),
    ),
    Section("questions", m.Question, "asked_by", ("uuid", P, "created_at", "text")),
    Section("speakers_added", m.Speaker, "added_by", ("uuid", P, "name")),
    Section("speakers_named", m.ArticleSpeaker, "added_by", ("article__uuid", "speaker__uuid")),
    Section(
        "boundaries_proposed",
        m.BoundaryProposal,
        "proposed_by",
        ("uuid", "article__uuid", "created_at", "reason"),
    ),
    # What one does as a curator.
    Section(
        "decisions",
        m.Decision,
        "decided_by",
        ("uuid", P, C, "stage", "created_at", *SAID, "reason"),
    ),
    Section("approvals", m.Approval, "approver", ("decision__uuid", "created_at", "note")),
    Section("cases_held", m.Case, "held_by", (C, "stage", "held_until")),
    Section(
        "boundaries_settled",
        m.BoundaryProposal,
        "settled_by",
        ("uuid", "article__uuid", "settled_at"),
    ),
    Section(
        "corrections_settled", m.CorrectionReview, "settled_by", ("uuid", "settled_at", "note")
    ),
    Section("gold_labels", m.GoldLabel, "created_by", ("uuid", C, "created_at", "explanation")),
    Section("rulings", m.Ruling, "ruled_by", ("question__uuid", "created_at", "text")),
    Section(
        "publications",
        m.Publication,
        "published_by",
        ("uuid", P, C, "url", "published_at"),
    ),
    Section(
        "publication_corrections",
        m.PublicationCorrection,
        "created_by",
        ("publication__uuid", "version", "created_at", "note"),
    ),
    # What one brings in, sets up and takes out.
    Section("articles", m.Article, "created_by", ("uuid", P, "title", "created_at")),
    Section("articles_withdrawn", m.Article, "withdrawn_by", ("uuid", P, "withdrawn_at")),
    Section("purges", m.Purge, "created_by", ("uuid", P, "reason", "reference", "created_at")),
    Section("uploads", m.StagedImport, "created_by", ("uuid", P, "created_at", "file_name")),
    Section(
        "labelled_uploads", m.StagedLabels, "created_by", ("uuid", P, "created_at", "file_name")
    ),
    Section("label_sources", m.LabelSource, "created_by", ("uuid", P, "name", "created_at")),
    Section(
        "speaker_suggestions",
        m.Suggestion,
        "added_by",
        (C, "source", "version", "reason", "created_at"),
    ),
    Section(
        "label_suggestions",
        m.LabelSuggestion,
        "added_by",
        (C, "source", "version", "reason", "created_at"),
    ),
    Section("guidelines", m.Guideline, "created_by", (P, "version", "created_at")),
    Section("rounds", m.Round, "created_by", ("uuid", P, "name", "started_at")),
    Section("exclusions_made", m.Exclusion, "created_by", ("uuid", P, "created_at", "ended_at")),
    Section(
        "invitations_made",
        m.Invitation,
        "created_by",
        ("uuid", P, "role", "created_at", "accepted_at", "revoked_at"),
    ),
    Section("jobs", m.Job, "created_by", ("uuid", P, "kind", "created_at", "finished_at")),
    Section("releases", m.Release, "created_by", ("uuid", P, "title", "version", "created_at")),
    Section("releases_withdrawn", m.Release, "withdrawn_by", ("uuid", P, "reason", "withdrawn_at")),
    Section("webhooks", m.Webhook, "created_by", ("uuid", P, "url", "description", "created_at")),
    Section("consent_texts", m.ConsentText, "created_by", ("version", "created_at")),
)
# Columns that name a person and are told nowhere, and why.
LEFT_OUT = {
    "claims.approval.decided_by": "The decision's own, among decisions.",
    "claims.bookmark.annotator": "How far they have come in a line, as a number.",
    "claims.keyedanswer.person": "Answers to their own programs, as hashes, for a day.",
    "claims.notice.person": "Which rule paused somebody is for a manager to say: it would tell what"
    " they are measured by.",
    "claims.slot.annotator": "Each has its label, or is of a lease: both are told.",
    "claims.sourceannotator.user": "Stands for an imported source, not for a person.",
    "claims.user_groups.user": "Powers in the administration, which the profile tells.",
    "claims.user_user_permissions.user": "The same.",
}


def read_profile(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in PROFILE}


def count_sections(user: User) -> Mapping[str, int]:
    """How many rows each section has. One query."""
    counts = {f"count_{section.name}": section.count() for section in SECTIONS}
    row = User.objects.filter(pk=user.pk).annotate(**counts).values(*counts).get()
    return {section.name: row[f"count_{section.name}"] for section in SECTIONS}


def stream_own_data(user: User) -> Iterator[str]:
    """All of it as one JSON object, in parts; of each section so many rows at a time."""
    yield f'{{"profile": {_write(read_profile(user))}'
    for section in SECTIONS:
        yield f',\n"{section.name}": ['
        for number, row in enumerate(section.list_rows(user).iterator(chunk_size=CHUNK)):
            named = {column.replace("__", "."): value for column, value in row.items()}
            yield f"{',' if number else ''}\n{_write(named)}"
        yield "]"
    yield "}\n"


def _write(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

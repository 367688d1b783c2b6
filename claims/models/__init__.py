"""All tables. One module per noun; what one row or one query set can do lives with it."""

from claims.models.adjudication import Approval, Decision, DecisionBasis
from claims.models.annotations import Annotation, CoSpeaker, Evidence
from claims.models.articles import Article, ArticleText, StagedImport
from claims.models.audit import AuditCut, AuditEvent, AuditSeal
from claims.models.base import get_max_length
from claims.models.cases import Case
from claims.models.claims import BoundaryProposal, Claim, Lineage
from claims.models.consent import Acceptance, ConsentText
from claims.models.corrections import CorrectionReview
from claims.models.invitations import Invitation
from claims.models.jobs import Job, Worker
from claims.models.mappings import LabelMapping
from claims.models.marks import Draft, Flag, Skip
from claims.models.projects import Guideline, GuidelineReading, Membership, Outlet, Project
from claims.models.publications import Publication, PublicationCorrection, digest_page
from claims.models.purges import Purge
from claims.models.quality import GoldLabel, Notice
from claims.models.questions import Question, Ruling
from claims.models.queue import Bookmark, Exclusion, Lease, Line, Slot
from claims.models.releases import Release, ReleaseFile
from claims.models.requests import KeyedAnswer, RateWindow
from claims.models.rounds import Round
from claims.models.schemes import Label, LabelScheme
from claims.models.sources import LabelSource, SourceAnnotator, SourceRow, StagedLabels
from claims.models.speakers import (
    ArticleSpeaker,
    Speaker,
    SpeakerAlias,
    Suggestion,
    get_last_word,
    is_among,
    make_name_key,
    read_survivor,
)
from claims.models.stages import Stage
from claims.models.suggestions import LabelSuggestion
from claims.models.users import ApiToken, User
from claims.models.webhooks import Delivery, EventType, Webhook

__all__ = [
    "Acceptance",
    "Annotation",
    "ApiToken",
    "Approval",
    "Article",
    "ArticleSpeaker",
    "ArticleText",
    "AuditCut",
    "AuditEvent",
    "AuditSeal",
    "Bookmark",
    "BoundaryProposal",
    "Case",
    "Claim",
    "CoSpeaker",
    "ConsentText",
    "CorrectionReview",
    "Decision",
    "DecisionBasis",
    "Delivery",
    "Draft",
    "EventType",
    "Evidence",
    "Exclusion",
    "Flag",
    "GoldLabel",
    "Guideline",
    "GuidelineReading",
    "Invitation",
    "Job",
    "KeyedAnswer",
    "Label",
    "LabelMapping",
    "LabelScheme",
    "LabelSource",
    "LabelSuggestion",
    "Lease",
    "Line",
    "Lineage",
    "Membership",
    "Notice",
    "Outlet",
    "Project",
    "Publication",
    "PublicationCorrection",
    "Purge",
    "Question",
    "RateWindow",
    "Release",
    "ReleaseFile",
    "Round",
    "Ruling",
    "Skip",
    "Slot",
    "SourceAnnotator",
    "SourceRow",
    "Speaker",
    "SpeakerAlias",
    "Stage",
    "StagedImport",
    "StagedLabels",
    "Suggestion",
    "User",
    "Webhook",
    "Worker",
    "digest_page",
    "get_last_word",
    "get_max_length",
    "is_among",
    "make_name_key",
    "read_survivor",
]

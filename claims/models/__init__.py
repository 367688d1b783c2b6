"""All tables. One module per noun; what one row or one query set can do lives with it."""

from claims.models.annotations import Annotation, CoSpeaker, Evidence
from claims.models.articles import Article, ArticleText, StagedImport
from claims.models.audit import AuditEvent
from claims.models.base import get_max_length
from claims.models.claims import Claim
from claims.models.projects import Guideline, Membership, Outlet, Project
from claims.models.queue import Draft, Flag, Lease, Skip, Slot, Stage
from claims.models.schemes import Label, LabelScheme
from claims.models.speakers import ArticleSpeaker, Speaker, SpeakerAlias, Suggestion, make_name_key
from claims.models.users import ApiToken, User

__all__ = [
    "Annotation",
    "ApiToken",
    "Article",
    "ArticleSpeaker",
    "ArticleText",
    "AuditEvent",
    "Claim",
    "CoSpeaker",
    "Draft",
    "Evidence",
    "Flag",
    "Guideline",
    "Label",
    "LabelScheme",
    "Lease",
    "Membership",
    "Outlet",
    "Project",
    "Skip",
    "Slot",
    "Speaker",
    "SpeakerAlias",
    "Stage",
    "StagedImport",
    "Suggestion",
    "User",
    "get_max_length",
    "make_name_key",
]

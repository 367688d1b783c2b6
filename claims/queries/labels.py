"""One's own labels, drafts and flags, as “my labels” shows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from claims.models import (
    Annotation,
    Claim,
    Decision,
    Draft,
    Flag,
    Label,
    Project,
    Slot,
    User,
    read_survivor,
)

# As many of what is listed beside the labels.
BESIDE = 20


class LabelState(StrEnum):
    """What one may look for among one's own."""

    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    OVERRULED = "overruled"
    FLAGGED = "flagged"
    DRAFT = "draft"
    OLDER = "older"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the list is narrowed down to; what is empty narrows nothing."""

    words: str = ""
    verifiability: str = ""
    verdict: str = ""
    stage: str = ""
    state: str = ""


def find_labels(user: User, project: Project, wanted: Wanted) -> QuerySet[Annotation]:
    """The person's own labels that count now, newest first, or those taken back for good.

    Each with `has_history`: they have said something of the claim before; with `flag_reason`; and
    with `is_overruled`: another speaker, verifiability or verdict was decided.
    """
    own = Annotation.objects.filter(annotator=user, project=project).filter(_match(wanted))
    # What one trained on is no work, and not to be revised.
    own = own.exclude(slot__purpose=Slot.Purpose.TRAINING)
    same = {"annotator": user, "claim": OuterRef("claim"), "stage": OuterRef("stage")}
    earlier = Exists(Annotation.objects.filter(pk__lt=OuterRef("pk"), **same))
    flags = Flag.objects.standing().filter(**same)
    if wanted.state == LabelState.WITHDRAWN:
        later = Annotation.objects.filter(pk__gt=OuterRef("pk"), **same)
        rows = own.filter(~Exists(later), withdrawn=True)
    else:
        rows = own.current()
    if wanted.verifiability:
        rows = rows.filter(verifiability__value=wanted.verifiability)
    if wanted.verdict:
        rows = rows.filter(verdict__value=wanted.verdict)
    if wanted.state == LabelState.REVISED:
        rows = rows.filter(earlier)
    if wanted.state == LabelState.FLAGGED:
        rows = rows.filter(Exists(flags))
    if wanted.state == LabelState.OLDER:
        rows = rows.outdated()
    marked = _mark_overruled(rows)
    if wanted.state == LabelState.OVERRULED:
        marked = marked.filter(is_overruled=True)
    parts = ("claim__article", "speaker__merged_into", "verifiability", "verdict")
    found: QuerySet[Annotation] = marked.select_related(*parts).annotate(
        has_history=earlier,
        is_carried=Exists(Claim.objects.filter(carried_from=OuterRef("claim"))),
        flag_reason=Subquery(flags.values("reason")[:1]),
    )
    return found.order_by("-pk")


def _mark_overruled(labels: QuerySet[Annotation]) -> QuerySet[Any, Any]:
    """Who labelled a claim sees what was decided, unless as hidden gold.

    As Decision.objects.visible_to has it.
    """
    compared = {"who": read_survivor("speaker"), "judged": Coalesce("verdict", 0)}
    same = Q(
        who=OuterRef("who"), judged=OuterRef("judged"), verifiability=OuterRef("verifiability")
    )
    decided = Decision.objects.standing().filter(claim=OuterRef("claim"), stage=OuterRef("stage"))
    other = decided.alias(**compared).filter(~same)
    is_overruled = Q(Exists(other), slot__purpose=Slot.Purpose.LIVE)
    return labels.alias(**compared).annotate(
        is_overruled=ExpressionWrapper(is_overruled, BooleanField())
    )


def count_overruled(user: User, project: Project) -> int:
    """How many of the person's labels were decided otherwise, as they see them. One query."""
    return find_labels(user, project, Wanted(state=LabelState.OVERRULED)).count()


def find_decision(user: User, claim: Claim, stage: str) -> Decision | None:
    """What stands for the claim, where the person may see it."""
    seen = Decision.objects.visible_to(user).standing().filter(claim=claim, stage=stage)
    parts = ("speaker__merged_into", "verifiability", "verdict", "adopted_from__claim__article")
    return seen.select_related(*parts).first()


def find_drafts(user: User, project: Project, wanted: Wanted) -> QuerySet[Draft]:
    """What the person has begun and not submitted, newest first."""
    own = Draft.objects.filter(annotator=user, claim__project=project).filter(_match(wanted))
    return own.select_related("claim__article").order_by("-saved_at", "-pk")


def map_outdated(user: User, projects: Collection[Project]) -> Mapping[int, int]:
    """How many of the person's labels stand under an older guideline, by project. One query."""
    own = Annotation.objects.current().outdated().filter(annotator=user, project__in=projects)
    return dict(own.order_by().values_list("project").annotate(Count("pk")))


def find_outdated(user: User, project: Project, after: UUID | None = None) -> Annotation | None:
    """The first of them, or the first after that claim."""
    own = Annotation.objects.current().outdated().filter(annotator=user, project=project)
    if after is not None:
        known = Claim.objects.filter(project=project, uuid=after).values("pk")
        own = own.filter(claim__gt=Subquery(known))
    return own.select_related("claim").order_by("claim", "pk").first()


def list_flags(user: User, project: Project) -> list[Flag]:
    """The person's own standing calls for a curator, newest first."""
    own = Flag.objects.standing().filter(annotator=user, claim__project=project)
    return list(own.select_related("claim__article").order_by("-created_at", "-pk")[:BESIDE])


def map_scheme_labels(project: Project) -> dict[int, list[Label]]:
    """The labels of the project's schemes, by the scheme's number, in the order of the desk."""
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    found = Label.objects.filter(scheme__in=schemes).order_by("order", "pk")
    labels: dict[int, list[Label]] = {scheme: [] for scheme in schemes}
    for label in found:
        labels[label.scheme_id].append(label)
    return labels


def _match(wanted: Wanted) -> Q:
    """Words of the claim or of the article's title, and the pass."""
    rule = Q()
    if wanted.words:
        rule &= Q(claim__text__icontains=wanted.words) | Q(
            claim__article__title__icontains=wanted.words
        )
    if wanted.stage:
        rule &= Q(stage=wanted.stage)
    return rule

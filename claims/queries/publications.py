"""What may be published, and what is published of a decision: whose claim, where, which rating."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch

from claims.errors import Conflict, DomainError, article_withdrawn
from claims.exchange.claimreview import is_same_origin
from claims.exchange.mapping import RATING
from claims.exchange.report import REASONS
from claims.models import (
    Case,
    Decision,
    Project,
    Publication,
    PublicationCorrection,
    Speaker,
    User,
)
from claims.models.adjudication import DecisionQuerySet
from claims.models.publications import PublicationQuerySet
from claims.queries.label_mapping import make_sense, read_label_map
from claims.text.links import read_host

PARTS = (
    *("project", "claim__article__outlet", "speaker__merged_into", "verdict__scheme"),
    *("claim__article__project",),
)
# Of REASONS: a document says it.
NOT_A_PERSON = "speaker_not_a_person"
# Which speakers a claim can be of.
AUTHOR_KINDS: Mapping[str, Publication.AuthorKind] = {
    Speaker.Kind.PERSON: Publication.AuthorKind.PERSON,
    Speaker.Kind.ORGANISATION: Publication.AuthorKind.ORGANISATION,
}
# What a correction tells of: the columns of Publication that its readers see.
TOLD_OF_CHANGES = (
    *("url", "claim_reviewed", "reviewed_on", "rating_name", "rating"),
    *("author_name", "author_same_as", "claim_date", "appearance_url"),
    *("reviewer_name", "reviewer_url"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Whose claim it is; `same_as` is a link that tells who that is, or empty."""

    kind: str
    name: str
    same_as: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A decision that is not published: `bars` says why it cannot be, one sentence each."""

    decision: Decision
    bars: Sequence[DomainError]


def list_candidates(user: User, project: Project) -> DecisionQuerySet:
    """The decisions with a verdict that stand and are not published, the latest first.

    Of those, the ones that the person may know of; for `describe_candidates`.
    """
    decided = Decision.objects.visible_to(user).standing().filter(project=project)
    with_verdict = decided.filter(verdict__isnull=False, claim__retired_at=None)
    published = Publication.objects.active().filter(claim=OuterRef("claim"))
    return with_verdict.filter(~Exists(published)).order_by("-pk")


def with_bars(decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Decisions with all that `list_bars` and `describe_claim` look at."""
    this = OuterRef("pk")
    return decisions.select_related(*PARTS).annotate(
        approved=Count("approvals"),
        reopened=Exists(Case.objects.filter(reopened=this, is_reopened=True)),
        replaced=Exists(Decision.objects.filter(previous=this)),
    )


def describe_candidates(decisions: DecisionQuerySet, now: datetime) -> list[Candidate]:
    """Each with what keeps it from being published. One query."""
    return [Candidate(decision=one, bars=list_bars(one, now)) for one in with_bars(decisions)]


def list_bars(decision: Decision, now: datetime) -> list[DomainError]:
    """Why the decision, from `with_bars`, cannot be published; empty where it can.

    Not that the claim is published already: a constraint knows that best.
    """
    found: Any = decision
    claim, project = decision.claim, decision.project
    wanted = project.approvals_wanted if decision.rule == Decision.Rule.HAND else 0
    embargo = claim.article.embargo
    bars: list[tuple[bool, DomainError]] = [
        (
            found.replaced,
            Conflict("replaced_meanwhile", "Another decision has taken its place meanwhile."),
        ),
        (decision.verdict is None, Conflict("no_verdict", "The decision has no verdict.")),
        (
            claim.retired_at is not None,
            Conflict("claim_retired", "The boundaries of the claim were changed since."),
        ),
        (
            found.approved < wanted,
            Conflict(
                "not_approved",
                "Of the approvals that the decision wants it has %(given)d of %(wanted)d.",
                given=found.approved,
                wanted=wanted,
            ),
        ),
        (
            found.reopened,
            Conflict("decision_reopened", "The decision is reopened: decide the claim first."),
        ),
        (claim.article.withdrawn_at is not None, article_withdrawn()),
        (
            claim.article.is_under_embargo(now),
            Conflict(
                "embargoed",
                "The article is under embargo until %(time)s.",
                time=f"{embargo:%Y-%m-%d %H:%M} UTC" if embargo else "",
            ),
        ),
        (find_author(decision) is None, _say_nobody_known(decision)),
        (
            not (project.newsroom_name and project.newsroom_domains),
            Conflict(
                "no_newsroom",
                "The project does not say who publishes, and on which domains: managers set that.",
            ),
        ),
        (
            _is_own_claim(decision),
            Conflict("same_origin", "Nobody reviews their own claim: it is the newsroom’s."),
        ),
    ]
    return [bar for holds, bar in bars if holds]


def _say_nobody_known(decision: Decision) -> DomainError:
    if _is_own_voice(decision):
        return Conflict(
            "outlet_unknown", "The article says this itself, and its outlet is not known."
        )
    if decision.speaker.survivor.kind == Speaker.Kind.DOCUMENT:
        return Conflict(NOT_A_PERSON, REASONS[NOT_A_PERSON])
    return Conflict("speaker_unknown", "It is not known by name who says this.")


def _is_own_voice(decision: Decision) -> bool:
    """Whether the claim is the article's: what it says itself, or that somebody said something."""
    voice = decision.speaker.survivor.kind == Speaker.Kind.ARTICLE
    return voice or decision.checked == Decision.Checked.ATTRIBUTION


def _is_own_claim(decision: Decision) -> bool:
    """Whether it is the newsroom itself that says it."""
    author, newsroom = find_author(decision), decision.project.newsroom_name
    return author is not None and is_same_origin(author.name, newsroom)


def find_author(decision: Decision) -> Author | None:
    """Whose claim it is; None where that is not known by name.

    A document is no author, nor is who is only described.
    """
    if _is_own_voice(decision):
        outlet = decision.claim.article.outlet
        if outlet is None:
            return None
        host = read_host(outlet.domain)
        same_as = f"https://{host}/" if host else ""
        kind = Publication.AuthorKind.ORGANISATION
        return Author(kind=kind, name=outlet.name, same_as=same_as)
    speaker = decision.speaker.survivor
    if speaker.kind not in AUTHOR_KINDS:
        return None
    kind = AUTHOR_KINDS[speaker.kind]
    return Author(kind=kind, name=speaker.name, same_as=speaker.same_as)


def describe_claim(decision: Decision) -> dict[str, Any]:
    """What a publication of the decision says of the claim, by the columns of Publication.

    Raises nothing: for a decision that `list_bars` finds nothing against.
    """
    article, author, verdict = decision.claim.article, find_author(decision), decision.verdict
    return {
        "decision": decision,
        "stage": decision.stage,
        "rating_name": verdict.name if verdict else "",
        "rating": find_rating(decision),
        "author_kind": author.kind if author else "",
        "author_name": author.name if author else "",
        "author_same_as": author.same_as if author else "",
        "claim_date": _find_day(decision),
        "appearance_url": article.url,
        "appearance_title": article.title,
        "appearance_date": article.published,
        "appearance_outlet": article.outlet.name if article.outlet else "",
    }


def describe_reviewer(project: Project) -> dict[str, str]:
    """Who publishes, by the columns of Publication."""
    return {"reviewer_name": project.newsroom_name, "reviewer_url": project.newsroom_url}


def find_rating(decision: Decision) -> int | None:
    """The number from 1 to 5 that the verdict has, or is given by the project's mapping."""
    if decision.verdict is None:
        return None
    said = read_label_map(decision.project).say(RATING, make_sense(decision.verdict))
    return int(said.target) if said.target else None


def _find_day(decision: Decision) -> date | None:
    """When the claim was made, where that is known to the day."""
    precision = Decision.Precision
    is_exact = decision.claim_date_precision in {"", precision.DAY}
    return decision.claim_date if is_exact else None


def suggest_wording(decision: Decision) -> str:
    """The decided wording, else the claim as it stands; on one line, as far as it fits."""
    text = " ".join((decision.wording or decision.claim.text).split())
    limit = Publication._meta.get_field("claim_reviewed").max_length or 0
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def find_standing(publication: Publication) -> Decision | None:
    """The decision that stands for the claim now."""
    of_claim = {"claim": publication.claim_id, "stage": publication.stage}
    return with_bars(Decision.objects.standing().filter(**of_claim)).first()


def find_publication(decision: Decision) -> Publication | None:
    """The one of the decision's claim that was not withdrawn."""
    active = Publication.objects.active().with_state()
    return active.filter(claim=decision.claim_id).first()


def complete(publications: PublicationQuerySet) -> PublicationQuerySet:
    """Publications with all that a page or an answer shows of them. Two queries."""
    corrections = PublicationCorrection.objects.select_related("created_by", "decision")
    return (
        publications.with_state()
        .select_related("project", "claim__article", "decision", "published_by")
        .prefetch_related(Prefetch("corrections", corrections.order_by("version")))
    )

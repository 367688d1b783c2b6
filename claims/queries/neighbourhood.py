"""A claim among its neighbours: as much of an article as one needs to judge where it begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.errors import changed_meanwhile
from claims.models import Claim, Project
from claims.queries.desk import list_claims

# Claims of its paragraph on each side.
WIDTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbourhood:
    """The claim, what stands around it, and the article's headings, which nobody labels.

    `text[start:end]` of the article holds all the `claims`. A span has no neighbours, but the
    sentence `around` it.
    """

    claim: Claim
    claims: Sequence[Claim]
    previous: Claim | None = None
    next: Claim | None = None
    around: Claim | None = None
    headings: Sequence[Claim] = field(default=())

    @property
    def start(self) -> int:
        return min(claim.start for claim in self.claims)

    @property
    def end(self) -> int:
        return max(claim.end for claim in self.claims)


def read_neighbourhood(claim: Claim) -> Neighbourhood:
    """One query. Raises Conflict where the claim was retired meanwhile."""
    claims = list_claims(claim.article)
    if claim not in claims:
        raise changed_meanwhile()
    headings = _list_headings(claim.project, claims)
    if claim.kind == Claim.Kind.SPAN:
        around = _find_around(claim, claims)
        within = _list_within(claims, [around])
        return Neighbourhood(claim=claim, claims=within, around=around, headings=headings)
    in_row = [one for one in claims if one.kind != Claim.Kind.SPAN]
    at = in_row.index(claim)
    near = [
        one
        for place, one in enumerate(in_row[max(0, at - WIDTH) : at + WIDTH + 1], max(0, at - WIDTH))
        if one.paragraph == claim.paragraph or abs(place - at) == 1
    ]
    return Neighbourhood(
        claim=claim,
        claims=_list_within(claims, near),
        previous=in_row[at - 1] if at else None,
        next=in_row[at + 1] if at + 1 < len(in_row) else None,
        headings=headings,
    )


def _list_headings(project: Project, claims: Sequence[Claim]) -> list[Claim]:
    """Those that nobody labels: the headline only where the project doesn't want it labelled."""
    kinds = {Claim.Kind.HEADING.value}
    if not project.queue_headlines:
        kinds.add(Claim.Kind.HEADLINE.value)
    return [one for one in claims if one.kind in kinds]


def _find_around(span: Claim, claims: Sequence[Claim]) -> Claim:
    """The sentence that the span is a part of."""
    return next(
        (
            one
            for one in claims
            if one.kind != Claim.Kind.SPAN and one.start <= span.start and one.end >= span.end
        ),
        span,
    )


def _list_within(claims: Sequence[Claim], outer: Sequence[Claim]) -> list[Claim]:
    """These claims and the spans in them."""
    return [
        one
        for one in claims
        if any(around.start <= one.start and one.end <= around.end for around in outer)
    ]

"""Of which claims a claim was made, and what became of one that is retired."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from claims.models import Annotation, Article, Claim, Lineage, User

# Claims with a history that a page lists.
LISTED = 100


@dataclass(frozen=True, slots=True)
class Family:
    """Who was made of whom among an article's claims, by their numbers."""

    claims: Mapping[int, Claim]
    parents: Mapping[int, list[int]]
    children: Mapping[int, list[int]]

    def list_parents(self, claim: Claim) -> list[Claim]:
        """Of which the claim was made, in the order of the text."""
        return self._sort(self.parents.get(claim.pk, ()))

    def list_ancestors(self, claim: Claim) -> list[Claim]:
        """All of which it was made, the latest first."""
        return [self.claims[pk] for pk in _walk(self.parents, claim.pk)]

    def list_heirs(self, claim: Claim) -> list[Claim]:
        """The claims that stand where this one stood, as far as any was made of it."""
        heirs = (self.claims[pk] for pk in _walk(self.children, claim.pk))
        return self._sort(heir.pk for heir in heirs if heir.retired_at is None)

    def list_made(self) -> list[Claim]:
        """The claims that stand and were made of others."""
        made = self._sort(pk for pk in self.parents if self.claims[pk].retired_at is None)
        return made[:LISTED]

    def _sort(self, numbers: "Iterator[int] | Collection[int]") -> list[Claim]:
        found = (self.claims[pk] for pk in numbers)
        return sorted(found, key=lambda claim: (claim.start, -claim.end, claim.pk))


def _walk(steps: Mapping[int, list[int]], start: int) -> Iterator[int]:
    """All that is reached from a claim, the nearest first; each once."""
    seen, ahead = {start}, [start]
    while ahead:
        ahead = [pk for one in ahead for pk in steps.get(one, ()) if pk not in seen]
        ahead = list(dict.fromkeys(ahead))
        seen.update(ahead)
        yield from ahead


def read_family(article: Article) -> Family:
    """One query, however many generations."""
    parents: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    claims: dict[int, Claim] = {}
    rows = Lineage.objects.filter(child__article=article).select_related("parent", "child")
    for row in rows.order_by("pk"):
        claims |= {row.parent_id: row.parent, row.child_id: row.child}
        parents.setdefault(row.child_id, []).append(row.parent_id)
        children.setdefault(row.parent_id, []).append(row.child_id)
    return Family(claims, parents, children)


@dataclass(frozen=True, slots=True)
class Origin:
    """A claim and those it was made of. Labels that stayed there count where one may know."""

    claim: Claim
    parents: Sequence["Earlier"] = field(default=())


@dataclass(frozen=True, slots=True)
class Earlier:
    """A claim of which another was made; `labels` that stayed with it, as far as one sees them."""

    claim: Claim
    labels: int


def list_origins(user: User, article: Article) -> list[Origin]:
    """The article's claims that were made of others, with these. Two queries."""
    family = read_family(article)
    made = family.list_made()
    kept = count_labels(user, {pk for claim in made for pk in family.parents[claim.pk]})
    return [
        Origin(claim, [Earlier(one, kept.get(one.pk, 0)) for one in family.list_parents(claim)])
        for claim in made
    ]


def list_earlier(user: User, family: Family, claim: Claim) -> list[Earlier]:
    """All claims of which this one was made, the latest first."""
    ancestors = family.list_ancestors(claim)
    kept = count_labels(user, [one.pk for one in ancestors])
    return [Earlier(one, kept.get(one.pk, 0)) for one in ancestors]


def count_labels(user: User, claims: Collection[int]) -> dict[int, int]:
    """How many labels that count the person may see on each of the claims."""
    if not claims:
        return {}
    seen = Annotation.objects.visible_to(user).current().filter(claim__in=claims)
    counted = seen.order_by().values_list("claim").annotate(Count("pk"))
    return dict(counted)

"""For whom what is free of an article is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from claims.models import Article, Membership, Slot, User


@dataclass(frozen=True, slots=True)
class Kept:
    """A person, and how many claims of an article are kept for them that they have yet to take."""

    person: User
    claims: int


def list_kept(article: Article) -> Sequence[Kept]:
    """By the people's names. Two queries."""
    kept = Slot.objects.free().filter(
        article=article, reserved_for__isnull=False, purpose=Slot.Purpose.LIVE
    )
    counts = dict(kept.order_by().values_list("reserved_for").annotate(Count("claim")))
    people = User.objects.filter(pk__in=counts).order_by("username")
    return [Kept(person, counts[person.pk]) for person in people]


def list_team(article: Article) -> QuerySet[User]:
    """Everybody who labels in the article's project."""
    team = Membership.objects.annotating().filter(project=article.project_id)
    return User.objects.filter(pk__in=team.values("user_id")).order_by("username")

"""Which articles of a release were withdrawn, or removed for good, since it was made."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from claims.models import Annotation, Article, Claim, Decision, Release, ReleaseFile
from claims.queries.release_storage import open_labels

# Who withdrew an article just before the release was read may have been done just after.
SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WithdrawnSince:
    """These articles, the latest first.

    `is_certain`: whether the release's own file says that it holds them. Where that is gone, as of
    a withdrawn release, they are those of which it may hold something.
    """

    articles: Sequence[Article]
    is_certain: bool

    @property
    def purged(self) -> int:
        return sum(find_purged(one) is not None for one in self.articles)

    @property
    def withdrawn(self) -> int:
        return len(self.articles) - self.purged

    @property
    def latest(self) -> datetime | None:
        moments = [find_purged(one) or one.withdrawn_at for one in self.articles]
        return max(filter(None, moments), default=None)


def find_purged(article: Article) -> datetime | None:
    """When the text of an article of these was removed for good."""
    purge = getattr(article, "purge", None)
    return purge.created_at if purge else None


def find_withdrawn_since(release: Release) -> WithdrawnSince:
    """Of a release that is ready, or was. One query where nothing was withdrawn since."""
    if release.as_of is None:
        return WithdrawnSince([], is_certain=True)
    may_be = list(_list_candidates(release, release.as_of - SLACK))
    if not may_be:
        return WithdrawnSince([], is_certain=True)
    if release.state != Release.State.READY:
        return WithdrawnSince(may_be, is_certain=False)
    claims = _group_claims(may_be)
    try:
        with open_labels(release) as holds:
            held = [one for one in may_be if any(map(holds, claims[one.pk]))]
    except (ReleaseFile.DoesNotExist, FileNotFoundError):
        return WithdrawnSince(may_be, is_certain=False)
    return WithdrawnSince(held, is_certain=True)


def find_without(release: Release, since: WithdrawnSince) -> Release | None:
    """The latest release of the same name that is ready and without these articles."""
    if not since.articles:
        return None
    # Purged is only what was withdrawn before.
    moment = max(one.withdrawn_at for one in since.articles if one.withdrawn_at)
    same = Release.objects.filter(project=release.project_id, slug=release.slug)
    return same.filter(state=Release.State.READY, as_of__gt=moment).order_by("-pk").first()


def _list_candidates(release: Release, since: datetime) -> QuerySet[Article]:
    """Withdrawn since then, and labelled or decided by the moment of which the release is."""
    of_article = {"claim__article": OuterRef("pk"), "created_at__lte": release.as_of}
    said = Exists(Annotation.objects.filter(**of_article))
    decided = Exists(Decision.objects.filter(**of_article))
    withdrawn = Article.objects.withdrawn().filter(project=release.project_id)
    gone = withdrawn.filter(withdrawn_at__gte=since).filter(said | decided)
    return gone.select_related("purge").order_by("-withdrawn_at", "-pk")


def _group_claims(articles: Sequence[Article]) -> dict[int, list[str]]:
    """The claims of each article by number, retired ones too, by their UUIDs."""
    claims: defaultdict[int, list[str]] = defaultdict(list)
    rows = Claim.objects.filter(article__in=[one.pk for one in articles]).order_by("pk")
    for article, uuid in rows.values_list("article_id", "uuid"):
        claims[article].append(str(uuid))
    return claims

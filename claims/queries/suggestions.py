"""Whether a person is shown what machines suggest for an article's claims.

Decided when the article is first handed out to them, and so from then on, on every page and in each
further lease: what a label records is what was shown. Why so: docs/decisions/0024-suggestions.md
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import OuterRef, QuerySet

from claims.models import Article, Claim, LabelSuggestion, Lease, Project, User
from claims.models.prepared import prepared


def are_shown(person: User, article: Article, lease: Lease | None = None) -> bool:
    """As was decided for the person, else as the article's project has it now.

    `lease`: one that the person has, or had, of the article, where it is at hand.
    """
    decided = find_decided(person, article, lease)
    return article.project.shows_suggestions(article) if decided is None else decided


def find_decided(person: User, article: Article, lease: Lease | None = None) -> bool | None:
    """What was decided when the person got the article; None where it was never handed to them."""
    if lease is not None and lease.shows_suggestions is not None:
        return lease.shows_suggestions
    return next(iter(_list_decided(person, article)), None)


@prepared
def _list_decided(person: User, article: Article) -> QuerySet[Lease, bool | None]:
    return list_decided(person, article)


def list_decided(person: User, article: Article | OuterRef) -> QuerySet[Lease, bool | None]:
    """What was decided for the person, if anything: one value at most."""
    kept = Lease.objects.filter(annotator=person, article=article, shows_suggestions__isnull=False)
    return kept.order_by("pk").values_list("shows_suggestions", flat=True)[:1]


def find_labels(claim: Claim, project: Project) -> Mapping[str, LabelSuggestion]:
    """What programs suggest of the claim, by its field: to those who are shown suggestions."""
    return _pick(_list_labels(claim), project)


def map_labels(article: Article) -> Mapping[int, Mapping[str, LabelSuggestion]]:
    """As `find_labels`, of each claim of the article, by the claim's number."""
    by_claim = defaultdict(list)
    for one in _list_labels_in(article):
        by_claim[one.claim_id].append(one)
    return {claim: _pick(found, article.project) for claim, found in by_claim.items()}


def _pick(newest_first: Iterable[LabelSuggestion], project: Project) -> dict[str, LabelSuggestion]:
    """Of each field the newest, where one may choose its label in the pass of labels."""
    schemes = {LabelSuggestion.Field.VERIFIABILITY: project.verifiability_scheme_id}
    if not project.has_check_pass:
        schemes[LabelSuggestion.Field.VERDICT] = project.verdict_scheme_id
    picked: dict[str, LabelSuggestion] = {}
    for one in newest_first:
        if one.label.scheme_id == schemes.get(LabelSuggestion.Field(one.field)):
            picked.setdefault(one.field, one)
    return picked


@prepared
def _list_labels(claim: Claim) -> QuerySet[LabelSuggestion]:
    of_claim = LabelSuggestion.objects.filter(claim=claim)
    return of_claim.newest_first().select_related("label")


@prepared
def _list_labels_in(article: Article) -> QuerySet[LabelSuggestion]:
    in_article = LabelSuggestion.objects.filter(claim__article=article)
    return in_article.newest_first().select_related("label")

"""What a release tells beside its records: guideline, label schemes, how far people agree."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from claims.exchange.releases.removed import TOMBSTONES, WITHDRAWN, Removed
from claims.exchange.shapes import format_moment
from claims.models import (
    Annotation,
    Article,
    Claim,
    Guideline,
    Label,
    LabelMapping,
    Project,
    Purge,
    Round,
    User,
)
from claims.queries.figures.fields import FieldFigures, measure_field
from claims.queries.figures.wanted import Field

# What agreement is told of.
MEASURED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT, Field.EVIDENCE)


class Source(NamedTuple):
    """What people had before them when they labelled, and how many labels are of it."""

    guideline_version: int | None
    # The program that suggested, and its version.
    program: str | None
    program_version: str | None
    labels: int


def count_sources(labels: Collection[UUID]) -> list[Source]:
    """Of which guidelines and programs these labels are. One query."""
    rows = Annotation.objects.using(settings.SNAPSHOT_DATABASE).filter(uuid__in=labels)
    columns = ("guideline__version", "suggestion__source", "suggestion__version")
    counted = rows.order_by(*columns).values_list(*columns).annotate(Count("pk"))
    return list(map(Source._make, counted))


def describe_guidelines(
    project: Project, used: Mapping[int, int], *, are_records: bool
) -> list[dict[str, Any]]:
    """The versions that labels name, with their texts; `used`: version -> labels.

    `are_records`: whether these labels are the records, or what decisions stand on. Where none
    names any, the latest.
    """
    guidelines = Guideline.objects.using(settings.SNAPSHOT_DATABASE).filter(project=project)
    if used:
        guidelines = guidelines.filter(version__in=list(used))
    else:
        latest = guidelines.order_by("-version").values("pk")[:1]
        guidelines = guidelines.filter(pk__in=list(latest.values_list("pk", flat=True)))
    return [
        {
            "version": one.version,
            "published": format_moment(one.created_at),
            "records": used.get(one.version, 0) if are_records else 0,
            "labels": used.get(one.version, 0),
            "text": one.text,
        }
        for one in guidelines.order_by("version")
    ]


def describe_schemes(project: Project, used: Collection[tuple[str, int]]) -> list[dict[str, Any]]:
    """The project's label schemes and all that records name, by (slug, version), with labels."""
    labels = Label.objects.using(settings.SNAPSHOT_DATABASE).select_related("scheme")
    own = {project.verifiability_scheme_id, project.verdict_scheme_id}
    schemes: dict[int, dict[str, Any]] = {}
    for label in labels.order_by("scheme__slug", "scheme__version", "order", "pk"):
        scheme = label.scheme
        if scheme.pk in own or (scheme.slug, scheme.version) in used:
            described = schemes.setdefault(scheme.pk, _describe_scheme(scheme))
            described["labels"].append(_describe_label(label))
    return list(schemes.values())


def _describe_scheme(scheme: Any) -> dict[str, Any]:
    names = ("slug", "version", "kind", "name", "description")
    return {**{name: getattr(scheme, name) for name in names}, "labels": []}


def _describe_label(label: Label) -> dict[str, Any]:
    names = (
        *("value", "name", "definition", "verifiable", "check_worthy", "verdict_rule"),
        *("canonical", "rating"),
    )
    return {name: getattr(label, name) for name in names}


def describe_mapping(project: Project) -> list[dict[str, Any]]:
    """What the project has chosen for its labels in other words; the rest is by default."""
    rows = LabelMapping.objects.using(settings.SNAPSHOT_DATABASE).filter(project=project.pk)
    return [
        {
            "vocabulary": row.vocabulary,
            "label": row.label.value,
            "target": row.target or None,
        }
        for row in rows.select_related("label").order_by("vocabulary", "label_id")
    ]


def describe_agreement(project: Project) -> list[dict[str, Any]]:
    """How far the project's people agree, field by field, with 95 % intervals.

    Of all labels that were given independently, not only of those in a release.
    """
    return [_describe_figures(measure_field(project, field)) for field in MEASURED]


def _describe_figures(figures: FieldFigures) -> dict[str, Any]:
    result = figures.main
    interval = result.interval
    return {
        "field": str(figures.field),
        "measure": "overlap" if figures.evidence is not None else "Krippendorff’s alpha",
        "scale": figures.scale,
        "claims": figures.units,
        "value": result.value,
        "undefined": str(result.undefined) if result.undefined else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def list_names(project: Project) -> set[str]:
    """What the project's people are called, also those who have left: no text should name them."""
    people = User.objects.using(settings.SNAPSHOT_DATABASE).filter(memberships__project=project)
    rows = people.values_list("username", "name", "email")
    return {name for row in rows for name in row if name}


def list_left_out_rounds(project: Project) -> list[str]:
    """Rounds that are no part of the data set."""
    rounds = Round.objects.using(settings.SNAPSHOT_DATABASE).filter(
        project=project, in_releases=False
    )
    return [str(one) for one in rounds.order_by("number")]


def list_tombstones(project: Project) -> list[dict[str, Any]]:
    """What earlier releases may have held and none may any more: texts removed for good.

    Whoever has an earlier one finds by the hash, and by the claims, what to take out of it.
    """
    purges = Purge.objects.using(settings.SNAPSHOT_DATABASE).filter(project=project)
    rows = [
        (one.article, one.created_at) for one in purges.select_related("article").order_by("pk")
    ]
    return _describe_removed(rows, TOMBSTONES)


def list_withdrawn(project: Project) -> list[dict[str, Any]]:
    """The same of articles that were withdrawn, and may come back."""
    withdrawn = Article.objects.using(settings.SNAPSHOT_DATABASE).withdrawn()
    rows = withdrawn.filter(project=project, purge=None).order_by("withdrawn_at", "pk")
    return _describe_removed([(one, one.withdrawn_at) for one in rows], WITHDRAWN)


def _describe_removed(
    rows: Sequence[tuple[Article, datetime | None]], removed: Removed
) -> list[dict[str, Any]]:
    """A line for each article, with the moment at which it went."""
    claims = Claim.objects.using(settings.SNAPSHOT_DATABASE)
    spans = claims.filter(article__in=[one.pk for one, _when in rows]).order_by("start", "pk")
    by_article: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for article, uuid, start, end in spans.values_list("article_id", "uuid", "start", "end"):
        by_article[article].append({"uuid": str(uuid), "start": start, "end": end})
    return [
        {
            "article": str(one.uuid),
            "sha256": one.sha256,
            "length": one.length,
            removed.moment: format_moment(when) if when else None,
            "claims": by_article[one.pk],
        }
        for one, when in rows
    ]

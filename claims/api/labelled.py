"""Claims with labels from elsewhere: bringing them in, their sources, their rows as they came."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.errors import ProblemOut, list_problems
from claims.api.exports import AnyAccept
from claims.api.requests import get_project
from claims.api.shapes import OptionField, StrictSerializer, TextField
from claims.api.views import ListView, OperationView
from claims.downloads import send_file
from claims.errors import DomainError, InvalidInput
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.models import ApiToken, LabelSource, Project, User
from claims.models.sources import LabelSourceQuerySet
from claims.operations.labelled_imports import (
    NAME_LENGTH,
    LabelledReport,
    import_labelled,
    open_source,
    take_out,
)
from claims.queries.label_sources import list_sources
from claims.queries.label_words import REASONS, Survey, WordMap, count_labels, read_words, survey
from claims.requests import get_user, read_now

FORMAT_NAMES = list(IMPORT_FORMATS)
# Where the file is JSON Lines, an array, or a table.
SUFFIX = ".txt"


class LabelSourceOut(serializers.ModelSerializer):
    """A named list of claims with labels, in numbers."""

    rows = serializers.IntegerField(source="row_count")
    claims = serializers.IntegerField(source="claim_count")
    labels = serializers.IntegerField(source="label_count")

    class Meta:
        model = LabelSource
        fields = [
            *("uuid", "name", "format", "is_queued", "created_at"),
            *("rows", "claims", "labels"),
        ]
        read_only_fields = fields


class LabelledIn(StrictSerializer):
    """A file, what its source is called, and what its words become."""

    format = OptionField(choices=FORMAT_NAMES)
    source = TextField(  # type: ignore[assignment] # a field of DRF has one, too
        max_length=NAME_LENGTH, help_text="By this name its rows are known."
    )
    file = serializers.CharField(
        trim_whitespace=False, help_text="The text of the file, just as it is."
    )
    map = serializers.DictField(
        child=TextField(max_length=60, allow_null=True),
        default=dict,
        help_text="The value of the label that each word becomes; null leaves it out. A word of "
        "which several lists know may be written `vocabulary:word`.",
    )
    verdicts_are = TextField(
        max_length=60,
        default="",
        help_text="The verifiability of claims of which only the verdict is given.",
    )
    is_queued = serializers.BooleanField(
        default=False, help_text="Whether people here label these claims, too."
    )
    dry_run = serializers.BooleanField(default=False)


class WordOut(serializers.Serializer):
    """A word of the file, how often it is there, and what it becomes."""

    vocabulary = serializers.CharField()
    word = serializers.CharField()
    count = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment] # DRF has one, too


class LabelledRefusalOut(serializers.Serializer):
    row = serializers.IntegerField()
    error = ProblemOut()


class LabelledReportOut(serializers.Serializer):
    """What became of the rows, or would."""

    dry_run = serializers.BooleanField()
    created = serializers.IntegerField(help_text="Of a dry run: the claims that the file holds.")
    known = serializers.IntegerField()
    refused = serializers.IntegerField()
    articles = serializers.IntegerField()
    labels = serializers.IntegerField()
    words = WordOut(many=True)
    left_out = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"By the reason: {', '.join(REASONS)}."
    )
    refusals = LabelledRefusalOut(many=True)


class ProjectLabelledView(ListView):
    """The sources of imported labels: for managers and readers."""

    write_scope = ApiToken.Scope.IMPORT
    serializer_class = LabelSourceOut

    def find(self, user: User, **wanted: Any) -> LabelSourceQuerySet:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_export(user, project))
        return list_sources(project).filter(**wanted)

    @extend_schema(request=LabelledIn, responses={200: LabelledReportOut, 201: LabelledReportOut})
    def post(self, request: Request, project: str) -> Response:
        """Claims with labels, as those of a source: for managers. Safe to repeat.

        They count for nothing here; exports leave them out. Each word has to become a label, or be
        left out by `map`; where one label says just the same, that is taken. 201 if a claim came
        in, else 200.
        """
        found = get_project(request, project)
        permissions.require(permissions.can_manage(get_user(request), found))
        body = LabelledIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        data = given["file"].encode()
        contents = survey(IMPORT_FORMATS[given["format"]].read(BytesIO(data)))
        words, missing = read_words(
            found, list(contents.words), given["map"], given["verdicts_are"]
        )
        if given["dry_run"]:
            return Response(_describe_plan(contents, words))
        if missing:
            raise InvalidInput(
                "words_missing",
                "Say with “map” what becomes of “%(word)s”.",
                field="map",
                word=missing[0][1],
            )
        if contents.claims > settings.IMPORT_MAX_ROWS:
            raise InvalidInput(
                "too_many_rows",
                "More than %(limit)d claims at once; use the import_labels command.",
                field="file",
                limit=settings.IMPORT_MAX_ROWS,
            )
        report = _import(request, found, given, data, words)
        return Response(_describe(contents, words, report), status=201 if report.created else 200)


def _import(
    request: Request, project: Project, given: dict[str, Any], data: bytes, words: WordMap
) -> LabelledReport:
    actor, now = get_user(request), read_now(request)
    source = open_source(
        actor=actor,
        project=project,
        name=given["source"],
        format_name=given["format"],
        is_queued=given["is_queued"],
        now=now,
    )
    rows = IMPORT_FORMATS[given["format"]].read(BytesIO(data))
    *_, report = import_labelled(actor=actor, source=source, rows=rows, words=words, now=now)
    return report


def _describe_plan(found: Survey, words: WordMap) -> dict[str, Any]:
    labels, left_out = count_labels(found, words)
    plan = LabelledReport(
        created=found.claims, refused=found.refused, labels=labels, left_out=left_out
    )
    plan.refusals = found.refusals
    return _describe(found, words, plan) | {"dry_run": True}


def _describe(found: Survey, words: WordMap, report: LabelledReport) -> dict[str, Any]:
    return {
        "dry_run": False,
        "created": report.created,
        "known": report.known,
        "refused": report.refused,
        "articles": report.articles,
        "labels": report.labels,
        "words": [
            {
                "vocabulary": word[0],
                "word": word[1],
                "count": count,
                "label": label.value if (label := words.labels[word]) else None,
            }
            for word, count in sorted(found.words.items())
        ],
        "left_out": {reason: count for reason, count in report.left_out.items() if count},
        "refusals": [
            {"row": number, "error": _describe_refusal(refusal)}
            for number, refusal in report.refusals
        ],
    }


def _describe_refusal(refusal: DomainError) -> Any:
    return ProblemOut(list_problems(refusal)[0]).data


class LabelSourceFileView(OperationView):
    """The rows of a source in its own format, field for field as they came."""

    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.EXPORT
    has_etag = False

    @extend_schema(
        operation_id="label_source_file",
        summary="Take the rows of a source out again, as they came",
        description="Each key and value, null, empty and absent. For managers and readers.",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, uuid: UUID) -> StreamingHttpResponse:
        sources = LabelSource.objects.visible_to(get_user(request)).select_related("project")
        source = get_object_or_404(sources, uuid=uuid)
        return send_file(
            take_out(actor=get_user(request), source=source, now=read_now(request)),
            content_type="application/octet-stream",
            name=f"{source.project.slug}-{source.format}-{source.created_at:%Y-%m-%d}{SUFFIX}",
        )

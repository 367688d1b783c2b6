"""Articles: reading them, and bringing them in."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api import keyed
from claims.api.errors import CONTENT_TYPE, Problem, ProblemOut, list_problems, make_body
from claims.api.parameters import ProjectParameter, Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import AbsentTextField, OptionField, StrictSerializer, TextField
from claims.api.views import DetailView, ListView, OperationView
from claims.errors import DomainError, InvalidInput
from claims.exchange.articles import (
    CONTENT_TYPES,
    Row,
    parse_article,
    read_articles,
    read_json_lines,
    take_some,
)
from claims.exchange.records import ArticleRecord, RowStatus
from claims.models import ApiToken, Article, Project, User
from claims.operations.articles import (
    ImportReport,
    RowReport,
    preview_articles,
    stream_articles,
)
from claims.operations.fetching import fetch_article
from claims.requests import get_user, read_now

LINES = "application/x-ndjson"


class ArticleOut(serializers.ModelSerializer):
    """What is known about an article, without its text."""

    project = serializers.UUIDField(source="project_uuid")
    outlet = serializers.CharField(source="outlet_name", allow_null=True)
    previous = serializers.UUIDField(
        source="previous_uuid", allow_null=True, help_text="The article that this one corrects."
    )
    replaced_by = serializers.UUIDField(
        source="replaced_by_uuid",
        allow_null=True,
        help_text="The corrected text that stands in its place: nothing is labelled here any more.",
    )
    withdrawn_because = serializers.CharField(
        allow_null=True, help_text="Why nothing in it is labelled, counts or goes out any more."
    )
    purged_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when its text is gone for good."
    )
    overlap = serializers.IntegerField(
        source="told_overlap",
        allow_null=True,
        help_text="Labels wanted of each claim, where not as the project says.",
    )
    priority = serializers.IntegerField(
        source="told_priority", allow_null=True, help_text="1: before others; -1: last."
    )
    round = serializers.IntegerField(
        source="told_round", allow_null=True, help_text="The number of the round it is in."
    )
    url = AbsentTextField()
    author = AbsentTextField()
    licence = AbsentTextField()
    source_id = AbsentTextField(help_text="Its id where it comes from.")

    class Meta:
        model = Article
        fields = [
            "uuid",
            "project",
            "title",
            "url",
            "outlet",
            "author",
            "published",
            "language",
            "licence",
            "redistribute",
            "embargo",
            "source_id",
            "previous",
            "replaced_by",
            "withdrawn_at",
            "withdrawn_because",
            "purged_at",
            "overlap",
            "is_training",
            "priority",
            "round",
            "boundaries_version",
            "length",
            "sha256",
            "splitter_version",
            "created_at",
        ]
        read_only_fields = fields


class ArticleDetailOut(ArticleOut):
    """An article with its text, exactly as it came: claims count its code points."""

    text = serializers.CharField(source="body.text", trim_whitespace=False)

    class Meta(ArticleOut.Meta):
        fields = [*ArticleOut.Meta.fields, "text"]
        read_only_fields = fields


class ProjectArticleQuery(Query):
    source_id = TextField(max_length=200, required=False, help_text="Its id where it comes from.")


class ArticleQuery(ProjectArticleQuery):
    project = ProjectParameter()


def find_articles(user: User) -> QuerySet[Article]:
    """Those that the user may see. Why one is handed out when it is would tell hidden gold."""
    is_told = Q(project__in=Project.objects.telling_progress(user))
    later = Article.objects.filter(previous=OuterRef("pk")).order_by("-pk")
    return Article.objects.visible_to(user).annotate(
        replaced_by_uuid=Case(
            When(replaced_at__isnull=False, then=Subquery(later.values("uuid")[:1]))
        ),
        project_uuid=F("project__uuid"),
        outlet_name=F("outlet__name"),
        previous_uuid=F("previous__uuid"),
        purged_at=F("purge__created_at"),
        told_overlap=Case(When(is_told, then=F("overlap"))),
        told_priority=Case(When(is_told, then=F("priority"))),
        told_round=Case(When(is_told, then=F("round__number"))),
    )


class ArticleListView(ListView):
    """Articles, without their texts."""

    serializer_class = ArticleOut
    query = ArticleQuery

    def find(self, user: User, **wanted: Any) -> QuerySet[Article]:
        return find_articles(user).filter(**wanted)


class ArticleDetailView(DetailView):
    """An article with its text."""

    serializer_class = ArticleDetailOut

    def find(self, user: User) -> QuerySet[Article]:
        return find_articles(user).select_related("body")


class ArticleIn(serializers.Serializer):
    """One article. Only `text` is required: everything, headline included, exactly as it is."""

    text = serializers.CharField(trim_whitespace=False)
    title = serializers.CharField(required=False, max_length=500)
    url = serializers.CharField(required=False, max_length=2000)
    outlet = serializers.CharField(required=False, max_length=150)
    author = serializers.CharField(required=False, max_length=300)
    published = serializers.DateField(required=False)
    language = serializers.CharField(required=False, max_length=12)
    licence = serializers.CharField(required=False, max_length=100)
    redistribute = serializers.ChoiceField(required=False, choices=Article.Redistribute.choices)
    embargo = serializers.DateTimeField(required=False)
    source_id = serializers.CharField(required=False, max_length=200)
    previous = serializers.CharField(
        required=False, max_length=200, help_text="source_id of the article that this corrects."
    )


class RowOut(serializers.Serializer):
    """What became, or would become, of one article."""

    row = serializers.IntegerField(help_text="Counted from 1.")
    status = serializers.ChoiceField(choices=[status.value for status in RowStatus])
    article = serializers.UUIDField(allow_null=True)
    title = AbsentTextField()
    source_id = AbsentTextField()
    claims = serializers.IntegerField(help_text="How many it was split into; 0 unless created.")
    corrects = serializers.UUIDField(
        allow_null=True, help_text="The article in whose place this one stands from now on."
    )
    changed = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fields in which this says otherwise than is known of the article.",
    )
    is_updated = serializers.BooleanField(help_text="The article says so too by now.")
    error = serializers.SerializerMethodField()

    @extend_schema_field(ProblemOut(allow_null=True))
    def get_error(self, row: RowReport) -> dict[str, Any] | None:
        return ProblemOut(list_problems(row.refusal)[0]).data if row.refusal else None


class ReportOut(serializers.Serializer):
    """What became of each article, in their order."""

    created = serializers.IntegerField()
    corrected = serializers.IntegerField(help_text="Of the created: those that replace another.")
    known = serializers.IntegerField()
    refused = serializers.IntegerField()
    rows = RowOut(many=True)


class ImportQuery(Query):
    """How to import."""

    also_known = ()

    dry_run = OptionField(
        choices=["1"], required=False, help_text="`1`: say what would become of them, no more."
    )
    known = OptionField(
        choices=["update"],
        required=False,
        help_text="`update`: let known articles say of themselves what these do.",
    )


def start_import(
    request: Request, project: Project, rows: Iterable[Row]
) -> Iterator[list[RowReport]]:
    """The reports on rows, as they are imported or looked at; permissions are asked at once."""
    user = get_user(request)
    asked = read_parameters(ImportQuery, request.query_params, user)
    if "dry_run" in asked:
        return preview_articles(actor=user, project=project, rows=rows)
    return stream_articles(
        actor=user, project=project, rows=rows, now=read_now(request), update="known" in asked
    )


class ProjectArticlesView(ListView):
    """The articles of one project, and bringing more in."""

    write_scope = ApiToken.Scope.IMPORT

    serializer_class = ArticleOut
    query = ProjectArticleQuery

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        is_streamed = request.method == "POST" and find_kind(request) in {LINES, *CONTENT_TYPES}
        if is_streamed and keyed.HEADER in request.headers:
            keyed.refuse_key()

    def find(self, user: User, **wanted: Any) -> QuerySet[Article]:
        project = get_project(self.request, self.kwargs["project"])
        return find_articles(user).filter(project=project, **wanted)

    @extend_schema(
        parameters=[ImportQuery],
        request={
            "application/json": PolymorphicProxySerializer(
                component_name="ArticleOrArticlesIn",
                serializers=[ArticleIn, ArticleIn(many=True)],
                resource_type_field_name=None,
                many=False,
            ),
            LINES: OpenApiTypes.STR,
            **dict.fromkeys(CONTENT_TYPES, OpenApiTypes.BINARY),
        },
        responses={
            (200, "application/json"): ReportOut,
            (200, LINES): OpenApiTypes.STR,
            201: ReportOut,
        },
    )
    def post(self, request: Request, project: str) -> Response | StreamingHttpResponse:
        """An object is one article, an array is many. Each is wholly in, known, or refused.

        201 if any was created, 200 if none was because all or some were known, 400 if all were
        refused. As `application/x-ndjson` one article is one line, as many as you like; then the
        answer is a line for each, told while the lines come in, and always 200. A text, a page
        or a table is the body itself, known by its content type and no larger than an upload, and
        is answered in lines too.
        """
        into, kind = get_project(request, project), find_kind(request)
        if kind == LINES:
            rows = read_json_lines(cast("BinaryIO", request._request))  # noqa: SLF001 - unparsed
            return stream_reports(start_import(request, into, rows))
        if kind in CONTENT_TYPES:
            return stream_reports(start_import(request, into, read_file(request, into, kind)))
        parts = start_import(request, into, list(read_rows(request.data)))
        return answer_report(
            ImportReport([report for part in parts for report in part]), path=request.path
        )


def find_kind(request: Request) -> str:
    """What the body says that it is, without the parameters of that."""
    kind: str = request.content_type or ""
    return kind.partition(";")[0].strip().lower()


def read_file(request: Request, project: Project, kind: str) -> list[Row]:
    """The articles of a body that is a file, within the bounds of an upload."""
    # Before the work: taking a page or a table apart is for who may import it.
    permissions.require(permissions.can_manage(get_user(request), project))
    # Through Django, which stops at DATA_UPLOAD_MAX_MEMORY_SIZE.
    rows = read_articles(request.body, f"body{CONTENT_TYPES[kind]}")
    most_rows, file_limit = settings.IMPORT_MAX_ROWS, settings.IMPORT_MAX_BYTES
    return list(take_some(rows, most_rows=most_rows, file_limit=file_limit))


def stream_reports(parts: Iterator[list[RowReport]]) -> StreamingHttpResponse:
    """A line for each row, as soon as its batch is in. What fails then breaks the answer off."""
    renderer = JSONRenderer()
    lines = (renderer.render(RowOut(report).data) + b"\n" for part in parts for report in part)
    return StreamingHttpResponse(lines, content_type=LINES)


class FetchIn(StrictSerializer):
    """A page to import."""

    url = TextField(max_length=2000)


class ProjectArticlesFetchView(OperationView):
    """Bringing in an article from its page."""

    write_scope = ApiToken.Scope.IMPORT
    # What is done under a key is one transaction, and no other server is waited for in that.
    takes_keys = False

    @extend_schema(
        parameters=[ImportQuery],
        request=FetchIn,
        responses={200: ReportOut, 201: ReportOut},
    )
    def post(self, request: Request, project: str) -> Response:
        """The server asks the page's host, which its operator has to have listed (IMPORT_HOSTS)."""
        into = get_project(request, project)
        record = fetch_article(
            actor=get_user(request),
            project=into,
            url=self.read_body(FetchIn)["url"],
            now=read_now(request),
        )
        parts = start_import(request, into, [(1, record)])
        return answer_report(
            ImportReport([report for part in parts for report in part]), path=request.path
        )


def read_rows(body: Any) -> Iterator[Row]:
    """The articles of a body, numbered; what is none carries its refusal."""
    articles = body if isinstance(body, list) else [body]
    if not articles:
        raise InvalidInput("empty", "There is no article in this array.")
    if len(articles) > settings.IMPORT_MAX_ROWS:
        raise InvalidInput(
            "too_many_rows",
            "More than %(limit)d articles at once; send them as lines (application/x-ndjson).",
            limit=settings.IMPORT_MAX_ROWS,
        )
    for number, article in enumerate(articles, start=1):
        yield number, read_row(article)


def read_row(article: Any) -> ArticleRecord | DomainError:
    if not isinstance(article, dict):
        return InvalidInput("not_an_object", "An article is a JSON object.")
    try:
        return parse_article(article)
    except DomainError as refusal:
        return refusal


def answer_report(report: ImportReport, *, path: str) -> Response:
    body = ReportOut(report).data
    if report.created or report.known:
        return Response(body, status=201 if report.created else 200)
    problems = [problem for row in report.rows for problem in list_row_problems(row)]
    return Response(
        make_body(problems, status=400, path=path) | body, status=400, content_type=CONTENT_TYPE
    )


def list_row_problems(row: RowReport) -> list[Problem]:
    """Fields as in other errors about arrays: the place counted from 0, then the name."""
    return list_problems(row.refusal, under=str(row.row - 1)) if row.refusal else []

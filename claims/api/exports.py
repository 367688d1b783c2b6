"""GET /api/v1/projects/<project>/export/: a project's labels as one file, streamed."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import OptionField, PublicIdField, TextField
from claims.api.views import OperationView
from claims.exchange.formats import DEFAULT_FORMAT, FORMATS, find_format
from claims.models import ApiToken
from claims.operations.exports import start_export
from claims.queries.export import ALL_ROUNDS
from claims.requests import get_user, read_now


class ExportQuery(Query):
    """What one may ask an export for. Which formats there are, `find_format` knows."""

    also_known = ()

    format = TextField(max_length=40, required=False)
    article = PublicIdField(required=False)
    rounds = OptionField(choices=[ALL_ROUNDS], required=False)


class AnyAccept(BaseContentNegotiation):
    """What comes is said by `?format=`: no Accept header is refused."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class ExportView(OperationView):
    """The labels that count now, one record each; see docs/export-format.md."""

    # Not HEAD: it would begin an export, and note so in the audit, for nobody.
    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.EXPORT

    @extend_schema(
        operation_id="export_annotations",
        summary="Export the labels of a project",
        description=(
            "Streams the labels that count at the moment of the request, each with everything it "
            "refers to. For managers and readers of the project. The fields are described in "
            "docs/export-format.md. A connection that breaks off means that the file is not whole."
        ),
        parameters=[
            OpenApiParameter("project", str, OpenApiParameter.PATH, description="UUID or slug."),
            OpenApiParameter(
                "format",
                enum=list(FORMATS),
                default=DEFAULT_FORMAT,
                description="`csv` is lossless; `csv-excel` is for opening in a spreadsheet.",
            ),
            OpenApiParameter("article", OpenApiTypes.UUID, description="Only this article's."),
            OpenApiParameter(
                "rounds",
                enum=[ALL_ROUNDS],
                description="`all`: also of rounds that are not part of the data set.",
            ),
        ],
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, project: str) -> StreamingHttpResponse:
        user, now = get_user(request), read_now(request)
        found = get_project(request, project)
        wanted = read_parameters(ExportQuery, request.query_params, user)
        format_ = find_format(wanted.get("format", DEFAULT_FORMAT))
        content = start_export(
            actor=user,
            project=found,
            format_name=format_.name,
            article=wanted.get("article"),
            all_rounds=wanted.get("rounds") == ALL_ROUNDS,
            now=now,
        )
        return send_file(
            content,
            content_type=format_.content_type,
            name=f"{found.slug}-annotations-{now:%Y-%m-%d}{format_.suffix}",
        )


def send_file(content: Iterator[bytes], *, content_type: str, name: str) -> StreamingHttpResponse:
    """To be kept, not shown. The name is made of a slug and a day: nothing in it needs escaping."""
    return StreamingHttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "X-Content-Type-Options": "nosniff",
        },
    )

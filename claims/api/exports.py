"""GET /api/v1/projects/<project>/export/: what was chosen of a project as one file, streamed."""

from typing import Any

from django.http import StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import MomentParameter, Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import DayField, OptionField, PublicIdField, TextField
from claims.api.views import OperationView
from claims.downloads import send_file
from claims.exchange.formats import DEFAULT_FORMAT, FORMATS
from claims.models import ApiToken, Stage
from claims.operations.exports import Download, Wish, report_export, start_export
from claims.queries.export_selection import Of, Status, make_selection
from claims.requests import get_user, read_now

# How an address asks for rounds that are not part of the data set, too.
ALL_ROUNDS = "all"
GZIP = "gzip"
# Headers of ours: of which moment the export is, and how many records embargoed articles keep out.
MOMENT_HEADER = "Export-Moment"
EMBARGOED_HEADER = "Export-Embargoed"


class Narrowed(serializers.Serializer):
    """What exports and releases can be narrowed down by, as queries.export_selection names it."""

    article = PublicIdField(required=False, help_text="Only this article's.")
    to = DayField(required=False, help_text="Made up to the end of that day, UTC.")
    annotator = TextField(
        max_length=40,
        required=False,
        help_text="Pseudonym, as in exports; of decisions who made them.",
    )
    stage = OptionField(choices=Stage.choices, required=False, help_text="One pass alone.")
    status = OptionField(
        choices=[one.value for one in Status],
        required=False,
        help_text="Of the claim in that pass: decided or not; whether its labels say the same.",
    )
    verifiability = TextField(max_length=60, required=False, help_text="A label's value.")
    verdict = TextField(max_length=60, required=False, help_text="A label's value.")
    speaker = PublicIdField(required=False, help_text="Whoever is one with them counts too.")
    changed_since = MomentParameter("Made, or made anew, since that moment.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        since = DayField(required=False, help_text="Made from that day on, UTC.")
        return {**super().get_fields(), "from": since}  # No name that a class could give.


class ReportQuery(Narrowed, Query):
    """What one may ask for. Which formats and labels there are, is looked up."""

    also_known = ()

    of = OptionField(
        choices=[one.value for one in Of],
        default=Of.ANNOTATIONS.value,
        help_text="`claims`: of each claim one decision, that of the check pass if there is one.",
    )
    format = TextField(
        max_length=40,
        default=DEFAULT_FORMAT,
        help_text=f"One of: {', '.join(FORMATS)}. `csv-excel` is for opening in a spreadsheet.",
    )
    rounds = OptionField(
        choices=[ALL_ROUNDS],
        required=False,
        help_text="`all`: also of rounds that are not part of the data set.",
    )
    moment = TextField(
        max_length=8000,
        required=False,
        help_text=f"The `{MOMENT_HEADER}` of an earlier export: this one is as of then.",
    )


class ExportQuery(ReportQuery):
    """What one may ask a file for, on top."""

    after = PublicIdField(
        required=False,
        help_text="With `moment`: the UUID of the last whole record that arrived; goes on there.",
    )
    trailer = OptionField(
        choices=["1"],
        required=False,
        help_text="`1`: a last line of JSONL tells the number of records and the SHA-256.",
    )
    compress = OptionField(
        choices=[GZIP],
        required=False,
        help_text="`gzip`: a .gz file. (With `Accept-Encoding: gzip` it is unpacked on arrival.)",
    )


class MappedOut(serializers.Serializer):
    """A label that the format says in other words."""

    label = serializers.CharField()  # type: ignore[assignment] # a field of DRF has one, too
    said = serializers.CharField()
    count = serializers.IntegerField()


class ExportReportOut(serializers.Serializer):
    """What the file would hold, and what it leaves out and why."""

    of = serializers.CharField()
    format = serializers.CharField()
    moment = serializers.CharField(help_text="For `moment`: an export as of then holds just this.")
    as_of = serializers.DateTimeField()
    records = serializers.IntegerField()
    left_out = serializers.DictField(child=serializers.IntegerField(), help_text="By the reason.")
    mapped = MappedOut(many=True)
    wordings = serializers.DictField(
        child=serializers.IntegerField(), help_text="Claims that go out `decided` or `verbatim`."
    )
    altered = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Texts that cannot go out as they are, by what is done to them.",
    )


class AnyAccept(BaseContentNegotiation):
    """What comes is said by `?format=`: no Accept header is refused."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


PROJECT = OpenApiParameter("project", str, OpenApiParameter.PATH, description="UUID or slug.")


class ExportView(OperationView):
    """What counts now, one record each; see docs/export-format.md."""

    # Not HEAD: it would begin an export, and note so in the audit, for nobody.
    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.EXPORT
    has_etag = False

    @extend_schema(
        operation_id="export_annotations",
        summary="Export the labels, decisions or articles of a project",
        description=(
            "Streams what counts at the moment of the request, each record with everything it "
            "refers to. For managers and readers of the project. The fields, and how to go on with "
            "a transfer that was cut off, are described in docs/export-format.md. A connection "
            "that breaks off means that the file is not whole."
        ),
        parameters=[PROJECT, ExportQuery],
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, project: str) -> StreamingHttpResponse:
        user, now = get_user(request), read_now(request)
        found = get_project(request, project)
        given = read_parameters(ExportQuery, request.query_params, user)
        is_file = given.get("compress") == GZIP
        is_packed = not is_file and _accepts_gzip(request)
        download = start_export(
            actor=user, project=found, wish=_make_wish(given, gzip=is_file or is_packed), now=now
        )
        suffix = f"{download.format.suffix}.gz" if is_file else download.format.suffix
        response = send_file(
            download,
            content_type="application/gzip" if is_file else download.format.content_type,
            name=f"{found.slug}-{given['of']}-{now:%Y-%m-%d}{suffix}",
        )
        if is_packed:
            response["Content-Encoding"] = GZIP
        if not is_file:
            patch_vary_headers(response, ["Accept-Encoding"])
        response[MOMENT_HEADER] = download.token
        response[EMBARGOED_HEADER] = str(download.embargoed)
        return response


class ExportReportView(OperationView):
    """What an export would hold, and what it cannot say."""

    read_scope = ApiToken.Scope.EXPORT
    http_method_names = ["get"]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="export_report",
        summary="Tell what an export would hold and leave out",
        description=(
            "Writes the export and throws it away: it takes as long. With `moment` it tells of the "
            "very file that was fetched."
        ),
        parameters=[PROJECT, ReportQuery],
        responses=ExportReportOut,
    )
    def get(self, request: Request, project: str) -> Response:
        user, now = get_user(request), read_now(request)
        found = get_project(request, project)
        given = read_parameters(ReportQuery, request.query_params, user)
        download = report_export(actor=user, project=found, wish=_make_wish(given), now=now)
        return Response(ExportReportOut(_describe(download, given["of"])).data)


def _make_wish(given: dict[str, Any], *, gzip: bool = False) -> Wish:
    is_all = given.get("rounds") == ALL_ROUNDS
    return Wish(
        selection=make_selection(Of(given["of"]), given, all_rounds=is_all),
        format_name=given["format"],
        moment=given.get("moment", ""),
        after=given.get("after"),
        trailer="trailer" in given,
        gzip=gzip,
    )


def _describe(download: Download, of: str) -> dict[str, Any]:
    return {
        "of": of,
        "format": download.format.name,
        "moment": download.token,
        "as_of": download.moment.as_of,
        **download.report.dump(),
    }


def _accepts_gzip(request: Request) -> bool:
    """Whether the client says that it unpacks gzip, and not that it would rather not."""
    offers = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    return any(
        name in {GZIP, "x-gzip"} and not weight.startswith(("q=0;", "q=0.0")) and weight != "q=0"
        for name, _, weight in (offer.partition(";") for offer in offers)
    )

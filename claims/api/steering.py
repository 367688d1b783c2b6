"""How the work of a project goes, for those who steer it; and who worked how much in which week."""

from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.exports import AnyAccept
from claims.api.members import PersonOut
from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import TextField
from claims.api.views import OperationView
from claims.downloads import send_file
from claims.exchange.timesheet import DEFAULT_SHEET, SHEETS
from claims.models import Project, Stage, User
from claims.operations.exports import start_timesheet
from claims.queries import steering
from claims.queries.forecast import Outlook
from claims.queries.progress import PassCounts, count_passes
from claims.requests import get_user, read_now


class ForecastOut(serializers.Serializer):
    """When the labels wanted in a pass will be given: docs/steering.md."""

    outlook = serializers.ChoiceField(choices=[one.value for one in Outlook])
    left = serializers.IntegerField(help_text="Labels wanted and not given.")
    per_day = serializers.FloatField(help_text="Labels a day, on the average of `days`.")
    days = serializers.IntegerField(help_text="Whole days that the pace was taken of.")
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True, help_text="null: perhaps never.")


class PassOut(serializers.Serializer):
    """One pass in numbers."""

    stage = serializers.ChoiceField(choices=Stage.choices)
    claims_wanted = serializers.IntegerField(source="queued")
    claims_finished = serializers.IntegerField(source="finished")
    labels_given = serializers.IntegerField(source="labels.given")
    labels_wanted = serializers.IntegerField(source="labels.wanted")
    forecast = ForecastOut()


class DayOut(serializers.Serializer):
    """The labels and checks first given on a day of the project's time zone."""

    day = serializers.DateField()
    labels = serializers.IntegerField()
    checks = serializers.IntegerField()


class VersionOut(serializers.Serializer):
    """Labels that count, by the guideline's version."""

    version = serializers.IntegerField(allow_null=True, help_text="null: under no guideline.")
    labels = serializers.IntegerField()


class PersonWorkOut(serializers.Serializer):
    """What somebody did in the project; `recent_…` in the days that `days` lists."""

    person = PersonOut()
    is_active = serializers.BooleanField(help_text="They have not left.")
    labels = serializers.IntegerField()
    checks = serializers.IntegerField()
    skips = serializers.IntegerField()
    flags = serializers.IntegerField()
    last_label = serializers.DateTimeField(allow_null=True)
    recent_labels = serializers.IntegerField(source="recent.labels")
    recent_seconds = serializers.IntegerField(source="recent.seconds")
    recent_median_seconds = serializers.IntegerField(source="recent.median", allow_null=True)


class ProgressOut(serializers.Serializer):
    """How the work goes."""

    passes = PassOut(many=True)
    days = DayOut(many=True)
    guideline_versions = VersionOut(
        many=True, help_text="Empty while the guideline has one version."
    )
    people = PersonWorkOut(
        many=True,
        allow_null=True,
        help_text="null for curators where the project hides names from them.",
    )


class ProjectProgressView(OperationView):
    """How the work of a project goes."""

    http_method_names = ["get", "head"]

    @extend_schema(operation_id="project_progress", responses=ProgressOut)
    def get(self, request: Request, project: str) -> Response:
        """Labels by pass, day, person and guideline version; for curators and managers."""
        found, user = get_project(request, project), get_user(request)
        permissions.require(permissions.can_curate(user, found))
        return Response(ProgressOut(_describe(user, found, read_now(request))).data)


def _describe(user: User, project: Project, now: datetime) -> dict[str, Any]:
    days = steering.count_days(project, now)
    people = None
    if steering.sees_people(user, project):
        people = steering.describe_people(project, steering.list_labellers(project), now)
    return {
        "passes": [
            {**_list_counts(one), "forecast": steering.forecast_pass(project, one, days)}
            for one in count_passes(project)
        ],
        "days": days,
        "guideline_versions": steering.count_versions(project),
        "people": people,
    }


def _list_counts(counts: PassCounts) -> dict[str, Any]:
    """As PassOut takes them."""
    return {name: getattr(counts, name) for name in ("stage", "queued", "finished", "labels")}


class TimeSheetQuery(Query):
    """In what form the sheet is wanted."""

    also_known = ()

    format = TextField(max_length=40, required=False)


class TimeSheetView(OperationView):
    """Who worked how much in which week."""

    # Not HEAD: it would note an export in the audit, for nobody.
    http_method_names = ["get"]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="project_timesheet",
        summary="Who worked how much in which week",
        description=(
            "Streams one row per person and week (ISO 8601, in the project's time zone): labels "
            "and checks first given in it, and the active time of all that was submitted, "
            "revisions included. For managers. See docs/steering.md."
        ),
        parameters=[
            OpenApiParameter("project", str, OpenApiParameter.PATH, description="UUID or slug."),
            OpenApiParameter("format", enum=list(SHEETS), default=DEFAULT_SHEET),
        ],
        responses={
            (200, "application/json"): {"type": "array", "items": {"type": "object"}},
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, project: str) -> StreamingHttpResponse:
        user, now = get_user(request), read_now(request)
        found = get_project(request, project)
        wanted = read_parameters(TimeSheetQuery, request.query_params, user)
        name = wanted.get("format", DEFAULT_SHEET)
        content = start_timesheet(actor=user, project=found, format_name=name, now=now)
        return send_file(
            content,
            content_type=SHEETS[name].content_type,
            name=f"{found.slug}-timesheet-{now:%Y-%m-%d}.{name}",
        )

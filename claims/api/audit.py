"""What was done, by whom: of a project for those who manage it, all of it for site admins."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from claims import permissions
from claims.api.exports import PROJECT, AnyAccept, send_file
from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import AbsentTextField, DayField, OptionField, PublicIdField, TextField
from claims.api.views import ListView, OperationView
from claims.exchange.audit import AUDIT_FORMATS, DEFAULT_AUDIT_FORMAT
from claims.models import AuditEvent, Project, User
from claims.operations.exports import start_audit_export
from claims.queries.audit import Wanted, find_events
from claims.queries.audit_words import Group
from claims.requests import get_user, read_now

ACTION_LENGTH = 60


class AuditQuery(Query):
    """Which events."""

    action = TextField(max_length=ACTION_LENGTH, required=False, help_text="As in them.")
    group = OptionField(
        choices=[one.value for one in Group],
        required=False,
        help_text="Actions that have to do with that.",
    )
    actor = TextField(max_length=150, required=False, help_text="Username of who did it.")
    to = DayField(required=False, help_text="Up to the end of that day, UTC.")
    target = TextField(max_length=100, required=False, help_text="As in them.")
    address = serializers.IPAddressField(required=False, help_text="Where requests came from.")
    token = PublicIdField(required=False, help_text="The token that was used.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        since = DayField(required=False, help_text="From that day on, UTC.")
        return {**super().get_fields(), "from": since}  # No name that a class could give.


class AuditExportQuery(AuditQuery):
    """Which events, and how they are written."""

    also_known = ()

    format = TextField(
        max_length=40,
        default=DEFAULT_AUDIT_FORMAT,
        help_text=f"One of: {', '.join(AUDIT_FORMATS)}.",
    )


def make_wanted(given: dict[str, Any]) -> Wanted:
    """By the names of the parameters."""
    named = {name: given[name] for name in Wanted.__dataclass_fields__ if name in given}
    return Wanted(since=given.get("from"), until=given.get("to"), **named)


class AuditEventOut(serializers.ModelSerializer):
    """One thing that was done."""

    actor = serializers.CharField(
        source="actor.username", default=None, allow_null=True, help_text="Null: the server."
    )
    project = serializers.CharField(
        source="project.slug", default=None, allow_null=True, help_text="Null: of no project."
    )
    target = AbsentTextField(help_text="The UUID of what it was done to.")
    data = serializers.JSONField(  # type: ignore[assignment]
        help_text="`changes`: of each field what it held before, and holds."
    )
    token = serializers.UUIDField(source="token.uuid", default=None, allow_null=True)

    class Meta:
        model = AuditEvent
        fields = [
            *("created_at", "action", "actor", "project", "target", "data", "address", "token"),
            "request_id",
        ]
        read_only_fields = fields


class AuditView(ListView):
    """For site admins: everything that was done, the oldest first."""

    serializer_class = AuditEventOut
    query = AuditQuery
    read_scope = "manage"

    def find(self, user: User, **wanted: Any) -> QuerySet[AuditEvent]:
        project = self.find_project()
        permissions.require(permissions.can_read_audit(user, project))
        events = find_events(project, make_wanted(wanted))
        return events.select_related("actor", "project", "token")

    def find_project(self) -> Project | None:
        return None


class ProjectAuditView(AuditView):
    """For managers: everything that was done in the project, the oldest first."""

    def find_project(self) -> Project | None:
        return get_project(self.request, self.kwargs["project"])


FILES: dict[Any, Any] = {
    (200, "application/x-ndjson"): OpenApiTypes.BINARY,
    (200, "text/csv"): OpenApiTypes.BINARY,
}


class AuditExportView(OperationView):
    """All of the audit as one file, streamed."""

    # Not HEAD: it would note an export, for nobody.
    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = "manage"
    has_etag = False

    @extend_schema(
        operation_id="export_audit",
        summary="Export the audit",
        description="For site admins. Streams what was done, the oldest first.",
        parameters=[AuditExportQuery],
        responses=FILES,
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return _send(request, None)


class ProjectAuditExportView(AuditExportView):
    """The project's audit as one file, streamed."""

    @extend_schema(
        operation_id="export_project_audit",
        summary="Export the audit of a project",
        description="For managers. Streams what was done in the project, the oldest first.",
        parameters=[PROJECT, AuditExportQuery],
        responses=FILES,
    )
    def get(self, request: Request, project: str) -> StreamingHttpResponse:  # type: ignore[override]
        return _send(request, get_project(request, project))


def _send(request: Request, project: Project | None) -> StreamingHttpResponse:
    user, now = get_user(request), read_now(request)
    permissions.require(permissions.can_read_audit(user, project))
    given = read_parameters(AuditExportQuery, request.query_params, user)
    content = start_audit_export(
        actor=user,
        project=project,
        wanted=make_wanted(given),
        format_name=given["format"],
        now=now,
    )
    format_ = AUDIT_FORMATS[given["format"]]
    name = f"{project.slug}-audit" if project else "audit"
    return send_file(
        content,
        content_type=format_.content_type,
        name=f"{name}-{now:%Y-%m-%d}{format_.suffix}",
    )

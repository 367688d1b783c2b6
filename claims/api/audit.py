"""What was done in a project, by whom: for those who manage it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims import permissions
from claims.api.parameters import Query
from claims.api.requests import get_project
from claims.api.shapes import AbsentTextField, TextField
from claims.api.views import ListView
from claims.models import AuditEvent, User

ACTION_LENGTH = 60


class AuditQuery(Query):
    """Which events."""

    action = TextField(max_length=ACTION_LENGTH, required=False, help_text="As in them.")


class AuditEventOut(serializers.ModelSerializer):
    """One thing that was done."""

    actor = serializers.CharField(
        source="actor.username", default=None, allow_null=True, help_text="Null: the server."
    )
    target = AbsentTextField(help_text="The UUID of what it was done to.")
    data = serializers.JSONField()  # type: ignore[assignment]
    token = serializers.UUIDField(source="token.uuid", default=None, allow_null=True)

    class Meta:
        model = AuditEvent
        fields = ["created_at", "action", "actor", "target", "data", "token", "request_id"]
        read_only_fields = fields


class ProjectAuditView(ListView):
    """For managers: everything that was done in the project, the oldest first."""

    serializer_class = AuditEventOut
    query = AuditQuery
    read_scope = "manage"

    def find(self, user: User, **wanted: Any) -> QuerySet[AuditEvent]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        events = AuditEvent.objects.filter(project=project, **wanted)
        return events.select_related("actor", "token")

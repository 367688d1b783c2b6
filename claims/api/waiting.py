"""The curators' queue: claims that nothing happens to unless somebody decides."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import permissions
from claims.api.claims import ClaimOut, find_claims
from claims.api.parameters import Query
from claims.api.requests import get_project
from claims.api.shapes import OptionField
from claims.api.views import ListView
from claims.models import Claim, Project, User
from claims.queries.attention import Reason, list_waiting, map_reasons

REASONS = [reason.value for reason in Reason]


class WaitingClaimOut(ClaimOut):
    """A claim, and why it waits."""

    reasons = serializers.SerializerMethodField()

    class Meta(ClaimOut.Meta):
        fields = [*ClaimOut.Meta.fields, "reasons"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=REASONS)))
    def get_reasons(self, claim: Claim) -> list[str]:
        return [reason.value for reason in self.context["reasons"][claim.pk]]


class WaitingQuery(Query):
    reason = OptionField(choices=REASONS, required=False, help_text="Only those that wait for it.")


class ProjectWaitingView(ListView):
    """The claims of a project that wait for a curator."""

    serializer_class = WaitingClaimOut
    query = WaitingQuery
    reasons: Mapping[int, list[Reason]] = {}

    def find(self, user: User, reason: str | None = None, **wanted: Any) -> QuerySet[Claim]:
        self.project = self.get_project()
        return find_claims(user).filter(pk__in=list_waiting(self.project, reason).values("pk"))

    def get_project(self) -> Project:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_curate(self.request.user, project))
        return project

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        self.reasons = map_reasons(self.project, page or ())
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "reasons": self.reasons}

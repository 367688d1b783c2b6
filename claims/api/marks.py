"""What people passed over, and what they called a curator to; flags in bulk."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.bulk import BulkOut, answer_each, find_claim
from claims.api.queue import FlagIn, MarkOut
from claims.api.requests import get_project
from claims.api.shapes import PublicIdField
from claims.api.views import ListView
from claims.models import ApiToken, Flag, Skip, User
from claims.operations.marks import flag_claim
from claims.queries.steering import list_flags, list_skips
from claims.requests import get_user, read_now

AT_ONCE = 500


class MarkListOut(MarkOut):
    """A skip or a flag, in a list."""

    person = serializers.UUIDField(
        source="annotator.uuid", help_text="Whose it is: their UUID; null where names are hidden."
    )

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        return shown | ({"person": None} if self.context["hides_names"] else {})


class MarksView(ListView):
    """What lists of skips and flags have in common."""

    serializer_class = MarkListOut

    def get_serializer_context(self) -> dict[str, Any]:
        # Described without a project, too.
        hides = getattr(self, "hides_names", True)
        return {**super().get_serializer_context(), "hides_names": hides}

    def find_project(self, user: User) -> Any:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_curate(user, project))
        self.hides_names = project.hides_names and not permissions.can_manage(user, project)
        return project


class ProjectSkipsView(MarksView):
    """For curators: claims that people passed over, but for those that you may still label."""

    def find(self, user: User, **wanted: Any) -> QuerySet[Skip]:
        return list_skips(user, self.find_project(user))


class BulkFlagIn(FlagIn):
    """What a curator should look at, and where."""

    claim = PublicIdField()


class ProjectFlagsView(MarksView):
    """For curators: claims that a curator was called to, but for those that you may still label."""

    write_scope = ApiToken.Scope.LABEL

    def find(self, user: User, **wanted: Any) -> QuerySet[Flag]:
        return list_flags(user, self.find_project(user))

    @extend_schema(request=BulkFlagIn(many=True), responses=BulkOut)
    def post(self, request: Request, project: str) -> Response:
        """Flag up to 500 claims. Each stands for itself: look at the results. Safe to repeat."""
        user, now, found = get_user(request), read_now(request), get_project(request, project)
        permissions.require(permissions.can_annotate(user, found))

        def flag(item: dict[str, Any]) -> tuple[int, Any]:
            claim = find_claim(found, item.pop("claim"))
            flag_claim(actor=user, claim=claim, now=now, **item)
            return 200, claim.uuid

        return answer_each(request.data, BulkFlagIn, flag, limit=AT_ONCE)

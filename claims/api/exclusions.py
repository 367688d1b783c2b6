"""Outlets, and who labels nothing of them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut, find_member
from claims.api.parameters import Query, TrueParameter
from claims.api.requests import get_project
from claims.api.shapes import (
    AbsentTextField,
    NothingIn,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.errors import InvalidInput
from claims.models import Exclusion, Outlet, Project, User
from claims.operations.assignment import end_exclusion, exclude_person
from claims.operations.marks import REASON_LIMIT
from claims.requests import get_user, read_now


class OutletOut(serializers.ModelSerializer):
    """Who published articles of the project."""

    domain = AbsentTextField()

    class Meta:
        model = Outlet
        fields = ["uuid", "name", "domain"]
        read_only_fields = fields


class ProjectOutletsView(ListView):
    """The outlets of a project."""

    serializer_class = OutletOut

    def find(self, user: User, **wanted: Any) -> QuerySet[Outlet]:
        project = get_project(self.request, self.kwargs["project"])
        return Outlet.objects.visible_to(user).filter(project=project)


class ExclusionOut(serializers.ModelSerializer):
    """That somebody labels nothing of an outlet."""

    outlet = OutletOut()
    person = PersonOut()
    reason = AbsentTextField()

    class Meta:
        model = Exclusion
        fields = ["uuid", "outlet", "person", "reason", "created_at", "ended_at"]
        read_only_fields = fields


class ExclusionQuery(Query):
    standing = TrueParameter(help_text="Only those that have not been ended.")


class ExclusionIn(StrictSerializer):
    """Who shall label nothing of which outlet."""

    outlet = PublicIdField()
    person = PublicIdField()
    reason = TextField(max_length=REASON_LIMIT, default="")


class ProjectExclusionsView(ListView):
    """Who labels nothing of which outlet: for managers."""

    serializer_class = ExclusionOut
    query = ExclusionQuery

    def find(self, user: User, standing: str = "", **wanted: Any) -> QuerySet[Exclusion]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        exclusions = Exclusion.objects.visible_to(user).filter(project=project)
        shown = exclusions.select_related("outlet", "person")
        return shown.standing() if standing else shown

    @extend_schema(request=ExclusionIn, responses=ExclusionOut)
    def post(self, request: Request, project: str) -> Response:
        """What the person holds of the outlet goes on to others. Safe to repeat."""
        found = get_project(request, project)
        # Before the body names people: who works here is not for everybody to find out.
        permissions.require(permissions.can_manage(get_user(request), found))
        body = ExclusionIn(data=request.data)
        body.is_valid(raise_exception=True)
        exclusion = exclude_person(
            actor=get_user(request),
            outlet=find_outlet(found, body.validated_data["outlet"]),
            person=find_member(found, body.validated_data["person"]),
            reason=body.validated_data["reason"],
            now=read_now(request),
        )
        return Response(ExclusionOut(exclusion).data)


def find_outlet(project: Project, uuid: UUID) -> Outlet:
    outlet = project.outlets.filter(uuid=uuid).first()
    if outlet is None:
        raise InvalidInput("unknown_outlet", "The project has no such outlet.", field="outlet")
    return outlet


class ExclusionEndView(OperationView):
    """Letting somebody label articles of an outlet again."""

    @extend_schema(request=NothingIn, responses=ExclusionOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For managers. Safe to repeat."""
        self.read_body(NothingIn)
        visible = Exclusion.objects.visible_to(get_user(request))
        exclusion = get_object_or_404(
            visible.select_related("project", "outlet", "person"), uuid=uuid
        )
        end_exclusion(actor=get_user(request), exclusion=exclusion, now=read_now(request))
        exclusion.refresh_from_db(fields=["ended_at"])
        return Response(ExclusionOut(exclusion).data)

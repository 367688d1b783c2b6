"""The guideline of a project: which version one knows, and saying that one has read the latest."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.projects import GuidelineOut
from claims.api.requests import get_project
from claims.api.shapes import NumberField, StrictSerializer, TextField
from claims.api.views import OperationView
from claims.models import ApiToken, Guideline, Project
from claims.operations.guidelines import acknowledge_guideline
from claims.operations.labelling import VERSION_LIMIT
from claims.operations.projects import GUIDELINE_LIMIT, publish_guideline
from claims.queries.guidelines import find_standing
from claims.requests import get_user, read_now


class StandingOut(GuidelineOut):
    """The version that holds, and the one that you know."""

    known_version = serializers.IntegerField(
        allow_null=True, help_text="That you read last, or labelled under last; null: none."
    )
    is_unread = serializers.BooleanField(help_text="A newer one than you know is there to read.")

    class Meta(GuidelineOut.Meta):
        fields = [*GuidelineOut.Meta.fields, "known_version", "is_unread"]
        read_only_fields = fields


class ReadIn(StrictSerializer):
    """What you have read."""

    version = NumberField(min_value=1, max_value=VERSION_LIMIT)


class ProjectGuidelineView(OperationView):
    """The guideline by which people label."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(responses=StandingOut)
    def get(self, request: Request, project: str) -> Response:
        """The version that holds; 404 where there is none."""
        return Response(show_standing(request, get_project(request, project)))

    @extend_schema(request=ReadIn, responses=StandingOut)
    def post(self, request: Request, project: str) -> Response:
        """Say that you have read it. 409 `published_meanwhile` if it is not the latest any more."""
        found = get_project(request, project)
        read = found.guidelines.filter(version=self.read_body(ReadIn)["version"]).first()
        if read is None:
            raise Http404
        acknowledge_guideline(actor=get_user(request), guideline=read, now=read_now(request))
        return Response(show_standing(request, found))


class GuidelineHeadOut(serializers.ModelSerializer):
    """A version of the guideline, without its text."""

    class Meta:
        model = Guideline
        fields = ["version", "created_at"]
        read_only_fields = fields


class VersionsOut(serializers.Serializer):
    """All versions, the oldest first."""

    results = GuidelineHeadOut(many=True)


class GuidelineIn(StrictSerializer):
    """The next version."""

    text = TextField(max_length=GUIDELINE_LIMIT, help_text="Markdown.")
    onto = NumberField(
        min_value=0,
        max_value=VERSION_LIMIT,
        required=False,
        help_text="The version that it was begun on, 0 where there was none.",
    )


class ProjectGuidelinesView(OperationView):
    """All versions of the guideline."""

    @extend_schema(operation_id="projects_guidelines_list", responses=VersionsOut)
    def get(self, request: Request, project: str) -> Response:
        """Which there are."""
        versions = get_project(request, project).guidelines.order_by("version")
        return Response({"results": GuidelineHeadOut(versions, many=True).data})

    @extend_schema(request=GuidelineIn, responses={201: GuidelineOut})
    def post(self, request: Request, project: str) -> Response:
        """For managers: publish the next. 409 `published_meanwhile` where another came."""
        made = publish_guideline(
            actor=get_user(request),
            project=get_project(request, project),
            now=read_now(request),
            **self.read_body(GuidelineIn),
        )
        return Response(GuidelineOut(made).data, status=201)


class GuidelineVersionView(OperationView):
    """One version of the guideline."""

    @extend_schema(responses=GuidelineOut)
    def get(self, request: Request, project: str, version: int) -> Response:
        """Its text; two of them side by side show what has changed."""
        found = get_project(request, project)
        named = found.guidelines.filter(version=min(version, VERSION_LIMIT))
        return Response(GuidelineOut(get_object_or_404(named)).data)


def show_standing(request: Request, project: Project) -> Any:
    """As StandingOut describes it."""
    latest, standing = project.latest_guideline(), find_standing(get_user(request), project)
    if latest is None or standing is None:
        raise Http404
    known = {"known_version": standing.known, "is_unread": standing.is_unread}
    return GuidelineOut(latest).data | known

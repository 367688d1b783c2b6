"""Rounds: articles drawn by chance and labelled before all others."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.requests import get_project
from claims.api.shapes import (
    NothingIn,
    NumberField,
    OptionField,
    StrictSerializer,
    SwitchField,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.models import Round, User
from claims.models.stages import MOST_IN_ROUND, MOST_LABELS
from claims.operations import rounds
from claims.operations.labelling import VERSION_LIMIT
from claims.requests import get_user, read_now


class RoundOut(serializers.ModelSerializer):
    """A round, and how it was drawn. Its articles name it by its number."""

    guideline_version = serializers.IntegerField(
        source="guideline.version",
        default=None,
        allow_null=True,
        help_text="The version that held when it was started.",
    )

    class Meta:
        model = Round
        fields = [
            *("uuid", "number", "name", "kind", "size", "seed", "overlap"),
            *("guideline_version", "in_releases", "started_at", "ended_at"),
        ]
        read_only_fields = fields


class RoundChangeIn(StrictSerializer):
    """What can be changed of a round, any of it."""

    name = TextField(max_length=rounds.NAME_LIMIT, required=False)
    in_releases = SwitchField(
        required=False, help_text="Whether exports have its labels without being asked to."
    )


class RoundIn(StrictSerializer):
    """The round that you would start."""

    name = TextField(max_length=rounds.NAME_LIMIT)
    kind = OptionField(choices=Round.Kind.choices)
    size = NumberField(min_value=1, max_value=MOST_IN_ROUND, help_text="Articles.")
    in_releases = SwitchField(help_text="Whether exports have its labels without being asked to.")
    overlap = NumberField(
        required=False,
        min_value=1,
        max_value=MOST_LABELS,
        help_text="Labels wanted per claim; left out: as the project says.",
    )
    seed = NumberField(
        required=False,
        min_value=0,
        max_value=VERSION_LIMIT,
        help_text="The same draws the same articles again; left out: a new one.",
    )


class ProjectRoundsView(ListView):
    """The rounds of a project: for curators; managers start one."""

    serializer_class = RoundOut

    def find(self, user: User, **wanted: Any) -> QuerySet[Round]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_curate(user, project))
        return Round.objects.visible_to(user).filter(project=project).select_related("guideline")

    @extend_schema(request=RoundIn, responses={201: RoundOut})
    def post(self, request: Request, project: str) -> Response:
        """For managers: draws articles that nobody has begun, and hands them out first.

        409 `round_running` while another is running; 400 `too_few_articles` where there are fewer.
        """
        found = get_project(request, project)
        permissions.require(permissions.can_manage(get_user(request), found))
        body = RoundIn(data=request.data)
        body.is_valid(raise_exception=True)
        started = rounds.start_round(
            actor=get_user(request), project=found, now=read_now(request), **body.validated_data
        )
        return Response(RoundOut(started).data, status=201)


class RoundView(OperationView):
    """What is common to running a round."""

    def get_round(self, uuid: UUID) -> Round:
        visible = Round.objects.visible_to(get_user(self.request))
        found = get_object_or_404(visible.select_related("project", "guideline"), uuid=uuid)
        permissions.require(permissions.can_manage(self.request.user, found.project))
        return found


class RoundChangeView(RoundView):
    """What a round is called, and whether exports have its labels."""

    @extend_schema(request=RoundChangeIn, responses=RoundOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: what is left out stays."""
        found = self.get_round(uuid)
        values = self.read_body(RoundChangeIn)
        rounds.change_round(
            actor=get_user(request), round_=found, values=values, now=read_now(request)
        )
        return Response(RoundOut(found).data)


class RoundEndView(RoundView):
    """Handing its articles out in their turn again."""

    @extend_schema(request=NothingIn, responses=RoundOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: articles that nobody has begun leave the round. Safe to repeat."""
        found = self.get_round(uuid)
        self.read_body(NothingIn)
        rounds.end_round(actor=get_user(request), round_=found, now=read_now(request))
        return Response(RoundOut(found).data)

"""Work: the next article, how long it stays reserved, and what one passes over or flags."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.requests import get_claim, get_project
from claims.api.shapes import AbsentTextField, NothingIn, StageIn, TextField
from claims.api.views import OperationView
from claims.api.work import NO_WORK, LeaseOut, WorkOut, show_work
from claims.models import ApiToken, Lease, Stage
from claims.operations import marks, queue
from claims.requests import get_user, read_now


class NextIn(StageIn):
    """What work you would like; the body may be empty."""


class NextView(OperationView):
    """Going on."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=NextIn, responses=WorkOut)
    def post(self, request: Request, project: str) -> Response:
        """Your article at hand, else the next one, reserved for you; `lease` null: none is left.

        In the check pass it is one claim of an article that is reserved.
        """
        found = get_project(request, project)
        user = get_user(request)
        lease = queue.lease_next(
            actor=user, project=found, now=read_now(request), **self.read_body(NextIn)
        )
        if lease is None:
            return Response(NO_WORK)
        lease.project = found
        return Response(show_work(lease, user))


class LeaseView(OperationView):
    """What is common to renewing and stopping."""

    write_scope = ApiToken.Scope.LABEL

    def get_lease(self, uuid: object) -> Lease:
        self.read_body(NothingIn)
        own = Lease.objects.visible_to(get_user(self.request))
        return get_object_or_404(own.select_related("project", "article"), uuid=uuid)


class LeaseRenewView(LeaseView):
    """Keeping an article."""

    @extend_schema(request=NothingIn, responses=LeaseOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Start the reservation's time anew; 409 once it has ended. Submitting does this too."""
        renewed = queue.renew_lease(
            actor=get_user(request), lease=self.get_lease(uuid), now=read_now(request)
        )
        return Response(LeaseOut(renewed).data)


class LeaseStopView(LeaseView):
    """Giving an article back."""

    @extend_schema(request=NothingIn, responses=LeaseOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Stop here: what you labelled stays, the rest goes on to others. Safe to repeat."""
        lease = self.get_lease(uuid)
        queue.stop_lease(actor=get_user(request), lease=lease, now=read_now(request))
        lease.refresh_from_db(fields=["ended_at"])
        return Response(LeaseOut(lease).data)


class SkipIn(StageIn):
    """Why you pass the claim over, if you like to say."""

    reason = TextField(max_length=500, default="")


class FlagIn(StageIn):
    """What a curator should look at."""

    reason = TextField(max_length=500)


class MarkOut(serializers.Serializer):
    """A skip or a flag as it stands."""

    claim = serializers.UUIDField(source="claim.uuid")
    stage = serializers.ChoiceField(choices=Stage.choices)
    reason = AbsentTextField()
    created_at = serializers.DateTimeField()


class ClaimSkipView(OperationView):
    """Passing a claim over."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=SkipIn, responses=MarkOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """The claim goes to somebody else and is not offered to you again. Safe to repeat."""
        claim = get_claim(request, uuid)
        skip = marks.skip_claim(
            actor=get_user(request), claim=claim, now=read_now(request), **self.read_body(SkipIn)
        )
        return Response(MarkOut(skip).data)


class ClaimFlagView(OperationView):
    """Calling a curator."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=FlagIn, responses=MarkOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Ask a curator to look. Again changes the reason; the claim stays yours to label."""
        claim = get_claim(request, uuid)
        flag = marks.flag_claim(
            actor=get_user(request), claim=claim, now=read_now(request), **self.read_body(FlagIn)
        )
        return Response(MarkOut(flag).data)

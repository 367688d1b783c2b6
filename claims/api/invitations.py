"""Invitations: by which managers bring in people who are not there yet. Guide: docs/people.md"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut
from claims.api.requests import get_project
from claims.api.shapes import AbsentTextField, NothingIn, OptionField, StrictSerializer, TextField
from claims.api.views import ListView, OperationView
from claims.models import ApiToken, Invitation, Membership, User
from claims.operations import invitations
from claims.operations.invitations import EMAIL_LIMIT, MESSAGE_LIMIT, Made
from claims.requests import get_user, link_invitation, read_now


class InvitationOut(serializers.ModelSerializer):
    """Who is invited, to what, and what became of it. Its link is in a mail alone."""

    email = AbsentTextField(help_text="null: the person was made anonymous.")
    created_by = PersonOut()

    class Meta:
        model = Invitation
        fields = [
            *("uuid", "email", "role", "created_at", "created_by", "expires_at", "mailed_at"),
            *("accepted_at", "revoked_at"),
        ]
        read_only_fields = fields


class InvitationMadeOut(serializers.Serializer):
    """An invitation, and its link where no mail could be sent."""

    invitation = InvitationOut()
    link = serializers.CharField(
        allow_null=True,
        help_text="To be given by hand, shown this once; null: it was sent to the address.",
    )


class InvitationIn(StrictSerializer):
    """Whom you would invite."""

    email = TextField(max_length=EMAIL_LIMIT, help_text="Only who has it can take it up.")
    role = OptionField(choices=Membership.Role.choices)
    message = TextField(max_length=MESSAGE_LIMIT, required=False, help_text="Stands in the mail.")


class ProjectInvitationsView(ListView):
    """The invitations to a project, for its managers."""

    serializer_class = InvitationOut
    # They hold addresses of people.
    read_scope = ApiToken.Scope.MANAGE
    is_secret = True

    def find(self, user: User, **wanted: Any) -> QuerySet[Invitation]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        return Invitation.objects.filter(project=project).select_related("created_by")

    @extend_schema(request=InvitationIn, responses={201: InvitationMadeOut})
    def post(self, request: Request, project: str) -> Response:
        """For managers: invite somebody by their address. A mail is sent at once."""
        user, found = get_user(request), get_project(request, project)
        permissions.require(permissions.can_manage(user, found))
        body = self.read_body(InvitationIn)
        made = invitations.invite(actor=user, project=found, now=read_now(request), **body)
        return send(request, made)


def send(request: Request, made: Made) -> Response:
    """Mail it; the link is in the answer only where that fails."""
    user, now = get_user(request), read_now(request)
    link = link_invitation(request, made.token)
    is_sent = invitations.mail(actor=user, made=made, link=link, now=now)
    told = {"invitation": made.invitation, "link": None if is_sent else link}
    return Response(InvitationMadeOut(told).data, status=201)


class InvitationActView(OperationView):
    """What is done about one invitation."""

    def take_invitation(self, uuid: UUID) -> Invitation:
        """Of a request that says all by its address."""
        visible = Invitation.objects.visible_to(get_user(self.request))
        found = get_object_or_404(visible.select_related("project", "created_by"), uuid=uuid)
        self.read_body(NothingIn)
        return found


class InvitationRenewView(InvitationActView):
    """Sending it again."""

    is_secret = True

    @extend_schema(request=NothingIn, responses={201: InvitationMadeOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """With another link; the one before opens nothing any more."""
        found = self.take_invitation(uuid)
        made = invitations.renew(actor=get_user(request), invitation=found, now=read_now(request))
        return send(request, made)


class InvitationRevokeView(InvitationActView):
    """Taking it back."""

    @extend_schema(request=NothingIn, responses=InvitationOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Its link opens nothing any more. Safe to repeat; 409 where it was taken up."""
        found = self.take_invitation(uuid)
        invitations.revoke(actor=get_user(request), invitation=found, now=read_now(request))
        return Response(InvitationOut(found).data)

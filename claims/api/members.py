"""The people of a project, under their names: for those who manage it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.requests import get_project
from claims.api.shapes import (
    AbsentTextField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    SwitchField,
)
from claims.api.views import ListView
from claims.errors import InvalidInput
from claims.models import Membership, Project, User
from claims.operations.projects import set_membership
from claims.queries.members import list_members, list_people, read_last_seen
from claims.queries.people import list_near
from claims.requests import get_user, read_now


class PersonOut(serializers.ModelSerializer):
    """A person under their name."""

    username = serializers.CharField(help_text="By which they sign in.")
    name = AbsentTextField()

    class Meta:
        model = User
        fields = ["uuid", "username", "name"]
        read_only_fields = fields


class MemberOut(PersonOut):
    """A person, and what they may do in the project."""

    role = serializers.ChoiceField(choices=Membership.Role.choices)
    is_active = serializers.BooleanField(
        source="is_member", help_text="They can sign in, and have not left the project."
    )
    joined_at = serializers.DateTimeField(
        allow_null=True, help_text="When they came in, or last came back; null: not known."
    )
    last_seen_at = serializers.SerializerMethodField(
        help_text="Their last sign-in, request of a program, or label here."
    )
    trained_at = serializers.DateTimeField(
        allow_null=True, help_text="When they passed the training, or were passed by hand."
    )
    failed_at = serializers.DateTimeField(
        allow_null=True, help_text="When they finished the training below its mark."
    )
    paused_at = serializers.DateTimeField(
        allow_null=True, help_text="When a rule paused them; null: they are not."
    )

    class Meta(PersonOut.Meta):
        fields = [
            *PersonOut.Meta.fields,
            "role",
            "is_active",
            "joined_at",
            "last_seen_at",
            "trained_at",
            "failed_at",
            "paused_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_seen_at(self, person: User) -> Any:
        seen = read_last_seen(person)
        return serializers.DateTimeField().to_representation(seen) if seen else None


class MembershipIn(StrictSerializer):
    """Who is to be what in the project."""

    person = PublicIdField(help_text="As `people/` or `members/` tell it.")
    role = OptionField(choices=Membership.Role.choices)
    is_active = SwitchField(default=True, help_text="False: they leave the project.")


class MembershipSetOut(serializers.Serializer):
    """The person as they are now."""

    member = MemberOut()
    given_up = serializers.IntegerField(
        help_text="Claims they label no more, since they could read all labels before."
    )


class ProjectMembersView(ListView):
    """Who works in a project, and who has left it."""

    serializer_class = MemberOut

    @extend_schema(request=MembershipIn, responses=MembershipSetOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: give somebody a role, change it, or end it. Safe to repeat."""
        user, found = get_user(request), get_project(request, project)
        permissions.require(permissions.can_manage(user, found))
        body = self.read_body(MembershipIn)
        near = list_near(user) | list_people(found)
        person = near.filter(uuid=body.pop("person")).distinct().first()
        if person is None:
            raise InvalidInput("unknown_person", "Nobody has this UUID.", field="person")
        written = set_membership(
            actor=user, project=found, user=person, now=read_now(request), **body
        )
        member = list_members(found).get(pk=person.pk)
        return Response({"member": MemberOut(member).data, "given_up": written.given_up})

    def find(self, user: User, **wanted: Any) -> QuerySet[User]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        return list_members(project)


def find_member(project: Project, uuid: UUID) -> User:
    """The person that a body names; InvalidInput unless they are or were of the project."""
    person = list_people(project).filter(uuid=uuid).first()
    if person is None:
        raise InvalidInput(
            "unknown_person", "Nobody of this project has this UUID.", field="person"
        )
    return person

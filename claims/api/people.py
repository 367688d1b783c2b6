"""People beyond one project: for site admins, and for managers who look for somebody."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut
from claims.api.shapes import NothingIn, StrictSerializer, TextField
from claims.api.views import ListView, OperationView
from claims.models import Membership, User
from claims.operations import people
from claims.operations.erasure import anonymise_person
from claims.queries.people import list_near
from claims.requests import get_user, read_now

NAME_LENGTH, PASSWORD_LENGTH, EMAIL_LENGTH = 150, 128, 254


class AccountPersonOut(PersonOut):
    """A person, and whether they may sign in."""

    class Meta(PersonOut.Meta):
        fields = [*PersonOut.Meta.fields, "is_active"]
        read_only_fields = fields


class NewPersonIn(StrictSerializer):
    """Somebody who is to sign in."""

    username = TextField(max_length=NAME_LENGTH)
    password = TextField(max_length=PASSWORD_LENGTH)
    name = TextField(max_length=NAME_LENGTH, required=False)
    email = TextField(max_length=EMAIL_LENGTH, required=False)


class PeopleView(ListView):
    """People whom you may put into a project."""

    serializer_class = AccountPersonOut

    def find(self, user: User, **wanted: Any) -> QuerySet[User]:
        """For managers: people of their projects, and those in none; a site admin sees all."""
        manages = user.is_superuser or Membership.objects.managed_by(user).exists()
        permissions.require(manages)
        return list_near(user)

    @extend_schema(request=NewPersonIn, responses={201: AccountPersonOut})
    def post(self, request: Request) -> Response:
        """For site admins: somebody who can sign in, and is in no project yet."""
        made = people.add_person(
            actor=get_user(request), now=read_now(request), **self.read_body(NewPersonIn)
        )
        return Response(AccountPersonOut(made).data, status=201)


class AnonymiseIn(StrictSerializer):
    """To be sure that it is the right person."""

    username = TextField(max_length=NAME_LENGTH, help_text="Their user name, once more.")


class PersonActView(OperationView):
    """What is done about one person."""

    def get_person(self, uuid: UUID) -> User:
        return get_object_or_404(list_near(get_user(self.request)), uuid=uuid)

    def show(self, person: User) -> Response:
        person.refresh_from_db()
        return Response(AccountPersonOut(person).data)


class PersonReactivateView(PersonActView):
    """Giving somebody their access back."""

    @extend_schema(request=NothingIn, responses=AccountPersonOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For those who may change the person: they sign in again. Safe to repeat."""
        person = self.get_person(uuid)
        self.read_body(NothingIn)
        people.reactivate_person(actor=get_user(request), person=person, now=read_now(request))
        return self.show(person)


class PersonAnonymiseView(PersonActView):
    """Taking from an account all that says who it is."""

    @extend_schema(request=AnonymiseIn, responses=AccountPersonOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For site admins, for good: see docs/people.md. Their labels stay."""
        person = self.get_person(uuid)
        typed = self.read_body(AnonymiseIn)["username"]
        anonymise_person(actor=get_user(request), person=person, typed=typed, now=read_now(request))
        return self.show(person)


class PersonDeactivateView(PersonActView):
    """Ending somebody's access."""

    @extend_schema(request=NothingIn, responses=AccountPersonOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For those who may change the person: sessions and tokens end, labels stay. Repeatable."""
        person = self.get_person(uuid)
        self.read_body(NothingIn)
        people.deactivate_person(actor=get_user(request), person=person, now=read_now(request))
        return self.show(person)

"""Making people anonymous: what is gone, and what stays."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.test import Client

from claims import clock
from claims.errors import InvalidInput, NotAllowed
from claims.models import (
    Annotation,
    ApiToken,
    AuditEvent,
    Case,
    Invitation,
    Lease,
    Membership,
    Project,
    Slot,
    User,
)
from claims.operations import people, projects, sign_ins
from claims.operations.erasure import anonymise_person
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    CaseFactory,
    ClaimFactory,
    DraftFactory,
    ExclusionFactory,
    InvitationFactory,
    LeaseFactory,
    MembershipFactory,
    SlotFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Zenobía Quist", "zenobia@quist.example"
# Each with a letter that no key, hash or session is written with: there by chance is none.
TRACES = ("zenobía", "@quist", "cousin of")


@pytest.fixture
def person(project: Project) -> User:
    """Somebody who has left traces everywhere."""
    user = UserFactory(username="zenobía", name=NAME, email=ADDRESS, is_staff=True, language="de")
    MembershipFactory(project=project, user=user, role="curator")
    user.groups.add(Group.objects.create(name="Staff"))
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(
        slot=SlotFactory(claim=claim, annotator=user), comment="As I, zenobía, see it."
    )
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "of zenobía"})
    SocialAccount.objects.create(user=user, provider="oidc", uid="zenobía@provider")
    ApiTokenFactory(user=user, name="Zenobía’s laptop")
    DraftFactory(annotator=user, claim=ClaimFactory(article=claim.article))
    ExclusionFactory(outlet__project=project, person=user, reason="Cousin of the editor")
    InvitationFactory(
        project=project, email=ADDRESS, message="Zenobía!", accepted_by=user, accepted_at=NOW
    )
    InvitationFactory(email=ADDRESS.upper(), message="Dear Zenobía")
    CaseFactory(claim=claim, held_by=user, held_until=NOW + timedelta(minutes=9))
    for model, said in ((User, "zenobía"), (Membership, "zenobía: Annotator")):
        LogEntry.objects.create(
            user=UserFactory(),
            content_type=ContentType.objects.get_for_model(model),
            object_id="1",
            object_repr=said,
            action_flag=CHANGE,
            change_message=f'[{{"added": {{"object": "{said}"}}}}]',
        )
    return user


def note_session(person: User, client: Client) -> None:
    """As signing in does, which tests pass by; and something of them in the session itself."""
    session = client.session
    session["seen"] = NAME
    session.save()
    sign_ins.note_sign_in(
        person=person,
        key=str(client.session.session_key),
        device="Zenobía’s browser",
        way="password",
        with_code=False,
        now=clock.now(),
    )


def find_traces() -> list[str]:
    """Tables in which something still says who it was."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        text = read_rows(model).lower()
        # Also as JSON writes them in ASCII.
        if any(word in text or json.dumps(word)[1:-1] in text for word in TRACES):
            found.append(model._meta.label)
    return found


def read_rows(model: type[models.Model]) -> str:
    if model is Session:
        # What a session holds is written in base64: nobody would find a name there.
        return str([session.get_decoded() for session in Session.objects.all()])
    rows: models.QuerySet[Any] = models.QuerySet(model)
    return str(list(rows.values()))


def test_nothing_says_who_it_was_but_what_was_written_with_labels(
    person: User, admin: User, sign_in: SignIn
) -> None:
    note_session(person, sign_in(person))
    sign_in(admin)
    rows = {model: model._default_manager.count() for model in (Annotation, Slot, Membership)}
    before = find_traces()

    anonymise_person(actor=admin, person=person, typed="zenobía", now=NOW)

    assert {
        *("claims.User", "claims.ApiToken", "claims.Invitation"),
        *("admin.LogEntry", "sessions.Session"),
    } < set(before)
    assert find_traces() == ["claims.Annotation"]
    assert {model: model._default_manager.count() for model in rows} == rows
    gone = User.objects.get(pk=person.pk)
    assert gone.username.startswith("former-")
    assert (gone.name, gone.email, gone.language, gone.last_login) == ("", "", "", None)
    assert (gone.is_active, gone.is_staff, gone.anonymised_at) == (False, False, NOW)
    assert not gone.has_usable_password()
    assert (gone.groups.count(), gone.drafts.count()) == (0, 0)
    assert not ApiToken.objects.usable(NOW).filter(user=gone).exists()
    assert not Invitation.objects.open().filter(email="").exists()
    assert Invitation.objects.filter(email="", message="").count() == 2
    assert Session.objects.count() == 1
    assert Annotation.objects.get().annotator == gone


def test_the_administrations_log_forgets_other_letters_and_former_names(admin: User) -> None:
    person = UserFactory(username="zo\u00eb", name='Zo\u00eb "Z" M\u00fcller')
    of_user = ContentType.objects.get_for_model(User).pk
    of_member = ContentType.objects.get_for_model(Membership).pk
    for kind, number, said in (
        (of_user, person.pk, "zoe.unmarried"),
        (of_member, 1, f"{person.name}: Reader"),
        (of_member, 2, "zo\u00ebline: Reader"),
    ):
        LogEntry.objects.create(
            user=admin,
            content_type_id=kind,
            object_id=str(number),
            object_repr=said,
            action_flag=CHANGE,
            change_message=json.dumps([{"added": {"name": "membership", "object": said}}]),
        )
    LogEntry.objects.filter(object_id="2").update(change_message="By zo\u00eb, once.")

    anonymise_person(actor=admin, person=person, typed="zo\u00eb", now=NOW)

    own, member, other = LogEntry.objects.order_by("pk")
    person.refresh_from_db()
    assert own.object_repr == person.username
    assert member.object_repr == f"{person.username}: Reader"
    assert json.loads(member.change_message)[0]["added"]["object"] == f"{person.username}: Reader"
    assert other.object_repr == "zo\u00ebline: Reader"
    assert other.change_message == f"By {person.username}, once."


def test_the_audit_tells_that_and_not_of_whom(person: User, admin: User) -> None:
    anonymise_person(actor=admin, person=person, typed="zenobía", now=NOW)

    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.target) == ("user.anonymised", admin, str(person.uuid))
    assert event.data == {}


def test_it_is_done_by_site_admins_to_whom_they_name(
    person: User, admin: User, manager: User
) -> None:
    refused = {}
    for name, (actor, whom, typed) in {
        "manager": (manager, person, "zenobía"),
        "oneself": (admin, admin, "admin"),
        "slip": (admin, person, "Zenobía"),
        "nothing": (admin, person, ""),
        "source": (admin, UserFactory(username="s", is_source=True, is_active=False), "s"),
    }.items():
        with pytest.raises((NotAllowed, InvalidInput)) as error:
            anonymise_person(actor=actor, person=whom, typed=typed, now=NOW)
        refused[name] = error.value.code

    assert refused == {
        "manager": "not_allowed",
        "oneself": "not_allowed",
        "slip": "not_the_name",
        "nothing": "not_the_name",
        "source": "no_person",
    }
    person.refresh_from_db()
    assert (person.name, person.is_active) == (NAME, True)


def test_there_is_no_way_back(person: User, admin: User, project: Project) -> None:
    anonymise_person(actor=admin, person=person, typed="zenobía", now=NOW)

    with pytest.raises(InvalidInput):
        people.reactivate_person(actor=admin, person=person, now=NOW)
    with pytest.raises(InvalidInput):
        projects.set_membership(actor=admin, project=project, user=person, role="reader", now=NOW)
    for change in ({"is_active": True}, {"email": ADDRESS}, {"name": NAME}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(**change)


def test_deactivating_gives_everything_back(person: User, admin: User, sign_in: SignIn) -> None:
    client = sign_in(person)
    note_session(person, client)
    article = ClaimFactory().article
    LeaseFactory(article=article, annotator=person)
    SlotFactory(claim=ClaimFactory(article=article), reserved_for=person)
    made = InvitationFactory(created_by=person)

    people.deactivate_person(actor=admin, person=person, now=NOW)
    people.reactivate_person(actor=admin, person=person, now=NOW)

    assert not Lease.objects.open().filter(annotator=person).exists()
    assert not Slot.objects.filter(reserved_for=person).exists()
    assert not Case.objects.filter(held_by=person).exists()
    assert Invitation.objects.get(pk=made.pk).revoked_at == NOW
    # The session of before opens nothing, though its owner may sign in again.
    assert User.objects.get(pk=person.pk).is_active
    assert client.get("/account/").status_code == 302


def test_nobody_is_deleted_with_what_they_did(person: User) -> None:
    with pytest.raises(ProtectedError):
        person.delete()


def test_what_goes_with_a_person_holds_nothing_they_made() -> None:
    """A new foreign key that deletes along has to say here why it may."""
    related = User._meta.get_fields(include_hidden=True)
    along = {
        f"{one.related_model._meta.label}.{one.field.name}"
        for one in related
        if isinstance(one, models.ManyToOneRel) and one.on_delete is not models.PROTECT
    }

    assert along == {
        # A curator's hold of ten minutes: given back.
        "claims.Case.held_by",
        # Powers, and Django's own log: of people who never did anything else.
        "claims.User_groups.user",
        "claims.User_user_permissions.user",
        "admin.LogEntry.user",
        # How they sign in.
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "socialaccount.SocialAccount.user",
        "usersessions.UserSession.user",
    }

"""Invitations: made by managers, sent to an address, taken up once."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import Mock

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, OperationalError, transaction

from claims import clock
from claims.errors import Conflict, DomainError, Gone, InvalidInput, NotAllowed, NotFound, TooMany
from claims.models import Acceptance, AuditEvent, Invitation, Membership, Project, User
from claims.operations import audit, invitations, projects
from claims.operations.erasure import anonymise_person
from claims.operations.invitations import Made, Newcomer, digest_token
from tests.factories import (
    NOW,
    ConsentTextFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)
from tests.operations.test_races import race
from tests.operations.unlocked import unlock

pytestmark = pytest.mark.django_db

ADDRESS = "new@example.org"
# They lead to the same mailbox.
OTHER_SPELLINGS = (
    "NEW@example.org",
    "new+1@example.org",
    '"new"@example.org',
    '"n\\ew"@example.org',
)
NEWCOMER = Newcomer(username="newest", password="a long enough one", name="Nora New")


def invite(manager: User, project: Project, email: str = ADDRESS, **changes: Any) -> Made:
    asked = {"role": "annotator", "now": NOW, **changes}
    return invitations.invite(actor=manager, project=project, email=email, **asked)


def test_a_manager_invites_and_somebody_new_comes_in(project: Project, manager: User) -> None:
    made = invite(manager, project, message="Welcome!")

    person, _taken = invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)

    invitation = Invitation.objects.get()
    assert (invitation.accepted_by, invitation.accepted_at) == (person, NOW)
    assert (person.email, person.name, person.username) == (ADDRESS, "Nora New", "newest")
    assert person.check_password(NEWCOMER.password)
    # Nobody has shown yet that they read what comes to the address.
    assert not EmailAddress.objects.filter(user=person).exists()
    membership = Membership.objects.get(user=person)
    assert (membership.project, membership.role) == (project, "annotator")
    assert (membership.is_active, membership.joined_at) == (True, NOW)
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "invitation.made",
        "user.joined",
        "invitation.accepted",
        "membership.set",
    ]


def test_no_token_and_no_address_is_kept_where_it_stays(project: Project, manager: User) -> None:
    made = invite(manager, project)
    invitations.mail(actor=manager, made=made, link=f"https://x.test/{made.token}", now=NOW)
    again = invitations.renew(actor=manager, invitation=made.invitation, now=NOW)
    invitations.revoke(actor=manager, invitation=made.invitation, now=NOW)

    rows = str(list(AuditEvent.objects.values())) + str(list(Invitation.objects.values()))
    assert Invitation.objects.get().digest == digest_token(again.token)
    assert [token for token in (made.token, again.token) if token in rows] == []
    assert ADDRESS not in str(list(AuditEvent.objects.values()))


def test_only_managers_invite(project: Project, curator: User, stranger: User) -> None:
    for person in (curator, stranger):
        with pytest.raises(NotAllowed):
            invite(person, project)

    assert not Invitation.objects.exists()


def test_what_cannot_be_invited(project: Project, manager: User, annotator: User) -> None:
    invite(manager, project, "known@example.org")
    left = MembershipFactory(project=project, is_active=False).user
    found = {}
    for email, changes in {
        "": {},
        "nobody": {},
        "a@b.example\nBcc: c@d.example": {},
        "KNOWN@example.org": {},
        annotator.email.upper(): {},
        "role@example.org": {"role": "king"},
        "long@example.org": {"message": "x" * 1001},
        left.email: {},
    }.items():
        try:
            invite(manager, project, email, **changes)
        except DomainError as refusal:
            found[email] = (refusal.code, refusal.field)

    assert found == {
        "": ("not_an_address", "email"),
        "nobody": ("not_an_address", "email"),
        "a@b.example\nBcc: c@d.example": ("not_an_address", "email"),
        "KNOWN@example.org": ("already_invited", "email"),
        annotator.email.upper(): ("already_member", "email"),
        "role@example.org": ("unknown_choice", "role"),
        "long@example.org": ("too_long", "message"),
    }


def test_one_that_ran_out_makes_room_for_another(project: Project, manager: User) -> None:
    old = invite(manager, project).invitation

    new = invite(manager, project, now=NOW + timedelta(days=8)).invitation

    old.refresh_from_db()
    assert (old.revoked_at, new.is_open(NOW + timedelta(days=8))) == (NOW + timedelta(days=8), True)


def test_of_many_at_once_some_have_to_wait(project: Project, manager: User) -> None:
    for number in range(invitations.MADE_A_MINUTE):
        invite(manager, project, f"new{number}@example.org")

    with pytest.raises(TooMany):
        invite(manager, project)


def test_somebody_invites_an_address_a_few_times_an_hour_from_all_projects_together(
    project: Project, manager: User, stranger: User
) -> None:
    elsewhere = MembershipFactory(user=manager, role="manager").project
    made = invite(manager, project)
    for _again in range(invitations.TO_ADDRESS_AN_HOUR - 2):
        with pytest.raises(Conflict):
            invite(manager, project)  # Is refused, and does not count.
        made = invitations.renew(actor=manager, invitation=made.invitation, now=NOW)
    invite(manager, elsewhere, ADDRESS.upper())

    refused = []
    for act in (
        partial(invitations.renew, actor=manager, invitation=made.invitation, now=NOW),
        partial(invite, manager, project),
        *(partial(invite, manager, elsewhere, same) for same in OTHER_SPELLINGS),
    ):
        with pytest.raises(TooMany) as error:
            act()
        refused.append((error.value.code, error.value.field, error.value.wait))

    assert refused == [("too_many_to_address", "email", 3600)] * (2 + len(OTHER_SPELLINGS))
    assert invitations.find_open(made.token, NOW) == made.invitation
    later = NOW + timedelta(hours=1)
    assert invitations.renew(actor=manager, invitation=made.invitation, now=later)
    assert invite(manager, project, "another@example.org")
    # What one person does keeps nobody else from it.
    assert invite(stranger, Membership.objects.get(user=stranger).project)


def test_an_invitation_that_fails_does_not_count(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(audit, "record", Mock(side_effect=OperationalError("disk full")))
        for _again in range(invitations.TO_ADDRESS_AN_HOUR):
            with pytest.raises(OperationalError):
                invite(manager, project)

    assert invite(manager, project)


def test_what_is_over_opens_nothing(project: Project, annotator: User) -> None:
    InvitationFactory(token="used", accepted_at=NOW, accepted_by=annotator)
    InvitationFactory(token="revoked", revoked_at=NOW)
    InvitationFactory(token="expired", expires_at=NOW)
    InvitationFactory(token="open")
    people = User.objects.count()

    def try_to(take_up: Any) -> tuple[type[DomainError], str]:
        with pytest.raises(DomainError) as refused:
            take_up()
        return type(refused.value), refused.value.code

    acts: dict[str, Any] = {
        "accept": partial(invitations.accept, actor=annotator),
        "join": partial(invitations.join, newcomer=NEWCOMER),
    }
    found = {
        (token, verb): try_to(partial(act, token=token, now=NOW))
        for token in ("used", "revoked", "expired", "wrong", "")
        for verb, act in acts.items()
    }

    over = {"used": "used", "revoked": "revoked", "expired": "expired"}
    assert found == {
        (token, verb): (Gone, f"invitation_{over[token]}")
        if token in over
        else (NotFound, "unknown_invitation")
        for token in (*over, "wrong", "")
        for verb in ("accept", "join")
    }
    assert User.objects.count() == people


def test_who_has_an_account_accepts_with_it(project: Project, manager: User) -> None:
    person = UserFactory(email="Ada@Example.org")
    made = invite(manager, project, "ada@example.ORG", role="curator")

    invitations.accept(actor=person, token=made.token, now=NOW)

    assert Membership.objects.get(user=person).role == "curator"
    with pytest.raises(Gone):
        invitations.accept(actor=person, token=made.token, now=NOW)


def test_nobody_else_accepts(project: Project, manager: User, stranger: User) -> None:
    made = invite(manager, project)

    with pytest.raises(InvalidInput) as refused:
        invitations.accept(actor=stranger, token=made.token, now=NOW)

    assert refused.value.code == "other_address"
    assert Invitation.objects.open().exists()


def test_who_is_in_the_project_already_keeps_their_role(project: Project, manager: User) -> None:
    person = UserFactory()
    made = invite(manager, project, person.email, role="reader")
    projects.set_membership(actor=manager, project=project, user=person, role="curator", now=NOW)

    invitations.accept(actor=person, token=made.token, now=NOW)

    assert Membership.objects.get(user=person).role == "curator"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"username": "Manager"}, "invalid", ""),
        ({"username": ""}, "invalid", "username"),
        ({"username": "a b"}, "invalid", "username"),
        ({"password": "short"}, "invalid", "password"),
        ({"password": "newest@example"}, "invalid", "password"),
        ({"name": "x" * 151}, "invalid", "name"),
        ({"language": "tlh"}, "unknown_language", "language"),
    ],
)
def test_an_account_keeps_to_the_rules(
    changes: dict[str, str], code: str, field: str, project: Project, manager: User
) -> None:
    made = invite(manager, project, "newest@example.org")
    given = {"username": "newest", "password": "a long enough one", **changes}

    with pytest.raises(InvalidInput) as refused:
        invitations.join(token=made.token, newcomer=Newcomer(**given), now=NOW)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert Invitation.objects.open().exists()


def test_an_address_has_one_account(project: Project, manager: User) -> None:
    UserFactory(email=ADDRESS.upper())
    made = invite(manager, project)

    with pytest.raises(Conflict) as refused:
        invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)

    assert refused.value.code == "account_exists"


def test_whoever_comes_in_accepts_the_text(project: Project, manager: User) -> None:
    ConsentTextFactory()
    ConsentTextFactory()
    person = UserFactory(consent_due=True)
    mine, new = invite(manager, project, person.email), invite(manager, project)

    for version in (None, 1):
        with pytest.raises(InvalidInput, match="Read the text that holds now"):
            invitations.join(token=new.token, newcomer=NEWCOMER, version=version, now=NOW)
        with pytest.raises(InvalidInput, match="Read the text that holds now"):
            invitations.accept(actor=person, token=mine.token, version=version, now=NOW)
    added, _taken = invitations.join(token=new.token, newcomer=NEWCOMER, version=2, now=NOW)
    invitations.accept(actor=person, token=mine.token, version=2, now=NOW)

    kept = Acceptance.objects.values_list("user", "text__version")
    assert sorted(kept) == sorted([(added.pk, 2), (person.pk, 2)])
    assert not User.objects.get(pk=added.pk).consent_due


def test_an_address_to_which_the_link_was_mailed_is_verified(
    project: Project, manager: User
) -> None:
    made = invite(manager, project)
    invitations.mail(actor=manager, made=made, link="https://x.test/", now=NOW)

    person, _taken = invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)

    assert EmailAddress.objects.get(user=person, verified=True).email == ADDRESS


def test_another_link_ends_the_one_before(project: Project, manager: User) -> None:
    made = invite(manager, project)
    later = NOW + timedelta(days=30)

    again = invitations.renew(actor=manager, invitation=made.invitation, now=later)

    with pytest.raises(NotFound):
        invitations.find_open(made.token, later)
    assert invitations.find_open(again.token, later).expires_at == later + timedelta(days=7)


def test_by_the_word_of_a_site_admin_of_before_nobody_comes_in(
    project: Project, admin: User
) -> None:
    made = invite(admin, project)
    User.objects.filter(pk=admin.pk).update(is_superuser=False)

    with pytest.raises(Gone):
        invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)


def test_what_was_taken_up_is_neither_sent_again_nor_revoked(
    project: Project, manager: User
) -> None:
    made = invite(manager, project)
    invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)

    for act in (invitations.renew, invitations.revoke):
        with pytest.raises(Conflict):
            act(actor=manager, invitation=made.invitation, now=NOW)


def test_revoking_twice_is_once(project: Project, manager: User) -> None:
    made = invite(manager, project)

    invitations.revoke(actor=manager, invitation=made.invitation, now=NOW)
    invitations.revoke(actor=manager, invitation=made.invitation, now=NOW)

    assert AuditEvent.objects.filter(action="invitation.revoked").count() == 1
    with pytest.raises(Gone):
        invitations.find_open(made.token, NOW)


def test_a_mail_has_the_link_and_what_the_manager_says(project: Project, manager: User) -> None:
    Project.objects.filter(pk=project.pk).update(name="Two\r\nBcc: other@example.org")
    project.refresh_from_db()
    made = invite(manager, project, message="We start on <Monday>.")

    assert invitations.mail(actor=manager, made=made, link="https://x.test/i/t/", now=NOW)

    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert sent.subject == "Invitation to “Two Bcc: other@example.org”"
    assert "https://x.test/i/t/" in sent.body
    assert "We start on <Monday>." in sent.body
    assert Invitation.objects.get().mailed_at == NOW


def test_that_no_mail_could_be_sent_is_told(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    made = invite(manager, project)

    def fail(*_args: object, **_kwargs: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "send_mail", fail)
        refused = invitations.mail(actor=manager, made=made, link="l", now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    nowhere = invitations.mail(actor=manager, made=made, link="l", now=NOW)

    assert (refused, nowhere) == (False, False)
    assert Invitation.objects.get().mailed_at is None


def test_nobody_comes_in_by_the_word_of_somebody_who_left(project: Project, manager: User) -> None:
    other = MembershipFactory(project=project, role="manager").user
    made = invite(other, project)
    kept = invite(manager, project, "kept@example.org")

    projects.set_membership(actor=manager, project=project, user=other, role="curator", now=NOW)

    assert list(Invitation.objects.open()) == [kept.invitation]
    with pytest.raises(Gone):
        invitations.join(token=made.token, newcomer=NEWCOMER, now=NOW)


def test_each_that_ends_with_somebody_has_its_row_in_the_audit(admin: User) -> None:
    person = UserFactory(email=ADDRESS)
    made = InvitationFactory.create_batch(2, created_by=person)
    to_them = InvitationFactory(email=ADDRESS.upper())
    InvitationFactory(created_by=person, revoked_at=NOW)
    InvitationFactory()
    left = MembershipFactory(role="manager")
    of_left = InvitationFactory(project=left.project, created_by=left.user)
    MembershipFactory(project=left.project, role="manager")

    anonymise_person(actor=admin, person=person, typed=person.username, now=NOW)
    projects.set_membership(
        actor=admin, project=left.project, user=left.user, role="curator", now=NOW
    )

    rows = AuditEvent.objects.filter(action="invitation.revoked").order_by("pk")
    told = rows.values_list("actor", "project", "target", "data")
    changes = {"changes": {"revoked_at": [None, str(NOW)]}}
    assert list(told) == [
        (admin.pk, one.project_id, str(one.uuid), changes) for one in (to_them, *made, of_left)
    ]


def test_the_table_takes_no_second_open_one_nor_two_ends(project: Project, annotator: User) -> None:
    InvitationFactory(project=project, email="a@example.org")
    taken = {"accepted_at": NOW, "accepted_by": annotator}
    impossible: list[dict[str, Any]] = [
        {"email": "A@example.org"},
        {"email": ""},
        {"email": "b@example.org", "revoked_at": NOW, **taken},
        {"email": "c@example.org", "accepted_at": NOW},
    ]
    taken_in = []
    for given in impossible:
        try:
            with transaction.atomic():
                taken_in.append(InvitationFactory(project=project, **given))
        except IntegrityError:
            continue

    assert taken_in == []
    InvitationFactory(project=project, email="a@example.org", revoked_at=NOW)
    InvitationFactory(project=project, email="", **taken)


# ---- At once -------------------------------------------------------------------------------------

TIMES = 16


def use_at_once(project: Project) -> None:
    """The same two links, so many times each: one account, one membership of each."""
    now = clock.now()
    about = {"project": project, "expires_at": now + timedelta(days=1)}
    InvitationFactory(token="new", email=ADDRESS, **about)
    person = UserFactory()
    InvitationFactory(token="known", email=person.email, **about)
    people = User.objects.count()

    joined = race(
        [
            partial(
                invitations.join,
                token="new",
                newcomer=Newcomer(username=f"newest{number}", password="a long enough one"),
                now=now,
            )
            for number in range(TIMES)
        ]
    )
    accepted = race([partial(invitations.accept, actor=person, token="known", now=now)] * TIMES)

    for outcomes in (joined, accepted):
        failed = Counter(type(one) for one in outcomes if isinstance(one, Exception))
        assert failed.total() == TIMES - 1, failed
        assert set(failed) <= {Gone, Conflict, IntegrityError}, failed
    assert User.objects.count() == people + 1
    assert Membership.objects.filter(project=project, role="annotator").count() == 2
    assert AuditEvent.objects.filter(action="invitation.accepted").count() == 2


@pytest.mark.django_db(transaction=True)
def test_sixteen_uses_at_once_are_one(project: Project) -> None:
    use_at_once(project)


@pytest.mark.django_db(transaction=True)
def test_so_they_are_without_any_row_lock(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(monkeypatch)
    use_at_once(project)

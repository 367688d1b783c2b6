"""Invitations: made and sent by managers, taken up once by whoever has the link."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from claims import permissions
from claims.errors import (
    Conflict,
    DomainError,
    Gone,
    InvalidInput,
    NotFound,
    TooMany,
    changed_meanwhile,
)
from claims.models import Invitation, Membership, Project, User
from claims.operations import addresses, audit, consent, locks, projects, rates, revoking
from claims.operations.people import check_language
from claims.operations.validation import bound_text, check_password, validate

EMAIL_LIMIT, MESSAGE_LIMIT = 254, 1000
# Of one person a minute: each may be a mail.
MADE_A_MINUTE = 20
# Of one person to one address: nobody is to be flooded by mails of ours.
TO_ADDRESS_AN_HOUR, HOUR = 5, 60 * 60


class Made(NamedTuple):
    """An invitation, and the token of its link, which is kept nowhere."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """What somebody says of themselves who has no account yet."""

    username: str
    password: str
    name: str = ""
    language: str = ""


def digest_token(token: str) -> str:
    """How a token is stored and looked up. They are 32 random bytes: no salt or slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invite(
    *, actor: User, project: Project, email: str, role: str, message: str = "", now: datetime
) -> Made:
    """Invite whoever has the address. Raises Conflict where that is done, or they are here.

    Raises TooMany where the person made too many, of all or to this address.
    """
    permissions.require(permissions.can_manage(actor, project))
    _count(actor, now)
    email = _read_address(email)
    message = bound_text(message, field="message", limit=MESSAGE_LIMIT)
    if role not in Membership.Role.values:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="role")
    with _counting(actor, email, now), transaction.atomic():
        return _invite(actor, project, email, role, message, now)


def _count(actor: User, now: datetime) -> None:
    allowance = rates.take(f"invites:{actor.pk}", limit=MADE_A_MINUTE, now=now)
    if not allowance.is_allowed:
        raise TooMany(
            "too_many_invitations",
            "These are many invitations at once: go on in a minute.",
            wait=allowance.resets_in,
        )


@contextmanager
def _counting(actor: User, email: str, now: datetime) -> Iterator[None]:
    """Count one of the person's to the address, from all projects; what came to nothing was none.

    Not of all people's together: nobody is to use up what others may, nor to learn of it.
    """
    key = salted_hmac(
        "invited", f"{actor.pk} {_find_mailbox(email)}", algorithm="sha256"
    ).hexdigest()
    if not rates.count(key, limit=TO_ADDRESS_AN_HOUR, seconds=HOUR, now=now):
        raise TooMany(
            "too_many_to_address",
            "You have invited this address many times within the hour, so nothing was sent or"
            " changed now. Try again in an hour.",
            field="email",
            wait=HOUR - int(now.timestamp()) % HOUR,
        )
    try:
        yield
    except Exception:
        with suppress(DatabaseError):
            rates.give_back(key, seconds=HOUR, now=now)
        raise


def _find_mailbox(email: str) -> str:
    """What most of the address's other spellings lead to as well."""
    local, _, domain = email.casefold().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    mailbox = local.replace("\\", "").strip('"').partition("+")[0]
    return f"{mailbox}@{domain}"


def _read_address(email: str) -> str:
    email = User.objects.normalize_email(bound_text(email, field="email", limit=EMAIL_LIMIT))
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput("not_an_address", "This is no e-mail address.", field="email") from None
    return email


def _invite(
    actor: User, project: Project, email: str, role: str, message: str, now: datetime
) -> Made:
    locks.hold_project(project)
    person = find_person(email)
    if person and Membership.objects.active_of(person).filter(project=project).exists():
        raise Conflict("already_member", "Who has this address is in the project.", field="email")
    same = Invitation.objects.open().alias(lower=Lower("email"))
    for known in same.filter(project=project, lower=email.lower()):
        if known.is_open(now):
            raise Conflict(
                "already_invited",
                "This address has an invitation already: send it again, or revoke it.",
                field="email",
            )
        revoke(actor=actor, invitation=known, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        role=role,
        email=email,
        message=message,
        digest=digest_token(token),
        created_at=now,
        created_by=actor,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    _note("invitation.made", invitation, actor, now, role=role)
    return Made(invitation, token)


def find_person(email: str) -> User | None:
    """Who has the address, however it is spelled."""
    people = User.objects.alias(lower=Lower("email"))
    return people.filter(lower=email.lower()).first()


def renew(*, actor: User, invitation: Invitation, now: datetime) -> Made:
    """Another link in place of the one before, for as long as a new one. To be sent again.

    Raises TooMany as `invite` does: then the link before still counts.
    """
    permissions.require(permissions.can_manage(actor, invitation.project))
    _count(actor, now)
    token = secrets.token_urlsafe(32)
    with _counting(actor, invitation.email, now), transaction.atomic():
        renewed = Invitation.objects.open().filter(pk=invitation.pk)
        if not renewed.update(
            digest=digest_token(token),
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
            mailed_at=None,
        ):
            raise _ended()
        _note("invitation.renewed", invitation, actor, now)
    invitation.refresh_from_db()
    return Made(invitation, token)


@transaction.atomic
def revoke(*, actor: User, invitation: Invitation, now: datetime) -> None:
    """Let its link open nothing any more. Twice is once; Conflict where it was taken up."""
    permissions.require(permissions.can_manage(actor, invitation.project))
    revoking.revoke_one(actor, invitation, now)
    invitation.refresh_from_db()
    if invitation.accepted_at:
        raise _ended()


def _ended() -> Conflict:
    return Conflict("invitation_ended", "This invitation was taken up, or revoked.")


def mail(*, actor: User, made: Made, link: str, now: datetime) -> bool:
    """Send the link to the address; whether that went well. If not, it may be given by hand.

    Outside of any transaction: a server of mail may take its time.
    """
    if not can_mail() or not _send(made.invitation, actor, link):
        return False
    same = Invitation.objects.open().filter(pk=made.invitation.pk)
    with transaction.atomic():
        if same.filter(digest=made.invitation.digest).update(mailed_at=now):
            made.invitation.mailed_at = now
            _note("invitation.mailed", made.invitation, actor, now)
    return True


def can_mail() -> bool:
    """Whether mail goes anywhere: without a server of mail it ends in the log."""
    return not settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def _send(invitation: Invitation, actor: User, link: str) -> bool:
    context = {
        "invitation": invitation,
        "inviter": actor.get_full_name(),
        "link": link,
    }
    # Nothing of what people wrote breaks out of its line.
    subject = " ".join(render_to_string("claims/invitations/subject.txt", context).split())
    text = render_to_string("claims/invitations/email.txt", context)
    try:
        return send_mail(subject, text, None, [invitation.email]) == 1
    except OSError:
        return False


def find_open(token: str, now: datetime) -> Invitation:
    """The invitation of a link. Raises NotFound where there is none, and Gone where it is over."""
    found = Invitation.objects.select_related("project", "created_by")
    invitation = found.filter(digest=digest_token(token)).first()
    if invitation is None:
        raise NotFound(
            "unknown_invitation",
            "There is no such invitation. See that you have the whole link; if the invitation was"
            " sent again, only the latest link counts.",
        )
    if refusal := _refuse(invitation, now):
        raise refusal
    return invitation


def _refuse(invitation: Invitation, now: datetime) -> DomainError | None:
    if invitation.accepted_at:
        return Gone(
            "invitation_used",
            "This invitation has been taken up. If that was you, just log in.",
        )
    # A site admin of before manages it no more, though they were never in it.
    stands = permissions.can_manage(invitation.created_by, invitation.project)
    if invitation.revoked_at or not stands:
        return Gone("invitation_revoked", "This invitation was revoked. Ask for another one.")
    if not invitation.is_open(now):
        return Gone("invitation_expired", "This invitation has run out. Ask for another one.")
    return None


@transaction.atomic
def accept(*, actor: User, token: str, version: int | None = None, now: datetime) -> Invitation:
    """Come into the project as the person that one is. Who is in it already keeps their role.

    `version`: of the text of consent that they accept, where one is due.
    """
    invitation = _hold(token, now)
    if actor.email.lower() != invitation.email.lower():
        raise _other_address()
    if actor.consent_due:
        consent.accept_text(actor=actor, version=version, now=now)
    _take_up(invitation, actor, now)
    return invitation


def _other_address() -> DomainError:
    return InvalidInput(
        "other_address",
        "This invitation is for another address than that of your account. Log in with the account"
        " that has it, or ask for an invitation to yours.",
    )


def join(
    *, token: str, newcomer: Newcomer, version: int | None = None, now: datetime
) -> tuple[User, Invitation]:
    """Make an account for the address of the invitation, and come into the project with it."""
    check_language(newcomer.language)
    email = find_open(token, now).email
    person = User(
        username=newcomer.username,
        name=newcomer.name,
        email=email,
        language=newcomer.language,
        date_joined=now,
    )
    check_password(newcomer.password, person)
    # Takes long, so before anything is held.
    person.password = make_password(newcomer.password)
    with transaction.atomic():
        invitation = _hold(token, now)
        _add(person, now)
        if consent.is_asked_of_new_people():
            consent.accept_text(actor=person, version=version, now=now)
        _take_up(invitation, person, now)
        if invitation.mailed_at:
            # Whoever has the link reads what comes there.
            addresses.vouch(person=person)
    return person, invitation


def _add(person: User, now: datetime) -> None:
    if find_person(person.email):
        raise Conflict("account_exists", "There is an account with this address: log in with it.")
    validate(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Somebody else has just taken the name, or the address.
        raise changed_meanwhile() from None
    audit.record("user.joined", actor=person, now=now, target=person.uuid)


def _hold(token: str, now: datetime) -> Invitation:
    """The invitation of the link; nobody else takes it up, or revokes it, meanwhile."""
    invitation = find_open(token, now)
    locks.hold_project(invitation.project)
    held = Invitation.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("project").get(pk=invitation.pk)


def _take_up(invitation: Invitation, person: User, now: datetime) -> None:
    """Whoever was faster has it: this UPDATE is what lets nobody take it up twice."""
    same = Invitation.objects.open().filter(pk=invitation.pk, expires_at__gt=now)
    if not same.filter(digest=invitation.digest).update(accepted_at=now, accepted_by=person):
        invitation.refresh_from_db()
        raise _refuse(invitation, now) or _ended()
    project = invitation.project
    _note("invitation.accepted", invitation, person, now)
    if not Membership.objects.active_of(person).filter(project=project).exists():
        projects.place_member(
            actor=person, project=project, user=person, role=invitation.role, now=now
        )


def _note(action: str, invitation: Invitation, actor: User, now: datetime, **data: str) -> None:
    """Without the address: what the audit holds stays when the person is made anonymous."""
    audit.record(
        action,
        actor=actor,
        now=now,
        project=invitation.project,
        target=invitation.uuid,
        data=data,
    )

"""The second factor: codes of an app (TOTP), and recovery codes for when it is not at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import User
from claims.operations import attempts, audit, mails, rates
from claims.operations.attempts import Purpose

Kind = Authenticator.Type


def try_code(*, person: User, code: str, browser: str, now: datetime) -> Authenticator | None:
    """Whose code it is, the app's or the list's: each is good for once.

    Counted before it is looked at. Raises TooMany.
    """
    attempt = attempts.begin(Purpose.CODE, f"person {person.pk}", browser=browser, now=now)
    found = _find(person, _tidy(code), now)
    if found is None:
        audit.record("user.code_failed", actor=None, now=now, target=person.uuid)
        return None
    attempts.forgive(attempt)
    return found


def turn_on(*, actor: User, secret: str, code: str, browser: str, now: datetime) -> None:
    """Have the codes of an app that knows the secret, as the code shows; and recovery codes.

    The try counts whatever comes of it, so it is no part of the transaction.
    """
    attempt = attempts.begin(Purpose.CODE, f"person {actor.pk}", browser=browser, now=now)
    if not _use(actor, secret, _tidy(code), now):
        raise InvalidInput("wrong_code", "That is not the code of this moment.", field="code")
    attempts.forgive(attempt)
    try:
        _turn_on(actor, secret, now)
    except IntegrityError:
        raise Conflict("second_factor_on", "Your second factor is on already.") from None


@transaction.atomic
def _turn_on(actor: User, secret: str, now: datetime) -> None:
    _make(actor, Kind.TOTP, {"secret": encrypt(secret)}, now)
    _make_recovery_codes(actor, now)
    audit.record("user.second_factor_on", actor=actor, now=now, target=actor.uuid)
    mails.send("notice", person=actor, to=actor.email, what="on")


@transaction.atomic
def turn_off(*, actor: User, person: User, now: datetime) -> None:
    """Ask the person for no code any more: by themselves, or by a site admin whom they asked."""
    permissions.require(actor == person or permissions.can_administer(actor))
    removed, _kinds = Authenticator.objects.filter(user=person).delete()
    if removed:
        audit.record("user.second_factor_off", actor=actor, now=now, target=person.uuid)
        mails.send("notice", person=person, to=person.email, what="off")


@transaction.atomic
def renew_recovery_codes(*, actor: User, now: datetime) -> None:
    """Have other recovery codes; those of before are good no more."""
    codes = Authenticator.objects.filter(user=actor, type=Kind.RECOVERY_CODES)
    removed, _kinds = codes.delete()
    if not removed:
        raise Conflict("second_factor_off", "Your second factor is off.")
    _make_recovery_codes(actor, now)
    audit.record("user.recovery_codes_renewed", actor=actor, now=now, target=actor.uuid)
    mails.send("notice", person=actor, to=actor.email, what="codes")


def list_recovery_codes(person: User) -> list[str]:
    """Those that are still good."""
    kept = Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).first()
    return RecoveryCodes(kept).get_unused_codes() if kept else []


def _find(person: User, code: str, now: datetime) -> Authenticator | None:
    own = {one.type: one for one in Authenticator.objects.filter(user=person)}
    app, codes = own.get(Kind.TOTP), own.get(Kind.RECOVERY_CODES)
    if app and _use(person, decrypt(app.data["secret"]), code, now):
        return app
    if codes and _use_recovery_code(person, codes, code, now):
        return codes
    return None


def _use(person: User, secret: str, code: str, now: datetime) -> bool:
    """Whether it is the app's code of about this moment, and was not used before."""
    for step in _list_steps(now):
        if constant_time_compare(code, format_hotp_value(hotp_value(secret, step))):
            made_at = datetime.fromtimestamp(step * app_settings.TOTP_PERIOD, UTC)
            return rates.use_once(f"totp {person.pk} {step}", made_at=made_at, now=now)
    return False


def _list_steps(now: datetime) -> Iterator[int]:
    step, off = int(now.timestamp()) // app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE
    yield from range(step - off, step + off + 1)


@transaction.atomic
def _use_recovery_code(person: User, codes: Authenticator, code: str, now: datetime) -> bool:
    if not RecoveryCodes(codes).validate_code(code):
        return False
    audit.record("user.recovery_code_used", actor=person, now=now, target=person.uuid)
    mails.send("notice", person=person, to=person.email, what="used")
    return True


def _make_recovery_codes(person: User, now: datetime) -> None:
    data = {"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
    _make(person, Kind.RECOVERY_CODES, data, now)


def _make(person: User, kind: str, data: dict[str, object], now: datetime) -> None:
    Authenticator.objects.create(user=person, type=kind, data=data, created_at=now)


def _tidy(code: str) -> str:
    """As people copy it, without what stands between."""
    return "".join(code.split()).replace("-", "")

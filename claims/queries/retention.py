"""What is past its time, by the settings that say how long things are kept: docs/people.md."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from claims.models import AuditEvent, Draft
from claims.queries.audit_chain import Cuttable, find_cuttable

# Of a session that begins, this is written first: until then it is none that has ended.
BEGUN = timedelta(days=1)


def find_drafts(now: datetime) -> QuerySet[Draft]:
    """Those unchanged for too long."""
    limit = _find_limit(settings.DRAFT_DAYS, now)
    return Draft.objects.filter(saved_at__lt=limit) if limit else Draft.objects.none()


def find_addresses(now: datetime) -> QuerySet[AuditEvent]:
    """Audit rows whose address is to be forgotten."""
    limit = _find_limit(settings.ADDRESS_DAYS, now)
    rows = AuditEvent.objects.filter(address__isnull=False)
    return rows.filter(created_at__lt=limit) if limit else rows.none()


def find_sessions(now: datetime) -> QuerySet[Session]:
    """Those that have run out: nobody is signed in by them."""
    expired: QuerySet[Session] = Session.objects.filter(expire_date__lt=now)
    return expired


def find_devices(now: datetime) -> QuerySet[UserSession]:
    """Browsers, with their addresses, of sessions that have ended in whatever way."""
    living = Session.objects.filter(expire_date__gte=now).values("session_key")
    unused: QuerySet[UserSession] = UserSession.objects.filter(last_seen_at__lt=now - BEGUN)
    return unused.exclude(session_key__in=living)


def find_audit(now: datetime, at_most: int | None = None) -> Cuttable | None:
    """Audit rows that are to be cut."""
    limit = _find_limit(settings.AUDIT_DAYS, now)
    return find_cuttable(limit, at_most) if limit else None


def _find_limit(days: int, now: datetime) -> datetime | None:
    """What is older has to go; None: nothing has."""
    return now - timedelta(days=days) if days else None

"""Publishing decisions as ClaimReview, correcting and withdrawing them. Why so: decision 31."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from claims import permissions
from claims.errors import Conflict, InvalidInput, changed_meanwhile, gettext_noop
from claims.models import (
    Claim,
    Decision,
    Publication,
    PublicationCorrection,
    User,
    digest_page,
)
from claims.operations import audit, locks, queue
from claims.operations.publication_rules import (
    NOTE_LIMIT,
    NotEligible,
    check_day,
    check_page,
    check_review,
    read_claim_reviewed,
)
from claims.operations.validation import bound_text, validate_fields
from claims.queries import publications as queries

Kind = PublicationCorrection.Kind
State = Publication.State
# They were found in the database: they need no look there.
REFERENCES = ("project", "claim", "decision", "published_by")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What is published where: the page's link, and the claim in the words that stand there."""

    url: str
    claim_reviewed: str
    reviewed_on: date | None = None


@transaction.atomic
def publish(*, actor: User, claim: Claim, decision: UUID, page: Page, now: datetime) -> Publication:
    """Publish the decision that stands for a claim, as the person has seen it (`decision`).

    Twice is once. `page.reviewed_on`: left out, today. Raises NotEligible with all that keeps the
    decision from being published, InvalidInput naming the field, and Conflict where the claim is
    published already, the page is another publication's, or the actor may still come to label it.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    queue.refuse_blind(actor, claim, _find_stage(claim, decision))
    standing = _hold_standing(claim, decision, now)
    known = queries.find_publication(standing)
    if known is not None:
        return _repeat(known, standing, page)
    publication = Publication(
        project=claim.project,
        claim=claim,
        published_at=now,
        published_by=actor,
        **_read_page(standing, page, now),
        changed_at=now,
        **queries.describe_claim(standing),
    )
    check_review(publication)
    validate_fields(publication, but_not=REFERENCES)
    try:
        with transaction.atomic():
            publication.save(force_insert=True)
    except IntegrityError:
        raise _refuse_second(publication) from None
    _record("publication.published", publication, actor, now, url=publication.url)
    return publication


def _find_stage(claim: Claim, decision: UUID) -> str:
    """In which pass that decision of the claim was made."""
    found = Decision.objects.filter(claim=claim, uuid=decision).values_list("stage", flat=True)
    stage = found.first()
    if stage is None:
        raise InvalidInput(
            "unknown_decision", "There is no such decision for you.", field="decision"
        )
    return stage


def _hold_standing(claim: Claim, decision: UUID, now: datetime) -> Decision:
    """The decision, with all that is published of it; nobody decides the claim meanwhile.

    On PostgreSQL by the row of the article, which is held for whatever is decided in it. Where that
    is missed, the publication is out of date from the start, and listed as such.
    """
    locks.hold_article(claim.article_id)
    found = queries.with_bars(Decision.objects.filter(claim=claim, uuid=decision)).first()
    if found is None:
        raise InvalidInput(
            "unknown_decision", "There is no such decision for you.", field="decision"
        )
    bars = queries.list_bars(found, now)
    if bars:
        raise NotEligible(bars)
    return found


def _read_page(
    standing: Decision, page: Page, now: datetime, *, known: date | None = None
) -> dict[str, Any]:
    """The columns that say what stands on which page. Raises InvalidInput naming the field."""
    project = standing.project
    today = localtime(now, ZoneInfo(project.time_zone)).date()
    url = check_page(page.url, project.newsroom_domains)
    return {
        "url": url,
        "page_key": digest_page(url),
        "claim_reviewed": read_claim_reviewed(page.claim_reviewed),
        "reviewed_on": check_day(page.reviewed_on or known or today, today),
        **queries.describe_reviewer(project),
    }


def _repeat(known: Publication, standing: Decision, page: Page) -> Publication:
    """The publication there is, where it is the very same; else the refusal of a second."""
    same = (known.decision_id, known.page_key) == (standing.pk, digest_page(page.url))
    if same and known.claim_reviewed == read_claim_reviewed(page.claim_reviewed):
        return known
    raise _already_published()


def _already_published() -> Conflict:
    return Conflict("published_already", "The claim is published already: correct that.")


def _refuse_second(publication: Publication) -> Conflict:
    """What somebody else has published meanwhile, or before."""
    others = Publication.objects.exclude(pk=publication.pk)
    if others.active().filter(claim=publication.claim_id).exists():
        return _already_published()
    return Conflict(
        "page_taken",
        "Another claim is, or was, published on this page: each has a page of its own.",
        field="url",
    )


@transaction.atomic
def correct(
    *,
    actor: User,
    publication: Publication,
    version: int,
    decision: UUID,
    page: Page,
    note: str,
    now: datetime,
) -> Publication:
    """Correct what is published, with a note that says what was wrong.

    It rests on `decision` from then on, which is the one that stands: where another decision has
    taken the place of the one that was published, rating and author become its. `version` is the
    publication's, as the person has seen it. Twice is once. Raises as `publish`, and Conflict where
    it was corrected or withdrawn meanwhile.
    """
    note = _begin(
        actor, publication, note, field="note", missing=gettext_noop("Say what was corrected.")
    )
    known = _find_made(publication, version, actor, Kind.CORRECTION, note)
    if known:
        return known
    standing = _hold_standing(publication.claim, decision, now)
    values = {
        **_read_page(standing, page, now, known=publication.reviewed_on),
        "state": State.CORRECTED,
    }
    if standing.pk != publication.decision_id:
        values |= queries.describe_claim(standing)
    changes = _list_changes(publication, values)
    for name, value in values.items():
        setattr(publication, name, value)
    check_review(publication)
    validate_fields(publication, but_not=REFERENCES)
    made = PublicationCorrection(
        publication=publication,
        kind=Kind.CORRECTION,
        version=version + 1,
        note=note,
        changes=changes,
        decision=standing,
        created_at=now,
        created_by=actor,
    )
    _write(made, version, values)
    _record("publication.corrected", publication, actor, now, note=note, changes=len(changes))
    publication.refresh_from_db()
    return publication


@transaction.atomic
def withdraw(
    *, actor: User, publication: Publication, version: int, reason: str, now: datetime
) -> Publication:
    """Withdraw what is published, for good: the reason is told to whoever asks for it.

    Twice is once. Raises InvalidInput without a reason, and Conflict where it was corrected, or
    withdrawn, meanwhile.
    """
    reason = _begin(
        actor, publication, reason, field="reason", missing=gettext_noop("Say why it is withdrawn.")
    )
    known = _find_made(publication, version, actor, Kind.WITHDRAWAL, reason)
    if known:
        return known
    made = PublicationCorrection(
        publication=publication,
        kind=Kind.WITHDRAWAL,
        version=version + 1,
        note=reason,
        decision=publication.decision,
        created_at=now,
        created_by=actor,
    )
    _write(made, version, {"state": State.WITHDRAWN})
    _record("publication.withdrawn", publication, actor, now, reason=reason)
    publication.refresh_from_db()
    return publication


def _begin(actor: User, publication: Publication, text: str, *, field: str, missing: str) -> str:
    """What the person says of their change, where they may make it."""
    permissions.require(permissions.can_curate(actor, publication.project))
    queue.refuse_blind(actor, publication.claim, publication.stage)
    text = bound_text(text, field=field, limit=NOTE_LIMIT)
    if not text:
        raise InvalidInput(f"{field}_missing", missing, field=field)
    publication.refresh_from_db()
    return text


def _find_made(
    publication: Publication, version: int, actor: User, kind: str, note: str
) -> Publication | None:
    """The publication, where the actor has made the very change before.

    Raises Conflict where it is at another version than they have seen, or withdrawn.
    """
    made = publication.corrections.filter(
        version=version + 1, created_by=actor, kind=kind, note=note
    )
    if made.exists():
        return publication
    if publication.is_withdrawn:
        raise Conflict("withdrawn_already", "This was withdrawn: nothing of it changes any more.")
    if publication.version != version:
        raise changed_meanwhile()
    return None


def _write(made: PublicationCorrection, version: int, values: Mapping[str, Any]) -> None:
    """Write the note, and then what it is about: a trigger refuses another rating without one."""
    publication = made.publication
    changed = {**values, "version": made.version, "changed_at": made.created_at}
    at_hand = Publication.objects.active().filter(pk=publication.pk, version=version)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            if not at_hand.update(**changed):
                raise changed_meanwhile()
    except IntegrityError:
        if PublicationCorrection.objects.filter(
            publication=publication, version=made.version
        ).exists():
            raise changed_meanwhile() from None
        raise _refuse_second(publication) from None


def _list_changes(publication: Publication, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """What people read of it: each field that changes, with what it said before and says now."""
    told = queries.TOLD_OF_CHANGES
    return [
        {"field": name, "before": _say(getattr(publication, name)), "after": _say(values[name])}
        for name in told
        if name in values and getattr(publication, name) != values[name]
    ]


def _say(value: object) -> str:
    return "" if value is None else str(value)


def _record(
    action: str, publication: Publication, actor: User, now: datetime, **data: object
) -> None:
    about = {
        "claim": str(publication.claim.uuid),
        "decision": str(publication.decision.uuid),
        "version": publication.version,
    }
    audit.record(
        action,
        actor=actor,
        now=now,
        project=publication.project,
        target=publication.uuid,
        data={**about, **data},
    )

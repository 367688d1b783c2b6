"""What the desk's script is told in answer to what it sends, as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string

from claims.errors import DomainError
from claims.forms.sheet import Sheet
from claims.models import Annotation, Claim, Draft, User
from claims.queries import desk
from claims.queries.guidelines import has_unread
from claims.queries.training import Feedback, find_feedback
from claims.wording import describe


def describe_state(user: User, claim: Claim, stage: str) -> dict[str, Any]:
    """How the claim stands for the person now: its state, its flag, and the speaker they chose."""
    state = desk.map_states(user, claim.article, stage).get(claim.pk, desk.CONTEXT)
    return {"state": state.state, "flagged": state.flagged, "who": state.speaker}


def describe_opened(sheet: Sheet, draft: Draft | None) -> dict[str, Any]:
    """What the person has said of the claim so far, to fill the form with."""
    return {
        **describe_state(sheet.user, sheet.claim, sheet.stage),
        "values": sheet.list_values(),
        "warnings": sheet.list_warnings(),
        "revises": str(sheet.form.initial.get("revises") or ""),
        "draft_version": draft.version if draft else 0,
        "cast": describe_cast(sheet),
        **_describe_feedback(sheet),
    }


def describe_submitted(sheet: Sheet, annotation: Annotation) -> dict[str, Any]:
    """The claim as it stands with its new label."""
    return {
        **describe_state(sheet.user, sheet.claim, sheet.stage),
        "annotation": str(annotation.uuid),
        "speaker": str(annotation.speaker.uuid),
        "cast": describe_cast(sheet, [str(annotation.speaker.uuid)], is_labelled=True),
        # Before the next label: the page itself goes there.
        "is_guideline_unread": has_unread(sheet.user, sheet.claim.project),
        **_describe_feedback(sheet),
    }


def _describe_feedback(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Of a claim that was trained on what is right, and how far that is, as parts of the page."""
    feedback = read_feedback(sheet)
    if feedback is None:
        return {}
    context = {
        "feedback": feedback,
        "progress": feedback.progress,
        "project": sheet.claim.project,
    }
    html = render_to_string("claims/desk/_feedback.html", context)
    known = render_to_string("claims/desk/_training_progress.html", context).strip()
    return {"feedback": {"html": html, "progress": known}}


def read_feedback(sheet: Sheet) -> Feedback | None:
    """None for all that is no training, and before the answer."""
    if not sheet.claim.article.is_training or sheet.form.is_check:
        return None
    return find_feedback(sheet.user, sheet.claim)


def describe_refused(sheet: Sheet) -> dict[str, Any]:
    """What is wrong, each with its field; what was sent is kept as a draft."""
    slot = desk.find_slot(sheet.user, sheet.claim, sheet.stage)
    draft = desk.find_draft(sheet.user, sheet.claim, sheet.stage)
    return {
        **describe_state(sheet.user, sheet.claim, sheet.stage),
        "errors": sheet.list_errors(),
        "revises": str(slot.current.uuid) if slot and slot.current else "",
        "draft_version": draft.version if draft else 0,
    }


def describe_overtaken(sheet: Sheet, refusal: DomainError) -> dict[str, Any]:
    """That the draft has gone on elsewhere, and how it reads by now."""
    draft = desk.find_draft(sheet.user, sheet.claim, sheet.stage)
    slot = desk.find_slot(sheet.user, sheet.claim, sheet.stage)
    return {
        "revises": str(slot.current.uuid) if slot and slot.current else "",
        "cast": describe_cast(sheet, list_speakers(draft) if draft else ()),
        "errors": [{"code": refusal.code, "field": "", "message": describe(refusal)}],
        "values": draft.body if draft else {},
        "draft_version": draft.version if draft else 0,
    }


def describe_cast(
    sheet: Sheet, also: Iterable[str] = (), *, is_labelled: bool = False
) -> dict[str, Any]:
    """Whom the form offers, and these, by UUID, whom the person has chosen besides.

    Each with the digit that chooses them; `merged` names who stands for whom by now. By the label
    whomever it names has joined the cast, and has a digit.
    """
    if sheet.form.is_check:
        return {"speakers": [], "merged": {}}
    cast = sheet.form.cast
    known = {str(speaker.uuid) for speaker in cast}
    if not known.issuperset(also) or (is_labelled and cast.besides):
        cast = desk.list_cast(sheet.claim.article, sheet.user, known.union(also))
    return {
        "speakers": [
            {"uuid": str(one.uuid), "name": str(one), "digit": desk.find_digit(one, cast)}
            for one in cast
        ],
        "merged": cast.merged,
    }


def list_speakers(draft: Draft) -> Iterator[str]:
    """The UUIDs of the speakers that the draft names."""
    for name in ("speaker", "original_speaker", "co_speakers"):
        value = draft.body.get(name) or ()
        yield from [value] if isinstance(value, str) else value

"""Submitting and revising labels. Nothing is ever changed: a revision is a further row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims import permissions
from claims.errors import Conflict
from claims.models import (
    Annotation,
    Claim,
    Decision,
    Draft,
    Exclusion,
    Label,
    LabelSuggestion,
    Membership,
    Project,
    Skip,
    Slot,
    Stage,
    Suggestion,
    User,
)
from claims.models.prepared import prepared
from claims.operations import (
    audit,
    events,
    labelling_rows,
    pausing,
    queue,
    slots,
    speakers,
    trainees,
)
from claims.operations.guidelines import find_labelled_under
from claims.operations.labelling import Labelling, digest
from claims.operations.labelling_rules import Resolved, resolve
from claims.queries import suggestions
from claims.queries.desk import list_labels
from claims.queries.hints import list_hints, suggest_label
from claims.text.hints import suggest_verifiability


def submit(
    *,
    actor: User,
    claim: Claim,
    labelling: Labelling,
    client_uuid: UUID,
    now: datetime,
    revises: UUID | None = None,
    stage: str = Stage.LABEL,
    guideline: int | None = None,
    unaided: bool = False,
) -> tuple[Annotation, bool]:
    """Label a claim, or revise one's own label (`revises`: the label it replaces).

    `guideline` is the version that it was made under; see `find_labelled_under`. `unaided`: it was
    made where no suggestions are shown, and so without any if the article was never handed out to
    its author.
    The annotation, and whether it is new: the same `client_uuid` with the same body gives the
    same annotation, however often it is sent. The version is not of the body: a repeat may come
    after a newer one was read.
    Raises InvalidLabelling, and Conflict when the body under that UUID was another, when others
    have given all the labels wanted, when the claim was labelled already or its boundaries were
    changed, or when `revises` is no longer the label that counts. A training label is not revised.
    """
    about = (claim.uuid, revises, stage)
    body = digest(labelling, *about)
    try:
        with transaction.atomic():
            article = queue.begin_work(actor=actor, claim=claim, now=now)
            # Before a slot is taken: a repeat has nothing to fill it with.
            repeated = _find_repeated(actor, client_uuid, labelling, about)
            if repeated is not None:
                return repeated, False
            slot = queue.hold_slot(actor=actor, article=article, claim=claim, stage=stage, now=now)
            _check_state(actor, slot, revises)
            under = find_labelled_under(actor, article.project, guideline)
            resolved = resolve(labelling, article.project, claim, stage)
            shown = _find_shown(actor, slot, unaided=unaided)
            annotation = _insert(
                actor, slot, labelling, resolved, client_uuid, body, under, shown, now
            )
            point_to(annotation, slot)
            _conclude(annotation, slot, now)
            return annotation, True
    except (IntegrityError, Conflict) as refusal:
        if isinstance(refusal, Conflict) and refusal.code != queue.ALREADY_LABELLED:
            raise
        # The same person's other request committed first: a repeat of this one, or another label.
        repeated = _find_repeated(actor, client_uuid, labelling, about)
        if repeated is not None:
            return repeated, False
        own = Slot.objects.labelled().filter(claim=claim, stage=stage, annotator=actor)
        if own.exists():
            raise queue.already_labelled() from None
        raise


def _find_repeated(
    actor: User, client_uuid: UUID, labelling: Labelling, about: tuple[Any, ...]
) -> Annotation | None:
    """The label that was sent under that UUID, if this is its repeat."""
    known = next(iter(_list_sent(actor, client_uuid)), None)
    if known is None or known.body_sha256 == digest(labelling, *about):
        return known
    if known.body_sha256 == digest(_name_as_then(labelling, known), *about):
        return known
    raise Conflict("client_uuid_reused", "Another label was sent under this client UUID already.")


def _name_as_then(labelling: Labelling, known: Annotation) -> Labelling:
    """With the speakers whom the known label names, where they were merged into these since."""
    joined = known.co_speakers.select_related("merged_into")
    named = (known.speaker, known.original_speaker, *joined)
    then: dict[UUID | None, UUID] = {
        one.survivor.uuid: one.uuid for one in named if one is not None
    }
    return replace(
        labelling,
        speaker=then.get(labelling.speaker, labelling.speaker),
        original_speaker=then.get(labelling.original_speaker, labelling.original_speaker),
        co_speakers=tuple(then.get(uuid, uuid) for uuid in labelling.co_speakers),
    )


@prepared
def _list_sent(actor: User, client_uuid: UUID) -> QuerySet[Annotation]:
    return Annotation.objects.filter(annotator=actor, client_uuid=client_uuid)


def _check_state(actor: User, slot: Slot, revises: UUID | None) -> None:
    if revises is not None and _list_excluding(actor, slot.article.outlet_id):
        raise queue.for_others()  # Slots that are free are kept from them anyway.
    if slot.claim.retired_at is not None and revises is None:
        raise queue.claim_retired()
    current = slot.current.uuid if slot.current else None
    trainees.refuse_change(slot)
    if current != revises:
        raise queue.already_labelled()


@prepared
def _list_excluding(actor: User, outlet: int | None) -> QuerySet[Exclusion, int]:
    return Exclusion.objects.keeping(actor, outlet).values_list("pk", flat=True)


def _insert(
    actor: User,
    slot: Slot,
    labelling: Labelling,
    resolved: Resolved,
    client_uuid: UUID,
    body: str,
    guideline: int | None,
    shown: Mapping[str, Any],
    now: datetime,
) -> Annotation:
    annotation = Annotation.objects.create(
        annotator=actor,
        client_uuid=client_uuid,
        body_sha256=body,
        created_at=now,
        confidence=labelling.confidence,
        comment=labelling.comment,
        seconds=labelling.seconds,
        guideline_id=guideline,
        after_feedback=_could_see_more(actor, slot),
        **shown,
        **labelling_rows.name_slot(slot),
        **labelling_rows.make_columns(labelling, resolved),
    )
    labelling_rows.insert_parts(annotation, labelling, resolved, slot.article)
    if slot.stage == Stage.LABEL:
        speakers.join_cast(
            actor=actor, article=slot.article, speakers=labelling_rows.list_speakers(resolved)
        )
    return annotation


def _could_see_more(actor: User, slot: Slot) -> bool:
    """Whether a label of theirs showed them what was decided, what others said, or what is right.

    What is right they are shown in the training; that of a hidden gold claim shows nothing but to
    those who see all decisions.
    """
    if slot.purpose == Slot.Purpose.TRAINING:
        own = Annotation.objects.filter(annotator=actor, claim=slot.claim, stage=slot.stage)
        return own.exists()
    if not slot.revisions:
        return False
    if slot.purpose == Slot.Purpose.GOLD:
        return permissions.can_curate(actor, slot.article.project)
    return bool(_list_seen(actor, slot))


@prepared
def _list_seen(actor: User, slot: Slot) -> QuerySet[Annotation, int]:
    """A label of theirs in the slot, if there is a decision of its claim and pass.

    Of who curates also if there is another's label: theirs showed it to them.
    """
    of_claim = {"claim": OuterRef("claim"), "stage": OuterRef("stage")}
    own = Annotation.objects.filter(annotator=actor, slot=slot)
    seen = Q(Exists(Decision.objects.filter(**of_claim)))
    others = Q(Exists(Annotation.objects.filter(**of_claim).exclude(annotator=actor)))
    curated = Membership.objects.curated_by(actor).filter(project=OuterRef("project"))
    seen |= others & (Q(Exists(curated)) | Q(annotator__is_superuser=True))
    return own.filter(seen).values_list("pk", flat=True)[:1]


def _find_shown(actor: User, slot: Slot, *, unaided: bool) -> dict[str, Any]:
    """The columns that tell what machines suggested before the label: the check pass shows none."""
    if slot.stage != Stage.LABEL:
        return {}
    article = slot.article
    shown = suggestions.find_decided(actor, article, slot.lease)
    if shown is None:
        shown = not unaided and article.project.shows_suggestions(article)
    if not shown:
        return {"suggestions_shown": False}
    labels = suggestions.find_labels(slot.claim, article.project)
    by_program = labels.get(LabelSuggestion.Field.VERIFIABILITY)
    verdict = labels.get(LabelSuggestion.Field.VERDICT)
    return {
        "suggestions_shown": True,
        "suggestion": next(iter(_list_first_suggestion(slot.claim)), None),
        "suggested_verifiability": by_program.label
        if by_program
        else _suggest_verifiability(slot.claim, article.project),
        "suggested_verdict": verdict and verdict.label,
    }


@prepared
def _list_first_suggestion(claim: Claim) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(claim=claim).ranked()[:1]


def _suggest_verifiability(claim: Claim, project: Project) -> Label | None:
    # Most claims have no hints: the scheme is read where there is something to look for in it.
    hints = list_hints(claim)
    if suggest_verifiability(hints) is None:
        return None
    suggested = suggest_label(list_labels(project.verifiability_scheme_id), hints)
    return suggested.label if suggested else None


def point_to(annotation: Annotation, slot: Slot) -> None:
    """Let the annotation be the one that counts, or none if it is withdrawn.

    Raises Conflict if somebody was faster, or the slot is the annotator's no more. The article is
    held.
    """
    current = None if annotation.withdrawn else annotation
    person = annotation.annotator
    same = Slot.objects.filter(pk=slot.pk, annotator=person, current=slot.current)
    if same.update(current=current, revisions=annotation.revision):
        return
    if queue.find_own_slot(person, slot.claim, slot.stage) is None:
        raise queue.no_slot(person, slot.claim, slot.stage)
    raise queue.already_labelled()


def _conclude(annotation: Annotation, slot: Slot, now: datetime) -> None:
    """What a label that counts now brings with it."""
    of_claim = (annotation.annotator, slot.claim, slot.stage)
    if _list_unfinished(*of_claim):
        _find_skips(*of_claim).update(withdrawn_at=now)
        _find_drafts(*of_claim).delete()
    queue.note_progress(slot=slot, now=now)
    audit.record(
        "annotation.revised" if slot.current_id else "annotation.submitted",
        actor=annotation.annotator,
        now=now,
        project=slot.article.project,
        target=annotation.uuid,
        data={"claim": str(slot.claim.uuid), "revision": annotation.revision},
    )
    if slot.purpose == Slot.Purpose.TRAINING:
        trainees.conclude(annotation.annotator, slot.article.project, now)
        return
    pausing.check_pace_and_gold(annotation.annotator, slot, now)
    # A label beyond the overlap stands in for one that others were still asked for.
    conclude = slots.settle if slot.wanted else slots.fit
    conclude(slot.article, [slot.claim_id], now)
    # After that, which may have asked for further opinions. `slot` is as it was before the label.
    if _was_missing(slot):
        events.note_finished(slot.article, now)


def _was_missing(slot: Slot) -> bool:
    """Whether the article was not finished for want of this label."""
    live = slot.purpose == Slot.Purpose.LIVE and slot.stage == Stage.LABEL
    return live and slot.wanted and slot.current_id is None


@prepared
def _list_unfinished(actor: User, claim: Claim, stage: str) -> QuerySet[Any, Any]:
    """What a label puts an end to: mostly nothing, and asking takes less than ending it."""
    skips = _find_skips(actor, claim, stage).values_list("pk")
    return skips.union(_find_drafts(actor, claim, stage).values_list("pk"))


def _find_skips(actor: User, claim: Claim, stage: str) -> QuerySet[Skip]:
    return Skip.objects.standing().filter(annotator=actor, claim=claim, stage=stage)


def _find_drafts(actor: User, claim: Claim, stage: str) -> QuerySet[Draft]:
    return Draft.objects.filter(annotator=actor, claim=claim, stage=stage)

"""Asking what the guideline means, and ruling on it. Why so: docs/decisions/0023."""

from datetime import datetime

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotFound, gettext_noop
from claims.models import Claim, Project, Question, Ruling, User
from claims.operations import audit, locks
from claims.operations.guidelines import find_labelled_under
from claims.operations.validation import bound_text

# Characters; a ruling may become a paragraph of the guideline.
QUESTION_LIMIT = 2_000
RULING_LIMIT = 5_000


@transaction.atomic
def ask(
    *, actor: User, project: Project, text: str, claim: Claim | None = None, now: datetime
) -> Question:
    """Ask the curators what the guideline means, perhaps because of a claim of the project.

    The same again, as long as nobody has ruled on it, is the question that was asked. Raises
    InvalidInput where it says nothing or too much.
    """
    permissions.require(permissions.can_annotate(actor, project))
    text = _read_text(text, QUESTION_LIMIT, gettext_noop("Write what you would like to know."))
    locks.hold_person(actor)
    same = Question.objects.filter(project=project, claim=claim, asked_by=actor, text=text)
    known = same.open().first()
    if known is not None:
        return known
    question = Question.objects.create(
        project=project,
        claim=claim,
        guideline_id=find_labelled_under(actor, project, None),
        text=text,
        asked_by=actor,
        created_at=now,
    )
    audit.record(
        "question.asked",
        actor=actor,
        now=now,
        project=project,
        target=question.uuid,
        data={"claim": str(claim.uuid) if claim else None},
    )
    return question


@transaction.atomic
def rule(
    *, actor: User, question: Question, text: str, now: datetime, known: int | None = None
) -> Ruling:
    """Say what the guideline means. The last ruling counts; earlier ones stay.

    `known`: how many there were when the person looked; None: however many there are. The same as
    the last one said, by the same person, is that ruling. Raises InvalidInput, NotFound where the
    question is none for this person, and Conflict where somebody else has ruled meanwhile.
    """
    permissions.require(permissions.can_curate(actor, question.project))
    if not Question.objects.visible_to(actor).filter(pk=question.pk).exists():
        raise NotFound("not_found", "There is no such question for you.")
    text = _read_text(text, RULING_LIMIT, gettext_noop("Write what is ruled."))
    last = question.rulings.order_by("-number").first()
    if last is not None and (last.ruled_by_id, last.text) == (actor.pk, text):
        return last
    count = last.number if last else 0
    if known not in (None, count):
        raise _ruled_meanwhile()
    ruling = _add_ruling(
        Ruling(question=question, number=count + 1, text=text, ruled_by=actor, created_at=now)
    )
    audit.record(
        "question.ruled",
        actor=actor,
        now=now,
        project=question.project,
        target=question.uuid,
        data={"ruling": ruling.number},
    )
    return ruling


def _add_ruling(ruling: Ruling) -> Ruling:
    try:
        with transaction.atomic():
            ruling.save()
    except IntegrityError:
        raise _ruled_meanwhile() from None
    return ruling


def _ruled_meanwhile() -> Conflict:
    return Conflict(
        "ruled_meanwhile", "Somebody has ruled on this meanwhile: read it, then say what differs."
    )


def _read_text(text: str, limit: int, unless: str) -> str:
    text = bound_text(text, field="text", limit=limit)
    if not text:
        raise InvalidInput("text_missing", unless, field="text")
    return text

"""A corrected text in the place of another: what becomes of labels, leases and decisions.

Labels stay with the claims they were given to. The same sentence of the corrected text names the
claim that has them (`Claim.carried_from`) and wants none itself; sentences that are new or read
otherwise are queued as any others. Why so: docs/decisions/0027-corrected-texts.md
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput, changed_meanwhile
from claims.models import Article, Claim, CorrectionReview, Decision, Lease, User
from claims.operations import audit, locks, queue, slots
from claims.operations.validation import bound_text
from claims.queries.carried import list_labelled
from claims.text.versions import Fate, Heir, trace

NOTE_LIMIT = CorrectionReview._meta.get_field("note").max_length or 0
Reason = CorrectionReview.Reason
Status = CorrectionReview.Status


@dataclass(slots=True)
class Correction:
    """What the correction of one article leaves to insert once its claims have their numbers."""

    old: Article
    new: Article
    reviews: list[CorrectionReview] = field(default_factory=list)
    spans: list[Claim] = field(default_factory=list)


def replace_articles(old: Collection[int], now: datetime) -> dict[int, Article]:
    """Take the articles (by number) out of the queue for good; each can be replaced but once.

    What is labelled stays, leases end, what nobody has labelled is closed. Raises Conflict where
    another text has taken the place of one meanwhile. Part of an import's transaction.
    """
    locks.hold_articles(old)
    return {pk: _replace(slots.enter_article(pk, now), now) for pk in sorted(old)}


def _replace(article: Article, now: datetime) -> Article:
    standing = Article.objects.filter(pk=article.pk, replaced_at=None)
    if not standing.update(replaced_at=now):
        raise changed_meanwhile()
    article.replaced_at = now
    queue.end_leases(article, Lease.objects.all(), now)
    slots.adjust(article, now)
    return article


def carry_over(old: Article, new: Article, claims: Sequence[Claim], now: datetime) -> Correction:
    """Let those of the claims, which are not inserted yet, that stood in the old text name it."""
    correction = Correction(old, new)
    active = list(Claim.objects.active().filter(article=old).in_text_order())
    sentences = [claim for claim in active if claim.kind != Claim.Kind.SPAN]
    roots = {claim.pk: claim.carried_from_id or claim.pk for claim in active}
    labelled = list_labelled(set(roots.values()))
    heirs = dict(
        zip(
            (claim.pk for claim in sentences),
            trace([claim.text for claim in sentences], [claim.text for claim in claims]),
            strict=True,
        )
    )
    decided = _list_decided(set(roots.values()))
    for claim in active:
        sentence = _find_sentence(claim, sentences)
        heir = heirs[sentence.pk] if sentence else Heir(Fate.GONE, None)
        found = None if heir.index is None else claims[heir.index]
        same = sentence is not None and found is not None and _is_same(sentence, found, heir)
        if same and claim.kind == Claim.Kind.SPAN and sentence and found:
            found = _make_span(claim, sentence, found)
            correction.spans.append(found)
        if same and found and roots[claim.pk] in labelled:
            found.carried_from_id = roots[claim.pk]
        reason = _find_reason(heir, is_same=same)
        if reason:
            correction.reviews += [
                CorrectionReview(
                    project_id=new.project_id,
                    article=new,
                    decision_id=decision,
                    claim=found,
                    reason=reason,
                    created_at=now,
                )
                for decision in decided.get(roots[claim.pk], ())
            ]
    return correction


def _find_sentence(claim: Claim, sentences: Iterable[Claim]) -> Claim | None:
    """The claim itself, or the sentence around a span."""
    if claim.kind != Claim.Kind.SPAN:
        return claim
    around = (one for one in sentences if one.start <= claim.start and claim.end <= one.end)
    return next(around, None)


def _is_same(old: Claim, new: Claim, heir: Heir) -> bool:
    return heir.fate == Fate.SAME and old.kind == new.kind


def _find_reason(heir: Heir, *, is_same: bool) -> str:
    if heir.index is None:
        return Reason.GONE
    if not is_same:
        return Reason.CHANGED
    return Reason.CONTEXT if heir.moved_on else ""


def _make_span(old: Claim, sentence: Claim, new: Claim) -> Claim:
    """The same part of the same sentence in the corrected text."""
    shift = new.start - sentence.start
    return Claim(
        project_id=new.project_id,
        article=new.article,
        start=old.start + shift,
        end=old.end + shift,
        kind=old.kind,
        paragraph=new.paragraph,
        position=new.position,
        text=old.text,
        wire_key=old.wire_key,
        hints=[[kind, start + shift, end + shift] for kind, start, end in old.hints],
        worth=old.worth,
        splitter_version=old.splitter_version,
    )


def _list_decided(claims: Collection[int]) -> dict[int, list[int]]:
    """The decisions that stand on these claims, by claim."""
    decided: dict[int, list[int]] = {}
    standing = Decision.objects.standing().filter(claim__in=claims).order_by("pk")
    for claim, decision in standing.values_list("claim_id", "pk"):
        decided.setdefault(claim, []).append(decision)
    return decided


def finish(corrections: Sequence[Correction], actor: User, now: datetime) -> None:
    """Insert what waits for the claims' numbers; one audit row for each text that was replaced."""
    CorrectionReview.objects.bulk_create(
        review for correction in corrections for review in correction.reviews
    )
    for correction in corrections:
        audit.record(
            "article.replaced",
            actor=actor,
            now=now,
            project=correction.new.project,
            target=correction.old.uuid,
            data={"by": str(correction.new.uuid), "decisions": len(correction.reviews)},
        )


@transaction.atomic
def label_anew(
    *, actor: User, article: Article, claims: Collection[Claim] | None = None, now: datetime
) -> int:
    """Want labels for claims of the article whose labels are carried over; how many there were.

    All of them, or those of `claims`. The labels of the earlier text stay where they are.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    held = slots.enter_article(article.pk, now)
    if held.replaced_at is not None:
        raise queue.article_replaced()
    carried = Claim.objects.active().filter(article=held, carried_from__isnull=False)
    if claims is not None:
        carried = carried.filter(pk__in=[claim.pk for claim in claims])
    rows = list(carried.order_by("pk").values_list("pk", "uuid"))
    if not rows:
        return 0
    numbers = [pk for pk, _uuid in rows]
    Claim.objects.filter(pk__in=numbers).update(carried_from=None)
    slots.fit(held, numbers, now)
    audit.record(
        "article.labelled_anew",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"claims": [str(uuid) for _pk, uuid in rows]},
    )
    return len(rows)


@transaction.atomic
def settle_review(
    *, actor: User, review: CorrectionReview, status: str, note: str = "", now: datetime
) -> CorrectionReview:
    """Say that a decision has been seen to, or that the correction does not affect it.

    Raises Conflict where somebody has said so before.
    """
    permissions.require(permissions.can_curate(actor, review.project))
    if status not in {Status.SETTLED, Status.DISMISSED}:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="status")
    settled = {
        "status": status,
        "settled_by": actor,
        "settled_at": now,
        "note": bound_text(note, field="note", limit=NOTE_LIMIT),
    }
    waiting = CorrectionReview.objects.filter(pk=review.pk, status=Status.OPEN)
    if not waiting.update(**settled):
        raise Conflict("settled_meanwhile", "This has been seen to already.")
    audit.record(
        f"correction.{status}",
        actor=actor,
        now=now,
        project=review.project,
        target=review.uuid,
        data={"note": settled["note"]} if settled["note"] else {},
    )
    return CorrectionReview.objects.get(pk=review.pk)

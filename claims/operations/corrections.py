"""A corrected text in the place of another: what becomes of labels, leases and decisions.

Labels stay with the claims they were given to. The same sentence of the corrected text names the
claim that has them (`Claim.carried_from`) and wants none itself; sentences that are new or read
otherwise are queued as any others. Why so: docs/decisions/0027-corrected-texts.md
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from claims import permissions
from claims.errors import Conflict, InvalidInput, changed_meanwhile
from claims.models import Article, Claim, CorrectionReview, Decision, Lease, Membership, Slot, User
from claims.operations import audit, giving_up, locks, queue, slots, voting
from claims.operations.correction_pairs import pair_claims
from claims.operations.validation import bound_text

NOTE_LIMIT = CorrectionReview._meta.get_field("note").max_length or 0
Status = CorrectionReview.Status


@dataclass(slots=True)
class Correction:
    """What the correction of one article leaves to insert once its claims have their numbers."""

    old: Article
    new: Article
    reviews: list[CorrectionReview] = field(default_factory=list)
    spans: list[Claim] = field(default_factory=list)
    # The same sentences that want labels of their own, with the number of the old claim.
    anew: list[tuple[Claim, int]] = field(default_factory=list)


def replace_articles(old: Collection[int], now: datetime) -> dict[int, Article]:
    """Take the articles (by number) out of the queue for good; each can be replaced but once.

    What is labelled stays, leases end, what nobody has labelled is closed. Raises Conflict where
    another text has taken the place of one meanwhile. Part of an import's transaction.

    Held are, with them, the texts that have the labels carried over to them: else the last of these
    could be taken back just when another claim comes to name it.
    """
    carried = Claim.objects.active().filter(article__in=old, carried_from__isnull=False)
    roots = carried.values_list("carried_from__article", flat=True)
    locks.hold_articles({*old, *roots})
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
    pairs = list(pair_claims(old, claims))
    to_carry = voting.list_to_carry(new.project, {pair.root for pair in pairs})
    decided = _list_decided({pair.root for pair in pairs})
    for pair in pairs:
        found = pair.found
        if span := pair.make_span():
            found = span
            correction.spans.append(span)
        if pair.is_same and found and pair.root in to_carry:
            found.carried_from_id = pair.root
        elif pair.is_same and found:
            correction.anew.append((found, pair.root))
        if pair.reason:
            correction.reviews += [
                CorrectionReview(
                    project_id=new.project_id,
                    article=new,
                    decision_id=decision,
                    claim=found,
                    reason=pair.reason,
                    created_at=now,
                )
                for decision in decided.get(pair.root, ())
            ]
    return correction


def carry_over_again(old: Article, new: Article) -> None:
    """The same of two texts that came back with all their claims and labels.

    Not for claims with slots of their own: those were labelled anew.
    """
    claims = list(
        Claim.objects.active().filter(
            ~Exists(Slot.objects.filter(claim=OuterRef("pk"))), article=new
        )
    )
    sentences = Claim.objects.active().filter(article=new).exclude(kind=Claim.Kind.SPAN)
    pairs = list(pair_claims(old, list(sentences.in_text_order())))
    to_carry = voting.list_to_carry(new.project, {pair.root for pair in pairs})
    free = {(claim.start, claim.end, claim.kind): claim for claim in claims}
    carried = []
    for pair in pairs:
        found = pair.make_span() or pair.found
        heir = free.get((found.start, found.end, found.kind)) if found else None
        if pair.is_same and heir and pair.root in to_carry:
            heir.carried_from_id = pair.root
            carried.append(heir)
    Claim.objects.bulk_update(carried, ["carried_from"], batch_size=slots.ROWS_AT_ONCE)


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
        giving_up.give_up_heirs({claim.pk: root for claim, root in correction.anew}, now)
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

    All of them, or those of `claims`. The labels of the earlier text stay where they are. Who has
    read them, or curates and may read them at any time, is not asked for those of this one.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    locks.hold_team(article.project)
    held = slots.enter_article(article.pk, now)
    if held.replaced_at is not None:
        raise queue.article_replaced()
    queue.refuse_withdrawn(held)
    carried = Claim.objects.active().filter(article=held, carried_from__isnull=False)
    if claims is not None:
        carried = carried.filter(pk__in=[claim.pk for claim in claims])
    rows = list(carried.order_by("pk").values_list("pk", "uuid", "carried_from__pk"))
    if not rows:
        return 0
    numbers = [pk for pk, _uuid, _source in rows]
    curators = Membership.objects.annotating().filter(
        project=held.project, role__in=permissions.CURATES
    )
    giving_up.give_up_heirs(
        {pk: source for pk, _uuid, source in rows},
        now,
        readers=User.objects.filter(pk__in=curators.values("user")),
    )
    Claim.objects.filter(pk__in=numbers).update(carried_from=None)
    slots.fit(held, numbers, now)
    audit.record(
        "article.labelled_anew",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"claims": [str(uuid) for _pk, uuid, _source in rows]},
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

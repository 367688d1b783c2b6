"""Who gets what: priority, reservations, exclusions, and what becomes of somebody's work."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import (
    Article,
    Bookmark,
    Claim,
    Exclusion,
    Lease,
    Membership,
    Outlet,
    Slot,
    Stage,
    User,
)
from claims.models.stages import MOST_LABELS
from claims.operations import audit, lining_up, locks, queue, slots
from claims.operations.marks import bound_reason
from claims.text.links import make_page_key


@transaction.atomic
def set_priority(*, actor: User, article: Article, priority: int, now: datetime) -> None:
    """Hand an article out before others, in its turn, or last."""
    permissions.require(permissions.can_manage(actor, article.project))
    if priority not in Article.Priority.values:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="priority")
    held = slots.enter_article(article.pk, now)
    if held.priority == priority:
        return
    prioritise(held, priority)
    article.priority = priority
    audit.record(
        "article.prioritised",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"priority": priority},
    )


def prioritise(article: Article, priority: int) -> None:
    """Hand the article, which is held, out by that priority from now on."""
    article.priority = priority
    Article.objects.filter(pk=article.pk).update(priority=priority)
    lining_up.line_up_all(article, Slot.objects.free().filter(article=article))


@transaction.atomic
def set_overlap(*, actor: User, article: Article, overlap: int | None, now: datetime) -> None:
    """How many labels each claim of the article wants; None: as many as the project says.

    More are asked for at once, also of people who have finished the article. With fewer, free
    slots close, and those that people hold as soon as they give them back.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    if overlap is not None and not 1 <= overlap <= MOST_LABELS:
        raise InvalidInput("out_of_range", "From 1 to 9 labels per claim.", field="overlap")
    held = slots.enter_article(article.pk, now)
    if held.overlap == overlap:
        return
    want_labels(held, overlap, now)
    article.overlap = overlap
    audit.record(
        "article.overlap_set",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"overlap": overlap},
    )


def want_labels(article: Article, overlap: int | None, now: datetime) -> None:
    """Let each claim of the article, which is held, want so many labels."""
    article.overlap = overlap
    Article.objects.filter(pk=article.pk).update(overlap=overlap)
    slots.adjust(article, now)


@transaction.atomic
def ask_opinions(
    *,
    actor: User,
    claim: Claim,
    number: int = 1,
    stage: str = Stage.LABEL,
    now: datetime,
    known: int | None = None,
) -> None:
    """Ask so many further people for their label of one claim.

    `known`: how many labels were given or asked for when the person looked. Where they are more by
    now, somebody has asked meanwhile, or this is the second of two clicks: nothing more is done.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    article = slots.enter_article(claim.article_id, now)
    counted = Slot.objects.counted().filter(claim=claim, stage=stage)
    queued = Claim.objects.filter(pk=claim.pk).queued(article.project)
    if not (queued.exists() and counted.exists()):
        raise queue.not_queued()
    if known is not None and counted.count() > known:
        return
    if number < 1 or counted.count() + number > MOST_LABELS:
        raise InvalidInput("out_of_range", "From 1 to 9 labels per claim.", field="number")
    slots.ask_more(article, claim, stage, number, now)
    audit.record(
        "claim.opinions_asked",
        actor=actor,
        now=now,
        project=article.project,
        target=claim.uuid,
        data={"number": number, "stage": stage},
    )


@transaction.atomic
def reserve_article(*, actor: User, article: Article, person: User, now: datetime) -> int:
    """Keep one free slot of each claim of the article for a person; of how many claims.

    They are found for that person only. Again reserves what has become free since. Raises
    Conflict where there is nothing that the person could label.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _check_annotates(person, article)
    held = slots.enter_article(article.pk, now)
    own = Slot.objects.filter(reserved_for=person, claim=OuterRef("claim"), stage=Stage.LABEL)
    free = Slot.objects.filter(article=held, stage=Stage.LABEL, reserved_for=None)
    kept = queue.list_one_each(free.open_to(person).filter(~Exists(own)))
    reserved = sum(
        Slot.objects.free().filter(pk__in=part).update(reserved_for=person)
        for part in slots.batched(kept)
    )
    if not reserved and not _list_reserved(held, person).exists():
        raise Conflict("nothing_to_reserve", "There is nothing free in it for this person.")
    lining_up.line_up_all(held, _list_reserved(held, person))
    audit.record(
        "article.reserved",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"person": str(person.uuid), "claims": reserved},
    )
    return reserved


def _check_annotates(person: User, article: Article) -> None:
    if not Membership.objects.annotating().filter(user=person, project=article.project_id).exists():
        raise InvalidInput("not_a_member", "This person does not label here.", field="person")


def _list_reserved(article: Article, person: User) -> QuerySet[Slot]:
    return Slot.objects.free().filter(article=article, reserved_for=person)


@transaction.atomic
def release_article(*, actor: User, article: Article, person: User, now: datetime) -> int:
    """Give what was kept of the article for a person to whoever comes; of how many claims."""
    permissions.require(permissions.can_manage(actor, article.project))
    held = slots.enter_article(article.pk, now)
    released = _release(held, person)
    audit.record(
        "article.released",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={"person": str(person.uuid), "claims": released},
    )
    return released


def _release(article: Article, person: User) -> int:
    kept = Slot.objects.filter(article=article, reserved_for=person)
    freed = kept.free()
    claims = list(freed.values_list("pk", flat=True))
    kept.update(reserved_for=None)
    lining_up.line_up_all(article, Slot.objects.free().filter(pk__in=claims))
    return len(claims)


@transaction.atomic
def exclude_person(
    *, actor: User, outlet: Outlet, person: User, reason: str = "", now: datetime
) -> Exclusion:
    """Let a person label nothing of an outlet: a conflict of interest.

    What they hold of it goes on to others; what they have labelled stays. Twice is once.
    """
    permissions.require(permissions.can_manage(actor, outlet.project))
    reason = bound_reason(reason)
    locks.hold_outlets([outlet.pk])
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    exclusion, created = Exclusion.objects.get_or_create(
        outlet=outlet,
        person=person,
        ended_at=None,
        defaults={
            "project": outlet.project,
            "reason": reason,
            "created_at": now,
            "created_by": actor,
        },
    )
    if not created:
        return exclusion
    release_person(person, Article.objects.filter(outlet=outlet), now)
    audit.record(
        "person.excluded",
        actor=actor,
        now=now,
        project=outlet.project,
        target=exclusion.uuid,
        data={"person": str(person.uuid), "outlet": str(outlet.uuid), "reason": reason},
    )
    return exclusion


@transaction.atomic
def save_article(*, actor: User, article: Article, changed: Collection[str], now: datetime) -> None:
    """Change what is known of an article. With another outlet it may be for other people."""
    permissions.require(permissions.can_change(actor, article))
    excluded = User.objects.none()
    if "outlet" in changed:
        # Nobody is excluded from the one or the other meanwhile.
        locks.hold_outlets([article.outlet_id])
        standing = Exclusion.objects.standing().filter(outlet=article.outlet_id)
        excluded = User.objects.filter(pk__in=standing.values("person")).order_by("pk")
    barred = list(excluded.select_for_update(no_key=True))
    held = slots.enter_article(article.pk, now)
    before = audit.read_values(article, changed)
    article.page_key = make_page_key(article.url)
    article.save(update_fields={*changed, "page_key"})
    for person in barred:
        release_person(person, Article.objects.filter(pk=article.pk), now)
    if "outlet" in changed:
        # Who was kept from it by the outlet before has passed it by.
        lining_up.line_up_all(held, Slot.objects.free().filter(article=held))
    audit.record_changes(
        "article.changed", article, actor=actor, changed=changed, before=before, now=now
    )


@transaction.atomic
def end_exclusion(*, actor: User, exclusion: Exclusion, now: datetime) -> None:
    """Let the person label articles of the outlet again. Twice does nothing more."""
    permissions.require(permissions.can_manage(actor, exclusion.project))
    person = User.objects.select_for_update(no_key=True).get(pk=exclusion.person_id)
    if not Exclusion.objects.standing().filter(pk=exclusion.pk).update(ended_at=now):
        return
    # What they passed by in the line may be for them now.
    Bookmark.objects.filter(annotator=person, project=exclusion.project).delete()
    audit.record(
        "person.readmitted",
        actor=actor,
        now=now,
        project=exclusion.project,
        target=exclusion.uuid,
        data={"person": str(person.uuid)},
    )


def release_person(person: User, articles: QuerySet[Article], now: datetime) -> None:
    """Pass on what a person holds of these articles, and what is kept for them there.

    Called by operations that take their right to label away, with the person held.
    """
    leases = Lease.objects.open().filter(annotator=person, article__in=articles)
    kept = Slot.objects.filter(reserved_for=person, article__in=articles)
    concerned = {
        *leases.values_list("article_id", flat=True),
        *kept.values_list("article_id", flat=True),
    }
    locks.hold_articles(concerned)
    # All of a project before the next, since its line is held from the first of them on.
    in_order = Article.objects.filter(pk__in=concerned).order_by("project", "pk")
    for article_id in list(in_order.values_list("pk", flat=True)):
        article = slots.enter_article(article_id, now)
        queue.end_leases(article, Lease.objects.filter(annotator=person), now)
        _release(article, person)

"""Who labels what next. The tables and their states: models/queue.py; why: docs/decisions/0003.

No count of labels rests on row locks: each change of a slot or a lease repeats its condition in
the UPDATE, and the one whose UPDATE found no row looks again. Locks: operations/locks.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, QuerySet, Subquery

from claims import permissions
from claims.errors import Conflict, article_withdrawn
from claims.models import (
    Article,
    Bookmark,
    Claim,
    Lease,
    Line,
    Membership,
    Project,
    Slot,
    Stage,
    User,
)
from claims.models.prepared import prepared
from claims.models.queue import LeaseQuerySet, SlotQuerySet
from claims.operations import audit, hidden_gold, lining_up, locks, pausing, slots, trainees
from claims.queries import suggestions

# Leases that one request ends for others before it looks for its own work.
RUN_OUT_AT_ONCE = 50
# How often one request looks again, after it has ended leases or adjusted articles for others.
ROUNDS = 20
# Within an article; what was kept for somebody comes before what is for all.
IN_TURN = ("turn", "claim_id", F("reserved_for").asc(nulls_last=True), "number")
ALREADY_LABELLED = "labelled"
PRIORITIES = sorted(Article.Priority.values, reverse=True)


def lease_next(
    *,
    actor: User,
    project: Project,
    now: datetime,
    stage: str = Stage.LABEL,
    ahead: bool = False,
) -> Lease | None:
    """Go on with the person's lease, or reserve the next work for them; None: nothing is left.

    With `ahead` it is what comes after the work at hand, so that a page can fetch it before it is
    due: one lease more at most, in the same article if that has more for them by now. In the check
    pass nothing is: which claim is most worth checking is found out when it is due.

    In the label pass that is an article: they get one slot of each claim in it that has a free
    slot and that they neither labelled nor skipped. In the check pass it is one claim: of those of
    the article the one that is, by its hints, most worth checking. First comes
    the article they were last at, then others by priority and by their place in the line; now and
    then, in the place of one of these, an article whose answers are known (hidden_gold.py).
    Who trains gets training articles only (trainees.py).
    Raises Conflict where nothing is handed out for the time being ("paused"), or to this person
    ("you_are_paused", "train_first", "training_failed", "no_training"), and where so much has to
    be put in order first that one request cannot ("try_again").
    """
    rounds = 0
    while rounds < ROUNDS:
        ended = end_run_out(project, now)
        with transaction.atomic():
            held = _hold_work(actor, project, stage)
            at_hand = held[:1] if ahead and stage == Stage.LABEL else []
            lease = _go_on(held[len(at_hand) :], project, now)
            article = None if lease else _hold_next(actor, project, stage, now)
            if article is not None:
                lease = _lease_article(article, actor, stage, now, at_hand)
        if lease is not None:
            return lease
        if article is not None:
            continue  # Others were faster: there is less of it each time.
        if not ended and not slots.adjust_some(project, now):
            return None
        rounds += 1
    raise Conflict("try_again", "The work is being distributed anew: ask again in a moment.")


def _hold_work(actor: User, project: Project, stage: str) -> list[Lease]:
    """The leases that the person has; from here on their requests go one by one."""
    locks.hold_person(actor)
    # Only now: whoever takes the right to label away holds the person too.
    permissions.require(permissions.can_annotate(actor, project))
    return list(_list_open(actor, project, stage))


def _go_on(leases: Sequence[Lease], project: Project, now: datetime) -> Lease | None:
    """The first of the leases, prolonged, that has not ended meanwhile."""
    return next((lease for lease in leases if _extend(lease, project, now)), None)


@prepared
def _list_open(actor: User, project: Project, stage: str) -> LeaseQuerySet:
    return Lease.objects.open().filter(annotator=actor, project=project, stage=stage).order_by("pk")


def _hold_next(actor: User, project: Project, stage: str, now: datetime) -> Article | None:
    """The article whose turn it is for this person, who is held; it is held as well.

    Each person looks at each place in the line once: whatever becomes free stands at its end, and
    their bookmarks say how far they have come. Read before the line itself, its last place is one
    that they have seen all places up to.
    """
    ((paused, own_pause, trains, failed, last, *bookmarks),) = _read_line(actor, project, stage)
    if refusal := _refuse_work(paused, own_pause):
        raise refusal
    if failed:
        raise trainees.training_failed()
    if trains:
        return trainees.hold_next(actor, project, stage, now)
    if again := _find_again(actor, project, stage):
        return locks.hold_article(again[0])
    reached = {priority: turn or 0 for priority, turn in zip(PRIORITIES, bookmarks, strict=True)}
    seen: dict[int, int] = {}
    article = None
    for priority in PRIORITIES:
        if reached[priority] >= last:
            continue
        if ahead := _find_ahead(actor, project, stage, priority, reached[priority]):
            article_id, turn = ahead[0]
            article = _hold_gold(actor, project, stage, now)
            is_next = article is None and (article := locks.try_article(article_id)) is not None
            # In the check pass other claims stand at the same place.
            seen[priority] = turn if is_next and stage == Stage.LABEL else turn - 1
            article = article or _hold_other(actor, project, stage, priority, turn, article_id)
            break
        seen[priority] = last
    _move_bookmarks(actor, project, stage, reached, seen)
    return article


def _hold_gold(actor: User, project: Project, stage: str, now: datetime) -> Article | None:
    """In the place of the article found, which stays where it is; before that one is held."""
    return hidden_gold.hold_instead(actor, project, now) if stage == Stage.LABEL else None


def _hold_other(
    actor: User, project: Project, stage: str, priority: int, turn: int, first: int
) -> Article:
    """Past the first article, which somebody holds, the next that nobody does.

    Else those who come at once would wait one after the other for each article in the line. Where
    all are held the person waits for the first.
    """
    other = _find_unheld(actor, project, stage, priority, turn)
    return locks.hold_article(other[0].article_id if other else first)


@prepared
def _find_unheld(
    actor: User, project: Project, stage: str, priority: int, turn: int
) -> QuerySet[Slot]:
    line = Slot.objects.filter(project=project, stage=stage, priority=priority, turn__gt=turn)
    rows = line.open_to(actor).order_by("turn").select_related("article")
    return rows.select_for_update(no_key=True, of=("article",), skip_locked=True)[:1]


@prepared
def _find_again(actor: User, project: Project, stage: str) -> QuerySet[Slot, int]:
    """The article that the person was last at, if it has something for them.

    Neither the project nor an order is named: SQLite would walk through all slots of the project.
    """
    latest = Lease.objects.filter(annotator=actor, project=project, stage=stage).order_by("-pk")
    free = Slot.objects.filter(article=latest.values("article")[:1], stage=stage).open_to(actor)
    return free.values_list("article_id", flat=True)[:1]


@prepared
def _read_line(actor: User, project: Project, stage: str) -> QuerySet[Line, tuple[Any, ...]]:
    """What holds up the project or the person, the line's last place, the person's bookmarks.

    Since when the project is paused, and they are; whether they train, and since when below its
    mark.
    """
    member = Membership.objects.active_of(actor).filter(project=project)
    held_up = (
        Subquery(_list_own_pauses(actor, project)),
        Exists(member.training()),
        Subquery(member.training().values("failed_at")),
    )
    own = Bookmark.objects.filter(annotator=actor, project=project, stage=stage)
    bookmarks = (Subquery(own.filter(priority=one).values("turn")) for one in PRIORITIES)
    line = Line.objects.filter(project=project, stage=stage)
    return line.values_list("project__paused_at", *held_up, "last", *bookmarks)


def _list_own_pauses(actor: User, project: Project | int) -> QuerySet[Membership, Any]:
    """Since when the person is paused by a rule: annotators are, at most one row."""
    annotates = Membership.objects.active_of(actor).filter(role=Membership.Role.ANNOTATOR)
    return annotates.filter(project=project).values_list("paused_at")


@prepared
def _find_ahead(
    actor: User, project: Project, stage: str, priority: int, turn: int
) -> QuerySet[Slot, tuple[int, int]]:
    """The first article in the line after that place that has something for the person."""
    line = Slot.objects.filter(project=project, stage=stage, priority=priority, turn__gt=turn)
    return line.open_to(actor).order_by("turn").values_list("article_id", "turn")[:1]


def _move_bookmarks(
    actor: User, project: Project, stage: str, reached: Mapping[int, int], seen: Mapping[int, int]
) -> None:
    moved = [
        Bookmark(annotator=actor, project=project, stage=stage, priority=priority, turn=turn)
        for priority, turn in seen.items()
        if turn > reached[priority]
    ]
    if moved:
        Bookmark.objects.bulk_create(
            moved,
            update_conflicts=True,
            unique_fields=["annotator", "project", "stage", "priority"],
            update_fields=["turn"],
        )


def _lease_article(
    article: Article, actor: User, stage: str, now: datetime, at_hand: Sequence[Lease]
) -> Lease | None:
    """Take free slots of the article, which is held; None when others have taken all meanwhile.

    They join the lease at hand if that is of the same article.
    """
    slots.catch_up(article, now)
    if not (chosen := _choose_slots(actor, article, stage)):
        return None
    known = next((lease for lease in at_hand if lease.article_id == article.pk), None)
    if known is not None and _extend(known, article.project, now):
        return known if _take_or_others(known, article, chosen) else None
    lease = start_lease(article, actor, stage, now)
    if not _take_or_others(lease, article, chosen):
        lease.delete()
        return None
    audit.record("lease.started", actor=actor, now=now, project=lease.project, target=lease.uuid)
    return lease


def _choose_slots(actor: User, article: Article, stage: str) -> Sequence[int]:
    if article.is_training and trainees.is_trainee(actor, article.project):
        return trainees.open_slots(actor, article)
    if stage == Stage.CHECK:
        return _list_most_worth_checking(actor, article)
    return _pick_one_each(_list_open_slots(actor, article, stage))


def _take_or_others(lease: Lease, article: Article, chosen: Sequence[int]) -> int:
    """Take the slots chosen; in the place of those that others were faster at, what there is now.

    Their bookmark is past the article: what they leave free of it they do not come to again.
    """
    taken = 0
    while chosen:
        taken += (fresh := take_slots(lease, chosen))
        if fresh == len(chosen):
            break
        chosen = _choose_slots(lease.annotator, article, lease.stage)
    return taken


def start_lease(article: Article, actor: User, stage: str, now: datetime) -> Lease:
    """A lease without slots as yet; the article and the person are held."""
    return Lease.objects.create(
        project=article.project,
        article=article,
        annotator=actor,
        stage=stage,
        started_at=now,
        expires_at=_end_of_lease(article.project, stage, now),
        shows_suggestions=suggestions.are_shown(actor, article),
    )


@prepared
def _list_open_slots(actor: User, article: Article, stage: str) -> QuerySet[Slot, tuple[int, int]]:
    return _in_turn(Slot.objects.filter(article=article, stage=stage).open_to(actor))


@prepared
def _list_most_worth_checking(actor: User, article: Article) -> QuerySet[Slot, int]:
    """One at most."""
    free = Slot.objects.filter(article=article, stage=Stage.CHECK).open_to(actor)
    return free.order_by("-claim__worth", *IN_TURN).values_list("pk", flat=True)[:1]


def list_one_each(free: SlotQuerySet) -> list[int]:
    """One slot of each claim: what was kept for somebody before what is for all."""
    return _pick_one_each(_in_turn(free))


def _in_turn(free: SlotQuerySet) -> QuerySet[Slot, tuple[int, int]]:
    return free.order_by(*IN_TURN).values_list("claim_id", "pk")


def _pick_one_each(in_turn: Iterable[tuple[int, int]]) -> list[int]:
    by_claim: dict[int, int] = {}
    for claim_id, slot_id in in_turn:
        by_claim.setdefault(claim_id, slot_id)
    return list(by_claim.values())


def take_slots(lease: Lease, chosen: Sequence[int]) -> int:
    """Take the slots chosen, as far as they are still free; how many were."""
    return sum(
        Slot.objects.free().filter(pk__in=part).update(annotator=lease.annotator, lease=lease)
        for part in slots.batched(chosen)
    )


def _end_of_lease(project: Project, stage: str, now: datetime) -> datetime:
    check = stage == Stage.CHECK
    return now + timedelta(minutes=project.check_lease_minutes if check else project.lease_minutes)


def find_pause(actor: User, project: Project) -> Conflict | None:
    """The refusal while nothing is handed out, at all or to this person; else None.

    What people hold they may finish.
    """
    ((paused, own_pause),) = _read_pauses(actor, project.pk)
    return _refuse_work(paused, own_pause)


def _refuse_work(paused: datetime | None, own_pause: datetime | None) -> Conflict | None:
    if paused:
        return Conflict("paused", "This project is paused: nothing is handed out for now.")
    return pausing.you_are_paused() if own_pause else None


@prepared
def _read_pauses(actor: User, project: int) -> QuerySet[Project, tuple[Any, ...]]:
    own = Subquery(_list_own_pauses(actor, project))
    return Project.objects.filter(pk=project).values_list("paused_at", own)


def end_run_out(project: Project, now: datetime) -> int:
    """End the project's leases whose time is over: no clockwork does it, whoever asks next does.

    How many were ended; there may be more.
    """
    ended = 0
    for article_id in dict.fromkeys(_list_run_out(project, now)):
        with transaction.atomic():
            article = slots.enter_article(article_id, now)
            ended += end_leases(article, Lease.objects.run_out(now), now)
    return ended


@prepared
def _list_run_out(project: Project, now: datetime) -> QuerySet[Lease, int]:
    run_out = Lease.objects.filter(project=project).run_out(now).order_by("expires_at")
    return run_out.values_list("article_id", flat=True)[:RUN_OUT_AT_ONCE]


def end_leases(article: Article, leases: LeaseQuerySet, now: datetime) -> int:
    """End those of the leases that are of this article, which is held; how many were open.

    What is labelled stays, the rest goes on to others.
    """
    ended = 0
    for lease in list(leases.open().filter(article=article).order_by("pk")):
        # Whatever the leases were chosen by holds still: one that ran out may be prolonged.
        if leases.open().filter(pk=lease.pk).update(ended_at=min(now, lease.expires_at)):
            lining_up.give_back(article, Slot.objects.filter(lease=lease))
            ended += 1
    return ended


def _extend(lease: Lease, project: Project, now: datetime) -> bool:
    """Push the lease's end onwards; False when it has ended meanwhile."""
    until = _end_of_lease(project, lease.stage, now)
    if not Lease.objects.open().filter(pk=lease.pk).update(expires_at=until):
        return False
    lease.expires_at = until
    return True


def renew_lease(*, actor: User, lease: Lease, now: datetime) -> Lease:
    """A sign of work: the lease's time starts anew. Refused once it has ended."""
    permissions.require(lease.annotator_id == actor.pk)
    permissions.require(permissions.can_annotate(actor, lease.project))
    if not _extend(lease, lease.project, now):
        raise Conflict("lease_ended", "This reservation has ended; ask for the next article.")
    return lease


@transaction.atomic
def stop_lease(*, actor: User, lease: Lease, now: datetime) -> None:
    """“Stop here”: what is labelled stays, the rest goes on to others. Twice does nothing more."""
    permissions.require(lease.annotator_id == actor.pk)
    locks.hold_person(actor)
    article = slots.enter_article(lease.article_id, now)
    if end_leases(article, Lease.objects.filter(pk=lease.pk), now):
        audit.record(
            "lease.stopped", actor=actor, now=now, project=article.project, target=lease.uuid
        )


def note_progress(*, slot: Slot, now: datetime) -> None:
    """After work on a slot: its lease goes on, or ends when nothing in it is left to label."""
    if slot.lease_id is None:
        return
    lease = Lease.objects.open().filter(pk=slot.lease_id)
    if _list_left(slot.lease_id):
        lease.update(expires_at=_end_of_lease(slot.article.project, slot.stage, now))
    else:
        lease.update(ended_at=now)


@prepared
def _list_left(lease: int) -> QuerySet[Slot, int]:
    """One slot of the lease that is still to be labelled."""
    return Slot.objects.filter(lease=lease).unlabelled().values_list("pk", flat=True)[:1]


def begin_work(*, actor: User, claim: Claim, now: datetime) -> Article:
    """Hold the person and the claim's article, until the transaction ends in which this is called.

    Raises NotAllowed for those who may not, or no longer, label here, and Conflict for who has to
    train first.
    """
    locks.hold_person(actor)
    permissions.require(permissions.can_annotate(actor, claim.project))
    article = slots.enter_article(claim.article_id, now)
    trainees.refuse_live(actor, article.project, article)
    return article


def hold_slot(*, actor: User, article: Article, claim: Claim, stage: str, now: datetime) -> Slot:
    """The person's slot of this claim: the one they have, else a free one, taken now.

    With its claim, its label that counts, its lease and its article. Both person and article are
    held. Raises Conflict when others have taken all, or the article was withdrawn.
    """
    refuse_withdrawn(article)
    while (slot := find_own_slot(actor, claim, stage)) is None:
        _take_free_slot(actor, article, claim, stage, now)
    slot.article = article
    return slot


def find_own_slot(actor: User, claim: Claim, stage: str) -> Slot | None:
    return next(iter(_list_own_slots(actor, claim, stage)), None)


@prepared
def _list_own_slots(actor: User, claim: Claim, stage: str) -> SlotQuerySet:
    own = Slot.objects.filter(claim=claim, stage=stage, annotator=actor)
    return own.select_related("current", "claim", "lease")


def _take_free_slot(actor: User, article: Article, claim: Claim, stage: str, now: datetime) -> None:
    """Take one, ending leases that ran out if need be. Whoever was offered one keeps it."""
    if refusal := find_pause(actor, article.project):
        raise refusal
    if article.is_training and trainees.is_trainee(actor, article.project):
        own = trainees.open_slots(actor, article, claim)
        if not Slot.objects.free().filter(pk__in=own).update(annotator=actor):
            raise not_queued()
        return
    free = Slot.objects.filter(claim=claim, stage=stage).takeable_by(actor)
    mine = free.order_by(F("reserved_for").asc(nulls_last=True), "number")
    candidate = mine.first()
    if candidate is None and end_leases(article, Lease.objects.run_out(now), now):
        candidate = mine.first()
    if candidate is None:
        raise no_slot(actor, claim, stage)
    Slot.objects.free().filter(pk=candidate.pk).update(annotator=actor)


def no_slot(actor: User, claim: Claim, stage: str) -> Conflict:
    """Why there is none for the person in that pass of the claim."""
    if not Claim.objects.active().filter(pk=claim.pk).exists():
        return claim_retired()
    if Article.objects.filter(pk=claim.article_id, replaced_at__isnull=False).exists():
        return article_replaced()
    slots_of_claim = Slot.objects.filter(claim=claim, stage=stage).counted()
    if not slots_of_claim.exists():
        return not_queued()
    if slots_of_claim.free().exists():
        return for_others()
    return Conflict("no_free_slot", "Others have given all the labels this claim needs.")


def refuse_withdrawn(article: Article) -> None:
    """Raise Conflict where nothing is to be labelled or decided: the article is held."""
    if article.withdrawn_at is not None:
        raise article_withdrawn()


def article_replaced() -> Conflict:
    return Conflict(
        "article_replaced",
        "A corrected text has taken the place of this article: nothing is labelled here any more.",
    )


def for_others() -> Conflict:
    """The refusal of what this person may not label, though others may."""
    return Conflict("not_for_you", "This claim is for others to label.")


def refuse_unqueued(claim: Claim, stage: str) -> None:
    """Raise Conflict for a claim of which that pass never wanted a label."""
    if not Slot.objects.filter(claim=claim, stage=stage).exists():
        raise not_queued()


def not_queued() -> Conflict:
    return Conflict("not_queued", "This is there for context; no labels are wanted for it.")


def claim_retired() -> Conflict:
    return Conflict("claim_retired", "The boundaries of this claim have been changed.")


def refuse_blind(actor: User, claim: Claim, stage: str) -> None:
    """Raise Conflict for what would show, or settle, what the person has still to judge.

    Already what else is refused, and why, would tell them what others said.
    """
    if Slot.objects.of_pass_or_label(claim, stage).blinding(actor).exists():
        raise Conflict(
            "label_first",
            "You may still come to label this claim: label it, or give that up, first.",
        )


def already_labelled() -> Conflict:
    """The refusal of what would come on top of one's own label."""
    return Conflict(
        ALREADY_LABELLED, "You have labelled this claim already; revise the label instead."
    )

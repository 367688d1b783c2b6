"""How many slots a claim has; where they stand in the line is for lining_up.py.

Other operations call these inside their transaction. Whoever writes an article's queue enters it
first (`enter_article`): that holds it, and adjusts its slots if the project wants another number
of labels by now. So a change of overlap counts everywhere at once, however many articles there are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet

from claims.models import Article, Claim, Project, Slot, Stage, User
from claims.models.samples import is_in_sample
from claims.operations import disputes, events, giving_up, lining_up, locks, voting

# Articles adjusted for somebody who asks for work and would else find none.
ADJUSTED_AT_ONCE = 20
# Rows one statement names: well under every database's limit of parameters.
ROWS_AT_ONCE = 500
# Where a claim keeps how many labels were asked for beyond the overlap.
EXTRA: dict[str, str] = {Stage.LABEL: "extra_labels", Stage.CHECK: "extra_checks"}


def enter_article(article_id: int, now: datetime) -> Article:
    """Hold the article, its slots as many as are wanted now."""
    return catch_up(locks.hold_article(article_id), now)


def catch_up(article: Article, now: datetime) -> Article:
    """Adjust the article, which is held, if the project wants another number of labels by now."""
    if article.queue_version < article.project.queue_version:
        adjust(article, now)
    return article


def adjust(article: Article, now: datetime) -> None:
    """Give each claim of the article, which is held, as many slots as are wanted of it."""
    claims = list(Claim.objects.filter(article=article).values_list("pk", flat=True))
    fit(article, claims, now)
    Article.objects.filter(pk=article.pk).update(queue_version=article.project.queue_version)
    article.queue_version = article.project.queue_version


def adjust_some(
    project: Project,
    now: datetime,
    count: int = ADJUSTED_AT_ONCE,
    among: QuerySet[Any, Any] | None = None,
) -> int:
    """Adjust the next articles that need it, each in a transaction of its own; how many did.

    `among` are the numbers of those to look at, where others may wait.
    """
    waiting = Article.objects.to_adjust(project)
    if among is not None:
        waiting = waiting.filter(pk__in=among)
    found = list(waiting.order_by("queue_version", "pk").values_list("pk", flat=True)[:count])
    for article_id in found:
        with transaction.atomic():
            enter_article(article_id, now)
    return len(found)


def fit(article: Article, claims: Collection[int], now: datetime) -> None:
    """Open and close slots of these claims (by number) of the article, which is held.

    First of the label pass; then what its votes come to: decisions by rule, further opinions; then
    the slots of the check pass, which depend on that, and what its votes come to; at last, for
    which of them a curator is needed.
    """
    wants_fewer = False
    for part in batched(list(claims)):
        for stage, count_wanted in _COUNTERS.items():
            closes = _fit_stage(article, stage, count_wanted(article, part))
            wants_fewer = wants_fewer or (closes and stage == Stage.LABEL)
            # Of a closed text nothing more is asked: what there is decides nothing new.
            if article.is_closed:
                continue
            if differing := voting.follow(article.project, part, stage, now=now):
                _ask_beyond(article, differing, stage)
        disputes.refresh(article.project, part)
        if article.is_closed:
            _end_carrying(article, part, now)
    if wants_fewer:
        events.note_finished(article, now)


def _end_carrying(article: Article, claims: Collection[int], now: datetime) -> None:
    """Where the last label was taken back, the same sentence of the corrected text wants its own.

    Also where labels count no more, since their article was withdrawn; and where by now a verdict
    is asked for that nobody gives any more. Its article is held after this one, which is the older.
    """
    bare = set(claims) - voting.list_to_carry(article.project, claims)
    heirs = Claim.objects.active().filter(carried_from__in=bare).order_by("article_id", "pk")
    by_article: dict[int, dict[int, int]] = defaultdict(dict)
    for article_id, pk, source in heirs.values_list("article_id", "pk", "carried_from__pk"):
        by_article[article_id][pk] = source
    for article_id, numbers in by_article.items():
        corrected = locks.hold_article(article_id)
        giving_up.give_up_heirs(numbers, now)
        Claim.objects.filter(pk__in=numbers).update(carried_from=None)
        fit(corrected, numbers, now)


def settle(article: Article, claims: Collection[int], now: datetime) -> None:
    """After a change of votes on these claims: what the project's rules make of them.

    To be called whenever a label is given or a claim decided. The article is held.
    """
    if depends_on_votes(article.project):
        fit(article, claims, now)
    else:
        disputes.refresh(article.project, claims)


def depends_on_votes(project: Project) -> bool:
    """Whether anything follows from what the labels of a claim come to."""
    return voting.follows_votes(project) or project.has_check_pass


def ask_more(article: Article, claim: Claim, stage: str, number: int, now: datetime) -> None:
    """Ask for so many labels of the claim beyond those given or asked for; the article is held."""
    _ask_beyond(article, [claim.pk], stage, number)
    settle(article, [claim.pk], now)


def _ask_beyond(article: Article, claims: Collection[int], stage: str, number: int = 1) -> None:
    """Let each of the claims want so many more labels than it has or wants.

    There may be more than it wants: some given before fewer were wanted. Where none are wanted at
    all, nobody is asked.
    """
    counted = Slot.objects.counted().filter(claim__in=claims, stage=stage)
    there = Counter(counted.values_list("claim_id", flat=True))
    count_wanted = _COUNTERS[Stage(stage)]
    for claim, wanted in count_wanted(article, claims).items():
        if wanted:
            more = max(there[claim], wanted) + number - wanted
            Claim.objects.filter(pk=claim).update(**{EXTRA[stage]: F(EXTRA[stage]) + more})
    _fit_stage(article, stage, count_wanted(article, claims))


def is_sampled(project: Project, article: Article, start: int) -> bool:
    """Whether the claim at that offset is in the sample that is labelled twice.

    By the text and the place (models/samples.py).
    """
    key = f"{project.sample_seed}:{article.sha256}:{start}"
    return is_in_sample(key, project.double_percent)


def count_base(project: Project, article: Article, start: int) -> int:
    """How many labels the claim at that offset wants, before anybody asks for more."""
    if not article.wants_labels:
        return 0
    if article.overlap is not None:
        return article.overlap
    doubled = project.double_percent and is_sampled(project, article, start)
    return 2 if doubled else project.overlap


def _count_labels_wanted(article: Article, claims: Collection[int]) -> dict[int, int]:
    queued = Claim.objects.filter(pk__in=claims).queued(article.project)
    wanted = dict.fromkeys(claims, 0)
    for pk, start, extra in queued.values_list("pk", "start", "extra_labels"):
        wanted[pk] = count_base(article.project, article, start) + extra
    return wanted


def _count_checks_wanted(article: Article, claims: Collection[int]) -> dict[int, int]:
    asking = voting.list_to_check(article.project, claims)
    wanted = dict.fromkeys(claims, 0)
    queued = Claim.objects.filter(pk__in=asking).queued(article.project)
    for pk, extra in queued.values_list("pk", "extra_checks"):
        wanted[pk] = article.project.check_overlap + extra
    return wanted


_COUNTERS = {Stage.LABEL: _count_labels_wanted, Stage.CHECK: _count_checks_wanted}


def _fit_stage(article: Article, stage: str, wanted: Mapping[int, int]) -> bool:
    """Let each claim have so many wanted slots: labelled ones first, then held, then free ones.

    What is held beyond that is left to its holder, and closes when they give it back. Whether any
    label that was wanted, and not given, is not wanted any more.
    """
    by_claim = _group_slots(wanted, stage)
    opened: list[int] = []
    closed: list[int] = []
    missing: list[Slot] = []
    wants_fewer = False
    for claim, number in wanted.items():
        slots = by_claim[claim]
        opened += [slot.pk for slot in slots[:number] if not slot.wanted]
        closed += [slot.pk for slot in slots[number:] if slot.wanted]
        wants_fewer |= any(slot.wanted and slot.current_id is None for slot in slots[number:])
        if number > len(slots):
            missing += make_slots(article, claim, stage, number - len(slots))
    Slot.objects.filter(pk__in=closed).update(wanted=False)
    if stage == Stage.LABEL and (unqueued := [pk for pk in wanted if not wanted[pk]]):
        # Who gave a gold slot back shall not find it again either.
        gold = Slot.objects.filter(claim__in=unqueued, purpose=Slot.Purpose.GOLD)
        gold.update(wanted=False)
    Slot.objects.filter(pk__in=opened).update(wanted=True)
    Slot.objects.bulk_create(missing)
    more = {slot.claim_id for slot in missing}
    more |= set(Slot.objects.free().filter(pk__in=opened).values_list("claim_id", flat=True))
    lining_up.line_up(article, stage, more)
    return wants_fewer


def _group_slots(claims: Iterable[int], stage: str) -> Mapping[int, list[Slot]]:
    """The live slots of each claim, in the order in which they are kept."""
    by_claim = defaultdict(list)
    live = Slot.objects.filter(claim__in=claims, stage=stage, purpose=Slot.Purpose.LIVE)
    for slot in live.order_by(
        F("current").asc(nulls_last=True),
        F("annotator").asc(nulls_last=True),
        F("reserved_for").asc(nulls_last=True),
        "number",
    ):
        by_claim[slot.claim_id].append(slot)
    return by_claim


def make_slots(
    article: Article, claim: int, stage: str, count: int, purpose: str = Slot.Purpose.LIVE
) -> list[Slot]:
    """So many further slots, to be inserted; gold and training slots are numbered with the others.

    The article is held.
    """
    first = find_last_numbers([claim])[claim, stage] + 1
    return [
        _make_slot(article, claim, stage, number, purpose=purpose)
        for number in range(first, first + count)
    ]


def find_last_numbers(claims: Collection[int]) -> defaultdict[tuple[int, str], int]:
    """Of each of the claims, in each pass, the highest number of a slot; 0: it has none."""
    slots = Slot.objects.filter(claim__in=claims).order_by()
    numbers: defaultdict[tuple[int, str], int] = defaultdict(int)
    for claim, stage, last in slots.values_list("claim_id", "stage").annotate(Max("number")):
        numbers[claim, stage] = last
    return numbers


def _make_slot(article: Article, claim: int, stage: str, number: int, **besides: Any) -> Slot:
    return Slot(
        project_id=article.project_id,
        article=article,
        claim_id=claim,
        stage=stage,
        number=number,
        priority=article.priority,
        **besides,
    )


def keep_gold(article: Article, person: User) -> None:
    """Keep a gold slot of each queued claim of the article, which is held, for the person.

    First those that were somebody's who may label here no longer; then further ones, numbered after
    the others.
    """
    gold: dict[str, Any] = {"purpose": Slot.Purpose.GOLD, "reserved_for": person}
    claims = set(
        Claim.objects.filter(article=article).queued(article.project).values_list("pk", flat=True)
    )
    known = Slot.objects.filter(article=article, stage=Stage.LABEL)
    nobodys = known.free().filter(purpose=Slot.Purpose.GOLD, reserved_for=None)
    left = {claim: pk for claim, pk in nobodys.values_list("claim_id", "pk") if claim in claims}
    for part in batched(list(left.values())):
        nobodys.filter(pk__in=part).update(reserved_for=person)
    last = dict(known.order_by().values_list("claim_id").annotate(Max("number")))
    Slot.objects.bulk_create(
        _make_slot(article, claim, Stage.LABEL, last.get(claim, 0) + 1, **gold)
        for claim in sorted(claims - left.keys())
    )


def batched(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    """The rows in parts that one statement may name."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


def keep_no_more(person: User, claim: Claim, stage: str) -> None:
    """Let all have the live slot of the claim that was kept for the person; gold stays theirs."""
    live = Slot.objects.filter(claim=claim, stage=stage, purpose=Slot.Purpose.LIVE)
    live.filter(reserved_for=person).update(reserved_for=None)


def close_unlabelled(claims: Collection[Claim]) -> bool:
    """Close the slots of these claims; False, and nothing closed, where one was ever labelled.

    Labels are given by an UPDATE of a slot too: so whichever comes second finds what the first did.
    """
    of_claims = Slot.objects.filter(claim__in=claims)
    with transaction.atomic():
        of_claims.filter(revisions=0).update(wanted=False)
        if not of_claims.filter(revisions__gt=0).exists():
            return True
        transaction.set_rollback(True)
    return False

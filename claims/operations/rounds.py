"""Rounds: some articles, drawn by chance, are labelled before all others. Why so: decision 23."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from claims import permissions
from claims.errors import Conflict, InvalidInput, changed_meanwhile
from claims.models import Article, Project, Round, Slot, User, get_max_length
from claims.models.projects import make_seed
from claims.operations import assignment, audit, locks, slots
from claims.operations.validation import bound_text, validate
from claims.queries.rounds import draw_articles, list_drawable

CHANGEABLE = ("name", "in_releases")
NAME_LIMIT = get_max_length(Round, "name") or 0


@transaction.atomic
def start_round(
    *,
    actor: User,
    project: Project,
    name: str,
    kind: str,
    size: int,
    in_releases: bool,
    overlap: int | None = None,
    seed: int | None = None,
    now: datetime,
) -> Round:
    """Draw so many articles of those that nobody has begun, and hand them out first.

    `overlap`: how many labels each of their claims wants; None: as the project says. `seed`: the
    same draws the same again; None: a new one. Raises InvalidInput naming the field, also where
    there are fewer articles, and Conflict where a round is running or an article was begun
    meanwhile.
    """
    permissions.require(permissions.can_manage(actor, project))
    held = locks.hold_project(project)
    if Round.objects.running().filter(project=held).exists():
        raise _already_running()
    round_ = Round(
        project=held,
        number=_count_on(held),
        name=_bound_name(name),
        kind=kind,
        size=size,
        seed=make_seed() if seed is None else seed,
        overlap=overlap,
        guideline=held.latest_guideline(),
        in_releases=in_releases,
        started_at=now,
        created_by=actor,
    )
    validate(round_)
    articles = draw_articles(held, size, round_.seed)
    if len(articles) < size:
        raise InvalidInput(
            "too_few_articles",
            "Fewer articles are left to draw from: %(number)d.",
            field="size",
            number=len(articles),
        )
    _save(round_)
    _put_first(round_, articles, now)
    audit.record(
        "round.started",
        actor=actor,
        now=now,
        project=held,
        target=round_.uuid,
        data={"number": round_.number, "articles": size, "seed": round_.seed},
    )
    return round_


def _bound_name(name: str) -> str:
    return bound_text(name, field="name", limit=NAME_LIMIT)


def _already_running() -> Conflict:
    return Conflict("round_running", "A round is running: end it before you start another.")


def _count_on(project: Project) -> int:
    last: int | None = Round.objects.filter(project=project).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _save(round_: Round) -> None:
    try:
        with transaction.atomic():
            round_.save()
    except IntegrityError:
        # Somebody has started one meanwhile.
        raise _already_running() from None


def _put_first(round_: Round, articles: list[int], now: datetime) -> None:
    """All are held before any of them takes a place in the line."""
    locks.hold_articles(articles)
    untouched = list_drawable(round_.project).filter(pk__in=articles)
    before = {"overlap_before": F("overlap"), "priority_before": F("priority")}
    if untouched.update(round=round_, **before) < len(articles):
        # Somebody has labelled one of them since it was drawn.
        raise changed_meanwhile()
    for number in articles:
        article = slots.enter_article(number, now)
        if round_.overlap is not None:
            assignment.want_labels(article, round_.overlap, now)
        assignment.prioritise(article, Article.Priority.HIGH)


@transaction.atomic
def end_round(*, actor: User, round_: Round, now: datetime) -> None:
    """Hand its articles out in their turn again. Twice is once.

    What nobody has begun leaves the round, and wants as many labels as before it; what somebody
    has labelled or before them stays in it, and wants as many as in it.
    """
    permissions.require(permissions.can_manage(actor, round_.project))
    locks.hold_project(round_.project)
    if not Round.objects.running().filter(pk=round_.pk).update(ended_at=now):
        round_.refresh_from_db()
        return
    round_.ended_at = now
    articles = list(round_.articles.order_by("pk").values_list("pk", flat=True))
    locks.hold_articles(articles)
    left = sum(_put_back(round_, slots.enter_article(number, now), now) for number in articles)
    audit.record(
        "round.ended",
        actor=actor,
        now=now,
        project=round_.project,
        target=round_.uuid,
        data={"number": round_.number, "articles": len(articles) - left, "left": left},
    )


def _put_back(round_: Round, article: Article, now: datetime) -> bool:
    """Whether the article, which is held, has left the round."""
    live = article.slots.filter(purpose=Slot.Purpose.LIVE)
    begun = live.filter(Q(revisions__gt=0) | Q(annotator__isnull=False)).exists()
    if not begun:
        Article.objects.filter(pk=article.pk).update(round=None)
        if article.overlap == round_.overlap is not None:
            assignment.want_labels(article, article.overlap_before, now)
    # Where a manager has chosen another priority meanwhile, theirs stays.
    if article.priority == Article.Priority.HIGH:
        assignment.prioritise(article, article.priority_before or Article.Priority.NORMAL)
    return not begun


@transaction.atomic
def change_round(*, actor: User, round_: Round, values: Mapping[str, Any], now: datetime) -> None:
    """Call a round otherwise, or let exports have its labels or not; `values` of CHANGEABLE.

    Values that it has already change nothing. Raises InvalidInput naming the field.
    """
    permissions.require(permissions.can_manage(actor, round_.project))
    changed = {name: values[name] for name in CHANGEABLE if name in values}
    if "name" in changed:
        changed["name"] = _bound_name(changed["name"])
    round_.refresh_from_db()
    changed = {name: value for name, value in changed.items() if getattr(round_, name) != value}
    if not changed:
        return
    before = audit.read_values(round_, changed)
    for name, value in changed.items():
        setattr(round_, name, value)
    validate(round_)
    round_.save(update_fields=changed)
    audit.record_changes(
        "round.changed", round_, actor=actor, changed=changed, before=before, now=now
    )

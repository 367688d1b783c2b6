"""Articles in the queue as the project's rules have it, and people who ask for work."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from claims.models import Article, Claim, Lease, Outlet, Project, Slot, Stage, User
from claims.operations import projects, queue, slots
from tests.factories import NOW, ArticleFactory, ClaimFactory


def queue_article(project: Project, *, claims: int = 1, outlet: Outlet | None = None) -> Article:
    """An article with a headline and sentences, of which so many labels are wanted as ever."""
    article = ArticleFactory(project=project, outlet=outlet)
    ClaimFactory.create_batch(claims, article=article)
    with transaction.atomic():
        slots.adjust(article, NOW)
    return article


def queue_claim(project: Project) -> Claim:
    """The only claim of an article of its own."""
    return queue_article(project).claims.select_related("project", "article").get()


def change_project(project: Project, manager: User, **fields: object) -> None:
    projects.save_project(actor=manager, project=project, values=fields, now=NOW)


def list_claims(article: Article) -> Sequence[Claim]:
    return list(article.claims.select_related("project", "article").order_by("start"))


def ask(
    project: Project, person: User, *, minutes: float = 0, stage: str = Stage.LABEL
) -> Lease | None:
    """What the person gets who asks for work so many minutes after NOW."""
    now = NOW + timedelta(minutes=minutes)
    return queue.lease_next(actor=person, project=project, now=now, stage=stage)


def take(project: Project, person: User, *, minutes: float = 0, stage: str = Stage.LABEL) -> Lease:
    """The same, where there is something to get."""
    lease = ask(project, person, minutes=minutes, stage=stage)
    assert lease is not None
    return lease


def stop(lease: Lease) -> None:
    queue.stop_lease(actor=lease.annotator, lease=lease, now=NOW)


def list_held(person: User, stage: str = Stage.LABEL) -> Sequence[Claim]:
    """The claims before the person, in the order of their articles and texts."""
    held = Slot.objects.held().filter(annotator=person, stage=stage)
    found = Claim.objects.filter(pk__in=held.values("claim"))
    return list(found.select_related("project", "article").order_by("article", "start"))


def count_slots(claim: Claim, stage: str = Stage.LABEL) -> dict[str, int]:
    """How many slots of the claim are free, held, labelled, closed; none of those that are 0."""
    counts: dict[str, int] = {}
    for slot in claim.slots.filter(stage=stage):
        counts[_name_state(slot)] = counts.get(_name_state(slot), 0) + 1
    return counts


def _name_state(slot: Slot) -> str:
    if slot.current_id:
        return "labelled"
    if slot.annotator_id:
        return "held"
    return "free" if slot.wanted else "closed"

"""Handing out hidden gold: articles whose answers are known, between the others.

To their annotator they are articles like any other, whole and in an ordinary lease. Each of their
slots is made for one person and kept for them (models/queue.py), so that whatever the person does,
a skip, a late label, an undo, finds a slot as it would elsewhere, and nobody else ever meets it.
Why so, and what a clever annotator could infer: docs/decisions/0021-quality.md
"""

from datetime import datetime

from django.db.models import Count, QuerySet

from claims.models import Article, Lease, Project, Stage, User
from claims.models.prepared import prepared
from claims.models.samples import is_in_sample
from claims.operations import slots
from claims.queries.hidden_gold import choose_article, may_be_given


def hold_instead(actor: User, project: Project, now: datetime) -> Article | None:
    """A gold article in the place of the live one that the person, who is held, would get next.

    It is held, and its gold slots are kept for them. None: it is not their turn for one, or there
    is none for them. Where others changed the article meanwhile nothing is kept: one looks again.
    """
    if not project.gold_percent or not is_turn(actor, project):
        return None
    chosen = choose_article(actor, project)
    if chosen is None:
        return None
    article = slots.enter_article(chosen, now)
    if may_be_given(actor, article):
        slots.keep_gold(article, actor)
    return article


def is_turn(person: User, project: Project) -> bool:
    """Whether the person's next article is to be a gold one.

    By the project's seed, the person, and how many articles they had: the same on any system.
    """
    had = next((count for _person, count in _count_leases(person, project)), 0)
    return is_in_sample(f"{project.sample_seed}:{person.uuid}:{had}", project.gold_percent)


@prepared
def _count_leases(person: User, project: Project) -> QuerySet[Lease, tuple[int, int]]:
    """One row, or none where there are no leases."""
    leases = Lease.objects.filter(annotator=person, project=project, stage=Stage.LABEL)
    return leases.order_by().values_list("annotator").annotate(Count("pk"))

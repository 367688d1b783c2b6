"""What keeps people's steps apart on PostgreSQL; on SQLite only one transaction writes at a time.

Locks are taken in one order: person, articles by their numbers, line. Whoever writes slots,
leases, claims or labels of an article holds the article. What is counted and what is given out
rests on constraints and on conditional UPDATEs all the same; the locks spare people the refusals.
"""

from django.db.models import F, QuerySet

from claims.errors import NotAllowed
from claims.models import Article, Line, User
from claims.models.prepared import prepared


def hold_person(person: User) -> None:
    """Let a person's requests go one by one, so that a double click finds what the first did.

    Raises NotAllowed when they were deactivated meanwhile.
    """
    if not _hold_active(person.pk):
        raise NotAllowed("not_allowed", "You don’t have permission to do this.")


@prepared
def _hold_active(person: int) -> QuerySet[User, int]:
    rows = User.objects.filter(pk=person, is_active=True)
    return rows.select_for_update(no_key=True).values_list("pk", flat=True)


def hold_article(article_id: int) -> Article:
    """The article, with its project; nobody else changes its queue until the transaction ends."""
    (article,) = _hold_article(article_id)
    return article


def try_article(article_id: int) -> Article | None:
    """As hold_article, but None where somebody else holds it: for whoever can take another."""
    return next(iter(_try_article(article_id)), None)


@prepared
def _try_article(number: int) -> QuerySet[Article]:
    rows = Article.objects.select_related("project").filter(pk=number)
    return rows.select_for_update(no_key=True, of=("self",), skip_locked=True)


@prepared
def _hold_article(number: int) -> QuerySet[Article]:
    rows = Article.objects.select_related("project").filter(pk=number)
    return rows.select_for_update(no_key=True, of=("self",))


def take_turns(project_id: int, stage: str, count: int = 1) -> int:
    """Take places at the end of the line: those after the number returned, `count` of them.

    Holds the line until the transaction ends: only rows that are held already may be written then.
    """
    line = Line.objects.filter(project=project_id, stage=stage)
    line.update(last=F("last") + count)
    return line.values_list("last", flat=True).get() - count

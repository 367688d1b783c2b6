"""What keeps people's steps apart on PostgreSQL; on SQLite only one transaction writes at a time.

Locks are taken in one order: project, invitation, outlet, text of consent, person, articles by
numbers, the project's lines, cases by numbers. Whoever writes slots, leases, claims or labels of an
article holds the article.

What is given out, one slot, one place in the line, one decision, one approval, one case for each
curator, rests on constraints and on conditional UPDATEs all the same: without locks nobody gets
what somebody else has, and no claim a label too many (tests/operations/test_races_unlocked.py).
What follows from several rows together needs an order: how many slots a claim is to have, what its
labels come to, what one person sends twice at once. On SQLite that is BEGIN IMMEDIATE, one writer
who reads nothing before; on PostgreSQL the rows held here. What is missed there costs somebody a
retry, or is made up for when the claim is next looked at.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import F, Q, QuerySet

from claims.errors import NotAllowed
from claims.models import (
    Article,
    Case,
    Claim,
    ConsentText,
    Line,
    Membership,
    Outlet,
    Project,
    Slot,
    User,
)
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


def hold_project(project: Project) -> Project:
    """The project as it is; nobody else changes its settings until the transaction ends."""
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def close_texts() -> None:
    """Let nobody hold the texts of consent while one is published, also the first one of all.

    Until then there is no row to wait for; but whoever has looked for one holds the table.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_consenttext IN EXCLUSIVE MODE")


def hold_texts() -> None:
    """Let no text of consent be published, nor be accepted, meanwhile."""
    texts = ConsentText.objects.order_by("pk")
    list(texts.select_for_update(no_key=True).values_list("pk"))


def hold_people(people: QuerySet[User]) -> None:
    """Hold several people, before any article that one of them may be at work in."""
    list(people.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def hold_team(project: Project) -> None:
    """Let nobody who may label in the project ask for work until the transaction ends."""
    team = Membership.objects.filter(project=project).values("user")
    hold_people(User.objects.filter(Q(pk__in=team) | Q(is_superuser=True)))


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


def hold_cases(cases: QuerySet[Case]) -> set[int]:
    """Hold several cases, in one order: who lets one go and takes another may meet their like."""
    rows = cases.order_by("pk").select_for_update(no_key=True)
    return set(rows.values_list("pk", flat=True))


def hold_outlets(outlets: Collection[int | None]) -> None:
    """Let nobody be excluded from them, and no article become one of theirs, meanwhile."""
    rows = Outlet.objects.filter(pk__in=[pk for pk in outlets if pk is not None]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def hold_articles(article_ids: Collection[int]) -> None:
    """Hold several articles, before a place in the line is taken for any of them."""
    for article_id in sorted(article_ids):
        hold_article(article_id)


def take_turns(project_id: int, stage: str, count: int = 1) -> int:
    """Take places at the end of the line: those after the number returned, `count` of them.

    Holds the line until the transaction ends: only rows that are held already may be written then.
    And the other line of the project with it, since the transaction may need both.
    """
    lines = Line.objects.filter(project=project_id).order_by("stage")
    while True:
        last = dict(lines.select_for_update(no_key=True).values_list("stage", "last"))[stage]
        # No place is given out twice, whoever has read the same.
        if lines.filter(stage=stage, last=last).update(last=last + count):
            return last


def hold_votes(claim: Claim, stage: str) -> None:
    """Let nobody give or take back a label of the claim in that pass until the transaction ends.

    By an UPDATE of its slots, since each label given or taken back is one of them: what is read
    next are the labels that count, and whoever had to wait sees what was made of them.
    """
    Slot.objects.filter(claim=claim, stage=stage).update(revisions=F("revisions"))

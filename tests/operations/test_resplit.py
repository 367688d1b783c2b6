"""Splitting anew: only what nobody has touched; everything else is listed."""

from typing import Any

import pytest

from claims.errors import NotAllowed
from claims.exchange.records import ArticleRecord
from claims.models import Article, AuditEvent, Claim, Lease, Project, User
from claims.operations import articles, assignment, boundaries, resplit
from claims.operations.boundary_plans import Edit, EditKind
from claims.operations.resplit import Fate
from claims.text.segment import SPLITTER_VERSION
from tests.factories import NOW, DraftFactory, ProjectFactory
from tests.operations.disputed import decide
from tests.operations.labellings import submit
from tests.operations.queues import ask, count_slots, list_claims, list_held, stop, take

pytestmark = pytest.mark.django_db

TEXT = "Ferry sails\n\nThe ferry sailed. It was late. Nobody knew why.\n"


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1)


def bring_in(manager: User, project: Project, text: str = TEXT) -> Article:
    """An article whose sentences an older splitter has taken for one."""
    rows = [(1, ArticleRecord(text=text))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)
    article = Article.objects.latest("pk")
    _headline, *sentences = list_claims(article)
    merge = Edit(kind=EditKind.MERGE, claims=tuple(claim.uuid for claim in sentences))
    boundaries.edit_boundaries(actor=manager, article=article, edit=merge, now=NOW)
    Article.objects.filter(pk=article.pk).update(splitter_version="0", boundaries_version=0)
    article.refresh_from_db()
    return article


def list_active(article: Article) -> list[Claim]:
    return list(Claim.objects.active().filter(article=article).in_text_order())


def resplit_all(actor: User, project: Project) -> list[tuple[Article, str]]:
    done = resplit.resplit_articles(actor=actor, project=project, now=NOW)
    return [(one.article, one.fate) for one in done]


def test_an_article_nobody_has_touched_is_split_anew(
    project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project)
    headline, merged = list_active(article)

    fates = resplit_all(manager, project)

    article.refresh_from_db()
    active = list_active(article)
    assert fates == [(article, Fate.RESPLIT)]
    assert [claim.text for claim in active] == [
        "Ferry sails",
        "The ferry sailed.",
        "It was late.",
        "Nobody knew why.",
    ]
    assert [claim.position for claim in active] == [0, 1, 2, 3]
    assert active[0] == headline
    assert [set(claim.parents.all()) for claim in active[1:]] == [{merged}] * 3
    assert [count_slots(claim) for claim in active] == [{"free": 1}] * 4
    assert count_slots(merged) == {"closed": 1}
    assert (article.splitter_version, article.boundaries_version) == (SPLITTER_VERSION, 0)
    assert AuditEvent.objects.filter(target=str(article.uuid)).exists()
    take(project, annotator)
    assert set(list_held(annotator)) == set(active)


def test_again_there_is_nothing_to_do(project: Project, manager: User) -> None:
    bring_in(manager, project)
    resplit_all(manager, project)

    assert resplit_all(manager, project) == []


def test_an_article_that_comes_out_the_same_is_only_noted(project: Project, manager: User) -> None:
    article = bring_in(manager, project)
    resplit_all(manager, project)
    before = list_active(article)
    Article.objects.update(splitter_version="0")

    fates = resplit_all(manager, project)

    assert fates == [(article, Fate.UNCHANGED)]
    assert list_active(article) == before
    assert resplit_all(manager, project) == []


def label(project: Project, annotator: User, claim: Claim) -> None:
    submit(annotator, claim)


def start(project: Project, annotator: User, claim: Claim) -> None:
    take(project, annotator)


def draft(project: Project, annotator: User, claim: Claim) -> None:
    DraftFactory(claim=claim, annotator=annotator)


def edit_by_hand(project: Project, annotator: User, claim: Claim) -> None:
    split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(claim.start + 9,))
    boundaries.edit_boundaries(actor=annotator, article=claim.article, edit=split, now=NOW)


@pytest.mark.parametrize(
    ("touch", "fate"),
    [
        (label, Fate.LABELLED),
        (start, Fate.AT_WORK),
        (draft, Fate.AT_WORK),
        (edit_by_hand, Fate.EDITED),
    ],
)
def test_what_somebody_has_touched_is_left_alone_and_listed(
    touch: Any, fate: Fate, project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project)
    touch(project, annotator, list_active(article)[1])
    before = list_active(article)

    assert resplit_all(manager, project) == [(article, fate)]
    assert list_active(article) == before


def test_what_a_curator_has_decided_is_left_alone(
    project: Project, manager: User, curator: User
) -> None:
    article = bring_in(manager, project)
    claim = list_active(article)[1]
    decide(curator, claim)

    assert resplit_all(manager, project) == [(article, Fate.LABELLED)]
    assert claim in list_active(article)


def test_an_article_given_back_untouched_is_split_anew(
    project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project)
    stop(take(project, annotator))

    assert resplit_all(manager, project) == [(article, Fate.RESPLIT)]
    assert not Lease.objects.open().exists()


def test_what_was_reserved_is_reserved_of_the_new_claims(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = bring_in(manager, project)
    assignment.reserve_article(actor=manager, article=article, person=annotator, now=NOW)

    resplit_all(manager, project)

    assert ask(project, other_annotator) is None
    take(project, annotator)
    assert set(list_held(annotator)) == set(list_active(article))


def test_who_finds_nothing_left_finds_the_new_claims(
    project: Project, annotator: User, manager: User
) -> None:
    article = bring_in(manager, project)
    other = bring_in(manager, project, TEXT.replace("ferry", "bus"))
    for claim in list_active(other):
        submit(annotator, claim)
    assignment.reserve_article(actor=manager, article=article, person=manager, now=NOW)
    nothing = ask(project, annotator)
    assignment.release_article(actor=manager, article=article, person=manager, now=NOW)

    fates = resplit_all(manager, project)

    assert nothing is None
    assert fates == [(article, Fate.RESPLIT), (other, Fate.LABELLED)]
    assert take(project, annotator).article == article


def test_only_managers_split_anew(project: Project, manager: User, curator: User) -> None:
    bring_in(manager, project)

    with pytest.raises(NotAllowed):
        resplit_all(curator, project)

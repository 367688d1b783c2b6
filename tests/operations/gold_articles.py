"""Projects with hidden gold, for tests: whose turn it is for some is a matter of the seed."""

from typing import Any

from claims.models import Annotation, Article, Lease, Project, User
from claims.operations import hidden_gold
from tests.factories import NOW, GoldLabelFactory
from tests.operations.labellings import submit
from tests.operations.queues import ask, list_claims, queue_article


def make_gold_article(project: Project, *labellers: User, claims: int = 2, **about: Any) -> Article:
    """An article that these people have labelled, with a gold label on each of its claims."""
    article = queue_article(project, claims=claims, **about)
    for claim in list_claims(article):
        for person in labellers:
            submit(person, claim)
        GoldLabelFactory(claim=claim)
    return article


def let_gold_be_next(project: Project, person: User) -> None:
    """Half of all articles are gold, by a seed with which the person's next one is."""
    _sow(project, person, is_turn=True)


def let_live_be_next(project: Project, person: User) -> None:
    _sow(project, person, is_turn=False)


def _sow(project: Project, person: User, *, is_turn: bool) -> None:
    project.gold_percent = 50
    seeds = (seed for seed in range(200) if _is_turn(project, person, seed) == is_turn)
    project.sample_seed = next(seeds)
    project.save(update_fields=["gold_percent", "sample_seed"])


def _is_turn(project: Project, person: User, seed: int) -> bool:
    project.sample_seed = seed
    return hidden_gold.is_turn(person, project)


def take_gold(project: Project, person: User, *, minutes: float = 0) -> Lease:
    """The lease of a gold article, where there is one for the person and live work besides."""
    let_gold_be_next(project, person)
    lease = ask(project, person, minutes=minutes)
    assert lease is not None
    assert set(lease.slots.values_list("purpose", flat=True)) == {"gold"}
    return lease


def label_gold(project: Project, person: User, **labelling: Any) -> list[Annotation]:
    """The person's labels of all claims of a gold article that they are given."""
    lease = take_gold(project, person)
    return [submit(person, claim, now=NOW, **labelling) for claim in list_claims(lease.article)]

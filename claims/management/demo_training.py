"""The demo's training: an article of which it is known what is right, and two who are new.

One has all before them, the other was below the mark and waits for the manager.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from claims.exchange.articles import read_articles
from claims.models import Article, Claim, Project, Speaker, User
from claims.operations import annotations, articles, projects, training
from claims.operations.gold import Answers, set_gold
from claims.operations.labelling import Labelling

SOURCE_ID = "demo-library"
BEGINNER = "beginner"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gold:
    """What is right of the claim that begins so, and why. `speaker`: empty for the article."""

    starts_with: str
    right: tuple[str, ...]
    speaker: str = ""
    why: str


GOLD = (
    Gold(
        starts_with="The library on Quay",
        right=("prediction",),
        why="It says what will happen on a day to come: a plan, until that day.",
    ),
    Gold(
        starts_with="It was closed",
        right=("routine_fact",),
        why="The town’s notices tell when it closed; nobody would dispute it.",
    ),
    Gold(
        starts_with="“The new reading room",
        right=("no_claim",),
        speaker="Maren Holt",
        why="What is beautiful is opinion. Who is quoted speaks, not the paper.",
    ),
    Gold(
        starts_with="The repair of the roof",
        right=("routine_fact", "check_worthy_fact"),
        why="A sum can be looked up. Whether readers care enough to have it checked is open.",
    ),
    Gold(
        starts_with="“Next year we will",
        right=("prediction",),
        speaker="Maren Holt",
        why="An intention: nothing that could be true or false today.",
    ),
    Gold(
        starts_with="Thank you",
        right=("no_claim",),
        why="Thanks are no factual claim where they presuppose nothing that could be looked up.",
    ),
)


def play_training(
    admin: User, project: Project, rows: bytes, namespace: uuid.UUID, now: datetime
) -> None:
    """Let the project train; run again, it does nothing. `rows`: the article, as a JSONL file."""
    if project.has_training:
        return
    found = read_articles(rows, "demo_training.jsonl")
    articles.import_articles(actor=admin, project=project, rows=found, now=now)
    article = Article.objects.get(project=project, source_id=SOURCE_ID)
    training.set_training(actor=admin, article=article, is_training=True, now=now)
    claims = [_say_what_is_right(admin, article, gold, now) for gold in GOLD]
    projects.save_project(actor=admin, project=project, values={"has_training": True}, now=now)
    _train_badly(claims, namespace, now - timedelta(hours=3))


def _say_what_is_right(admin: User, article: Article, gold: Gold, now: datetime) -> Claim:
    claims = Claim.objects.active().select_related("project", "article")
    claim = claims.get(article=article, text__startswith=gold.starts_with)
    speaker = Speaker.objects.get(project=article.project, **_name_speaker(gold))
    answers = Answers(speakers=(speaker.uuid,), verifiabilities=gold.right, explanation=gold.why)
    set_gold(actor=admin, claim=claim, answers=answers, now=now)
    return claim


def _name_speaker(gold: Gold) -> dict[str, str]:
    return {"name": gold.speaker} if gold.speaker else {"kind": Speaker.Kind.ARTICLE, "name": ""}


def _train_badly(claims: list[Claim], namespace: uuid.UUID, when: datetime) -> None:
    """Somebody calls everything a routine fact that the article says."""
    person = User.objects.get(username=BEGINNER)
    voice = Speaker.objects.get(project=claims[0].project, kind=Speaker.Kind.ARTICLE, name="")
    for number, claim in enumerate(claims):
        annotations.submit(
            actor=person,
            claim=claim,
            labelling=Labelling(speaker=voice.uuid, verifiability="routine_fact", seconds=12),
            client_uuid=uuid.uuid5(namespace, f"{claim.uuid}/{BEGINNER}"),
            now=when + timedelta(minutes=number),
        )

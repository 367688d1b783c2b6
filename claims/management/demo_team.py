"""What the demo's team has done: labels by the dozen over three weeks, decisions, second thoughts.

Written labels with evidence are in fixtures/demo_labels.json. These are made by a rule, seeded, so
that figures of agreement and progress have something to tell: two people follow what the words of
a claim show, and now and then one of them sees it otherwise. All of it is invented.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import transaction

from claims.errors import Conflict
from claims.models import (
    Annotation,
    Article,
    Case,
    Claim,
    Decision,
    Evidence,
    GoldLabel,
    Project,
    Question,
    Round,
    Speaker,
    User,
)
from claims.operations import (
    adjudication,
    annotations,
    gold,
    projects,
    questions,
    queue,
    rounds,
    slots,
)
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem, Labelling
from claims.queries.hints import list_hints
from claims.queries.rounds import draw_articles, list_drawable
from claims.text.hints import HintKind

# Who labels which article, and how many days ago they began.
WORK = (
    ("demo-rents", ("annotator1", "annotator3"), 20),
    ("demo-fish-hall", ("annotator2", "annotator3"), 9),
)
CLAIMS_A_DAY = 4
DISSENT, OTHER_SPEAKER = 0.2, 0.08
WITHOUT_VERDICT = ("routine_fact", "prediction", "no_claim")
MEANS = {
    HintKind.PREDICTION: "prediction",
    HintKind.OPINION: "no_claim",
    HintKind.QUESTION: "no_claim",
}
DECIDED = 3
REPEATED = (
    *("quote_type", "claim_date", "claim_date_precision", "justification", "omission", "searched"),
)
REASON = "The other reading goes beyond what is said: see the guideline on predictions and praise."
LEFT_BEHIND = timedelta(hours=5)
# Each article of WORK is a pilot round of its own.
OPENING = timedelta(hours=1)
# Who asks what, of the claim of the first article that begins so; and what the curator rules.
QUESTIONS = (
    (
        "annotator1",
        "The statistics office expects this. Is it a prediction, or the fact that it expects it?",
        "The average rent will pass",
        "**A prediction.** That somebody expects something can be looked up, but what readers take "
        "away is what is expected.\n\n- *expects*, *plans*, *is to*: prediction\n"
        "- *has decided to*: a fact, since the decision has been made",
    ),
    (
        "annotator3",
        "This can be worked out from the sentence before. Is it worth checking by itself?",
        "That is an increase of 29 percent",
        "",
    ),
    ("annotator2", "Who speaks where a press release is quoted without a name?", "", ""),
)
# Which articles are hidden gold as well, and for whom; and of how many in a hundred they are.
GOLD = (("demo-rents", "annotator2"), ("demo-fish-hall", "annotator1"))
GOLD_PERCENT = 10
GOLD_REASON = "As the guideline has it: what the words say, not what one may think of it."


def play_team(project: Project, namespace: uuid.UUID, now: datetime) -> None:
    """Let the team work; run again, it adds nothing. `namespace`: of the labels' client UUIDs."""
    for number, (source_id, people, days) in enumerate(WORK, start=1):
        article = Article.objects.get(project=project, source_id=source_id)
        _start_pilot(article, number, now - timedelta(days=days) - OPENING)
        for username in people:
            _label_article(article, username, namespace, now - timedelta(days=days))
    if not Decision.objects.filter(project=project).exists():
        _decide_some(project, now - timedelta(days=1))
        _leave_work_behind(project, now - LEFT_BEHIND)
    if not Question.objects.filter(project=project).exists():
        _ask_some(project, now - timedelta(days=2))
    if not GoldLabel.objects.filter(project=project).exists():
        _work_on_gold(project, namespace, now - timedelta(days=2))


def _start_pilot(article: Article, number: int, when: datetime) -> None:
    """A pilot round of the article, unless it is labelled already; the round before is over."""
    project = article.project
    if not list_drawable(project).filter(pk=article.pk).exists():
        return
    manager = User.objects.get(username="manager")
    for running in Round.objects.running().filter(project=project):
        rounds.end_round(actor=manager, round_=running, now=when)
    rounds.start_round(
        actor=manager,
        project=project,
        name=f"Pilot {number}",
        kind=Round.Kind.PILOT,
        size=1,
        # The first that draws it.
        seed=next(seed for seed in count() if draw_articles(project, 1, seed) == [article.pk]),
        # What a first pilot teaches changes the guideline.
        in_releases=number > 1,
        now=when,
    )


def _ask_some(project: Project, when: datetime) -> None:
    claims = Claim.objects.active().filter(project=project, article__source_id=WORK[0][0])
    for username, text, begins, ruled in QUESTIONS:
        asked = questions.ask(
            actor=User.objects.get(username=username),
            project=project,
            text=text,
            claim=claims.get(text__startswith=begins) if begins else None,
            now=when,
        )
        if ruled:
            curator = User.objects.get(username="curator")
            questions.rule(actor=curator, question=asked, text=ruled, now=when + timedelta(hours=3))


def _label_article(article: Article, username: str, namespace: uuid.UUID, begun: datetime) -> None:
    person = User.objects.get(username=username)
    random = Random(f"{article.source_id} {username}")  # noqa: S311 - a play, no secret
    for number, claim in enumerate(_list_claims(article)):
        when = begun + timedelta(days=number // CLAIMS_A_DAY, minutes=number % CLAIMS_A_DAY)
        try:
            annotations.submit(
                actor=person,
                claim=claim,
                labelling=_judge(claim, random),
                client_uuid=uuid.uuid5(namespace, f"{claim.uuid}/{username}"),
                now=when,
            )
        except Conflict:
            continue  # Somebody at work in the demo has had this claim meanwhile: theirs counts.


def _list_claims(article: Article) -> Iterator[Claim]:
    queued = Claim.objects.active().queued(article.project).filter(article=article)
    yield from queued.select_related("project", "article").order_by("start")


def _judge(claim: Claim, random: Random) -> Labelling:
    speaker, value = _read_right(claim)
    if random.random() < OTHER_SPEAKER:
        speaker = _find_voice(claim)
    if random.random() < DISSENT:
        value = random.choice([other for other in WITHOUT_VERDICT if other != value])
    return Labelling(
        speaker=speaker.uuid,
        verifiability=value,
        confidence=random.choice((3, 4, 4, 5)),
        seconds=random.randint(9, 70),
    )


def _read_right(claim: Claim) -> tuple[Speaker, str]:
    """Who speaks and whether it can be checked, as the words of the claim show it."""
    first = claim.suggestions.ranked().first()
    kinds = {hint.kind for hint in list_hints(claim)}
    value = next((MEANS[kind] for kind in MEANS if kind in kinds), "routine_fact")
    return first.speaker if first else _find_voice(claim), value


def _find_voice(claim: Claim) -> Speaker:
    return Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE, name="")


def _decide_some(project: Project, when: datetime) -> None:
    """The curator takes over a label of the most disputed claims; somebody then thinks again."""
    curator = User.objects.get(username="curator")
    cases = Case.objects.filter(project=project, is_flagged=False).unblinding(curator).ranked()
    for case in list(cases.select_related("claim__project")[:DECIDED]):
        first, *others = case.claim.annotations.current().order_by("pk")
        decided = _repeat(first)
        adjudication.decide(
            actor=curator, claim=case.claim, labelling=decided, reason=REASON, now=when
        )
        for other in others[:1]:
            annotations.submit(
                actor=other.annotator,
                claim=case.claim,
                labelling=decided,
                client_uuid=uuid.uuid4(),
                revises=other.uuid,
                now=when + timedelta(hours=1),
            )


def _repeat(annotation: Annotation) -> Labelling:
    """What the label says, to be said again."""
    items = Evidence.objects.filter(annotation=annotation).order_by("position")
    verdict = annotation.verdict
    said: dict[str, Any] = {name: getattr(annotation, name) for name in REPEATED}
    return Labelling(
        speaker=annotation.speaker.survivor.uuid,
        verifiability=annotation.verifiability.value,
        verdict=verdict.value if verdict else "",
        evidence=tuple(
            EvidenceItem(**{name: getattr(item, name) for name in EVIDENCE_FIELDS})
            for item in items
        ),
        **said,
    )


def _leave_work_behind(project: Project, when: datetime) -> None:
    """Somebody took an article and went home: by now their time has run out."""
    queue.lease_next(actor=User.objects.get(username="annotator3"), project=project, now=when)


def _work_on_gold(project: Project, namespace: uuid.UUID, when: datetime) -> None:
    """The manager says what is right of two articles; others label these unawares."""
    manager = User.objects.get(username="manager")
    projects.save_project(
        actor=manager, project=project, values={"gold_percent": GOLD_PERCENT}, now=when
    )
    for source_id, username in GOLD:
        article = Article.objects.get(project=project, source_id=source_id)
        for claim in _list_claims(article):
            _make_gold(claim, manager, when)
        person = User.objects.get(username=username)
        with transaction.atomic():
            slots.keep_gold(slots.enter_article(article.pk, when), person)
        _label_article(article, username, namespace, when)


def _make_gold(claim: Claim, manager: User, when: datetime) -> None:
    speaker, value = _read_right(claim)
    answers = gold.Answers(
        speakers=(speaker.survivor.uuid,), verifiabilities=(value,), explanation=GOLD_REASON
    )
    with suppress(Conflict):  # Somebody at work in the demo has it before them.
        gold.set_gold(actor=manager, claim=claim, answers=answers, now=when)

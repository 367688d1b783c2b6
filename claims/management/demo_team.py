"""What the demo's annotators have done: labels by the dozen over three weeks, in two rounds.

Written labels with evidence are in fixtures/demo_labels.json. These are made by a rule, seeded, so
that figures of agreement and progress have something to tell: two people follow what the words of
a claim show, and now and then one of them sees it otherwise. All of it is invented.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from claims.errors import Conflict
from claims.models import (
    Article,
    Claim,
    GoldLabel,
    Project,
    Question,
    Round,
    Speaker,
    User,
)
from claims.operations import (
    annotations,
    gold,
    projects,
    questions,
    rounds,
    slots,
)
from claims.operations.labelling import Labelling
from claims.queries.hints import list_hints
from claims.queries.rounds import draw_articles, list_drawable
from claims.text.hints import HintKind

# Who labels which article, and how many days ago they began.
WORK = (
    ("demo-rents", ("annotator1", "annotator3"), 20),
    ("demo-fish-hall", ("annotator2", "annotator3"), 9),
    ("demo-rents-brief", ("annotator1", "annotator2"), 4),
)
# Each of the first articles is a pilot round of its own. What the first taught is in the guideline
# by the second, which was labelled without suggestions.
PILOTS = 2
TAUGHT = (
    "- Near miss: *In March the council decided that the ferry will sail in November.* The decision"
    " has been taken and can be looked up: a fact.\n"
)
CLAIMS_A_DAY = 4
DISSENT, OTHER_SPEAKER = 0.2, 0.08
WITHOUT_VERDICT = ("routine_fact", "prediction", "no_claim")
MEANS = {
    HintKind.PREDICTION: "prediction",
    HintKind.OPINION: "no_claim",
    HintKind.QUESTION: "no_claim",
}
# How long before anybody labels in it a round is started.
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


def read_guideline() -> str:
    return (Path(settings.BASE_DIR) / "fixtures" / "guideline.md").read_text("utf-8")


def read_first_guideline() -> str:
    """The guideline as it was before the first pilot."""
    text = read_guideline()
    if TAUGHT not in text:
        raise ValueError("fixtures/guideline.md does not hold what the first pilot taught")
    return text.replace(TAUGHT, "")


def play_team(project: Project, namespace: uuid.UUID, now: datetime) -> None:
    """Let the team work; run again, it adds nothing. `namespace`: of the labels' client UUIDs."""
    for number, (source_id, people, days) in enumerate(WORK, start=1):
        article = Article.objects.get(project=project, source_id=source_id)
        begun = now - timedelta(days=days)
        is_new = number <= PILOTS and _start_pilot(article, number, begun - OPENING)
        is_unaided = is_new and number == PILOTS
        if is_unaided:
            _hide_suggestions(project, 100, begun)
        for username in people:
            _label_article(article, username, namespace, begun)
        if is_unaided:
            _hide_suggestions(project, 0, now - timedelta(days=2))
    if not Question.objects.filter(project=project).exists():
        _ask_some(project, now - timedelta(days=13))
    if not GoldLabel.objects.filter(project=project).exists():
        _work_on_gold(project, namespace, now - timedelta(days=8))


def _hide_suggestions(project: Project, percent: int, when: datetime) -> None:
    values = {"suggestions_hidden_percent": percent}
    manager = User.objects.get(username="manager")
    projects.save_project(actor=manager, project=project, values=values, now=when)


def _start_pilot(article: Article, number: int, when: datetime) -> bool:
    """A pilot round of the article, unless it is labelled already; the round before is over."""
    project = article.project
    if not list_drawable(project).filter(pk=article.pk).exists():
        return False
    manager = User.objects.get(username="manager")
    if number == PILOTS:
        projects.publish_guideline(actor=manager, project=project, text=read_guideline(), now=when)
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
    return True


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

"""What the demo's team has done: labels by the dozen over three weeks, decisions, second thoughts.

Written labels with evidence are in fixtures/demo_labels.json. These are made by a rule, seeded, so
that figures of agreement and progress have something to tell: two people follow what the words of
a claim show, and now and then one of them sees it otherwise. All of it is invented.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
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
    Speaker,
    User,
)
from claims.operations import adjudication, annotations, gold, projects, queue, slots
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem, Labelling
from claims.queries.hints import list_hints
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
# Which articles are hidden gold as well, and for whom; and of how many in a hundred they are.
GOLD = (("demo-rents", "annotator2"), ("demo-fish-hall", "annotator1"))
GOLD_PERCENT = 10
GOLD_REASON = "As the guideline has it: what the words say, not what one may think of it."


def play_team(project: Project, namespace: uuid.UUID, now: datetime) -> None:
    """Let the team work; run again, it adds nothing. `namespace`: of the labels' client UUIDs."""
    for source_id, people, days in WORK:
        article = Article.objects.get(project=project, source_id=source_id)
        for username in people:
            _label_article(article, username, namespace, now - timedelta(days=days))
    if not Decision.objects.filter(project=project).exists():
        _decide_some(project, now - timedelta(days=1))
        _leave_work_behind(project, now - LEFT_BEHIND)
    if not GoldLabel.objects.filter(project=project).exists():
        _work_on_gold(project, namespace, now - timedelta(days=2))


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

"""What the demo's curators have done: decisions, an approval, second thoughts, a flag.

Where all labels agreed, the project's rule has decided by itself. Of what is left they decide the
most disputed; one decision is approved, the others wait for that; afterwards somebody sees it as
they do, somebody sees it otherwise again, and a decision of the rule is called into question.
And somebody has taken an article and gone home.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from claims.management.demo_team import WITHOUT_VERDICT
from claims.models import Annotation, Case, Claim, Decision, Evidence, Project, User
from claims.operations import adjudication, annotations, cases, marks, queue
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem, Labelling

DECIDED = 3
REPEATED = (
    *("quote_type", "claim_date", "claim_date_precision", "justification", "omission", "searched"),
)
REASON = "The other reading goes beyond what is said: see the guideline on predictions and praise."
APPROVAL = "So I read the guideline, too."
DOUBT = "“By then” is not said: both may have read more into it than there is."
# Which claim somebody flagged, and why.
FLAGGED = ("demo-fish-hall", "“Where else do you get that?”")
FLAG = "She asks, and means that it is cheap here. Is that a claim?"


def play_curators(project: Project, now: datetime) -> None:
    """Let the curators work; run again, it adds nothing."""
    curator, manager = (User.objects.get(username=name) for name in ("curator", "manager"))
    if Decision.objects.filter(project=project, decided_by=curator).exists():
        return
    yesterday = now - timedelta(days=1)
    made = _decide_some(project, curator, yesterday)
    adjudication.approve(actor=manager, decision=made[0], note=APPROVAL, now=yesterday)
    _think_again(made, yesterday + timedelta(hours=1))
    _doubt_one(project, curator, yesterday + timedelta(hours=2))
    _flag_one(project, yesterday + timedelta(hours=3))
    # By now their time has run out.
    gone = User.objects.get(username="annotator3")
    queue.lease_next(actor=gone, project=project, now=now - timedelta(hours=5))


def _decide_some(project: Project, curator: User, when: datetime) -> list[Decision]:
    """The curator takes over a label of the most disputed claims."""
    waiting = Case.objects.filter(project=project, is_flagged=False).unblinding(curator).ranked()
    return [
        adjudication.decide(
            actor=curator,
            claim=case.claim,
            labelling=_repeat(_list_labels(case.claim)[0]),
            reason=REASON,
            now=when,
        )
        for case in list(waiting.select_related("claim__project")[:DECIDED])
    ]


def _think_again(made: list[Decision], when: datetime) -> None:
    """Of the first claim the other now says what was decided; of the next, what nobody has."""
    agreeing, differing = (_list_labels(decision.claim)[1] for decision in made[:2])
    _revise(agreeing, _repeat(_list_labels(made[0].claim)[0]), when)
    said = {label.verifiability.value for label in _list_labels(made[1].claim)}
    other = next(value for value in WITHOUT_VERDICT if value not in said)
    voice = differing.speaker.survivor.uuid
    _revise(differing, Labelling(speaker=voice, verifiability=other), when)


def _doubt_one(project: Project, curator: User, when: datetime) -> None:
    by_rule = Decision.objects.standing().visible_to(curator).filter(decided_by=None)
    decision = by_rule.filter(project=project).order_by("pk")[0]
    cases.reopen(actor=curator, decision=decision, reason=DOUBT, now=when)


def _flag_one(project: Project, when: datetime) -> None:
    source_id, begins = FLAGGED
    claims = Claim.objects.active().filter(project=project, article__source_id=source_id)
    claim = claims.select_related("project").get(text__startswith=begins)
    marks.flag_claim(actor=_list_labels(claim)[0].annotator, claim=claim, reason=FLAG, now=when)


def _list_labels(claim: Claim) -> list[Annotation]:
    return list(claim.annotations.current().order_by("pk"))


def _revise(label: Annotation, labelling: Labelling, when: datetime) -> None:
    annotations.submit(
        actor=label.annotator,
        claim=label.claim,
        labelling=labelling,
        client_uuid=uuid.uuid4(),
        revises=label.uuid,
        now=when,
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

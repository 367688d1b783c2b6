"""A plan by which two people label a whole article, and what must then stand in the export.

The plan goes through every kind of label, and differs between the two people.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from claims.models import Article, ArticleSpeaker, Claim, Project

PUBLISHED = "2017-11-21"
JUSTIFICATION = "It says so."
SEARCHED = "Archives."
LINK = "https://a.example/{claim}/{person}"


@dataclass(frozen=True)
class Step:
    """One label: keys as at the desk. `speaker` 1 is the first of the cast, 0 the article."""

    speaker: int
    verifiability: str
    verdict: str = ""
    evidence: bool = False

    @property
    def keys(self) -> list[str]:
        """What one presses, before any typing."""
        return [str(self.speaker), VERIFIABILITY_KEYS[self.verifiability]] + (
            [VERDICT_KEYS[self.verdict]] if self.verdict else []
        )


STEPS = (
    Step(0, "no_claim"),
    Step(1, "routine_fact"),
    Step(1, "check_worthy_fact", "Refuted", evidence=True),
    Step(1, "prediction"),
    Step(0, "check_worthy_fact", "Not Enough Evidence"),
    Step(0, "routine_fact"),
    Step(1, "partly_fact", "Refuted", evidence=True),
)
# A short demo article with a speaker, for where there is no real one.
DEMO = "demo-lighthouse"
VERIFIABILITY_KEYS = {
    "check_worthy_fact": "q",
    "routine_fact": "w",
    "partly_fact": "e",
    "prediction": "r",
    "no_claim": "t",
}
VERDICT_KEYS = {"Refuted": "s", "Not Enough Evidence": "d"}


def read_demo_article() -> str:
    lines = (settings.BASE_DIR / "fixtures" / "articles.jsonl").read_text("utf-8").splitlines()
    return str(next(row["text"] for row in map(json.loads, lines) if row["source_id"] == DEMO))


def plan_step(number: int, person: int) -> Step:
    """What the person says about the article's claim of that number; both count from 0."""
    return STEPS[(number + 2 * person) % len(STEPS)]


def list_queued(article: Article) -> list[Claim]:
    """The claims to label, in the order of the text."""
    return list(
        article.claims.exclude(kind=Claim.Kind.HEADING).order_by("position").select_related()
    )


def make_link(number: int, person: int) -> str:
    return LINK.format(claim=number, person=person)


def name_speaker(article: Article, step: Step) -> str | None:
    if step.speaker == 0:
        return None
    return ArticleSpeaker.objects.get(article=article, position=step.speaker).speaker.name


def check_export(exported: bytes, project: Project, text: str) -> None:
    """Compare every row of a JSONL export with the plan."""
    article = Article.objects.get(project=project)
    claims = list_queued(article)
    rows = [json.loads(line) for line in exported.decode().splitlines()]
    got = sorted((summarise(row, text) for row in rows), key=str)
    people = [person for person, _name in enumerate(project.memberships.filter(role="annotator"))]

    expected = [
        expect(article, claim, number, person)
        for number, claim in enumerate(claims)
        for person in people
    ]

    assert len(rows) == 2 * len(claims)
    assert got == sorted(expected, key=str)
    assert len({row["annotator"] for row in rows}) == 2
    assert all(row["annotator"].startswith("a-") for row in rows)
    assert all(row["article"]["published"] == PUBLISHED for row in rows)


def summarise(row: dict[str, Any], text: str) -> dict[str, Any]:
    claim = row["claim"]
    return {
        "claim": claim["uuid"],
        "position": claim["position"],
        "text": text[claim["start"] : claim["end"]],
        "claim_text": claim["text"],
        "speaker": (row["speaker"]["kind"] == "article", row["speaker"]["name"]),
        "verifiability": row["verifiability"]["value"],
        "verdict": row["verdict"] and row["verdict"]["value"],
        "links": [item["url"] for item in row["evidence"]],
        "justification": row["justification"],
        "searched": row["searched"],
        "claim_date": row["verdict"] and row["claim_date"],
        "revision": row["revision"],
    }


def expect(article: Article, claim: Claim, number: int, person: int) -> dict[str, Any]:
    step = plan_step(number, person)
    searched = step.verdict == "Not Enough Evidence"
    return {
        "claim": str(claim.uuid),
        "position": claim.position,
        "text": claim.text,
        "claim_text": claim.text,
        "speaker": (step.speaker == 0, name_speaker(article, step)),
        "verifiability": step.verifiability,
        "verdict": step.verdict or None,
        "links": [make_link(number, person)] if step.evidence else [],
        "justification": JUSTIFICATION if step.verdict else None,
        "searched": SEARCHED if searched else None,
        "claim_date": PUBLISHED if step.verdict else None,
        "revision": 1,
    }

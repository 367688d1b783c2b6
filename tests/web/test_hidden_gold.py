"""To who labels them, hidden gold claims are claims like any other.

The same days of the same person in two projects with the same articles: in the one the first
article is handed out as hidden gold, in the other because it still wants labels. Whatever the
person asks for, in whatever order, the answers are the same but for ids and times, and take as many
queries.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Article, Claim, Project, Slot, User
from claims.operations import adjudication, tokens
from tests.api.bodies import make_body
from tests.api.conftest import make_client
from tests.conftest import add_member
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    GoldLabelFactory,
    GuidelineFactory,
    MembershipFactory,
    ProjectFactory,
    SlotFactory,
    UserFactory,
    install_scheme,
)
from tests.operations.gold_articles import let_gold_be_next, let_live_be_next
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import list_claims
from tests.web.test_desk import fill_in

pytestmark = [pytest.mark.django_db, pytest.mark.long]

TEXTS = ("Ferry fares rise\n\nOne. Says A.\nTwo. Says B.\n", "Fish hall closes\n\nIt has.\nSo.\n")
UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?|\d\d?:\d\d( [ap]\.m\.)?")
SECRET = re.compile(r'(csrfmiddlewaretoken" value="|nonce-|nonce=")[\w+/=-]+')
VERSION = re.compile(r"\b1[67]\d{14}\b")
PSEUDONYM = re.compile(r'"annotator":"[^"]+"')


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two projects, and the person at work in it."""

    project: Project
    person: User
    first: Article
    second: Article
    pages: Client
    api: APIClient

    @property
    def claims(self) -> list[Claim]:
        return list(list_claims(self.first))


def make_side(slug: str, *, is_gold: bool) -> Side:
    project = ProjectFactory(slug=slug, name="Town", overlap=1)
    GuidelineFactory(project=project, text="# Guideline", created_by__username=f"author-{slug}")
    person = UserFactory(username=f"person-{slug}", name="Kim Lee")
    MembershipFactory(project=project, user=person)
    other = add_member(project, f"other-{slug}", "annotator")
    curator = add_member(project, f"curator-{slug}", "curator")
    first, second = (ArticleFactory(project=project, text=text) for text in TEXTS)
    for article in (first, second):
        for claim in ClaimFactory.create_batch(3, article=article):
            SlotFactory(claim=claim)
    let_live_be_next(project, person)
    if is_gold:
        for claim in list_claims(first):
            submit(other, claim)
            decided = make_labelling(claim, verifiability="prediction")
            adjudication.decide(
                actor=curator, claim=claim, labelling=decided, reason="So it is.", now=NOW
            )
            GoldLabelFactory(claim=claim, created_by=curator)
        let_gold_be_next(project, person)
    pages = Client()
    pages.force_login(person)
    return Side(project, person, first, second, pages, make_client(person))


@pytest.fixture
def sides() -> tuple[Side, Side]:
    """The gold one, and the other."""
    install_scheme("factcheck-verifiability")
    return make_side("town-g", is_gold=True), make_side("town-l", is_gold=False)


def blur(text: str, side: Side) -> str:
    """Without what differs between any two rows: ids, times, what is signed."""
    text = text.replace(side.project.slug, "town").replace(side.project.slug.title(), "Town")
    for pattern in (UUID, TIME, SECRET, VERSION, PSEUDONYM):
        text = pattern.sub("#", text)
    return text


def page(name: str, *, part: str = "", claim: int | None = None, **data: Any) -> Any:
    """The page of that name, about the claim of that number of the first article."""

    def ask(side: Side) -> Any:
        about = [] if claim is None else [side.claims[claim].uuid]
        return side.pages.get(reverse(name, args=[side.project.slug, *about]) + part, data)

    return ask


def script(name: str, claim: int) -> Any:
    def ask(side: Side) -> Any:
        address = reverse(name, args=[side.project.slug, side.claims[claim].uuid])
        return side.pages.get(address, headers={"accept": "application/json"})

    return ask


def post(name: str, claim: int | None = None, *, data: bool = False, **given: Any) -> Any:
    def ask(side: Side) -> Any:
        about = [] if claim is None else [side.claims[claim].uuid]
        address = reverse(name, args=[side.project.slug, *about])
        headers = {"accept": "application/json"} if data else {}
        return side.pages.post(address, given, headers=headers)

    return ask


def label(claim: int, *, revise: bool = False, data: bool = False, **said: Any) -> Any:
    def ask(side: Side) -> Any:
        one = side.claims[claim]
        if revise:
            slot = Slot.objects.select_related("current").get(claim=one, annotator=side.person)
            assert slot.current is not None
            said["revises"] = str(slot.current.uuid)
        address = reverse("desk-claim", args=[side.project.slug, one.uuid])
        headers = {"accept": "application/json"} if data else {}
        return side.pages.post(address, fill_in(one, **said), headers=headers)

    return ask


def call(path: str, claim: int | None = None, method: str = "get", **body: Any) -> Any:
    def ask(side: Side) -> Any:
        uuid = side.claims[claim].uuid if claim is not None else ""
        address = "/api/v1/" + path.format(project=side.project.slug, claim=uuid)
        return getattr(side.api, method)(address, body or None, format="json")

    return ask


def send(claim: int) -> Any:
    def ask(side: Side) -> Any:
        one = side.claims[claim]
        return side.api.post(f"/api/v1/claims/{one.uuid}/annotations/", make_body(one))

    return ask


def preview_split(side: Side) -> Any:
    claim = side.claims[2]
    address = f"/api/v1/articles/{side.first.uuid}/boundaries/preview/"
    body = {"kind": "split", "claims": [str(claim.uuid)], "at": [claim.start + 4]}
    return side.api.post(address, body, format="json")


def read_article(side: Side) -> Any:
    return side.pages.get(reverse("article", args=[side.project.slug, side.first.uuid]))


# What one can look at at any time.
LOOKS: dict[str, Callable[[Side], Any]] = {
    "home": lambda side: side.pages.get("/"),
    "project": page("project"),
    "articles": page("article-list"),
    "finished articles": page("article-list", state="finished"),
    "article": read_article,
    "article to change": lambda side: side.pages.get(
        reverse("article", args=[side.project.slug, side.first.uuid]) + "?boundaries"
    ),
    "my labels": page("label-list"),
    "overruled labels": page("label-list", state="overruled"),
    "proposals": page("proposals"),
    "boundaries": page("claim-boundaries", claim=1),
    "other boundaries": preview_split,
    "desk": page("desk"),
    "claim": page("desk-claim", claim=0),
    "another claim": page("desk-claim", claim=2),
    "claim for the script": script("desk-claim", 1),
    "history": page("desk-history", claim=1),
    "part of a history": page("desk-history", claim=1, part="?part=1"),
    "guideline": page("guideline"),
    "quality": page("quality"),
    "an older label": page("label-older"),
    "questions": page("questions"),
    "projects": call("projects/"),
    "the project": call("projects/{project}/"),
    "all articles": call("articles/"),
    "articles of the project": call("projects/{project}/articles/"),
    "an article": lambda side: side.api.get(f"/api/v1/articles/{side.first.uuid}/"),
    "another article": lambda side: side.api.get(f"/api/v1/articles/{side.second.uuid}/"),
    "speakers": call("speakers/"),
    "speakers by name": call("speakers/?search=a"),
    "speakers searched": page("speaker-search", part="?q=a"),
    "questions asked": call("projects/{project}/questions/"),
    "work": call("projects/{project}/next/", method="post"),
    "steps": call("projects/{project}/undo/"),
    "a claim": call("claims/{claim}/", 0),
    "claims": call("claims/"),
    "annotations": call("annotations/"),
    "annotations of a claim": call("annotations/?claim={claim}", 0),
    "decisions": call("decisions/"),
    "decisions of a claim": call("decisions/?claim={claim}", 0),
    "gold labels": call("projects/{project}/gold/"),
    "accuracy": call("projects/{project}/quality/"),
    "progress": call("projects/{project}/progress/"),
}
# What one does, in this order; after each step everything above is looked at.
STEPS: dict[str, Callable[[Side], Any]] = {
    "next": post("desk-next"),
    "draft": post("desk-draft", 0, data=True, comment="Hm."),
    "flag": post("desk-flag", 0, reason="Two claims in one."),
    "label": label(0),
    "label by script": label(1, data=True),
    "revise": label(1, revise=True, verifiability="prediction"),
    "undo": post("undo-last", data=True),
    "skip": post("desk-skip", 2, reason="Too hard."),
    "undo the skip": call("projects/{project}/undo/", method="post"),
    "fetch ahead": post("desk-next", data=True),
    "stop": post("desk-stop", 2),
    "go on": post("desk-next"),
    "skip again": call("claims/{claim}/skip/", 2, method="post"),
    "label what was skipped": send(2),
    "the next article": post("desk-next"),
}


def compare(name: str, ask: Callable[[Side], Any], sides: tuple[Side, Side]) -> None:
    told = []
    for side in sides:
        # Of all of them Django keeps only so many.
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            answer = ask(side)
        body = blur(answer.content.decode(), side)
        about = {key: blur(value, side) for key, value in answer.headers.items()}
        about.pop("Content-Length", None)
        told.append((answer.status_code, about.keys(), about.get("Location"), body, len(queries)))
    gold, live = told
    assert gold[:3] == live[:3], name
    assert gold[3].splitlines() == live[3].splitlines(), name
    if name not in COSTLIER:
        assert gold[4] == live[4], f"{name} takes {gold[4]} queries, of another claim {live[4]}"


# Whoever is given another article may have a turn for gold: then it is asked which there is.
COSTLIER = {"next", "skip", "fetch ahead", "go on", "the next article"}


@pytest.fixture
def look_at_all(sides: tuple[Side, Side]) -> Callable[[str], None]:
    def look(after: str) -> None:
        for name, ask in LOOKS.items():
            compare(f"{name}, after {after}", ask, sides)

    return look


def test_nobody_can_tell_hidden_gold_by_anything_they_see(
    sides: tuple[Side, Side],
    look_at_all: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # That a token was used is noted once a minute: let none pass between the one and the other.
    monkeypatch.setattr(tokens, "USE_STEP", timedelta(days=1))
    for name, step in STEPS.items():
        compare(name, step, sides)
        if name == "next":
            purposes = [
                set(one.first.slots.filter(annotator=one.person).values_list("purpose", flat=True))
                for one in sides
            ]
            assert purposes == [{"gold"}, {"live"}]
        look_at_all(name)

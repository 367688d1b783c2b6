"""Nothing that can be asked for holds what another person wrote of a claim that one still judges.

Somebody labels a claim, begins another, skips one, flags and asks, with a mark of its own in
whatever they write. Then every address that answers GET, about everything there is in the project,
is asked for as somebody who has the claims before them, as a curator to whom they may still come,
and as both at the site of the staff: none of the bodies holds a mark.
"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import get_resolver, reverse

from claims import clock
from claims.models import Case, Claim, Evidence, Project, Speaker, User
from claims.models.queue import has_to_label
from claims.operations import marks, questions, queue, speakers
from claims.operations.labelling import EvidenceItem
from tests.conftest import SignIn
from tests.factories import GuidelineFactory, ProjectFactory
from tests.operations.labellings import make_checked, submit
from tests.operations.queues import list_claims, queue_article
from tests.routes import OURS, read_table

pytestmark = pytest.mark.django_db

# What every mark begins with; whoever searches, searches for less.
MARK, SEARCHED = "zqxmark", "zqx"
WRITTEN = (
    *("wording", "justification", "omission", "searched", "reporting", "comment"),
    *("speaker", "role", "affiliation", "same-as", "joining", "original"),
    *("url", "archived", "title", "publisher", "quote", "question", "answer"),
    *("asked-whom", "reply"),
    *("draft", "flag", "skip", "asked"),
)
# A mark that may be read, and why.
ALLOWED = {
    "general": "A question about no claim is the whole project's: it can lead nobody in any.",
}
# What each address is asked with, besides nothing: whatever a list or a page can be narrowed by.
NARROWED: dict[str, tuple[dict[str, str], ...]] = {
    "agreement": ({"whole": "1"},),
    "api-annotations": ({"claim": "{claim}"}, {"article": "{article}"}, {"current": "true"}),
    "api-decisions": ({"claim": "{claim}"}, {"article": "{article}"}),
    "api-project-articles": ({"source_id": SEARCHED},),
    "api-questions": ({"claim": "{claim}"}, {"search": SEARCHED}, {"state": "open"}),
    "api-speakers": ({"search": SEARCHED}, {"search": SEARCHED, "merged": "true"}),
    "api-waiting": ({"reason": "is_flagged"},),
    "adjudicate": ({"why": "flagged"},),
    "audit": ({"group": "labels"},),
    "adjudicate-claim": ({"part": "1"}, {"take": "1"}),
    "article": ({"boundaries": "1"},),
    "article-list": ({"state": "finished"}, {"q": SEARCHED}),
    "check-history": ({"part": "1"},),
    "desk-history": ({"part": "1"},),
    "guideline": ({"question": "{question}"},),
    "label-list": ({"state": "flagged"}, {"q": SEARCHED}),
    "progress-marks": ({"kind": "skips"},),
    "proposals": ({"state": "settled"},),
    "questions": ({"q": SEARCHED}, {"claim": "{claim}"}, {"state": "open"}),
    "speaker-list": ({"q": SEARCHED}, {"show": "alike"}, {"with": "{speaker}"}),
    "speaker-search": ({"q": SEARCHED},),
}
# What the desk's script asks for.
ASKED_BY_SCRIPTS = ("desk", "check", "session", "undo")
AS_DATA = {"accept": "application/json"}


def mark(name: str) -> str:
    return f"{MARK}-{name}"


@pytest.fixture
def project(db: None) -> Project:
    """Each claim is labelled by three."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def claims(project: Project, annotator: User, other_annotator: User) -> list[Claim]:
    """The first labelled, flagged and asked about, the second begun, the third skipped: by the
    annotator. The other one has all three before them.
    """
    GuidelineFactory(project=project)
    article = queue_article(project, claims=3)
    now = clock.now()
    queue.lease_next(actor=annotator, project=project, now=now)
    first, second, third = list_claims(article)
    told: dict[str, Any] = {"actor": annotator, "now": now}
    marks.flag_claim(claim=first, reason=mark("flag"), **told)
    label(annotator, first)
    marks.save_draft(claim=second, body={"comment": mark("draft")}, **told)
    marks.skip_claim(claim=third, reason=mark("skip"), **told)
    questions.ask(project=project, claim=first, text=mark("asked"), **told)
    questions.ask(project=project, text=mark("general"), **told)
    queue.lease_next(actor=other_annotator, project=project, now=now)
    return [first, second, third]


def label(annotator: User, claim: Claim) -> None:
    def add(name: str, **about: str) -> UUID:
        added = speakers.add_speaker(
            actor=annotator,
            project=claim.project,
            name=f"{mark(name)} Holm",
            article=claim.article,
            now=clock.now(),
            **about,
        )
        return added.uuid

    link = f"https://example.org/{MARK}"
    named = ("title", "publisher", "quote", "question", "answer")
    texts: dict[str, Any] = {name: mark(name) for name in named}
    source = EvidenceItem(
        stance="refutes",
        url=f"{link}-url",
        archived_url=f"{link}-archived",
        **texts,
    )
    reply = EvidenceItem(
        kind=Evidence.Kind.RIGHT_OF_REPLY,
        stance="neutral",
        asked_whom=mark("asked-whom"),
        asked_on=date(2026, 1, 12),
        answer=mark("reply"),
    )
    labelling = make_checked(
        claim,
        speaker=add(
            "speaker",
            role=mark("role"),
            affiliation=mark("affiliation"),
            same_as=f"{link}-same-as",
        ),
        co_speakers=(add("joining"),),
        original_speaker=add("original"),
        quote_type="indirect",
        reporting_source=mark("reporting"),
        evidence=(source, reply),
        **{
            name: mark(name)
            for name in ("wording", "justification", "omission", "searched", "comment")
        },
    )
    submit(annotator, claim, labelling, now=clock.now(), client_uuid=uuid4())


def walk(client: Client, project: Project) -> Iterator[tuple[str, str]]:
    """Each address with what it answers."""
    about = list_names(project)
    table = read_table()
    for route in OURS:
        if set(table["GET", route]) <= {"login", "401", "405"}:
            continue
        for address in list_addresses(route, project, about):
            for asked in ({}, *NARROWED.get(route, ())):
                data = {key: value.format(**about) for key, value in asked.items()}
                yield f"{address} {data}", read(client, address, data)
            if route.startswith(ASKED_BY_SCRIPTS):
                yield f"{address} as data", read(client, address, {}, headers=AS_DATA)


def read(client: Client, address: str, data: dict[str, str], **options: Any) -> str:
    answer = client.get(address, data, **options)
    assert answer.status_code < 500, address
    parts = answer.streaming_content if answer.streaming else (answer.content,)  # type: ignore[attr-defined]
    return b"".join(parts).decode("utf-8", "replace")


def list_names(project: Project) -> dict[str, str]:
    """Whatever of the project an address can be about, by its UUID."""
    claim = project.articles.get().claims.order_by("start").first()
    assert claim is not None
    label = claim.annotations.get()
    rows = {
        "claim": claim,
        "article": claim.article,
        "label": label,
        "lease": claim.article.leases.first(),
        "question": claim.questions.get(),
        "speaker": label.speaker,
        "person": label.annotator,
    }
    others = {
        f"claim{one.position}": one for one in claim.article.claims.exclude(pk=claim.pk).iterator()
    }
    return {name: str(row.uuid) for name, row in {**rows, **others}.items()}  # type: ignore[union-attr]


def list_addresses(route: str, project: Project, about: dict[str, str]) -> Iterator[str]:
    """The route's addresses, about everything."""
    values = {
        "slug": [project.slug],
        "project": [project.slug],
        "uuid": list(about.values()),
        "other": [about["speaker"]],
        "decision": [about["label"]],
        "stage": ["label", "check"],
        "number": ["1"],
        "uidb64": ["MQ"],
        "token": ["none"],
        "key": ["none"],
        "provider_id": ["none"],
        "name": ["labels.jsonl"],
        "version": ["1"],
    }
    for possibility, *_rest in get_resolver().reverse_dict.getlist(route):
        for _path, names in possibility:
            for chosen in product(*(values[name] for name in names)):
                yield reverse(route, kwargs=dict(zip(names, chosen, strict=True)))


def find_marks(pages: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Which marks are read, each with where."""
    found: dict[str, list[str]] = {}
    for address, body in pages:
        if MARK in body:
            for name in (*WRITTEN, *ALLOWED):
                if mark(name) in body:
                    found.setdefault(name, []).append(address)
    return found


# ---- As those who must not know ------------------------------------------------------------------


@pytest.mark.parametrize("role", ["other_annotator", "curator"])
def test_no_answer_to_who_still_judges_holds_what_another_wrote(
    role: str,
    project: Project,
    claims: list[Claim],
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    person = request.getfixturevalue(role)
    blinding = Claim.objects.filter(has_to_label(person, claim="pk", stage="label"))
    assert set(blinding) == set(claims)
    assert Case.objects.filter(is_flagged=True).exists()

    found = find_marks(walk(sign_in(person), project))

    assert found.keys() <= ALLOWED.keys(), found


@pytest.mark.parametrize("role", ["other_annotator", "curator"])
def test_nor_does_the_site_of_the_staff(
    role: str,
    project: Project,
    claims: list[Claim],
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    """Whatever Django allows them."""
    person = request.getfixturevalue(role)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    client = sign_in(person)

    found = find_marks((address, read(client, address, {})) for address in list_admin_addresses())

    assert found.keys() <= ALLOWED.keys(), found


def list_admin_addresses() -> Iterator[str]:
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_changelist") + f"?q={SEARCHED}"
        for number in model._default_manager.values_list("pk", flat=True)[:20]:
            yield reverse(f"{name}_change", args=[number])
            yield reverse(f"{name}_history", args=[number])


# ---- That the walk finds what there is -----------------------------------------------------------


def test_the_walk_finds_what_one_wrote_oneself(
    project: Project, claims: list[Claim], annotator: User, admin: User, sign_in: SignIn
) -> None:
    """Why they passed a claim over they are told among all that is stored about them."""
    skips = reverse("progress-marks", args=[project.slug])

    found = find_marks(walk(sign_in(annotator), project))

    assert {*WRITTEN, *ALLOWED} - found.keys() == set()
    assert mark("skip") in read(sign_in(admin), skips, {"kind": "skips"})
    assert Speaker.objects.filter(name__contains=MARK).count() == 3

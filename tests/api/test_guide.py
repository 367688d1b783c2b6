"""What the guide shows is run, against a server that answers."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Annotation, Article, Claim, LabelSuggestion, Project, User
from claims.operations.articles import import_articles
from tests.api.conftest import ALL_SCOPES, Work, make_client
from tests.api.test_documentation import GUIDE, find_address
from tests.factories import (
    AnnotationFactory,
    ApiTokenFactory,
    ArticleFactory,
    GuidelineFactory,
    SlotFactory,
    SpeakerFactory,
    store_file,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

Prepare = Callable[[str], tuple[dict[str, str], dict[str, str]]]

KEY, OTHER_KEY = "fct_of_the_guide", "fct_of_who_labels"
CLIENT = Path(settings.BASE_DIR) / "docs" / "examples" / "client.py"
SLUG = "harbour-2026"
SENTENCE = "The council of Marrowby bought nine buses on Monday, as its minutes of that day say."
GUIDES_ARTICLE = (
    "Harbour town buys nine buses\n\nThe council of Marrowby bought nine buses on Monday."
)
# What a shell puts before each call of the guide: its answer is kept, and its status told.
PREFIX = """exec 3>&1
curl() { n=$((n + 1)); command curl -s -w "$n %{http_code}\\n" "$@" -o "answer-$n" >&3; }
"""
# What the state of things refuses, by section: the address, the status, and why.
REFUSED: dict[str, list[tuple[str, int, str]]] = {
    # No host is listed.
    "Bringing articles in": [("projects/…/articles/fetch/", 409, "urls_off")],
    "Labelling an article": [
        # The article is none to train on.
        ("claims/$CLAIM/feedback/", 404, "not_found"),
        # The label before it is given, and with it all of the article is.
        ("claims/$CLAIM/skip/", 409, "labelled"),
        ("leases/$LEASE/renew/", 409, "lease_ended"),
    ],
    # The claim is not in that pass.
    "Checking a claim": [("claims/$CLAIM/annotations/", 409, "not_queued")],
    "Changing boundaries": [
        # The call before has applied it; and it is somebody else's.
        ("proposals/$PROPOSAL/decline/", 409, "settled_meanwhile"),
        ("proposals/$PROPOSAL/withdraw/", 403, "not_allowed"),
    ],
    # The project wants no approval.
    "Curating": [("decisions/$DECISION/approve/", 409, "approved_already")],
    # Somebody has labelled in it.
    "Managing": [("articles/$ARTICLE/training/", 409, "in_use")],
    # The call before has withdrawn it.
    "Publishing": [("publications/$PUBLICATION/claimreview/", 410, "publication_withdrawn")],
    # It is ready.
    "Releases": [("releases/$RELEASE/build/", 409, "release_built")],
}


def list_calls() -> dict[str, list[str]]:
    """The guide's calls of curl, by the heading that they stand under."""
    calls = {}
    for section in re.split(r"^(?=##)", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        shell = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
        found = re.split(r"^(?=curl )", shell, flags=re.MULTILINE)[1:]
        if found:
            # What follows the call stands in a block of its own.
            heading = section.partition("\n")[0].strip("# ")
            calls[heading] = [call.split("\n\n")[0] for call in found]
    return calls


CALLS = list_calls()


@pytest.fixture
def answered(work: Work, admin: User, live_server: LiveServer, tmp_path: Path) -> dict[str, str]:
    """The variables of the guide's calls: of rows that there are."""
    Project.objects.filter(pk=work.project.pk).update(slug=SLUG)
    ApiTokenFactory(user=admin, key=KEY, scopes=ALL_SCOPES)
    (tmp_path / "articles.json").write_text('[{"text": "One thing happened."}]')
    (tmp_path / "articles.jsonl").write_text('{"text": "Another thing happened."}\n')
    (tmp_path / "articles.csv").write_text("title,text\nBuses,A third thing happened.\n")
    (tmp_path / "page.html").write_text(f"<title>Bus</title><article><p>{SENTENCE}</p></article>")
    (tmp_path / "labels.json").write_text(f'[{{"claim": "{work.open.uuid}"}}]')
    store_file(work.release, "jsonl/train.jsonl", b"{}\n")
    return {
        "PATH": os.environ["PATH"],
        "FACTCHECK": live_server.url,
        "TOKEN": KEY,
        "ARTICLE": str(work.article.uuid),
        "CLAIM": str(work.open.uuid),
        "ANNOTATION": str(work.annotation.uuid),
        "DECISION": str(work.decision.uuid),
        "DELIVERY": str(work.delivery.uuid),
        "PROPOSAL": str(work.proposal.uuid),
        "EXCLUSION": str(work.exclusion.uuid),
        "NOTICE": str(work.notice.uuid),
        "REVIEW": str(work.review.uuid),
        "ROUND": str(work.round.uuid),
        "QUESTION": str(work.question.uuid),
        "GOLD": str(work.gold.uuid),
        "LEASE": str(work.lease.uuid),
        "PUBLICATION": str(work.publication.uuid),
        "RELEASE": str(work.release.uuid),
        "OTHER": str(work.release.uuid),
        "WEBHOOK": str(work.webhook.uuid),
        "SPEAKER": str(work.speaker.uuid),
        "PERSON": str(work.person.uuid),
        "VERIFIABILITY": str(work.project.verifiability_scheme.uuid),
        "VERDICT": str(work.project.verdict_scheme.uuid),
        "ETAG": '"0"',
    }


def name_rows(work: Work) -> dict[str, str]:
    """What the guide's shortened identifiers stand for."""
    voice = work.project.speakers.get(kind="article", name="")
    first, other = (
        person.get_pseudonym(work.project.pseudonym_key) for person in (work.annotator, work.person)
    )
    return {
        "0b6e…": str(work.person.uuid),
        "0d5c…": str(work.article.uuid),
        "41aa…": str(work.published.uuid),
        "41c7…": str(work.annotation.uuid),
        "5a3c…": str(work.outlet.uuid),
        "5b0e…": str(work.free.uuid),
        "6f1f…": str(uuid.uuid4()),
        "77b2…": str(SpeakerFactory(project=work.project, name="Bo Holm").uuid),
        "9d3c…": str(work.verdict.uuid),
        "a-1f0c…": first,
        "a-92d4…": other,
        "b8f4…": str(work.open.uuid),
        "c1d9…": str(voice.uuid),
    }


@pytest.fixture
def prepared(answered: dict[str, str], work: Work, admin: User, settings: Any) -> Prepare:
    """What a section's calls are about, where that is more than there is of each kind."""

    def prepare(section: str) -> tuple[dict[str, str], dict[str, str]]:
        known, names = dict(answered), name_rows(work)
        match section:
            case "Labelling an article" | "Taking back":
                ApiTokenFactory(user=work.annotator, key=OTHER_KEY, scopes=ALL_SCOPES)
                known["TOKEN"] = OTHER_KEY
                if section == "Taking back":
                    known["CLAIM"] = str(work.labelled.uuid)
            case "Changing boundaries":
                rows = [(1, ArticleRecord(text=GUIDES_ARTICLE))]
                import_articles(actor=admin, project=work.project, rows=rows, now=clock.now())
                claim = Claim.objects.get(article__body__text=GUIDES_ARTICLE, start=30)
                known["ARTICLE"] = str(claim.article.uuid)
                names["b8f4…"] = str(claim.uuid)
            case "Agreement":
                GuidelineFactory(project=work.project, version=2)
                slot = SlotFactory(claim=work.labelled, held=True)
                said = AnnotationFactory(
                    slot=slot, value="check_worthy_fact", verdict_value="Refuted"
                )
                names["a-92d4…"] = said.annotator.get_pseudonym(work.project.pseudonym_key)
            case "Managing":
                ArticleFactory.create_batch(20, project=work.project)
            case "Webhooks":
                settings.WEBHOOK_HOSTS = ["hooks.newsroom.example", *settings.WEBHOOK_HOSTS]
            case "Taking labels out":
                answer: Any = make_client(admin).get(
                    f"/api/v1/projects/{SLUG}/export/?of=decisions"
                )
                last = json.loads(b"".join(answer.streaming_content).splitlines()[0])
                known |= {"MOMENT": answer["Export-Moment"], "UUID": last["uuid"]}
            case "Publishing":
                known["CLAIM"] = str(work.checked.uuid)
        return known, names

    return prepare


@pytest.mark.long
@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl here.")
@pytest.mark.parametrize("section", CALLS)
def test_every_call_of_the_guide_does_what_it_is_for(
    section: str, prepared: Prepare, tmp_path: Path
) -> None:
    """Refused is only what REFUSED names, and that for just that reason."""
    known, names = prepared(section)
    script = PREFIX + "\n".join(CALLS[section])
    for short, uuid_ in names.items():
        script = script.replace(short, uuid_)

    run = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=known,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    told = re.findall(r"^(\d+) (\d{3})$", run.stdout, re.MULTILINE)
    assert len(told) == len(CALLS[section]), run.stderr
    refused = [
        (find_path(call), int(status), read_code(tmp_path / f"answer-{number}"))
        for (number, status), call in zip(told, CALLS[section], strict=True)
        if status[0] not in "23"
    ]
    assert refused == REFUSED.get(section, [])


def find_path(call: str) -> str:
    return find_address(call).removeprefix("/api/v1/").replace(SLUG, "…")


def read_code(answer: Path) -> str:
    return str(json.loads(answer.read_text("utf-8"))["code"]) if answer.exists() else ""


def test_the_client_does_what_it_says(answered: dict[str, str], work: Work, tmp_path: Path) -> None:
    run, again = (
        subprocess.run(
            [sys.executable, str(CLIENT), SLUG],
            cwd=tmp_path,
            env=answered,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        for _ in range(2)
    )

    assert (run.returncode, run.stderr) == (0, "")
    article = Article.objects.get(source_id="client-example")
    claims = list(article.claims.order_by("pk"))
    assert run.stdout.splitlines() == [
        f"{article.uuid}: created",
        *[f"{claim.uuid}: {claim.text}" for claim in claims],
        f"suggested: {len(claims)}, known: 0",
        "refused: not_found",
        f"labels: {Annotation.objects.filter(project=work.project).count()}",
    ]
    assert LabelSuggestion.objects.count() == len(claims) == 2
    assert again.stdout.splitlines()[0].endswith(": known")
    assert f"suggested: 0, known: {len(claims)}" in again.stdout

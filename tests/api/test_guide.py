"""What the guide shows is run, against a server that answers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from claims.models import Annotation, Article, LabelSuggestion, Project, User
from tests.api.conftest import ALL_SCOPES, Work
from tests.api.test_documentation import GUIDE
from tests.factories import ApiTokenFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

KEY = "fct_of_the_guide"
CLIENT = Path(settings.BASE_DIR) / "docs" / "examples" / "client.py"
SLUG = "harbour-2026"
SENTENCE = "The council of Marrowby bought nine buses on Monday, as its minutes of that day say."
# What a shell puts before each call of the guide: its answer is thrown away, its status is told.
PREFIX = 'exec 3>&1\ncurl() { command curl -s -w "%{http_code}\\n" "$@" -o /dev/null >&3; }\n'


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
    return {
        "PATH": os.environ["PATH"],
        "FACTCHECK": live_server.url,
        "TOKEN": KEY,
        "ARTICLE": str(work.article.uuid),
        "CLAIM": str(work.open.uuid),
        "ANNOTATION": str(work.annotation.uuid),
        "DECISION": str(work.decision.uuid),
        "PROPOSAL": str(work.proposal.uuid),
        "EXCLUSION": str(work.exclusion.uuid),
        "NOTICE": str(work.notice.uuid),
        "ROUND": str(work.round.uuid),
        "QUESTION": str(work.question.uuid),
        "GOLD": str(work.gold.uuid),
        "LEASE": str(work.lease.uuid),
        "PUBLICATION": str(work.publication.uuid),
        "RELEASE": str(work.release.uuid),
        "WEBHOOK": str(work.webhook.uuid),
        "SPEAKER": str(work.speaker.uuid),
        "OTHER": str(work.speaker.uuid),
        "PERSON": str(work.person.uuid),
        "VERIFIABILITY": str(work.project.verifiability_scheme.uuid),
        "VERDICT": str(work.project.verdict_scheme.uuid),
        "ETAG": '"0"',
    }


def list_calls() -> list[str]:
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    return re.split(r"^(?=curl )", shell, flags=re.MULTILINE)[1:]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl here.")
def test_every_call_of_the_guide_is_understood(answered: dict[str, str], tmp_path: Path) -> None:
    """No call is malformed, or for what there is not: refused is only what the state refuses."""
    calls = list_calls()
    script = PREFIX + "\n".join(call.split("\n\n")[0] for call in calls)

    run = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=answered,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    statuses = re.findall(r"^(\d{3})$", run.stdout, re.MULTILINE)
    assert len(statuses) == len(calls), run.stderr
    odd = [
        (status, call)
        for status, call in zip(statuses, calls, strict=True)
        if status[0] == "5" or status in {"000", "401", "405", "406", "413", "415", "429"}
    ]
    assert odd == []
    assert sum(status[0] == "2" for status in statuses) > len(statuses) // 2


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

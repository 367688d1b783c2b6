"""The main job by API alone: an article in, labelled by two programs, and out again."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Article, Project, User
from tests import whole_article
from tests.factories import ApiTokenFactory
from tests.whole_article import JUSTIFICATION, PUBLISHED, SEARCHED

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["real", "demo"])
def text(request: pytest.FixtureRequest) -> str:
    if request.param == "demo":
        return whole_article.read_demo_article()
    shared: Path = request.getfixturevalue("shared_data")
    return (shared / "article.txt").read_bytes().decode()


def sign_in(user: User) -> APIClient:
    ApiTokenFactory(user=user, key=f"key-of-{user.username}")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer key-of-{user.username}")
    return client


def make_body(step: whole_article.Step, speaker: str, link: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "client_uuid": str(uuid.uuid4()),
        "speaker": speaker,
        "verifiability": step.verifiability,
    }
    if step.verdict:
        body |= {
            "verdict": step.verdict,
            "justification": JUSTIFICATION,
            "claim_date": PUBLISHED,
        }
    if step.evidence:
        body["evidence"] = [{"stance": "refutes", "url": link}]
    if step.verdict == "Not Enough Evidence":
        body["searched"] = SEARCHED
    return body


def label_all(client: APIClient, project: Project, person: int) -> None:
    work = client.post(f"/api/v1/projects/{project.slug}/next/").json()
    digits = {member["digit"]: member["speaker"]["uuid"] for member in work["cast"]}
    claims = [claim for claim in work["claims"] if claim["state"] == "open"]
    for number, claim in enumerate(claims):
        step = whole_article.plan_step(number, person)
        link = whole_article.make_link(number, person)
        answer = client.post(
            f"/api/v1/claims/{claim['uuid']}/annotations/",
            make_body(step, digits[step.speaker], link),
            format="json",
        )
        assert answer.status_code == 201, answer.content
    nothing = client.post(f"/api/v1/projects/{project.slug}/next/").json()
    assert nothing["lease"] is None


def test_an_article_goes_in_is_labelled_by_two_programs_and_comes_out(
    text: str, project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    office = sign_in(manager)
    url = f"/api/v1/projects/{project.slug}"
    sent = {"text": text, "published": PUBLISHED}
    assert office.post(f"{url}/articles/", sent, format="json").status_code == 201
    assert Article.objects.get().body.text == text

    for person, user in enumerate([annotator, other_annotator]):
        label_all(sign_in(user), project, person)

    exported = b"".join(office.get(f"{url}/export/?format=jsonl").streaming_content)  # type: ignore[attr-defined]
    whole_article.check_export(exported, project, text)

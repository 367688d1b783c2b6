"""A whole article, from text to labels, by API alone."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Project

pytestmark = pytest.mark.django_db

TEXT = """Harbour town buys nine buses

The council of Marrowby bought nine buses on Monday. They cost 3.2 million crowns.

“We shall all be proud,” said Ada Marrow, the mayor. “No other town has bought as many.”
According to the transport office, 4,000 people ride to work each day.
"""


def choose_label(claim: dict[str, Any], cast: list[dict[str, Any]]) -> dict[str, Any]:
    """What a program might say: numbers are facts, and the first suggestion says it."""
    speakers = {member["digit"]: member["speaker"]["uuid"] for member in cast}
    suggested = [suggestion["speaker"]["uuid"] for suggestion in claim["suggestions"]]
    label: dict[str, Any] = {
        "client_uuid": str(uuid.uuid4()),
        "speaker": suggested[0] if suggested else speakers[0],
        "verifiability": "no_claim",
        "seconds": 3,
    }
    if any(character.isdigit() for character in claim["text"]):
        label |= {
            "verifiability": "check_worthy_fact",
            "verdict": "Supported",
            "justification": "The register says so.",
            "claim_date": "2026-01-10",
            "evidence": [{"stance": "supports", "url": "https://register.example/1"}],
        }
    return label


def label_all(client: APIClient, project: Project) -> list[str]:
    """Label until nothing is left; the states that the claims had at first."""
    shown = client.post(f"/api/v1/projects/{project.slug}/next/").json()
    states = [claim["state"] for claim in shown["claims"]]
    text = shown["article"]["text"]
    for claim in shown["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]
        if claim["state"] == "open":
            address = f"/api/v1/claims/{claim['uuid']}/annotations/"
            label = choose_label(claim, shown["cast"])
            assert client.post(address, label).status_code == 201
            assert client.post(address, label).status_code == 200
    return states


def test_an_article_is_labelled_by_two_people(
    project: Project,
    manager_api: APIClient,
    api: APIClient,
    other_api: APIClient,
) -> None:
    imported = manager_api.post(f"/api/v1/projects/{project.slug}/articles/", {"text": TEXT}).json()
    count = imported["rows"][0]["claims"]

    states = [label_all(client, project) for client in (api, other_api)]

    assert states == [["open"] * count] * 2
    for client in (api, other_api, manager_api):
        assert client.post(f"/api/v1/projects/{project.slug}/next/").json()["lease"] is None
    assert [
        len(client.get("/api/v1/annotations/?current=true").json()["results"])
        for client in (api, other_api, manager_api)
    ] == [count, count, 2 * count]
    mine = api.get("/api/v1/annotations/").json()["results"]
    assert {row["verdict"] for row in mine} == {"Supported", None}
    assert {(row["mine"], row["current"]) for row in mine} == {(True, True)}
    # Two people, and both stand under one pseudonym each.
    everything = manager_api.get("/api/v1/annotations/").json()["results"]
    assert len({row["annotator"] for row in everything}) == 2

"""Gold labels and accuracy over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import GoldLabel, Project, Slot, User
from tests.api.conftest import Work
from tests.factories import AnnotationFactory, ClaimFactory, GoldLabelFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(work: Work) -> Work:
    """Nobody has anything left to label of the first claim."""
    Slot.objects.filter(claim=work.labelled, annotator=None).delete()
    return work


def of_project(work: Work, name: str) -> str:
    return f"/api/v1/projects/{work.project.slug}/{name}/"


def say(work: Work, **changes: Any) -> dict[str, Any]:
    return {
        "speakers": [str(work.speaker.uuid)],
        "verifiabilities": ["check_worthy_fact", "routine_fact"],
        "verdicts": ["Supported"],
        "explanation": "The register says so.",
    } | changes


def test_it_is_set_listed_changed_and_ended(curator_api: APIClient, work: Work) -> None:
    address = f"/api/v1/claims/{work.labelled.uuid}/gold/"

    made = curator_api.post(address, say(work)).json()
    listed = curator_api.get(of_project(work, "gold"), {"article": str(work.article.uuid)}).json()
    late = curator_api.post(address, say(work, verdicts=["Refuted"]))
    changed = curator_api.post(address, say(work, verdicts=[], replaces=made["uuid"])).json()
    ended = curator_api.post(f"/api/v1/gold/{changed['uuid']}/end/").json()

    gold = GoldLabel.objects.get(uuid=made["uuid"])
    assert {**made, "created_at": None} == {
        "uuid": str(gold.uuid),
        "claim": str(work.labelled.uuid),
        "article": str(work.article.uuid),
        "speakers": [{"uuid": str(work.speaker.uuid), "kind": "person", "name": "Ada Marrow"}],
        "verifiabilities": ["check_worthy_fact", "routine_fact"],
        "verdicts": ["Supported"],
        "explanation": "The register says so.",
        "created_at": None,
        "ended_at": None,
    }
    assert listed["results"] == [made]
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert (changed["verdicts"], changed["uuid"] == made["uuid"]) == ([], False)
    assert ended["ended_at"] is not None
    assert curator_api.get(of_project(work, "gold")).json()["results"] == []


def test_who_has_read_what_is_right_labels_the_claim_no_more(
    curator_api: APIClient, work: Work, curator: User
) -> None:
    gold = GoldLabelFactory(claim=ClaimFactory(article=work.article))

    curator_api.get(of_project(work, "gold"))

    slot = SlotFactory(claim=gold.claim)
    assert not Slot.objects.open_to(curator).filter(pk=slot.pk).exists()


def test_accuracy_is_told_by_pseudonym_and_by_name_where_that_may_be_known(
    curator_api: APIClient, work: Work, other_annotator: User
) -> None:
    claim = ClaimFactory(article=work.article)
    GoldLabelFactory(claim=claim, value="prediction")
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=other_annotator, purpose="gold"))

    told = curator_api.get(of_project(work, "quality")).json()
    Project.objects.update(hides_names=True)
    hidden = curator_api.get(of_project(work, "quality")).json()

    (person,) = told["people"]
    assert person["person"]["username"] == "other_annotator"
    assert (person["claims"]["right"], person["claims"]["total"]) == (0, 1)
    assert {name: share["value"] for name, share in person["fields"].items()} == {
        "speaker": 1.0,
        "verifiability": 0.0,
        "verdict": None,
    }
    assert told["missed"] == [{"claim": str(claim.uuid), "wrong": 1, "total": 1}]
    assert hidden["people"] == [{**person, "person": None}]


def test_others_labels_as_gold_are_in_no_list(
    curator_api: APIClient, work: Work, other_annotator: User
) -> None:
    claim = ClaimFactory(article=work.article)
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=other_annotator, purpose="gold"))

    for parameters in ({}, {"claim": str(claim.uuid)}):
        listed = curator_api.get("/api/v1/annotations/", parameters).json()["results"]
        assert str(claim.uuid) not in {row["claim"] for row in listed}


@pytest.mark.parametrize(("role", "told"), [("api", None), ("curator_api", 15)])
def test_how_much_is_hidden_gold_is_told_to_those_who_curate(
    role: str, told: int | None, work: Work, request: pytest.FixtureRequest
) -> None:
    Project.objects.update(gold_percent=15)
    client = request.getfixturevalue(role)

    assert client.get(of_project(work, "x").removesuffix("x/")).json()["gold_percent"] == told
    assert client.get("/api/v1/projects/").json()["results"][0]["gold_percent"] == told

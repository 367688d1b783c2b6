"""Publications over REST: published, corrected, withdrawn; and what may be published."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Decision, Project, Publication, User
from tests.api.conftest import make_client
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    OutletFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    SlotFactory,
    SpeakerFactory,
    VerdictFactory,
    open_newsroom,
)

pytestmark = pytest.mark.django_db

PAGE = {"url": "https://check.example/port", "claim_reviewed": "Traffic has doubled"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


@pytest.fixture
def decision(project: Project) -> Decision:
    open_newsroom(project)
    article = ArticleFactory(
        project=project,
        title="The port",
        url="https://harbour.example/port",
        outlet=OutletFactory(project=project, name="Harbour Post"),
    )
    speaker = SpeakerFactory(project=project, name="Ada Marrow")
    return VerdictFactory(claim=ClaimFactory(article=article), speaker=speaker)


def publish(client: APIClient, decision: Decision, **changes: Any) -> Any:
    body = {"decision": str(decision.uuid), **PAGE, **changes}
    return client.post(f"/api/v1/claims/{decision.claim.uuid}/publications/", body)


def test_a_publication_from_first_to_last(
    decision: Decision, curator: User, curator_api: APIClient
) -> None:
    made = publish(curator_api, decision)

    assert made.status_code == 201
    told = made.json()
    curator_is = make_pseudonym(decision.project.pseudonym_key, curator.uuid)
    assert told == {
        "uuid": str(Publication.objects.get().uuid),
        "claim": str(decision.claim.uuid),
        "article": str(decision.claim.article.uuid),
        "stage": "label",
        "decision": str(decision.uuid),
        **PAGE,
        "reviewed_on": "2026-01-15",
        "rating_name": "Refuted",
        "rating": None,
        "author_kind": "person",
        "author_name": "Ada Marrow",
        "author_same_as": None,
        "claim_date": None,
        "appearance_url": "https://harbour.example/port",
        "appearance_title": "The port",
        "appearance_date": None,
        "appearance_outlet": "Harbour Post",
        "reviewer_name": "The Harbour Check",
        "reviewer_url": "https://check.example/about",
        "state": "live",
        "version": 1,
        "is_outdated": False,
        "is_reopened": False,
        "warnings": [],
        "published_at": "2026-01-15T12:00:00Z",
        "published_by": curator_is,
        "changed_at": "2026-01-15T12:00:00Z",
        "corrections": [],
    }
    assert publish(curator_api, decision).json() == told
    address = f"/api/v1/publications/{told['uuid']}"
    assert curator_api.get(f"{address}/").json() == told

    anew = DecisionFactory(
        claim=decision.claim,
        previous=decision,
        speaker=decision.speaker,
        value="check_worthy_fact",
        verdict_value="Supported",
    )
    assert curator_api.get(f"{address}/").json() == {**told, "is_outdated": True}
    body = {"decision": str(anew.uuid), **PAGE, "version": 1, "note": "Wrong year."}
    corrected = curator_api.post(f"{address}/correct/", body)
    assert corrected.status_code == 200
    note = {
        "kind": "correction",
        "version": 2,
        "note": "Wrong year.",
        "changes": [{"field": "rating_name", "before": "Refuted", "after": "Supported"}],
        "decision": str(anew.uuid),
        "created_at": "2026-01-15T12:00:00Z",
        "created_by": curator_is,
    }
    assert corrected.json() == {
        **told,
        "decision": str(anew.uuid),
        "rating_name": "Supported",
        "state": "corrected",
        "version": 2,
        "corrections": [note],
    }
    stale = curator_api.post(f"{address}/withdraw/", {"version": 1, "reason": "Satire."})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")

    gone = curator_api.post(f"{address}/withdraw/", {"version": 2, "reason": "Satire."})

    assert (gone.status_code, gone.json()["state"], gone.json()["version"]) == (
        200,
        "withdrawn",
        3,
    )
    assert [one["kind"] for one in gone.json()["corrections"]] == ["correction", "withdrawal"]


def test_a_long_claim_is_warned_of_and_published(
    decision: Decision, curator_api: APIClient
) -> None:
    made = publish(curator_api, decision, claim_reviewed="a" * 75)

    assert (made.status_code, made.json()["warnings"]) == (201, ["claim_long"])


def test_all_that_is_wrong_is_told(decision: Decision, curator_api: APIClient) -> None:
    Project.objects.update(newsroom_domains=[], approvals_wanted=1)

    refused = publish(curator_api, decision)

    assert refused.status_code == 409
    assert [one["code"] for one in refused.json()["problems"]] == ["not_approved", "no_newsroom"]
    odd = publish(curator_api, decision, url=7, claim_reviewed=None, rating="True")
    assert [(one["code"], one["field"]) for one in odd.json()["problems"]] == [
        ("unknown_field", "rating"),
    ]


def test_the_list_is_narrowed(
    project: Project, curator_api: APIClient, reader: User, decision: Decision
) -> None:
    live = PublicationFactory(decision=decision)
    outdated, gone = (
        PublicationFactory(
            decision=VerdictFactory(claim=ClaimFactory(article=decision.claim.article)),
            state=state,
        )
        for state in ("corrected", "withdrawn")
    )
    for one in (outdated, gone):
        DecisionFactory(claim=one.claim, previous=one.decision)
    PublicationFactory()

    def find(**given: str) -> list[str]:
        answer = curator_api.get("/api/v1/publications/", given)
        return [one["uuid"] for one in answer.json()["results"]]

    assert find() == [str(one.uuid) for one in (live, outdated, gone)]
    assert find(state="withdrawn") == [str(gone.uuid)]
    assert find(outdated="true") == [str(outdated.uuid)]
    assert find(claim=str(live.claim.uuid), project=project.slug) == [str(live.uuid)]
    assert len(make_client(reader).get("/api/v1/publications/").json()["results"]) == 3


def test_who_reads_what_is_published_labels_it_no_more(
    decision: Decision, curator: User, curator_api: APIClient
) -> None:
    PublicationFactory(decision=decision)

    curator_api.get("/api/v1/publications/")

    slot = SlotFactory(claim=decision.claim)
    assert not type(slot).objects.filter(pk=slot.pk).open_to(curator).exists()


def test_what_may_be_published(
    decision: Decision, curator_api: APIClient, django_assert_num_queries: Any
) -> None:
    project, article = decision.project, decision.claim.article
    unnamed = VerdictFactory(
        claim=ClaimFactory(article=article), speaker=project.speakers.get(kind="unnamed", name="")
    )
    PublicationFactory(decision=VerdictFactory(claim=ClaimFactory(article=article)))

    told = curator_api.get(f"/api/v1/projects/{project.slug}/publishable/").json()["results"]

    assert told[0] == {
        "uuid": str(decision.uuid),
        "claim": str(decision.claim.uuid),
        "stage": "label",
        "verdict": "Refuted",
        "claim_reviewed": decision.claim.text,
        "problems": [],
    }
    assert told[1]["uuid"] == str(unnamed.uuid)
    assert told[1]["problems"] == [
        {
            "code": "speaker_unknown",
            "detail": "It is not known by name who says this.",
            "field": None,
        }
    ]
    assert len(told) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_data_cost_the_same_however_many_there_are(
    count: int,
    decision: Decision,
    reader: User,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    article = decision.claim.article
    for _ in range(count):
        made = PublicationFactory(decision=VerdictFactory(claim=ClaimFactory(article=article)))
        PublicationCorrectionFactory(publication=made)
    client = make_client(reader)
    address = f"/api/v1/projects/{decision.project.slug}/claimreviews/"
    client.get(address)

    with django_assert_num_queries(6):
        answer = client.get(address)

    assert answer.status_code == 200


def test_managers_say_who_publishes_and_where(
    project: Project, manager_api: APIClient, curator_api: APIClient
) -> None:
    address = f"/api/v1/projects/{project.slug}/settings/"
    newsroom = {
        "newsroom_name": "Check",
        "newsroom_url": "https://check.example/",
        "newsroom_domains": ["Check.Example", "check.example."],
    }

    set_ = manager_api.post(address, newsroom)

    assert set_.status_code == 200
    assert manager_api.get(address).json()["newsroom_domains"] == ["check.example"]
    assert curator_api.post(address, newsroom).status_code == 403
    for odd in (["https://check.example"], ["localhost"]):
        refused = manager_api.post(address, {"newsroom_domains": odd})
        assert refused.status_code == 400
        assert refused.json()["field"] == "newsroom_domains"

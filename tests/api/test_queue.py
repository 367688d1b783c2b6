"""Going on, keeping, stopping, passing over, flagging."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient

from claims import clock
from claims.api.claims import SuggestionOut
from claims.api.speakers import SpeakerRefOut
from claims.api.work import LeaseOut, WorkArticleOut, WorkOut
from claims.models import Article, Claim, Flag, Lease, Project, Skip, Slot
from tests.api.conftest import COST_OF_NEXT, Work
from tests.factories import (
    ArticleFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    FlagFactory,
    LabelSuggestionFactory,
    OutletFactory,
    SkipFactory,
    SlotFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def go_on(client: APIClient, project: Project) -> dict[str, Any]:
    answer = client.post(f"/api/v1/projects/{project.slug}/next/")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_next_goes_on_with_the_article_at_hand(work: Work, api: APIClient) -> None:
    before = clock.now()

    shown = go_on(api, work.project)

    assert shown["lease"] == {
        "uuid": str(work.lease.uuid),
        "article": str(work.article.uuid),
        "stage": "label",
        "started_at": shown["lease"]["started_at"],
        "expires_at": shown["lease"]["expires_at"],
        "ended_at": None,
    }
    expires = datetime.fromisoformat(shown["lease"]["expires_at"])
    assert expires >= before + timedelta(minutes=work.project.lease_minutes)
    assert shown["article"] == {
        "uuid": str(work.article.uuid),
        "title": work.article.title,
        "url": None,
        "outlet": None,
        "author": None,
        "published": None,
        "language": "en",
        "text": work.article.body.text,
    }
    assert [(member["digit"], member["speaker"]["name"]) for member in shown["cast"]] == [
        (1, "Ada Marrow"),
        (0, None),
        (None, None),
    ]
    assert [member["speaker"]["kind"] for member in shown["cast"]][1:] == ["article", "unnamed"]
    assert [(claim["uuid"], claim["state"], claim["flagged"]) for claim in shown["claims"]] == [
        (str(work.labelled.uuid), "done", False),
        (str(work.open.uuid), "open", False),
        (str(work.free.uuid), "context", False),
    ]
    assert [len(claim["suggestions"]) for claim in shown["claims"]] == [0, 1, 0]


def assert_shape(shown: Any, described: serializers.Field | None) -> None:
    """The same keys in the same order, all the way down."""
    if isinstance(described, serializers.ListSerializer):
        assert shown
        for item in shown:
            assert_shape(item, described.child)
    elif isinstance(described, serializers.Serializer) and (shown or not described.allow_null):
        assert list(shown) == list(described.fields)
        for name, field in described.fields.items():
            assert_shape(shown[name], field)


def test_what_is_shown_is_what_the_schema_describes(work: Work, api: APIClient) -> None:
    """It is made by hand: the serializers only describe it."""
    for claim in (work.labelled, work.free):
        SuggestionFactory(claim=claim, speaker=work.speaker)
    for claim in work.article.claims.all():
        LabelSuggestionFactory(claim=claim)
        Claim.objects.filter(pk=claim.pk).update(hints=[["quantity", claim.start, claim.end]])
    article = work.article
    article.outlet = OutletFactory(project=work.project)
    article.url, article.author, article.published = "https://a.example/1", "A.", date(2026, 1, 9)
    article.save()

    shown = go_on(api, work.project)

    assert_shape(shown, WorkOut())
    by_serializer = {
        "lease": LeaseOut(Lease.objects.get()).data,
        "article": WorkArticleOut(Article.objects.get()).data,
        "cast": [SpeakerRefOut(work.speaker).data],
        "suggestions": SuggestionOut(work.free.suggestions.all(), many=True).data,
    }
    assert json.loads(JSONRenderer().render(by_serializer)) == {
        "lease": shown["lease"],
        "article": shown["article"],
        "cast": [shown["cast"][0]["speaker"]],
        "suggestions": shown["claims"][2]["suggestions"],
    }


def test_states_are_ones_own(work: Work, other_api: APIClient, other_annotator: Any) -> None:
    FlagFactory(claim=work.open, annotator=work.lease.annotator)
    SkipFactory(claim=work.free, annotator=other_annotator)

    shown = go_on(other_api, work.project)

    assert [(claim["state"], claim["flagged"]) for claim in shown["claims"]] == [
        ("open", False),
        ("open", False),
        ("skipped", False),
    ]


def test_suggestions_stay_away_where_the_project_hides_them(work: Work, api: APIClient) -> None:
    Project.objects.update(show_suggestions=False)
    Lease.objects.update(shows_suggestions=False)

    Claim.objects.update(hints=[["quantity", 0, 1]])

    claims = go_on(api, work.project)["claims"]

    for name, nothing in (("suggestions", []), ("hints", []), ("suggested_verifiability", None)):
        assert [claim[name] for claim in claims] == [nothing] * 3


def test_cast_shows_whom_one_added_oneself_and_not_whom_others_did(
    work: Work, api: APIClient, other_api: APIClient
) -> None:
    address = f"/api/v1/projects/{work.project.slug}/speakers/"
    added = api.post(address, {"name": "Bea Lind", "article": str(work.article.uuid)})

    own = go_on(api, work.project)["cast"]
    others = go_on(other_api, work.project)["cast"]

    assert (added.status_code, added.json()["name"]) == (200, "Bea Lind")
    assert [(member["digit"], member["speaker"]["name"]) for member in own[:2]] == [
        (1, "Ada Marrow"),
        (2, "Bea Lind"),
    ]
    assert [member["speaker"]["name"] for member in others] == ["Ada Marrow", None, None]


def test_the_tenth_of_the_cast_has_no_digit(work: Work, api: APIClient) -> None:
    ArticleSpeakerFactory.create_batch(9, article=work.article)

    digits = [member["digit"] for member in go_on(api, work.project)["cast"]]

    assert digits == [1, 2, 3, 4, 5, 6, 7, 8, 9, None, 0, None]


def test_nothing_is_handed_out_while_the_project_is_paused(
    project: Project, api: APIClient
) -> None:
    Project.objects.update(paused_at=clock.now())

    answer = api.post(f"/api/v1/projects/{project.slug}/next/")

    assert (answer.status_code, answer.json()["code"]) == (409, "paused")


def test_nothing_left(project: Project, api: APIClient) -> None:
    assert go_on(api, project) == {"lease": None, "article": None, "cast": [], "claims": []}


def test_adding_a_speaker_twice_is_one_speaker(work: Work, api: APIClient) -> None:
    address = f"/api/v1/projects/{work.project.slug}/speakers/"

    answers = [api.post(address, {"name": name}) for name in ("The Mayor", "ada  MARROW")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.json()["uuid"] for answer in answers} == {str(work.speaker.uuid)}
    assert answers[0].json()["other_names"] == ["the mayor"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    (
        ({}, "required", "name"),
        ({"name": " "}, "name_missing", "name"),
        ({"name": "x" * 201}, "max_length", "name"),
        ({"name": "Bea", "kind": "article"}, "unknown_choice", "kind"),
        ({"name": "Bea", "same_as": "javascript:alert(1)"}, "invalid", "same_as"),
        ({"name": "Bea", "project": "x"}, "unknown_field", "project"),
    ),
)
def test_speakers_that_cannot_be(
    body: dict[str, str], code: str, field: str, project: Project, api: APIClient
) -> None:
    answer = api.post(f"/api/v1/projects/{project.slug}/speakers/", body)

    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)


def test_renewing_begins_the_time_anew(work: Work, api: APIClient) -> None:
    soon = clock.now() + timedelta(minutes=1)
    Lease.objects.update(expires_at=soon)

    answer = api.post(f"/api/v1/leases/{work.lease.uuid}/renew/")

    assert answer.status_code == 200
    assert datetime.fromisoformat(answer.json()["expires_at"]) > soon + timedelta(minutes=50)


def test_stopping_frees_what_is_not_labelled(work: Work, api: APIClient) -> None:
    address = f"/api/v1/leases/{work.lease.uuid}"

    answers = [api.post(f"{address}/stop/") for _ in range(2)]
    renewed = api.post(f"{address}/renew/")

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["ended_at"] is not None
    assert answers[1].json() == answers[0].json()
    assert renewed.status_code == 409
    assert renewed.json()["code"] == "lease_ended"
    assert list(Slot.objects.filter(annotator__isnull=False).values_list("claim", flat=True)) == [
        work.labelled.pk
    ]


def test_skipping_passes_the_claim_on(work: Work, api: APIClient) -> None:
    address = f"/api/v1/claims/{work.open.uuid}/skip/"

    answers = [api.post(address, {"reason": "Not my field."}), api.post(address)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == {
        "claim": str(work.open.uuid),
        "stage": "label",
        "reason": "Not my field.",
        "created_at": answers[0].json()["created_at"],
    }
    assert answers[1].json() == answers[0].json()
    assert Skip.objects.count() == 1
    assert not Slot.objects.filter(claim=work.open, annotator__isnull=False).exists()


def test_skipping_what_is_labelled_or_not_reserved(work: Work, api: APIClient) -> None:
    labelled = api.post(f"/api/v1/claims/{work.labelled.uuid}/skip/")
    free = api.post(f"/api/v1/claims/{work.free.uuid}/skip/")

    assert (labelled.status_code, labelled.json()["code"]) == (409, "labelled")
    assert (free.status_code, free.json()["code"]) == (404, "not_yours")


def test_flagging_again_changes_the_reason(work: Work, api: APIClient) -> None:
    address = f"/api/v1/claims/{work.open.uuid}/flag/"

    answers = [api.post(address, {"reason": reason}) for reason in ("Look.", "Two in one.")]

    assert [answer.json()["reason"] for answer in answers] == ["Look.", "Two in one."]
    assert Flag.objects.get().reason == "Two in one."


@pytest.mark.parametrize("body", ({}, {"reason": " "}, {"reason": None}, {"reason": "x" * 501}))
def test_flag_needs_a_reason(body: dict[str, Any], work: Work, api: APIClient) -> None:
    answer = api.post(f"/api/v1/claims/{work.open.uuid}/flag/", body)

    assert answer.status_code == 400
    assert answer.json()["field"] == "reason"
    assert not Flag.objects.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_next_costs_the_same_however_long_the_article(
    count: int, work: Work, api: APIClient, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        claim = ClaimFactory(article=work.article)
        SlotFactory(claim=claim, annotator=work.lease.annotator, lease=work.lease)
        SuggestionFactory.create_batch(2, claim=claim)
        ArticleSpeakerFactory(article=work.article)

    with django_assert_num_queries(COST_OF_NEXT):
        shown = go_on(api, work.project)

    assert len(shown["claims"]) == 3 + count


def test_others_articles_do_not_slow_next_down(
    work: Work, api: APIClient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        article = ArticleFactory(project=work.project)
        SlotFactory(claim=ClaimFactory(article=article), annotator=UserFactory())

    with django_assert_max_num_queries(COST_OF_NEXT):
        go_on(api, work.project)

"""What programs outside suggest: in bulk, kept by version, and never a label."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from claims import clock
from claims.api.bulk import read_item
from claims.api.suggestions import SuggestionIn
from claims.models import (
    Annotation,
    ArticleSpeaker,
    AuditEvent,
    Claim,
    Label,
    LabelSuggestion,
    Lease,
    Project,
    Slot,
    Speaker,
    Suggestion,
    User,
)
from claims.operations.suggestions import SuggestionRow, add_suggestions
from tests.api.bodies import make_body
from tests.api.conftest import Work, make_client
from tests.api.test_keyed import race
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def address(work: Work, rest: str = "") -> str:
    return f"/api/v1/projects/{work.project.slug}/suggestions/{rest}"


def suggest(claim: Claim, **said: Any) -> dict[str, Any]:
    said = said or {"verifiability": "no_claim"}
    about = {"claim": str(claim.uuid), "source": "tagger", "version": "1", "score": 0.87}
    return about | said


def post(client: APIClient, work: Work, *items: Any) -> Any:
    answer = client.post(address(work), list(items))
    assert answer.status_code == 200, answer.json()
    return answer.json()


def list_standing() -> list[tuple[str, str, float]]:
    standing = LabelSuggestion.objects.filter(withdrawn_at=None).order_by("pk")
    return [(one.field, one.label.value, one.score) for one in standing]


def test_each_item_stands_for_itself(work: Work, curator_api: APIClient) -> None:
    report = post(
        curator_api,
        work,
        suggest(work.open, verifiability="no_claim", verdict="Refuted", speaker_name="Ada Marrow"),
        suggest(work.free, verifiability="nonsense"),
        "what?",
        suggest(ClaimFactory()),
        suggest(work.free, score="0.5", verifiability="no_claim"),
        suggest(work.free, colour="red"),
        suggest(work.free, speaker=str(work.speaker.uuid)),
    )

    told = [
        (row["status"], row["error"] and (row["error"]["code"], row["error"]["field"]))
        for row in report["results"]
    ]
    assert told == [
        ("created", None),
        ("refused", ("unknown_label", "verifiability")),
        ("refused", ("invalid", None)),
        ("refused", ("unknown_claim", "claim")),
        ("refused", ("invalid", "score")),
        ("refused", ("unknown_field", "colour")),
        ("created", None),
    ]
    assert [report[name] for name in ("created", "replaced", "known", "refused")] == [2, 0, 0, 5]
    assert list_standing() == [("verifiability", "no_claim", 0.87), ("verdict", "Refuted", 0.87)]
    outside = Suggestion.objects.filter(added_by__isnull=False)
    assert {(one.claim, one.speaker) for one in outside} == {
        (work.open, work.speaker),
        (work.free, work.speaker),
    }
    assert AuditEvent.objects.get(action="suggestions.added").data == {
        "programs": ["tagger 1"],
        "created": 2,
        "refused": 5,
    }


def test_the_same_again_is_known_and_another_takes_its_place(
    work: Work, curator_api: APIClient
) -> None:
    same = suggest(work.open, verifiability="no_claim", speaker_name="Bea Lind")
    other = suggest(work.open, verifiability="routine_fact")
    third = suggest(work.open, verifiability="no_claim", score=0.1)

    told = [post(curator_api, work, one)["results"][0]["status"] for one in (same, same, other)]
    told += [row["status"] for row in post(curator_api, work, other, third, third)["results"]]

    assert told == ["created", "known", "replaced", "known", "replaced", "known"]
    assert list_standing() == [("verifiability", "no_claim", 0.1)]
    # Nothing was changed or removed: labels may name it.
    assert LabelSuggestion.objects.count() == 3
    assert Speaker.objects.filter(name="Bea Lind").count() == 1


def test_a_version_is_withdrawn_as_one(work: Work, curator_api: APIClient) -> None:
    for version in ("1", "2"):
        post(
            curator_api,
            work,
            suggest(work.open, version=version, verdict="Refuted", speaker_name="Ada Marrow"),
            suggest(work.free, version=version, verifiability="no_claim"),
        )

    body = {"source": "tagger", "version": "1"}
    withdrawn = [curator_api.post(address(work, "withdraw/"), body).json() for _ in range(2)]

    assert withdrawn == [{"withdrawn": 3}, {"withdrawn": 0}]
    assert curator_api.get(address(work)).json() == {
        "results": [
            {"source": "tagger", "version": "2", "speakers": 1, "verifiabilities": 1, "verdicts": 1}
        ]
    }
    # The engine's own stay.
    assert Suggestion.objects.filter(withdrawn_at=None, added_by=None).count() == 1
    events = AuditEvent.objects.filter(action="suggestions.withdrawn")
    assert [event.data for event in events] == [body | {"count": 3}]


def test_lines_are_read_one_by_one(work: Work, curator_api: APIClient) -> None:
    lines = [json.dumps(suggest(work.open)), "{", "", json.dumps(suggest(work.free))]

    answer = curator_api.post(
        address(work), "\n".join(lines).encode(), content_type="application/x-ndjson"
    )

    assert answer.status_code == 200
    told = [
        (row["status"], row["error"] and row["error"]["code"]) for row in answer.json()["results"]
    ]
    assert told == [("created", None), ("refused", "malformed_json"), ("created", None)]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    (
        ({}, "says_nothing", None),
        ({"source": " ", "verdict": "Refuted"}, "blank", "source"),
        ({"source": "x" * 61, "verdict": "Refuted"}, "max_length", "source"),
        ({"score": 1.01, "verdict": "Refuted"}, "max_value", "score"),
        ({"score": -1, "verdict": "Refuted"}, "min_value", "score"),
        ({"score": 10**400, "verdict": "Refuted"}, "max_value", "score"),
        ({"score": True, "verdict": "Refuted"}, "invalid", "score"),
        ({"verdict": "no_claim"}, "unknown_label", "verdict"),
        ({"speaker": "00000000-0000-0000-0000-000000000000"}, "unknown_speaker", "speaker"),
        ({"speaker_name": " \t"}, "name_missing", "speaker_name"),
        ({"speaker_name": "Al", "quote_type": "loud"}, "unknown_choice", "quote_type"),
    ),
)
def test_what_is_refused(
    said: dict[str, Any], code: str, field: str | None, work: Work, curator_api: APIClient
) -> None:
    (result,) = post(curator_api, work, suggest(work.open, **(said or {"reason": "!"})))["results"]

    assert (result["error"]["code"], result["error"]["field"]) == (code, field)
    assert list_standing() == []


@pytest.mark.parametrize("body", ([], {}, [{}] * 10_001, "x"))
def test_what_is_no_list_or_too_long_a_one(body: Any, work: Work, curator_api: APIClient) -> None:
    assert curator_api.post(address(work), body).status_code == 400


def test_only_curators_with_the_scope(work: Work, api: APIClient, curator: User) -> None:
    without = make_client(curator, scopes="read label curate manage")

    refused = [client.post(address(work), [suggest(work.open)]) for client in (api, without)]

    assert [answer.json()["code"] for answer in refused] == ["not_allowed", "scope_missing"]
    assert list_standing() == []


def test_many_cost_no_more_queries_each(
    work: Work, curator_api: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claims = ClaimFactory.create_batch(6, article=work.article)
    for few in (claims[:1], claims[1:]):
        items = [suggest(claim, verdict="Refuted", speaker=str(work.speaker.uuid)) for claim in few]
        with django_assert_num_queries(16):
            post(curator_api, work, *items)


# ---- What becomes of them ------------------------------------------------------------------------


@pytest.fixture
def suggested(work: Work, curator_api: APIClient) -> Work:
    """A program suggests a speaker, a verifiability and a verdict of the claim at hand."""
    said = {"verifiability": "check_worthy_fact", "verdict": "Refuted", "reason": "as trained"}
    post(curator_api, work, suggest(work.open, speaker_name="Bea Lind", **said))
    return work


def hide() -> None:
    Project.objects.update(suggestions_hidden_percent=100)
    Lease.objects.update(shows_suggestions=False)


def test_next_and_the_claim_tell_of_them(suggested: Work, api: APIClient) -> None:
    work = api.post(f"/api/v1/projects/{suggested.project.slug}/next/").json()
    claim = api.get(f"/api/v1/claims/{suggested.open.uuid}/").json()

    (at_hand,) = [one for one in work["claims"] if one["uuid"] == str(suggested.open.uuid)]
    for shown in (at_hand, claim):
        assert [one["speaker"]["name"] for one in shown["suggestions"]] == [
            "Bea Lind",
            "Ada Marrow",
        ]
        assert sorted((one["field"], one["label"]) for one in shown["suggested_labels"]) == [
            ("verdict", "Refuted"),
            ("verifiability", "check_worthy_fact"),
        ]
    assert "Bea Lind" in [member["speaker"]["name"] for member in work["cast"]]


def test_the_desk_marks_them_and_chooses_none(
    suggested: Work, annotator: User, client: Client
) -> None:
    client.force_login(annotator)

    page = client.get(f"/p/{suggested.project.slug}/desk/{suggested.open.uuid}/")

    html = page.content.decode()
    assert html.count("★ tagger 1, 87 %: as trained") == 3
    # Beside the claim in the text, too, for the eye and the ear.
    assert '<span class="who" dir="auto" title="tagger 1, 87 %: as trained">Bea Lind?' in html
    assert "(suggested: tagger 1, 87 %: as trained)" in html
    form = page.context["form"]
    assert [form[name].value() for name in ("speaker", "verifiability", "verdict")] == [None] * 3
    (told,) = [
        claim
        for claim in page.context["data"]["claims"]
        if claim["uuid"] == str(suggested.open.uuid)
    ]
    why = "tagger 1, 87 %: as trained"
    assert told["label"] == {"value": "check_worthy_fact", "why": why}
    assert told["verdict"] == {"value": "Refuted", "why": why}
    assert told["speaker"]["why"] == why


def test_hidden_they_are_told_nowhere(
    suggested: Work, api: APIClient, annotator: User, client: Client
) -> None:
    hide()
    client.force_login(annotator)

    page = client.get(f"/p/{suggested.project.slug}/desk/{suggested.open.uuid}/").content.decode()
    work = api.post(f"/api/v1/projects/{suggested.project.slug}/next/").json()
    claim = api.get(f"/api/v1/claims/{suggested.open.uuid}/").json()

    assert "tagger" not in page
    assert "tagger" not in str(work)
    assert "tagger" not in str(claim)


@pytest.mark.parametrize("shown", (True, False))
def test_a_label_records_what_was_shown(*, shown: bool, suggested: Work, api: APIClient) -> None:
    if not shown:
        hide()

    answer = api.post(
        f"/api/v1/claims/{suggested.open.uuid}/annotations/", make_body(suggested.open)
    )

    assert answer.status_code == 201
    label = Annotation.objects.latest("pk")
    told = (label.suggestion, label.suggested_verifiability, label.suggested_verdict)
    assert [one is not None for one in told] == [shown] * 3
    if shown:
        assert label.suggestion is not None
        assert label.suggestion.speaker.name == "Bea Lind"
        assert label.suggested_verdict == Label.objects.get(
            scheme=suggested.project.verdict_scheme, value="Refuted"
        )


def test_verdicts_are_suggested_where_they_are_asked_for(suggested: Work, api: APIClient) -> None:
    """In a pass of its own nothing is suggested."""
    Project.objects.update(has_check_pass=True)

    claim = api.get(f"/api/v1/claims/{suggested.open.uuid}/").json()

    assert [one["field"] for one in claim["suggested_labels"]] == ["verifiability"]


def test_a_suggestion_is_no_label(suggested: Work) -> None:
    assert not Annotation.objects.filter(claim=suggested.open).exists()
    assert Slot.objects.filter(claim=suggested.open, current__isnull=False).count() == 0


def test_whom_a_program_names_takes_nobodys_digit(work: Work, curator_api: APIClient) -> None:
    own = ArticleSpeaker.objects.create(
        article=work.article,
        speaker=Speaker.objects.create(
            project=work.project, name="Own", name_key="own", last_word="own"
        ),
        position=2,
        added_by=work.annotator,
    )

    post(curator_api, work, suggest(work.open, speaker_name="Bea Lind"))

    joined = ArticleSpeaker.objects.get(article=work.article, speaker__name="Bea Lind")
    assert (joined.position, joined.added_by) == (own.position + 1, None)


@pytest.mark.django_db(transaction=True)
def test_the_same_from_many_at_once_stands_once(work: Work, curator: User) -> None:
    """Who is slower finds what the other has just posted."""
    items = [suggest(work.open, verdict="Refuted", speaker_name="Bea Lind"), suggest(work.free)]
    rows = [SuggestionRow(**read_item(SuggestionIn, item)) for item in items]

    def post_all() -> list[str]:
        outcomes = add_suggestions(actor=curator, project=work.project, rows=rows, now=clock.now())
        return [one.status.value for one in outcomes]

    told = race([post_all] * 6)

    assert sorted(told) == [["created", "created"], *[["known", "known"]] * 5]
    assert len(list_standing()) == 2
    assert Suggestion.objects.filter(added_by=curator, withdrawn_at=None).count() == 1
    joined = ArticleSpeaker.objects.filter(article=work.article, speaker__name="Bea Lind")
    assert joined.count() == 1

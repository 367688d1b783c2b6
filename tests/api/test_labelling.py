"""Submitting labels, again, late, twice, and for claims of others."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims import clock
from claims.forms.sheet import open_sheet
from claims.models import Annotation, Claim, Draft, Lease, Project, Slot, User
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem
from claims.queries.desk import find_draft
from tests.api.bodies import make_body, make_checked
from tests.api.conftest import Work, make_client
from tests.factories import AnnotationFactory, SlotFactory, SpeakerFactory, UserFactory

pytestmark = pytest.mark.django_db


def address(claim: Claim) -> str:
    return f"/api/v1/claims/{claim.uuid}/annotations/"


def test_label_with_everything_there_is_to_say(work: Work, api: APIClient) -> None:
    bea, cy = SpeakerFactory.create_batch(2, project=work.project)
    body = make_checked(
        work.open,
        speaker=str(work.speaker.uuid),
        co_speakers=[str(bea.uuid)],
        original_speaker=str(cy.uuid),
        quote_type="direct",
        reporting_source="The Daily",
        checked="attribution",
        wording="  In 2025 the council bought nine buses. ",
        claim_date_precision="day",
        claim_types=["Numerical Claim"],
        omission="The price.",
        searched="The register.",
        confidence=4,
        comment="Two sentences in one?",
        seconds=31,
        evidence=[
            {
                "stance": "refutes",
                "url": "https://register.example/1",
                "archived_url": "https://archive.example/1",
                "title": "Register",
                "publisher": "The city",
                "published": "2025-12-31",
                "retrieved": "2026-01-10",
                "medium": "PDF",
                "quote": "8 buses\r\n",
                "question": "How many?",
                "answer": "Eight.",
                "set_number": 2,
            },
            {
                "kind": "right_of_reply",
                "stance": "neutral",
                "asked_whom": "The mayor",
                "asked_on": "2026-01-11",
                "deadline": "2026-01-13",
            },
        ],
    )

    answer = api.post(address(work.open), body)

    assert answer.status_code == 201
    said = answer.json()
    source, reply = body["evidence"]
    absent = dict.fromkeys(EVIDENCE_FIELDS)
    source |= {"position": 1, "kind": "source", "url_key": source["url"], "warnings": []}
    reply |= {"position": 2, "set_number": 1, "url_key": None, "warnings": []}
    sent = body | {"evidence": [absent | source, absent | reply]}
    for name in ("speaker", "original_speaker", "co_speakers"):
        named = said[name] if isinstance(said[name], list) else [said[name]]
        uuids = [speaker["uuid"] for speaker in named]
        assert uuids == (sent[name] if isinstance(sent[name], list) else [sent[name]])
        del said[name], sent[name]
    assert {name: said[name] for name in sent} == sent
    assert (said["canonical_verdict"], said["guideline_version"]) == ("refuted", 1)
    assert Annotation.objects.get(uuid=said["uuid"]).wording == body["wording"]


def test_null_is_the_same_as_left_out(work: Work, api: APIClient) -> None:
    nothing = dict.fromkeys(
        (
            "verdict",
            "revises",
            "original_speaker",
            "co_speakers",
            "claim_date",
            "confidence",
            "evidence",
            "quote_type",
            "wording",
            "checked",
        )
    )

    answer = api.post(address(work.open), make_body(work.open, **nothing))

    assert answer.status_code == 201
    assert answer.json()["checked"] == "content"


def test_the_same_again_is_the_same_answer(work: Work, api: APIClient) -> None:
    body = make_checked(work.open)

    first = api.post(address(work.open), body)
    again = api.post(address(work.open), body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Annotation.objects.filter(claim=work.open).count() == 1


def test_a_repeat_after_a_revision_says_that_it_no_longer_counts(
    work: Work, api: APIClient
) -> None:
    body = make_body(work.open)
    first = api.post(address(work.open), body).json()
    revision = api.post(
        address(work.open), make_body(work.open, verifiability="prediction", revises=first["uuid"])
    )

    again = api.post(address(work.open), body)

    assert (revision.status_code, revision.json()["revision"]) == (201, 2)
    assert (again.status_code, again.json()["uuid"]) == (200, first["uuid"])
    assert again.json()["current"] is False


def test_another_body_under_the_same_client_uuid(work: Work, api: APIClient) -> None:
    body = make_body(work.open)
    api.post(address(work.open), body)

    answer = api.post(address(work.open), body | {"verifiability": "prediction"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "client_uuid_reused"


def test_labelling_twice_without_revising(work: Work, api: APIClient) -> None:
    answer = api.post(address(work.labelled), make_body(work.labelled))

    assert answer.status_code == 409
    assert answer.json()["code"] == "labelled"


@pytest.mark.parametrize("revises", ("made up", "somebody else's"))
def test_revising_what_is_not_the_own_current_label(
    revises: str, work: Work, api: APIClient, other_annotator: User
) -> None:
    other = AnnotationFactory(slot=SlotFactory(claim=work.labelled, annotator=other_annotator))
    named = str(uuid.uuid4()) if revises == "made up" else str(other.uuid)

    answer = api.post(address(work.labelled), make_body(work.labelled, revises=named))

    assert answer.status_code == 409
    assert answer.json()["code"] == "labelled"


def test_late_label_is_taken_while_a_slot_is_free(
    work: Work, api: APIClient, other_api: APIClient, annotator: User
) -> None:
    past = clock.now() - timedelta(minutes=1)
    Lease.objects.update(started_at=past - timedelta(hours=1), expires_at=past)
    other_api.post(f"/api/v1/projects/{work.project.slug}/next/")

    answer = api.post(address(work.open), make_body(work.open))

    assert answer.status_code == 201
    assert Slot.objects.filter(current__uuid=answer.json()["uuid"], annotator=annotator).exists()


def test_late_label_displaces_nobody(
    work: Work, api: APIClient, other_api: APIClient, manager_api: APIClient
) -> None:
    past = clock.now() - timedelta(minutes=1)
    Lease.objects.update(started_at=past - timedelta(hours=1), expires_at=past)
    for client in (other_api, manager_api):
        client.post(f"/api/v1/projects/{work.project.slug}/next/")

    answer = api.post(address(work.open), make_body(work.open))

    assert answer.status_code == 409
    assert answer.json()["problems"] == [
        {
            "code": "no_free_slot",
            "detail": "Others have given all the labels this claim needs.",
            "field": None,
        }
    ]
    assert Slot.objects.filter(claim=work.open, annotator__isnull=False).count() == 2


def retire(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(retired_at=clock.now())


def take_all_slots(claim: Claim) -> None:
    for slot in claim.slots.all():
        slot.annotator, slot.lease = UserFactory(), None
        slot.save(update_fields=["annotator", "lease"])


def pause(claim: Claim) -> None:
    claim.slots.update(annotator=None, lease=None)
    Project.objects.update(paused_at=clock.now())


@pytest.mark.parametrize(
    ("happen", "code"),
    ((retire, "claim_retired"), (take_all_slots, "no_free_slot"), (pause, "paused")),
)
def test_what_comes_too_late_is_a_draft_that_the_desk_opens(
    happen: Callable[[Claim], None], code: str, work: Work, api: APIClient, annotator: User
) -> None:
    happen(work.open)
    body = make_checked(work.open, co_speakers=[str(work.speaker.uuid)], confidence=4)

    answer = api.post(address(work.open), body)

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    sheet = open_sheet(work.open, annotator, None, find_draft(annotator, work.open), guideline=None)
    names = ("speaker", "co_speakers", "verifiability", "verdict", "claim_date", "justification")
    assert {name: sheet.form[name].value() for name in names} == {
        name: body[name] for name in names
    }
    assert str(sheet.form["confidence"].value()) == "4"
    assert sheet.evidence[0]["url"].value() == "https://register.example/1"
    assert sheet.evidence[0]["stance"].value() == "refutes"


def test_what_is_refused_for_another_reason_is_no_draft(work: Work, api: APIClient) -> None:
    api.post(address(work.labelled), make_body(work.labelled))
    api.post(address(work.open), make_body(work.open, verifiability="check_worthy_fact"))

    assert not Draft.objects.exists()


def test_all_rules_broken_are_named_at_once(work: Work, api: APIClient) -> None:
    body = make_checked(
        work.open,
        speaker=str(uuid.uuid4()),
        justification=" ",
        claim_date=None,
        evidence=[{"stance": "supports", "url": "javascript:alert(1)"}],
    )

    answer = api.post(address(work.open), body)

    assert answer.status_code == 400
    assert [(p["code"], p["field"]) for p in answer.json()["problems"]] == [
        ("not_a_link", "evidence.0.url"),
        ("unknown_speaker", "speaker"),
        ("justification_missing", "justification"),
        ("claim_date_missing", "claim_date"),
        ("evidence_missing", "evidence"),
    ]
    assert not Annotation.objects.filter(claim=work.open).exists()


@pytest.mark.parametrize("field", ("speaker", "co_speakers", "original_speaker"))
def test_speakers_of_another_project_are_unknown(field: str, work: Work, api: APIClient) -> None:
    foreign = str(SpeakerFactory().uuid)
    value = [foreign] if field == "co_speakers" else foreign

    answer = api.post(address(work.open), make_body(work.open, **{field: value}))

    assert answer.status_code == 400
    assert [(p["code"], p["field"]) for p in answer.json()["problems"]] == [
        ("unknown_speaker", field)
    ]


def test_heading_has_no_label_to_give(work: Work, api: APIClient) -> None:
    heading = Claim.objects.create(
        project=work.project,
        article=work.article,
        start=0,
        end=1,
        kind=Claim.Kind.SPAN,
        paragraph=0,
        position=9,
        text=work.article.body.text[0],
        splitter_version="test",
    )

    assert api.post(address(heading), make_body(heading)).status_code == 409


ASSIGNED = (
    "uuid",
    "id",
    "annotator",
    "annotator_id",
    "user",
    "user_id",
    "project",
    "claim",
    "slot",
    "revision",
    "created_at",
    "current",
    "verifiable",
    "check_worthy",
    "canonical_verdict",
    "guideline",
    "suggestion",
    "body_sha256",
    "is_staff",
    "is_superuser",
    "role",
    "__class__",
    "",
)


@pytest.mark.parametrize("name", ASSIGNED)
def test_nothing_else_can_be_assigned(name: str, work: Work, api: APIClient) -> None:
    answer = api.post(address(work.open), make_body(work.open, **{name: "1"}))

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_field"
    assert not Annotation.objects.filter(claim=work.open).exists()


@pytest.mark.parametrize("name", ("id", "stance_id", "annotation", "position", "is_superuser"))
def test_nothing_else_can_be_assigned_to_evidence(name: str, work: Work, api: APIClient) -> None:
    item = {"stance": "refutes", "url": "https://register.example/1", name: 1}

    answer = api.post(address(work.open), make_checked(work.open, evidence=[item]))

    assert answer.status_code == 400
    assert answer.json()["field"] == f"evidence.0.{name}"


VALUES: tuple[Any, ...] = (
    True,
    0,
    -1,
    1.5,
    1e308,
    10**400,
    "",
    " ",
    "x",
    "x" * 20_000,
    "\ufffe\U0010ffff",
    "2026-02-30",
    "2026-W03-1",
    "99999-01-01",
    [],
    [[]],
    [None],
    [1],
    ["x"] * 100,
    {},
    {"a": {}},
    [{}],
    [{"stance": []}],
)
FIELDS = (
    "client_uuid",
    "revises",
    "speaker",
    "verifiability",
    "verdict",
    "co_speakers",
    "original_speaker",
    "quote_type",
    "reporting_source",
    "checked",
    "wording",
    "claim_date",
    "claim_date_precision",
    "claim_types",
    "justification",
    "omission",
    "searched",
    "confidence",
    "comment",
    "seconds",
    "evidence",
)


@pytest.mark.parametrize("field", FIELDS)
def test_wrong_values_are_refused_with_their_field(field: str, work: Work, api: APIClient) -> None:
    """Or taken, where any text goes; never a failure."""
    for value in VALUES:
        answer = api.post(address(work.labelled), make_checked(work.labelled, **{field: value}))

        assert answer.status_code in {400, 409}, (field, value)
        if answer.status_code == 400:
            named = {problem["field"].partition(".")[0] for problem in answer.json()["problems"]}
            assert field in named or field in {"verifiability", "verdict"}, (field, value, named)
        assert len(answer.content) < 5_000


@pytest.mark.parametrize(
    "field",
    EvidenceItem.__slots__,
)
def test_wrong_values_in_evidence(field: str, work: Work, api: APIClient) -> None:
    for value in VALUES:
        item = {"stance": "refutes", "url": "https://register.example/1", field: value}
        answer = api.post(address(work.labelled), make_checked(work.labelled, evidence=[item]))

        assert answer.status_code in {400, 409}, (field, value)


def test_readers_and_strangers_do_not_label(
    work: Work, reader: User, stranger_api: APIClient
) -> None:
    refused = make_client(reader).post(address(work.open), make_body(work.open))
    unseen = stranger_api.post(address(work.open), make_body(work.open))

    assert (refused.status_code, unseen.status_code) == (403, 404)


@pytest.mark.parametrize("count", (1, 3))
def test_submitting_costs_the_same_however_much_is_said(
    count: int, work: Work, api: APIClient, django_assert_num_queries: Any
) -> None:
    speakers = SpeakerFactory.create_batch(count, project=work.project)
    item = {"stance": "refutes", "url": "https://register.example/1"}
    body = make_checked(
        work.open,
        co_speakers=[str(speaker.uuid) for speaker in speakers],
        evidence=[item | {"url": f"https://register.example/{n}"} for n in range(count)],
    )

    # Two of them let who is not in the cast join it.
    with django_assert_num_queries(31):
        answer = api.post(address(work.open), body)

    assert answer.status_code == 201
    assert [len(answer.json()[name]) for name in ("co_speakers", "evidence")] == [count, count]

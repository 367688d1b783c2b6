"""What the reading addresses say, what they cost, and what they keep to themselves."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from claims.models import Claim, Lease, Membership, Project, Slot, User
from tests.api.conftest import Work, make_client
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    LabelFactory,
    MembershipFactory,
    ProjectFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


def list_rows(client: APIClient, address: str, **parameters: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{V1}/{address}/", parameters)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_projects_tell_the_role(project: Project, api: APIClient, admin: User) -> None:
    (row,) = list_rows(api, "projects")

    assert row == {
        "uuid": str(project.uuid),
        "slug": project.slug,
        "name": project.name,
        "description": None,
        "role": "annotator",
        "language": "en",
        "time_zone": "UTC",
        "overlap": 2,
        "double_percent": 0,
        "opinions_limit": 0,
        "decision_rule": "hand",
        "approvals_wanted": 0,
        "decide_own": False,
        "hides_names": False,
        "has_check_pass": False,
        "check_allowed": False,
        "check_overlap": 1,
        "check_by_labellers": False,
        "lease_minutes": 60,
        "check_lease_minutes": 480,
        "queue_headlines": True,
        "suggestions_hidden_percent": 0,
        "gold_percent": None,
        "has_training": False,
        "pass_percent": 80,
        "evidence_cut_off": None,
        "newsroom_name": None,
        "newsroom_url": None,
        "newsroom_domains": [],
        "paused_at": None,
        "evidence_rule": "full",
        "show_suggestions": True,
        "created_at": row["created_at"],
    }
    assert [row["role"] for row in list_rows(make_client(admin), "projects")] == ["manager"]


@pytest.mark.parametrize("key", ("uuid", "slug"))
def test_project_brings_all_that_one_labels_by(key: str, work: Work, api: APIClient) -> None:
    answer = api.get(f"{V1}/projects/{getattr(work.project, key)}/").json()

    assert answer["verifiability_scheme"]["slug"] == "factcheck-verifiability"
    assert answer["verifiability_scheme"]["version"] == 1
    assert answer["verifiability_scheme"]["labels"][0] == {
        "value": "check_worthy_fact",
        "name": "Fact worth checking",
        "definition": (
            "Can be confirmed or refuted from public sources, and readers would want to know."
        ),
        "hotkey": "Q",
        "verifiable": "yes",
        "check_worthy": "yes",
        "verdict_rule": "required",
        "canonical": None,
        "rating": None,
    }
    assert [label["value"] for label in answer["verdict_scheme"]["labels"]] == [
        "Supported",
        "Refuted",
        "Not Enough Evidence",
        "Conflicting Evidence/Cherrypicking",
    ]
    assert answer["verdict_scheme"]["labels"][0]["canonical"] == "supported"
    assert answer["guideline"]["version"] == 1
    assert answer["guideline"]["text"] == "# Guideline, version 1\n"


def test_project_without_a_guideline(project: Project, api: APIClient) -> None:
    assert api.get(f"{V1}/projects/{project.slug}/").json()["guideline"] is None


def test_article_has_its_text_in_the_detail_only(work: Work, api: APIClient) -> None:
    (row,) = list_rows(api, "articles")
    detail = api.get(f"{V1}/articles/{work.article.uuid}/").json()

    assert row == {
        "uuid": str(work.article.uuid),
        "project": str(work.project.uuid),
        "title": work.article.title,
        "url": None,
        "outlet": None,
        "author": None,
        "published": None,
        "language": "en",
        "licence": None,
        "redistribute": "none",
        "embargo": None,
        "source_id": "a-1",
        "previous": None,
        "replaced_by": None,
        "overlap": None,
        "is_training": False,
        "priority": 0,
        "round": None,
        "boundaries_version": 0,
        "length": work.article.length,
        "sha256": work.article.sha256,
        "splitter_version": "test",
        "created_at": "2026-01-15T12:00:00Z",
        "withdrawn_at": None,
        "withdrawn_because": None,
        "purged_at": None,
    }
    assert detail == row | {"text": work.article.body.text}


def test_why_an_article_comes_when_it_does_is_not_told_to_those_who_may_have_hidden_gold(
    project: Project,
    api: APIClient,
    curator_api: APIClient,
    reader: User,
) -> None:
    """A round's articles come first, so what comes between them would be hidden gold."""
    article = ArticleFactory(
        project=project, round=RoundFactory(project=project), priority=1, overlap=3
    )

    def find(client: APIClient) -> list[Any]:
        row = client.get(f"{V1}/articles/{article.uuid}/").json()
        (listed,) = list_rows(client, "articles")
        return [row[name] for name in ("round", "priority", "overlap") if row[name] == listed[name]]

    assert find(api) == find(curator_api) == [1, 1, 3]
    Project.objects.filter(pk=project.pk).update(gold_percent=10)
    assert find(api) == [None, None, None]
    assert find(curator_api) == find(make_client(reader)) == [1, 1, 3]


def test_claim_is_a_stretch_of_its_article(work: Work, api: APIClient) -> None:
    text = api.get(f"{V1}/articles/{work.article.uuid}/").json()["text"]
    rows = list_rows(api, "claims", article=work.article.uuid)

    assert [row["text"] for row in rows] == [text[row["start"] : row["end"]] for row in rows]
    assert rows[1] == {
        "uuid": str(work.open.uuid),
        "project": str(work.project.uuid),
        "article": str(work.article.uuid),
        "start": work.open.start,
        "end": work.open.end,
        "kind": "sentence",
        "paragraph": 1,
        "position": 1,
        "text": work.open.text,
        "splitter_version": "test",
        "retired_at": None,
        "parents": [],
        "carried_from": None,
    }


@pytest.mark.parametrize("shown", (True, False))
def test_claim_has_suggestions_where_the_project_shows_them(
    *, shown: bool, work: Work, api: APIClient
) -> None:
    Project.objects.update(show_suggestions=shown)
    Lease.objects.update(shows_suggestions=shown)

    answer = api.get(f"{V1}/claims/{work.open.uuid}/").json()

    suggestion = {
        "rank": 1,
        "speaker": {"uuid": str(work.speaker.uuid), "kind": "person", "name": "Ada Marrow"},
        "quote_type": None,
        "score": 0.9,
        "reason": "open quote",
        "source": "factcheck.text",
        "version": "test",
    }
    assert answer["suggestions"] == ([suggestion] if shown else [])


@pytest.mark.parametrize("shown", (True, False))
def test_claim_has_hints_where_the_project_shows_them(
    *, shown: bool, work: Work, api: APIClient
) -> None:
    Project.objects.update(show_suggestions=shown)
    Lease.objects.update(shows_suggestions=shown)
    claim = work.open
    start = claim.start
    hints = [("quantity", start, start + 3), ("comparison", start + 4, start + 6)]
    Claim.objects.filter(pk=claim.pk).update(hints=hints, worth=0.6)

    answer = api.get(f"{V1}/claims/{claim.uuid}/").json()

    told = [
        {
            "kind": kind,
            "start": first,
            "end": last,
            "reason": f"{kind}: “{claim.text[first - start : last - start]}”",
        }
        for kind, first, last in hints
    ]
    reasons = [str(one["reason"]) for one in told]
    suggested = {"verifiable": "yes", "check_worthy": "yes", "reason": "; ".join(reasons)}
    assert answer["hints"] == (told if shown else [])
    assert answer["suggested_verifiability"] == (suggested if shown else None)
    assert answer["worth"] == (0.6 if shown else None)


def test_speakers_with_their_other_names(work: Work, api: APIClient) -> None:
    rows = list_rows(api, "speakers")

    assert [(row["kind"], row["name"], row["other_names"]) for row in rows] == [
        ("article", None, []),
        ("unnamed", None, []),
        ("person", "Ada Marrow", ["the mayor"]),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    (
        ("ada", True),
        ("MARROW", True),
        ("  the  Mayor ", True),
        ("ＡＤＡ", True),
        ("Ada M%", False),
        ("A_a", False),
        ("' OR 1=1 --", False),
        ("nobody", False),
    ),
)
def test_speakers_by_part_of_a_name(
    *, search: str, found: bool, work: Work, api: APIClient
) -> None:
    names = [row["name"] for row in list_rows(api, "speakers", search=search)]

    assert names == (["Ada Marrow"] if found else [])


def test_annotation_says_everything_but_who(work: Work, api: APIClient) -> None:
    (row,) = list_rows(api, "annotations")

    assert row == {
        "uuid": str(work.annotation.uuid),
        "project": str(work.project.uuid),
        "article": str(work.article.uuid),
        "claim": str(work.labelled.uuid),
        "stage": "label",
        "annotator": row["annotator"],
        "mine": True,
        "revision": 1,
        "current": True,
        "undoes": None,
        "withdrawn": False,
        "after_feedback": False,
        "client_uuid": str(work.annotation.client_uuid),
        "created_at": row["created_at"],
        "speaker": {"uuid": str(work.speaker.uuid), "kind": "person", "name": "Ada Marrow"},
        "co_speakers": [],
        "original_speaker": None,
        "quote_type": None,
        "reporting_source": None,
        "verifiability": "check_worthy_fact",
        "verifiable": "yes",
        "check_worthy": "yes",
        "verdict": "Supported",
        "canonical_verdict": "supported",
        "checked": "content",
        "wording": None,
        "claim_date": None,
        "claim_date_precision": None,
        "claim_types": [],
        "justification": None,
        "omission": None,
        "searched": None,
        "confidence": None,
        "comment": None,
        "seconds": None,
        "guideline_version": None,
        "evidence": [
            {
                "position": 1,
                "kind": "source",
                "stance": "supports",
                "url": work.annotation.evidence.get().url,
                "archived_url": None,
                "title": None,
                "publisher": None,
                "published": None,
                "retrieved": None,
                "medium": None,
                "quote": "The council bought the buses.",
                "question": None,
                "answer": None,
                "set_number": 1,
                "asked_whom": None,
                "asked_on": None,
                "deadline": None,
                "url_key": work.annotation.evidence.get().url,
                "warnings": [],
            }
        ],
    }
    assert row == api.get(f"{V1}/annotations/{work.annotation.uuid}/").json()


def test_pseudonyms_stand_for_people(work: Work, manager_api: APIClient, manager: User) -> None:
    AnnotationFactory(slot=SlotFactory(claim=work.labelled, annotator=manager))

    answer = manager_api.get(f"{V1}/annotations/")
    first, second = answer.json()["results"]

    assert (first["mine"], second["mine"]) == (False, True)
    assert first["client_uuid"] is None
    assert first["annotator"] != second["annotator"]
    said = answer.content.decode()
    for user in User.objects.all():
        for private in (user.name, user.email, str(user.uuid)):
            assert private not in said


def test_annotator_sees_own_labels_only(
    work: Work, other_api: APIClient, other_annotator: User
) -> None:
    own = AnnotationFactory(slot=SlotFactory(claim=work.labelled, annotator=other_annotator))

    seen = [row["uuid"] for row in list_rows(other_api, "annotations")]

    assert seen == [str(own.uuid)]
    assert other_api.get(f"{V1}/annotations/{work.annotation.uuid}/").status_code == 404


def test_curator_is_blind_where_a_claim_is_still_to_label(work: Work, curator: User) -> None:
    client = make_client(curator)
    free = Slot.objects.get(claim=work.labelled, annotator=None)

    while_free = list_rows(client, "annotations")
    free.delete()
    while_taken = [row["uuid"] for row in list_rows(client, "annotations")]
    SlotFactory(claim=work.labelled, annotator=curator)
    while_own = list_rows(client, "annotations")

    assert (while_free, while_taken, while_own) == ([], [str(work.annotation.uuid)], [])
    assert client.get(f"{V1}/annotations/{work.annotation.uuid}/").status_code == 404


def test_nothing_but_annotations_tells_of_others_labels(work: Work, other_api: APIClient) -> None:
    """What the other annotator can read is the same before and after somebody labels."""
    addresses = [
        f"{V1}/projects/",
        f"{V1}/projects/{work.project.slug}/",
        f"{V1}/articles/",
        f"{V1}/articles/{work.article.uuid}/",
        f"{V1}/claims/",
        f"{V1}/claims/{work.open.uuid}/",
        f"{V1}/annotations/",
        f"{V1}/speakers/",
        f"{V1}/speakers/?search=holm",
        f"{V1}/projects/{work.project.slug}/questions/",
    ]
    before = [other_api.get(address).json() for address in addresses]
    added = SpeakerFactory(project=work.project, name="Bo Holm", added_by=work.annotator)
    AnnotationFactory(slot=work.open.slots.get(number=1), speaker=added)

    assert [other_api.get(address).json() for address in addresses] == before


def test_filters(work: Work, api: APIClient, annotator: User) -> None:
    elsewhere = ProjectFactory()
    MembershipFactory(project=elsewhere, user=annotator, role=Membership.Role.CURATOR)
    claim = ClaimFactory(article__project=elsewhere)
    other = AnnotationFactory(slot__claim=claim)
    revision = AnnotationFactory(slot=work.annotation.slot)
    own = [str(work.annotation.uuid), str(revision.uuid)]

    def find(address: str, **parameters: Any) -> list[str]:
        return [row["uuid"] for row in list_rows(api, address, **parameters)]

    assert find("annotations") == [own[0], str(other.uuid), own[1]]
    assert find("annotations", project=work.project.slug) == own
    assert find("annotations", project=work.project.uuid, current="true") == own[1:]
    assert find("annotations", annotator="me") == own
    assert find("annotations", claim=claim.uuid) == [str(other.uuid)]
    assert find("annotations", article=work.article.uuid) == own
    assert find("articles", project=elsewhere.slug) == [str(claim.article.uuid)]
    assert find("articles", source_id="a-1") == [str(work.article.uuid)]
    assert find(f"projects/{elsewhere.slug}/articles") == [str(claim.article.uuid)]
    assert find(f"projects/{elsewhere.slug}/articles", source_id="a-1") == []
    assert find("claims", project=elsewhere.slug) == [str(claim.uuid)]
    assert find("claims", article=work.article.uuid, kind="sentence") == [
        str(work.open.uuid),
        str(work.free.uuid),
    ]
    assert find("claims", article=claim.article.uuid, kind="heading") == []
    assert len(find("speakers", project=elsewhere.slug)) == 2


def test_retired_claims_are_listed_unless_active_ones_are_asked_for(
    work: Work, api: APIClient
) -> None:
    work.free.retired_at = work.article.created_at
    work.free.save(update_fields=["retired_at"])

    assert len(list_rows(api, "claims")) == 3
    assert len(list_rows(api, "claims", active="true")) == 2


HOSTILE = (
    {"user__password__startswith": "p"},
    {"annotator__password__startswith": "p"},
    {"project__pseudonym_key__startswith": "a"},
    {"_connector": "OR 1=1 OR"},
    {"_negated": "1"},
    {"ordering": "user__password"},
    {"id": "1"},
    {"pk": "1"},
    {"uuid__in": "1"},
    {"format": "api"},
    {"": "x"},
    {"x" * 10_000: "x"},
    {"\0": "\0"},
)
LISTS = ("projects", "articles", "claims", "speakers", "annotations", "decisions", "proposals")


@pytest.mark.parametrize("parameters", HOSTILE, ids=lambda p: next(iter(p))[:20].strip("\0"))
@pytest.mark.parametrize("address", LISTS)
def test_parameters_that_are_not_listed_are_refused(
    address: str, parameters: dict[str, str], work: Work, api: APIClient
) -> None:
    answer = api.get(f"{V1}/{address}/", parameters)

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_field"
    assert "page_size" in answer.json()["detail"]
    assert len(answer.content) < 2000


@pytest.mark.parametrize(
    ("address", "query"),
    (
        ("claims", "project=nobody"),
        ("claims", "project="),
        ("claims", "project=%00"),
        ("claims", "project=00000000-0000-0000-0000-000000000000"),
        ("claims", "article=00000000-0000-0000-0000-000000000000"),
        ("claims", "article=1"),
        ("claims", "article=%ff"),
        ("claims", "kind=other"),
        ("claims", "kind="),
        ("claims", "active=false"),
        ("claims", "retired_since=then"),
        ("annotations", "made_since=0001-01-01T00:00:00%2B14:00"),
        ("annotations", "withdrawn=false"),
        ("claims", "kind=sentence&kind=heading"),
        ("annotations", "annotator=1"),
        ("annotations", "current=1"),
        ("annotations", "claim=x"),
        ("annotations", "stage=train"),
        ("decisions", "stage="),
        ("decisions", "standing=false"),
        ("decisions", "claim=1"),
        ("proposals", "status=done"),
        ("proposals", "article=1"),
        ("speakers", "search=" + "x" * 101),
        ("speakers", "search=%00"),
    ),
)
def test_values_that_make_no_sense_are_refused(address: str, query: str, api: APIClient) -> None:
    answer = api.get(f"{V1}/{address}/?{query}")

    assert answer.status_code == 400
    assert answer.json()["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("address", "parameter", "about"),
    (
        ("articles", "project", "project"),
        ("claims", "project", "project"),
        ("claims", "article", "article"),
        ("speakers", "project", "project"),
        ("annotations", "project", "project"),
        ("annotations", "article", "article"),
        ("annotations", "claim", "labelled"),
        ("decisions", "project", "project"),
        ("decisions", "article", "article"),
        ("decisions", "claim", "labelled"),
        ("proposals", "project", "project"),
        ("proposals", "article", "article"),
    ),
)
def test_filters_by_foreign_rows_say_no_more_than_by_none(
    address: str, parameter: str, about: str, work: Work, stranger_api: APIClient
) -> None:
    foreign = {parameter: str(getattr(work, about).uuid)}
    none = {parameter: "00000000-0000-0000-0000-000000000000"}

    answers = [stranger_api.get(f"{V1}/{address}/", query) for query in (foreign, none)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json()["problems"] == answers[1].json()["problems"]


@pytest.mark.parametrize("count", (1, 3))
def test_a_project_costs_the_same_however_many_labels_it_has(
    count: int, project: Project, api: APIClient, django_assert_num_queries: Any
) -> None:
    LabelFactory.create_batch(count, scheme=project.verifiability_scheme)

    with django_assert_num_queries(9):
        shown = api.get(f"{V1}/projects/{project.slug}/").json()

    assert len(shown["verifiability_scheme"]["labels"]) == 5 + count


def test_text_outside_ascii_comes_back_as_it_is(project: Project, api: APIClient) -> None:
    text = "Überschrift 🚌\r\n\u202eאבג «цитата» ﬁ e\u0301 \t end \n\n"
    article = ArticleFactory(project=project, text=text)

    answer = api.get(f"{V1}/articles/{article.uuid}/")

    assert json.loads(answer.content)["text"] == text


@pytest.mark.parametrize(
    ("address", "fields", "column", "table"),
    [
        ("claims", "uuid", '"claims_claim"."text"', "claims_claim_parents"),
        ("annotations", "uuid,verdict", '"justification"', "claims_evidence"),
        ("decisions", "uuid,verdict", '"reason"', "claims_evidence"),
    ],
)
def test_what_is_not_asked_for_is_not_read(
    address: str, fields: str, column: str, table: str, work: Work, api: APIClient
) -> None:
    def list_sql(query: str) -> str:
        with CaptureQueriesContext(connection) as asked:
            answer = api.get(f"/api/v1/{address}/{query}")
        assert answer.json()["results"]
        return " ".join(query["sql"] for query in asked.captured_queries)

    whole, part = list_sql(""), list_sql(f"?fields={fields}")

    assert (column in whole, column in part) == (True, False)
    assert len(part) < len(whole)
    assert table not in part

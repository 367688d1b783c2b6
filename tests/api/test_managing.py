"""What managers set: how a project is worked on, by whom, and in which order."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import (
    Article,
    AuditEvent,
    Exclusion,
    Membership,
    Project,
    Slot,
    User,
)
from claims.text.segment import SPLITTER_VERSION
from tests.api.conftest import Work
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def of_project(project: Project, verb: str) -> str:
    return f"/api/v1/projects/{project.slug}/{verb}/"


def of_article(work: Work, verb: str) -> str:
    return f"/api/v1/articles/{work.article.uuid}/{verb}/"


SETTINGS = {
    "overlap": 1,
    "double_percent": 20,
    "suggestions_hidden_percent": 10,
    "gold_percent": 15,
    "opinions_limit": 3,
    "decision_rule": "majority",
    "has_check_pass": True,
    "check_allowed": True,
    "check_overlap": 2,
    "check_by_labellers": True,
    "lease_minutes": 30,
    "check_lease_minutes": 600,
    "queue_headlines": False,
}


def test_settings_are_changed_together(project: Project, manager_api: APIClient) -> None:
    answer = manager_api.post(of_project(project, "settings"), SETTINGS)

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in SETTINGS} == SETTINGS
    project.refresh_from_db()
    assert {name: getattr(project, name) for name in SETTINGS} == SETTINGS
    assert project.queue_version == 1


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_alone(name: str, project: Project, manager_api: APIClient) -> None:
    Project.objects.update(overlap=3 if name == "overlap" else 1)
    before = getattr(Project.objects.get(), name)

    answer = manager_api.post(of_project(project, "settings"), {name: SETTINGS[name]})

    assert (answer.status_code, answer.json()[name]) == (200, SETTINGS[name])
    changes = AuditEvent.objects.get(action="project.changed").data["changes"]
    assert changes == {name: [before, SETTINGS[name]]}


@pytest.mark.parametrize(
    "body",
    (
        {"overlap": 0},
        {"overlap": 10},
        {"overlap": "3"},
        {"overlap": 10**30},
        {"overlap": True},
        {"double_percent": 101},
        {"double_percent": -1},
        {"opinions_limit": 10},
        {"decision_rule": "dice"},
        {"decision_rule": ""},
        {"has_check_pass": "true"},
        {"has_check_pass": 1},
        {"check_overlap": 0},
        {"lease_minutes": 4},
        {"check_lease_minutes": 10**6},
        {"queue_headlines": []},
    ),
    ids=str,
)
def test_settings_that_cannot_be(
    body: dict[str, Any], project: Project, manager_api: APIClient
) -> None:
    answer = manager_api.post(of_project(project, "settings"), body)

    assert answer.status_code == 400
    assert answer.json()["field"] == next(iter(body))
    assert len(answer.content) < 1000


@pytest.mark.parametrize("body", [{}, {"overlap": 2}], ids=str)
def test_settings_as_they_are_already_change_nothing(
    body: dict[str, Any], project: Project, manager_api: APIClient
) -> None:
    answer = manager_api.post(of_project(project, "settings"), body)

    assert (answer.status_code, answer.json()["overlap"]) == (200, 2)
    project.refresh_from_db()
    assert project.queue_version == 0
    assert not AuditEvent.objects.exists()


def test_settings_that_do_not_go_together(project: Project, manager_api: APIClient) -> None:
    answer = manager_api.post(of_project(project, "settings"), {"double_percent": 10})

    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["code"], problem["detail"], problem["field"]) == (
        "invalid",
        "A sample labelled twice needs one label elsewhere.",
        None,
    )


def test_pausing_and_resuming(work: Work, manager_api: APIClient, api: APIClient) -> None:
    paused = [manager_api.post(of_project(work.project, "pause")).json() for _ in range(2)]
    held = api.post(of_project(work.project, "next"))
    resumed = [manager_api.post(of_project(work.project, "resume")).json() for _ in range(2)]

    assert paused[0]["paused_at"] is not None
    assert paused[1] == paused[0]
    assert held.json()["lease"]["uuid"] == str(work.lease.uuid)
    assert [answer["paused_at"] for answer in resumed] == [None, None]


def test_members_have_their_names(
    project: Project, annotator: User, manager: User, manager_api: APIClient
) -> None:
    Membership.objects.filter(user=annotator).update(is_active=False)
    MembershipFactory(user=manager)

    rows = manager_api.get(of_project(project, "members")).json()["results"]

    assert rows == [
        {
            "uuid": str(annotator.uuid),
            "username": "annotator",
            "name": "Annotator",
            "role": "annotator",
            "is_active": False,
            "joined_at": None,
            "last_seen_at": None,
            "trained_at": None,
            "failed_at": None,
            "paused_at": None,
        },
        {
            "uuid": str(manager.uuid),
            "username": "manager",
            "name": "Manager",
            "role": "manager",
            "is_active": True,
            "joined_at": None,
            "last_seen_at": rows[1]["last_seen_at"],
            "trained_at": None,
            "failed_at": None,
            "paused_at": None,
        },
    ]


def test_deactivated_people_are_not_active_members(
    project: Project, annotator: User, manager_api: APIClient
) -> None:
    annotator.is_active = False
    annotator.save()

    rows = manager_api.get(of_project(project, "members")).json()["results"]

    assert {row["username"]: row["is_active"] for row in rows} == {
        "annotator": False,
        "manager": True,
    }


def test_excluding_somebody_and_letting_them_in_again(work: Work, manager_api: APIClient) -> None:
    work.article.outlet = work.outlet
    work.article.save()
    address = of_project(work.project, "exclusions")
    body = {
        "outlet": str(work.outlet.uuid),
        "person": str(work.annotator.uuid),
        "reason": "Wrote for it.",
    }

    made, again = (manager_api.post(address, body) for _ in range(2))

    assert (made.status_code, again.json()) == (200, made.json())
    said = made.json()
    assert said == {
        "uuid": said["uuid"],
        "outlet": {
            "uuid": str(work.outlet.uuid),
            "name": work.outlet.name,
            "domain": work.outlet.domain,
        },
        "person": {
            "uuid": str(work.annotator.uuid),
            "username": "annotator",
            "name": "Annotator",
        },
        "reason": "Wrote for it.",
        "created_at": said["created_at"],
        "ended_at": None,
    }
    assert not Slot.objects.held().exists()
    ended = [manager_api.post(f"/api/v1/exclusions/{said['uuid']}/end/").json() for _ in range(2)]
    assert ended[0]["ended_at"] is not None
    assert ended[1] == ended[0]
    rows = manager_api.get(address).json()["results"]
    standing = manager_api.get(address, {"standing": "true"}).json()["results"]
    assert [row["uuid"] for row in rows] == [str(work.exclusion.uuid), said["uuid"]]
    assert [row["uuid"] for row in standing] == [str(work.exclusion.uuid)]


def test_outlets_and_people_of_elsewhere_are_unknown(
    work: Work, manager_api: APIClient, stranger: User
) -> None:
    known = {"outlet": str(work.outlet.uuid), "person": str(work.annotator.uuid)}
    foreign = {"outlet": str(OutletFactory().uuid), "person": str(stranger.uuid)}

    for name, code in (("outlet", "unknown_outlet"), ("person", "unknown_person")):
        body = known | {name: foreign[name]}
        answer = manager_api.post(of_project(work.project, "exclusions"), body)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert answer.json()["field"] == name
    reserved = manager_api.post(of_article(work, "reserve"), {"person": foreign["person"]})
    assert (reserved.status_code, reserved.json()["code"]) == (400, "unknown_person")
    assert Exclusion.objects.count() == 1


def test_overlap_of_one_article(work: Work, manager_api: APIClient) -> None:
    raised = manager_api.post(of_article(work, "overlap"), {"overlap": 3})
    number = Slot.objects.filter(claim=work.free).counted().count()
    put_back = manager_api.post(of_article(work, "overlap"), {"overlap": None})

    assert (raised.status_code, raised.json()["overlap"], number) == (200, 3, 3)
    assert (put_back.status_code, put_back.json()["overlap"]) == (200, None)
    assert Slot.objects.filter(claim=work.free).counted().count() == work.project.overlap


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    (
        ("overlap", {}, "required"),
        ("overlap", {"overlap": 0}, "min_value"),
        ("overlap", {"overlap": 10}, "max_value"),
        ("overlap", {"overlap": "3"}, "invalid"),
        ("overlap", {"overlap": False}, "invalid"),
        ("priority", {}, "required"),
        ("priority", {"priority": None}, "required"),
        ("priority", {"priority": 2}, "max_value"),
        ("reserve", {}, "required"),
        ("release", {"person": "me"}, "invalid"),
    ),
)
def test_what_articles_cannot_be_set_to(
    verb: str, body: dict[str, Any], code: str, work: Work, manager_api: APIClient
) -> None:
    answer = manager_api.post(of_article(work, verb), body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_priority(work: Work, manager_api: APIClient, other_api: APIClient) -> None:
    first = ArticleFactory(project=work.project)
    SlotFactory(claim=ClaimFactory(article=first))

    answer = manager_api.post(f"/api/v1/articles/{first.uuid}/priority/", {"priority": 1})

    assert (answer.status_code, answer.json()["priority"]) == (200, 1)
    given = other_api.post(of_project(work.project, "next")).json()
    assert given["article"]["uuid"] == str(first.uuid)


def test_reserving_and_releasing(
    work: Work, manager_api: APIClient, other_annotator: User, other_api: APIClient
) -> None:
    body = {"person": str(other_annotator.uuid)}

    reserved = [manager_api.post(of_article(work, "reserve"), body).json() for _ in range(2)]
    released = [manager_api.post(of_article(work, "release"), body).json() for _ in range(2)]

    assert reserved[0] == {
        "article": str(work.article.uuid),
        "person": str(other_annotator.uuid),
        "claims": 3,
    }
    assert [answer["claims"] for answer in (reserved[1], *released)] == [0, 3, 0]


def test_nothing_to_reserve(work: Work, manager_api: APIClient, annotator: User) -> None:
    Slot.objects.filter(annotator=None).update(wanted=False)

    answer = manager_api.post(of_article(work, "reserve"), {"person": str(annotator.uuid)})

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_reserve")


def test_more_opinions(work: Work, curator_api: APIClient) -> None:
    address = f"/api/v1/claims/{work.labelled.uuid}/opinions/"

    answers = [curator_api.post(address, body) for body in ({}, {"number": 2}, {"number": 9})]

    assert [answer.status_code for answer in answers] == [200, 200, 400]
    assert answers[0].json() == {"claim": str(work.labelled.uuid), "stage": "label", "labels": 3}
    assert answers[1].json()["labels"] == 5
    assert answers[2].json()["field"] == "number"
    checks = curator_api.post(address, {"stage": "check"})
    assert (checks.status_code, checks.json()["code"]) == (409, "not_queued")


def test_splitting_anew(work: Work, manager_api: APIClient) -> None:
    untouched = ArticleFactory(project=work.project, text="One thing happened. So did another.")
    same = ArticleFactory(project=work.project, splitter_version=SPLITTER_VERSION)

    answer = manager_api.post(of_project(work.project, "resplit"))

    assert answer.status_code == 200
    assert answer.json() == {
        "articles": [
            {"article": str(work.article.uuid), "fate": "labelled"},
            {"article": str(untouched.uuid), "fate": "resplit"},
        ],
        "more": False,
    }
    assert [claim.text for claim in untouched.claims.active().in_text_order()] == [
        "One thing happened.",
        "So did another.",
    ]
    assert not same.claims.exists()


def test_splitting_anew_in_parts(
    project: Project, manager_api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.api.resplit.AT_ONCE", 2)
    articles = ArticleFactory.create_batch(3, project=project)
    Article.objects.update(boundaries_version=1)
    address = of_project(project, "resplit")

    first = manager_api.post(address).json()
    second = manager_api.post(address, {"after": first["articles"][-1]["article"]}).json()
    elsewhere = manager_api.post(address, {"after": str(ArticleFactory().uuid)})

    assert [row["article"] for row in first["articles"] + second["articles"]] == [
        str(article.uuid) for article in articles
    ]
    assert (first["more"], second["more"]) == (True, False)
    assert (elsewhere.status_code, elsewhere.json()["field"]) == (400, "after")

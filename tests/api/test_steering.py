"""Progress and time sheets over the API."""

import csv
import io
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.exchange.timesheet import COLUMNS
from claims.models import AuditEvent, Project, User
from tests.factories import NOW, AnnotationFactory, ClaimFactory, SlotFactory

pytestmark = pytest.mark.django_db


def label(project: Project, person: User, **values: Any) -> None:
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person), **values)


def ask(client: APIClient, project: Project, what: str, **wanted: str) -> Any:
    return client.get(f"/api/v1/projects/{project.slug}/{what}/", wanted)


def read(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def test_progress(project: Project, manager_api: APIClient, annotator: User) -> None:
    label(project, annotator, seconds=40)
    SlotFactory(claim__article__project=project)

    told = ask(manager_api, project, "progress").json()

    assert told["passes"] == [
        {
            "stage": "label",
            "claims_wanted": 2,
            "claims_finished": 1,
            "labels_given": 1,
            "labels_wanted": 2,
            "forecast": {
                "outlook": "no_pace",
                "left": 1,
                "per_day": 0.0,
                "days": 0,
                "earliest": None,
                "latest": None,
            },
        }
    ]
    assert (len(told["days"]), told["days"][-1]) == (
        28,
        {"day": "2026-01-15", "labels": 1, "checks": 0},
    )
    assert told["guideline_versions"] == []
    assert told["people"][0] == {
        "person": {"uuid": str(annotator.uuid), "username": "annotator", "name": "Annotator"},
        "is_active": True,
        "labels": 1,
        "checks": 0,
        "skips": 0,
        "flags": 0,
        "last_label": "2026-01-15T12:00:00Z",
        "recent_labels": 1,
        "recent_seconds": 40,
        "recent_median_seconds": 40,
    }


def test_progress_names_nobody_to_curators_where_names_are_hidden(
    project: Project, curator_api: APIClient, manager_api: APIClient
) -> None:
    project.hides_names = True
    project.save()

    assert ask(curator_api, project, "progress").json()["people"] is None
    assert len(ask(manager_api, project, "progress").json()["people"]) == 2


@pytest.mark.parametrize("count", (1, 3))
def test_progress_costs_the_same_however_much_there_is(
    count: int,
    project: Project,
    manager_api: APIClient,
    annotator: User,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        label(project, annotator)

    # The token, the project, the role twice; the passes, days, versions, and five for the people.
    with django_assert_num_queries(13):
        ask(manager_api, project, "progress")


def test_time_sheet_is_safe_in_a_spreadsheet(
    project: Project, manager_api: APIClient, annotator: User
) -> None:
    annotator.name = '=HYPERLINK("https://x.example","a,b")'
    annotator.save()
    label(project, annotator, seconds=5400)

    answer = ask(manager_api, project, "timesheet", format="csv")
    text = read(answer).decode("utf-8-sig")

    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"].endswith('-timesheet-2026-01-15.csv"')
    assert list(csv.reader(io.StringIO(text))) == [
        list(COLUMNS),
        [
            *("2026-W03", "2026-01-12", str(annotator.uuid), "annotator", "'" + annotator.name),
            *("1", "0", "1.5", "5400"),
        ],
    ]


@pytest.mark.parametrize("count", (0, 1, 2))
def test_time_sheet_as_json(
    count: int, project: Project, manager_api: APIClient, annotator: User, curator: User
) -> None:
    for person in (annotator, curator)[:count]:
        label(project, person, seconds=60)

    rows = json.loads(read(ask(manager_api, project, "timesheet")))

    assert [(row["username"], row["active_hours"]) for row in rows] == [
        ("annotator", 0.02),
        ("curator", 0.02),
    ][:count]


def test_time_sheet_is_audited(project: Project, manager_api: APIClient, manager: User) -> None:
    read(ask(manager_api, project, "timesheet", format="csv"))

    event = AuditEvent.objects.get(action="timesheet.exported")
    assert (event.actor, event.project, event.data) == (manager, project, {"format": "csv"})


@pytest.mark.parametrize("wanted", ({"format": "xlsx"}, {"person": "x"}))
def test_time_sheet_refuses_what_it_does_not_know(
    wanted: dict[str, str], project: Project, manager_api: APIClient
) -> None:
    assert ask(manager_api, project, "timesheet", **wanted).status_code == 400
    assert not AuditEvent.objects.filter(action="timesheet.exported").exists()


def test_time_sheet_is_for_managers(project: Project, curator_api: APIClient) -> None:
    assert ask(curator_api, project, "timesheet").status_code == 403

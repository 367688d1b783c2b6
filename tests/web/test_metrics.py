"""Whether it is alive, whether it is ready, and in numbers what it does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from claims import clock
from claims.models import Project, User
from claims.traffic import BOUNDS, Traffic
from claims.web import access, health, metrics
from tests.conftest import SignIn
from tests.factories import JobFactory, WorkerFactory

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LINE = re.compile(r"(?:# (?:HELP|TYPE) )?factcheck_[a-z_]+(?:\{[a-z]+=\"[^\"\n]*\".*\})? \S.*")


@pytest.fixture
def _traffic(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Traffic()
    monkeypatch.setattr(access, "traffic", fresh)
    monkeypatch.setattr(metrics, "traffic", fresh)


def read(client: Client) -> dict[str, str]:
    said = client.get("/metrics", headers=BEARER).content.decode()
    lines = [line for line in said.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def test_only_who_has_the_token_reads_them(client: Client, settings: Any) -> None:
    absent = client.get("/metrics", headers=BEARER).status_code
    settings.METRICS_TOKEN = TOKEN

    refused = [
        client.get("/metrics", headers=headers).status_code
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"})
    ]

    assert (absent, refused) == (404, [401, 401, 401])


@pytest.mark.django_db
@pytest.mark.usefixtures("_traffic")
def test_requests_are_counted_by_their_routes(
    client: Client, manager: User, project: Project, sign_in: SignIn, settings: Any
) -> None:
    settings.METRICS_TOKEN = TOKEN
    for _ in range(2):
        sign_in(manager).get(f"/p/{project.slug}/")
    client.post("/healthz")
    client.get("/nowhere/secret-word/")

    said = client.get("/metrics", headers=BEARER).content.decode()
    found = read(client)

    assert all(LINE.fullmatch(line) for line in said.splitlines())
    counted = {name: count for name, count in found.items() if "requests_total" in name}
    assert counted == {
        'factcheck_requests_total{route="project",method="GET",status="200"}': "2",
        'factcheck_requests_total{route="healthz",method="POST",status="405"}': "1",
        'factcheck_requests_total{route="-",method="GET",status="404"}': "1",
        'factcheck_requests_total{route="metrics",method="GET",status="200"}': "1",
    }
    assert found['factcheck_request_seconds_bucket{route="project",le="+Inf"}'] == "2"
    assert project.slug not in said
    assert manager.username not in said
    assert "secret-word" not in said


def test_processes_count_together() -> None:
    traffic = Traffic()
    traffic.make_room(2)
    for part, seconds in enumerate((0.004, 0.3)):
        traffic.use_part(part)
        traffic.count(7, "GET", "200", seconds)
    traffic.count(7, "BREW", "418", 99.0)

    (row,) = traffic.read()

    assert (row.route, row.answers) == (7, {("GET", "200"): 2, ("other", "other"): 1})
    assert dict(zip(BOUNDS, row.within, strict=True)) == {
        bound: 1 if bound < 0.3 else 2 for bound in BOUNDS
    }
    assert row.seconds == pytest.approx(99.304)


@pytest.mark.django_db
def test_the_work_is_told_in_numbers(client: Client, project: Project, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    now = clock.now()
    JobFactory(project=project, created_at=now - timedelta(minutes=10))
    WorkerFactory(seen_at=now)

    found = read(client)

    assert float(found.pop("factcheck_oldest_job_seconds")) >= 600
    work = {name: found[f"factcheck_{name}"] for name in metrics.WORK if name[:6] != "oldest"}
    assert work == {
        "jobs_waiting": "1",
        "jobs_running": "0",
        "jobs_failed": "0",
        "deliveries_waiting": "0",
        "leases_open": "0",
        "workers_alive": "1",
        "labels_submitted": work["labels_submitted"],
    }
    assert found["factcheck_database_up"] == "1"


def fail(*_: object) -> None:
    raise OperationalError("gone")


@pytest.mark.django_db
def test_without_a_database_they_say_so(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics, "measure_workload", fail)

    found = read(client)

    assert found["factcheck_database_up"] == "0"
    assert "factcheck_jobs_waiting" not in found


@pytest.mark.django_db
def test_ready_says_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/readyz")
    monkeypatch.setattr(health, "_only_reads", lambda: True)
    reading = client.get("/readyz")
    monkeypatch.setattr(health, "_list_migrations", lambda: {("claims", "9999_to_come")})
    behind = client.get("/readyz")
    monkeypatch.setattr(connection, "cursor", fail)
    away = client.get("/readyz")

    answers = [(one.status_code, *one.json()["checks"].values()) for one in (whole, reading)]
    assert answers == [(200, "ok", "ok", "ok"), (200, "ok", "ok", "read_only")]
    answers = [(one.status_code, *one.json()["checks"].values()) for one in (behind, away)]
    assert answers == [
        (503, "ok", "missing", "read_only"),
        (503, "unavailable", "unknown", "unknown"),
    ]

"""What is written of requests: a line each, and nothing that is nobody's business."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from claims.models import Project, User
from claims.web import home
from claims.web.logs import JSONFormatter, OneLineFormatter, OriginFilter, OutageFilter
from tests.conftest import SignIn
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db
MARKERS = ("word-in-query", "word-in-body", "word-in-path", "word-in-token", "word-in-cookie")


@pytest.fixture(params=[OneLineFormatter, JSONFormatter])
def log(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What the console would show."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(request.param())
    for one in (OriginFilter(), OutageFilter()):
        handler.addFilter(one)
    loggers = [logging.getLogger(name) for name in ("claims", "django")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield said
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_a_request_is_a_line_with_fields(
    manager: User, project: Project, sign_in: SignIn, log: StringIO
) -> None:
    answer = sign_in(manager).get(f"/p/{project.slug}/?q=word-in-query")

    (line,) = log.getvalue().splitlines()
    assert answer["X-Request-ID"] in line
    assert project.slug not in line
    assert "word-in-query" not in line
    if line.startswith("{"):
        said = json.loads(line)
        assert said.pop("ms") >= 0
        fields = ("level", "logger", "request_id", "method", "route", "status", "bytes", "user")
        assert [said[name] for name in fields] == [
            "INFO",
            "claims.access",
            answer["X-Request-ID"],
            "GET",
            "project",
            200,
            len(answer.content),
            manager.pk,
        ]
    else:
        assert "INFO claims.access" in line
        assert "GET project 200 " in line
        assert line.endswith(f" ms {len(answer.content)} bytes user {manager.pk}")


def test_failures_tell_nothing_of_what_was_sent(
    manager: User, sign_in: SignIn, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(home, "map_unread", fail)
    monkeypatch.setattr("claims.web.signing_in.throttle", fail, raising=False)
    monkeypatch.setattr("claims.web.middleware.add_never_cache_headers", fail)
    client = sign_in(manager)
    client.raise_request_exception = False
    client.cookies["other"] = "word-in-cookie"
    api = APIClient(raise_request_exception=False)
    key = {"Authorization": "Bearer word-in-token"}

    answers = [
        client.get("/?q=word-in-query"),
        client.get("/password-reset/MQ/word-in-path/"),
        client.get("/nowhere/word-in-path/?q=word-in-query"),
        client.post("/login/", {"username": "word-in-body", "password": "word-in-body"}),
        api.post("/api/v1/word-in-path/", {"text": "word-in-body"}, headers=key),
        api.post("/api/v1/projects/", {"text": "word-in-body"}, headers=key),
    ]

    said = log.getvalue()
    assert 500 in {answer.status_code for answer in answers}
    assert "RuntimeError: broken" in said
    assert [marker for marker in MARKERS if marker in said] == []
    assert answers[0]["X-Request-ID"] in said


def test_a_database_error_quotes_no_row(log: StringIO) -> None:
    claim = ClaimFactory()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_speaker (uuid, project_id, name) VALUES (%s, %s, %s)",
                [claim.uuid.hex, claim.project_id, "word-in-body"],
            )
    except IntegrityError:
        logging.getLogger("claims").exception("it failed")

    assert "IntegrityError" in log.getvalue()
    assert "word-in-body" not in log.getvalue()


def test_no_line_is_forged(log: StringIO) -> None:
    logging.getLogger("claims").info("name: %s", "a\r\nb\u2028c")

    assert len(log.getvalue().splitlines()) == 1


def test_who_streams_is_noted_when_it_ends(
    client: Client, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.http import StreamingHttpResponse  # noqa: PLC0415

    from claims.web.access import AccessMiddleware  # noqa: PLC0415

    request = client.get("/healthz").wsgi_request
    log.truncate(0)
    stream = AccessMiddleware(lambda _: StreamingHttpResponse(iter([b"12", b"345"])))(request)
    before = log.getvalue()

    assert b"".join(stream) == b"12345"
    assert "claims.access" not in before
    assert "5" in log.getvalue()

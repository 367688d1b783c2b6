"""Started as an operator would: wrong settings told in a sentence; processes count together."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from claims.traffic import traffic
from factcheck import serving
from tests.test_house import start

TOKEN = "a-token-for-tests-only"
KEY = "k" * 50
WRONG: list[tuple[dict[str, str], str]] = [
    ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
    (
        {"ALLOWED_HOSTS": "https://facts.example"},
        "ALLOWED_HOSTS takes names such as facts.example, not 'https://facts.example'.",
    ),
    (
        {"CSRF_TRUSTED_ORIGINS": "facts.example"},
        "CSRF_TRUSTED_ORIGINS takes origins such as https://facts.example, not 'facts.example'.",
    ),
    (
        {"EMAIL_HOST_USER": "x"},
        "EMAIL_HOST must be set when EMAIL_HOST_USER is set.",
    ),
    ({"METRICS_TOKEN": "x"}, "METRICS_TOKEN must have at least 20 characters."),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of TEXT, JSON, not 'XML'."),
    ({"WEB_WORKERS": "0"}, "WEB_WORKERS must be a whole number from 1, not '0'."),
    (
        {"IMPORT_MAX_BYTES": "100000001"},
        "IMPORT_MAX_BYTES must be a whole number from 1 to 100000000, not '100000001'.",
    ),
    ({"PROXY_COUNT": "one"}, "PROXY_COUNT must be a whole number from 0, not 'one'."),
    (
        {"DRAFT_DAYS": "-1"},
        "DRAFT_DAYS must be 0, for good, or days from 1 to 36500, not '-1'.",
    ),
    (
        {"ADDRESS_DAYS": "29"},
        "ADDRESS_DAYS must be 0, for good, or days from 30 to 36500, not '29'.",
    ),
    (
        {"AUDIT_DAYS": "364"},
        "AUDIT_DAYS must be 0, for good, or days from 365 to 36500, not '364'.",
    ),
    ({"TASKS_BACKEND": "celery"}, "TASKS_BACKEND must be one of DATABASE, RQ, not 'CELERY'."),
    (
        {"TASKS_BACKEND": "rq"},
        "REDIS_URL must be set to redis://… when TASKS_BACKEND is rq.",
    ),
    (
        {"DATA_DIR": "/proc/nowhere"},
        "DATA_DIR cannot be made at /proc/nowhere: No such file or directory.",
    ),
]
# All in one process, which is begun once: reads the settings with each of the variables set.
READ_EACH = """
import json, os, sys
told = []
for variables in json.loads(sys.argv[1]):
    before = dict(os.environ)
    os.environ.update(variables)
    sys.modules.pop("factcheck.settings", None)
    try:
        import factcheck.settings
    except SystemExit as refusal:
        told.append(str(refusal))
    else:
        told.append("")
    os.environ.clear()
    os.environ.update(before)
print(json.dumps(told))
"""


@pytest.mark.once
def test_wrong_settings_are_told_in_a_sentence(tmp_path: Path) -> None:
    given = [variables for variables, _ in WRONG]

    done = start(tmp_path, program=("-c", READ_EACH, json.dumps(given)), SECRET_KEY=KEY)

    assert done.returncode == 0, done.stderr
    assert dict(zip(map(str, given), json.loads(done.stdout), strict=True)) == {
        str(variables): sentence for variables, sentence in WRONG
    }


@pytest.mark.once
def test_the_server_itself_stops_with_the_sentence(tmp_path: Path) -> None:
    program = ("-m", "gunicorn", "--config", "python:factcheck.serving", "factcheck.wsgi")

    done = start(tmp_path, program=program, SECRET_KEY="short")

    assert done.returncode != 0
    assert done.stderr.strip() == "SECRET_KEY must have at least 50 characters."


def ask(address: str, **headers: str) -> Any:
    request = urllib.request.Request(address, headers=headers)
    return urllib.request.urlopen(request, timeout=30).read().decode()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            ask(address)
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            return


@pytest.mark.once
def test_room_is_made_for_as_many_processes_as_the_server_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    monkeypatch.setattr(traffic, "make_room", made.append)

    serving.on_starting(SimpleNamespace(cfg=SimpleNamespace(workers=9)))

    assert serving.workers != 9
    assert made == [20]


@pytest.mark.long
@pytest.mark.once
def test_processes_of_a_server_count_together(tmp_path: Path) -> None:
    from tools.environment import make_clean_environment  # noqa: PLC0415

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    variables = {"DATA_DIR": str(tmp_path), "HTTPS": "0", "METRICS_TOKEN": TOKEN}
    program = ["gunicorn", "--config", "python:factcheck.serving", "--bind", address]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", *program, "factcheck.wsgi"],
            cwd=settings.BASE_DIR,
            env={**make_clean_environment(), **variables, "WEB_WORKERS": "2", "LOG_FORMAT": "json"},
            stderr=log,
        ) as server,
    ):
        try:
            wait_for(f"http://{address}/healthz")
            for _ in range(20):
                ask(f"http://{address}/healthz")
            told = ask(f"http://{address}/metrics", Authorization=f"Bearer {TOKEN}")
        finally:
            server.terminate()
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    noted = [json.loads(line) for line in lines if line.startswith("{")]

    assert 'requests_total{route="healthz",method="GET",status="200"} 21' in told
    assert "factcheck_database_up 0" in told
    assert [one["route"] for one in noted if "route" in one].count("healthz") == 21
    assert server.returncode == 0

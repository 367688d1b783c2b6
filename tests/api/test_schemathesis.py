"""Schemathesis finds nothing: what the description says is what the running server does.

Always the same requests (a fixed seed), few for each operation. A longer run, with other requests:
SCHEMATHESIS_EXAMPLES=100 SCHEMATHESIS_SECONDS=3000 SCHEMATHESIS_SEED=1 in the environment.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from claims.management.commands.seed_demo import SLUG
from tools.environment import make_clean_environment

pytestmark = [pytest.mark.once, pytest.mark.long]

ROOT = Path(settings.BASE_DIR)
CHECKS = ",".join(
    (
        *("not_a_server_error", "status_code_conformance"),
        *("content_type_conformance", "response_schema_conformance"),
    )
)
# Operations that it leaves alone, and why.
EXCLUDED = {
    "account_tokens_revoke_create": "It would revoke the token that it has.",
    "people_deactivate_create": "It would end whom it asks as.",
}
SEED = os.environ.get("SCHEMATHESIS_SEED", "20260301")
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "3")
SECONDS = int(os.environ.get("SCHEMATHESIS_SECONDS", "100"))
REPORT = "report.xml"
MAKE_KEY = """
from claims import clock
from claims.models import ApiToken, User
from claims.operations.tokens import create_token
person = User.objects.get(username="manager")
print(create_token(actor=person, name="t", scopes=ApiToken.Scope.values, now=clock.now())[1])
"""


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **make_clean_environment(),
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATA_DIR": str(tmp_path),
        "DEBUG": "1",
        "API_RATE_LIMIT": "0",
        "LOG_LEVEL": "ERROR",
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Where the demo is served, and a manager's key."""
    manage(environment, "migrate")
    manage(environment, "seed_demo")
    key = manage(environment, "shell", "-v", "0", "-c", MAKE_KEY).split()[-1]
    address = f"127.0.0.1:{find_port()}"
    with subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", address],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_for(f"http://{address}/healthz")
            yield f"http://{address}", key
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    for _ in range(300):
        with suppress(urllib.error.URLError), urllib.request.urlopen(url):
            return
        time.sleep(0.2)
    raise TimeoutError(url)


# Whose addresses name a row: of each the last that a manager sees is asked about.
NOUNS = ("articles", "claims", "annotations", "decisions", "speakers")


def name_rows(url: str, key: str) -> str:
    """Schemathesis' settings: what addresses are about, so that it gets behind them."""
    parts = [f'[parameters]\n"path.project" = "{SLUG}"\n']
    for noun in NOUNS:
        request = urllib.request.Request(
            f"{url}/api/v1/{noun}/?page_size=5", headers={"Authorization": f"Bearer {key}"}
        )
        with urllib.request.urlopen(request) as answer:
            rows = json.load(answer)["results"]
        parts += [
            "[[operations]]",
            f"include-path-regex = '/{noun}/\\{{uuid'",
            f'parameters = {{ "path.uuid" = "{rows[-1]["uuid"]}" }}',
        ]
    return "\n".join(parts)


def test_schemathesis_finds_nothing(server: tuple[str, str], tmp_path: Path) -> None:
    url, key = server
    (tmp_path / "schemathesis.toml").write_text(name_rows(url, key), "utf-8")

    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("run", f"{url}/api/schema/", "--url", url),
            *("--header", f"Authorization: Bearer {key}"),
            *(part for name in EXCLUDED for part in ("--exclude-operation-id", name)),
            *("--checks", CHECKS, "--phases", "examples,fuzzing"),
            *("--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1"),
            *("--generation-database", "none", "--suppress-health-check", "all", "--no-color"),
            *("--max-time", str(SECONDS), "--report", "junit", "--report-junit-path", REPORT),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    reached = list_reached(tmp_path / REPORT)
    assert {
        name for label, name in list_operations(url, key).items() if label not in reached
    } == EXCLUDED.keys(), run.stdout[-3000:]


def list_operations(url: str, key: str) -> dict[str, str]:
    """The names of all operations, by method and path."""
    request = urllib.request.Request(
        f"{url}/api/schema/", headers={"Authorization": f"Bearer {key}"}
    )
    with urllib.request.urlopen(request) as answer:
        paths = json.load(answer)["paths"]
    return {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def list_reached(report: Path) -> set[str]:
    """Method and path of what it has sent a request to."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - its own report
    return {case.attrib["name"] for case in cases if case.find("skipped") is None}

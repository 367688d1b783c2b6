"""The files that docs/operations.md tells operators to copy."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from claims.queries.workload import Workload
from claims.web.metrics import WORK
from tools.environment import find_setting_names

FOLDER = Path(settings.BASE_DIR) / "docs" / "examples" / "deploy"
GUIDE = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text("utf-8")
UNITS = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))


def test_the_guide_shows_each_file_and_each_number() -> None:
    files = [path.name for path in FOLDER.iterdir() if f"examples/deploy/{path.name}" not in GUIDE]
    numbers = [name for name in WORK if f"`factcheck_{name}`" not in GUIDE]

    assert (files, numbers) == ([], [])
    assert set(WORK) == set(Workload.__annotations__)


def test_the_variables_are_settings() -> None:
    lines = (FOLDER / "factcheck.env").read_text("utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}

    assert names - find_setting_names() == set()
    assert {"DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PROXY_COUNT"} <= names
    assert "DEBUG" not in names


def test_server_proxy_and_units_agree() -> None:
    web = (FOLDER / "factcheck-web.service").read_text("utf-8")
    proxy = (FOLDER / "nginx.conf").read_text("utf-8")
    bound = re.search(r"--bind (\S+)", web)

    assert bound
    assert f"proxy_pass http://{bound[1]};" in proxy
    assert "--config python:factcheck.serving" in web
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID", "Host"):
        assert f"proxy_set_header {header} " in proxy
    size = re.search(r"client_max_body_size (\d+)m;", proxy)
    assert size
    assert int(size[1]) * 2**20 >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    for unit in UNITS:
        said = unit.read_text("utf-8")
        assert "EnvironmentFile=/etc/factcheck.env" in said
        assert "User=factcheck" in said


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # What they start is not installed here.
        said = unit.read_text("utf-8").replace("/srv/factcheck/.venv/bin/", "/bin/")
        said = re.sub(r"(?m)^(ExecStart=/bin/)\S+", r"\1true", said)
        (tmp_path / unit.name).write_text(said, "utf-8")
    for timer in TIMERS:
        shutil.copy(timer, tmp_path)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )

    told = [line for line in done.stderr.splitlines() if "factcheck-" in line]
    assert told == []

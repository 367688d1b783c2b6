"""Rules of the house that can be counted."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from factory.django import DjangoModelFactory

from claims.models import ArticleText, CoSpeaker, DecisionBasis, Line, Lineage
from tests import factories
from tools.environment import find_setting_names, make_clean_environment

ROOT = Path(settings.BASE_DIR)
MIGRATIONS = sorted(path.stem for path in (ROOT / "claims" / "migrations").glob("0*.py"))


PRINT_SETTINGS = "from django.conf import settings; print(settings.DEBUG, settings.ALLOWED_HOSTS)"


def start(
    data_dir: Path, *, program: Sequence[str] = ("-c", PRINT_SETTINGS), **variables: str
) -> subprocess.CompletedProcess[str]:
    """Start the application as an operator would, with these variables and nothing else set."""
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={
            **make_clean_environment(),
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "DATA_DIR": str(data_dir),
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"The models and the migrations differ:\n{said.getvalue()}")


def test_migrations_are_found() -> None:
    assert MIGRATIONS


@pytest.mark.parametrize("name", MIGRATIONS)
def test_migration_is_named_by_hand(name: str) -> None:
    words = name.partition("_")[2]

    assert words
    assert not re.search(r"(^|_)auto_", words)
    assert not words.startswith("merge")


def test_settings_read_variables() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "DATA_DIR", "DEBUG"} <= find_setting_names()


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert sorted(name for name in find_setting_names() if f"`{name}`" not in readme) == []


def test_empty_environment_starts_without_debug_for_this_host_alone(tmp_path: Path) -> None:
    started = start(tmp_path)

    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == "False ['localhost', '127.0.0.1', '[::1]']"


def test_empty_environment_makes_a_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    start(tmp_path)
    key = tmp_path / "secret_key"
    first = key.read_text(encoding="ascii")
    start(tmp_path)

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first) >= 50
    assert key.read_text(encoding="ascii") == first


def test_data_dir_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    start(tmp_path / "data")

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("program", (["-c", "import factcheck.wsgi"], ["manage.py", "check"]))
def test_database_url_without_secret_key_refuses_to_start(
    tmp_path: Path, program: list[str]
) -> None:
    """An operator sees one plain sentence, not a traceback."""
    started = start(tmp_path, program=program, DATABASE_URL="postgresql://x@127.0.0.1:1/x")

    assert started.returncode != 0
    assert started.stderr.strip() == "SECRET_KEY must be set when DATABASE_URL is set."
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("value", ("maybe", "2"))
def test_flag_that_is_none_refuses_to_start(tmp_path: Path, value: str) -> None:
    started = start(tmp_path, DEBUG=value)

    assert started.returncode != 0
    assert f"DEBUG must be 1 or 0, not '{value}'." in started.stderr


def test_every_model_has_a_factory() -> None:
    made = {
        made._meta.model
        for made in vars(factories).values()
        if isinstance(made, type) and issubclass(made, DjangoModelFactory)
    }
    # Made by ArticleFactory and ProjectFactory; and mere lines between two others.
    made |= {ArticleText, Line, CoSpeaker, DecisionBasis, Lineage}

    assert set(apps.get_app_config("claims").get_models()) == made


def test_tests_run_outside_the_data_folder() -> None:
    assert Path(os.environ["DATA_DIR"]).resolve() != ROOT / "data"

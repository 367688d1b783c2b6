"""`manage.py verify_releases`."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Project, User
from claims.operations import releases
from claims.queries.release_storage import get_storage
from tests.factories import NOW, ReleaseFactory, store_file

pytestmark = pytest.mark.django_db


def verify() -> tuple[str, bool]:
    said = StringIO()
    try:
        call_command("verify_releases", stdout=said)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def test_lost_and_changed_files_are_named(
    project: Project, manager: User, settings: Any, tmp_path: Path
) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}
    release, withdrawn = ReleaseFactory.create_batch(2, project=project, ready=True)
    kept, changed, lost = (store_file(release, f"{name}.md", b"x") for name in "abc")
    store_file(withdrawn, "d.md")
    releases.withdraw_release(
        actor=manager, release=withdrawn, reason="Wrong.", successor=None, now=NOW
    )

    assert verify() == ("3 files read, 0 broken\n", True)
    with get_storage().open(changed.stored_as, "wb") as file:
        file.write(b"y")
    get_storage().delete(lost.stored_as)

    assert verify() == (
        f"{project.slug} claims-1.0 b.md: broken\n"
        f"{project.slug} claims-1.0 c.md: broken\n"
        "3 files read, 2 broken\n",
        False,
    )
    assert kept.is_frozen

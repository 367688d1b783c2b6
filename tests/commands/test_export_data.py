"""The command that writes an export to a file: whole, or not at all."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import AuditEvent, Project, User
from claims.queries.export import Snapshot
from tests.factories import AnnotationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def labelled(project: Project) -> Project:
    AnnotationFactory.create_batch(2, slot__claim__article__project=project)
    return project


def run(project: Project, file: Path, user: User, *options: str) -> None:
    call_command("export_data", project.slug, str(file), f"--user={user.username}", *options)


def test_a_file_has_its_name_when_it_is_whole(
    labelled: Project, manager: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(labelled, tmp_path / "all.jsonl", manager)
    run(labelled, tmp_path / "all.csv.gz", manager, "--format=csv", "--gzip")

    assert (tmp_path / "all.jsonl").read_bytes().count(b"\n") == 2
    assert gzip.decompress((tmp_path / "all.csv.gz").read_bytes()).count(b"\r\n") == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["all.csv.gz", "all.jsonl"]
    assert capsys.readouterr().out.startswith("2 records; 0 stay out")
    assert AuditEvent.objects.filter(action="export.started", actor=manager).count() == 2


def test_what_fails_on_the_way_keeps_the_old_file_and_leaves_a_part(
    labelled: Project, manager: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("before")

    def fail(_snapshot: Snapshot) -> Iterator[Any]:
        raise OSError("The disk is gone.")

    monkeypatch.setattr(Snapshot, "stream", fail)

    with pytest.raises(CommandError, match="The disk is gone"):
        run(labelled, file, manager)

    assert file.read_text() == "before"
    assert (tmp_path / "all.jsonl.part").exists()


def test_who_may_not_and_what_there_is_not(
    labelled: Project, annotator: User, manager: User, tmp_path: Path
) -> None:
    with pytest.raises(CommandError):
        run(labelled, tmp_path / "x", annotator)
    with pytest.raises(CommandError, match="There is no project"):
        call_command("export_data", "nothing", str(tmp_path / "x"), f"--user={manager.username}")
    with pytest.raises(CommandError, match="There is no user"):
        call_command("export_data", labelled.slug, str(tmp_path / "x"), "--user=nobody")
    assert list(tmp_path.iterdir()) == []

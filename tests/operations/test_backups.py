"""What is restored is what was backed up: every row, every file, or nothing of it."""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

from claims import clock
from claims.errors import Conflict, DomainError
from claims.exchange.backups import BackupReader, Manifest
from claims.models import AuditEvent, Draft, Project, ReleaseFile, Slot
from claims.operations import audit, backup_restoring, backups
from claims.operations.backup_restoring import restore_backup
from claims.operations.backups import make_backup, note_backup
from claims.operations.sealing import seal_audit
from claims.queries import backup_rows
from claims.queries.audit_chain import check_seals
from claims.queries.backup_rows import KINDS, LEFT_OUT, list_models, resolve
from claims.queries.release_storage import get_storage
from tests.every_row import ODD_JSON, list_lacking, make_every_row
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ProjectFactory,
    ReleaseFactory,
    store_file,
)
from tests.operations.backing_up import count_rows, list_stored, remove_everything

WRITTEN: dict[str, tuple[Any, Any]] = {
    "BinaryField": (bytes(range(256)), "AAEC"),
    "DateField": (date(1, 1, 1), "0001-01-01"),
    "DateTimeField": (NOW.replace(microsecond=7), NOW.strftime("%Y-%m-%dT%H:%M:%S.000007+00:00")),
    "DecimalField": (Decimal("-0.10"), "-0.10"),
    "JSONField": ([1, {"a": None}], [1, {"a": None}]),
    "UUIDField": (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    "FloatField": (0.1, 0.1),
    "CharField": ("\ud83d", "\ud83d"),
}


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    options = {"location": tmp_path / "releases"}
    stored = {**settings.STORAGES["releases"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


def say_nothing(_line: str) -> None:
    pass


def back_up(*, with_files: bool = True) -> io.BytesIO:
    out = io.BytesIO()
    manifest = make_backup(out, with_files=with_files, now=NOW, tell=say_nothing)
    note_backup(manifest, actor=None, now=NOW)
    return out


def restore(file: io.BytesIO) -> Manifest:
    with BackupReader(file) as backup:
        return restore_backup(backup, actor=None, now=NOW, tell=say_nothing)


def test_every_column_of_every_table_has_its_kind() -> None:
    fields = [field for model in list_models() for field in model._meta.concrete_fields]

    assert [str(one) for one in fields if resolve(one).get_internal_type() not in KINDS] == []
    # None of several tables; and a key that every database sorts alike.
    assert [one for one in list_models() if one._meta.parents] == []
    keys = {resolve(model._meta.pk).get_internal_type() for model in list_models()}
    assert keys <= {"AutoField", "BigAutoField", "UUIDField"}


def test_values_are_written_alike_and_read_again() -> None:
    deviations = {}
    for name, (value, written) in WRITTEN.items():
        kind = KINDS[name]
        dumped = json.loads(json.dumps(kind.dump(value)))
        began = dumped[:4] if name == "BinaryField" else dumped
        if (began, kind.load(dumped)) != (written, value):
            deviations[name] = (dumped, kind.load(dumped))
    assert deviations == {}
    as_it_is = {backup_rows.INTEGER, backup_rows.BOOLEAN, backup_rows.TEXT, backup_rows.FLOAT}
    changing = {name for name, kind in KINDS.items() if kind not in as_it_is}
    assert changing <= WRITTEN.keys()


def test_numbers_in_json_are_written_as_postgresql_gives_them_back() -> None:
    dump = KINDS["JSONField"].dump

    written = json.dumps(dump({"a": [1e22, 1e16, 0.1, -0.0, 1e-7, 1.0, 2**70, True]}))

    assert written == (
        '{"a": [10000000000000000000000, 10000000000000000, 0.1, 0.0, 1e-07, 1.0, '
        "1180591620717411303424, true]}"
    )


@pytest.mark.django_db
def test_no_table_is_left_out_but_sessions_and_migrations() -> None:
    held = {model._meta.db_table for model in list_models()}
    left_out = {model._meta.db_table for model in LEFT_OUT}

    assert set(connection.introspection.table_names()) - held == {"django_migrations", *left_out}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_every_row_of_every_table_comes_back() -> None:
    make_every_row()
    assert list_lacking() == []
    release = ReleaseFactory(ready=True)
    kept, lost = store_file(release, "a.md", b"\x00kept"), store_file(release, "b.md", b"lost")
    get_storage().delete(lost.stored_as)
    file = back_up()
    before = {model: list(model._base_manager.order_by("pk").values()) for model in list_models()}
    (made,) = AuditEvent.objects.filter(action="backup.made")

    remove_everything()
    manifest = restore(file)

    *events, restored = AuditEvent.objects.order_by("pk").values()
    assert events == before.pop(AuditEvent)[:-1]
    after = {model: list(model._base_manager.order_by("pk").values()) for model in before}
    assert {model.__name__ for model in before if before[model] != after[model]} == set()
    assert (restored["action"], restored["data"]) == ("backup.restored", made.data)
    assert made.data["content_sha256"] == manifest.content_sha256
    assert Draft.objects.get(version=2**62).body == ODD_JSON
    with get_storage().open(kept.stored_as) as stored:
        assert stored.read() == b"\x00kept"
    assert lost.stored_as in manifest.missing
    # The next rows have new numbers.
    assert AnnotationFactory().pk > max(one["id"] for one in before_of(before, "annotation"))


def before_of(before: dict[Any, list[Any]], name: str) -> list[Any]:
    return before[apps.get_model("claims", name)]


@pytest.mark.django_db(transaction=True)
def test_it_is_of_one_moment_whoever_writes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables come one after the other; nobody waits, and nothing is in it by half."""
    ProjectFactory(slug="before")

    def write(line: str) -> None:
        if line.startswith("claims_articletext: "):
            ArticleFactory(project__slug="meanwhile")

    out = io.BytesIO()
    manifest = make_backup(out, with_files=True, now=NOW, tell=write)

    rows = {table.table: table.rows for table in manifest.tables}
    assert Project.objects.count() == 2
    assert (rows["claims_project"], rows["claims_line"]) == (1, 2)
    remove_everything()
    restore(out)
    assert [project.slug for project in Project.objects.all()] == ["before"]


@pytest.mark.django_db(transaction=True)
def test_what_does_not_fit_is_refused_and_nothing_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    store_file(ReleaseFactory(ready=True), "a.md", b"a")
    file = back_up()
    refusals = {}

    def note(name: str, error: type[Exception] = DomainError) -> None:
        files, rows = list_stored(), count_rows()
        with pytest.raises(error) as refused:
            restore(file)
        refusals[name] = (getattr(refused.value, "code", ""), files, rows)
        assert (list_stored(), count_rows()) == (files, rows)

    note("not empty", Conflict)
    (stored_as,) = list_stored()
    remove_everything()
    with get_storage().open(stored_as, "wb") as other:
        other.write(b"other")
    note("other file", Conflict)
    remove_everything()
    with monkeypatch.context() as patch:
        patch.setattr(backup_restoring, "list_migrations", lambda _alias: ["claims.0001_initial"])
        note("other migrations", Conflict)
    with monkeypatch.context() as patch:
        patch.setattr(backup_restoring, "stream_lines", lambda *_: iter([b"[]\n"]))
        note("read otherwise")
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail)
        note("at the last step", OSError)

    assert refusals == {
        "not empty": ("not_empty", [stored_as], refusals["not empty"][2]),
        "other file": ("other_file", [stored_as], 0),
        "other migrations": ("other_migrations", [], 0),
        "read otherwise": ("restored_otherwise", [], 0),
        "at the last step": ("", [], 0),
    }
    restore(file)
    assert list_stored() == [stored_as]


def fail(*_: Any, **__: Any) -> None:
    raise OSError("The disk is gone.")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_names_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    AnnotationFactory()

    def leave_out(alias: str, model: type[models.Model]) -> Iterator[bytes]:
        return iter(()) if model is Slot else backup_rows.stream_lines(alias, model)

    with monkeypatch.context() as patch:
        patch.setattr(backups, "stream_lines", leave_out)
        file = back_up()
    remove_everything()

    with pytest.raises(IntegrityError):
        restore(file)

    assert count_rows() == 0


@pytest.mark.django_db(transaction=True)
def test_files_are_left_out_where_one_says_so(tmp_path: Path) -> None:
    file = store_file(ReleaseFactory(ready=True), "a.md", b"a")
    without = back_up(with_files=False)
    remove_everything()

    manifest = restore(without)

    assert (manifest.with_files, manifest.files, manifest.missing) == (False, (), ())
    assert ReleaseFile.objects.get().stored_as == file.stored_as
    assert list_stored() == []


@pytest.mark.django_db(transaction=True)
def test_moments_keep_their_microseconds_and_are_read_by_the_clock_again() -> None:
    """SQLite writes none where they are 0, and sorts moments by their words."""
    moments = [NOW.replace(microsecond=some) for some in (0, 1, 120000)]
    for moment in moments:
        ProjectFactory(created_at=moment)
    file = back_up()
    remove_everything()

    restore(file)

    assert list(Project.objects.order_by("pk").values_list("created_at", flat=True)) == moments
    early = Project.objects.filter(created_at__lt=clock.now() + timedelta(days=36500))
    assert early.count() == 3
    assert Project.objects.filter(created_at=moments[0]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_audit_is_what_was_sealed_whatever_numbers_it_has() -> None:
    """Each database writes some of them in its own way; a backup writes them in one."""
    large = [1e15, 1e16, -1e22, 1.7976931348623157e308, 2**53 + 1, 2**70]
    small = [0.1, 1.0, 1e-7, 5e-324, 0.0, -0.0]
    audit.record("tried", actor=None, now=NOW, data={"large": large, "pairs": [(1e16, -0.0)]})
    audit.record("tried", actor=None, now=NOW, data={"small": {"-": small}})
    (seal,) = seal_audit(now=NOW)
    file = back_up()

    remove_everything()
    restore(file)

    (held,) = check_seals()
    assert (held.seal.sha256, held.rows, held.fault) == (seal.sha256, 2, "")
    written = [json.dumps(data) for data in AuditEvent.objects.order_by("pk").values_list("data")]
    assert "1e-07" in written[1]
    assert not any("e+" in data or "-0.0" in data for data in written)


@pytest.mark.django_db(transaction=True)
def test_rows_of_any_length_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long ones are put back one by one: two hundred uploads at once would fill the memory."""
    for number in range(3):
        ProjectFactory(description="x" * 40 * number)
    file = back_up()
    remove_everything()
    monkeypatch.setattr(backup_restoring, "BYTES_AT_ONCE", 30)

    restore(file)

    lengths = [len(project.description) for project in Project.objects.order_by("pk")]
    assert lengths == [0, 40, 80]

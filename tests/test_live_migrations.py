"""Migrations to come leave the site alone while they run, or say why they may not.

What is looked for: whatever reads or writes a table that grows with the claims while it holds a
lock that writers wait for; and whatever takes away what the code of before still asks for.
docs/upgrading.md says how the same is done otherwise.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tests.models.test_indexes import GROWING

# The last of those that had been released when this test came: they are as they are.
LAST_RELEASED = "0087_cast_by_speaker"
# What a test finds, and why it may be so.
REVIEWED = {
    "0099_purged_evidence: erase_what_stayed: how many rows in one transaction?": (
        "Those of articles that were removed for good, which are few."
    ),
    "0088_withdrawn_articles: article_article_withdrawn: writers wait until it is built": (
        "Of articles alone, the smallest of the large tables, and none is filled yet."
    ),
    "0093_invitations: date_memberships: how many rows in one transaction?": (
        "As many as people are in projects; of the large tables the audit is read, and no more."
    ),
    "0090_verified_addresses: take_in: how many rows in one transaction?": (
        "One for each person, into a table that is new."
    ),
}

LARGE = {str(model._meta.model_name) for model in GROWING}
# Operations that build or remove without a lock that writers wait for.
LIVE = {"AddIndexLive", "AddIndexConcurrently", "RemoveIndexConcurrently"}
# They make triggers, as the house does it: no row is read.
TRIGGERS = {"create_triggers", "drop_triggers"}
TAKING_AWAY = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
HARMLESS = (
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    migrations.RenameIndex,
)


def find_faults(operation: Operation, state: ProjectState, there: set[str]) -> Iterator[str]:
    """What it does that the site would notice, each in a few words; to tables that were there."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        inner = state.clone()
        for one in operation.database_operations:
            yield from find_faults(one, inner, there)
            one.state_forwards("claims", inner)
        return
    if type(operation).__name__ in LIVE or isinstance(operation, HARMLESS):
        return
    if isinstance(operation, TAKING_AWAY):
        yield f"{operation.migration_name_fragment}: the code of before still reads it"
        return
    if isinstance(operation, migrations.RunPython):
        name = getattr(operation.code, "__name__", "code")
        if name not in TRIGGERS:
            yield f"{name}: how many rows in one transaction?"
        return
    if isinstance(operation, migrations.AddField | migrations.AlterField):
        if operation.model_name.lower() in there:
            yield from _find_in_field(operation, state)
        return
    table = getattr(operation, "model_name", getattr(operation, "name", None))
    if table is None:
        yield f"{type(operation).__name__}: which lock, and for how long?"
    elif str(table).lower() in LARGE & there:
        yield f"{operation.migration_name_fragment}: writers wait until it is built"


def _find_in_field(
    operation: migrations.AddField | migrations.AlterField, state: ProjectState
) -> Iterator[str]:
    table, name, field = (
        operation.model_name.lower(),
        operation.migration_name_fragment,
        operation.field,
    )
    if isinstance(operation, migrations.AlterField):
        old = state.models["claims", table].fields[operation.name]
        if table in LARGE and _tell_database(old) != _tell_database(field):
            yield f"{name}: the table is written anew, or read to its end"
        return
    if not (field.null or field.many_to_many or field.has_db_default()):
        yield f"{name}: the code of before does not fill it, and SQLite writes the table anew"
    if table not in LARGE:
        return
    if field.unique or getattr(field, "db_index", False):
        yield f"{name}: with an index: writers wait until it is built"
    if isinstance(field, models.GeneratedField) or (
        callable(field.default) and field.default is not models.NOT_PROVIDED
    ):
        yield f"{name}: a value for each row: the table is written anew"


def _tell_database(field: Any) -> tuple[Any, ...]:
    _name, path, arguments, options = field.deconstruct()
    said = {name: one for name, one in options.items() if name not in _not_for_database(field)}
    return path, arguments, said


def _not_for_database(field: Any) -> set[str]:
    return {*field.non_db_attrs, "default"}


def test_no_migration_to_come_keeps_the_site_waiting() -> None:
    loader = MigrationLoader(None)
    (leaf,) = loader.graph.leaf_nodes("claims")
    released = loader.graph.forwards_plan(("claims", LAST_RELEASED))
    state = loader.project_state(("claims", LAST_RELEASED))
    found = []
    for key in loader.graph.forwards_plan(leaf):
        if key in released:
            continue
        there = {name for app, name in state.models if app == "claims"}
        for operation in loader.graph.nodes[key].operations:
            # Of another app that is new, all tables are.
            if key[0] == "claims":
                found += [f"{key[1]}: {fault}" for fault in find_faults(operation, state, there)]
            operation.state_forwards(key[0], state)

    assert sorted(set(found) - REVIEWED.keys()) == [], "Do it otherwise, or say in REVIEWED why."
    assert sorted(REVIEWED.keys() - set(found)) == []


def fill_wire_keys(_apps: Any, _editor: Any) -> None:
    pass


def create_triggers(_apps: Any, _editor: Any) -> None:
    pass


HELD: list[tuple[Operation, str]] = [
    (migrations.AddIndex("claim", models.Index(fields=["text"], name="a")), "writers wait"),
    (migrations.AddIndex("webhook", models.Index(fields=["url"], name="a")), ""),
    (
        migrations.AddConstraint(
            "Slot", models.CheckConstraint(condition=models.Q(number__gt=0), name="a")
        ),
        "writers wait",
    ),
    (migrations.AddField("claim", "a", models.TextField(null=True)), ""),
    (migrations.AddField("claim", "a", models.TextField(default="")), "does not fill"),
    (migrations.AddField("project", "a", models.TextField(default="")), "does not fill"),
    (migrations.AddField("project", "a", models.TextField(db_default="")), ""),
    (migrations.AddField("project", "a", models.TextField(null=True)), ""),
    (migrations.AddField("new", "a", models.TextField(default="")), ""),
    (migrations.AddField("claim", "a", models.TextField(null=True, db_index=True)), "index"),
    (
        migrations.AddField("claim", "a", models.ForeignKey("User", models.PROTECT, null=True)),
        "index",
    ),
    (migrations.AddField("claim", "a", models.JSONField(null=True, default=list)), "each row"),
    (migrations.AlterField("claim", "text", models.CharField(max_length=9)), "written anew"),
    (
        migrations.AlterField(
            "slot",
            "annotator",
            models.ForeignKey("claims.User", models.CASCADE, null=True, db_index=False),
        ),
        "",
    ),
    (migrations.AlterField("claim", "text", models.TextField("other words")), ""),
    (migrations.RemoveField("project", "name"), "still reads"),
    (migrations.DeleteModel("RateWindow"), "still reads"),
    (migrations.RunPython(fill_wire_keys), "how many rows"),
    (migrations.RunPython(create_triggers), ""),
    (migrations.RunSQL("UPDATE claims_claim SET worth = 0"), "which lock"),
    (migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]), ""),
    (
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AddIndex("claim", models.Index(fields=["text"], name="a"))
            ]
        ),
        "writers wait",
    ),
]


def test_what_would_keep_it_waiting_is_found() -> None:
    state = MigrationLoader(None).project_state(("claims", LAST_RELEASED))
    there = {name for app, name in state.models if app == "claims"}
    deviations = {}
    for operation, expected in HELD:
        found = "; ".join(find_faults(operation, state, there))
        if (expected not in found) or bool(found) != bool(expected):
            deviations[operation.describe()] = found

    assert deviations == {}

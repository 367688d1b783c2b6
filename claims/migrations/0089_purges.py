"""Texts that had to go by law: a tombstone of each, and triggers that let just these words go.

What is append-only stays so, but for this: where a purge of the article stands, its words may be
replaced by nothing or by a mark, and nothing else of the row may change with them. The data of an
audit row may become their hash in a project where something was purged.
"""

from importlib import import_module

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

append_only = import_module("claims.migrations.0002_append_only")

MADE = {"claims_purge": None}
SAID = ("reporting_source", "wording", "justification", "omission", "searched")
OF_CLAIM = "(SELECT article_id FROM claims_claim WHERE id = OLD.claim_id)"
OF_DECISION = (
    "(SELECT article_id FROM claims_claim WHERE id ="
    " (SELECT claim_id FROM claims_decision WHERE id = OLD.decision_id))"
)
OF_EITHER = (
    "(SELECT article_id FROM claims_claim WHERE id = COALESCE("
    "(SELECT claim_id FROM claims_annotation WHERE id = OLD.annotation_id),"
    "(SELECT claim_id FROM claims_decision WHERE id = OLD.decision_id)))"
)
# Table -> the words that may go, and whose article they are of.
ERASABLE = {
    "claims_articletext": (("text",), "OLD.article_id"),
    "claims_claim": (("text",), "OLD.article_id"),
    "claims_annotation": ((*SAID, "comment"), OF_CLAIM),
    "claims_decision": ((*SAID, "reason"), OF_CLAIM),
    "claims_evidence": (("title", "quote", "question", "answer"), OF_EITHER),
    "claims_approval": (("note",), OF_DECISION),
}
AUDIT = "claims_auditevent"
# Columns that may not change at all; of the other tables every column may not.
HELD = {
    "claims_articletext": ("article_id",),
    "claims_claim": ("article_id", "start", "end"),
}


def create_triggers(apps, schema_editor):
    append_only.create_triggers(apps, schema_editor, MADE)
    for table in (*ERASABLE, AUDIT):
        _drop_trigger(schema_editor, table)
        _create_trigger(schema_editor, table)


def _create_trigger(schema_editor, table):
    quote = schema_editor.quote_name
    columns = (*HELD[table], *ERASABLE[table][0]) if table in HELD else ()
    of = f"OF {', '.join(map(quote, columns))} " if columns else ""
    allowed = _allow(schema_editor, table)
    name = f"{table}_no_update"
    if schema_editor.connection.vendor == "postgresql":
        # In a function, since a condition of a trigger may look at no other table.
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({allowed}) IS NOT TRUE THEN RAISE EXCEPTION '{table} is append-only'"
            " USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            params=None,
        )
        does = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    else:
        does = (
            f"WHEN ({allowed}) IS NOT TRUE"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    schema_editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE {of}ON {table} {does}", params=None)


def _allow(schema_editor, table):
    if table == AUDIT:
        erased, emptied = ("data",), _is_hash(schema_editor)
        purged = "EXISTS (SELECT 1 FROM claims_purge WHERE project_id = OLD.project_id)"
    else:
        erased, article = ERASABLE[table]
        emptied = " AND ".join(
            f"(NEW.{one} = OLD.{one} OR NEW.{one} IN ('', '[purged]'))" for one in erased
        )
        purged = f"EXISTS (SELECT 1 FROM claims_purge WHERE article_id = {article})"  # nosec B608
    return f"{_keep_others(schema_editor, table, erased)} AND {emptied} AND {purged}"


def _is_hash(schema_editor):
    """That all that is left of the data is their hash, and it is no hash of a hash."""
    if schema_editor.connection.vendor == "postgresql":
        return (
            "NOT jsonb_exists(OLD.data, 'purged') AND NEW.data - 'purged' = '{}'::jsonb"
            " AND NEW.data ->> 'purged' ~ '^[0-9a-f]{64}$'"
        )
    return (
        "json_extract(OLD.data, '$.purged') IS NULL"
        " AND NEW.data = '{\"purged\": \"' || json_extract(NEW.data, '$.purged') || '\"}'"
        f" AND json_extract(NEW.data, '$.purged') GLOB '{'[0-9a-f]' * 64}'"
    )


def _keep_others(schema_editor, table, erased):
    """That every other column is as it was; of tables some of whose columns change, those held."""
    quote = schema_editor.quote_name
    if table in HELD:
        return " AND ".join(f"NEW.{quote(one)} = OLD.{quote(one)}" for one in HELD[table])
    if schema_editor.connection.vendor == "postgresql":
        names = ", ".join(f"'{one}'" for one in erased)
        return f"to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}]"
    with schema_editor.connection.cursor() as cursor:
        described = schema_editor.connection.introspection.get_table_description(cursor, table)
    kept = [quote(one.name) for one in described if one.name not in erased]
    return " AND ".join(f"NEW.{one} IS OLD.{one}" for one in kept)


def _drop_trigger(schema_editor, table):
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {table}_no_update{on}")


def drop_triggers(apps, schema_editor):
    """Back to what refuses every change."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in (*ERASABLE, AUDIT):
        _drop_trigger(schema_editor, table)
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {table}_no_update()")
        refuse = (
            "FOR EACH ROW EXECUTE FUNCTION claims_refuse_change()"
            if postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        columns = (*HELD[table], *ERASABLE[table][0]) if table in HELD else ()
        of = f"OF {', '.join(map(schema_editor.quote_name, columns))} " if columns else ""
        schema_editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE {of}ON {table} {refuse}")
    for table in MADE:
        on = f" ON {table}" if postgresql else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}{on}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0088_withdrawn_articles")]

    operations = [
        migrations.CreateModel(
            name="Purge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the text")),
                ("reason", models.CharField(max_length=2000, verbose_name="reason")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=200, verbose_name="reference"),
                ),
                ("created_at", models.DateTimeField(verbose_name="purged")),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purge",
                        to="claims.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="purged by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "purge",
                "verbose_name_plural": "purges",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="purge_with_reason"
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]

"""Of the evidence of a purged article, its publisher and whom one asked may go as well.

As 0089_purges lets its other words go: these two are names and copied words, too. Of what was
purged before, they go now, and so does why the article was withdrawn.
"""

from importlib import import_module

from django.db import migrations
from django.db.models import Q

purges = import_module("claims.migrations.0089_purges")
salts = import_module("claims.migrations.0095_audit_salts")

TABLE = "claims_evidence"
WORDS = (*purges.ERASABLE[TABLE][0], "publisher", "asked_whom")


def create_triggers(apps, schema_editor):
    _drop_trigger(schema_editor)
    emptied = " AND ".join(
        f"(NEW.{one} = OLD.{one} OR NEW.{one} IN ('', '[purged]'))" for one in WORDS
    )
    purged = f"EXISTS (SELECT 1 FROM claims_purge WHERE article_id = {purges.OF_EITHER})"  # nosec B608
    others = purges._keep_others(schema_editor, TABLE, WORDS)
    allowed = f"{others} AND {emptied} AND {purged}"
    salts.refuse_all_but(schema_editor, "UPDATE", f"{TABLE}_no_update", allowed, "NEW", TABLE)


def erase_what_stayed(apps, schema_editor):
    """Purges are few: each was somebody's demand."""
    purged = apps.get_model("claims", "Purge").objects.values("article")
    evidence = apps.get_model("claims", "Evidence").objects.filter(
        Q(annotation__claim__article__in=purged) | Q(decision__claim__article__in=purged)
    )
    evidence.update(publisher="")
    # That somebody was asked, a constraint holds.
    evidence.exclude(asked_whom="").update(asked_whom="[purged]")
    articles = apps.get_model("claims", "Article").objects.filter(pk__in=purged)
    articles.update(withdrawn_because="[purged]")


def drop_triggers(apps, schema_editor):
    """Back to what lets the other words go."""
    _drop_trigger(schema_editor)
    purges._create_trigger(schema_editor, TABLE)


def _drop_trigger(schema_editor):
    purges._drop_trigger(schema_editor, TABLE)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_no_update()")


class Migration(migrations.Migration):
    dependencies = [("claims", "0098_audit_by_address")]

    operations = [
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
        migrations.RunPython(erase_what_stayed, migrations.RunPython.noop, elidable=True),
    ]

"""Fewer indexes to write at each claim, slot and label.

None where another one begins with the same column; and where a column may be empty, one of the rows
where it is not: SQLite looked for those without by the index of all of them, and read the cast of
every article for each speaker.
"""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

REPEATED = (
    ("annotation", "annotator"),
    ("annotation", "project"),
    ("annotation", "slot"),
    ("article", "project"),
    ("auditevent", "project"),
    ("case", "claim"),
    ("case", "project"),
    ("claim", "project"),
    ("cospeaker", "annotation"),
    ("cospeaker", "decision"),
    ("decision", "project"),
    ("decisionbasis", "decision"),
    ("draft", "claim"),
    ("evidence", "annotation"),
    ("evidence", "decision"),
    ("lease", "annotator"),
    ("slot", "claim"),
    ("speaker", "project"),
    ("speakeralias", "speaker"),
    ("sourcerow", "source"),
    ("delivery", "webhook"),
    ("lineage", "child"),
    ("approval", "decision"),
    ("keyedanswer", "person"),
    ("correctionreview", "article"),
)
# These two have such an index already.
OPTIONAL = {
    ("annotation", "original_speaker"): "",
    ("decision", "original_speaker"): "",
    ("annotation", "suggestion"): "annotation_suggestion",
    ("annotation", "suggested_verifiability"): "annotation_suggested_value",
    ("article", "outlet"): "article_of_outlet",
    ("article", "previous"): "article_previous",
    ("articlespeaker", "added_by"): "cast_added_by",
    ("auditevent", "token"): "audit_of_token",
    ("decision", "adopted_from"): "decision_adopted_from",
    ("slot", "lease"): "slot_of_lease",
    ("speaker", "merged_into"): "speaker_merged_into",
    ("speaker", "merged_with"): "speaker_merged_with",
    ("speaker", "added_by"): "speaker_added_by",
}


class DropForeignKeyIndex(Operation):
    """As AlterField to `db_index=False`, in place: on SQLite that makes the table anew, and loses
    its triggers.
    """

    def __init__(self, model, name):
        self.model, self.name = model, name

    def state_forwards(self, app_label, state):
        field = state.models[app_label, self.model].get_field(self.name).clone()
        field.db_index = False
        state.alter_field(app_label, self.model, self.name, field, preserve_default=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = from_state.apps.get_model(app_label, self.model)
        column = model._meta.get_field(self.name).column
        name = schema_editor._create_index_name(model._meta.db_table, [column])
        schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))

    def describe(self):
        return f"Drop the index of {self.name} on {self.model}"


def add_index(model, field, name):
    present = models.Q((f"{field}__isnull", False))
    index = models.Index(fields=[field], condition=present, name=name)
    return migrations.AddIndex(model_name=model, index=index)


class Migration(migrations.Migration):
    dependencies = [("claims", "0084_retired_claims")]

    operations = [
        *(DropForeignKeyIndex(model, field) for model, field in (*REPEATED, *OPTIONAL)),
        *(add_index(model, field, name) for (model, field), name in OPTIONAL.items() if name),
    ]

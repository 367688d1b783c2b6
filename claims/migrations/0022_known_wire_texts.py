"""The claims that are there get their key too; what they say is not touched."""

from itertools import islice

from django.db import migrations

from claims.text.wire import make_wire_key

KEYS_AT_ONCE = 2000


def make_keys(apps, schema_editor):
    claim = apps.get_model("claims", "Claim")
    rows = claim.objects.filter(wire_key="").values_list("pk", "text")
    keys = ((make_wire_key(text), pk) for pk, text in rows.iterator(chunk_size=KEYS_AT_ONCE))
    with schema_editor.connection.cursor() as cursor:
        while part := list(islice(keys, KEYS_AT_ONCE)):
            cursor.executemany("UPDATE claims_claim SET wire_key = %s WHERE id = %s", part)


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_wire_text")]

    operations = [migrations.RunPython(make_keys, migrations.RunPython.noop)]

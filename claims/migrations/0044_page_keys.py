"""The articles that are there get the key of their page too."""

from django.db import migrations

from claims.text.links import make_page_key

KEYS_AT_ONCE = 2000


def make_keys(apps, schema_editor):
    articles = apps.get_model("claims", "Article").objects
    rows = articles.exclude(url="").filter(page_key=None).order_by("pk").values_list("pk", "url")
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while part := list(rows.filter(pk__gt=last)[:KEYS_AT_ONCE]):
            keys = [(make_page_key(url), pk) for pk, url in part]
            cursor.executemany("UPDATE claims_article SET page_key = %s WHERE id = %s", keys)
            last = part[-1][0]


class Migration(migrations.Migration):
    dependencies = [("claims", "0043_replaced_articles")]

    operations = [migrations.RunPython(make_keys, migrations.RunPython.noop)]

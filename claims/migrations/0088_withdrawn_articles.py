"""Articles that were withdrawn: since when, by whom and why.

Only nullable columns and an index of the few that are: no table is rebuilt, no trigger lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0087_cast_by_speaker")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="withdrawn"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawn_because",
            field=models.CharField(
                blank=True,
                editable=False,
                max_length=2000,
                null=True,
                verbose_name="why it was withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["withdrawn_at"],
                condition=Q(("withdrawn_at__isnull", False)),
                name="article_withdrawn",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="type",
            field=models.CharField(
                choices=[
                    ("article.finished", "An article has all labels wanted"),
                    ("decision.made", "A claim was decided, or decided anew"),
                    ("article.withdrawn", "An article was withdrawn"),
                    ("article.restored", "An article is worked on again"),
                    ("release.ready", "A release is ready"),
                    ("webhook.test", "A test"),
                ],
                max_length=20,
                verbose_name="event",
            ),
        ),
    ]

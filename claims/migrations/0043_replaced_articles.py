"""A corrected text replaces the one before, and takes over the labels of the same sentences.

Only nullable columns are added, so that no table is rebuilt and no trigger lost. An id at the
source is that of one standing article; those that were replaced keep theirs.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0037_embargoed_articles")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="replaced_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="replaced"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="page_key",
            field=models.CharField(editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="carried_from",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="carried_to",
                to="claims.claim",
                verbose_name="carried over from",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["project", "source_id"],
                condition=~Q(source_id=""),
                name="article_by_source_id",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["project", "page_key"],
                condition=Q(page_key__isnull=False),
                name="article_of_page",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["carried_from"],
                condition=Q(carried_from__isnull=False),
                name="claim_carried_from",
            ),
        ),
        migrations.RemoveConstraint(model_name="article", name="article_source_id_once"),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=["project", "source_id"],
                condition=~Q(source_id="") & Q(replaced_at=None),
                name="article_source_id_once",
            ),
        ),
    ]

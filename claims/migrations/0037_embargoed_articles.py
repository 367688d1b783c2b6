"""Exports leave out the few articles that are not to be published yet: they are found by these."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0036_original_speakers")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["project", "embargo"],
                condition=Q(embargo__isnull=False),
                name="article_embargoed",
            ),
        )
    ]

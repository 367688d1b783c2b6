"""What an article's place in the queue was before a round drew it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0031_adopted_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="overlap_before",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="priority_before",
            field=models.SmallIntegerField(blank=True, editable=False, null=True),
        ),
    ]

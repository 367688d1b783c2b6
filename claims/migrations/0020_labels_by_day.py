"""Labels are found by the day on which they were given: for charts and time sheets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_suggestions_hidden")]

    operations = [
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(fields=["project", "created_at"], name="annotation_by_day"),
        ),
    ]

"""Who names a speaker as the one who said it first is found by the few rows that name any."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0035_one_hold")]

    operations = [
        migrations.AddIndex(
            model_name=model,
            index=models.Index(
                fields=["original_speaker"],
                condition=Q(original_speaker__isnull=False),
                name=f"{model}_original_speaker",
            ),
        )
        for model in ("annotation", "decision")
    ]

"""Of a project, the claims of one wire text are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_known_wire_texts")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["project", "wire_key"],
                condition=~models.Q(wire_key=""),
                name="claim_wire_text",
            ),
        ),
    ]

"""New claims have a UUID that begins with the moment. Changes no table."""

from django.db import migrations, models

import claims.models.base


class Migration(migrations.Migration):
    dependencies = [("claims", "0085_leaner_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="claim",
                    name="uuid",
                    field=models.UUIDField(
                        default=claims.models.base.make_ordered_uuid,
                        editable=False,
                        unique=True,
                        verbose_name="UUID",
                    ),
                ),
            ],
        ),
    ]

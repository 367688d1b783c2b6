"""A person's own keys at the desk. Everybody begins with the defaults."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_guideline_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="desk_keys",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="keys at the desk"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="desk_keys_on",
            field=models.BooleanField(
                default=True, editable=False, verbose_name="keys at the desk are on"
            ),
        ),
    ]

"""A person's own keys count on every page that has any, and are called so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_keys_of_every_page")]

    operations = [
        migrations.RenameField(model_name="user", old_name="desk_keys", new_name="own_keys"),
        migrations.RenameField(model_name="user", old_name="desk_keys_on", new_name="keys_on"),
        migrations.AlterField(
            model_name="user",
            name="own_keys",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="own keys"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="keys_on",
            field=models.BooleanField(default=True, editable=False, verbose_name="keys are on"),
        ),
    ]

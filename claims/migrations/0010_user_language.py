"""The language a person wants pages in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_desk_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=12, verbose_name="language"
            ),
            preserve_default=False,
        ),
    ]

"""Who finished the training below its mark, and since when a pause is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_quality"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="failed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="finished the training below its mark",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="resumed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="resumed"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("trained_at", None), ("failed_at", None), _connector="OR"),
                name="membership_trained_or_failed",
            ),
        ),
    ]

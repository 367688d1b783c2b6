"""A share of the articles is labelled without suggestions, to measure how far these lead people."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0018_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="suggestions_hidden_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="A fixed sample of the articles, to measure how far suggestions lead people.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="articles without suggestions, in percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(suggestions_hidden_percent__range=(0, 100)),
                name="project_suggestions_hidden_to_100",
            ),
        ),
    ]

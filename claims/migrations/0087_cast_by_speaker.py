"""Who is in any cast is looked up in an index, not by reading the cast of every article."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0086_ordered_claims'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='articlespeaker',
            name='cast_speaker_once',
        ),
        migrations.AddConstraint(
            model_name='articlespeaker',
            constraint=models.UniqueConstraint(condition=models.Q(('added_by', None)), fields=('speaker', 'article'), name='cast_speaker_once'),
        ),
    ]

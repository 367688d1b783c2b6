"""Nobody is deleted with what they did, and who was made anonymous stays so.

What on_delete says is Django's alone: nothing changes in the database by it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0093_invitations"),
    ]

    operations = [
        migrations.AlterField(
            model_name='bookmark',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='keyedanswer',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('anonymised_at', None), models.Q(('email', ''), ('is_active', False), ('is_staff', False), ('is_superuser', False), ('name', '')), _connector='OR'), name='user_anonymised_stays_out', violation_error_message='Who was made anonymous stays so.'),
        ),
    ]

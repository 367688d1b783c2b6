"""The audit is found by what was done, by what it was done to, and by its days."""

from django.db import migrations, models

from claims.migrations._live import AddIndexLive


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0091_audit_seals")]

    operations = [
        AddIndexLive(
            model_name="auditevent",
            index=models.Index(fields=["action", "-id"], name="audit_of_action"),
        ),
        AddIndexLive(
            model_name="auditevent",
            index=models.Index(fields=["target"], name="audit_of_target"),
        ),
        AddIndexLive(
            model_name="auditevent",
            index=models.Index(fields=["created_at"], name="audit_by_moment"),
        ),
    ]

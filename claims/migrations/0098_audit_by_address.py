"""What was done from an address is found without reading the audit through."""

from django.db import migrations, models

from claims.migrations._live import AddIndexLive


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0097_audit_cuts")]

    operations = [
        AddIndexLive(
            model_name="auditevent",
            index=models.Index(
                fields=["address", "-id"],
                condition=models.Q(address__isnull=False),
                name="audit_of_address",
            ),
        ),
    ]

"""Audit rows whose address is to be forgotten are found without reading all those of before."""

from django.db import migrations, models

from claims.migrations._live import AddIndexLive


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0095_audit_salts")]

    operations = [
        AddIndexLive(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("address__isnull", False)),
                fields=["created_at", "id"],
                name="audit_with_address",
            ),
        ),
    ]

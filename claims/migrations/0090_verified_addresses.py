"""Addresses that people have are theirs: site admins gave them, who could set passwords too."""

from django.db import migrations


def take_in(apps, schema_editor):
    users = apps.get_model("claims", "User").objects.exclude(email="").filter(is_source=False)
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.bulk_create(
        [
            addresses.model(user_id=pk, email=email.lower(), verified=True, primary=True)
            for pk, email in users.values_list("pk", "email").iterator()
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0089_purges"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(take_in, migrations.RunPython.noop),
    ]

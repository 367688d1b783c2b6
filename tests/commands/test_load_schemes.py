"""manage.py load_schemes"""

from io import StringIO

import pytest
from django.core.management import call_command

from claims.models import AuditEvent, Label, LabelScheme

pytestmark = pytest.mark.django_db


def load() -> list[str]:
    output = StringIO()
    call_command("load_schemes", stdout=output)
    return output.getvalue().splitlines()


def test_all_shipped_schemes_are_added() -> None:
    lines = load()

    assert lines[-1] == f"{LabelScheme.objects.count()} added, 0 there already"
    assert "added: Factcheck default (v1)" in lines
    default = LabelScheme.objects.get(slug="factcheck-verifiability")
    assert list(default.labels.order_by("order").values_list("value", flat=True)) == [
        "check_worthy_fact",
        "routine_fact",
        "partly_fact",
        "prediction",
        "no_claim",
    ]
    installed = AuditEvent.objects.filter(action="scheme.installed", actor=None)
    assert installed.count() == len(lines) - 1


def test_again_it_changes_nothing_that_people_have_edited() -> None:
    load()
    Label.objects.filter(value="no_claim").update(name="Nothing to check")
    before = list(Label.objects.order_by("pk").values())

    lines = load()

    assert lines == [f"0 added, {LabelScheme.objects.count()} there already"]
    assert list(Label.objects.order_by("pk").values()) == before

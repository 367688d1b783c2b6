"""What no form asks for is not read, whoever sends it."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from claims.models import User
from tests.attacks.pages import Form, list_forms, list_pages, read_body
from tests.conftest import SignIn
from tests.factories import UserFactory
from tests.routes import Arguments

pytestmark = pytest.mark.django_db

# What says whose a row is, what somebody may do, and which row it is.
PROTECTED = {
    *("id", "uuid", "project_id", "user_id", "created_at", "created_by_id", "made_at", "is_staff"),
    *("is_superuser", "is_active", "role", "annotator_id", "actor_id", "username", "pseudonym_key"),
    *("scopes", "reserved_for_id"),
}


def list_columns(model: type[models.Model]) -> list[str]:
    names = (one.attname for one in model._meta.concrete_fields)
    return [name for name in names if name in PROTECTED]


def list_protected() -> dict[tuple[str, int], tuple[Any, ...]]:
    """Of each row there is, what must not move."""
    return {
        (model.__name__, row[0]): row
        for model in apps.get_app_config("claims").get_models()
        for columns in [
            [one.attname for one in model._meta.concrete_fields if one.attname in PROTECTED]
        ]
        for row in model._default_manager.values_list("pk", *columns)
    }


def send(client: Any, form: Form, more: dict[str, Any]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """What stands of the rows that there were before; of what was done nothing remains."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        client.post(form.address, form.sends | more)
        after = list_protected()
        transaction.set_rollback(True)
    client.cookies = cookies
    return after


def test_what_a_form_does_not_ask_for_moves_nothing(
    tame: Arguments, manager: User, sign_in: SignIn
) -> None:
    """Each form of each page, as it stands and with all that one could wish for besides."""
    client = sign_in(manager)
    other = UserFactory()
    wishes = {
        **dict.fromkeys(("is_staff", "is_superuser", "is_active", "trained", "staff"), "on"),
        **dict.fromkeys(("user", "user_id", "owner", "actor", "annotator", "created_by"), other.pk),
        **dict.fromkeys(("id", "pk", "project", "project_id", "slot", "lease"), 1),
        **dict.fromkeys(("created_at", "made_at", "lease_until", "expires_at"), "2000-01-01"),
        "role": "manager",
        "scopes": "manage",
        "uuid": str(other.uuid),
        "digest": "a" * 64,
    }
    before = list_protected()
    moved, tried = {}, set()

    for address in list_pages(tame, "manager"):
        for form in list_forms(address, read_body(client.get(address))):
            if form.method != "post" or form.address in tried:
                continue
            tried.add(form.address)
            unasked = {name: value for name, value in wishes.items() if name not in form.names}
            after = send(client, form, unasked)
            changed = {key for key, row in before.items() if after.get(key, row) != row}
            if changed:
                plain = send(client, form, {})
                changed = {key for key in changed if plain.get(key) != after.get(key)}
            if changed:
                moved[form.address] = changed

    assert len(tried) > 25
    assert moved == {}

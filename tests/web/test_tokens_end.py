"""What ends an API token besides its owner."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models import ApiToken, User
from tests.factories import PASSWORD, ApiTokenFactory
from tests.signing_in import log_in

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_the_tokens_made_under_the_old_one(
    client: Any, annotator: User, other_annotator: User
) -> None:
    ended, kept = ApiTokenFactory(user=annotator), ApiTokenFactory(user=other_annotator)
    client.force_login(annotator)
    new = "another long enough password"

    client.post(
        reverse("account_change_password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert list(ApiToken.objects.filter(revoked_at=None)) == [kept]
    assert ApiToken.objects.get(pk=ended.pk).revoked_at is not None


def test_a_token_may_last_to_the_end_of_time(client: Any, annotator: User) -> None:
    log_in(annotator.username, client)

    answer = client.post(
        reverse("token-create"), {"name": "Long", "scopes": "read", "last_day": "9999-12-31"}
    )

    assert answer.status_code == 200
    assert ApiToken.objects.get().expires_at is None

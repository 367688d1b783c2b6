"""API tokens."""

from datetime import timedelta

import pytest

from claims.errors import NotAllowed
from claims.models import (
    ApiToken,
    User,
)
from claims.operations import tokens
from tests.factories import (
    NOW,
)

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_a_digest_only(annotator: User) -> None:
    token, key = tokens.create_token(actor=annotator, name="Newsroom", now=NOW)

    row = ApiToken.objects.get()
    assert row == token
    assert key not in str(vars(row))
    assert row.digest == tokens.digest_key(key)
    assert list(ApiToken.objects.usable(NOW)) == [token]


def test_a_token_ends_when_revoked_when_over_and_with_its_person(annotator: User) -> None:
    revoked, over, left = (
        tokens.create_token(
            actor=annotator, name=name, now=NOW, expires_at=NOW + timedelta(days=1)
        )[0]
        for name in ("a", "b", "c")
    )
    tokens.revoke_token(actor=annotator, token=revoked, now=NOW)

    assert set(ApiToken.objects.usable(NOW)) == {over, left}
    assert not ApiToken.objects.usable(NOW + timedelta(days=1)).exists()
    User.objects.update(is_active=False)
    assert not ApiToken.objects.usable(NOW).exists()


def test_nobody_revokes_the_token_of_another(annotator: User, other_annotator: User) -> None:
    token, _key = tokens.create_token(actor=annotator, name="Mine", now=NOW)

    with pytest.raises(NotAllowed):
        tokens.revoke_token(actor=other_annotator, token=token, now=NOW)

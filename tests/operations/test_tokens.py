"""API tokens."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.errors import InvalidInput, NotAllowed
from claims.models import (
    ApiToken,
    User,
)
from claims.operations import tokens
from tests.factories import NOW, ApiTokenFactory

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


def test_scopes_are_kept_in_one_order(annotator: User) -> None:
    token, _key = tokens.create_token(
        actor=annotator, name="All", scopes=["suggest", "read", "label"], now=NOW
    )

    assert token.scopes == "read label suggest"
    assert token.scope_list == ["read", "label", "suggest"]


@pytest.mark.parametrize(
    ("scopes", "code"), (([], "scopes_missing"), (["read", "root"], "unknown_choice"))
)
def test_a_token_needs_scopes_that_there_are(scopes: list[str], code: str, annotator: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        tokens.create_token(actor=annotator, name="Odd", scopes=scopes, now=NOW)

    assert (refused.value.code, refused.value.field) == (code, "scopes")


@pytest.mark.parametrize(("days", "allowed"), ((31, True), (32, False), (None, False)))
def test_the_operator_says_how_long_tokens_last(
    days: int | None, *, allowed: bool, annotator: User, settings: Any
) -> None:
    settings.TOKEN_MAX_DAYS = 30
    expires_at = None if days is None else NOW + timedelta(days=days)

    def create() -> None:
        tokens.create_token(actor=annotator, name="Long", expires_at=expires_at, now=NOW)

    if allowed:
        create()
    else:
        with pytest.raises(InvalidInput, match="up to 30 days"):
            create()


@pytest.mark.parametrize(
    ("scopes", "expires_at", "code"),
    (
        (["manage"], NOW + timedelta(days=1), "scope_not_held"),
        (["read"], NOW + timedelta(days=2), "outlives_maker"),
        (["read"], None, "outlives_maker"),
    ),
)
def test_a_token_makes_none_that_can_do_more(
    scopes: list[str], expires_at: datetime | None, code: str, annotator: User
) -> None:
    maker = ApiTokenFactory(
        user=annotator, scopes="read account", expires_at=NOW + timedelta(days=1)
    )

    with pytest.raises(NotAllowed) as refused:
        tokens.create_token(
            actor=annotator,
            name="Child",
            scopes=scopes,
            expires_at=expires_at,
            through=maker,
            now=NOW,
        )

    assert refused.value.code == code
    assert ApiToken.objects.get() == maker


def test_use_is_noted_once_a_minute(
    annotator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = ApiTokenFactory(user=annotator)
    for seconds, noted, cost in ((0, 0, 1), (59, 0, 0), (60, 60, 1), (61, 60, 0)):
        with django_assert_num_queries(cost):
            tokens.note_use(token, NOW + timedelta(seconds=seconds))

        token.refresh_from_db()
        assert token.last_used_at == NOW + timedelta(seconds=noted)


def test_use_noted_by_another_process_meanwhile_stays(annotator: User) -> None:
    token = ApiTokenFactory(user=annotator)
    ApiToken.objects.update(last_used_at=NOW + timedelta(seconds=5))

    tokens.note_use(token, NOW)

    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(seconds=5)

"""API tokens."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.errors import InvalidInput, NotAllowed
from claims.models import ApiToken, AuditEvent, User
from claims.operations import tokens
from tests.factories import NOW, ApiTokenFactory
from tests.operations.test_races import race

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


def test_what_a_token_has_made_is_revoked_with_it(annotator: User) -> None:
    def make(name: str, through: ApiToken | None = None) -> ApiToken:
        scopes = ["read", "account"]
        return tokens.create_token(
            actor=annotator, name=name, scopes=scopes, through=through, now=NOW
        )[0]

    first, beside = make("first"), make("beside")
    child = make("child", first)
    ended, grandchild = make("ended", child), make("grandchild", child)
    tokens.revoke_token(actor=annotator, token=ended, now=NOW)
    later = NOW + timedelta(hours=1)

    for _ in range(2):
        tokens.revoke_token(actor=annotator, token=first, now=later)

    assert list(ApiToken.objects.usable(later)) == [beside]
    revoked = dict(ApiToken.objects.values_list("name", "revoked_at"))
    assert revoked == {
        "first": later,
        "beside": None,
        "child": later,
        "ended": NOW,
        "grandchild": later,
    }
    told = AuditEvent.objects.filter(action="token.revoked", created_at=later).order_by("pk")
    assert [(event.target, event.data) for event in told] == [
        (str(first.uuid), {}),
        (str(child.uuid), {"with": str(first.uuid)}),
        (str(grandchild.uuid), {"with": str(first.uuid)}),
    ]


def test_a_revoked_token_makes_none(annotator: User) -> None:
    maker = ApiTokenFactory(user=annotator)
    ApiToken.objects.update(revoked_at=NOW)

    with pytest.raises(NotAllowed) as refused:
        tokens.create_token(actor=annotator, name="Late", through=maker, now=NOW)

    assert refused.value.code == "maker_revoked"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["one", "all"])
def test_none_outlives_its_maker_that_is_made_while_that_is_revoked(
    way: str, annotator: User
) -> None:
    for _ in range(8):
        maker = ApiTokenFactory(user=annotator)
        make = partial(tokens.create_token, actor=annotator, name="Child", through=maker, now=NOW)
        revoke = {
            "one": partial(tokens.revoke_token, actor=annotator, token=maker, now=NOW),
            "all": partial(tokens.revoke_all, actor=annotator, person=annotator, now=NOW),
        }[way]

        results = race([make, revoke, make])

        assert results[1] is None
        assert not ApiToken.objects.filter(revoked_at=None).exists()


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

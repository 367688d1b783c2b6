"""People and their tokens."""

import hashlib
from typing import Any

import factory

from claims.models import ApiToken, User
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW

PASSWORD = "a long enough password"


class UserFactory(ModelFactory[User]):
    """Somebody who belongs to no project; their password is PASSWORD."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"person{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    name = factory.LazyAttribute(lambda user: user.username.capitalize())
    password = PASSWORD

    class Params:
        admin = factory.Trait(is_staff=True, is_superuser=True)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)


class ApiTokenFactory(ModelFactory[ApiToken]):
    """A token whose key is given as `key=`."""

    class Meta:
        model = ApiToken

    class Params:
        key = factory.Sequence(lambda number: f"key-{number}")

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"token {number}")
    digest = factory.LazyAttribute(lambda token: hashlib.sha256(token.key.encode()).hexdigest())
    scopes = " ".join(ApiToken.Scope.values)
    created_at = NOW

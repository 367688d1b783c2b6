"""Staff with a role in the project, and pages opened as one of them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from claims.models import User
from tests.conftest import SignIn

Allow = Callable[..., None]


@pytest.fixture
def site(sign_in: SignIn, admin: User) -> Client:
    """The browser of a site admin."""
    return sign_in(admin)


def make_staff(user: User) -> User:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


@pytest.fixture
def staff_annotator(annotator: User) -> User:
    return make_staff(annotator)


@pytest.fixture
def staff_curator(curator: User) -> User:
    return make_staff(curator)


@pytest.fixture
def staff_manager(manager: User) -> User:
    return make_staff(manager)


@pytest.fixture
def staff_stranger(stranger: User) -> User:
    """Staff, and a manager, but of another project."""
    return make_staff(stranger)


@pytest.fixture
def allow() -> Allow:
    """Give a person Django's permissions, as `allow(user, "change_speaker", …)`."""

    def allow(user: User, *codenames: str) -> None:
        user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))

    return allow

"""Clients of people who are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from claims.models import User

SignIn = Callable[[User | None], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A client of somebody signed in; of nobody for None."""

    def make_client(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make_client

"""What views read from a request."""

from typing import cast

from django.http import HttpRequest

from claims.models import User


def get_user(request: HttpRequest) -> User:
    """Who is signed in. Only for views behind `login_required`."""
    return cast("User", request.user)

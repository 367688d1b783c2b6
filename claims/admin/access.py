"""Who sees what in the admin, asked once per request."""

from typing import cast

from django.http import HttpRequest

from claims.models import Membership, User


def get_user(request: HttpRequest) -> User:
    """Who is signed in: no page of the admin is shown to anybody else."""
    return cast("User", request.user)


def list_roles(request: HttpRequest) -> frozenset[str]:
    """The roles this person has, in any project. The menu of every page asks a dozen times."""
    roles: frozenset[str] | None = getattr(request, "admin_roles", None)
    if roles is None:
        roles = _find_roles(get_user(request))
        request.admin_roles = roles  # type: ignore[attr-defined]
    return roles


def _find_roles(user: User) -> frozenset[str]:
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset({Membership.Role.MANAGER.value})
    own = Membership.objects.filter(user=user, is_active=True)
    return frozenset(own.values_list("role", flat=True))


def is_member(request: HttpRequest) -> bool:
    return bool(list_roles(request))


def annotates(request: HttpRequest) -> bool:
    return bool(list_roles(request) - {Membership.Role.READER.value})


def manages(request: HttpRequest) -> bool:
    return Membership.Role.MANAGER.value in list_roles(request)

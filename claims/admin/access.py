"""Who sees what in the admin, asked once per request."""

from django.http import HttpRequest

from claims import permissions
from claims.models import Membership, User
from claims.requests import get_user


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
        return frozenset({permissions.MANAGER})
    return frozenset(Membership.objects.active_of(user).values_list("role", flat=True))


def is_member(request: HttpRequest) -> bool:
    return bool(list_roles(request))


def annotates(request: HttpRequest) -> bool:
    return not permissions.ANNOTATES.isdisjoint(list_roles(request))


def curates(request: HttpRequest) -> bool:
    return not permissions.CURATES.isdisjoint(list_roles(request))


def only_curates(request: HttpRequest) -> bool:
    """Whether this person sees no project that they don't curate."""
    return list_roles(request) <= permissions.CURATES


def manages(request: HttpRequest) -> bool:
    return permissions.MANAGER in list_roles(request)

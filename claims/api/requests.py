"""What views read from a request, before they read anything else."""

import re
from datetime import datetime
from typing import cast

from django.http import Http404
from rest_framework.request import Request

from claims import clock
from claims.models import Project, User

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def read_now(request: Request) -> datetime:
    """The database's time, asked once per request however many ask for it here."""
    known: datetime | None = getattr(request, "moment", None)
    if known is None:
        known = request.moment = clock.now()  # type: ignore[attr-defined]
    return known


def get_user(request: Request) -> User:
    """Who is signed in. Every view has IsSignedIn, so somebody is."""
    return cast("User", request.user)


def find_project(user: User, key: str) -> Project | None:
    """The project of that UUID or short name, if the person may see it."""
    visible = Project.objects.visible_to(user)
    named = visible.filter(uuid=key) if UUID.fullmatch(key) else visible.filter(slug=key)
    return named.first()


def get_project(request: Request, key: str) -> Project:
    """The project that an address names; Http404 if there is none for this person."""
    project = find_project(get_user(request), key)
    if project is None:
        raise Http404
    return project

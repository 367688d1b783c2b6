"""The rows that an address names, among those that the person may see."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from claims.api.shapes import UUID_FORM
from claims.errors import InvalidInput
from claims.models import Article, Claim, Project, User
from claims.requests import get_user


def find_project(user: User, key: str) -> Project | None:
    """The project of that UUID or short name, if the person may see it."""
    visible = Project.objects.visible_to(user)
    named = visible.filter(uuid=key) if UUID_FORM.fullmatch(key) else visible.filter(slug=key)
    return named.first()


def get_project(request: Request, key: str) -> Project:
    """The project that an address names; Http404 if there is none for this person."""
    project = find_project(get_user(request), key)
    if project is None:
        raise Http404
    return project


def get_claim(request: Request, uuid: object) -> Claim:
    """The claim that an address names, with its project."""
    visible = Claim.objects.visible_to(get_user(request))
    return get_object_or_404(visible.select_related("project"), uuid=uuid)


def get_article(request: Request, uuid: object) -> Article:
    """The article that an address names, with its project."""
    visible = Article.objects.visible_to(get_user(request))
    return get_object_or_404(visible.select_related("project"), uuid=uuid)


def find_article(project: Project, uuid: UUID, *, field: str = "article") -> Article:
    """The article of the project that a body names."""
    article = Article.objects.filter(project=project, uuid=uuid).first()
    if article is None:
        raise InvalidInput("unknown_article", "The project has no such article.", field=field)
    return article

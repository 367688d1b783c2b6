"""The rows that an address names, among those that the person may see."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from claims.api.shapes import UUID_FORM
from claims.errors import InvalidInput
from claims.models import Article, Claim, Project, User
from claims.models.prepared import prepared
from claims.requests import get_user


def find_project(user: User, key: str) -> Project | None:
    """The project of that UUID or short name, if the person may see it."""
    named = _find_by_uuid(user, UUID(key)) if UUID_FORM.fullmatch(key) else _find_by_slug(user, key)
    return next(iter(named), None)


@prepared
def _find_by_uuid(user: User, uuid: UUID) -> QuerySet[Project]:
    return Project.objects.visible_to(user).filter(uuid=uuid)


@prepared
def _find_by_slug(user: User, slug: str) -> QuerySet[Project]:
    return Project.objects.visible_to(user).filter(slug=slug)


def get_project(request: Request, key: str) -> Project:
    """The project that an address names; Http404 if there is none for this person."""
    project = find_project(get_user(request), key)
    if project is None:
        raise Http404
    return project


def get_claim(request: Request, uuid: UUID) -> Claim:
    """The claim that an address names, with its project; Http404 if there is none to see."""
    found = _find_claim(get_user(request), uuid)
    if not found:
        raise Http404
    return found[0]


@prepared
def _find_claim(user: User, uuid: UUID) -> QuerySet[Claim]:
    return Claim.objects.visible_to(user).select_related("project").filter(uuid=uuid)


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

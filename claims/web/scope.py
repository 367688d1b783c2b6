"""Rows that a view is about, looked up among those that the person may see; else 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from claims import permissions
from claims.models import Article, Claim, Project, StagedImport, StagedLabels
from claims.requests import get_user


def get_project(request: HttpRequest, slug: str) -> Project:
    """The project of that name. The top bar is then about it (claims.web.context)."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    request.project = project  # type: ignore[attr-defined]
    return project


def get_workplace(request: HttpRequest, slug: str) -> Project:
    """The project of that name, for those who label in it."""
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    return project


def get_managed(request: HttpRequest, slug: str) -> Project:
    """The project of that name, for those who manage it."""
    project = get_project(request, slug)
    permissions.require(permissions.can_manage(request.user, project))
    return project


def get_claim(request: HttpRequest, project: Project, uuid: UUID, *related: str) -> Claim:
    """A claim of the project, with its article and what else is named as `related`."""
    claims = Claim.objects.visible_to(request.user).filter(project=project)
    claim = get_object_or_404(claims.select_related("article", *related), uuid=uuid)
    claim.project = project
    return claim


def get_article(request: HttpRequest, slug: str, uuid: UUID) -> Article:
    """The article, with its text and outlet, within the project of that name."""
    project = get_project(request, slug)
    articles = Article.objects.visible_to(request.user).filter(project=project)
    article = get_object_or_404(
        articles.select_related("body", "outlet", "previous", "withdrawn_by"), uuid=uuid
    )
    article.project = project
    return article


def get_staged_import(request: HttpRequest, project: Project, uuid: UUID) -> StagedImport:
    """The upload that this person is looking at; nobody sees another's."""
    staged = StagedImport.objects.filter(project=project, created_by=get_user(request))
    return get_object_or_404(staged, uuid=uuid)


def get_staged_labels(request: HttpRequest, project: Project, uuid: UUID) -> StagedLabels:
    """The file of labelled claims that this person is looking at; nobody sees another's."""
    staged = StagedLabels.objects.filter(project=project, created_by=get_user(request))
    return get_object_or_404(staged, uuid=uuid)

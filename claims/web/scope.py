"""Rows that a view is about, looked up among those that the person may see; else 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from claims.models import Article, Project, StagedImport
from claims.requests import get_user


def get_project(request: HttpRequest, slug: str) -> Project:
    """The project of that name. The top bar is then about it (claims.web.context)."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    request.project = project  # type: ignore[attr-defined]
    return project


def get_article(request: HttpRequest, slug: str, uuid: UUID) -> Article:
    """The article, with its text and outlet, within the project of that name."""
    project = get_project(request, slug)
    articles = Article.objects.visible_to(request.user).filter(project=project)
    article = get_object_or_404(articles.select_related("body", "outlet"), uuid=uuid)
    article.project = project
    return article


def get_staged_import(request: HttpRequest, project: Project, uuid: UUID) -> StagedImport:
    """The upload that this person is looking at; nobody sees another's."""
    staged = StagedImport.objects.filter(project=project, created_by=get_user(request))
    return get_object_or_404(staged, uuid=uuid)

"""The articles of a project, and one of them to read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Article, Claim
from claims.queries import desk as desk_queries
from claims.queries import progress
from claims.queries.reading import lay_out
from claims.text.segment import Kind
from claims.web.forms import ArticleFilterForm
from claims.web.scope import get_article, get_project

ARTICLES_PER_PAGE = 50


@login_required
@require_safe
def article_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's articles, newest import first."""
    project = get_project(request, slug)
    form = ArticleFilterForm(request.GET)
    articles = Article.objects.visible_to(request.user).filter(project=project)
    found = _narrow(articles, form).select_related("outlet").order_by("-pk")
    page = Paginator(found, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": progress.describe_articles(list(page.object_list)),
        "narrowed": bool(form.get_words() or form.get_state()),
    }
    return render(request, "claims/articles/list.html", context)


def _narrow(articles: QuerySet[Article], form: ArticleFilterForm) -> QuerySet[Article]:
    if words := form.get_words():
        articles = articles.filter(title__icontains=words)
    if form.get_state() == "finished":
        return progress.finished(articles)
    if form.get_state() == "unfinished":
        return progress.unfinished(articles)
    return articles


@login_required
@require_safe
def article(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The whole article with its claims marked."""
    article = get_article(request, slug, uuid)
    claims = desk_queries.list_claims(article)
    paragraphs = lay_out(article.body.text, claims)
    headlines = [" ".join(one.text.split()) for one in paragraphs if one.kind == Kind.HEADLINE]
    context = {
        "article": article,
        "paragraphs": paragraphs,
        "has_headline": bool(headlines),
        "shows_title": bool(headlines) and article.title not in headlines,
        "sentences": sum(claim.kind == Claim.Kind.SENTENCE for claim in claims),
        "suggested": desk_queries.map_suggested_speakers(article.project, article),
        "counts": progress.count_article(article),
    }
    return render(request, "claims/articles/page.html", context)

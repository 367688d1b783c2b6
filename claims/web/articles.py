"""The articles of a project, and one of them to read."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Article, LabelSource, Project, Purge
from claims.queries import desk as desk_queries
from claims.queries import progress, suggestions
from claims.queries.carried import find_head, list_carried
from claims.queries.lineage import list_origins
from claims.queries.reading import lay_out
from claims.queries.training import is_worked_on
from claims.requests import get_user, read_now
from claims.text.segment import Kind
from claims.web.forms import ArticleFilterForm
from claims.web.scope import get_article, get_project
from claims.web.withdrawing_forms import PurgeForm, WithdrawArticleForm

ARTICLES_PER_PAGE = 50


@login_required
@require_safe
def article_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's articles, newest import first."""
    project = get_project(request, slug)
    role = permissions.get_role(request.user, project)
    by_state = permissions.sees_progress(role, project)
    form = ArticleFilterForm(request.GET, by_state=by_state)
    source = find_source(request, project)
    found = find_articles(project, form).filter(list_shown(source))
    found = found.select_related("outlet").order_by("-pk")
    page = Paginator(found, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": progress.describe_articles(list(page.object_list)),
        "embargoed": list_embargoed(request, page),
        "source": source,
        "narrowed": bool(form.get_words() or form.get_state()),
    }
    return render(request, "claims/articles/list.html", context)


def list_embargoed(request: HttpRequest, articles: Iterable[Article]) -> set[int]:
    """The numbers of those under embargo; the clock is asked only where one has any."""
    may_be = [article for article in articles if article.embargo]
    if not may_be:
        return set()
    now = read_now(request)
    return {article.pk for article in may_be if article.is_under_embargo(now)}


def find_purge(article: Article) -> Purge | None:
    """The tombstone of an article whose text is gone: only withdrawn ones have any."""
    if article.withdrawn_at is None:
        return None
    return Purge.objects.filter(article=article).select_related("created_by").first()


def find_source(request: HttpRequest, project: Project) -> LabelSource | None:
    """The source whose articles are asked for; 404 where the person may not see it."""
    uuid = request.GET.get("source")
    if not uuid:
        return None
    sources = LabelSource.objects.visible_to(request.user).filter(project=project)
    try:
        return get_object_or_404(sources, uuid=UUID(uuid))
    except ValueError:
        raise Http404 from None


def list_shown(source: LabelSource | None) -> Q:
    """Articles that are one claim of a list each would drown the others: only if asked for."""
    return Q(label_source=source) if source else Q(is_queued=True)


def find_articles(project: Project, form: ArticleFilterForm) -> QuerySet[Article]:
    """The articles of a project that the person may see, as far as they fit."""
    state = form.get_state()
    if state == "finished":
        articles = progress.list_finished(project)
    elif state == "unfinished":
        articles = progress.list_unfinished(project)
    else:
        articles = Article.objects.filter(project=project)
    words = form.get_words()
    return articles.filter(title__icontains=words) if words else articles


@login_required
@require_safe
def article(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The whole article with its claims marked."""
    return show_article(request, get_article(request, slug, uuid))


def show_article(
    request: HttpRequest,
    article: Article,
    withdraw: WithdrawArticleForm | None = None,
    purge: PurgeForm | None = None,
) -> HttpResponse:
    """Its page, with a form that was filled in, if one was."""
    user = get_user(request)
    may_manage = permissions.can_manage(request.user, article.project)
    shows = suggestions.are_shown(user, article)
    claims = desk_queries.list_claims(article)
    paragraphs = lay_out(article.body.text, claims) if article.body.text else []
    headlines = [" ".join(one.text.split()) for one in paragraphs if one.kind == Kind.HEADLINE]
    context = {
        "article": article,
        "paragraphs": paragraphs,
        "has_headline": bool(headlines),
        "shows_title": bool(headlines) and article.title not in headlines,
        "suggested": desk_queries.map_suggested_speakers(article) if shows else {},
        "counts": progress.count_article(article),
        "may_train": may_manage and article.round_id is None and not is_worked_on(article),
        "origins": list_origins(user, article),
        "head": find_head(article) if article.replaced_at else None,
        "withdraw": withdraw or WithdrawArticleForm(),
        "purge": purge or PurgeForm(),
        "purged": find_purge(article),
        "carried": list_carried(user, article) if article.previous_id else (),
        "changes_boundaries": "boundaries" in request.GET
        and permissions.can_annotate(request.user, article.project),
    }
    status = 422 if withdraw or purge else 200
    return render(request, "claims/articles/page.html", context, status=status)

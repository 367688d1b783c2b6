"""Taking an article out of the work, from its page; and back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.operations import withdrawing
from claims.requests import get_user, read_now
from claims.web.articles import show_article
from claims.web.scope import get_article
from claims.web.withdrawing_forms import WithdrawArticleForm


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Withdraw the article; without a reason the form says so."""
    article = get_article(request, slug, uuid)
    permissions.require(permissions.can_manage(request.user, article.project))
    form = WithdrawArticleForm(request.POST)
    if form.is_valid():
        try:
            withdrawing.withdraw_article(
                actor=get_user(request), article=article, now=read_now(request), **form.cleaned_data
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The article is withdrawn."))
            return redirect("article", slug=slug, uuid=uuid)
    return show_article(request, article, withdraw=form)


@login_required
@require_POST
def restore(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Let it be worked on again."""
    article = get_article(request, slug, uuid)
    withdrawing.restore_article(actor=get_user(request), article=article, now=read_now(request))
    messages.success(request, _("The article is worked on, and counts, as before."))
    return redirect("article", slug=slug, uuid=uuid)

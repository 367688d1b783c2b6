"""Taking an article out of the work, from its page, and back; removing its text for good."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import permissions
from claims.errors import Conflict, DomainError
from claims.forms.fields import add_refusal
from claims.operations import purging, withdrawing
from claims.requests import get_user, read_now
from claims.web.articles import show_article
from claims.web.scope import get_article
from claims.web.withdrawing_forms import PurgeForm, WithdrawArticleForm
from claims.wording import describe


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
    try:
        withdrawing.restore_article(actor=get_user(request), article=article, now=read_now(request))
    except Conflict as refusal:
        messages.error(request, describe(refusal))
    else:
        messages.success(request, _("The article is worked on, and counts, as before."))
    return redirect("article", slug=slug, uuid=uuid)


@login_required
@require_POST
def purge(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Remove its text for good; what is missing or refused stands in the form."""
    article = get_article(request, slug, uuid)
    permissions.require(permissions.can_manage(request.user, article.project))
    form = PurgeForm(request.POST)
    if form.is_valid():
        try:
            purging.purge_article(
                actor=get_user(request), article=article, now=read_now(request), **form.cleaned_data
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The text is removed for good."))
            return redirect("article", slug=slug, uuid=uuid)
    return show_article(request, article, purge=form)

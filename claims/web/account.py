"""One's own account: how pages look, in which language, and the keys of one's programs."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import ApiToken
from claims.operations import people, tokens
from claims.requests import get_user, read_now
from claims.web.context import THEME_COOKIE, read_theme
from claims.web.forms import LanguageForm, ThemeForm, TokenForm
from claims.web.signing_in.freshness import confirmed_lately

A_YEAR = timedelta(days=365)


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    most = settings.TOKEN_MAX_DAYS
    life = min(A_YEAR, timedelta(days=most)) if most else A_YEAR
    last_day = (read_now(request) + life).date()
    form = TokenForm(initial={"last_day": last_day, "scopes": [ApiToken.Scope.READ]})
    return _show(request, form)


@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """For pages that were open while somebody signed out or in: who it is now, and their token."""
    user = request.user
    return JsonResponse(
        {
            "user": str(user.uuid) if user.is_authenticated else "",
            "token": get_token(request),
        }
    )


@login_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie; “as the system” is the absence of one."""
    form = ThemeForm(request.POST)
    response = redirect("account")
    if form.is_valid() and form.cleaned_data["theme"]:
        response.set_cookie(
            THEME_COOKIE,
            form.cleaned_data["theme"],
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@login_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice with the person; a cookie from before signing in counts no more."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        people.choose_language(
            actor=get_user(request),
            language=form.cleaned_data["language"],
            now=read_now(request),
        )
    response = redirect("account")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@require_POST
@partial(confirmed_lately, back="account")
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its key in this one answer: it is kept nowhere.

    By who has just shown who they are: it opens the account for longer than a session, and no code
    is asked for with it.
    """
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        token, key = tokens.create_token(
            actor=get_user(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.get_expiry(),
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal, {"expires_at": "last_day"})
        return _show(request, form)
    return render(request, "claims/account/token.html", {"token": token, "key": key})


@login_required
@require_POST
def revoke_token(request: HttpRequest, uuid: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.filter(user=get_user(request)), uuid=uuid)
    tokens.revoke_token(actor=get_user(request), token=token, now=read_now(request))
    messages.success(request, _("“%s” is revoked: it can no longer be used.") % token.name)
    return redirect("account")


def _show(request: HttpRequest, form: TokenForm) -> HttpResponse:
    now = read_now(request)
    own = ApiToken.objects.filter(user=get_user(request))
    context = {
        "language_form": LanguageForm(initial={"language": get_user(request).language}),
        "theme_form": ThemeForm(initial={"theme": read_theme(request)}),
        "form": form,
        "tokens": _count_made(own.select_related("maker").order_by("-pk"), now),
        "now": now,
    }
    return render(request, "claims/account/page.html", context, status=422 if form.errors else 200)


def _count_made(newest_first: Iterable[ApiToken], now: datetime) -> list[tuple[ApiToken, int]]:
    """Each with how many others work that end with it: those that it made, or that these made."""
    counted: list[tuple[ApiToken, int]] = []
    made: Counter[int] = Counter()
    for token in newest_first:  # What a token has made is newer than the token.
        counted.append((token, made[token.pk]))
        is_over = token.expires_at is not None and token.expires_at <= now
        if token.maker_id and not token.revoked_at and not is_over:
            made[token.maker_id] += 1 + made[token.pk]
    return counted

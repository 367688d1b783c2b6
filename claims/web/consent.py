"""The text that people accept before they go on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.errors import InvalidInput
from claims.forms.fields import add_refusal
from claims.models import Acceptance, ConsentText
from claims.operations.consent import accept_text
from claims.requests import get_user, read_now
from claims.web.invitation_forms import ConsentForm
from claims.web.markdown import render_markdown


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """The text that holds; whether one has accepted it, and a form where not."""
    user, text = get_user(request), ConsentText.objects.latest_one()
    form = ConsentForm(request.POST if request.method == "POST" else None, text=text)
    if text and form.is_bound and form.is_valid():
        try:
            accept_text(actor=user, version=form.get_version(), now=read_now(request))
        except InvalidInput as refusal:
            add_refusal(form, refusal)
            form.move_onto(text)
        else:
            messages.success(request, _("Thank you: you have accepted the text."))
            return redirect(_read_way_on(request))
    accepted = Acceptance.objects.filter(user=user).select_related("text").order_by("-pk")
    context = {
        "version": text,
        "text": render_markdown(text.text) if text else "",
        "accepted": list(accepted),
        "is_accepted": any(one.text_id == text.pk for one in accepted) if text else False,
        "form": form,
        "next": _read_way_on(request),
    }
    return render(request, "claims/consent/page.html", context, status=422 if form.errors else 200)


def _read_way_on(request: HttpRequest) -> str:
    """Where one was about to go; the first page where that is none of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else "/"

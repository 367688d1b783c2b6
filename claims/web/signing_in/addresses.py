"""One's e-mail address: another one counts once its link was followed."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.errors import DomainError, NotFound
from claims.forms.fields import add_refusal
from claims.operations import addresses, attempts, mails
from claims.operations.attempts import Purpose
from claims.queries.signing_in import find_wanted_address
from claims.requests import get_user, read_now
from claims.web.signing_in.answers import AnswerThenAct
from claims.web.signing_in.forms import AddressForm
from claims.web.signing_in.freshness import confirmed_lately


@confirmed_lately
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (answer := _ask(request, form)):
        return answer
    context = {"form": form, "wanted": find_wanted_address(user)}
    return render(request, "account/email.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: AddressForm) -> HttpResponse | None:
    """Back to the page, which says that a link is on its way; None where the form is refused."""
    user, now = get_user(request), read_now(request)
    address = form.cleaned_data["address"].lower()
    try:
        attempts.begin(Purpose.MAIL, f"person {user.pk}", now=now)
        key = addresses.ask_for_change(actor=user, address=address, now=now)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None
    page = reverse("account_email")
    if key is None:
        return HttpResponseRedirect(page)
    link = request.build_absolute_uri(reverse("account_confirm_email", args=[key]))
    send = partial(mails.send, "address_confirm", person=user, to=address, link=link)
    return AnswerThenAct(page, send)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Where the link leads. Programs that look at links in mails do not press the button."""
    try:
        if request.method == "POST":
            person = addresses.confirm_change(key=key, now=read_now(request))
            return render(request, "account/email_confirmed.html", {"address": person.email})
        wanted = addresses.find_wanted(key)
    except NotFound:
        return render(request, "account/email_confirm.html", {"wanted": None}, status=404)
    return render(request, "account/email_confirm.html", {"wanted": wanted})

"""One person, for site admins: their access ended, given back, or all that names them erased."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from claims import permissions
from claims.errors import InvalidInput
from claims.forms.fields import add_refusal
from claims.models import Membership, User, get_max_length
from claims.operations import people
from claims.operations.erasure import anonymise_person
from claims.queries.own_data import count_sections
from claims.requests import get_user, read_now
from claims.web.forms import PlainForm

# What is done for somebody, and what is said then.
PERSON_ACTS: dict[str, tuple[Callable[..., None], Any]] = {
    "deactivate": (
        people.deactivate_person,
        gettext_lazy("They are signed out everywhere and cannot sign in any more."),
    ),
    "reactivate": (people.reactivate_person, gettext_lazy("They can sign in again.")),
}


class AnonymiseForm(PlainForm, forms.Form):
    """Their user name once more: it is done for good."""

    typed = forms.CharField(
        label=gettext_lazy("User name of this person"),
        max_length=get_max_length(User, "username"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text=gettext_lazy("To be sure that it is the right one."),
        strip=False,
    )


@login_required
@require_safe
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _show(request, _get_person(request, uuid), AnonymiseForm())


def _show(request: HttpRequest, found: User, form: AnonymiseForm) -> HttpResponse:
    memberships = Membership.objects.filter(user=found).select_related("project")
    context = {
        "person": found,
        "memberships": memberships.order_by("project__name"),
        "labels": count_sections(found)["labels"],
        "is_oneself": found == request.user,
        "form": form,
    }
    return render(request, "claims/people/page.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change_person(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """End somebody's access, or give it back."""
    found = _get_person(request, uuid)
    act, said = PERSON_ACTS[verb]
    act(actor=get_user(request), person=found, now=read_now(request))
    messages.success(request, str(said))
    return redirect("person", uuid=uuid)


@login_required
@require_POST
def anonymise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = _get_person(request, uuid)
    form = AnonymiseForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    typed, now = form.cleaned_data["typed"], read_now(request)
    try:
        anonymise_person(actor=get_user(request), person=found, typed=typed, now=now)
    except InvalidInput as refusal:
        add_refusal(form, refusal)
        return _show(request, found, form)
    messages.success(request, str(gettext_lazy("Nothing here says any more who this was.")))
    return redirect("person", uuid=uuid)


def _get_person(request: HttpRequest, uuid: UUID) -> User:
    permissions.require(permissions.can_administer(request.user))
    return get_object_or_404(User, uuid=uuid)

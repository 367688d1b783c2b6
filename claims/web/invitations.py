"""Invitations: made, sent again and revoked by managers; taken up by whoever has the link."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims import origin
from claims.errors import DomainError, TooMany
from claims.forms.fields import add_refusal
from claims.models import ConsentText, Invitation, Project
from claims.operations import invitations, rates
from claims.operations.invitations import Made, Newcomer
from claims.outages import spare_while_unwritable
from claims.requests import get_user, link_invitation, read_now
from claims.web.invitation_forms import ConsentForm, InviteForm, JoinForm
from claims.web.markdown import render_markdown
from claims.web.members import show_members
from claims.web.scope import get_managed

# Of one address a minute, with right links or wrong ones.
OPENED_A_MINUTE = 30


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by their address."""
    project = get_managed(request, slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show_members(request, project, form)
    user, now = get_user(request), read_now(request)
    try:
        made = invitations.invite(actor=user, project=project, now=now, **form.cleaned_data)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return show_members(request, project, form)
    return _send(request, project, made)


@login_required
@require_POST
def renew(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Send another link; the one before opens nothing any more."""
    found = _get_invitation(request, slug, uuid)
    made = invitations.renew(actor=get_user(request), invitation=found, now=read_now(request))
    return _send(request, found.project, made)


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _get_invitation(request, slug, uuid)
    invitations.revoke(actor=get_user(request), invitation=found, now=read_now(request))
    messages.success(request, _("The invitation is revoked: its link opens nothing any more."))
    return redirect("members", slug=slug)


def _send(request: HttpRequest, project: Project, made: Made) -> HttpResponse:
    """Mail the link; where that fails it is shown in this one answer, to be given by hand."""
    link = link_invitation(request, made.token)
    user, now = get_user(request), read_now(request)
    if invitations.mail(actor=user, made=made, link=link, now=now):
        said = _("The invitation is on its way to %(email)s.") % {"email": made.invitation.email}
        messages.success(request, said)
        return redirect("members", slug=project.slug)
    context = {
        "invitation": made.invitation,
        "link": link,
        "can_mail": invitations.can_mail(),
    }
    return render(request, "claims/invitations/link.html", context)


def _get_invitation(request: HttpRequest, slug: str, uuid: UUID) -> Invitation:
    project = get_managed(request, slug)
    found = Invitation.objects.visible_to(request.user).filter(project=project)
    invitation = get_object_or_404(found, uuid=uuid)
    invitation.project = project
    return invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: to take the invitation up, with the account one has or a new one."""
    _count(request)
    found = invitations.find_open(token, read_now(request))
    if request.user.is_authenticated:
        return _accept(request, token, found)
    if invitations.find_person(found.email) is not None:
        if request.method == "POST":
            return redirect_to_login(request.get_full_path())
        return _show(request, found, None, None)
    return _join(request, token, found)


def _count(request: HttpRequest) -> None:
    """Whoever tries links out has to do so slowly."""
    address = origin.current().address
    if address is None:
        return
    key = f"link:{rates.name_address(address)}"[:64]
    allowance = None
    with spare_while_unwritable():
        allowance = rates.take(key, limit=OPENED_A_MINUTE, now=read_now(request))
    if allowance is not None and not allowance.is_allowed:
        raise TooMany(
            "too_many_links", "Too many links at once: wait a minute.", wait=allowance.resets_in
        )


def _accept(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    user, now = get_user(request), read_now(request)
    text = ConsentText.objects.latest_one() if user.consent_due else None
    form = ConsentForm(request.POST if request.method == "POST" else None, text=text)
    if form.is_bound and form.is_valid():
        try:
            invitations.accept(actor=user, token=token, version=form.get_version(), now=now)
        except DomainError as refusal:
            text = _refuse(form, refusal, text)
        else:
            return _welcome(request, found)
    return _show(request, found, form, text)


def _join(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    text = ConsentText.objects.latest_one()
    form = JoinForm(request.POST if request.method == "POST" else None, text=text)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        newcomer = Newcomer(**{name: given[name] for name in Newcomer.__slots__})
        try:
            invitations.join(
                token=token, newcomer=newcomer, version=form.get_version(), now=read_now(request)
            )
        except DomainError as refusal:
            text = _refuse(form, refusal, text)
        else:
            said = _("Your account is made: log in with it.")
            messages.success(request, said)
            return redirect_to_login(reverse("project", args=[found.project.slug]))
    return _show(request, found, form, text)


def _refuse(
    form: ConsentForm, refusal: DomainError, text: ConsentText | None
) -> ConsentText | None:
    """Say it at the form; which text is to be read then. What is over is a page of its own."""
    if refusal.status == HTTPStatus.GONE:
        raise refusal
    add_refusal(form, refusal)
    latest = ConsentText.objects.latest_one()
    if refusal.code == "consent_missing" and latest is not None and "consent" in form.fields:
        form.move_onto(latest)
        return latest
    return text


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome to “%(project)s”.") % {"project": found.project})
    return redirect("project", slug=found.project.slug)


def _show(
    request: HttpRequest,
    found: Invitation,
    form: ConsentForm | None,
    text: ConsentText | None,
) -> HttpResponse:
    """`form`: None where there is an account, which one has to log in with first."""
    user = request.user
    context = {
        "invitation": found,
        "form": form,
        "text": render_markdown(text.text) if text else "",
        "is_other": user.is_authenticated and user.email.lower() != found.email.lower(),
        "login_url": redirect_to_login(request.get_full_path()).url,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    return render(request, "claims/invitations/page.html", context, status=status)

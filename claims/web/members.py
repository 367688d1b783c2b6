"""Who is in a project and who is invited, for its managers: roles changed, people removed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.models import Invitation, Membership, Project
from claims.operations import invitations, projects
from claims.queries.members import list_memberships, read_last_seen
from claims.queries.training import read_standing
from claims.requests import get_user, read_now
from claims.web.invitation_forms import InviteForm, RoleForm
from claims.web.scope import get_managed

PEOPLE_PER_PAGE = 50


@login_required
@require_safe
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    return show_members(request, get_managed(request, slug), InviteForm())


def show_members(request: HttpRequest, project: Project, form: InviteForm) -> HttpResponse:
    """The page, with what somebody was about to invite."""
    page = Paginator(list_memberships(project), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    waiting = Invitation.objects.open().filter(project=project).select_related("created_by")
    now = read_now(request)
    context = {
        "page": page,
        "rows": [_describe(membership) for membership in page.object_list],
        "invitations": [(one, one.is_open(now)) for one in waiting.order_by("-pk")],
        "form": form,
        "can_mail": invitations.can_mail(),
    }
    return render(request, "claims/members/page.html", context, status=422 if form.errors else 200)


def _describe(membership: Membership) -> dict[str, Any]:
    is_member = membership.is_active and membership.user.is_active
    return {
        "person": membership.user,
        "membership": membership,
        "is_member": is_member,
        "standing": read_standing(membership) if is_member else "",
        "seen_at": read_last_seen(membership),
        "form": RoleForm(initial={"role": membership.role}, auto_id=f"{membership.user.uuid}-%s"),
    }


@login_required
@require_POST
def set_role(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Give one of the people another role."""
    membership = _get_membership(request, slug, uuid)
    written = projects.set_membership(
        actor=get_user(request),
        project=membership.project,
        user=membership.user,
        role=request.POST.get("role", ""),
        now=read_now(request),
    )
    said = {"name": membership.user.get_full_name(), "role": written.membership.get_role_display()}
    messages.success(request, _("%(name)s is now: %(role)s.") % said)
    if written.given_up:
        messages.info(
            request,
            _("Claims that others have labelled so far will not come to them: %(count)d.")
            % {"count": written.given_up},
        )
    return _show_again(request, slug)


@login_required
@require_POST
def remove_member(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """End somebody's membership; their labels stay."""
    membership = _get_membership(request, slug, uuid)
    projects.set_membership(
        actor=get_user(request),
        project=membership.project,
        user=membership.user,
        role=membership.role,
        is_active=False,
        now=read_now(request),
    )
    said = {"name": membership.user.get_full_name()}
    messages.success(request, _("%(name)s is no longer in the project.") % said)
    return _show_again(request, slug)


def _show_again(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, unless whoever changed their own role may not see it any more."""
    is_manager = Membership.objects.managed_by(get_user(request)).filter(project__slug=slug)
    if get_user(request).is_superuser or is_manager.exists():
        return redirect("members", slug=slug)
    return redirect("home")


def _get_membership(request: HttpRequest, slug: str, uuid: UUID) -> Membership:
    project = get_managed(request, slug)
    people = Membership.objects.filter(project=project).select_related("project", "user")
    return get_object_or_404(people, user__uuid=uuid)

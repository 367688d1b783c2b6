"""Notices: who was paused by a rule, or has finished the training; and what managers do then."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from claims.models import Membership, Notice
from claims.operations import notices, pausing, training
from claims.queries.training import Standing, list_held_up, read_standing
from claims.requests import get_user, read_now
from claims.web.scope import get_managed

NOTICES_PER_PAGE = 50
PEOPLE_PER_PAGE = 50
# What is done for somebody, and what is said then.
MEMBER_ACTS: dict[str, tuple[Callable[..., None], Any]] = {
    "resume": (pausing.resume_member, gettext_lazy("They can go on.")),
    "pass": (training.pass_by_hand, gettext_lazy("They have passed, and label live articles.")),
    "retry": (training.let_try_again, gettext_lazy("They can try again.")),
}
# For whom there is what to do, with the words on the button.
BUTTONS: dict[Standing, list[tuple[str, Any]]] = {
    Standing.PAUSED: [("resume", gettext_lazy("Let them go on"))],
    Standing.TRAINING: [("pass", gettext_lazy("Pass by hand"))],
    Standing.FAILED: [
        ("retry", gettext_lazy("Let them try again")),
        ("pass", gettext_lazy("Pass by hand")),
    ],
}


@login_required
@require_safe
def notice_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits for a manager or trains; and the notices, newest first."""
    project = get_managed(request, slug)
    found = Notice.objects.visible_to(request.user).filter(project=project)
    people = Paginator(list_held_up(project), PEOPLE_PER_PAGE).get_page(request.GET.get("people"))
    context = {
        "people": people,
        "rows": [_describe(membership) for membership in people.object_list],
        "page": Paginator(
            found.select_related("person").order_by("-pk"), NOTICES_PER_PAGE
        ).get_page(request.GET.get("page")),
    }
    return render(request, "claims/notices/page.html", context)


def _describe(membership: Membership) -> dict[str, Any]:
    standing = read_standing(membership)
    return {"person": membership.user, "standing": standing, "buttons": BUTTONS[standing]}


@login_required
@require_POST
def read_notice(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """No manager has to read it any more."""
    project = get_managed(request, slug)
    found = Notice.objects.visible_to(request.user).filter(project=project)
    notice = get_object_or_404(found.select_related("project"), uuid=uuid)
    notices.mark_read(actor=get_user(request), notice=notice, now=read_now(request))
    return redirect("notices", slug=slug)


@login_required
@require_POST
def change_member(request: HttpRequest, slug: str, uuid: UUID, verb: str) -> HttpResponse:
    """Let one of the people go on, pass or try again."""
    project = get_managed(request, slug)
    people = Membership.objects.filter(project=project).select_related("project", "user")
    membership = get_object_or_404(people, user__uuid=uuid)
    act, said = MEMBER_ACTS[verb]
    act(actor=get_user(request), membership=membership, now=read_now(request))
    messages.success(request, str(said))
    return redirect("notices", slug=slug)

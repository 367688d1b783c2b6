"""A project's speakers: searched at the desk, looked after and merged by curators."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Project, Speaker, User
from claims.operations import merging
from claims.queries import duplicates
from claims.queries import speakers as speaker_queries
from claims.requests import get_user, read_now
from claims.web.forms import MergeForm, SpeakerFilterForm
from claims.web.scope import get_project

SPEAKERS_PER_PAGE = 50


@login_required
@require_safe
def speaker_search(request: HttpRequest, slug: str) -> JsonResponse:
    """Whom a name that is being typed may mean, best first, as JSON."""
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    found = speaker_queries.search(get_user(request), project, request.GET.get("q", ""))
    return JsonResponse({"speakers": [_show(speaker, names) for speaker, names in found]})


def _show(speaker: Speaker, fitting: Any) -> dict[str, Any]:
    return {
        "uuid": str(speaker.uuid),
        "name": speaker.name,
        "kind": speaker.kind,
        "kind_name": speaker.get_kind_display(),
        "role": speaker.role,
        "affiliation": speaker.affiliation,
        "other_names": fitting,
    }


@login_required
@require_safe
def speaker_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's speakers by name; from here two that are one are chosen."""
    project = _get_workplace(request, slug)
    form = SpeakerFilterForm(request.GET)
    user = get_user(request)
    found = speaker_queries.list_standing(user, project, form.get_words())
    if form.wants_alike():
        found = duplicates.list_alike(user, found, project)
    page = Paginator(found, SPEAKERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": duplicates.describe_speakers(user, list(page), project),
        "chosen": _find_chosen(user, project, request.GET.get("with", "")),
        "narrowed": bool(form.get_words() or form.wants_alike()),
    }
    return render(request, "claims/speakers/list.html", context)


def _find_chosen(user: User, project: Project, uuid: str) -> Speaker | None:
    """With whom another is to be merged, if that was said."""
    try:
        known = Speaker.objects.visible_to(user).standing()
        return known.get(project=project, uuid=UUID(uuid))
    except (ValueError, Speaker.DoesNotExist):
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def speaker_merge(request: HttpRequest, slug: str, uuid: UUID, other: UUID) -> HttpResponse:
    """Both, side by side; and the question which of them stands from now on."""
    project = _get_workplace(request, slug)
    pair = [_get_speaker(request, project, one).survivor for one in (uuid, other)]
    if pair[0] == pair[1]:
        messages.info(request, _("These two are one already."))
        return redirect("speaker-list", slug=slug)
    rows = duplicates.describe_speakers(get_user(request), pair)
    form = MergeForm(request.POST if request.method == "POST" else None, rows=rows)
    if form.is_valid() and _merge(request, form, pair):
        return redirect("speaker-list", slug=slug)
    context = {"form": form, "rows": rows}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "claims/speakers/merge.html", context, status=status)


def _merge(request: HttpRequest, form: MergeForm, pair: Sequence[Speaker]) -> bool:
    """Whether it was done; else the form says why not."""
    first, second = pair
    into, speaker = pair if form.cleaned_data["into"] == str(first.uuid) else (second, first)
    try:
        merging.merge_speakers(
            actor=get_user(request), speaker=speaker, into=into, now=read_now(request)
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    message = _("“%(speaker)s” is “%(into)s” from now on. You can undo it under “Merged”.")
    messages.success(request, message % {"speaker": speaker, "into": into})
    return True


@login_required
@require_safe
def merged_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was merged into whom, each to be undone."""
    project = _get_workplace(request, slug)
    merged = speaker_queries.list_merged(project)
    page = Paginator(merged, SPEAKERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/speakers/merged.html", {"page": page})


@login_required
@require_POST
def speaker_unmerge(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Let a merged speaker stand for themselves again."""
    speaker = _get_speaker(request, _get_workplace(request, slug), uuid)
    merging.undo_merge(actor=get_user(request), speaker=speaker, now=read_now(request))
    if speaker.merged_into_id is None:
        messages.info(request, _("“%(speaker)s” is merged with nobody.") % {"speaker": speaker})
    else:
        message = _("“%(speaker)s” is a speaker of their own again.")
        messages.success(request, message % {"speaker": speaker})
    return redirect("speaker-merged", slug=slug)


def _get_workplace(request: HttpRequest, slug: str) -> Project:
    """The project, for those who look after its speakers."""
    project = get_project(request, slug)
    permissions.require(permissions.can_curate(request.user, project))
    return project


def _get_speaker(request: HttpRequest, project: Project, uuid: UUID) -> Speaker:
    named = Speaker.objects.visible_to(get_user(request)).filter(project=project).exclude(name="")
    return get_object_or_404(named.select_related("project"), uuid=uuid)

"""Taking back what one has done: from “my labels” and from the desk, by a form or by a script."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.errors import DomainError, InvalidInput
from claims.forms.sheet import keep_taken_back
from claims.models import Annotation, Project, Stage
from claims.operations.undo import Target, take_back, take_back_last
from claims.queries.desk import CONTEXT, ClaimState, map_states
from claims.queries.undo import ActionKind
from claims.requests import get_user, read_now
from claims.web.data import wants_data
from claims.web.routes import name_route
from claims.web.scope import get_claim, get_workplace
from claims.wording import describe


class TargetForm(forms.Form):
    """What to take back."""

    action = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in ActionKind])
    claim = forms.UUIDField()
    stage = forms.ChoiceField(choices=Stage.choices, required=False)
    annotation = forms.UUIDField(required=False)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back the action that the form names. Twice is once."""
    project = get_workplace(request, slug)
    target = _read_target(request, project)
    try:
        take_back(
            actor=get_user(request),
            claim=target.claim,
            kind=target.kind,
            annotation=target.annotation,
            stage=target.stage,
            now=read_now(request),
        )
    except DomainError as refusal:
        return _refuse(request, project, refusal)
    return _answer(request, project, target)


@login_required
@require_POST
def undo_last(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what was done last; where the form names what that should be, nothing but that."""
    project = get_workplace(request, slug)
    expected = _read_target(request, project) if request.POST.get("action") else None
    try:
        target = take_back_last(
            actor=get_user(request), project=project, expected=expected, now=read_now(request)
        )
    except DomainError as refusal:
        return _refuse(request, project, refusal)
    return _answer(request, project, target)


def _read_target(request: HttpRequest, project: Project) -> Target:
    form = TargetForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("unknown_action", "Say what to take back.", field="action")
    named = form.cleaned_data
    return Target(
        kind=ActionKind(named["action"]),
        claim=get_claim(request, project, named["claim"]),
        stage=named["stage"] or Stage.LABEL,
        annotation=named["annotation"],
    )


def _refuse(request: HttpRequest, project: Project, refusal: DomainError) -> HttpResponse:
    if wants_data(request):
        raise refusal
    messages.error(request, describe(refusal))
    return redirect(_locate_list(request, project))


def _answer(request: HttpRequest, project: Project, target: Target) -> HttpResponse:
    """How the claim stands now, as a sentence; and the way to it, if it is theirs to open."""
    claim, user = target.claim, get_user(request)
    state = map_states(user, claim.article, target.stage).get(claim.pk, CONTEXT)
    if target.kind == ActionKind.LABEL and state.state == "open":
        _keep_said(request, target)
    said, url = _say(target, state), ""
    if state.can_be_opened:
        url = reverse(name_route(target.stage, "claim"), args=[project.slug, claim.uuid])
    if wants_data(request):
        return JsonResponse(_dump(target, state) | {"message": said, "url": url})
    messages.success(request, said)
    stays = not url or "stay" in request.POST
    return redirect(_locate_list(request, project) if stays else f"{url}#current")


def _keep_said(request: HttpRequest, target: Target) -> None:
    """The claim is open again: what the label said is there to be changed."""
    own = Annotation.objects.filter(annotator=get_user(request), uuid=str(target.annotation))
    parts = ("claim__article", "claim__project", "speaker__merged_into", "original_speaker")
    keep_taken_back(
        own.select_related(*parts, "verifiability", "verdict").get(),
        get_user(request),
        read_now(request),
    )


def _dump(target: Target, state: ClaimState) -> dict[str, object]:
    return {
        "action": target.kind,
        "claim": target.claim.uuid,
        "stage": target.stage,
        "annotation": target.annotation,
        "state": state.state,
        "flagged": state.flagged,
    }


def _say(target: Target, state: ClaimState) -> str:
    if target.kind == ActionKind.FLAG:
        return _("Your flag is taken back.")
    if target.kind == ActionKind.SKIP:
        if state.can_be_opened:
            return _("Your skip is taken back: the claim is yours again.")
        return _("Your skip is taken back; others have the claim by now.")
    if state.state == "done":
        return _("Your label is taken back: what you said before counts again.")
    if state.state == "open":
        return _("Your label is taken back: the claim is open again.")
    return _("Your label is taken back.")


def _locate_list(request: HttpRequest, project: Project) -> str:
    """“My labels”, narrowed down as it was (`query`)."""
    narrowed = QueryDict(request.POST.get("query", "")).urlencode()
    address = reverse("label-list", args=[project.slug])
    return f"{address}?{narrowed}" if narrowed else address

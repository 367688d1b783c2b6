"""Training: articles to train on, and what who trains or is paused is told."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.errors import Conflict
from claims.operations import pausing, trainees, training
from claims.queries.training import Standing
from claims.requests import get_user, read_now
from claims.web.scope import get_article
from claims.wording import describe


@login_required
@require_POST
def set_article(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Make the article one to train on (`training=1`), or a live one again."""
    article = get_article(request, slug, uuid)
    try:
        training.set_training(
            actor=get_user(request),
            article=article,
            is_training=request.POST.get("training") == "1",
            now=read_now(request),
        )
    except Conflict as refusal:
        messages.error(request, describe(refusal))
    return redirect("article", slug=slug, uuid=uuid)


def tell_standing(standing: Standing) -> str:
    """Why somebody gets no live work, in a sentence; empty where they do."""
    if standing == Standing.PAUSED:
        return describe(pausing.you_are_paused())
    if standing == Standing.FAILED:
        return describe(trainees.training_failed())
    if standing == Standing.TRAINING:
        return _("You train first: after each claim you are told what is right, and why.")
    return ""

"""The history of one's own label of a claim: what each revision changed."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.queries.labels import find_decision
from claims.queries.revisions import REVISION_LIMIT, list_history
from claims.requests import get_user
from claims.web.scope import get_claim, get_workplace


@login_required
@require_safe
def label_history(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """A page; with `?part=1` only the list, for pages that show it in place."""
    claim = get_claim(request, get_workplace(request, slug), uuid)
    history = list_history(get_user(request), claim, stage)
    context = {
        "claim": claim,
        "stage": stage,
        "history": history,
        "limit": REVISION_LIMIT,
        "decision": find_decision(get_user(request), claim, stage) if history else None,
    }
    template = "_history.html" if "part" in request.GET else "history.html"
    return render(request, f"claims/labels/{template}", context)

"""Deciding a claim as the same sentence was decided in another article."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.errors import DomainError
from claims.models import Case, Claim, Decision
from claims.operations.alike import adopt_decision
from claims.requests import get_user, read_now
from claims.web.cases import get_curated, go_on, locate
from claims.web.data import read_uuid
from claims.wording import describe


@login_required
@require_POST
def adopt(request: HttpRequest, slug: str, uuid: UUID, stage: str, decision: UUID) -> HttpResponse:
    """Take that decision over, and go on; refused, the page says why."""
    project, user = get_curated(request, slug), get_user(request)
    of_project = Claim.objects.visible_to(user).filter(project=project)
    claim = get_object_or_404(of_project.select_related("project", "article"), uuid=uuid)
    decided = Decision.objects.visible_to(user).filter(project=project, stage=stage)
    source = get_object_or_404(decided, uuid=decision)
    case = Case.objects.filter(claim=claim, stage=stage).first()
    try:
        adopt_decision(
            actor=user,
            claim=claim,
            source=source,
            replaces=read_uuid(request.POST.get("replaces")),
            now=read_now(request),
        )
    except DomainError as refusal:
        messages.error(request, describe(refusal))
        return redirect(locate(request, claim, stage))
    messages.success(request, _("Decided as in the other article."))
    return go_on(request, project, case)

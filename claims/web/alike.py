"""Deciding a claim as the same sentence was decided in another article."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from claims.errors import DomainError
from claims.models import Case, Claim, Decision
from claims.operations.alike import adopt_decision, adopt_for_all
from claims.queries.alike import ADOPTED_AT_ONCE
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


@login_required
@require_POST
def adopt_all(
    request: HttpRequest, slug: str, uuid: UUID, stage: str, decision: UUID
) -> HttpResponse:
    """Take what was decided here over for those claims that the page showed as waiting."""
    project, user = get_curated(request, slug), get_user(request)
    of_project = Claim.objects.visible_to(user).filter(project=project)
    decided = Decision.objects.visible_to(user).filter(project=project, stage=stage)
    source = get_object_or_404(
        decided.select_related("project", "claim__project"), uuid=decision, claim__uuid=uuid
    )
    named = [read_uuid(given) for given in request.POST.getlist("claim")[:ADOPTED_AT_ONCE]]
    claims = of_project.filter(uuid__in=[one for one in named if one])
    made = adopt_for_all(
        actor=user,
        source=source,
        claims=claims.select_related("project", "article"),
        now=read_now(request),
    )
    count = sum(one.decision is not None for one in made)
    if count:
        said = ngettext(
            "Decided %d other claim as here.", "Decided %d other claims as here.", count
        )
        messages.success(request, said % count)
    for one in made:
        if one.refusal is not None:
            messages.error(request, f"{one.claim.article.title[:80]}: {describe(one.refusal)}")
    return redirect(locate(request, source.claim, stage))

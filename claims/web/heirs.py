"""Where somebody goes on with a claim, and with one whose boundaries have been changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim, Project, User
from claims.queries.desk import find_slot
from claims.queries.lineage import read_family
from claims.requests import get_user
from claims.web.routes import name_route


def find_desk(user: User, project: Project, claim: Claim, stage: str) -> str:
    """The address at which this person labels the claim; empty where it is not theirs."""
    if find_slot(user, claim, stage) is None:
        return ""
    return reverse(name_route(stage, "claim"), args=[project.slug, claim.uuid]) + "#current"


def find_page(user: User, project: Project, claim: Claim, stage: str) -> str:
    """Where this person goes on with the claim: its desk if it is theirs, else its article."""
    article = reverse("article", args=[project.slug, claim.article.uuid])
    return find_desk(user, project, claim, stage) or f"{article}#claim-{claim.uuid}"


def go_to_heirs(request: HttpRequest, claim: Claim, stage: str) -> HttpResponse:
    """To what became of a claim that is retired: to the first that is theirs, else to any."""
    user, project = get_user(request), claim.project
    heirs = read_family(claim.article).list_heirs(claim)
    messages.info(request, _("The boundaries of that claim have been changed meanwhile."))
    desks = (find_desk(user, project, heir, stage) for heir in heirs)
    first = next(filter(None, desks), "")
    return redirect(first or find_page(user, project, heirs[0] if heirs else claim, stage))

"""Labelling a claim in the admin: the desk's form and the same operation, without the desk."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims import permissions
from claims.forms.sheet import Sheet, open_sheet, read_sheet
from claims.models import Claim
from claims.queries import desk
from claims.queries.guidelines import find_standing
from claims.requests import get_user, read_now


def label_claim(
    request: HttpRequest, claim: Claim, site_context: Mapping[str, Any]
) -> HttpResponse:
    """Show the claim in its paragraph with the form; take the label, or the label that revises."""
    permissions.require(permissions.can_annotate(request.user, claim.project))
    user = get_user(request)
    if request.method != "POST":
        slot, draft = desk.find_slot(user, claim), desk.find_draft(user, claim)
        guideline = find_standing(user, claim.project)
        sheet = open_sheet(claim, user, slot, draft, guideline=guideline)
        return _show(request, site_context, sheet)
    sheet = read_sheet(claim, user, request.POST)
    annotation = sheet.submit(read_now(request), unaided=True)
    if annotation is None:
        return _show(request, site_context, sheet)
    revised = annotation.revision > 1
    done = _("Your label is revised; the earlier one is kept.") if revised else _("Labelled.")
    messages.success(request, done)
    return redirect("admin:claims_claim_change", claim.pk)


def _show(request: HttpRequest, site_context: Mapping[str, Any], sheet: Sheet) -> HttpResponse:
    claim = sheet.claim
    before, after = _find_surroundings(claim)
    context = {
        **site_context,
        "title": _("Label a claim"),
        "opts": Claim._meta,
        "claim": claim,
        "before": before,
        "after": after,
        "own_labels": desk.list_revisions(sheet.user, claim),
        "form": sheet.form,
        "evidence": sheet.evidence,
    }
    return TemplateResponse(
        request,
        "admin/claims/claim/label.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if sheet.is_filled_in else HTTPStatus.OK,
    )


def _find_surroundings(claim: Claim) -> tuple[str, str]:
    """The article's text before and after the claim, as far as its paragraph goes."""
    neighbours = [c for c in desk.list_claims(claim.article) if c.paragraph == claim.paragraph]
    start = min([claim.start, *(c.start for c in neighbours)])
    end = max([claim.end, *(c.end for c in neighbours)])
    text = claim.article.body.text
    return text[start : claim.start], text[claim.end : end]

"""Labelling a claim in the admin: the desk's form and the same operation, without the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims import clock, permissions
from claims.admin.access import get_user
from claims.errors import Conflict, DomainError
from claims.forms.labelling import (
    EvidenceForm,
    EvidenceFormSet,
    LabellingForm,
    make_evidence_initial,
    make_initial,
    merge_draft,
)
from claims.models import Annotation, Claim
from claims.operations import annotations, queue, speakers
from claims.queries import desk


@dataclass(frozen=True, slots=True)
class Filled:
    """The form and its evidence, which are read and shown together."""

    form: LabellingForm
    evidence: "BaseFormSet[EvidenceForm]"

    def is_valid(self) -> bool:
        return self.form.is_valid() & self.evidence.is_valid()


def label_claim(
    request: HttpRequest, claim: Claim, site_context: Mapping[str, Any]
) -> HttpResponse:
    """Show the claim in its paragraph with the form; take the label, or the label that revises."""
    permissions.require(permissions.can_annotate(request.user, claim.project))
    if request.method != "POST":
        return _show(request, claim, site_context, _open(request, claim))
    filled = _read(request, claim)
    if not filled.is_valid():
        return _show(request, claim, site_context, filled)
    try:
        annotation = _submit(request, claim, filled)
    except DomainError as refusal:
        filled.form.add_refusal(refusal)
        if isinstance(refusal, Conflict):
            _keep_draft(request, claim, filled)
        return _show(request, claim, site_context, filled)
    revised = annotation.revision > 1
    done = _("Your label is revised; the earlier one is kept.") if revised else _("Labelled.")
    messages.success(request, done)
    return redirect("admin:claims_claim_change", claim.pk)


def _open(request: HttpRequest, claim: Claim) -> Filled:
    """What the person has said, or begun to say, about this claim."""
    user = get_user(request)
    slot = desk.find_slot(user, claim)
    draft = desk.find_draft(user, claim)
    current = slot.current if slot else None
    body: Mapping[str, Any] = draft.body if draft else {}
    initial = merge_draft(make_initial(claim, current), body)
    items = body.get("evidence") or make_evidence_initial(current)
    return Filled(
        LabellingForm(claim=claim, user=user, initial=initial),
        EvidenceFormSet(initial=items, prefix="evidence"),
    )


def _read(request: HttpRequest, claim: Claim) -> Filled:
    return Filled(
        LabellingForm(request.POST, claim=claim, user=get_user(request)),
        EvidenceFormSet(request.POST, prefix="evidence"),
    )


def _submit(request: HttpRequest, claim: Claim, filled: Filled) -> Annotation:
    actor, now, form = get_user(request), clock.now(), filled.form
    someone_else = None
    if form.names_someone_else:
        someone_else = speakers.add_speaker(
            actor=actor,
            project=claim.project,
            name=form.cleaned_data["other_name"],
            kind=form.cleaned_data["other_kind"],
            article=claim.article,
            now=now,
        )
    return annotations.submit(
        actor=actor,
        claim=claim,
        labelling=form.to_labelling(filled.evidence, someone_else),
        client_uuid=form.cleaned_data["client_uuid"],
        revises=form.cleaned_data["revises"],
        now=now,
    )


def _keep_draft(request: HttpRequest, claim: Claim, filled: Filled) -> None:
    """The label came too late: what was written is not lost with the page."""
    body = filled.form.to_draft(filled.evidence)
    if body:
        queue.save_draft(actor=get_user(request), claim=claim, body=body, now=clock.now())


def _show(
    request: HttpRequest, claim: Claim, site_context: Mapping[str, Any], filled: Filled
) -> HttpResponse:
    before, after = _find_surroundings(claim)
    context = {
        **site_context,
        "title": _("Label a claim"),
        "opts": Claim._meta,
        "claim": claim,
        "before": before,
        "after": after,
        "own_labels": desk.list_revisions(get_user(request), claim),
        "form": filled.form,
        "evidence": filled.evidence,
    }
    faulty = filled.form.is_bound
    return TemplateResponse(
        request,
        "admin/claims/claim/label.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK,
    )


def _find_surroundings(claim: Claim) -> tuple[str, str]:
    """The article's text before and after the claim, as far as its paragraph goes."""
    neighbours = [c for c in desk.list_claims(claim.article) if c.paragraph == claim.paragraph]
    start = min([claim.start, *(c.start for c in neighbours)])
    end = max([claim.end, *(c.end for c in neighbours)])
    text = claim.article.body.text
    return text[start : claim.start], text[claim.end : end]

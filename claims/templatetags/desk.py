"""Filters of the label form at the desk, and the addresses of both desks."""

from uuid import UUID

from django import template
from django.forms import BaseFormSet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from claims.forms.evidence import EvidenceForm
from claims.models import Label, Speaker
from claims.queries.desk import Cast, find_digit
from claims.web.routes import name_route

register = template.Library()


@register.simple_tag
def desk_url(stage: str, page: str, slug: str, uuid: UUID | None = None) -> str:
    """The address of a page of that pass's desk; an empty `page` is the desk itself."""
    return reverse(name_route(stage, page), args=[slug, uuid] if uuid else [slug])


@register.filter
def digit(speaker: Speaker, cast: Cast) -> str:
    """The speaker's key, or nothing."""
    found = find_digit(speaker, cast)
    return "" if found is None else str(found)


@register.filter
def find_label(labels: list[Label], value: str) -> Label | None:
    """The label with that value; None for “no verdict”."""
    return next((label for label in labels if label.value == value), None)


@register.filter
def find_speaker(cast: Cast, uuid: str) -> Speaker | None:
    """The speaker with that UUID; None for “someone else”."""
    return next((speaker for speaker in cast if str(speaker.uuid) == uuid), None)


@register.simple_tag
def blank_evidence(evidence: "BaseFormSet[EvidenceForm]") -> SafeString:
    """A row in which nothing stands, before it has a number."""
    return render_to_string("claims/desk/_evidence_row.html", {"row": evidence.empty_form})


@register.filter
def number_row(blank: SafeString, number: int) -> SafeString:
    """The same row as that of this number."""
    return SafeString(blank.replace("__prefix__", str(number)))  # nosec B703  # a template's

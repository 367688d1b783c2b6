"""Filters of the label form at the desk, and the addresses of both desks."""

from uuid import UUID

from django import template
from django.urls import reverse

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

"""Filters of the label form at the desk."""

from django import template

from claims.models import Label, Speaker
from claims.queries.desk import find_digit

register = template.Library()


@register.filter
def digit(speaker: Speaker, cast: list[Speaker]) -> str:
    """The speaker's key, or nothing."""
    found = find_digit(speaker, cast)
    return "" if found is None else str(found)


@register.filter
def find_label(labels: list[Label], value: str) -> Label | None:
    """The label with that value; None for “no verdict”."""
    return next((label for label in labels if label.value == value), None)


@register.filter
def find_speaker(cast: list[Speaker], uuid: str) -> Speaker | None:
    """The speaker with that UUID; None for “someone else”."""
    return next((speaker for speaker in cast if str(speaker.uuid) == uuid), None)

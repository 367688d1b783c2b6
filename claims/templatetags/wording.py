"""Refusals, and what the text engine says of a claim, in the reader's language."""

from django import template

from claims import wording

register = template.Library()

register.filter(wording.describe)
register.filter(wording.describe_reason)
register.filter(wording.describe_suggested)
register.filter(wording.describe_hint)
register.filter(wording.describe_hints)

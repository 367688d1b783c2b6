"""Refusals in the reader's language."""

from django.utils.translation import gettext

from claims.errors import DomainError


def describe(refusal: DomainError) -> str:
    """The refusal's sentence, translated, its parameters filled in."""
    return gettext(refusal.message) % refusal.params if refusal.params else gettext(refusal.message)

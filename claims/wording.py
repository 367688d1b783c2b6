"""Refusals in the reader's language."""

from django.utils.translation import gettext

from claims.errors import DomainError


def describe(refusal: DomainError) -> str:
    """The refusal's sentence, translated, its parameters filled in; they may be refusals too."""
    sentence = gettext(refusal.message)
    if not refusal.params:
        return sentence
    return sentence % {
        name: describe(value) if isinstance(value, DomainError) else value
        for name, value in refusal.params.items()
    }

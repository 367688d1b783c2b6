"""Tags of the pages on which articles are read."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.models import Claim, Suggestion
from claims.queries.reading import Paragraph, Piece

register = template.Library()
Suggestions = Mapping[int, Suggestion]


@register.simple_tag
def show_pieces(paragraph: Paragraph[Claim], suggested: Suggestions) -> SafeString:
    """A paragraph's text with its claims marked. By code: no white space may come in between."""
    return _join(paragraph.pieces, suggested)


def _join(pieces: Iterable[Piece[Claim]], suggested: Suggestions) -> SafeString:
    return format_html_join("", "{}", ((_show(piece, suggested),) for piece in pieces))


def _show(piece: Piece[Claim], suggested: Suggestions) -> SafeString | str:
    claim = piece.claim
    if claim is None:
        return piece.text
    return format_html(
        '<span class="claim" id="claim-{}" data-kind="{}">{}{}</span>',
        claim.uuid,
        claim.kind,
        _show_suggestion(suggested.get(claim.pk)),
        _join(piece.inner, suggested) if piece.inner else piece.text,
    )


def _show_suggestion(suggestion: Suggestion | None) -> SafeString | str:
    if suggestion is None:
        return ""
    return format_html(
        '<span class="who" dir="auto" title="{}">{}<span class="sr"> ({})</span></span>',
        suggestion.reason,
        _("%(speaker)s?") % {"speaker": suggestion.speaker},
        _("suggested: %(reason)s") % {"reason": suggestion.reason},
    )

"""What changed in a line, as HTML: not a template's work, for in here each space shows."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.text.changes import Change, Line, Piece

register = template.Library()

# The element, and what is read aloud before its words.
MARKS = {Change.ADDED: ("ins", _("Added:")), Change.REMOVED: ("del", _("Removed:"))}


@register.filter
def show_words(line: Line) -> SafeString:
    """The words of a line, marked where they were added or removed."""
    return format_html_join("", "{}", ((_mark(piece),) for piece in line.pieces))


def _mark(piece: Piece) -> SafeString:
    if piece.change == Change.SAME:
        return conditional_escape(piece.text)
    name, said = MARKS[piece.change]
    return format_html('<{0}><span class="sr">{1} </span>{2}</{0}>', name, said, piece.text)

"""Claims among their neighbours, and changes to them; by code, so that no white space comes in."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim
from claims.operations.boundary_plans import EditKind
from claims.queries.reading import Piece, cut
from claims.text import previews
from claims.text.previews import Line, Role
from claims.text.segment import Kind

register = template.Library()

NAMES = {
    EditKind.SPLIT: gettext_lazy("Split a claim"),
    EditKind.MERGE: gettext_lazy("Merge claims"),
    EditKind.TRIM: gettext_lazy("Other edges for a claim"),
    EditKind.SPAN: gettext_lazy("A part as a claim of its own"),
    EditKind.REMOVE_SPAN: gettext_lazy("A part is no claim of its own"),
    EditKind.SENTENCE: gettext_lazy("A heading as a sentence"),
}
# What becomes of words: the element that shows it, and how it is said.
SHOWN = {
    Role.REMOVED: ("del", gettext_lazy("left out")),
    Role.ADDED: ("ins", gettext_lazy("taken in")),
    Role.SPAN: ("mark", gettext_lazy("a claim of its own")),
}


@register.simple_tag(takes_context=True)
def show_neighbours(context: Context) -> SafeString:
    """The stretch of text around the claim, exactly as it is, the claims in it marked."""
    near = context["near"]
    pieces = cut(near.claim.article.body.text, near.start, near.end, near.claims)
    return _join(pieces, near.claim)


def _join(pieces: Iterable[Piece[Claim]], current: Claim) -> SafeString:
    return format_html_join("", "{}", ((_show_piece(piece, current),) for piece in pieces))


def _show_piece(piece: Piece[Claim], current: Claim) -> SafeString | str:
    if piece.claim is None:
        return piece.text
    is_current = piece.claim.pk == current.pk
    return format_html(
        '<span class="claim" data-claim="{}" data-kind="{}"{}>{}</span>',
        piece.claim.uuid,
        piece.claim.kind,
        SafeString(' aria-current="true"') if is_current else "",
        _join(piece.inner or [Piece(piece.text)], current),
    )


@register.filter
def edit_name(kind: str) -> str:
    """What is done, in words."""
    return str(NAMES[EditKind(kind)])


@register.simple_tag
def show_lines(lines: Iterable[Line]) -> SafeString:
    """Claims, one a line; what comes, goes or is cut is marked, and said too."""
    shown = ((_show_words(line), _show_kind(line.kind)) for line in lines)
    return format_html_join("", '<li dir="auto"><span>{}</span>{}</li>', shown)


def _show_words(line: Line) -> SafeString:
    return format_html_join("", "{}", ((_show_change(piece),) for piece in line.pieces))


def _show_kind(kind: Kind) -> SafeString | str:
    """Headings are named: that nobody labels them is what may change."""
    if kind in {Kind.SENTENCE, Kind.SPAN}:
        return ""
    return format_html(' <span class="tag">{}</span>', _("heading"))


def _show_change(piece: previews.Piece) -> SafeString | str:
    """What is said stands apart (<bdi>): it must not decide which way the text runs."""
    if piece.role == Role.KEPT:
        return piece.text
    if piece.role == Role.CUT:
        return format_html('<span class="cut"><bdi class="sr"> ({}) </bdi></span>', _("cut here"))
    tag, said = SHOWN[piece.role]
    return format_html(
        '<{0}><bdi class="sr">({1}:) </bdi>{2}<bdi class="sr"> ({3})</bdi></{0}>',
        SafeString(tag),  # nosec B703  # of SHOWN
        said,
        piece.text,
        _("up to here"),
    )

"""An article's text with its claims marked: to read, and at the desk to label.

By code and not by templates, whose white space would show within the text.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Article, Claim, Speaker, Suggestion
from claims.queries.desk import CONTEXT, ClaimState
from claims.queries.reading import Piece
from claims.wording import describe_suggested

register = template.Library()

Pieces = Iterable[Piece[Claim]]
# Shows one claim, with what stands within it.
Show = Callable[[Piece[Claim], Claim], SafeString]

SPOKEN_STATES = {
    "open": gettext_lazy("to label"),
    "done": gettext_lazy("labelled"),
    "skipped": gettext_lazy("skipped"),
}


@register.filter
def direction(article: Article) -> str:
    """For `dir`: a text in Arabic is read from the right, also where it begins with “NATO”."""
    return "rtl" if article.language.partition("-")[0] in settings.LANGUAGES_BIDI else "auto"


@register.inclusion_tag("claims/articles/_body.html", takes_context=True)
def show_article(context: Context) -> dict[str, Any]:
    """To read: each claim with its suggested speaker."""
    return _lay_out(context, partial(_show_to_read, context))


@register.inclusion_tag("claims/articles/_body.html", takes_context=True)
def show_article_to_change(context: Context) -> dict[str, Any]:
    """To read: each claim, headings too, a link to its boundaries."""
    return _lay_out(context, partial(_show_to_change, context))


@register.inclusion_tag("claims/articles/_body.html", takes_context=True)
def show_own_article(context: Context) -> dict[str, Any]:
    """At the desk: each claim as this person sees it, a link where they may open it."""
    return _lay_out(context, partial(_show_own, context))


def _lay_out(context: Context, show: Show) -> dict[str, Any]:
    paragraphs = [
        (paragraph.kind, _join(paragraph.pieces, show))
        for paragraph in context["paragraphs"]
        if paragraph.text.strip()
    ]
    article = context["article"]
    return {
        "article": article,
        "has_headline": context["has_headline"],
        "paragraphs": paragraphs,
        "direction": direction(article),
    }


def _join(pieces: Pieces, show: Show, plain: str = "{}") -> SafeString:
    """The pieces one behind another; `plain` is the format of what is no claim."""
    shown = (
        (show(piece, piece.claim) if piece.claim else format_html(plain, piece.text),)
        for piece in pieces
    )
    return format_html_join("", "{}", shown)


# To read.


def _show_to_read(context: Context, piece: Piece[Claim], claim: Claim) -> SafeString:
    inner = piece.inner or [Piece(piece.text)]
    return format_html(
        '<span class="claim" id="claim-{}" data-kind="{}">{}{}</span>',
        claim.uuid,
        claim.kind,
        _show_suggestion(context["suggested"].get(claim.pk)),
        _join(inner, partial(_show_to_read, context)),
    )


def _show_suggestion(suggestion: Suggestion | None) -> SafeString | str:
    if suggestion is None:
        return ""
    reason = describe_suggested(suggestion)
    return format_html(
        '<span class="who" dir="auto" title="{}">{}<span class="sr"> ({})</span></span>',
        reason,
        _("%(speaker)s?") % {"speaker": suggestion.speaker},
        _("suggested: %(reason)s") % {"reason": reason},
    )


def _show_to_change(context: Context, piece: Piece[Claim], claim: Claim) -> SafeString:
    """Links can't nest: of a claim with others in it, its own words are links."""
    address = reverse("claim-boundaries", args=[context["project"].slug, claim.uuid])
    link = format_html('<a href="{}">', address) + SafeString("{}</a>")
    inner = piece.inner or [Piece(piece.text)]
    return format_html(
        '<span class="claim" id="claim-{}" data-kind="{}">{}</span>',
        claim.uuid,
        claim.kind,
        _join(inner, partial(_show_to_change, context), link),
    )


# To decide.


@register.simple_tag(takes_context=True)
def show_around(context: Context) -> SafeString:
    """The claim among its neighbours: `pieces`, plain but for the claim itself.

    Lines break where the article's do.
    """
    before = "… " if context["has_before"] else ""
    after = " …" if context["has_after"] else ""
    text = _join(context["pieces"], partial(_show_around, context))
    return format_html("{}{}{}", before, text, after)


def _show_around(context: Context, piece: Piece[Claim], claim: Claim) -> SafeString:
    text = _join(piece.inner or [Piece(piece.text)], partial(_show_around, context))
    if claim.pk != context["claim"].pk:
        return text
    return format_html('<span class="claim" aria-current="true">{}</span>', text)


# At the desk.


def _show_own(context: Context, piece: Piece[Claim], claim: Claim) -> SafeString:
    """A claim with others in it is no link itself: links can't nest. Its own words are.

    `data-n` is its place among the claims that the page's script knows.
    """
    state: ClaimState = context["states"].get(claim.pk, CONTEXT)
    marks = format_html(' data-kind="{}" data-state="{}"', claim.kind, state.state)
    number = context["numbers"].get(claim.pk)
    if number is not None:
        marks += format_html(' data-n="{}"', number)
    if state.flagged:
        marks += SafeString(" data-flagged")
    if claim.pk == context["claim"].pk:
        marks += SafeString(' id="current" aria-current="true"')
    suggestion = context["suggested"].get(claim.pk)
    # From one claim's page to another's: hundreds of whole addresses weigh kilobytes.
    link = format_html('href="../{}/#current"', claim.uuid) if number is not None else ""
    who = _show_speaker(state, suggestion)
    spoken = _say_state(state)
    end = format_html('<span class="sr"> ({})</span>', spoken) if spoken else ""
    if link and not piece.inner:
        return format_html('<a class="claim" {}{}>{}{}{}</a>', link, marks, who, piece.text, end)
    plain = f"<a {link} data-claim>{{}}</a>" if link else "{}"
    text = _join(piece.inner or [Piece(piece.text)], partial(_show_own, context), plain)
    return format_html('<span class="claim"{}>{}{}{}</span>', marks, who, text, end)


def _say_state(state: ClaimState) -> str:
    """For those who don't see the marks; nothing of what is nobody's to label."""
    spoken = str(SPOKEN_STATES.get(state.state, ""))
    return f"{spoken}, {_('flagged')}" if spoken and state.flagged else spoken


def _show_speaker(state: ClaimState, suggestion: Suggestion | None) -> SafeString | str:
    """Whom this person chose, else who is suggested, and by which program, if by one outside.

    Not the article itself: what has no name before it reads as the article's own voice.
    """
    if not state.can_be_opened:
        return ""
    guess = None if state.speaker else suggestion
    if guess is not None and guess.speaker.kind == Speaker.Kind.ARTICLE:
        guess = None
    if guess is not None and guess.added_by_id is not None:
        return _show_suggestion(guess)
    who = state.speaker or (_("%(speaker)s?") % {"speaker": guess.speaker} if guess else "")
    return format_html('<span class="who" dir="auto">{}</span>', who) if who else ""

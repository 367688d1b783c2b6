"""Tags of the desk's templates."""

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Label, Speaker, Suggestion
from claims.queries.desk import CONTEXT, ClaimState, find_digit
from claims.queries.reading import Paragraph

register = template.Library()

SPOKEN_STATES = {
    "open": gettext_lazy("to label"),
    "done": gettext_lazy("labelled"),
    "skipped": gettext_lazy("skipped"),
}


@register.simple_tag(takes_context=True)
def show_own_pieces(context: RequestContext, paragraph: Paragraph[Claim]) -> SafeString:
    """A paragraph's text, its claims as this person sees them.

    Built here and not by a template, whose white space would show in the article.
    """
    pieces = (
        (_show_claim(context, piece.claim) if piece.claim else piece.text,)
        for piece in paragraph.pieces
    )
    return format_html_join("", "{}", pieces)


def _show_claim(context: RequestContext, claim: Claim) -> SafeString:
    """A link if this person may open the claim, with its state and speaker."""
    state = context["states"].get(claim.pk, CONTEXT)
    marks = format_html(' data-state="{}"', state.state)
    if state.flagged:
        marks += SafeString(" data-flagged")
    inside = _show_text(claim, state, context["suggested"].get(claim.pk))
    if claim.pk == context["claim"].pk:
        # No link to itself: Enter submits.
        return format_html(
            '<span class="claim" id="current" aria-current="true"{}>{}</span>', marks, inside
        )
    if not state.can_be_opened:
        return format_html('<span class="claim"{}>{}</span>', marks, inside)
    url = reverse("desk-claim", args=[context["project"].slug, claim.uuid])
    return format_html('<a class="claim" href="{}#current"{}>{}</a>', url, marks, inside)


def _show_text(claim: Claim, state: ClaimState, suggestion: Suggestion | None) -> SafeString:
    guessed = _("%(speaker)s?") % {"speaker": suggestion.speaker} if suggestion else ""
    who = (state.speaker or guessed) if state.can_be_opened else ""
    spoken = SPOKEN_STATES.get(state.state, "")
    return format_html(
        "{}{}{}",
        format_html('<span class="who">{}</span>', who) if who else "",
        claim.text,
        format_html('<span class="sr"> ({})</span>', spoken) if spoken else "",
    )


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

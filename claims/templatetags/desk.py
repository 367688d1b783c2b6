"""Tags of the desk's templates."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Label, Speaker
from claims.queries.desk import CONTEXT

register = template.Library()

SPOKEN_STATES = {
    "open": gettext_lazy("to label"),
    "done": gettext_lazy("labelled"),
    "skipped": gettext_lazy("skipped"),
}


@register.inclusion_tag("claims/desk/_claim.html", takes_context=True)
def show_claim(context: RequestContext, claim: Claim) -> dict[str, Any]:
    """A claim in the article: a link if this person may open it, with its state and speaker."""
    state = context["states"].get(claim.pk, CONTEXT)
    suggestion = context["suggested"].get(claim.pk)
    guessed = _("%(speaker)s?") % {"speaker": suggestion.speaker} if suggestion else ""
    return {
        "claim": claim,
        "state": state,
        "is_current": claim.pk == context["claim"].pk,
        "who": state.speaker or guessed,
        "spoken_state": SPOKEN_STATES.get(state.state, ""),
        "url": reverse("desk-claim", args=[context["project"].slug, claim.uuid]),
    }


@register.filter
def digit(speaker: Speaker, cast: list[Speaker]) -> str:
    """The speaker's key: 0 for the article itself, 1 to 9 for the cast in order, else none."""
    if speaker.kind == Speaker.Kind.ARTICLE:
        return "0"
    position = cast.index(speaker) + 1
    return str(position) if speaker.name and position <= 9 else ""


@register.filter
def find_label(labels: list[Label], value: str) -> Label | None:
    """The label with that value; None for “no verdict”."""
    return next((label for label in labels if label.value == value), None)


@register.filter
def find_speaker(cast: list[Speaker], uuid: str) -> Speaker | None:
    """The speaker with that UUID; None for “someone else”."""
    return next((speaker for speaker in cast if str(speaker.uuid) == uuid), None)

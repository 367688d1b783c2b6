"""The form of a claim's boundaries: by cursor and selection, or in words copied from the text."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from claims.errors import Conflict, InvalidInput
from claims.forms.fields import ProseField, line_field
from claims.models import Claim
from claims.operations.boundary_plans import Edit, EditKind, plan_undo
from claims.operations.labelling import TEXT_LIMIT
from claims.operations.marks import REASON_LIMIT
from claims.queries.neighbourhood import Neighbourhood
from claims.text.pasted import find_words
from claims.web.forms import PlainForm

# What may be done, and how it is asked for once it is known where.
ACTIONS: Mapping[str, str] = {
    "split": "split",
    "split_after": "split",
    "merge_previous": "merge_previous",
    "merge_next": "merge_next",
    "trim": "trim",
    "trim_to": "trim",
    "span": "span",
    "span_of": "span",
    "remove_span": "remove_span",
    "undo": "undo",
}


def offset_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class BoundaryForm(PlainForm, forms.Form):
    """What is to be done to a claim. Offsets are code points of the article's text."""

    do = forms.ChoiceField(choices=[(name, name) for name in ACTIONS], required=False)
    # A heading that is to be a sentence.
    heading = forms.UUIDField(required=False)
    start = offset_field()
    end = offset_field()
    version = offset_field()
    first_part = ProseField(
        label=_("The first part ends with"), required=False, max_length=TEXT_LIMIT
    )
    wanted = ProseField(label=_("The claim is to read"), required=False, max_length=TEXT_LIMIT)
    reason = line_field(
        label=_("Reason"), max_length=REASON_LIMIT, help_text=_("For the curators.")
    )
    # What was looked at, as its button sends it: see `repeat`.
    confirm = forms.CharField(required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        given = None if data is None else data.dict()
        if given and given.get("confirm"):
            given |= {"do": "", "heading": "", **QueryDict(str(given["confirm"])).dict()}
        super().__init__(given)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("do") and not cleaned.get("heading"):
            raise forms.ValidationError(_("Say what to do."), code="nothing")
        return cleaned

    def to_edit(self, near: Neighbourhood) -> Edit:
        """The edit that is asked for. Raises what says why there is none."""
        said = self.cleaned_data
        if said["heading"]:
            return Edit(kind=EditKind.SENTENCE, claims=(said["heading"],))
        return _READERS[said["do"]](said, near)

    def repeat(self, edit: Edit) -> str:
        """The fields that ask for the same edit again, wherever its words were found."""
        said = self.cleaned_data
        places = edit.at or (edit.start, edit.end)
        fields = {
            "do": ACTIONS.get(said["do"]),
            "heading": said["heading"],
            "start": places[0],
            "end": places[-1],
        }
        return urlencode({name: value for name, value in fields.items() if value is not None})


def _split(said: dict[str, Any], near: Neighbourhood) -> Edit:
    """At the cursor; with words selected, before and behind them."""
    places = sorted({said["start"], said["end"]} - {None})
    inside = [place for place in places if near.claim.start < place < near.claim.end]
    return Edit(kind=EditKind.SPLIT, claims=(near.claim.uuid,), at=tuple(inside or places[:1]))


def _split_after(said: dict[str, Any], near: Neighbourhood) -> Edit:
    claim = near.claim
    text = claim.article.body.text
    _start, end = find_words(text, said["first_part"], claim.start, claim.end, "first_part")
    return Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(end,))


def _merge_with(neighbour: Claim | None, near: Neighbourhood) -> Edit:
    if neighbour is None:
        raise Conflict("no_neighbour", "There is no claim there to merge with.")
    ordered = sorted((neighbour, near.claim), key=lambda claim: claim.start)
    return Edit(kind=EditKind.MERGE, claims=tuple(claim.uuid for claim in ordered))


def _select(kind: EditKind) -> Callable[[dict[str, Any], Neighbourhood], Edit]:
    def read(said: dict[str, Any], near: Neighbourhood) -> Edit:
        return Edit(kind=kind, claims=(near.claim.uuid,), start=said["start"], end=said["end"])

    return read


def _trim_to(said: dict[str, Any], near: Neighbourhood) -> Edit:
    """To words in the claim; else to words around it, which it is to hold."""
    try:
        return _find_part(EditKind.TRIM, said, near, near.claim.start, near.claim.end)
    except InvalidInput as refusal:
        if refusal.code != "words_absent":
            raise
    return _find_part(EditKind.TRIM, said, near, near.start, near.end)


def _span_of(said: dict[str, Any], near: Neighbourhood) -> Edit:
    return _find_part(EditKind.SPAN, said, near, near.claim.start, near.claim.end)


def _find_part(
    kind: EditKind, said: dict[str, Any], near: Neighbourhood, start: int, end: int
) -> Edit:
    text = near.claim.article.body.text
    first, last = find_words(text, said["wanted"], start, end, "wanted")
    return Edit(kind=kind, claims=(near.claim.uuid,), start=first, end=last)


def _remove_span(_said: dict[str, Any], near: Neighbourhood) -> Edit:
    return Edit(kind=EditKind.REMOVE_SPAN, claims=(near.claim.uuid,))


def _undo(_said: dict[str, Any], near: Neighbourhood) -> Edit:
    edit = plan_undo(near.claim)
    if edit is None:
        raise Conflict("nothing_to_undo", "There is nothing left to undo here.")
    return edit


_READERS: Mapping[str, Callable[[dict[str, Any], Neighbourhood], Edit]] = {
    "split": _split,
    "split_after": _split_after,
    "merge_previous": lambda _said, near: _merge_with(near.previous, near),
    "merge_next": lambda _said, near: _merge_with(near.next, near),
    "trim": _select(EditKind.TRIM),
    "trim_to": _trim_to,
    "span": _select(EditKind.SPAN),
    "span_of": _span_of,
    "remove_span": _remove_span,
    "undo": _undo,
}

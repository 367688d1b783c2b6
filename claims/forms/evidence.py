"""Rows of evidence in the label form: they check shapes, operations.evidence_rules the rules."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField, date_field, line_field, link_field, select_field
from claims.models import Annotation, Evidence, get_max_length
from claims.operations.labelling import (
    EVIDENCE_FIELDS,
    EVIDENCE_LIMIT,
    SET_LIMIT,
    TEXT_LIMIT,
    EvidenceItem,
)

LINK_LIMIT = get_max_length(Evidence, "url")
# What is doubtful about an item, where the form stands.
Judge = Callable[[EvidenceItem], tuple[Evidence.WarningKind, ...]]


def _prose(label: Any) -> ProseField:
    return ProseField(label=label, required=False, max_length=TEXT_LIMIT)


class EvidenceForm(forms.Form):
    """One item of evidence; a row left empty is no item."""

    url = link_field(label=_("Link"), max_length=LINK_LIMIT)
    stance = select_field([("", "—"), *Evidence.Stance.choices], label=_("Stance"))
    quote = _prose(_("Passage that decides it"))
    # A source is nothing that one has to choose: a row with nothing else in it is empty.
    kind = select_field(
        [
            ("", Evidence.Kind.SOURCE.label),
            (Evidence.Kind.RIGHT_OF_REPLY.value, Evidence.Kind.RIGHT_OF_REPLY.label),
        ],
        label=_("Kind"),
    )
    asked_whom = line_field(
        label=_("Whom you asked"), max_length=get_max_length(Evidence, "asked_whom")
    )
    asked_on = date_field(label=_("Asked on"))
    deadline = date_field(label=_("To answer by"))
    title = line_field(label=_("Title"), max_length=get_max_length(Evidence, "title"))
    publisher = line_field(label=_("Publisher"), max_length=get_max_length(Evidence, "publisher"))
    published = date_field(label=_("Published on"))
    retrieved = date_field(label=_("Retrieved on"))
    medium = select_field([("", "—"), *Evidence.Medium.choices], label=_("Medium"))
    archived_url = link_field(label=_("Archived copy"), max_length=LINK_LIMIT)
    set_number = forms.IntegerField(
        label=_("Set"),
        required=False,
        min_value=1,
        max_value=SET_LIMIT,
        help_text=_("Items of one set are needed together; sets are alternatives."),
        widget=forms.NumberInput(attrs={"class": "field"}),
    )
    question = _prose(_("Question it answers"))
    answer = _prose(_("Answer"))

    def __init__(self, *args: Any, judge: Judge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._judge = judge

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: neither what was sent nor what was kept."""
        return not self.is_bound and not self.initial

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_filled() and not cleaned.get("stance"):
            self.add_error("stance", _("Say which way this evidence points."))
        return cleaned

    def is_filled(self) -> bool:
        return any(value for value in self.cleaned_data.values())

    def to_item(self) -> EvidenceItem:
        values = dict(self.cleaned_data)
        values["set_number"] = values["set_number"] or 1
        values["kind"] = values["kind"] or Evidence.Kind.SOURCE.value
        return EvidenceItem(**values)

    @property
    def warnings(self) -> list[str]:
        """What is doubtful about what stands in the row now, in words."""
        if self._judge is None:
            return []
        return [str(warning.label) for warning in self._judge(self._read_judged())]

    def _read_judged(self) -> EvidenceItem:
        """As much of an item as is judged, whether or not the rest is in order."""
        return EvidenceItem(
            stance="",
            kind=self["kind"].value() or "",
            url=self["url"].value() or "",
            archived_url=self["archived_url"].value() or "",
            published=read_day(self["published"]),
        )


EvidenceFormSet = forms.formset_factory(
    EvidenceForm, extra=2, max_num=EVIDENCE_LIMIT, absolute_max=EVIDENCE_LIMIT, validate_max=True
)


def read_day(field: BoundField) -> date | None:
    """The day that stands in a field now; None where it is none."""
    try:
        day: date | None = field.field.clean(field.value())
    except ValidationError:
        return None
    return day


def make_evidence_initial(annotation: Annotation | None) -> list[dict[str, Any]]:
    """The evidence of a label that is to be revised, for the formset."""
    if annotation is None:
        return []
    return describe_items(annotation.evidence.order_by("position"))


def describe_items(items: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Items of evidence as the rows have them."""
    return [
        {name: getattr(item, name) for name in EVIDENCE_FIELDS} | {"kind": _choose_kind(item.kind)}
        for item in items
    ]


def _choose_kind(kind: str) -> str:
    """As the row has it: a source is its empty choice."""
    return "" if kind == Evidence.Kind.SOURCE else kind

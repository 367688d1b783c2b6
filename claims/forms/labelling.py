"""The label form of the desk and of the admin: it checks shapes, operations.labelling the rules."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from itertools import chain
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.forms.evidence import EvidenceForm, make_evidence_initial
from claims.forms.fields import ProseField, date_field, line_field, link_field, select_field
from claims.models import (
    Annotation,
    Claim,
    Decision,
    Label,
    Project,
    Speaker,
    Stage,
    User,
    get_max_length,
)
from claims.operations.labelling import (
    COPIED_FIELDS,
    SECONDS_LIMIT,
    TEXT_LIMIT,
    VERSION_LIMIT,
    Labelling,
)
from claims.operations.speakers import CHOOSABLE_KINDS
from claims.queries.desk import Cast, list_cast, list_labels
from claims.queries.speakers import list_co_speakers

# The choice that asks for a name: any other is a speaker's UUID.
SOMEONE_ELSE = "else"
KIND_CHOICES = [(kind.value, kind.label) for kind in CHOOSABLE_KINDS]
NAMING_SPEAKERS = ("speaker", "original_speaker", "co_speakers")
# Where a project has two passes, each asks only for its own.
OF_LABEL_PASS = (
    *("speaker", "other_name", "other_kind", "other_role", "other_affiliation", "other_same_as"),
    *("co_speakers", "original_speaker"),
    *("quote_type", "reporting_source", "verifiability"),
)
OF_CHECK_PASS = (
    *("justification", "claim_date", "claim_date_precision"),
    *("omission", "searched", "checked"),
)


def _asks_verdict(project: Project, stage: str) -> bool:
    return stage == Stage.CHECK or not project.has_check_pass


def _list_left_out(project: Project, stage: str) -> Collection[str]:
    if stage == Stage.CHECK:
        return OF_LABEL_PASS
    return OF_CHECK_PASS if project.has_check_pass else ()


def _name_labels(labels: Iterable[Label]) -> list[tuple[str, Any]]:
    return [(label.value, label.name) for label in labels]


def _prose(label: Any) -> ProseField:
    return ProseField(label=label, required=False, max_length=TEXT_LIMIT)


class LabellingForm(forms.Form):
    """What one person says about one claim in one pass of its project.

    Speakers and labels are read where they are shown or held against what was sent: keeping a draft
    asks for none.
    """

    speaker = forms.ChoiceField(
        label=_("Speaker"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who says it.")},
    )
    other_name = line_field(
        label=_("Name of someone else"), max_length=get_max_length(Speaker, "name")
    )
    other_kind = select_field(KIND_CHOICES, label=_("Kind of speaker"))
    other_role = line_field(label=_("Role or title"), max_length=get_max_length(Speaker, "role"))
    other_affiliation = line_field(
        label=_("Affiliation"), max_length=get_max_length(Speaker, "affiliation")
    )
    other_same_as = link_field(
        label=_("Same as"),
        max_length=get_max_length(Speaker, "same_as"),
        help_text=_("A link that identifies them, such as Wikidata's."),
    )
    verifiability = forms.ChoiceField(
        label=_("Verifiability"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether this can be checked.")},
    )
    verdict = forms.ChoiceField(label=_("Verdict"), widget=forms.RadioSelect, required=False)
    justification = _prose(_("Why"))
    claim_date = date_field(label=_("Judged as of"))
    omission = _prose(_("What the claim leaves out"))
    searched = _prose(_("Where you searched"))
    co_speakers = forms.MultipleChoiceField(
        label=_("Together with"), widget=forms.CheckboxSelectMultiple, required=False
    )
    claim_types = forms.MultipleChoiceField(
        label=_("Kind of claim"),
        choices=Annotation.ClaimType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quote_type = select_field([("", "—"), *Annotation.QuoteType.choices], label=_("Quotation"))
    reporting_source = line_field(
        label=_("Reported by"), max_length=get_max_length(Annotation, "reporting_source")
    )
    original_speaker = select_field([], label=_("Quotes someone else"))
    checked = select_field(Annotation.Checked.choices, label=_("What is checked"))
    wording = _prose(_("Standalone wording"))
    claim_date_precision = select_field(
        [("", "—"), *Annotation.Precision.choices], label=_("Precision of the date")
    )
    confidence = select_field(
        [("", "—"), (5, _("5, sure")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, guessing"))],
        label=_("Confidence"),
    )
    comment = _prose(_("Comment for the curator"))
    client_uuid = forms.UUIDField(label=_("Number of this label"), widget=forms.HiddenInput)
    revises = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seconds = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=SECONDS_LIMIT
    )
    guideline_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=VERSION_LIMIT
    )

    def __init__(
        self,
        *args: Any,
        claim: Claim,
        user: User,
        stage: str = Stage.LABEL,
        also: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        """`also`: UUIDs of speakers to offer besides the article's cast."""
        super().__init__(*args, **kwargs)
        self.claim, self.user, self.also = claim, user, also
        self.is_check = stage == Stage.CHECK
        self.asks_verdict = _asks_verdict(claim.project, stage)
        self._leave_out(_list_left_out(claim.project, stage))
        if not self.asks_verdict:
            # Not asked, but read: a verdict that is sent is refused, not dropped.
            self.fields["verdict"].widget = forms.HiddenInput()
            self.initial.pop("verdict", None)
        self._offer_choices()
        if not self.is_bound:
            self.let_survivors_stand()

    def _leave_out(self, names: Iterable[str]) -> None:
        for name in names:
            del self.fields[name]

    def _offer_choices(self) -> None:
        if self.is_check:
            self._offer("verdict", lambda: _name_labels(self.verdicts))
            return
        self._offer("speaker", lambda: [*self._name_cast(), (SOMEONE_ELSE, _("Someone else"))])
        self._offer("original_speaker", lambda: [("", "—"), *self._name_cast()])
        self._offer("co_speakers", self._name_cast)
        self._offer("verdict", lambda: [*_name_labels(self.verdicts), ("", _("No verdict"))])
        self._offer("verifiability", lambda: _name_labels(self.verifiabilities))

    def _offer(self, name: str, choices: Callable[[], list[tuple[str, Any]]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @cached_property
    def cast(self) -> Cast:
        """Whom one may choose: the article's cast, and whoever was chosen before."""
        chosen = map(self._list_chosen, NAMING_SPEAKERS)
        return list_cast(self.claim.article, self.user, chain(self.also, *chosen))

    @cached_property
    def verdicts(self) -> Sequence[Label]:
        return list_labels(self.claim.project.verdict_scheme_id)

    @cached_property
    def verifiabilities(self) -> Sequence[Label]:
        return list_labels(self.claim.project.verifiability_scheme_id)

    def _name_cast(self) -> list[tuple[str, Any]]:
        return [(str(speaker.uuid), str(speaker)) for speaker in self.cast]

    def _list_chosen(self, name: str) -> list[str]:
        """Whom the field names. Speakers chosen before stay on offer, in the cast or not."""
        if isinstance(self.data, QueryDict):
            return self.data.getlist(name)
        value = self.initial.get(name) or ()
        return [value] if isinstance(value, str) else list(map(str, value))

    def let_survivors_stand(self) -> None:
        """Speakers that were chosen, and merged into others since, are those others."""
        if self.is_check or not self.cast.merged:
            return
        merged = self.cast.merged
        stand = {
            name: list(dict.fromkeys(merged.get(uuid, uuid) for uuid in uuids))
            for name in NAMING_SPEAKERS
            if (uuids := self._list_chosen(name))
        }
        # As a label tells them: who is the speaker by now is no co-speaker.
        speakers = stand.get("speaker", ())
        if "co_speakers" in stand:
            stand["co_speakers"] = [one for one in stand["co_speakers"] if one not in speakers]
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            for name, uuids in stand.items():
                self.data.setlist(name, uuids)
            return
        for name, uuids in stand.items():
            self.initial[name] = uuids if name == "co_speakers" else uuids[0]

    def full_clean(self) -> None:
        if self.is_bound:
            self.let_survivors_stand()
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("speaker") == SOMEONE_ELSE and not cleaned.get("other_name"):
            self.add_error("other_name", _("Give the name of who says it."))
        return cleaned

    @property
    def names_someone_else(self) -> bool:
        return bool(self.cleaned_data.get("speaker") == SOMEONE_ELSE)

    def to_labelling(
        self, evidence: "forms.BaseFormSet[EvidenceForm]", someone_else: Speaker | None = None
    ) -> Labelling:
        """The labelling that was filled in; `someone_else` is who the name given stands for."""
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in PLAIN_FIELDS if name in cleaned}
        return Labelling(
            **said,
            speaker=someone_else.uuid if someone_else else _read_uuid(cleaned.get("speaker")),
            original_speaker=_read_uuid(cleaned.get("original_speaker")),
            co_speakers=tuple(uuid.UUID(value) for value in cleaned.get("co_speakers", ())),
            claim_types=tuple(cleaned["claim_types"]),
            confidence=int(cleaned["confidence"]) if cleaned.get("confidence") else None,
            evidence=tuple(form.to_item() for form in evidence if form.is_filled()),
            checked=cleaned.get("checked") or Annotation.Checked.CONTENT.value,
        )

    def to_draft(self, evidence: "forms.BaseFormSet[EvidenceForm]") -> dict[str, Any]:
        """All fields as they stand, also those left empty, as `merge_draft` takes them back."""
        body = {name: _write(self[name].value()) for name in self.fields if name not in NOT_WRITTEN}
        return body | {"evidence": _list_filled(evidence)}


def _list_filled(evidence: "forms.BaseFormSet[EvidenceForm]") -> list[dict[str, Any]]:
    """The rows in which something stands, without what is empty in them."""
    if evidence.is_bound and not evidence.management_form.is_valid():
        return []
    return _write_rows({name: row[name].value() for name in row.fields} for row in evidence)


def _write_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    written = ({name: _write(value) for name, value in row.items()} for row in rows)
    filled = ({name: value for name, value in row.items() if value} for row in written)
    return [row for row in filled if row]


def _write(value: Any) -> str | list[str]:
    """A field's value as a page sends it, whether it was sent or comes from a label."""
    if isinstance(value, list | tuple):
        return sorted(str(part) for part in value)
    return "" if value is None else str(value).replace("\r\n", "\n")


def _read_uuid(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


# Filled in just as the labelling has them.
PLAIN_FIELDS = ("verifiability", "verdict", *(set(COPIED_FIELDS) - {"checked", "confidence"}))
# The page's own, not the person's.
NOT_WRITTEN = {"client_uuid", "revises", "seconds", "guideline_version"}


def make_initial(claim: Claim, annotation: Annotation | None) -> dict[str, Any]:
    """What the form shows at first: nothing chosen for a new label, all of it for a revision."""
    initial: dict[str, Any] = {
        "client_uuid": uuid.uuid4(),
        "claim_date": claim.article.published,
        # As browsers send what nobody has touched: it is not to seem written.
        "other_kind": KIND_CHOICES[0][0],
        "checked": Annotation.Checked.CONTENT.value,
        "co_speakers": [],
        "claim_types": [],
    }
    if annotation is None:
        return initial
    return initial | {
        **describe_said(annotation),
        "confidence": annotation.confidence or "",
        "comment": annotation.comment,
        "revises": annotation.uuid,
        "seconds": None,
    }


def describe_said(said: Annotation | Decision) -> dict[str, Any]:
    """What a label or a decision says, as the form's fields have it; without its evidence."""
    copied = {name: getattr(said, name) for name in PLAIN_FIELDS if hasattr(said, name)}
    original = said.original_speaker
    return copied | {
        "speaker": str(said.speaker.survivor.uuid),
        "original_speaker": str(original.survivor.uuid) if original else "",
        "verifiability": said.verifiability.value,
        "verdict": said.verdict.value if said.verdict else "",
        "checked": said.checked,
        "co_speakers": [str(speaker.uuid) for speaker in list_co_speakers(said)],
        "claim_types": said.claim_types,
    }


def write_untouched(claim: Claim, said: Annotation | None, stage: str) -> dict[str, Any]:
    """What `to_draft` gives for what the label says, or for none, where nobody has changed it."""
    initial = make_initial(claim, said)
    if not _asks_verdict(claim.project, stage):
        initial.pop("verdict", None)
    left_out = NOT_WRITTEN.union(_list_left_out(claim.project, stage))
    names = [name for name in LabellingForm.base_fields if name not in left_out]
    body = {name: _write(initial.get(name)) for name in names}
    return body | {"evidence": _write_rows(make_evidence_initial(said))}


def write_draft(labelling: Labelling) -> dict[str, Any]:
    """A labelling that came without a form, as `to_draft` would have kept it."""
    said = {name: value for name, value in asdict(labelling).items() if name not in NOT_WRITTEN}
    items = [{name: value for name, value in item.items() if value} for item in said["evidence"]]
    return {name: value for name, value in (said | {"evidence": items}).items() if value}


def merge_draft(initial: Mapping[str, Any], draft: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values with those of a draft over them."""
    known = {name: value for name, value in draft.items() if name in LabellingForm.base_fields}
    return {**initial, **known}

"""The label form with its evidence, as one thing: opened, filled in, submitted, kept as a draft."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.errors import Conflict, DomainError
from claims.forms.evidence import (
    EvidenceForm,
    EvidenceFormSet,
    Judge,
    make_evidence_initial,
    read_day,
)
from claims.forms.fields import add_refusal
from claims.forms.labelling import LabellingForm, make_initial, merge_draft, write_untouched
from claims.models import Annotation, Claim, Draft, Evidence, Slot, Speaker, Stage, User
from claims.operations import annotations, marks, speakers
from claims.operations.evidence import find_warnings
from claims.operations.labelling import EvidenceItem, InvalidLabelling
from claims.queries.desk import find_slot
from claims.queries.guidelines import Standing

# The form's names of what a speaker consists of; what evidence lacks is told at the verdict.
OTHER_NAMES = {
    name: f"other_{name}" for name in ("name", "kind", "role", "affiliation", "same_as")
} | {"evidence": "verdict"}
# How a refusal names a field of an item of evidence: items are counted from 0, as handed in.
EVIDENCE_FIELD = re.compile(r"evidence\.(\d+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person says, or is about to say, about one claim in one pass."""

    claim: Claim
    user: User
    stage: str
    form: LabellingForm
    evidence: "BaseFormSet[EvidenceForm]"

    @property
    def is_filled_in(self) -> bool:
        return self.form.is_bound

    def submit(self, now: datetime, *, unaided: bool = False) -> Annotation | None:
        """The label; None when it was refused: then the form says why.

        `unaided`: the page shows no suggestions, as `annotations.submit` has it.
        What comes too late, because the claim is no longer theirs to label, is kept as a draft.
        """
        if not (self.form.is_valid() & self.evidence.is_valid()):
            return None
        about: Any = {"actor": self.user, "claim": self.claim, "stage": self.stage, "now": now}
        try:
            with marks.keep_if_late(body=self.form.to_draft(self.evidence), **about):
                return self._label(now, unaided=unaided)
        except DomainError as refusal:
            show_refusal(self.form, self.evidence, refusal)
            return None

    def _label(self, now: datetime, *, unaided: bool) -> Annotation:
        cleaned = self.form.cleaned_data
        someone_else = add_someone_else(self.form, self.user, self.claim, now)
        annotation, _created = annotations.submit(
            actor=self.user,
            claim=self.claim,
            labelling=self.form.to_labelling(self.evidence, someone_else),
            client_uuid=cleaned["client_uuid"],
            revises=cleaned["revises"],
            now=now,
            stage=self.stage,
            guideline=cleaned["guideline_version"],
            unaided=unaided,
        )
        return annotation

    def keep(self, now: datetime, known: int | None = None) -> int:
        """Keep what was written as a draft: it is there again when the claim is next opened.

        `known` and what is returned: versions of the draft, as `marks.save_draft` has them.
        """
        slot = find_slot(self.user, self.claim, self.stage)
        label = slot.current if slot else None
        if label is not None:
            # Whom it named may have been merged since the page was opened.
            self.form.let_survivors_stand()
        written = self.list_values()
        untouched = write_untouched(self.claim, label, self.stage)
        return marks.save_draft(
            actor=self.user,
            claim=self.claim,
            body={} if written == untouched else written,
            now=now,
            stage=self.stage,
            known=known,
            client_uuid=_read_uuid(self.form["client_uuid"].value()),
        )

    def list_values(self) -> dict[str, Any]:
        """All that the sheet says, by the form's own fields."""
        return self.form.to_draft(self.evidence)

    def list_warnings(self) -> list[list[str]]:
        """What is doubtful about each row of evidence as it stands, in words."""
        return [row.warnings for row in self.evidence]

    def list_errors(self) -> list[dict[str, str]]:
        """What is wrong, as `list_errors` has it."""
        return list_errors(self.form, self.evidence)


def list_errors(form: LabellingForm, evidence: "BaseFormSet[EvidenceForm]") -> list[dict[str, str]]:
    """What is wrong: the field's name on the page, its label, the refusal's code, the sentence.

    What is about no one field has neither name nor label.
    """
    found = _list_errors(form)
    for number, row in enumerate(evidence, start=1):
        found += _list_errors(row, number)
    return found + [_describe_error(error) for error in evidence.non_form_errors().as_data()]


def show_refusal(
    form: LabellingForm, evidence: "BaseFormSet[EvidenceForm]", refusal: DomainError
) -> None:
    """Show what the operation refused, each fault at its field, in its row of evidence."""
    rows = [row for row in evidence if row.is_filled()]
    for problem in refusal.problems if isinstance(refusal, InvalidLabelling) else (refusal,):
        found = EVIDENCE_FIELD.fullmatch(problem.field)
        if found and int(found[1]) < len(rows):
            add_refusal(rows[int(found[1])], problem, {problem.field: found[2]})
        else:
            add_refusal(form, problem, OTHER_NAMES)


def add_someone_else(
    form: LabellingForm, user: User, claim: Claim, now: datetime
) -> Speaker | None:
    """Who was named besides those on offer, if anybody; added to the project where new.

    To the article's cast too, as this person sees it: others are not told whom they thought of.
    """
    if not form.names_someone_else:
        return None
    cleaned = form.cleaned_data
    return speakers.add_speaker(
        actor=user,
        project=claim.project,
        name=cleaned["other_name"],
        kind=cleaned["other_kind"],
        role=cleaned["other_role"],
        affiliation=cleaned["other_affiliation"],
        same_as=cleaned["other_same_as"],
        article=claim.article,
        now=now,
    )


def _read_uuid(given: object) -> UUID | None:
    with suppress(ValueError):
        return UUID(str(given))
    return None


def _list_errors(form: BaseForm, row: int | None = None) -> list[dict[str, str]]:
    """Of the form, or of that row of evidence."""
    found = []
    for name, errors in form.errors.as_data().items():
        field = form[name] if name in form.fields else None
        found += [_describe_error(error, field, row) for error in errors]
    return found


def _describe_error(
    error: ValidationError, field: BoundField | None = None, row: int | None = None
) -> dict[str, str]:
    label = str(field.label) if field else ""
    if row is not None:
        label = _("Evidence %(number)d, %(field)s") % {"number": row, "field": label}
    return {
        "field": field.html_name if field else "",
        "label": label,
        "code": error.code or "",
        "message": " ".join(error.messages),
    }


def open_sheet(
    claim: Claim,
    user: User,
    slot: Slot | None,
    draft: Draft | None,
    stage: str = Stage.LABEL,
    *,
    guideline: Standing | None,
) -> Sheet:
    """The sheet as the person left it: their draft over their label over nothing.

    `guideline`: which of its versions they know.
    """
    current = slot.current if slot else None
    body: Mapping[str, Any] = draft.body if draft else {}
    initial = merge_draft(make_initial(claim, current), body)
    initial["guideline_version"] = guideline.followed if guideline else None
    items = body["evidence"] if "evidence" in body else make_evidence_initial(current)
    form = LabellingForm(claim=claim, user=user, stage=stage, initial=initial)
    evidence = EvidenceFormSet(initial=items, **make_options(claim, form))
    return Sheet(claim, user, stage, form, evidence)


def keep_taken_back(annotation: Annotation, user: User, now: datetime) -> None:
    """Keep what a label said that has been taken back as a draft, unless there is one already."""
    claim, stage = annotation.claim, annotation.stage
    said = write_untouched(claim, annotation, stage)
    with suppress(Conflict):
        marks.save_draft(actor=user, claim=claim, body=said, now=now, stage=stage, known=0)


def read_sheet(claim: Claim, user: User, data: QueryDict, stage: str = Stage.LABEL) -> Sheet:
    """The sheet as the person sent it."""
    form = LabellingForm(data, claim=claim, user=user, stage=stage)
    return Sheet(claim, user, stage, form, EvidenceFormSet(data, **make_options(claim, form)))


def make_options(claim: Claim, form: LabellingForm) -> dict[str, Any]:
    """What the formset of evidence beside that form is made with."""
    judge: Judge = partial(_find_warnings, claim, form)
    return {"prefix": "evidence", "form_kwargs": {"judge": judge}}


def _find_warnings(
    claim: Claim, form: LabellingForm, item: EvidenceItem
) -> tuple[Evidence.WarningKind, ...]:
    """What will be doubtful about an item if the form is submitted as it stands."""
    if "claim_date" not in form.fields:
        return find_warnings(item, claim.article, claim.project, None)
    precision = form["claim_date_precision"].value() or ""
    day = read_day(form["claim_date"])
    return find_warnings(item, claim.article, claim.project, day, precision)

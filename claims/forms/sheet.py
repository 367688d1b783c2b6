"""The label form with its evidence, as one thing: opened, filled in, submitted, kept as a draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseFormSet
from django.http import QueryDict

from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.forms.labelling import (
    EvidenceForm,
    EvidenceFormSet,
    LabellingForm,
    make_evidence_initial,
    make_initial,
    merge_draft,
)
from claims.models import Annotation, Claim, Draft, Slot, Stage, User
from claims.operations import annotations, marks, speakers
from claims.operations.labelling import InvalidLabelling

# The form's names of what a speaker consists of.
OF_SOMEONE_ELSE = {
    name: f"other_{name}" for name in ("name", "kind", "role", "affiliation", "same_as")
}
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

    def submit(self, now: datetime) -> Annotation | None:
        """The label; None when it was refused: then the form says why.

        What comes too late, because the claim is no longer theirs to label, is kept as a draft.
        """
        if not (self.form.is_valid() & self.evidence.is_valid()):
            return None
        about: Any = {"actor": self.user, "claim": self.claim, "stage": self.stage, "now": now}
        try:
            with marks.keep_if_late(body=self.form.to_draft(self.evidence), **about):
                return self._label(now)
        except DomainError as refusal:
            self._show(refusal)
            return None

    def _show(self, refusal: DomainError) -> None:
        """Show what the operation refused, each fault at its field, in its row of evidence."""
        rows = [row for row in self.evidence if row.is_filled()]
        for problem in refusal.problems if isinstance(refusal, InvalidLabelling) else (refusal,):
            found = EVIDENCE_FIELD.fullmatch(problem.field)
            if found and int(found[1]) < len(rows):
                add_refusal(rows[int(found[1])], problem, {problem.field: found[2]})
            else:
                add_refusal(self.form, problem, OF_SOMEONE_ELSE)

    def _label(self, now: datetime) -> Annotation:
        cleaned = self.form.cleaned_data
        someone_else = None
        if self.form.names_someone_else:
            someone_else = speakers.add_speaker(
                actor=self.user,
                project=self.claim.project,
                name=cleaned["other_name"],
                kind=cleaned["other_kind"],
                role=cleaned["other_role"],
                affiliation=cleaned["other_affiliation"],
                same_as=cleaned["other_same_as"],
                now=now,
            )
        annotation, _created = annotations.submit(
            actor=self.user,
            claim=self.claim,
            labelling=self.form.to_labelling(self.evidence, someone_else),
            client_uuid=cleaned["client_uuid"],
            revises=cleaned["revises"],
            now=now,
            stage=self.stage,
        )
        return annotation

    def keep(self, now: datetime) -> None:
        """Keep what was written as a draft: it is there again when the claim is next opened."""
        body = self.form.to_draft(self.evidence)
        if body:
            marks.save_draft(
                actor=self.user, claim=self.claim, body=body, now=now, stage=self.stage
            )


def open_sheet(
    claim: Claim,
    user: User,
    slot: Slot | None,
    draft: Draft | None,
    stage: str = Stage.LABEL,
) -> Sheet:
    """The sheet as the person left it: their draft over their label over nothing."""
    current = slot.current if slot else None
    body: Mapping[str, Any] = draft.body if draft else {}
    initial = merge_draft(make_initial(claim, current), body)
    items = body.get("evidence") or make_evidence_initial(current)
    return Sheet(
        claim,
        user,
        stage,
        LabellingForm(claim=claim, user=user, stage=stage, initial=initial),
        EvidenceFormSet(initial=items, prefix="evidence"),
    )


def read_sheet(claim: Claim, user: User, data: QueryDict, stage: str = Stage.LABEL) -> Sheet:
    """The sheet as the person sent it."""
    return Sheet(
        claim,
        user,
        stage,
        LabellingForm(data, claim=claim, user=user, stage=stage),
        EvidenceFormSet(data, prefix="evidence"),
    )

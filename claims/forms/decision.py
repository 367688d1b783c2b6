"""The form by which a curator decides a claim: a labelling, and why it is to stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.errors import DomainError
from claims.forms.evidence import EvidenceForm, EvidenceFormSet, describe_items
from claims.forms.fields import ProseField
from claims.forms.labelling import LabellingForm, describe_said, make_initial
from claims.forms.sheet import add_someone_else, list_errors, make_options, show_refusal
from claims.models import Annotation, Claim, Decision, User
from claims.operations import adjudication
from claims.operations.labelling import EVIDENCE_LIMIT, TEXT_LIMIT
from claims.queries.adjudication import Ballot, Vote, merge_evidence

OF_ONE_WHO_LABELS = (
    *("confidence", "comment"),
    *("client_uuid", "revises", "seconds", "guideline_version"),
)


class DecisionForm(LabellingForm):
    """What stands for a claim, and why. Without what only one who labels can say."""

    reason = ProseField(
        label=_("Reason"),
        required=False,
        max_length=TEXT_LIMIT,
        help_text=_("Those who labelled the claim read it. Without one you can’t overrule all."),
    )
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leave_out(OF_ONE_WHO_LABELS)


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSheet:
    """What a curator is about to decide of a claim in one pass, before its ballot."""

    claim: Claim
    user: User
    stage: str
    ballot: Ballot
    form: DecisionForm
    evidence: "BaseFormSet[EvidenceForm]"
    taken: Vote | None = None

    def decide(self, now: datetime) -> Decision | None:
        """The decision; None when it was refused: then the form says why."""
        if not (self.form.is_valid() & self.evidence.is_valid()):
            return None
        try:
            return self._decide(now)
        except DomainError as refusal:
            show_refusal(self.form, self.evidence, refusal)
            return None

    def _decide(self, now: datetime) -> Decision:
        someone_else = add_someone_else(self.form, self.user, self.claim, now)
        return adjudication.decide(
            actor=self.user,
            claim=self.claim,
            labelling=self.form.to_labelling(self.evidence, someone_else),
            reason=self.form.cleaned_data["reason"],
            replaces=self.form.cleaned_data["replaces"],
            now=now,
            stage=self.stage,
        )

    def list_errors(self) -> list[dict[str, str]]:
        """What is wrong, as the desk's sheet lists it."""
        return list_errors(self.form, self.evidence)

    @property
    def is_overtaken(self) -> bool:
        """Whether another decision stands by now than the one that this was to replace."""
        standing = self.ballot.standing
        sent = str(self.form["replaces"].value() or "")
        return self.form.is_bound and sent != (str(standing.uuid) if standing else "")


def open_decision(
    claim: Claim, user: User, stage: str, ballot: Ballot, take: int | None = None
) -> DecisionSheet:
    """The sheet with that vote taken over, else with what stands, else with nothing chosen."""
    taken = next((vote for vote in ballot.votes if vote.number == take), None)
    initial = _make_initial(claim, ballot, taken)
    form = DecisionForm(initial=initial, **_make_options(claim, user, stage, ballot))
    evidence = EvidenceFormSet(initial=_list_items(ballot, taken), **make_options(claim, form))
    return DecisionSheet(
        claim=claim,
        user=user,
        stage=stage,
        ballot=ballot,
        form=form,
        evidence=evidence,
        taken=taken,
    )


def read_decision(
    claim: Claim, user: User, stage: str, ballot: Ballot, data: QueryDict
) -> DecisionSheet:
    """The sheet as the person sent it."""
    form = DecisionForm(data, **_make_options(claim, user, stage, ballot))
    evidence = EvidenceFormSet(data, **make_options(claim, form))
    return DecisionSheet(
        claim=claim, user=user, stage=stage, ballot=ballot, form=form, evidence=evidence
    )


def _make_options(claim: Claim, user: User, stage: str, ballot: Ballot) -> dict[str, Any]:
    named = [
        speaker
        for vote in ballot.votes
        for speaker in (
            vote.annotation.speaker,
            vote.annotation.original_speaker,
            *vote.co_speakers,
        )
        if speaker
    ]
    also = [str(speaker.survivor.uuid) for speaker in named]
    return {"claim": claim, "user": user, "stage": stage, "also": also}


def _make_initial(claim: Claim, ballot: Ballot, taken: Vote | None) -> Mapping[str, Any]:
    said: Annotation | Decision | None = taken.annotation if taken else ballot.standing
    return make_initial(claim, None) | (describe_said(said) if said else {})


def _list_items(ballot: Ballot, taken: Vote | None) -> list[dict[str, Any]]:
    if taken:
        return describe_items(merge_evidence(ballot.votes, taken, EVIDENCE_LIMIT))
    return describe_items(ballot.standing.evidence.all()) if ballot.standing else []

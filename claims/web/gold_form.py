"""The form of a gold label: of each field any of the answers, and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField
from claims.models import Claim, Decision, GoldLabel, User
from claims.operations.gold import Answers
from claims.operations.labelling import TEXT_LIMIT
from claims.queries.desk import list_cast, list_labels


def _several(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, widget=forms.CheckboxSelectMultiple, required=False
    )


class GoldForm(forms.Form):
    """At first what stands; else what was decided; else nothing."""

    speakers = _several(_("Speaker"))
    verifiabilities = _several(_("Verifiability"))
    verdicts = _several(_("Verdict"))
    explanation = ProseField(
        label=_("Why"),
        required=False,
        max_length=TEXT_LIMIT,
        help_text=_("Who learns in training reads it; in the queue nobody who labels ever does."),
    )
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        claim: Claim,
        user: User,
        gold: GoldLabel | None,
        decision: Decision | None,
    ) -> None:
        super().__init__(data)
        self.initial = _make_initial(claim, gold, decision)
        project = claim.project
        cast = list_cast(claim.article, user, self.initial.get("speakers", ()))
        self.labels = {
            "verifiabilities": list_labels(project.verifiability_scheme_id),
            "verdicts": list_labels(project.verdict_scheme_id),
        }
        self._offer("speakers", [(str(one.uuid), str(one)) for one in cast])
        for name, labels in self.labels.items():
            self._offer(name, [(label.value, label.name) for label in labels])
        if project.has_check_pass:
            del self.fields["verdicts"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def to_answers(self) -> Answers:
        given = self.cleaned_data
        return Answers(
            speakers=tuple(UUID(value) for value in given["speakers"]),
            verifiabilities=tuple(given["verifiabilities"]),
            verdicts=tuple(given.get("verdicts", ())),
            explanation=given["explanation"],
        )


def _make_initial(
    claim: Claim, gold: GoldLabel | None, decision: Decision | None
) -> dict[str, Any]:
    if gold is not None:
        labels = list(gold.labels.all())
        speakers = dict.fromkeys(str(one.survivor.uuid) for one in gold.speakers.all())
        schemes = {
            "verifiabilities": claim.project.verifiability_scheme_id,
            "verdicts": claim.project.verdict_scheme_id,
        }
        chosen = {
            name: [label.value for label in labels if label.scheme_id == scheme]
            for name, scheme in schemes.items()
        }
        about = {"explanation": gold.explanation, "replaces": gold.uuid}
        return {"speakers": list(speakers), **chosen, **about}
    if decision is None:
        return {}
    return {
        "speakers": [str(decision.speaker.survivor.uuid)],
        "verifiabilities": [decision.verifiability.value],
        "verdicts": [decision.verdict.value] if decision.verdict else [],
        "explanation": decision.reason,
    }

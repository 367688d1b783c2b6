"""What differs between two releases, in words for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from claims.models import Project, Speaker
from claims.queries.release_diff import NUMBER, ClaimChange, Label

# By the names of queries.release_diff.FIELDS, in their order.
FIELD_NAMES = {
    NUMBER: _("Number of labels"),
    "stage": _("Pass"),
    "verifiability": _("Verifiability"),
    "verdict": _("Verdict"),
    "speaker": _("Speaker"),
    "wording": _("Wording"),
    "evidence": _("Evidence"),
}


@dataclass(frozen=True, slots=True)
class ToldLabel:
    """A label in short: what it says, by whom the claim is, in which words."""

    verifiability: str
    verdict: str | None
    speaker: str
    wording: str | None


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change, its fields and speakers by their names."""

    claim: str
    fields: Sequence[str]
    before: Sequence[ToldLabel]
    after: Sequence[ToldLabel]


def tell_changes(project: Project, changes: Sequence[ClaimChange]) -> list[ToldChange]:
    """With one query for all: speakers are called as the project calls them now."""
    labels = [label for one in changes for label in (*one.before, *one.after)]
    uuids = {label.speaker for label in labels if label.speaker}
    speakers = Speaker.objects.filter(project=project, uuid__in=uuids)
    names = {str(speaker.uuid): str(speaker) for speaker in speakers}
    return [_tell_change(one, names) for one in changes]


def _tell_change(change: ClaimChange, names: Mapping[str, str]) -> ToldChange:
    return ToldChange(
        claim=change.claim,
        fields=[str(FIELD_NAMES[field]) for field in change.fields],
        before=[_tell_label(label, names) for label in change.before],
        after=[_tell_label(label, names) for label in change.after],
    )


def _tell_label(label: Label, names: Mapping[str, str]) -> ToldLabel:
    speaker = names.get(label.speaker or "", "")
    return ToldLabel(label.verifiability, label.verdict, speaker, label.wording)

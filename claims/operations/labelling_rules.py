"""The rules that a labelling keeps.

The edges check shapes (is this a date?); everything that depends on the project, its labels or on
two fields together is decided here, once, for the desk, the admin and the API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from django.db.models import Q, QuerySet

from claims.errors import InvalidInput
from claims.models import (
    Annotation,
    Claim,
    Evidence,
    Label,
    LabelScheme,
    Project,
    Speaker,
    Stage,
    get_max_length,
)
from claims.models.prepared import prepared
from claims.operations import evidence_rules
from claims.operations.labelling import (
    EVIDENCE_LIMIT,
    SECONDS_LIMIT,
    TEXT_LIMIT,
    InvalidLabelling,
    Labelling,
    unknown_choice,
)
from claims.operations.validation import check_text
from claims.queries.votes import NamedOutcome, name_outcomes


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """The rows that a labelling names."""

    speaker: Speaker
    co_speakers: tuple[Speaker, ...]
    original_speaker: Speaker | None
    verifiability: Label
    verdict: Label | None


def resolve(
    labelling: Labelling, project: Project, claim: Claim, stage: str = Stage.LABEL
) -> Resolved:
    """Find what the labelling of a claim names and hold it against the rules of its pass.

    The check pass takes speaker and verifiability as the label pass has left them.
    Raises InvalidLabelling with all that is wrong.
    """
    problems = [
        *_check_texts(labelling),
        *_check_choices(labelling),
        *evidence_rules.check_items(labelling.evidence),
    ]
    speakers = _find_speakers(labelling, project)
    if stage == Stage.CHECK:
        settled = _find_settled(claim)
        problems += _check_settled(labelling, speakers, settled)
        labelling = replace(
            labelling,
            speaker=settled.speaker.uuid,
            verifiability=settled.verifiability.value,
        )
        speakers[settled.speaker.uuid] = settled.speaker
    labels = _find_labels(labelling, project)
    problems += _check_names(labelling, speakers, labels)
    verifiability = labels.get((LabelScheme.Kind.VERIFIABILITY, labelling.verifiability))
    verdict = labels.get((LabelScheme.Kind.VERDICT, labelling.verdict))
    if verifiability is not None:
        problems += _check_verdict(labelling, verifiability, verdict, project, stage)
    if verdict is not None and not _is_left_to_check_pass(project, stage):
        problems += _check_grounds(labelling, verdict, project)
    if problems or verifiability is None:
        raise InvalidLabelling(problems)
    speaker = speakers[labelling.speaker]
    joining = dict.fromkeys(speakers[uuid] for uuid in labelling.co_speakers)
    return Resolved(
        speaker=speaker,
        co_speakers=tuple(one for one in joining if one != speaker),
        original_speaker=speakers.get(labelling.original_speaker),
        verifiability=verifiability,
        verdict=verdict,
    )


def _find_settled(claim: Claim) -> NamedOutcome:
    settled = name_outcomes([claim.pk]).get(claim.pk)
    if settled is None:
        problem = InvalidInput("not_decided", "This claim has no decided label to check.")
        raise InvalidLabelling([problem])
    return settled


def _check_settled(
    labelling: Labelling, speakers: Mapping[UUID | None, Speaker], settled: NamedOutcome
) -> Iterator[InvalidInput]:
    """Whatever is said of what the label pass settled has to be the same."""
    speaker = speakers.get(labelling.speaker)
    given = {
        "speaker": labelling.speaker is None or speaker == settled.speaker,
        "verifiability": labelling.verifiability in {"", settled.verifiability.value},
    }
    for field, fits in given.items():
        if not fits:
            yield InvalidInput(
                "fixed_by_label_pass", "This was settled in the label pass.", field=field
            )


def _find_speakers(labelling: Labelling, project: Project) -> dict[UUID | None, Speaker]:
    """Who stands for the speakers that are named, by the UUIDs that name them."""
    found = _list_named(project, labelling.speaker, labelling.original_speaker)
    if labelling.co_speakers:
        joining = Speaker.objects.filter(project=project, uuid__in=labelling.co_speakers)
        found += joining.select_related("merged_into")
    return {speaker.uuid: speaker.survivor for speaker in found}


@prepared
def _list_named(
    project: Project, speaker: UUID | None, original_speaker: UUID | None
) -> QuerySet[Speaker]:
    named = Speaker.objects.filter(Q(uuid=speaker) | Q(uuid=original_speaker), project=project)
    return named.select_related("merged_into")


def _find_labels(labelling: Labelling, project: Project) -> dict[tuple[str, str], Label]:
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    found = _list_labels(*schemes, labelling.verifiability, labelling.verdict)
    return {(label.scheme.kind, label.value): label for label in found}


@prepared
def _list_labels(
    verifiability_scheme: int, verdict_scheme: int, verifiability: str, verdict: str
) -> QuerySet[Label]:
    named = Q(scheme=verifiability_scheme, value=verifiability)
    named |= Q(scheme=verdict_scheme, value=verdict)
    return Label.objects.filter(named).select_related("scheme")


def _check_texts(labelling: Labelling) -> Iterator[InvalidInput]:
    """Bounded, and storable on both databases: no NUL, no half of a surrogate pair."""
    if len(labelling.evidence) > EVIDENCE_LIMIT:
        yield InvalidInput(
            "too_many",
            "More than %(limit)d items of evidence.",
            field="evidence",
            limit=EVIDENCE_LIMIT,
        )
    for field, text, limit in _texts(labelling):
        try:
            check_text(text, field=field, limit=limit)
        except InvalidInput as problem:
            yield problem


def _texts(labelling: Labelling) -> Iterator[tuple[str, str, int]]:
    """Every text handed in: its field, itself, and how many characters its column takes."""
    for name in ("reporting_source", "wording", "justification", "omission", "searched", "comment"):
        limit = get_max_length(Annotation, name) or TEXT_LIMIT
        yield name, getattr(labelling, name), limit
    for index, item in enumerate(labelling.evidence):
        for part in fields(item):
            value = getattr(item, part.name)
            if isinstance(value, str):
                limit = get_max_length(Evidence, part.name) or TEXT_LIMIT
                yield f"evidence.{index}.{part.name}", value, limit


def _check_choices(labelling: Labelling) -> Iterator[InvalidInput]:
    choices = {
        "quote_type": {"", *Annotation.QuoteType.values},
        "checked": set(Annotation.Checked.values),
        "claim_date_precision": {"", *Annotation.Precision.values},
    }
    for field, allowed in choices.items():
        if getattr(labelling, field) not in allowed:
            yield unknown_choice(field)
    if not set(labelling.claim_types) <= set(Annotation.ClaimType.values):
        yield unknown_choice("claim_types")
    yield from check_confidence(labelling.confidence)
    if labelling.seconds is not None and not 0 <= labelling.seconds <= SECONDS_LIMIT:
        yield InvalidInput("out_of_range", "Seconds go from 0 to a day.", field="seconds")


def check_confidence(confidence: int | None) -> Iterator[InvalidInput]:
    if confidence is not None and not 1 <= confidence <= 5:
        yield InvalidInput("out_of_range", "Confidence goes from 1 to 5.", field="confidence")


def _check_names(
    labelling: Labelling,
    speakers: Mapping[UUID | None, Speaker],
    labels: dict[tuple[str, str], Label],
) -> Iterator[InvalidInput]:
    if labelling.speaker not in speakers:
        yield InvalidInput("unknown_speaker", "Choose who says it.", field="speaker")
    if any(uuid not in speakers for uuid in labelling.co_speakers):
        yield InvalidInput(
            "unknown_speaker", "Choose speakers of this project.", field="co_speakers"
        )
    # As they are named: those who have become one since are joined.
    together = [labelling.speaker, *labelling.co_speakers]
    if len(set(together)) < len(together):
        yield InvalidInput("speaker_twice", "A speaker is named twice.", field="co_speakers")
    if labelling.original_speaker and labelling.original_speaker not in speakers:
        yield InvalidInput(
            "unknown_speaker", "Choose speakers of this project.", field="original_speaker"
        )
    if (LabelScheme.Kind.VERIFIABILITY, labelling.verifiability) not in labels:
        yield InvalidInput(
            "unknown_label", "Choose whether this can be checked.", field="verifiability"
        )
    if labelling.verdict and (LabelScheme.Kind.VERDICT, labelling.verdict) not in labels:
        yield InvalidInput(
            "unknown_label", "Choose one of the project's verdicts.", field="verdict"
        )


def _is_left_to_check_pass(project: Project, stage: str) -> bool:
    """Whether the verdict is none of this pass's business."""
    return project.has_check_pass and stage == Stage.LABEL


def _check_verdict(
    labelling: Labelling,
    verifiability: Label,
    verdict: Label | None,
    project: Project,
    stage: str,
) -> Iterator[InvalidInput]:
    rule = verifiability.verdict_rule
    if _is_left_to_check_pass(project, stage):
        if labelling.verdict:
            yield InvalidInput(
                "verdict_in_check_pass",
                "In this project the verdict is given in the check pass.",
                field="verdict",
            )
    elif (rule == Label.VerdictRule.REQUIRED or stage == Stage.CHECK) and not labelling.verdict:
        yield InvalidInput(
            "verdict_missing",
            "“%(label)s” needs a verdict.",
            field="verdict",
            label=verifiability.name,
        )
    if rule == Label.VerdictRule.REFUSED and labelling.verdict:
        yield InvalidInput(
            "verdict_refused",
            "“%(label)s” cannot have a verdict.",
            field="verdict",
            label=verifiability.name,
        )
    if verdict is None and labelling.evidence:
        yield InvalidInput(
            "evidence_refused", "Evidence belongs to a verdict; there is none.", field="evidence"
        )


def _check_grounds(
    labelling: Labelling, verdict: Label, project: Project
) -> Iterator[InvalidInput]:
    """The project's evidence rule: what a verdict must be grounded on."""
    rule = project.evidence_rule
    if rule == Project.EvidenceRule.NONE:
        return
    if not labelling.justification.strip():
        yield InvalidInput(
            "justification_missing", "Say why, in a sentence.", field="justification"
        )
    if labelling.claim_date is None:
        yield InvalidInput(
            "claim_date_missing", "Say as of which day you judge the claim.", field="claim_date"
        )
    if rule == Project.EvidenceRule.FULL:
        yield from evidence_rules.check_grounds(labelling, verdict)

"""How one file is written, and what the formats of single claims share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from claims.exchange.mapping import (
    LabelMap,
    LabelSense,
    Said,
    Subject,
    Vocabulary,
)
from claims.exchange.records import AnyRecord, ArticleDocument, Kind, Labelled, SpeakerRecord
from claims.exchange.report import Report

# Who speaks, for counts: one row stands for the article's own voice, whichever the outlet.
SpeakerKey = tuple[UUID, str | None]


class Source(Protocol):
    """What records are read from: it knows more of the one it gave last than is in it."""

    def has_label_pass(self, record: Labelled) -> bool:
        """Whether it also has a record of the label pass, of the same claim."""

    def find_page(self, record: Labelled) -> str | None:
        """Where the decision is published by the newsroom."""


class NoSource:
    """That of records which come from nowhere: nothing is known besides."""

    def has_label_pass(self, record: Labelled) -> bool:
        return False

    def find_page(self, record: Labelled) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Writing:
    """How one file is written: what its records are, and where it is counted what is in it.

    `mapping` says our labels in the format's words. `speaker_counts` is what a first pass over the
    records found (Format.prepare): how often each speaker got which verdict.
    `continued`: it goes on where another was cut off, so that nothing comes before the records.
    `source` is what the records come from.
    """

    kind: Kind = Kind.ANNOTATIONS
    report: Report = field(default_factory=Report)
    mapping: LabelMap = field(default_factory=LabelMap)
    speaker_counts: dict[SpeakerKey, Counter[str]] = field(default_factory=dict)
    continued: bool = False
    source: Source = field(default_factory=NoSource)


def list_labelled(records: Iterable[AnyRecord]) -> Iterator[Labelled]:
    """The records, which say something of one claim each. Raises TypeError at an article."""
    for record in records:
        if isinstance(record, ArticleDocument):
            raise TypeError("This format is of claims, not of articles.")
        yield record


def pick_text(record: Labelled, report: Report) -> str:
    """The claim in its decided wording, else as it stands in the article; counted."""
    report.wordings["decided" if record.wording else "verbatim"] += 1
    return record.wording or record.claim.text


def name_speaker(record: Labelled) -> str | None:
    """Who says it: the outlet, where the article itself does; None where nobody knows."""
    if record.speaker.kind == "article":
        return record.article.outlet
    return record.speaker.name


def key_speaker(record: Labelled) -> SpeakerKey:
    is_article = record.speaker.kind == "article"
    return record.speaker.uuid, record.article.outlet if is_article else None


def get_speaker(record: Labelled) -> SpeakerRecord | None:
    """Of whom role and affiliation may be told; not of the article's own voice."""
    return record.speaker if record.speaker.name else None


def read_sense(record: Labelled, subject: Subject) -> LabelSense | None:
    """The label that the record has; None where there is no verdict."""
    if subject is Subject.VERIFIABILITY:
        label = record.verifiability
        return LabelSense(
            label.scheme,
            label.scheme_version,
            label.value,
            verifiable=label.verifiable,
            check_worthy=label.check_worthy,
        )
    verdict = record.verdict
    if verdict is None:
        return None
    return LabelSense(
        verdict.scheme,
        verdict.scheme_version,
        verdict.value,
        canonical=verdict.canonical,
        rating=verdict.rating,
    )


def find_word(record: Labelled, vocabulary: Vocabulary, writing: Writing) -> str | None:
    """What the record's label is in these words; None, and counted why, where it has none."""
    sense = read_sense(record, vocabulary.subject)
    if sense is None:
        writing.report.left_out["no_verdict"] += 1
        return None
    said = writing.mapping.say(vocabulary, sense)
    if said.target is None:
        writing.report.left_out[_find_reason(sense, vocabulary)] += 1
    return said.target


def count_mapped(record: Labelled, vocabulary: Vocabulary, writing: Writing) -> None:
    """Count the label of a record that went out, where the format's word is not quite it."""
    sense = read_sense(record, vocabulary.subject)
    said = writing.mapping.say(vocabulary, sense) if sense else Said(None)
    if sense and said.target is not None and said.lossy:
        writing.report.mapped[sense.value, said.target] += 1


def _find_reason(sense: LabelSense, vocabulary: Vocabulary) -> str:
    if vocabulary.subject is Subject.VERDICT:
        return "verdict_not_mapped"
    is_open = sense.verifiable == "unclear" or sense.check_worthy == "unset"
    return "axis_open" if is_open else "label_not_mapped"


def is_repeated(record: Labelled, writing: Writing) -> bool:
    """Whether the file has the claim's label from the label pass, which says this too; counted.

    The check pass repeats it beside each verdict: a table of sentences would hold them twice. Where
    the check pass alone was chosen, its record is the only one of the claim.
    """
    if record.stage != "check" or not writing.source.has_label_pass(record):
        return False
    writing.report.left_out["other_pass"] += 1
    return True


def count_co_speakers(record: Labelled, report: Report) -> None:
    """Count those who say it too, where the format has room for one speaker."""
    if record.co_speakers:
        report.left_out["co_speakers"] += len(record.co_speakers)

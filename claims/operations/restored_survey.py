"""What two files of our own are about, looked at before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from claims.errors import InvalidInput
from claims.exchange.records import (
    SCHEMA_VERSION,
    AnnotationRecord,
    AnyRecord,
    ArticleDocument,
    ProjectHead,
    SpeakerName,
    SpeakerRecord,
    VerdictRecord,
    VerifiabilityRecord,
)

# Short name and version.
SchemeKey = tuple[str, int]


@dataclass(slots=True)
class Contents:
    """All that has names of its own in the files, each once."""

    project: ProjectHead | None = None
    speakers: dict[UUID, SpeakerRecord] = field(default_factory=dict)
    # Named only in a history, or by a suggestion: who they are else, the files don't say.
    names: dict[UUID, SpeakerName] = field(default_factory=dict)
    verifiabilities: dict[SchemeKey, dict[str, VerifiabilityRecord]] = field(default_factory=dict)
    verdicts: dict[SchemeKey, dict[str, VerdictRecord]] = field(default_factory=dict)
    # Of earlier revisions and suggestions only the value is said; whether it had a verdict.
    other_verifiabilities: dict[str, bool] = field(default_factory=dict)
    other_verdicts: set[str] = field(default_factory=set)
    guidelines: set[int] = field(default_factory=set)
    rounds: dict[int, str] = field(default_factory=dict)
    in_round: Counter[int] = field(default_factory=Counter)
    annotators: dict[str, None] = field(default_factory=dict)
    articles: set[UUID] = field(default_factory=set)
    corrections: dict[UUID, UUID] = field(default_factory=dict)


def read_contents(
    documents: Iterable[ArticleDocument], records: Iterable[AnnotationRecord]
) -> Contents:
    """Go through both files. Raises InvalidInput: "other_version", "several_projects",
    "previous_missing" (of a correction), "article_missing" (of a label), "empty".
    """
    found = Contents()
    for document in documents:
        _look_at(found, document)
        if document.article.round:
            found.in_round[document.article.round.number] += 1
        if document.previous:
            _note_correction(found, document.article.uuid, document.previous)
        found.articles.add(document.article.uuid)
    for record in records:
        _look_at(found, record)
        if record.article.uuid not in found.articles:
            raise InvalidInput(
                "article_missing",
                "There is a label of the article %(article)s, which is not among the articles.",
                article=record.article.uuid,
            )
        _note_label(found, record)
    if found.project is None:
        raise InvalidInput("empty", "There is nothing in these files.")
    return found


def _look_at(found: Contents, record: AnyRecord) -> None:
    version = record.schema_version.partition(".")[0]
    if version != SCHEMA_VERSION.partition(".")[0]:
        raise InvalidInput(
            "other_version",
            "The file is of version %(version)s; this reads %(known)s.",
            version=record.schema_version,
            known=SCHEMA_VERSION,
        )
    if found.project not in (None, record.project):
        raise InvalidInput("several_projects", "The files hold more than one project.")
    found.project = record.project
    if record.article.round:
        found.rounds[record.article.round.number] = record.article.round.name


def _note_correction(found: Contents, article: UUID, previous: UUID) -> None:
    """A text comes after the one that it corrects, in our exports: so none corrects itself."""
    if previous not in found.articles:
        raise InvalidInput(
            "previous_missing",
            "The article %(article)s corrects one that is not in the export.",
            article=article,
        )
    found.corrections[article] = previous


def _note_label(found: Contents, record: AnnotationRecord) -> None:
    for speaker in _list_speakers(record):
        found.speakers[speaker.uuid] = speaker
    for name in _list_names(record):
        found.names[name.uuid] = name
    said = record.verifiability
    scheme = found.verifiabilities.setdefault((said.scheme, said.scheme_version), {})
    scheme.setdefault(said.value, said)
    if (judged := record.verdict) is not None:
        verdicts = found.verdicts.setdefault((judged.scheme, judged.scheme_version), {})
        verdicts.setdefault(judged.value, judged)
    for earlier in record.history:
        had_verdict = found.other_verifiabilities.get(earlier.verifiability, False)
        found.other_verifiabilities[earlier.verifiability] = had_verdict or bool(earlier.verdict)
        if earlier.verdict:
            found.other_verdicts.add(earlier.verdict)
    if record.suggested_verifiability:
        found.other_verifiabilities.setdefault(record.suggested_verifiability, False)
    if record.guideline_version:
        found.guidelines.add(record.guideline_version)
    found.annotators[record.annotator] = None


def _list_speakers(record: AnnotationRecord) -> Iterator[SpeakerRecord]:
    yield record.speaker
    yield from record.co_speakers
    if record.original_speaker:
        yield record.original_speaker


def _list_names(record: AnnotationRecord) -> Iterator[SpeakerName]:
    if record.suggestion:
        yield record.suggestion.speaker
    for earlier in record.history:
        yield earlier.speaker

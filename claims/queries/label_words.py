"""What the words of another data set become here: looked at before an import, and followed by it.

Writes nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from claims.errors import DomainError, InvalidInput, gettext_noop
from claims.exchange.imported import ImportedClaim, ImportedLabel, ImportedRow
from claims.exchange.mapping import VOCABULARIES, LabelSense, Subject
from claims.exchange.reverse_mapping import propose
from claims.models import Label, LabelScheme, Project

# Vocabulary, and one of its words.
Word = tuple[str, str]
# Words that a page can ask about; a file of more is no list of labels.
MOST_WORDS = 300
# Rows that a preview shows.
SHOWN = 10
# Refusals that are named; the others are counted.
NAMED = 200

# Why a label, or a part of it, does not come in.
REASONS: Mapping[str, str] = {
    "word_left_out": gettext_noop("The word is left out."),
    "several_labels": gettext_noop("Its words become several labels that exclude each other."),
    "verdict_alone": gettext_noop("There is only a verdict, and no verifiability to go with it."),
    "verdict_refused": gettext_noop("The verdict: its verifiability allows none."),
    "labelled_already": gettext_noop("Another row of the source has labelled the same claim."),
    "evidence_empty": gettext_noop("Evidence: it names no page, passage or answer."),
    "link_unusable": gettext_noop("A link: it is no address of the web."),
    "claim_type_unknown": gettext_noop("A claim type that is not one of ours."),
    "text_cut": gettext_noop("The end of a text that is longer than its column."),
}


@dataclass(frozen=True, slots=True)
class WordMap:
    """The label that each word becomes; None, or not named: it is left out.

    `of_verdicts` is the verifiability of claims of which only the verdict is given.
    """

    labels: Mapping[Word, Label | None]
    of_verdicts: Label | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of one annotator say of a claim; `left_out`: reasons (REASONS)."""

    verifiability: Label | None
    verdict: Label | None
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class Survey:
    """What is in a file: its claims, its words, how they come together, its refusals."""

    claims: int = 0
    words: Counter[Word] = field(default_factory=Counter)
    together: Counter[frozenset[Word]] = field(default_factory=Counter)
    first: list[ImportedClaim] = field(default_factory=list)
    refused: int = 0
    refusals: list[tuple[int, DomainError]] = field(default_factory=list)


def list_given(claim: ImportedClaim) -> Iterator[tuple[str, frozenset[Word]]]:
    """Each annotator's key, and the words they gave."""
    by_key = sorted(claim.labels, key=attrgetter("annotator"))
    for annotator, labels in groupby(by_key, attrgetter("annotator")):
        yield annotator, frozenset(map(_get_word, labels))


def _get_word(label: ImportedLabel) -> Word:
    return label.vocabulary, label.value


def survey(rows: Iterable[ImportedRow]) -> Survey:
    """Go through a file. Raises InvalidInput ("too_many_words")."""
    found = Survey()
    for number, claim in rows:
        if isinstance(claim, DomainError):
            found.refused += 1
            if len(found.refusals) < NAMED:
                found.refusals.append((number, claim))
            continue
        found.claims += 1
        if len(found.first) < SHOWN:
            found.first.append(claim)
        for _annotator, words in list_given(claim):
            found.together[words] += 1
            found.words.update(words)
        if len(found.words) > MOST_WORDS:
            raise InvalidInput(
                "too_many_words",
                "The file has more than %(limit)d different labels.",
                limit=MOST_WORDS,
            )
    return found


def read_meaning(words: Collection[Word], word_map: WordMap) -> Meaning:
    """What the words come to. A verdict comes in only where its verifiability allows one."""
    labels = {label for word in words if (label := word_map.labels.get(word)) is not None}
    lost = ["word_left_out" for word in words if word_map.labels.get(word) is None]
    verifiabilities = [one for one in labels if one.scheme.kind == LabelScheme.Kind.VERIFIABILITY]
    verdicts = [one for one in labels if one.scheme.kind == LabelScheme.Kind.VERDICT]
    if len(verifiabilities) > 1 or len(verdicts) > 1:
        return Meaning(None, None, (*lost, "several_labels"))
    verdict = verdicts[0] if verdicts else None
    verifiability = verifiabilities[0] if verifiabilities else None
    if verifiability is None and verdict is not None:
        verifiability = word_map.of_verdicts
        if verifiability is None:
            return Meaning(None, None, (*lost, "verdict_alone"))
    if verdict and verifiability and verifiability.verdict_rule == Label.VerdictRule.REFUSED:
        return Meaning(verifiability, None, (*lost, "verdict_refused"))
    return Meaning(verifiability, verdict, tuple(lost))


def count_labels(found: Survey, word_map: WordMap) -> tuple[int, Counter[str]]:
    """How many labels would come in, and why others, or parts of them, would not."""
    labels, left_out = 0, Counter[str]()
    for words, count in found.together.items():
        meaning = read_meaning(words, word_map)
        labels += count if meaning.verifiability else 0
        for reason in meaning.left_out:
            left_out[reason] += count
    return labels, left_out


def list_labels(project: Project) -> list[Label]:
    """The labels of both of the project's schemes, in their order."""
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    rows = Label.objects.filter(scheme__in=schemes).select_related("scheme")
    return sorted(rows, key=lambda label: (schemes.index(label.scheme_id), label.order, label.pk))


def list_choices(labels: Iterable[Label], word: Word) -> list[Label]:
    """Those that the word may become: of its subject, if its vocabulary is known."""
    vocabulary = VOCABULARIES.get(word[0])
    return [one for one in labels if vocabulary is None or _is_of(one, vocabulary.subject)]


def list_verdict_carriers(labels: Iterable[Label]) -> list[Label]:
    """The verifiabilities that a verdict may come with."""
    return [
        one
        for one in labels
        if _is_of(one, Subject.VERIFIABILITY) and one.verdict_rule != Label.VerdictRule.REFUSED
    ]


def _is_of(label: Label, subject: Subject) -> bool:
    return label.scheme.kind == subject.value


def propose_labels(labels: Sequence[Label], words: Iterable[Word]) -> dict[Word, Label | None]:
    """For each word the label that says just the same, if one and only one does."""
    return {word: _propose(list_choices(labels, word), word) for word in words}


def _propose(choices: Sequence[Label], word: Word) -> Label | None:
    vocabulary = VOCABULARIES.get(word[0])
    if vocabulary is None:
        return None
    by_sense = {_make_sense(label): label for label in choices}
    sense = propose(vocabulary, word[1], by_sense)
    return by_sense[sense] if sense else None


def _make_sense(label: Label) -> LabelSense:
    is_verdict = label.scheme.kind == LabelScheme.Kind.VERDICT
    return LabelSense(
        scheme=label.scheme.slug,
        scheme_version=label.scheme.version,
        value=label.value,
        canonical=label.canonical or None,
        rating=label.rating,
        verifiable=None if is_verdict else label.verifiable,
        check_worthy=None if is_verdict else label.check_worthy,
    )


def read_word_map(
    project: Project, words: Collection[Word], given: Iterable[str], of_verdicts: str = ""
) -> tuple[WordMap, list[Word]]:
    """As `read_words`, of what is given as `word=label` (`word=`: left out)."""
    chosen = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        chosen[name if equals else text] = value
    return read_words(project, words, chosen, of_verdicts)


def read_words(
    project: Project,
    words: Collection[Word],
    given: Mapping[str, str | None],
    of_verdicts: str = "",
) -> tuple[WordMap, list[Word]]:
    """The map by the label's value that is given for a word (none: left out), else as proposed.

    And the words that are neither: somebody has to say what becomes of them. A word may be written
    `vocabulary:word`. Raises InvalidInput naming the field: "unknown_word", "unknown_label".
    """
    labels = list_labels(project)
    chosen: dict[Word, Label | None] = dict(propose_labels(labels, words))
    said = set()
    for name, value in given.items():
        named = [word for word in words if name in (word[1], f"{word[0]}:{word[1]}")]
        if not named:
            raise InvalidInput(
                "unknown_word", "No claim has the label “%(word)s”.", field="map", word=name[:60]
            )
        for word in named:
            chosen[word] = _find_label(list_choices(labels, word), value, "map") if value else None
            said.add(word)
    carrier = None
    if of_verdicts:
        carrier = _find_label(list_verdict_carriers(labels), of_verdicts, "verdicts_are")
    missing = [word for word in words if chosen[word] is None and word not in said]
    return WordMap(chosen, carrier), missing


def _find_label(choices: Sequence[Label], value: str, field_name: str) -> Label:
    found = [label for label in choices if label.value == value]
    if len(found) == 1:
        return found[0]
    raise InvalidInput(
        "unknown_label",
        "“%(name)s” is “%(value)s”; known are: %(known)s.",
        field=field_name,
        name=field_name,
        value=value[:60],
        known=", ".join(label.value for label in choices),
    )

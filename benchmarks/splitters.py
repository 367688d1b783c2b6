"""Our splitter and other people's behind one call: a text and its language in, spans out.

Spans are (start, end) in code points of the text as given, end exclusive. Libraries that give
offsets are taken at their word; for those that give sentences only, see `_align`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from claims.text.segment import segment

Spans = list[tuple[int, int]]
Split = Callable[[str, str], Spans]


@dataclass(frozen=True, slots=True)
class System:
    """A splitter under its package's name. `languages`: those it takes; None for any."""

    name: str
    split: Split
    languages: frozenset[str] | None = None

    def takes(self, language: str) -> bool:
        return self.languages is None or language in self.languages


def load() -> tuple[list[System], list[str]]:
    """Ours, then every library that is installed; and the names of those that are not."""
    systems, absent = [System("ours", _split_ours)], []
    for name, make in LIBRARIES.items():
        try:
            systems.append(make(name))
        except ModuleNotFoundError:
            absent.append(name)
    return systems, absent


def _split_ours(text: str, language: str) -> Spans:
    return [(one.start, one.end) for one in segment(text, language)]


def _make_blingfire(name: str) -> System:
    """Takes no language. Gives offsets, in code points."""
    library = importlib.import_module("blingfire")
    return System(name, lambda text, _: list(library.text_to_sentences_and_offsets(text)[1]))


def _make_nupunkt(name: str) -> System:
    """Trained on English. Gives offsets."""
    library = importlib.import_module("nupunkt")
    return System(name, lambda text, _: list(library.sent_spans(text)))


def _make_syntok(name: str) -> System:
    """English, German and Spanish rules at once. Gives each token's offset in the text."""
    library = importlib.import_module("syntok.segmenter")

    def split(text: str, _: str) -> Spans:
        return [
            (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
            for sentences in library.analyze(text)
            for sentence in sentences
            if sentence
        ]

    return System(name, split)


def _make_sentence_splitter(name: str) -> System:
    """Gives sentences, white space between their words made one space."""
    library = importlib.import_module("sentence_splitter")
    languages = "ca cs da de el en es fi fr hu is it lt lv nl no pl pt ro ru sk sl sv tr".split()  # noqa: SIM905
    make = cache(lambda language: library.SentenceSplitter(language=language))
    return System(
        name,
        lambda text, language: _align(text, make(language).split(text)),
        frozenset(languages),
    )


def _make_somajo(name: str) -> System:
    """English and German. Reads paragraphs; gives each token's offsets in its paragraph."""
    library = importlib.import_module("somajo")
    models = {"en": "en_PTB", "de": "de_CMC"}
    make = cache(
        lambda language: library.SoMaJo(
            models[language], split_sentences=True, character_offsets=True
        )
    )

    def split(text: str, language: str) -> Spans:
        tokenizer = make(language)
        return [
            (start + tokens[0].character_offset[0], start + tokens[-1].character_offset[1])
            for start, paragraph in _paragraphs(text)
            for tokens in tokenizer.tokenize_text([paragraph])
        ]

    return System(name, split, frozenset(models))


def _make_pysbd(name: str) -> System:
    """Gives sentences. Its own offsets are not used: they go wrong where a sentence recurs."""
    library = importlib.import_module("pysbd")
    known: Mapping[str, Any] = importlib.import_module("pysbd.languages").LANGUAGE_CODES
    make = cache(lambda language: library.Segmenter(language=language, clean=False))
    return System(
        name,
        lambda text, language: _align(text, make(language).segment(text)),
        frozenset(known),
    )


def _make_sentencex(name: str) -> System:
    """Any language; one it has no rules for gets those of a neighbour. Gives offsets."""
    library = importlib.import_module("sentencex")

    def split(text: str, language: str) -> Spans:
        found = library.get_sentence_boundaries(language, text)
        return [(one["start_index"], one["end_index"]) for one in found]

    return System(name, split)


LIBRARIES: Mapping[str, Callable[[str], System]] = {
    "blingfire": _make_blingfire,
    "nupunkt": _make_nupunkt,
    "syntok": _make_syntok,
    "sentence-splitter": _make_sentence_splitter,
    "SoMaJo": _make_somajo,
    "pysbd": _make_pysbd,
    "sentencex": _make_sentencex,
}


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """What stands between empty lines, with where it starts."""
    start = 0
    for gap in re.finditer(r"\n[^\S\n]*\n\s*|$", text):
        if paragraph := text[start : gap.start()].strip():
            yield start + text[start : gap.start()].index(paragraph[0]), paragraph
        start = gap.end()


def _align(text: str, sentences: Iterable[str]) -> Spans:
    """Where the sentences stand in the text.

    Only printing characters are compared, so white space may be changed. A sentence is looked for
    behind the one before it; one that has other characters than the text is taken to be as long
    as it says, from there on.
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    ink = "".join(text.split())
    spans: Spans = []
    at = 0
    for sentence in sentences:
        looked_for = "".join(sentence.split())
        if not looked_for or at >= len(ink):
            continue
        found = ink.find(looked_for, at)
        start = at if found < 0 else found
        end = min(start + len(looked_for), len(ink))
        spans.append((places[start], places[end - 1] + 1))
        at = end
    return spans

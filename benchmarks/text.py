"""Measure the text engine: `python -m benchmarks.text`; `make bench` does it too.

Our sentence splitter beside other people's on the same texts, then our speakers, then speed. The
texts and the scorers are those of ../shared; the libraries are those of requirements.txt here.
What each row means: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from types import ModuleType
from typing import Any

from benchmarks import speaker_match, text_errors
from benchmarks.articles import write_article
from benchmarks.machine import describe_machine
from benchmarks.splitters import System, load
from claims.text import intake
from claims.text.attribution import analyse
from claims.text.languages.detection import detect
from claims.text.segment import segment
from tests.text.real_article import GOLD
from tests.text.test_linear_time import HOSTILE

DOCUMENT = Path("docs/text-engine.md")
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
SHARED = Path(__file__).resolve().parents[2] / "shared"
ARTICLE, NEWS, OTHER = "real article", "gum_news", "golden_other"
# Times are the processor's, the best of so many: what else the machine does is not counted.
ROUNDS = 3
ARTICLE_LENGTH = 7_000
LARGE = 10_000_000
MIXED = "“The 3 Mr. A.”\n"
# Texts, in code points, whose language is to be known.
LENGTHS = (20, 50, 100, 200, 1_000_000)

Document = Mapping[str, Any]


def main() -> int:
    """Print the tables, or what is missing for them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of texts")
    parser.add_argument("--document", action="store_true", help="into docs/text-engine.md too")
    parser.add_argument(
        "--hostile", action="store_true", help="only split what was made to take long"
    )
    arguments = parser.parse_args()
    if arguments.hostile:
        print(_lay_out(_measure_hostile()))
        return 0
    shared: Path = arguments.shared
    if not (shared / "data").is_dir():
        print(f"The text engine is not measured: its texts are not here ({shared}).")
        return 0
    systems, absent = load()
    if absent:
        print(f"Not installed, so left out: {', '.join(absent)}.")
        print("To have them: pip install -r benchmarks/requirements.txt\n")
    splitting = _lay_out(_compare(systems, shared))
    print(splitting, end="\n\n")
    rest = [*_measure_speakers(shared), *_measure_detection(shared), *_measure_speed()]
    print(_lay_out(rest))
    if arguments.document:
        _write_figures(f"{splitting}\n\n{_lay_out(rest)}")
        _write_errors(shared)
    return 0


def _write_figures(tables: str) -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    figures = f"```\n{describe_machine()}\n\n{tables}\n```"
    DOCUMENT.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")


def _write_errors(shared: Path) -> None:
    splits = _load_scorer(shared, "score_split")
    speakers = _load_scorer(shared, "score_speaker")
    gold = speakers.load_gold([shared / "data" / "speakers_dev.jsonl"], None)
    text_errors.write(
        text_errors.list_split_misses(_read_documents(splits, shared)),
        text_errors.list_speaker_misses(speakers, gold),
    )


def _load_scorer(shared: Path, name: str) -> ModuleType:
    """A scorer by its path: it is used as it stands there, not copied."""
    path = shared / "tools" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _compare(systems: Sequence[System], shared: Path) -> Iterator[Sequence[str]]:
    """A header, a row per corpus and language (exact / boundary F1 in %), one of speed."""
    scorer = _load_scorer(shared, "score_split")
    corpora = _group(_read_documents(scorer, shared))
    yield ["exact / boundary F1, %", "texts", *(system.name for system in systems)]
    for name, documents in corpora.items():
        scores = [_score(system, documents, scorer) for system in systems]
        yield [name, str(len(documents)), *scores]
    news = [*corpora[ARTICLE], *corpora[NEWS]]
    yield ["characters/s, news", str(len(news)), *(_time_news(one, news) for one in systems)]


def _read_documents(scorer: ModuleType, shared: Path) -> Iterator[Document]:
    text = intake.decode((shared / "data" / "article.txt").read_bytes())
    spans = [row[:2] for row in GOLD]
    yield {"doc_id": ARTICLE, "corpus": ARTICLE, "lang": "en", "text": text, "spans": spans}
    yield from scorer.load_jsonl(shared / "data" / "split_dev.jsonl")


def _group(documents: Iterator[Document]) -> dict[str, list[Document]]:
    """By corpus; the other languages also one by one, the one with most texts first."""
    corpora: defaultdict[str, list[Document]] = defaultdict(list)
    languages: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        corpora[document["corpus"]].append(document)
        if document["corpus"] == OTHER:
            languages[f"- {document['lang']}"].append(document)
    corpora[OTHER] = corpora.pop(OTHER)
    ordered = sorted(languages.items(), key=lambda entry: -len(entry[1]))
    return {**corpora, **dict(ordered)}


def _score(system: System, documents: Sequence[Document], scorer: ModuleType) -> str:
    """Both figures, or a dash where the system does not take every language of these texts."""
    if not all(system.takes(document["lang"]) for document in documents):
        return "–"
    found = {one["doc_id"]: system.split(one["text"], one["lang"]) for one in documents}
    alike = [{**document, "corpus": ""} for document in documents]
    summary = scorer.score(alike, found)[""]
    return f"{100 * summary['exact_f1']:.1f} / {100 * summary['boundary_f1']:.1f}"


def _time_news(system: System, documents: Sequence[Document]) -> str:
    """Characters a second. No round sees the texts of another: some libraries remember words."""

    def split_all(texts: Sequence[tuple[str, str]]) -> None:
        for text, language in texts:
            system.split(text, language)

    length = sum(len(document["text"]) for document in documents)
    best = float("inf")
    for seed in range(ROUNDS):
        texts = [(_disguise(one["text"], seed), one["lang"]) for one in documents]
        best = min(best, _time(partial(split_all, texts), 1))
    return f"{length / best:,.0f}"


def _disguise(text: str, seed: int) -> str:
    """The text with other small letters in every third word or so: as long, with all its marks."""
    chance = random.Random(seed)
    others = str.maketrans(ascii_lowercase, "".join(chance.sample(ascii_lowercase, 26)))
    words = text.split(" ")
    return " ".join(word.translate(others) if chance.random() < 1 / 3 else word for word in words)


def _measure_speakers(shared: Path) -> Iterator[Sequence[str]]:
    scorer = _load_scorer(shared, "score_speaker")
    documents = scorer.load_gold([shared / "data" / "speakers_dev.jsonl"], None)
    found = {one["doc_id"]: _find_speakers(one["text"]) for one in documents}
    scores, _ = scorer.score(documents, {name: _flatten(rows) for name, rows in found.items()})
    for corpus, one in scores.items():
        yield [f"speakers, {corpus}, all right", f"{100 * one['all_acc']:.1f} %"]
        yield ["- of quoted sentences", f"{100 * one['quoted_acc']:.1f} %"]
        yield ["- of quoted sentences, by name", f"{100 * one['quoted_name']:.1f} %"]
        yield ["- of reported sentences", f"{100 * one['reported_acc']:.1f} %"]
        yield ["- of plain ones, given a speaker", f"{100 * one['false_rate']:.1f} %"]
    for kind in ("quoted", "reported"):
        one, three = (
            speaker_match.measure(scorer, documents, found, kind, most=most) for most in (1, 3)
        )
        yield [f"- {kind}, two names of one person joined", f"{100 * one:.1f} %"]
        yield ["  and among the first three", f"{100 * three:.1f} %"]
    length = sum(len(one["text"]) for one in documents)
    seconds = _time(lambda: [analyse(one["text"]) for one in documents])
    yield ["splitting and speakers", f"{length / seconds:,.0f} characters/s"]


def _find_speakers(text: str) -> list[tuple[int, int, list[str]]]:
    found = analyse(text)
    return [
        (one.start, one.end, [candidate.name for candidate in said.candidates])
        for one, said in zip(found.segments, found.attributions, strict=True)
    ]


def _flatten(rows: Sequence[tuple[int, int, list[str]]]) -> list[tuple[int, int, str | None]]:
    """As the scorer takes them: one name, or none."""
    return [(start, end, named[0] if named else None) for start, end, named in rows]


def _measure_detection(shared: Path) -> Iterator[Sequence[str]]:
    """How many texts' language is known, and how many are taken for another, by length."""
    scorer = _load_scorer(shared, "score_split")
    texts = [(one["text"], one["lang"]) for one in _read_documents(scorer, shared)]
    shortest = 0
    for longest in LENGTHS:
        some = [(text, code) for text, code in texts if shortest <= len(text) < longest]
        found = [(detect(text), code) for text, code in some]
        right = sum(guess == code for guess, code in found) / len(found)
        unsure = sum(guess == "und" for guess, _ in found) / len(found)
        name = f"language, {len(some)} texts of {shortest} to {longest - 1:,} characters"
        yield [name, f"{100 * right:.1f} % right, {100 * unsure:.1f} % unsure"]
        shortest = longest


def _measure_speed() -> Iterator[Sequence[str]]:
    """One article from bytes to speakers, then what must take twice the time for twice the text."""
    data = write_article(random.Random(1), 100, "text").text[:ARTICLE_LENGTH].encode()
    seconds = [_time(lambda: analyse(intake.check(intake.decode(data))), 1) for _ in range(25)]
    name = f"{ARTICLE_LENGTH:,} characters, from bytes to speakers"
    yield [name, f"{1000 * statistics.median(seconds):.1f} ms"]
    prose = write_article(random.Random(2), 1_000, "large").text + "\n\n"
    yield _measure_growth("news, split", segment, prose)
    yield _measure_growth("news, split and speakers", analyse, prose)
    yield _measure_growth("no white space, split", segment, "a")
    yield _measure_growth("full stops, split", segment, ".")
    yield _measure_growth("opening quotation marks, split", segment, "“")
    yield _measure_growth("everything in short lines, split", segment, MIXED)


def _measure_growth(name: str, work: Callable[[str], object], unit: str) -> Sequence[str]:
    text = unit * (LARGE // len(unit) + 1)
    half, whole = (_time(partial(work, text[:size]), 1) for size in (LARGE // 2, LARGE))
    return [
        f"{LARGE:,} characters of {name}",
        f"{whole:.1f} s, {whole / half:.1f} times as long as for half of it",
    ]


def _measure_hostile() -> Iterator[Sequence[str]]:
    """All that the tests of linear time know, as large as the largest text."""
    for name, unit in HOSTILE.items():
        yield _measure_growth(f"{name}, split", segment, unit)


def _time(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The seconds that the processor worked in the quickest of so many rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def _lay_out(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, all but the first to the right."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        first, *others = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

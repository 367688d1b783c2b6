"""Articles with the speaker of every sentence, written for the tests, and how well we find them.

One sentence per line: what it is, whose it is, and the sentence itself ("q Ann Lee | “No,” …").
"=== title" begins an article, "@ name = descriptions" lists what else a speaker may be called, an
empty line begins a paragraph. Kinds: h headline, p the article's own voice, q quoted, r reported,
x not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from claims.text.attribution import analyse
from claims.text.languages.base import words as words_of

DATA = Path(__file__).parent / "data"
_LINE = re.compile(r"([hpqrx]) ?(.*?) \| (.+)")
_ARTICLES = words_of("der die das den dem des ein eine einer einem einen")


@dataclass(slots=True)
class Line:
    """One sentence: its kind, its speaker and its code points in the article."""

    kind: str
    speaker: str
    start: int
    end: int


@dataclass(slots=True)
class Article:
    """An article put together from its lines."""

    title: str
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, speaker: str, sentence: str, *, opens: bool) -> None:
        self.text += ("\n\n" if opens else " ") if self.text else ""
        start = len(self.text)
        self.text += sentence
        self.lines.append(Line(kind, speaker, start, len(self.text)))


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence given to the wrong speaker."""

    title: str
    kind: str
    sentence: str
    gold: str
    given: str


def read(name: str) -> list[Article]:
    found: list[Article] = []
    opens = True
    for row in (DATA / name).read_text(encoding="utf-8").splitlines():
        if row.startswith("==="):
            found.append(Article(row[4:]))
        elif row.startswith("@"):
            speaker, _, rest = row[2:].partition(" = ")
            found[-1].names[speaker] = [one for one in rest.split("; ") if one]
        elif match := _LINE.fullmatch(row):
            kind, speaker, sentence = match.groups()
            found[-1].add(kind, speaker, sentence, opens=opens)
        opens = not row
    return found


def words(name: str) -> list[str]:
    found = re.findall(r"\w+(?:[-'.]\w+)*", name.casefold())
    return [word for word in found if word not in _ARTICLES] or found


def is_same(given: str, gold: str, descriptions: list[str]) -> bool:
    """Whether a name means the speaker: the surname, the name or a description will do."""
    mine, names = words(given), [words(one) for one in (gold, *descriptions)]
    if len(names[0]) > 1 and mine[-1] == names[0][-1]:
        return True
    return any(_is_alike(mine, name) for name in names)


def _is_alike(mine: list[str], name: list[str]) -> bool:
    shared = len(set(mine) & set(name)) / len(set(mine) | set(name))
    return mine == name or (mine[-1] == name[-1] and shared > 0.5)


def misses(article: Article, language: str) -> Iterator[Miss]:
    found = analyse(article.text, language)
    spans = [
        (one.start, one.end, given.candidates[0].name if given.candidates else "")
        for one, given in zip(found.segments, found.attributions, strict=True)
    ]
    for line in article.lines:
        if line.kind in "hx":
            continue
        given = max(spans, key=lambda span: min(span[1], line.end) - max(span[0], line.start))[2]
        descriptions = article.names.get(line.speaker, [])
        is_right = is_same(given, line.speaker, descriptions) if given and line.speaker else False
        if not is_right and (given or line.speaker):
            sentence = article.text[line.start : line.end]
            yield Miss(article.title, line.kind, sentence, line.speaker, given)


@dataclass(frozen=True, slots=True)
class Levels:
    """Shares of sentences: quoted and reported with their speaker, plain ones given one."""

    quoted: float
    reported: float
    false: float


def levels(articles: list[Article], language: str) -> Levels:
    total = Counter(line.kind for article in articles for line in article.lines)
    wrong = Counter(miss.kind for article in articles for miss in misses(article, language))
    return Levels(
        quoted=1 - wrong["q"] / total["q"],
        reported=1 - wrong["r"] / total["r"],
        false=wrong["p"] / total["p"],
    )

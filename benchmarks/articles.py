"""Articles to measure with: made up, news-like, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST = "Ada Bruno Carla Dario Edda Falk Greta Hanno Ilse Jaro Kira Lino Mara Nils Oda Piet".split()  # noqa: SIM905 - reads as a list of words
LAST = "Holm Varga Brandt Okoye Lund Petrov Salis Moreau Tanaka Weir Abbas Quist Rowan Sole".split()  # noqa: SIM905
PLACES = ("Port Ellery", "Nordhaven", "Silver Vale", "the Marrow Hills", "Castle Bridge", "Ostwick")
BODIES = ("harbour board", "city council", "water authority", "teachers' union", "tram company")
THINGS = ("ferry line", "flood wall", "school roof", "night bus", "market hall", "heat network")
VERBS = ("said", "added", "told reporters", "warned", "explained")
HEADLINES = (
    "{Body} to decide on {thing} in {place}",
    "{place} waits for its {thing}",
    "Costs of {thing} in {place} rise again",
)
PLAIN = (
    "The {body} of {place} spent {number} million crowns on the {thing} last year.",
    "About {number} people in {place} use the {thing} every week, more than ever before.",
    "According to a report of the {body}, the {thing} will be finished in {year}.",
    "Work on the {thing} began in {year}, when Mr. {last} still led the {body}.",
    "The {body} rejected the plan by {number} votes to {small}.",
    "Nobody in {place} remembers a winter in which the {thing} stood still for {small} days.",
    "{name} has led the {body} since {year}.",
    "{name} {verb} that the {thing} had cost {number} million crowns since {year}.",
)
SAID = (
    "“We counted {number} complaints about the {thing} in {small} months,” {name} {verb}.",
    "“The {body} never paid for the {thing},” {verb} {name}, who lives in {place}.",
    "{name} {verb}: “Since {year} the {thing} has been closed {small} times.”",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the text; `start` in code points."""

    start: int
    kind: str
    paragraph: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article, and what it consists of."""

    text: str
    sentences: tuple[Sentence, ...]


def write_articles(count: int, sentences: int, seed: int) -> Iterator[Draft]:
    """So many articles of a headline and sentences: `sentences` claims each, no two the same."""
    chance = random.Random(seed)
    for number in range(count):
        yield write_article(chance, sentences, f"{seed}-{number}")


def write_article(chance: random.Random, sentences: int, name: str) -> Draft:
    """One article. Its `name` stands in it, so that no other has the same text."""
    headline = _capitalise(_fill(chance, chance.choice(HEADLINES)))
    if sentences == 1:
        headline += f", file {name}"
    parts = [Sentence(0, "headline", 0, headline)]
    paragraph, left = 0, 0
    for index in range(1, sentences):
        if left == 0:
            paragraph, left, gap = paragraph + 1, chance.randint(2, 4), 2
        else:
            gap = 1
        left -= 1
        template = chance.choice(SAID if chance.random() < 0.3 else PLAIN)
        if index == 1:
            template = f"File {name} of the {{body}} concerns the {{thing}} in {{place}}."
        text = _capitalise(_fill(chance, template))
        parts.append(Sentence(parts[-1].end + gap, "sentence", paragraph, text))
    return Draft(_join(parts), tuple(parts))


def _join(parts: list[Sentence]) -> str:
    text = parts[0].text
    for part in parts[1:]:
        text += ("\n\n" if part.start - len(text) == 2 else " ") + part.text
    return text


def _capitalise(text: str) -> str:
    return text[0].upper() + text[1:]


def _fill(chance: random.Random, template: str) -> str:
    first, last, body = chance.choice(FIRST), chance.choice(LAST), chance.choice(BODIES)
    return template.format(
        name=f"{first} {last}",
        last=last,
        body=body,
        Body=_capitalise(body),
        place=chance.choice(PLACES),
        thing=chance.choice(THINGS),
        verb=chance.choice(VERBS),
        number=chance.randint(13, 980),
        small=chance.randint(2, 12),
        year=chance.randint(1961, 2025),
    )

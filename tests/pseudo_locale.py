"""A language in which every sentence stands in brackets, and what is read outside of them."""

import re
from collections.abc import Iterable, Iterator, Set
from html.parser import HTMLParser

from django.apps import apps
from django.db import models

from claims.exchange.formats import FORMATS
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.mapping import VOCABULARIES
from claims.models import ArticleText

OPEN, CLOSE = "⟦⟧"
# What is the same in every language.
NAMES = {
    *("Factcheck", "English", "Deutsch", "العربيّة"),
    *("JSON Lines", "JSONL", "CSV", ".txt", ".jsonl", ".csv", "https://", "UTC", "UUID"),
    *(".md", ".html", ".parquet", "gzip"),
    # Other data sets have names and words of their own.
    *(one.title for one in FORMATS.values()),
    *(one.title for one in IMPORT_FORMATS.values()),
    *(word for vocabulary in VOCABULARIES.values() for word in vocabulary.values),
    *("text title outlet author published url language licence redistribute embargo",),
    *("source_id previous",),
}
READABLE = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription")
BUTTONS = {"submit", "button", "reset"}
SILENT = {"script", "style", "kbd", "pre"}
WORD = re.compile(r"[^\W\d_]{2}")
A_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class PageReader(HTMLParser):
    """What a person reads on a page outside of brackets, a piece for each element."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.silent = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        given = {name: value or "" for name, value in attributes}
        shown = [value for name, value in given.items() if is_text(name, value)]
        if tag == "input" and given.get("type") in BUTTONS:
            shown.append(given.get("value", ""))
        for value in shown:
            outside, depth = take_outside(value, 0)
            assert depth == 0, value
            self.found.append(outside)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in SILENT:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        outside, self.depth = take_outside(data, self.depth)
        if not self.silent:
            self.found.append(outside)


def is_text(name: str, value: str) -> bool:
    """Whether an attribute is read by people; a sentence for a script counts as well."""
    is_sentence = bool(re.search(r"\w \w", value)) and not value.startswith("{")
    return name in READABLE or (name.startswith("data-") and is_sentence)


def take_outside(text: str, depth: int) -> tuple[str, int]:
    """What stands outside of all brackets, and how many are open at the end."""
    outside = []
    for letter in text:
        depth += letter == OPEN
        if depth == 0:
            outside.append(letter)
        depth -= letter == CLOSE
    return "".join(outside), depth


def find_unmarked(html: str, data: "WorldData") -> set[str]:
    reader = PageReader()
    reader.feed(html)
    reader.close()
    assert reader.depth == 0
    return {text for text in map(normalise, reader.found) if not data.explains(text)}


def normalise(text: str) -> str:
    return " ".join(text.split())


class WorldData:
    """What the rows of the database say, and names that need no translation."""

    def __init__(self, names: Set[str] = NAMES, texts: Iterable[str] = ()) -> None:
        said = {normalise(text) for text in list_texts()} - {""}
        longest_first = "|".join(map(re.escape, sorted(said | names, key=len, reverse=True)))
        self.known = re.compile(rf"(?<!\w)({A_UUID}|{longest_first})(?!\w)")
        articles = ArticleText.objects.values_list("text", flat=True)
        self.texts = list(map(normalise, (*articles, *texts)))

    def explains(self, text: str) -> bool:
        """Whether nothing is left of it but marks and numbers, or it is part of a text."""
        if " " in text and any(text in whole for whole in self.texts):
            return True
        # What is kept as JSON, as it is; and what Django shows of passwords.
        is_as_kept = text.startswith("{") or text.endswith("****")
        return is_as_kept or not WORD.search(self.known.sub("", text))


def list_texts() -> Iterator[str]:
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if holds_text(field)]
        rows = model._default_manager.values_list(*(field.name for field in fields))
        for value in (value for row in rows for value in row):
            yield from read_strings(value)


def holds_text(field: models.Field) -> bool:
    """Not values of choices: people read their labels."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.UUIDField)
    return isinstance(field, kinds) and not field.choices


def read_strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from read_strings(inner)
    elif value is not None:
        yield str(value)

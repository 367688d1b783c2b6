"""The card of a data set, as the Hugging Face hub reads it: YAML for programs, then Markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from claims.exchange.shapes import Shape, describe


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetCard:
    """What the card says that no record does. Texts are Markdown; an empty one has no section.

    `licence` is an identifier the hub knows, such as `cc-by-4.0`, or `other` or `unknown`; `terms`
    say it in words. `further` are sections of the data set's own, by their titles.
    """

    pretty_name: str
    licence: str
    languages: Sequence[str]
    summary: str
    terms: str = ""
    tags: Sequence[str] = ("fact-checking", "claim-detection")
    annotation_process: str = ""
    annotators: str = ""
    personal_information: str = ""
    biases: str = ""
    citation: str = ""
    source: str = ""
    is_machine_made: bool = False
    further: Mapping[str, str] = field(default_factory=dict)


class Split(NamedTuple):
    """A part of the data set: what the hub calls it, its file, and how many rows that has."""

    name: str
    path: str
    rows: int


_SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
_SIZE_NAMES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M")


def find_size(rows: int) -> str:
    """The hub's name for so many rows."""
    return _SIZE_NAMES[sum(rows >= size for size in _SIZES)]


_DTYPES = {str: "string", int: "int64", float: "float64", bool: "bool", date: "date32"}


def list_features(row_type: type) -> list[dict[str, Any]]:
    """The columns and their types, as a card's YAML names them."""
    return [_make_feature(shape) for shape in describe(row_type)]


def _make_feature(shape: Shape) -> dict[str, Any]:
    if shape.is_record:
        return {"name": shape.name, "list": list_features(shape.kind)}
    kind = "list" if shape.many else "dtype"
    return {"name": shape.name, kind: _DTYPES[shape.kind]}


def make_card(card: DatasetCard, row_type: type, splits: Sequence[Split]) -> str:
    """README.md: YAML for the hub, and what a reader should know.

    A split without rows is not named: who reads the data set would stumble over it.
    """
    splits = [split for split in splits if split.rows]
    languages = sorted(set(card.languages))
    head: dict[str, Any] = {
        "annotations_creators": [
            "machine-generated" if card.is_machine_made else "expert-generated"
        ],
        "language_creators": ["found"],
        "language": languages,
        "license": card.licence,
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "pretty_name": card.pretty_name,
        "size_categories": [find_size(sum(split.rows for split in splits))],
        "source_datasets": ["original"],
        "task_categories": ["text-classification"],
        "task_ids": ["fact-checking"],
        "tags": list(card.tags),
    }
    if splits:
        head |= _describe_data(row_type, splits)
    return "\n".join(
        chain(["---"], _dump_yaml(head), ["---", ""], _list_sections(card, row_type, splits))
    )


def _describe_data(row_type: type, splits: Sequence[Split]) -> dict[str, Any]:
    files = [{"split": split.name, "path": split.path} for split in splits]
    return {
        "configs": [{"config_name": "default", "data_files": files}],
        "dataset_info": {"features": list_features(row_type)},
    }


def _list_sections(card: DatasetCard, row_type: type, splits: Sequence[Split]) -> Iterator[str]:
    counts = "\n".join(f"- {split.name}: {split.rows} rows" for split in splits)
    fields = "\n".join(f"- `{shape.name}`: {_describe_type(shape)}" for shape in describe(row_type))
    sections = {
        "Summary": card.summary,
        "Supported Tasks": "Check-worthiness, verdict and speaker of claims in news articles.",
        "Languages": ", ".join(sorted(set(card.languages))),
        "Data Instances": "One row is one claim of an article, with its labels and evidence.",
        "Data Fields": fields,
        "Data Splits": counts,
        "Source": card.source,
        "Annotation process": card.annotation_process,
        "Who are the annotators": card.annotators,
        "Personal and sensitive information": card.personal_information,
        "Biases": card.biases,
        **card.further,
        "Licence": card.terms or card.licence,
        "Citation": card.citation,
    }
    yield f"# {_escape_line(card.pretty_name)}\n"
    for title, text in sections.items():
        if text.strip():
            yield f"## {title}\n\n{text.strip()}\n"


def _escape_line(text: str) -> str:
    return " ".join(text.split())


def _describe_type(shape: Shape) -> str:
    name = "record" if shape.is_record else _DTYPES[shape.kind].removesuffix("32")
    if shape.many:
        return f"list of {name}s"
    return f"{name}, or null" if shape.nullable else name


def _dump_yaml(values: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Mappings, lists and scalars as YAML in blocks; texts always in quotes."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _dump_yaml(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{name}:" if value else f"{indent}{name}: []"
            for item in value:
                yield from _dump_item(item, indent)
        else:
            yield f"{indent}{name}: {_dump_scalar(value)}"


def _dump_item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{indent}- {_dump_scalar(item)}"
        return
    first, *rest = _dump_yaml(item, indent + "  ")
    yield f"{indent}- {first.strip()}"
    yield from rest


_ODD = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e\xa1-\u2027\u202f-\ud7ff\ue000-\ufefe]")


def _dump_scalar(value: str | int) -> str:
    """A number, or a text in double quotes; what YAML might read otherwise is escaped."""
    if isinstance(value, int):
        return str(value)
    return '"' + _ODD.sub(lambda odd: f"\\U{ord(odd[0]):08x}", value) + '"'

"""Claims of other data sets and tools on their way in, whatever they came in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from claims.errors import DomainError, InvalidInput
from claims.exchange.chunks import parse_each

Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedLabel:
    """A label as it was given.

    `vocabulary` is one of mapping.VOCABULARIES, and `value` one of its words (a 1 that stands for
    “Yes” is “Yes”; `source` has the 1), or it is what the question is called in the project it
    comes from (of Label Studio `from_name`, of doccano "label"). `annotator` is who gave it, as a
    number or key of there, never a name or an address; "" where nobody is named.
    """

    vocabulary: str
    value: str
    annotator: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedEvidence:
    """What the verdict rests on there; "" and None are what the source does not say.

    `set_number` from 1: items of one set are needed together. `position` from 1 in the claim.
    """

    position: int
    set_number: int
    question: str = ""
    answer: str = ""
    answer_type: str = ""
    explanation: str = ""
    url: str = ""
    archived_url: str = ""
    medium: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedClaim:
    """One claim with the labels it had in another data set or tool.

    `format` is the name of the format it came in (IMPORT_FORMATS), `source_id` its number or key
    there ("" if none), `text` the claim. Where it is part of a longer text, `document` is that
    text and `document_id` its key, and `document[start:end] == text` (code points, end exclusive)
    where the source says where. `wording` is the claim in other words, that stand alone. What is
    not known is "" or None.

    `source` is the row as it came, as a JSON object: keys, values, null, "" and what is absent.
    From it alone the row can be written again (`write_again` of its format). Of Label Studio and
    doccano, who annotated is a number or key there; names and addresses are taken out.
    """

    format: str
    text: str
    source: Mapping[str, Any]
    source_id: str = ""
    document: str = ""
    document_id: str = ""
    start: int | None = None
    end: int | None = None
    wording: str = ""
    speaker: str = ""
    speaker_role: str = ""
    speaker_affiliation: str = ""
    reporting_source: str = ""
    url: str = ""
    archived_url: str = ""
    claim_date: date | None = None
    claim_types: tuple[str, ...] = ()
    justification: str = ""
    labels: tuple[ImportedLabel, ...] = ()
    evidence: tuple[ImportedEvidence, ...] = field(default=())


# The number of a row in its file, from 1, and its claim, or why it is none. Of a tool's file one
# row may hold several claims: then its number comes several times.
ImportedRow = tuple[int, ImportedClaim | DomainError]


def parse_rows(
    rows: Iterable[tuple[int, Part | DomainError]],
    parse: Callable[[Part], Iterable[ImportedClaim]],
) -> Iterator[ImportedRow]:
    """The claims that `parse` makes of the numbered rows, or why a row is none (`parse_each`)."""
    for number, outcome in parse_each(rows, lambda row: list(parse(row))):
        if isinstance(outcome, DomainError):
            yield number, outcome
        else:
            yield from ((number, claim) for claim in outcome)


def take_object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput("not_an_object", "The row is not a JSON object.")
    return value


def take_text(row: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    """The text of that key; "" where it is absent or null. Raises InvalidInput naming it."""
    value = row.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise InvalidInput("wrong_type", "“%(name)s” must be a text.", field=name, name=name)
    if required and not value.strip():
        raise InvalidInput("text_missing", "“%(name)s” is empty.", field=name, name=name)
    return value


def take_list(row: Mapping[str, Any], name: str) -> list[Any]:
    """The list of that key; empty where it is absent or null."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidInput("wrong_type", "“%(name)s” must be a list.", field=name, name=name)
    return value


def take_texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = take_list(row, name)
    if not all(isinstance(one, str) for one in value):
        raise InvalidInput(
            "wrong_type", "“%(name)s” must be a list of texts.", field=name, name=name
        )
    return tuple(value)


def take_choice(value: object, choices: Iterable[str], name: str) -> str:
    """The value, which has to be one of these words."""
    known = tuple(choices)
    if value not in known:
        raise InvalidInput(
            "unknown_label",
            "“%(name)s” is “%(value)s”; known are: %(known)s.",
            field=name,
            name=name,
            value=str(value)[:60],
            known=", ".join(known),
        )
    return str(value)


def take_id(row: Mapping[str, Any], name: str) -> str:
    """A number or text that names the row; "" where there is none."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InvalidInput(
            "wrong_type", "“%(name)s” must be a number or a text.", field=name, name=name
        )
    return str(value)

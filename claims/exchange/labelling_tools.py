"""Exports of other labelling tools on their way in: Label Studio's JSON and doccano's JSON Lines.

Of Label Studio choices and labelled spans are read, of doccano classes and spans. What else such
a file holds stays in `source`. Who annotated is a number there, never a name or an address.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from claims.errors import InvalidInput
from claims.exchange import strict_json
from claims.exchange.imported import (
    ImportedClaim,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_id,
    take_list,
    take_object,
    take_text,
    take_texts,
)
from claims.exchange.json_rows import parse_line, read_elements, read_json_lines

LABEL_STUDIO, DOCCANO = "label-studio", "doccano"
# Keys under which these tools keep names of people.
_PERSONAL = frozenset({"created_username", "annotation_approver", "username", "user_email"})


class Span(NamedTuple):
    """Of a text: code points, end exclusive."""

    start: int
    end: int


# What was said of which part of a text; None: of all of it.
Labels = dict[Span | None, list[ImportedLabel]]


def read_label_studio(stream: BinaryIO) -> Iterator[ImportedRow]:
    """The claims of each task of the array, under its number, or why it has none."""
    return parse_rows(read_elements(stream), _parse_task)


def _parse_task(text: str) -> Iterator[ImportedClaim]:
    task = take_object(strict_json.parse(text))
    if "annotations" not in task or "data" not in task:
        raise InvalidInput(
            "not_a_task",
            "This is no task of Label Studio: export as JSON, not as JSON-MIN or another format.",
        )
    data = take_object(task["data"])
    document: str | None = None
    labels: Labels = defaultdict(list)
    for annotation in map(take_object, take_list(task, "annotations")):
        # Whoever skipped the task has said nothing.
        if not annotation.get("was_cancelled"):
            annotator = _name_annotator(annotation)
            for result in map(take_object, take_list(annotation, "result")):
                of = _find_text(data, result)
                if document is not None and of != document:
                    raise InvalidInput(
                        "several_texts", "The task has labels of more than one text."
                    )
                document = of
                _add_result(labels, document, result, annotator)
    if document is None:
        raise InvalidInput("no_labels", "Nobody has labelled it.")
    source = {**task, "annotations": [_drop_people(one) for one in task["annotations"]]}
    source |= {key: _drop_people(task[key]) for key in task.keys() - {"annotations", "data"}}
    yield from _make_claims(LABEL_STUDIO, take_id(task, "id"), document, labels, _drop_keys(source))


def _name_annotator(annotation: Mapping[str, Any]) -> str:
    by = annotation.get("completed_by")
    return take_id(by if isinstance(by, dict) else {"id": by}, "id")


def _find_text(data: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """The text that a result is about: that of the name it points to, or the task's only one."""
    texts = {name: value for name, value in data.items() if isinstance(value, str) and value}
    for name in (take_text(result, "to_name"), "text"):
        if name in texts:
            return texts[name]
    if len(texts) == 1:
        return next(iter(texts.values()))
    raise InvalidInput("text_missing", "It cannot be told which text the labels are of.")


def _add_result(labels: Labels, document: str, result: Mapping[str, Any], annotator: str) -> None:
    kind = result.get("type")
    if kind not in {"choices", "labels"}:
        return
    value = take_object(result.get("value"))
    span = _find_span(document, value) if "start" in value else None
    labels[span] += [
        ImportedLabel(vocabulary=take_text(result, "from_name"), value=chosen, annotator=annotator)
        for chosen in take_texts(value, str(kind))
    ]


def _find_span(document: str, value: Mapping[str, Any]) -> Span:
    """Where the labelled words stand. Label Studio counts as browsers do: in UTF-16 units."""
    span = _take_span(value.get("start"), value.get("end"))
    units = document.encode("utf-16-le")
    text = take_text(value, "text")
    found = units[2 * span.start : 2 * span.end]
    if (text and found != text.encode("utf-16-le")) or 2 * span.end > len(units):
        raise _make_wrong_span()
    try:
        before, inside = units[: 2 * span.start].decode("utf-16-le"), found.decode("utf-16-le")
    except UnicodeDecodeError:
        raise _make_wrong_span() from None
    return Span(len(before), len(before) + len(inside))


def _take_span(start: object, end: object) -> Span:
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise _make_wrong_span()
    return Span(start, end)


def _make_wrong_span() -> InvalidInput:
    return InvalidInput("wrong_span", "A labelled passage is not where the file says it is.")


def _drop_people(value: Any) -> Any:
    """The value without names and addresses: of an account only its number stays."""
    if isinstance(value, list):
        return [_drop_people(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "email" in value:
        return value.get("id")
    return {key: _drop_people(one) for key, one in value.items() if key not in _PERSONAL}


def _drop_keys(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _PERSONAL}


def _make_claims(
    name: str, key: str, document: str, labels: Labels, source: Mapping[str, Any]
) -> Iterator[ImportedClaim]:
    """The whole text as one claim, if anything is said of it, and each labelled passage."""
    if None in labels:
        yield ImportedClaim(
            format=name, source_id=key, text=document, source=source, labels=tuple(labels[None])
        )
    spans = sorted(span for span in labels if span is not None)
    for span in spans:
        yield ImportedClaim(
            format=name,
            source_id=f"{key}:{span.start}-{span.end}",
            text=document[span.start : span.end],
            document=document,
            document_id=key,
            start=span.start,
            end=span.end,
            source=source,
            labels=tuple(labels[span]),
        )


def read_doccano(stream: BinaryIO) -> Iterator[ImportedRow]:
    """The claims of each line, under its number, or why it has none."""
    rows = ((number, (number, line, at)) for number, line, at in read_json_lines(stream))
    return parse_rows(rows, _parse_example)


def _parse_example(line: tuple[int, bytes, int]) -> Iterator[ImportedClaim]:
    row = take_object(parse_line(*line))
    document = take_text(row, "text", required=True)
    labels: Labels = defaultdict(list)
    for name in ("label", "labels", "entities"):
        for value in take_list(row, name):
            span, chosen = _read_label(value, document)
            labels[span].append(ImportedLabel(vocabulary="label", value=chosen))
    if not labels:
        raise InvalidInput("no_labels", "Nobody has labelled it.")
    source = {key: _drop_people(value) for key, value in _drop_keys(row).items()}
    yield from _make_claims(DOCCANO, take_id(row, "id"), document, labels, source)


def _read_label(value: object, document: str) -> tuple[Span | None, str]:
    """A class, `[start, end, label]`, or an entity of a project that has relations, too."""
    match value:
        case str():
            return None, value
        case [start, end, str(label)]:
            span = _take_span(start, end)
        case {"start_offset": start, "end_offset": end, "label": str(label)}:
            span = _take_span(start, end)
        case _:
            raise InvalidInput(
                "wrong_type", "A label must be a text, or a passage and a text.", field="label"
            )
    if span.end > len(document):
        raise _make_wrong_span()
    return span, label

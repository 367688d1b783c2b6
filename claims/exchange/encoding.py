"""Records as JSON text, fast: what `json.dumps` would write of them, in a fraction of its time.

An encoder is put together once for each file that is written: as a function of one expression, a
formatted string, in which every field of the record has its place (as the standard library makes
named tuples). It remembers the text of records that others share: many labels belong to one
article, few speakers say most of the claims.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from claims.exchange.records import (
    ArticleHead,
    ProjectHead,
    SpeakerName,
    SpeakerRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.exchange.shapes import Shape, describe, format_moment

Encode = Callable[[Any], str]

# Texts remembered of each kind of record; then it begins anew, so that memory stays flat.
REMEMBERED = 2000
# Records that others share. To look for the text of one that is nobody else's would only cost.
SHARED = frozenset(
    {
        ArticleHead,
        ProjectHead,
        SpeakerName,
        SpeakerRecord,
        VerdictRecord,
        VerifiabilityRecord,
    }
)


def make_encoder(record_type: type) -> Encode:
    """A function from such a record to its JSON text: no spaces, no escapes but those needed."""
    shapes = describe(record_type)
    places = (
        f'"{shape.name}":{_make_place(shape, f"v{number}", f"encode{number}")}'
        for number, shape in enumerate(shapes)
    )
    # One for all moments of a record: often several are the same.
    encode_moment = make_moment_encoder()
    encoders = {
        f"encode{number}": encode_moment if _is_moment(one) else make_field_encoder(one)
        for number, one in enumerate(shapes)
    }
    return compile_template(len(shapes), "{{" + ",".join(places) + "}}", encoders)


def _make_place(shape: Shape, value: str, encode: str) -> str:
    """Where a field's value goes in the template: what needs no function is formatted there."""
    if shape.many:
        return f"{{{encode}({value}) if {value} else EMPTY}}"
    if shape.nullable:
        return f"{{NULL if {value} is None else {encode}({value})}}"
    if shape.kind is int:
        return f"{{{value}:d}}"
    return f'"{{{value}}}"' if shape.kind is UUID else f"{{{encode}({value})}}"


def compile_template(fields: int, template: str, names: Mapping[str, object]) -> Encode:
    """A function from a tuple of so many values, v0, v1 …, to the template with them in it.

    The template is made of the names of fields and functions, never of what somebody typed.
    """
    values = "".join(f"v{number}, " for number in range(fields))
    source = f"def encode(record):\n    ({values}) = record\n    return f'''{template}'''\n"
    scope: dict[str, Any] = {"NULL": "null", "EMPTY": "[]", **names}
    exec(source, scope)  # noqa: S102  # nosec B102  # see above
    made: Encode = scope["encode"]
    return made


def make_field_encoder(shape: Shape) -> Encode:
    """A function from a field's value, which is not None, to its JSON text."""
    if shape.many:
        return _encode_many(make_encoder(shape.kind) if shape.is_record else _SCALARS[shape.kind])
    if not shape.is_record:
        return _SCALARS[shape.kind]
    encode = make_encoder(shape.kind)
    return remember(encode) if shape.kind in SHARED else encode


def _is_moment(shape: Shape) -> bool:
    return shape.kind is datetime and not shape.many


def _encode_many(encode: Encode) -> Encode:
    def encode_many(values: tuple[Any, ...]) -> str:
        return f"[{','.join(map(encode, values))}]" if values else "[]"

    return encode_many


def make_moment_encoder() -> Encode:
    """One that knows the moment it was given last."""
    known: datetime | None = None
    text = ""

    def encode_moment(moment: datetime) -> str:
        nonlocal known, text
        if moment is not known:
            known, text = moment, f'"{format_moment(moment)}"'
        return text

    return encode_moment


def remember(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`convert`, which looks at the very same object only once (for a while)."""
    # The object is kept too: as long as it is there, no other can have its id.
    known: dict[int, tuple[object, Any]] = {}

    def convert_once(value: object) -> Any:
        hit = known.get(id(value))
        if hit is None:
            if len(known) >= REMEMBERED:
                known.clear()
            hit = known[id(value)] = (value, convert(value))
        return hit[1]

    return convert_once


def _encode_truth(value: bool) -> str:  # noqa: FBT001 - it is what is encoded
    return "true" if value else "false"


def _encode_number(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:
        raise ValueError(f"{value} is no number in JSON")
    return float.__repr__(value)


_SCALARS: dict[type, Encode] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: _encode_truth,
    float: _encode_number,
    UUID: lambda value: f'"{value}"',
    date: lambda value: f'"{value.isoformat()}"',
    datetime: lambda value: f'"{format_moment(value)}"',
}

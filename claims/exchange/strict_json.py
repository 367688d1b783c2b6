"""JSON (RFC 8259), and nothing but JSON that can be stored and given back on any database.

Python's own parser takes NaN, lets the last of two equal keys win, and passes NUL and halves of
surrogate pairs on: PostgreSQL refuses those, SQLite keeps them. Here all of them are refused.
"""

import codecs
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NoReturn

from claims.errors import InvalidInput, gettext_noop

# Levels of nesting. Far above what anything here means, far below what a stack can take.
MAX_DEPTH = 50

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")


def parse(data: bytes | str, *, first_line: int = 1) -> object:
    """The value that `data` is. Bytes are UTF-8; one leading byte order mark is dropped.

    Raises InvalidInput: "not_utf8" with the byte position; "malformed_json", "nul" or "surrogate"
    with the line, counted from `first_line`, and the column, counted from 1; "repeated_key" with
    the key; "too_deep".
    """
    text = _decode(data)
    _check_characters(text, first_line)
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_make_object,
            parse_float=_parse_float,
            parse_constant=_refuse_constant,
        )
    except RecursionError:
        raise make_too_deep() from None
    except json.JSONDecodeError as fault:
        raise InvalidInput(
            "malformed_json",
            "This is not JSON: %(problem)s at line %(line)d, column %(column)d.",
            problem=fault.msg,
            line=fault.lineno + first_line - 1,
            column=fault.colno,
        ) from None
    except ValueError:  # a whole number of thousands of digits
        raise _malformed_number() from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_too_deep(value):
        raise make_too_deep()
    return value


def settle_numbers(value: Any) -> Any:
    """A value of JSON whose numbers every database gives back as they are here.

    PostgreSQL writes 1e+16 with all its digits, which are a whole number, and knows no -0.0.
    """
    if isinstance(value, float):
        return int(Decimal(repr(value))) if "e+" in repr(value) else value or 0.0
    if isinstance(value, list | tuple):
        return list(map(settle_numbers, value))
    if isinstance(value, dict):
        return {key: settle_numbers(one) for key, one in value.items()}
    return value


def _decode(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as fault:
        position = fault.start + len(codecs.BOM_UTF8) * data.startswith(codecs.BOM_UTF8)
        raise InvalidInput(
            "not_utf8",
            "This is not UTF-8: the byte at position %(position)d is wrong.",
            position=position,
        ) from None


def _make_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        times = Counter(name for name, _value in pairs)
        key = next(name for name in times if times[name] > 1)
        raise InvalidInput("repeated_key", "The key “%(key)s” stands twice in one object.", key=key)
    return made


def _parse_float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _malformed_number()
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInput("malformed_json", "JSON has no number %(name)s.", name=name)


def _malformed_number() -> InvalidInput:
    return InvalidInput("malformed_json", "A number is too large.")


def make_too_deep() -> InvalidInput:
    return InvalidInput(
        "too_deep", "The JSON is nested deeper than %(limit)d levels.", limit=MAX_DEPTH
    )


def _check_characters(text: str, first_line: int) -> None:
    """Refuse NUL and half a surrogate pair, as themselves or escaped.

    Text that turns out not to be JSON is looked at too: its backslashes may stand anywhere.
    """
    if lone := _SURROGATE.search(text):
        _refuse_character(text, lone.start(), "surrogate", first_line)
    if "\\u" not in text:
        return
    for start, code, follower in _list_escapes(text):
        is_pair = 0xD800 <= code <= 0xDBFF and 0xDC00 <= follower <= 0xDFFF
        if code == 0:
            _refuse_character(text, start, "nul", first_line)
        if 0xD800 <= code <= 0xDFFF and not is_pair:
            _refuse_character(text, start, "surrogate", first_line)


def _list_escapes(text: str) -> Iterator[tuple[int, int, int]]:
    """Position and code of each \\uXXXX, and of the one right behind it (else -1).

    The second half of a pair is not listed again.
    """
    end_of_pair = -1
    for escape in _ESCAPE.finditer(text):
        if escape[1] is None or escape.start() < end_of_pair:
            continue
        code = int(escape[1], 16)
        behind = _ESCAPE.match(text, escape.end())
        follower = int(behind[1], 16) if behind and behind[1] else -1
        if behind and 0xD800 <= code <= 0xDBFF and 0xDC00 <= follower <= 0xDFFF:
            end_of_pair = behind.end()
        yield escape.start(), code, follower


def _refuse_character(text: str, position: int, code: str, first_line: int) -> NoReturn:
    nul = gettext_noop("There is a NUL character at line %(line)d, column %(column)d.")
    half = gettext_noop(
        "There is half a character (a lone surrogate) at line %(line)d, column %(column)d."
    )
    message = nul if code == "nul" else half
    raise InvalidInput(
        code,
        message,
        line=text.count("\n", 0, position) + first_line,
        column=position - text.rfind("\n", 0, position),
    )


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _depth in range(MAX_DEPTH):
        level = [
            child
            for item in level
            for child in _list_children(item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _list_children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()

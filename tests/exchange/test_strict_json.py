import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import DomainError, InvalidInput
from claims.exchange import strict_json
from tests.exchange.samples import texts

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def refuse(data: bytes | str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        strict_json.parse(data)
    return caught.value


@given(values, st.booleans())
def test_parse_gives_back_what_was_written(value: Any, ensure_ascii: bool) -> None:  # noqa: FBT001
    text = json.dumps(value, ensure_ascii=ensure_ascii)

    assert strict_json.parse(text) == value
    assert strict_json.parse(text.encode()) == value
    assert strict_json.parse(b"\xef\xbb\xbf" + text.encode()) == value


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b'{"a": 1,}', "malformed_json", "enclosed in double quotes at line 1, column 9"),
        (b"[1,\n2,\nx]", "malformed_json", "Expecting value at line 3, column 1"),
        (b"", "malformed_json", "Expecting value at line 1, column 1"),
        (b"[NaN]", "malformed_json", "JSON has no number NaN"),
        (b"[-Infinity]", "malformed_json", "JSON has no number -Infinity"),
        (b"[1e999]", "malformed_json", "A number is too large"),
        (b"[" + b"9" * 5000 + b"]", "malformed_json", "A number is too large"),
        (b'"a\x00b"', "malformed_json", "Invalid control character at at line 1, column 3"),
        (b'["a",\n "\\u0000"]', "nul", "a NUL character at line 2, column 3"),
        (b'{"\\u0000": 1}', "nul", "a NUL character at line 1, column 3"),
        (b'"\\ud800"', "surrogate", "half a character (a lone surrogate) at line 1, column 2"),
        (b'"\\udc00x"', "surrogate", "line 1, column 2"),
        (b'"\\ud83d\\ud83d\\ude00"', "surrogate", "line 1, column 2"),
        (b'"\\ud83d\\n\\ude00"', "surrogate", "line 1, column 2"),
        ('"a\ud800"', "surrogate", "line 1, column 3"),
        (b'{"a": 1, "b": 2, "a": 3}', "repeated_key", "The key “a” stands twice"),
        (b'"\xff"', "not_utf8", "the byte at position 1 is wrong"),
        (b'\xef\xbb\xbf"\xff"', "not_utf8", "the byte at position 4 is wrong"),
        ('"a"'.encode("utf-16"), "not_utf8", "the byte at position 0 is wrong"),
        (b"[" * 51 + b"]" * 51, "too_deep", "deeper than 50 levels"),
        (b'{"a":' * 51 + b"1" + b"}" * 51, "too_deep", "deeper than 50 levels"),
        (b"[" * 100_000, "too_deep", "deeper than 50 levels"),
    ],
)  # fmt: skip
def test_parse_refuses_what_cannot_be_kept(data: bytes | str, code: str, message: str) -> None:
    refusal = refuse(data)

    assert refusal.code == code
    assert message in str(refusal)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (rb'"\\u0000"', "\\u0000"),
        (rb'"\ud83d\ude00\ud83d\ude00"', "😀😀"),
        (rb'"\\\ud83d\ude00"', "\\😀"),
        (b"[" * 50 + b"]" * 50, json.loads("[" * 50 + "]" * 50)),
        (b"[" + b"[]," * 60 + b"{}]", [[]] * 60 + [{}]),
    ],
)  # fmt: skip
def test_parse_takes_what_only_looks_wrong(data: bytes, value: object) -> None:
    assert strict_json.parse(data) == value


def test_parse_counts_lines_from_where_it_is_told() -> None:
    with pytest.raises(DomainError, match="line 8, column 1"):
        strict_json.parse('["a",\n}', first_line=7)
    with pytest.raises(DomainError, match="line 7, column 2"):
        strict_json.parse('"\\u0000"', first_line=7)


def test_a_key_that_stands_twice_is_found_in_time_however_many_there_are() -> None:
    names = [f'"k{number}": 1' for number in range(30_000)]
    body = "{" + ", ".join([*names, names[-1]]) + "}"

    started = time.perf_counter()
    with pytest.raises(InvalidInput, match="k29999"):
        strict_json.parse(body)

    # Comparing each name with each took 18 s.
    assert time.perf_counter() - started < 3

"""One array of objects, read element by element and never held whole."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import InvalidInput
from claims.exchange import json_rows
from claims.exchange.json_rows import read_elements, write_array
from tests.exchange.samples import texts


def split(data: bytes) -> list[tuple[int, str]]:
    return list(read_elements(io.BytesIO(data)))


def test_elements_are_given_as_they_stand() -> None:
    data = b'\xef\xbb\xbf \n[ {"a" : [1, "]"]} ,\t"x\\"],", 12,null ]\r\n'

    assert split(data) == [(1, '{"a" : [1, "]"]}'), (2, '"x\\"],"'), (3, "12"), (4, "null")]
    assert split(b"[]") == split(b"[ ]") == []


values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("chunk", [1, 2, 7, 65_536])
def test_it_does_not_matter_where_a_piece_ends(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "_CHUNK", chunk)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(values, max_size=4), st.booleans())
    def check(several: list[object], ascii_only: bool) -> None:  # noqa: FBT001 - from hypothesis
        data = json.dumps(several, ensure_ascii=ascii_only).encode()

        assert [json.loads(text) for _number, text in split(data)] == several

    check()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(texts, texts, max_size=2), max_size=3))
def test_what_is_written_is_read(rows: list[dict[str, str]]) -> None:
    data = b"".join(write_array(rows))

    assert json.loads(data) == rows
    assert [json.loads(text) for _number, text in split(data)] == rows


@pytest.mark.parametrize(
    ("data", "code", "read"),
    [
        (b"", "not_an_array", 0),
        (b"{}", "not_an_array", 0),
        (b"[", "malformed_json", 0),
        (b"[1", "malformed_json", 1),
        (b"[1,", "malformed_json", 1),
        (b"[1,]", "malformed_json", 1),
        (b"[1 2]", "malformed_json", 1),
        (b"[1]]", "malformed_json", 1),
        (b'["a', "malformed_json", 0),
        (b"[1,nul]", "malformed_json", 1),
        (b"[" * 200_000, "too_deep", 0),
        (b"[1,\xff]", "not_utf8", 0),
        (b'["\xc3', "not_utf8", 0),
        (b"[" + b"9" * 5000 + b"]", "malformed_json", 0),
    ],
)
def test_what_is_no_array_is_refused_where_it_ends(data: bytes, code: str, read: int) -> None:
    taken: list[tuple[int, str]] = []
    with pytest.raises(InvalidInput) as caught:
        taken += read_elements(io.BytesIO(data))

    assert caught.value.code == code
    assert len(taken) == read


def test_an_element_may_not_be_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "LINE_LIMIT", 100)
    monkeypatch.setattr(json_rows, "_CHUNK", 10)

    assert len(split(b'["' + b"x" * 60 + b'"]')) == 1
    with pytest.raises(InvalidInput) as caught:
        split(b'["' + b"x" * 400 + b'"]')
    assert caught.value.code == "too_long"

"""Bytes and text that become an article, and those that cannot."""

import codecs

import pytest

from claims.errors import UnusableText
from claims.text import intake


def test_decode_keeps_everything_but_one_leading_mark():
    data = codecs.BOM_UTF8 + "\ufeffE\u0301lan\r\n\u200b 🏛 ".encode()

    text = intake.decode(data)

    assert text == "\ufeffE\u0301lan\r\n\u200b 🏛 "


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_decode_reads_utf16_that_says_so(encoding):
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")

    text = intake.decode(mark + "Élan 🏛".encode(encoding))

    assert text == "Élan 🏛"


@pytest.mark.parametrize(
    ("data", "position"),
    [
        (b"Caf\xe9 open", 3),
        (codecs.BOM_UTF8 + b"ab\xff", 5),
        (b"abc\xe2\x82", 3),
        (b"\xed\xa0\x80", 0),
    ],
)
def test_decode_refuses_other_bytes_with_their_position(data, position):
    with pytest.raises(UnusableText) as refusal:
        intake.decode(data)

    assert (refusal.value.code, refusal.value.params["position"]) == ("undecodable", position)
    assert str(position) in str(refusal.value)


@pytest.mark.parametrize("text", ["", " ", "\n\t\u2028", "\u200b\ufeff", "\u00a0\u200e \u00ad"])
def test_check_refuses_text_in_which_nothing_can_be_seen(text):
    with pytest.raises(UnusableText) as refusal:
        intake.check(text)

    assert refusal.value.code == "empty"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [("Two\0words", "nul", 3), ("Half \ud83d", "surrogate", 5), ("\udc00", "surrogate", 0)],
)
def test_check_refuses_what_cannot_be_stored(text, code, position):
    with pytest.raises(UnusableText) as refusal:
        intake.check(text)

    assert (refusal.value.code, refusal.value.params["position"]) == (code, position)


def test_check_returns_the_same_text():
    text = "  e\u0301 \r\n \u200b.  "

    assert intake.check(text) is text

"""Links to one page have one key, links to two pages two."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.text.links import is_same_page, normalise_url

KEYS = {
    "HTTPS://Records.Example": "https://records.example/",
    "https://records.example:443/a": "https://records.example/a",
    "http://records.example:80": "http://records.example/",
    "http://records.example:/a": "http://records.example/a",
    "https://records.example:8080/a": "https://records.example:8080/a",
    "https://records.example:80/a": "https://records.example:80/a",
    "  https://records.example/a\n": "https://records.example/a",
    "https://records.example/%7ebo%62/%c3%a9": "https://records.example/~bob/%C3%A9",
    "https://records.example/é b": "https://records.example/%C3%A9%20b",
    "https://records.example/a%2fb": "https://records.example/a%2Fb",
    "https://records.example/100%": "https://records.example/100%25",
    "https://records.example/a/./b/../c": "https://records.example/a/c",
    "https://records.example/%2e%2e/a/..": "https://records.example/",
    "https://records.example/..//a": "https://records.example//a",
    "https://records.example/a?": "https://records.example/a",
    "https://records.example/?b=2&a=1&b=1": "https://records.example/?b=2&a=1&b=1",
    "https://records.example/?utm_source=x&id=7&fbclid=y": "https://records.example/?id=7",
    "https://records.example/?utm%5Fsource=x": "https://records.example/",
    "https://records.example/?q=a+b%20c": "https://records.example/?q=a+b%20c",
    "https://records.example/a#page=3": "https://records.example/a",
    "https://records.example/a#:~:text=nine%20buses": "https://records.example/a",
    "https://records.example/#!/minutes": "https://records.example/#!/minutes",
    "https://records.example/#/minutes:~:text=nine": "https://records.example/#/minutes",
    "https://Bücher.example/": "https://xn--bcher-kva.example/",
    "https://xn--BCHER-kva.example/": "https://xn--bcher-kva.example/",
    "https://Bu\u0308cher。example/": "https://xn--bcher-kva.example/",
    "https://ada:Secret@records.example/": "https://ada:Secret@records.example/",
    "http://[2001:DB8::1]:80/": "http://[2001:db8::1]/",
}


@pytest.mark.parametrize(("url", "key"), KEYS.items())
def test_a_page_has_one_key(url, key):
    assert normalise_url(url) == key


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("http://records.example/", "https://records.example/"),
        ("https://www.records.example/", "https://records.example/"),
        ("https://records.example/a", "https://records.example/a/"),
        ("https://records.example/A", "https://records.example/a"),
        ("https://records.example/?a=1&b=2", "https://records.example/?b=2&a=1"),
        ("https://records.example/?a=1", "https://records.example/?a=1&a=1"),
        ("https://records.example/a/b", "https://records.example/a%2Fb"),
        ("https://records.example/?a=1%262", "https://records.example/?a=1&2"),
        ("https://records.example/#/a", "https://records.example/#/b"),
        ("https://straße.example/", "https://strasse.example/"),
        ("https://m.records.example/", "https://records.example/"),
        ("https://records.example/?ref=a", "https://records.example/"),
    ],
)
def test_pages_that_may_be_two_are_left_apart(url, other):
    assert normalise_url(url) != normalise_url(other)


@pytest.mark.parametrize(
    "rubbish", ["", "x", "javascript:alert(1)", "http://", "http://[", "https://a:b/", "//a/b"]
)
def test_what_is_no_link_stays_as_it_is(rubbish):
    assert normalise_url(rubbish) == rubbish


PIECES = [
    "%", "%2", "%25", "%41", "%e4", "%2F", ".", "..", "/", "//", "?", "&", "=", "#", "!", ":", "@",
    "[", "]", "a", "A", "é", "ß", "İ", "\u212a", "\ud800", "\0", "utm_a=1", "~", "\\", " ",
]  # fmt: skip
links = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(st.text() | links.map("http://h/".__add__) | links.map("https://".__add__))
@example("http://h/%%34%31")
@example("http://h/?utm_a=1&")
@example("http://h/#/%7E:%7E:")
@example("http://\ufb01.example/")
def test_a_key_is_its_own_key(url):
    key = normalise_url(url)

    assert normalise_url(key) == key


def test_an_archived_copy_is_of_its_page():
    page = "https://daily.example/ferry"

    assert is_same_page("https://Daily.example/ferry?utm_source=x#comments", page)
    assert is_same_page(
        "https://web.archive.org/web/20260109120000/https://daily.example/ferry", page
    )
    assert is_same_page("https://web.archive.org/web/2026if_/https://daily.example/ferry#x", page)
    assert not is_same_page("https://web.archive.org/web/2026/https://daily.example/", page)
    assert not is_same_page("https://other.example/?u=https://daily.example/ferry", page)
    assert not is_same_page("", "")


def test_a_long_link_takes_no_longer_than_it_is():
    url = "https://records.example/" + "a/../%2e./%41%" * 20_000

    began = time.perf_counter()
    normalise_url(url)

    assert time.perf_counter() - began < 1

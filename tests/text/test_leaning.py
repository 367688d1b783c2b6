"""Where sentences lean on what stands around them: by the gold sentences, and rule by rule."""

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import languages
from claims.text.leaning import Leaning, LeaningKind, find_leanings
from claims.text.segment import LONGEST_SENTENCE

GOLD = Path(__file__).parent / "leaning_gold.jsonl"
CODES = ("en", "de", "es", "fr", "nl", "it", "pt")


def find(text: str, code: str = "en") -> list[tuple[str, str]]:
    return [(one.kind.value, one.words) for one in find_leanings(text, languages.get(code))]


def test_the_gold_sentences_are_found_right():
    """Of 63 invented sentences; 0.97 and 0.91 when they were first read."""
    right = wrong = missing = 0
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        wanted = {tuple(one) for one in row["leanings"]}
        found = set(find(row["text"], row["language"]))
        right += len(wanted & found)
        wrong += len(found - wanted)
        missing += len(wanted - found)

    assert right / (right + wrong) >= 0.97
    assert right / (right + missing) >= 0.95


def test_a_leaning_is_a_place_in_code_points():
    text = "😀 e\u0301 He\u00a0came last\nweek."

    assert find_leanings(text, languages.get("en")) == (
        Leaning(LeaningKind.PRONOUN, 5, 7, "He"),
        Leaning(LeaningKind.RELATIVE_DATE, 13, 22, "last\nweek"),
    )


FOUND = {
    "He’s late, and it’s raining.": [("pronoun", "He")],
    "Brandt is late. “He knows,” Lund said.": [("pronoun", "He")],
    "Lund sold the plot, she said.": [("pronoun", "she")],
    "The mayor lost her seat.": [],
    "A bus and its driver waited.": [],
    "WHO and IT staff left.": [],
    "Those with tickets left, those without stayed.": [("demonstrative", "those")],
    "“That is wrong.”": [("demonstrative", "That")],
    "The plan that was drawn up that year failed.": [("relative_date", "that year")],
    "The latter won.": [("demonstrative", "The latter")],
    "Rents rose three months ago, later this year and on Friday morning.": [
        ("relative_date", "three months ago"),
        ("relative_date", "later this year"),
        ("relative_date", "on Friday morning"),
    ],
    "It will rain; it is unclear how long.": [],
    "It turned out that nobody knew.": [],
    "It was Brandt who signed.": [],
    "There is nobody there.": [],
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_english(text, expected):
    assert find(text) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("de", "Haben Sie Ihren Ausweis?", []),
        ("de", "Letzte Woche kam er.", [("relative_date", "Letzte Woche"), ("pronoun", "er")]),
        ("es", "Ella llegó ayer.", [("pronoun", "Ella"), ("relative_date", "ayer")]),
        ("fr", "Elle a démissionné hier.", [("pronoun", "Elle"), ("relative_date", "hier")]),
        ("fr", "Il pleut à Norhaven.", []),
        ("nl", "Hij kwam vorige week.", [("pronoun", "Hij"), ("relative_date", "vorige week")]),
        (
            "it",
            "Lei è partita due giorni fa.",
            [("pronoun", "Lei"), ("relative_date", "due giorni fa")],
        ),
        ("pt", "Ele chegou ontem.", [("pronoun", "Ele"), ("relative_date", "ontem")]),
        ("ja", "彼は昨日来た。", []),
        ("", "He left.", []),
    ],
)
def test_other_languages(code, text, expected):
    assert find(text, code) == expected


@given(st.text(max_size=80), st.sampled_from(CODES))
def test_any_text_gives_places_in_order(text, code):
    found = find_leanings(text, languages.get(code))

    assert [text[one.start : one.end] for one in found] == [one.words for one in found]
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("piece", ["it was ", "on ", "a ", "# ", "“", "the last ", "it is a a a "])
def test_twice_the_text_takes_twice_the_time(piece):
    text = (piece * LONGEST_SENTENCE)[:LONGEST_SENTENCE]

    began = time.perf_counter()
    find_leanings(text, languages.get("en"))

    assert time.perf_counter() - began < 1

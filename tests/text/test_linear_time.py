"""Twice the text takes twice the time, whatever the text. Bounds are generous on purpose."""

import time
from collections.abc import Callable

import pytest

from claims.text.attribution import Analysis, analyse
from claims.text.segment import segment

Work = Callable[[str], object]

# Each was, or might have been, somebody's quadratic afternoon.
HOSTILE = {
    "dots": ".",
    "opening quotes": "“",
    "straight quotes": '" ',
    "quotes and dots": ".“ ",
    "no space": "a",
    "capitals": "Aa ",
    "verbs": "said ",
    "participles": "Lee, saying ",
    "quotations": "“a b c d” Lee said ",
    "list items": "1. ",
    "lists in lists": "1. a) i) 2. ",
    "drawn lines": "-------- ",
    "stamps": "Lee 1/1/26 1:11 AM A ",
    "ordinals": "12. Juni ",
    "line breaks": "\n \n",
    "titles": "Mr. ",
    "brackets": "(",
    "commas": "a, ",
    "labels": "LEE: hi.\n",
    "apostrophes": "'",
    "namesakes": "Mr. Lee said. ",
    "footnotes": "[1] ",
    "wide points": "。",
    "nicknames": "Ann “Bob” Lee ",
    "acronyms": "Ely Lines (EL) ",
    "signatures": "“a b c d.”\n\nAnn Lee, mayor\n\n",
    "paragraphs of one quotation": "“a b c d.\n\n",
    "callings": "The nurse said. Lee, a nurse. ",
    "strangers": "“a b,” a man said. He said. ",
}


GERMAN = {
    "verbs": "sagte ",
    "states": "sieht , ",
    "parted verbs": "teilte Lee , ",
    "sources": "nach Angaben ",
    "sources behind": "Aa zufolge ",
    "capitals": "Aa ",
    "particles": "Ida von ",
    "genitives": "Rat der ",
    "articles": "der ",
    "subjunctives": "Er sei da. ",
    "quotations": "„a b c“, freut sich Lee. ",
    "hearsay": "hieß es in ",
    "answers": "Lee: hallo.\n",
    "compounds": "Ratratratrat ",
}


def seconds(work: Work, text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def growth(work: Work, unit: str) -> float:
    """How many times longer four times the text takes: linear is 4, quadratic 16."""
    small, large = (unit * (size // len(unit)) for size in (20_000, 80_000))
    return seconds(work, large) / max(seconds(work, small), 0.002)


def analyse_german(text: str) -> Analysis:
    return analyse(text, "de")


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("work", [segment, analyse])
def test_hostile_text_takes_linear_time(work, unit):
    assert growth(work, unit) < 10


@pytest.mark.parametrize("unit", GERMAN.values(), ids=GERMAN.keys())
def test_hostile_german_takes_linear_time(unit):
    assert growth(analyse_german, unit) < 10


@pytest.mark.parametrize("work", [segment, analyse, analyse_german])
@pytest.mark.parametrize("char", ["a", "."])
def test_a_megabyte_of_one_letter_is_quick(work, char):
    assert seconds(work, char * 1_000_000) < 2

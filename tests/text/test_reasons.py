"""What the engine says of a speaker can be read back, and so be translated."""

import pytest

from claims.text.attribution import analyse
from claims.text.reasons import Reason, read_reason
from tests.text.test_attribution import CAST, DIRECT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("open quote", Reason("open quote", {}, "")),
        ("label “LEE:”", Reason("label “%(label)s:”", {"label": "LEE"}, "")),
        ("… said", Reason("… %(word)s", {"word": "said"}, "")),
        (
            "“said” beside the quotation; the mayor → Ann Lee",
            Reason("“%(word)s” beside the quotation", {"word": "said"}, "; the mayor → Ann Lee"),
        ),
        ("according to (officials)", Reason("according to", {}, " (officials)")),
        (
            "in … words; Bürgermeister (x → Y) → Z (officials of a lo",
            Reason(
                "in … %(word)s",
                {"word": "words"},
                "; Bürgermeister (x → Y) → Z (officials of a lo",
            ),
        ),
    ],
)
def test_reasons_are_read_as_they_were_made(text: str, expected: Reason) -> None:
    assert read_reason(text) == expected


@pytest.mark.parametrize("text", ["", "He says so.", "he said → Ann Lee", "An open quote", "… "])
def test_what_is_not_ours_is_left_alone(text: str) -> None:
    assert read_reason(text) is None


@pytest.mark.parametrize("sentence", DIRECT.values(), ids=DIRECT.keys())
def test_every_reason_of_the_engine_can_be_read(sentence: str) -> None:
    """Or has no word of English but the article's."""
    found = analyse(f"{CAST}{sentence}\n\n“Go on.”\n\n“And on.”\n\nLEE: We will.").attributions
    reasons = [candidate.reason for one in found for candidate in one.candidates]

    assert reasons
    assert [reason for reason in reasons if not (read_reason(reason) or "→" in reason)] == []

"""Names of people are found in what was typed, as words of their own."""

import pytest

from claims.exchange.releases.names import NameSearch
from tests.exchange.samples import FULL

NAMES = ["ada.l", "Adele Lund", "ada@desk.example", "-dash", "Straße", "Ab", "…"]


NAMED = ["As ADELE LUND says.", "Ask ada.l!", "mail: Ada@Desk.example, today", "a -dash", "STRAßE"]
NOT_NAMED = [
    "adele lunds",
    "Adele and Lund",
    "Ask ada.li",
    "xada.l",
    "dash",
    "Ab is short",
    "…",
    "",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_name_is_found_where_it_is_a_word_of_its_own(text: str) -> None:
    assert "comment" in list_fields(text)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_it_is_not_found_within_other_words(text: str) -> None:
    assert "comment" not in list_fields(text)


def list_fields(comment: str) -> list[str]:
    return list(NameSearch(NAMES).list_fields(FULL._replace(comment=comment)))

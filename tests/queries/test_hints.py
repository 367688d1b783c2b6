"""What is read off a claim's words when it is shown."""

from typing import Any

import pytest

from claims.queries.hints import list_leanings
from claims.text.leaning import Leaning, LeaningKind
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def test_leanings_are_places_in_the_claim_and_ask_the_database_nothing(
    django_assert_num_queries: Any,
) -> None:
    claim = ClaimFactory(start=500, end=515, text="He left by car.")

    with django_assert_num_queries(0):
        found = list_leanings(claim, "en-GB")

    assert found == (Leaning(LeaningKind.PRONOUN, 0, 2, "He"),)
    assert list_leanings(claim, "xx") == ()

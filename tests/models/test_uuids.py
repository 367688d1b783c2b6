"""UUIDs of rows that come in thousands at once."""

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Annotation
from claims.models.base import make_ordered_uuid


def test_an_ordered_uuid_is_of_version_7() -> None:
    before = time.time_ns() // 1_000_000

    made = make_ordered_uuid()

    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, UUID(int=0x2 << 62).variant)
    assert before <= made.int >> 80 <= after


@given(st.binary(min_size=10, max_size=10))
def test_a_later_one_is_greater_whatever_chance_says(chance: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claims.models.base.time.time_ns", lambda: 1_700_000_000_000_000_000)
        patch.setattr("claims.models.base.os.urandom", lambda _count: chance)
        first = make_ordered_uuid()
        patch.setattr("claims.models.base.time.time_ns", lambda: 1_700_000_000_001_000_000)
        patch.setattr("claims.models.base.os.urandom", lambda _count: bytes(10))
        second = make_ordered_uuid()

    assert first < second
    assert (first.version, second.version) == (7, 7)


def test_labels_have_random_ones_since_nobody_is_to_know_which_was_first() -> None:
    assert Annotation().uuid.version == 4


def test_two_of_one_moment_differ() -> None:
    made = {make_ordered_uuid() for _ in range(10_000)}

    assert len(made) == 10_000

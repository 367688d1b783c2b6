"""Bytes that nobody means: what reads files either reads or refuses them, and fails never.

Longer, and led by what the code does: `python -m benchmarks.fuzz`.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import PARTS, TARGETS

chunks = st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=8)), max_size=25)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(chunks.map(b"".join))
def test_whatever_bytes_come_are_articles_or_refused(data: bytes) -> None:
    for target in TARGETS.values():
        target(data)

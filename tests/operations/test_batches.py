"""Rows are written together; where somebody else was faster, each finds out for itself."""

import sqlite3
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, OperationalError

from claims.errors import Conflict
from claims.operations import batches
from claims.operations.batches import ROUNDS, cut, insert_together

OVERTAKEN = [IntegrityError, OperationalError, Conflict("changed_meanwhile", "Somebody did.")]


def test_rows_are_cut_as_they_come() -> None:
    assert list(cut(iter("abcde"), 2)) == [["a", "b"], ["c", "d"], ["e"]]
    assert list(cut("", 2)) == []


def test_nobody_in_the_way_it_is_one_transaction() -> None:
    assert insert_together("abc", "".join) == ["abc"]


@pytest.mark.parametrize("error", OVERTAKEN)
def test_overtaken_each_row_is_tried_until_it_is_through(error: Exception) -> None:
    tried: list[str] = []

    def insert(rows: Sequence[str]) -> str:
        tried.append("".join(rows))
        if len(rows) > 1 or tried.count("b") == 1:
            raise error
        return tried[-1]

    assert insert_together("ab", insert) == ["a", "b"]
    assert tried == ["ab", "a", "b", "b"]


def test_what_never_goes_is_raised() -> None:
    tried = 0

    def insert(_rows: Sequence[str]) -> None:
        nonlocal tried
        tried += 1
        raise IntegrityError

    with pytest.raises(IntegrityError):
        insert_together("a", insert)
    assert tried == 1 + ROUNDS


def test_what_stays_locked_is_raised_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_SECONDS", -1.0)
    tried: list[Sequence[str]] = []

    def insert(rows: Sequence[str]) -> None:
        tried.append(rows)
        raise OperationalError

    with pytest.raises(OperationalError):
        insert_together("a", insert)
    assert len(tried) == 2


def test_what_is_no_race_is_not_tried_again() -> None:
    with pytest.raises(ZeroDivisionError):
        insert_together("a", lambda rows: 1 / (len(rows) - 1))


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_READONLY"])
@pytest.mark.parametrize("fits", [0, 1])
def test_where_nothing_can_be_written_nobody_tries_again(name: str, fits: int) -> None:
    """Also where that begins between the batch and its rows."""
    tried: list[str] = []

    def insert(rows: Sequence[str]) -> None:
        tried.append("".join(rows))
        if len(tried) <= fits:
            raise IntegrityError
        error = OperationalError("Nothing can be written.")
        error.__cause__ = sqlite3.OperationalError()
        error.__cause__.sqlite_errorname = name
        raise error

    with pytest.raises(OperationalError):
        insert_together("ab", insert)
    assert tried == ["ab", "a"][: fits + 1]

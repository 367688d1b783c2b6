"""Where the present request comes from: for audit rows and log lines, never for decisions.

Kept beside the call, not passed through it, because it says nothing about what is done. Who does
it is always an argument (`actor=`).
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Origin:
    """The address and token of a request, and the id by which its log lines are found."""

    request_id: str = ""
    address: str | None = None
    token_id: int | None = None


_current: ContextVar[Origin] = ContextVar("origin", default=Origin())


def current() -> Origin:
    return _current.get()


def note_token(token_id: int) -> None:
    """Record by which token the present request signed in."""
    _current.set(replace(_current.get(), token_id=token_id))


@contextmanager
def use(origin: Origin) -> "Iterator[None]":
    """Let `origin` be the current one inside the block."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)

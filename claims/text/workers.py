"""The text engine in several processes at once, which is what an import spends its time in."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from claims.text.attribution import Analysis, analyse, split
from claims.text.languages.detection import detect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.text.known import KnownNames

# What each worker is told once: it is large, and the same for all texts.
_told: dict[str, Any] = {}


def analyse_text(text: str, language: str, known: KnownNames | None) -> Analysis:
    """Split a text and find who speaks; in the language it seems to be in where none is given.

    Without `known` nobody asks who speaks or what words show: the text is only split.
    """
    language = language or detect(text)
    return split(text, language) if known is None else analyse(text, language, known)


class Workers:
    """So many processes that do what `analyse_text` does. To be used as a context manager."""

    def __init__(self, jobs: int, known: KnownNames | None) -> None:
        self._pool = ProcessPoolExecutor(
            jobs,
            # Not by forking: a process that has connections open must not share them.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(known,),
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(self, texts: Sequence[tuple[str, str]]) -> Future[list[Analysis]]:
        """Have texts, each with its language, analysed; the result is in their order."""
        return self._pool.submit(_analyse_all, list(texts))


def _begin(known: KnownNames | None) -> None:
    _told["known"] = known
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool whose owner is killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _analyse_all(texts: Sequence[tuple[str, str]]) -> list[Analysis]:
    return [analyse_text(text, language, _told["known"]) for text, language in texts]

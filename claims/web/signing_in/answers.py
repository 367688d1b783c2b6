"""An answer whose time tells nothing."""

from collections.abc import Callable

from django.http import HttpResponseRedirect


class AnswerThenAct(HttpResponseRedirect):
    """Does something once the answer is sent, so that how long it takes tells nobody anything."""

    def __init__(self, to: str, act: Callable[[], None]) -> None:
        super().__init__(to)
        self._act = act

    def close(self) -> None:
        self._act()
        super().close()

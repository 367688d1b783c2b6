"""Speakers that a project knows already, by all their names."""

from __future__ import annotations

from collections.abc import Mapping


class KnownNames:
    """Made once for many articles, which then take no longer for a hundred thousand names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: every name and alias, to the name that its speaker goes by."""
        self._speakers = {alias.casefold(): name for alias, name in names.items()}
        self._own = {name.casefold() for name in names.values()}

    def find(self, name: str) -> str | None:
        """The name that whoever is called so goes by."""
        return self._speakers.get(name.casefold())

    def is_own(self, name: str) -> bool:
        """Whether a speaker goes by exactly this name."""
        return name.casefold() in self._own


NOBODY = KnownNames({})

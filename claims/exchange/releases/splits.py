"""Into which part of a data set a group of articles goes: training, validation or test.

A group is what must not be torn apart: an article, or several that tell the same. So nothing that a
model was trained on stands in its test, word for word or nearly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

TRAIN, VALIDATION, TEST = PARTS = ("train", "validation", "test")
# Of a release that has one part only.
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Shares:
    """Percent of the records that each part is to have."""

    train: int
    validation: int

    @property
    def test(self) -> int:
        return 100 - self.train - self.validation

    def by_part(self) -> Mapping[str, int]:
        return {TRAIN: self.train, VALIDATION: self.validation, TEST: self.test}


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that stay together: a name that is the same on any system, records, latest date."""

    name: str
    records: int
    latest: date | None


def split_by_chance(groups: Iterable[Group], shares: Shares, seed: int) -> Mapping[str, str]:
    """The part of each group, by its name: the same for the same seed and groups.

    In an order drawn by the seed each goes to the part that lacks most. No part that is to have
    anything stays empty as long as another has two groups.
    """
    drawn = sorted(groups, key=lambda group: _draw(seed, group.name))
    wanted, have = _count_wanted(drawn, shares), dict.fromkeys(PARTS, 0)
    found = {}
    for group in drawn:
        part = max(PARTS, key=lambda one: wanted[one] - have[one])
        have[part] += group.records
        found[group.name] = part
    for part in PARTS:
        if wanted[part] and part not in found.values():
            _fill(part, found, drawn)
    return found


def _fill(part: str, found: dict[str, str], drawn: Sequence[Group]) -> None:
    """Give the part the smallest group, the latest drawn of these, of those that have several."""
    counts = Counter(found.values())
    spare = [group for group in reversed(drawn) if counts[found[group.name]] > 1]
    if spare:
        found[min(spare, key=lambda group: group.records).name] = part


def split_by_date(groups: Iterable[Group], shares: Shares) -> Mapping[str, str]:
    """The part of each group, by its name: the earliest for training, the latest for the test.

    A group is as late as the latest of it: nothing in training is from after what is in the test.
    Those of no date come first. Each part gets a group at least, as far as there are any.
    """
    latest_first = sorted(
        groups, key=lambda group: (group.latest or date.min, group.name), reverse=True
    )
    wanted, found = _count_wanted(latest_first, shares), {}
    rest, limit, seen = [VALIDATION] * (shares.validation > 0) + [TRAIN], wanted[TEST], 0
    part, is_empty = TEST, True
    for number, group in enumerate(latest_first, start=1):
        is_last = number == len(latest_first)
        while rest and (is_last or (not is_empty and seen >= limit)):
            part, is_empty = rest.pop(0), True
            limit += wanted[part]
        found[group.name] = part
        is_empty = False
        seen += group.records
    return found


def _count_wanted(groups: Iterable[Group], shares: Shares) -> Mapping[str, float]:
    total = sum(group.records for group in groups)
    return {part: total * share / 100 for part, share in shares.by_part().items()}


def _draw(seed: int, name: str) -> bytes:
    return sha256(f"{seed}:{name}".encode()).digest()


class Joined:
    """Which articles belong together, of those that were joined to any: a union-find."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = self._above[first] = first

    def find(self, one: str) -> str:
        """The name of its group: the least of all in it, itself where it was joined to none."""
        path = []
        while (above := self._above.get(one, one)) != one:
            path.append(one)
            one = above
        for passed in path:
            self._above[passed] = one
        return one

    def __len__(self) -> int:
        """How many articles were joined to any."""
        return len(self._above)

    def count_groups(self) -> int:
        return sum(above == one for one, above in self._above.items())

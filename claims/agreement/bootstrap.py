"""How sure a coefficient is: the table's units are drawn anew, and it is measured again each time.

Units, not labels, since the labels of one unit belong together. Units with two labels and more
are drawn among themselves and those with one label among themselves: how many there are of each is
the project's choice, not chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from claims.agreement.results import Outcome, Result, make_interval, make_result
from claims.agreement.sampling import Resampler


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How often, and from which seed. None at all with `resamples` 0."""

    resamples: int = 1_000
    seed: int = 0


THOUSAND = Bootstrap()


def measure_with_intervals(
    measure: Callable[..., Sequence[Outcome]],
    strata: Sequence[Sequence[int]],
    bootstrap: Bootstrap = THOUSAND,
) -> list[Result]:
    """What `measure` finds in the strata, which tell how many units look alike.

    Every stratum has a stream of chance of its own, so that one does not move the other.
    """
    found = measure(*strata)
    drawers = [
        (Resampler(units), Random(f"{bootstrap.seed} {place}"))
        for place, units in enumerate(strata)
    ]
    resampled = [
        measure(*(resampler.draw(random) for resampler, random in drawers))
        for _ in range(bootstrap.resamples)
    ]
    return [
        make_result(outcome, make_interval([one[place] for one in resampled]))
        for place, outcome in enumerate(found)
    ]

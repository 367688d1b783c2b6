"""Units drawn anew with replacement, without drawing each: how many of each pattern come.

That is a multinomial draw. The common patterns are drawn one after the other, each by a binomial
draw of what is left. The units of the rare ones, of which there can be thousands, are drawn all at
once, a byte each. Both are exact. A resample of 50,000 units in 15 patterns takes 15 draws; with
nearly all units in rare patterns it takes about two milliseconds.

The only source of chance is `random.Random(seed)`, the Mersenne Twister, by its `random()` and
`randbytes()`: the same table and seed give the same interval again.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import exp, factorial, floor, lgamma, log, sqrt
from operator import sub
from random import Random

from claims.agreement.sums import make_picker

# From so many units on, a binomial draw is cheaper than drawing them.
RARE = 12
# From here on a binomial draw is made by rejection.
MANY = 10

# Of 256 bytes each count k of a Poisson draw with mean 1 has as many as it deserves, rounded down;
# the few bytes left over decide nothing, and what was rounded off is drawn where one of them came.
_DESERVED = [256 * exp(-1) / factorial(k) for k in range(25)]
_UNDECIDED = 255
_TABLE = b"".join(bytes([k]) * floor(share) for k, share in enumerate(_DESERVED)).ljust(
    256, bytes([_UNDECIDED])
)
_ROUNDED_OFF = list(accumulate(share - floor(share) for share in _DESERVED))


class Resampler:
    """Draws as many units as there are."""

    def __init__(self, units: Sequence[int]) -> None:
        """`units`: how many of each pattern there are, the commonest first."""
        self._common = [count for count in units if count >= RARE]
        rare = units[len(self._common) :]
        self._total = sum(units)
        self._cut_rare = make_picker(list(accumulate(rare, initial=0)))
        self._rare_units = [place for place, count in enumerate(rare) for _ in range(count)]

    def draw(self, random: Random) -> list[int]:
        weights = []
        left, rest = self._total, self._total
        for count in self._common:
            taken = draw_binomial(random, left, count / rest)
            weights.append(taken)
            left -= taken
            rest -= count
        return weights + self._draw_rare(random, left)

    def _draw_rare(self, random: Random, left: int) -> list[int]:
        """So many units of rare patterns, each as likely as any other.

        A Poisson draw with mean 1 for each unit is as if so many balls as come together had been
        thrown at the units blindly. If these are too few, more are thrown; if they are too many,
        some are taken away blindly. Then `left` balls have been thrown blindly.
        """
        units = self._rare_units
        running = list(accumulate(draw_poisson(random, len(units)), initial=0))
        cuts = self._cut_rare(running)
        weights = list(map(sub, cuts[1:], cuts))
        thrown = running[-1]
        for _ in range(left - thrown):
            weights[units[int(random.random() * len(units))]] += 1
        for ball in _choose(random, thrown, thrown - left):
            weights[units[bisect(running, ball) - 1]] -= 1
        return weights


def draw_poisson(random: Random, size: int) -> bytes:
    """So many Poisson draws with mean 1."""
    drawn = bytearray(random.randbytes(size).translate(_TABLE))
    at = drawn.find(_UNDECIDED)
    while at >= 0:
        drawn[at] = bisect(_ROUNDED_OFF, random.random() * _ROUNDED_OFF[-1])
        at = drawn.find(_UNDECIDED, at + 1)
    return bytes(drawn)


def _choose(random: Random, total: int, wanted: int) -> list[int]:
    """Different numbers below `total`, in the order in which they come up."""
    chosen: dict[int, None] = {}
    while len(chosen) < wanted:
        chosen[int(random.random() * total)] = None
    return list(chosen)


def draw_binomial(random: Random, n: int, p: float) -> int:
    """How many of n come up, each with probability p."""
    if p > 0.5:
        return n - draw_binomial(random, n, 1 - p)
    if n * p < MANY:
        return _count_gaps(random, n, p)
    return _draw_by_rejection(random, n, p)


def _count_gaps(random: Random, n: int, p: float) -> int:
    """From one that comes up to the next: the gaps are geometric.

    Devroye, Non-Uniform Random Variate Generation (1986), chapter X.4.3, first waiting time.
    """
    if n == 0 or p <= 0:
        return 0
    scale = log(1 - p)
    found, at = 0, 0
    while True:
        at += floor(log(1 - random.random()) / scale) + 1
        if at > n:
            return found
        found += 1


def _draw_by_rejection(random: Random, n: int, p: float) -> int:
    """Algorithm BTRS of Hörmann, The generation of binomial random variates, Journal of
    Statistical Computation and Simulation 46 (1993), for p up to ½ and np from 10 on; the same
    that Python has from 3.12 on as `random.binomialvariate`.
    """
    spread = sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    sure = 0.92 - 4.2 / b
    while True:
        u = random.random() - 0.5
        us = 0.5 - abs(u)
        # Python's random() may be 0, then us is too.
        if not us:
            continue
        k = floor((2 * a / us + b) * u + c)
        if not 0 <= k <= n:
            continue
        v = random.random()
        if us >= 0.07 and v <= sure:
            return k
        v *= (2.83 + 5.1 / b) * spread / (a / (us * us) + b)
        if not v or log(v) <= _compare_to_mode(n, p, k):
            return k


def _compare_to_mode(n: int, p: float, k: int) -> float:
    """The logarithm of how likely k is over how likely the likeliest is."""
    mode = floor((n + 1) * p)
    return (
        lgamma(mode + 1)
        + lgamma(n - mode + 1)
        - lgamma(k + 1)
        - lgamma(n - k + 1)
        + (k - mode) * log(p / (1 - p))
    )

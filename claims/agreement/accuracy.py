"""How often somebody was right, and how sure that is: labels against a decision or a gold label."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from claims.agreement.results import LEVEL, Interval


def find_wilson_interval(right: int, total: int, level: float = LEVEL) -> Interval | None:
    """The score interval, which holds for few answers too and never leaves 0 to 1.

    Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22 (1927). Nothing answered, nothing known: none.
    """
    if not 0 <= right <= total:
        raise ValueError(f"{right} of {total} cannot be right")
    if not total:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    return Interval(
        # Exact at the ends, where rounding would leave a little.
        low=(middle - reach) / whole if right else 0.0,
        high=(middle + reach) / whole if right < total else 1.0,
        level=level,
    )

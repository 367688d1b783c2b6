"""Short ways to a coefficient, without intervals."""

from claims.agreement.bootstrap import Bootstrap
from claims.agreement.coefficients import Coefficient
from claims.agreement.distances import NOMINAL, Scale
from claims.agreement.pairs import Pairs, measure_pairs
from claims.agreement.report import choose_coefficients, measure_agreement
from claims.agreement.results import Result
from claims.agreement.tables import Table

WITHOUT = Bootstrap(resamples=0)


def measure_one(table: Table, coefficient: Coefficient) -> Result:
    return measure_agreement(table, {"one": coefficient}, WITHOUT).results["one"]


def measure_value(table: Table, coefficient: Coefficient) -> float:
    result = measure_one(table, coefficient)
    assert result.value is not None, result.undefined
    return result.value


def measure_usual(table: Table, scale: Scale = NOMINAL) -> dict[str, Result]:
    return dict(measure_agreement(table, choose_coefficients(scale), WITHOUT).results)


def measure_kappas(table: Table, scale: Scale = NOMINAL) -> Pairs:
    return measure_pairs(table, scale, WITHOUT)


def measure_kappa(table: Table, scale: Scale = NOMINAL) -> float:
    value = measure_kappas(table, scale).mean.value
    assert value is not None
    return value

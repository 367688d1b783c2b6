"""The parts of the agreement page: each is measured, or known already, by itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from claims.agreement.evidence import EvidenceAgreement
from claims.agreement.results import Result
from claims.agreement.tables import Label
from claims.models import Project, User
from claims.queries.figures.behind import Differ
from claims.queries.figures.fields import (
    BOOTSTRAP,
    FieldFigures,
    Week,
    is_measured,
    measure_field,
)
from claims.queries.figures.names import Names, name_labels, name_people
from claims.queries.figures.people import Share, are_measured, measure_people
from claims.queries.figures.pull import Pull, is_pull_measured, measure_pull
from claims.queries.figures.scales import VERDICTS, list_scheme_labels
from claims.queries.figures.wanted import Field, Wanted
from claims.queries.steering import sees_people
from claims.web.agreement_chart import draw_weeks
from claims.web.agreement_words import COEFFICIENTS, FIELDS, WHY, describe_label, read_alpha
from claims.web.figures_form import write_query

# So many of the labels given most are set against each other; of a scheme, all.
MOST_CROSSED = 8
MOST_LISTED = 20
# Steps of the tone of a cell, by its share of the fullest one.
TONES = 10
COLUMNS = ("percent", "alpha", "fleiss", "ac1", "free_marginal")


@dataclass(slots=True)
class Part:
    """One part: `shown` is what its template shows, None while it is not known."""

    name: str
    what: Field
    # What narrows it, as it stands in an address: empty, or ending in an ampersand.
    query: str
    address: str
    fetch: Callable[[], dict[str, Any]]
    is_known: Callable[[], bool]
    shown: dict[str, Any] | None = field(default=None)

    @classmethod
    def make(cls, name: str, what: Field, project: Project, user: User, wanted: Wanted) -> "Part":
        query = write_query(wanted)
        own = urlencode({"part": name, "field": what.value})
        describe, is_known = PARTS[name]
        return cls(
            name=name,
            what=what,
            query=query,
            address=f"{reverse('agreement-part', args=[project.slug])}?{query}{own}",
            fetch=lambda: describe(project, what, wanted, user),
            is_known=lambda: is_known(project, what, wanted),
        )

    @property
    def template(self) -> str:
        return f"claims/agreement/_{self.name}.html"

    @property
    def title(self) -> object:
        return FIELDS[self.what]

    def fill(self, *, only_known: bool) -> None:
        if not only_known or self.is_known():
            self.shown = self.fetch()


def show_result(result: Result) -> dict[str, Any]:
    return {
        "value": result.value,
        "low": result.interval and result.interval.low,
        "high": result.interval and result.interval.high,
        "without": result.interval.undefined if result.interval else 0,
        "why": WHY[result.undefined] if result.undefined else "",
    }


def _describe_card(project: Project, what: Field, wanted: Wanted, user: User) -> dict[str, Any]:
    return show_card(measure_field(project, what, wanted))


def show_card(found: FieldFigures) -> dict[str, Any]:
    """α of a field, or the overlap of evidence, of how many claims, and how to read it."""
    value = found.main.value
    reading = "" if value is None else read_alpha(value)
    return {"result": show_result(found.main), "units": found.units, "reading": reading}


def _describe_row(project: Project, what: Field, wanted: Wanted, user: User) -> dict[str, Any]:
    found = measure_field(project, what, wanted)
    if found.evidence is not None:
        names = ("f1", "overlap", "mean_overlap")
        told = [(COEFFICIENTS[name], show_result(getattr(found.evidence, name))) for name in names]
        return {"units": found.units, "left_out": None, "told": told}
    results = found.agreement.results if found.agreement else {}
    mean = found.pairs.mean if found.pairs else None
    cells = [results.get(name) for name in COLUMNS]
    return {
        "units": found.units,
        "left_out": found.left_out,
        "cells": [one and show_result(one) for one in (*cells, mean)],
    }


def _describe_field(project: Project, what: Field, wanted: Wanted, user: User) -> dict[str, Any]:
    found = measure_field(project, what, wanted)
    shown: dict[str, Any] = {
        "field": what,
        "title": FIELDS[what],
        "scale": found.scale,
        "units": found.units,
        "left_out": found.left_out,
        "withheld": found.withheld,
        "seed": BOOTSTRAP.seed,
        "resamples": BOOTSTRAP.resamples,
        "evidence": found.evidence,
        "found": _list_found(project, found, user),
        "pairs_have_intervals": found.pairs_have_intervals,
        "results": _list_results(found),
    }
    if found.agreement is None or found.pairs is None:
        return shown
    return {
        **shown,
        **_cross(project, found),
        "singles": found.agreement.singles,
        "labels": found.agreement.labels,
        "raters": found.agreement.raters,
        "pairs": _list_pairs(project, found, user),
        "chart": draw_weeks(found.weeks),
        "weeks": [_describe_week(week) for week in found.weeks],
    }


def _describe_week(week: Week) -> dict[str, Any]:
    return {
        "monday": week.monday,
        "units": week.units,
        "query": urlencode({"week": week.monday.isoformat()}),
        "alpha": show_result(week.alpha),
    }


def _list_results(found: FieldFigures) -> list[tuple[object, dict[str, Any]]]:
    if found.evidence is not None:
        names = ("f1", "overlap", "mean_overlap")
        return [(COEFFICIENTS[name], show_result(getattr(found.evidence, name))) for name in names]
    results = dict(found.agreement.results) if found.agreement else {}
    told = [(COEFFICIENTS[name], show_result(result)) for name, result in results.items()]
    if found.pairs:
        told.append((COEFFICIENTS["kappa"], show_result(found.pairs.mean)))
    return told


def _cross(project: Project, found: FieldFigures) -> dict[str, Any]:
    """Label against label: a table of the commonest, a list of what is mixed up most."""
    assert found.agreement is not None  # noqa: S101 - as its caller has looked
    marginals, crossed = found.agreement.marginals, found.agreement.crossed
    common = sorted(marginals, key=lambda label: -marginals[label])
    heads = _order_heads(project, found.field, common)
    mixed = sorted(
        ((cell, count) for cell, count in crossed.items() if cell[0] != cell[1]),
        key=lambda entry: -entry[1],
    )[:MOST_LISTED]
    listed = common[:MOST_LISTED]
    names = name_labels(
        project, found.field, {*heads, *listed, *(label for cell, _ in mixed for label in cell)}
    )
    both = {(other, one): count for (one, other), count in crossed.items()} | dict(crossed)
    most = max(crossed.values(), default=0)
    return {
        "heads": [describe_label(names[head]) for head in heads],
        "heat": [
            {
                "name": describe_label(names[one]),
                "blank": range(place),
                "cells": [
                    _describe_cell(names, one, other, both.get((one, other), 0), most)
                    for other in heads[place:]
                ],
            }
            for place, one in enumerate(heads)
        ],
        "mixed": [_describe_cell(names, *cell, count, most) for cell, count in mixed],
        "marginals": [
            {
                "name": describe_label(names[label]),
                "query": urlencode({"label": names[label].key}),
                "count": marginals[label],
                "percent": 100 * marginals[label] / found.agreement.labels,
            }
            for label in listed
        ],
        "more": len(marginals) - len(listed),
    }


def _order_heads(project: Project, what: Field, common: Sequence[Label]) -> list[Label]:
    """Those of a scheme in its order; of all else the commonest."""
    scheme = list_scheme_labels(project, what)
    if not scheme:
        return list(common[:MOST_CROSSED])
    heads: list[Label] = [label.pk for label in scheme]
    return [*heads, None] if what in VERDICTS and None in common else heads


def _describe_cell(names: Names, one: Label, other: Label, count: int, most: int) -> dict[str, Any]:
    return {
        "one": describe_label(names[one]),
        "other": describe_label(names[other]),
        "query": urlencode({"one": names[one].key, "other": names[other].key}),
        "count": count,
        "tone": -(-count * TONES // most) if most else 0,
    }


def _list_pairs(project: Project, found: FieldFigures, user: User) -> list[dict[str, Any]]:
    assert found.pairs is not None  # noqa: S101 - as its caller has looked
    numbers: set[Any] = {one for pair in found.pairs.pairs for one in (pair.first, pair.second)}
    names, keys = _name_people(project, numbers, user)
    told = [
        {
            "first": names[pair.first],
            "second": names[pair.second],
            "query": _ask_for(keys[pair.first], keys[pair.second]),
            "units": pair.units,
            "differing": sum(count for (one, other), count in pair.cells.items() if one != other),
            "percent": show_result(pair.percent),
            "kappa": show_result(pair.kappa),
        }
        for pair in found.pairs.pairs
    ]
    return sorted(told, key=lambda one: (one["first"], one["second"]))


def _list_found(project: Project, found: FieldFigures, user: User) -> list[dict[str, Any]]:
    """Every two who looked for evidence of the same claims: the second held against the first."""
    if not found.evidence_pairs:
        return []
    numbers: set[Any] = {one for pair in found.evidence_pairs for one in (pair.first, pair.second)}
    names, keys = _name_people(project, numbers, user)
    told = [
        {
            "first": names[pair.first],
            "second": names[pair.second],
            "query": _ask_for(keys[pair.first], keys[pair.second]),
            **_show_directed(pair.found),
        }
        for pair in found.evidence_pairs
    ]
    return sorted(told, key=lambda one: (one["first"], one["second"]))


def _show_directed(found: EvidenceAgreement) -> dict[str, Any]:
    return {
        "units": found.units,
        "precision": show_result(found.precision),
        "recall": show_result(found.recall),
        "overlap": show_result(found.overlap),
    }


def _name_people(
    project: Project, people: Collection[int], user: User
) -> tuple[Mapping[Any, str], Mapping[Any, str]]:
    """What they are called here, and in addresses: there by the pseudonyms of exports."""
    keys = name_people(project, people, by_pseudonym=True)
    if not sees_people(user, project):
        return keys, keys
    return name_people(project, people, by_pseudonym=False), keys


def _ask_for(*people: str) -> str:
    return urlencode(dict(zip(("annotator", "other_annotator"), people, strict=False)))


def _describe_people(project: Project, what: Field, wanted: Wanted, user: User) -> dict[str, Any]:
    found = measure_people(project, wanted)
    names, keys = _name_people(project, [person.annotator for person in found], user)
    rows = [
        {
            "name": names[person.annotator],
            "labels": person.labels,
            "seconds": person.seconds,
            "decided": _show_shares(person.decided, keys[person.annotator], Differ.DECIDED),
            "others": _show_shares(person.others, keys[person.annotator], Differ.OTHERS),
            "found": [
                _show_found(person.evidence_decided, keys[person.annotator], Differ.DECIDED),
                _show_found(person.evidence_others, keys[person.annotator], Differ.OTHERS),
            ],
            "suggestions": [
                show_share(share)
                for name, taken in person.taken.items()
                for share in (taken, person.suggested[name])
            ],
        }
        for person in found
    ]
    return {
        "people": sorted(rows, key=lambda row: str(row["name"])),
        "fields": [FIELDS[one] for one in (found[0].decided if found else ())],
        "has_evidence": any(
            one.units
            for person in found
            for one in (person.evidence_decided, person.evidence_others)
        ),
        "pull": [
            {"field": FIELDS[name], "parts": _show_pull(pull)}
            for name, pull in measure_pull(project, wanted).items()
        ],
    }


def _show_pull(pull: Pull) -> list[dict[str, Any]]:
    return [
        {
            "hidden": part is pull.hidden,
            "taken": show_share(part.taken),
            "units": part.units,
            "alpha": show_result(part.alpha),
        }
        for part in (pull.shown, pull.hidden)
    ]


def _show_found(found: EvidenceAgreement, key: str, differ: Differ) -> dict[str, Any]:
    """With what asks for the claims for which they found something else, if there are any."""
    asked = {"field": Field.EVIDENCE.value, "differ": differ.value, "annotator": key}
    is_all = found.overlap.value in {None, 1}
    return {**_show_directed(found), "query": "" if is_all else urlencode(asked)}


def _show_shares(shares: Mapping[Field, Share], key: str, differ: Differ) -> list[dict[str, Any]]:
    """Each with what asks for the claims where the person differs, if there are any."""
    return [
        {
            **show_share(share),
            "title": FIELDS[field],
            "query": share.right < share.total
            and urlencode({"field": field.value, "differ": differ.value, "annotator": key}),
        }
        for field, share in shares.items()
    ]


def show_share(share: Share) -> dict[str, Any]:
    interval = share.interval
    return {
        "percent": None if share.value is None else 100 * share.value,
        "low": interval and 100 * interval.low,
        "high": interval and 100 * interval.high,
        "right": share.right,
        "total": share.total,
    }


def _knows_field(project: Project, what: Field, wanted: Wanted) -> bool:
    return is_measured(project, what, wanted)


def _knows_people(project: Project, what: Field, wanted: Wanted) -> bool:
    return are_measured(project, wanted) and is_pull_measured(project, wanted)


Describe = Callable[[Project, Field, Wanted, User], dict[str, Any]]
IsKnown = Callable[[Project, Field, Wanted], bool]
PARTS: Mapping[str, tuple[Describe, IsKnown]] = {
    "card": (_describe_card, _knows_field),
    "cell": (_describe_card, _knows_field),
    "row": (_describe_row, _knows_field),
    "field": (_describe_field, _knows_field),
    "people": (_describe_people, _knows_people),
}

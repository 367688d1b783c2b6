"""How far people agree: for curators, managers and readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.agreement.evidence import EvidenceAgreement, EvidencePair
from claims.agreement.pairs import Pairs
from claims.agreement.results import LEVEL, Result, Undefined
from claims.agreement.tables import Label
from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import DayField, OptionField
from claims.api.views import OperationView
from claims.models import Project
from claims.queries.figures.fields import BOOTSTRAP, FieldFigures, Week, measure_field
from claims.queries.figures.names import Named, name_labels, name_people
from claims.queries.figures.people import PersonFigures, Share, measure_people
from claims.queries.figures.pull import Part, measure_pull
from claims.queries.figures.wanted import Field, Wanted
from claims.requests import get_user

FIELDS = [field.value for field in Field]
SCALES = ["nominal", "ordinal", "masi", "sets"]
REASONS = [reason.value for reason in Undefined]
# Of label against label the fullest cells: of speakers there are tens of thousands.
CELLS_TOLD = 1_000


class WantedQuery(Query):
    """Which labels count. None is required."""

    also_known: ClassVar[tuple[str, ...]] = ()

    round = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Labels of that round's claims."
    )
    guideline = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Labels under that version."
    )
    since = DayField(required=False, help_text="Labels from that day on, in the project's zone.")
    until = DayField(required=False, help_text="Labels up to the end of that day.")


class FieldQuery(WantedQuery):
    field = OptionField(
        choices=FIELDS, default=Field.SPEAKER.value, help_text="What people gave to the claims."
    )


class ResultOut(serializers.Serializer):
    """A value, or why there is none; and how sure it is."""

    value = serializers.FloatField(allow_null=True)
    undefined = serializers.ChoiceField(
        choices=REASONS, allow_null=True, help_text="Why there is no value."
    )
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    resamples = serializers.IntegerField(allow_null=True)
    undefined_resamples = serializers.IntegerField(
        allow_null=True, help_text="In so many of the resamples there was no value."
    )


class MeasuredLabelOut(serializers.Serializer):
    """A label: of sets each member, of no verdict and of the empty set none."""

    values = serializers.ListField(
        child=serializers.CharField(), help_text="As in records; of speakers the UUID."
    )
    names = serializers.ListField(child=serializers.CharField())


class MarginalOut(serializers.Serializer):
    label = MeasuredLabelOut()  # type: ignore[assignment] # a field of DRF has one, too
    count = serializers.IntegerField()


class CellOut(serializers.Serializer):
    one = MeasuredLabelOut()
    other = MeasuredLabelOut()
    count = serializers.IntegerField(help_text="Pairs of people who gave these two to a claim.")


class PairOut(serializers.Serializer):
    first = serializers.CharField(help_text="A pseudonym, as in exports.")
    second = serializers.CharField()
    units = serializers.IntegerField()
    percent = ResultOut()
    kappa = ResultOut()


class DirectedEvidenceOut(serializers.Serializer):
    """What somebody found held against a reference. `precision`: of theirs, the share it has."""

    units = serializers.IntegerField(help_text="Claims for which either has found any.")
    precision = ResultOut()
    recall = ResultOut(help_text="Of what the reference has, the share that they found.")
    overlap = ResultOut()


class EvidencePairOut(DirectedEvidenceOut):
    """What `second` found, held against what `first` found; the other way round they swap."""

    first = serializers.CharField(help_text="A pseudonym, as in exports.")
    second = serializers.CharField()


class WeekOut(serializers.Serializer):
    monday = serializers.DateField()
    units = serializers.IntegerField()
    alpha = ResultOut()


class WantedOut(serializers.Serializer):
    round = serializers.IntegerField(allow_null=True)
    guideline = serializers.IntegerField(allow_null=True)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class FieldAgreementOut(WantedOut):
    """Agreement on one field. What the numbers mean: docs/agreement.md"""

    field = serializers.ChoiceField(choices=FIELDS)
    scale = serializers.ChoiceField(choices=SCALES)
    level = serializers.FloatField(help_text="Of the intervals.")
    seed = serializers.IntegerField(help_text="Of the resamples: the same intervals again.")
    units = serializers.IntegerField(help_text="Claims with labels of two people or more.")
    singles = serializers.IntegerField(allow_null=True, help_text="Claims with one label.")
    labels = serializers.IntegerField(allow_null=True)
    raters = serializers.IntegerField(allow_null=True)
    left_out = serializers.IntegerField(
        allow_null=True, help_text="Claims with two labels that this field leaves out."
    )
    withheld = serializers.IntegerField(
        help_text="Claims with two labels that somebody has still to label: in no figure."
    )
    nothing_found = serializers.IntegerField(
        allow_null=True, help_text="Of evidence: claims for which nobody found any."
    )
    results = serializers.DictField(child=ResultOut())
    marginals = MarginalOut(many=True)
    crossed = CellOut(many=True)
    crossed_left_out = serializers.IntegerField(help_text="Further cells, with fewer pairs each.")
    pairs = PairOut(many=True)
    evidence_pairs = EvidencePairOut(many=True)
    weeks = WeekOut(many=True)


class ShareOut(serializers.Serializer):
    """So many of so many, with Wilson's interval."""

    right = serializers.IntegerField()
    total = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class PersonEvidenceOut(serializers.Serializer):
    decided = DirectedEvidenceOut(help_text="Against the evidence of the decisions.")
    others = DirectedEvidenceOut(help_text="Against what each other person found.")


class AnnotatorFiguresOut(serializers.Serializer):
    annotator = serializers.CharField(help_text="A pseudonym, as in exports.")
    labels = serializers.IntegerField()
    median_seconds = serializers.FloatField(allow_null=True)
    decided = serializers.DictField(child=ShareOut(), help_text="As was decided, by field.")
    others = serializers.DictField(child=ShareOut(), help_text="As the others said, by field.")
    evidence = PersonEvidenceOut()
    taken = serializers.DictField(
        child=ShareOut(), help_text="Suggestions shown, and said by the label, by field."
    )
    suggested = serializers.DictField(
        child=ShareOut(), help_text="Suggestions shown, and decided, by field."
    )


class PullPartOut(serializers.Serializer):
    taken = ShareOut(help_text="Labels that say what the suggestion says.")
    units = serializers.IntegerField()
    alpha = ResultOut()


class PullOut(serializers.Serializer):
    shown = PullPartOut()
    hidden = PullPartOut()


class PeopleAgreementOut(WantedOut):
    """Person by person, and what suggestions do."""

    annotators = AnnotatorFiguresOut(many=True)
    suggestions = serializers.DictField(child=PullOut(), help_text="By field.")


class AgreementView(OperationView):
    """What both have in common: for whom it is, and which labels count."""

    query: ClassVar[type[Query]] = WantedQuery

    def read(self, key: str) -> tuple[Project, dict[str, Any]]:
        """The project, and the parameters."""
        project = get_project(self.request, key)
        user = get_user(self.request)
        permissions.require(permissions.can_measure(user, project))
        return project, read_parameters(self.query, self.request.query_params, user)


class ProjectAgreementView(AgreementView):
    """How far the people of a project agree on a field, over independent labels."""

    query = FieldQuery

    @extend_schema(responses=FieldAgreementOut)
    def get(self, request: Request, project: str) -> Response:
        found, given = self.read(project)
        field, wanted = Field(given.pop("field")), Wanted(**given)
        figures = measure_field(found, field, wanted)
        return Response(show_wanted(wanted) | show_field(found, figures))


class ProjectAgreementPeopleView(AgreementView):
    """How each annotator of a project compares with the decisions, the others, the suggestions."""

    @extend_schema(responses=PeopleAgreementOut)
    def get(self, request: Request, project: str) -> Response:
        found, given = self.read(project)
        wanted = Wanted(**given)
        people, pull = measure_people(found, wanted), measure_pull(found, wanted)
        names = name_people(found, [one.annotator for one in people], by_pseudonym=True)
        shown = [_show_person(one, names) for one in people]
        return Response(
            {
                **show_wanted(wanted),
                "annotators": sorted(shown, key=lambda one: str(one["annotator"])),
                "suggestions": {
                    field.value: {"shown": _show_part(one.shown), "hidden": _show_part(one.hidden)}
                    for field, one in pull.items()
                },
            }
        )


def show_wanted(wanted: Wanted) -> dict[str, Any]:
    return asdict(wanted)


def show_field(project: Project, found: FieldFigures) -> dict[str, Any]:
    """As FieldAgreementOut describes it, but for what narrows it."""
    agreement, evidence = found.agreement, found.evidence
    return {
        "field": found.field,
        "scale": found.scale,
        "level": LEVEL,
        "seed": BOOTSTRAP.seed,
        "units": found.units,
        "singles": agreement and agreement.singles,
        "labels": agreement and agreement.labels,
        "raters": agreement and agreement.raters,
        "left_out": found.left_out,
        "withheld": found.withheld,
        "nothing_found": evidence and evidence.empty,
        "results": {name: show_result(result) for name, result in _list_results(found).items()},
        **_show_labels(project, found),
        "pairs": _show_pairs(project, found.pairs) if found.pairs else [],
        "evidence_pairs": _show_evidence_pairs(project, found.evidence_pairs),
        "weeks": [_show_week(week) for week in found.weeks],
    }


def _list_results(found: FieldFigures) -> Mapping[str, Result]:
    if found.evidence is not None:
        names = ("f1", "overlap", "mean_overlap")
        return {name: getattr(found.evidence, name) for name in names}
    results = dict(found.agreement.results) if found.agreement else {}
    return results | ({"kappa": found.pairs.mean} if found.pairs else {})


def _show_labels(project: Project, found: FieldFigures) -> dict[str, Any]:
    agreement = found.agreement
    if agreement is None:
        return {"marginals": [], "crossed": [], "crossed_left_out": 0}
    names = name_labels(project, found.field, agreement.marginals)
    cells = sorted(agreement.crossed.items(), key=lambda entry: -entry[1])
    return {
        "marginals": [
            {"label": show_label(names[label]), "count": count}
            for label, count in _sort(agreement.marginals.items())
        ],
        "crossed": [
            {"one": show_label(names[one]), "other": show_label(names[other]), "count": count}
            for (one, other), count in cells[:CELLS_TOLD]
        ],
        "crossed_left_out": len(cells[CELLS_TOLD:]),
    }


def _sort(counts: Iterable[tuple[Label, int]]) -> list[tuple[Label, int]]:
    """The commonest first."""
    return sorted(counts, key=lambda entry: -entry[1])


def show_label(named: Named) -> dict[str, Any]:
    """As MeasuredLabelOut describes it."""
    return {"values": named.values, "names": named.names}


def show_result(result: Result) -> dict[str, Any]:
    """As ResultOut describes it."""
    interval = result.interval
    return {
        "value": result.value,
        "undefined": result.undefined,
        "low": interval and interval.low,
        "high": interval and interval.high,
        "resamples": interval and interval.resamples,
        "undefined_resamples": interval and interval.undefined,
    }


def _show_pairs(project: Project, pairs: Pairs) -> list[dict[str, Any]]:
    numbers: set[Any] = {person for pair in pairs.pairs for person in (pair.first, pair.second)}
    people: Mapping[Any, str] = name_people(project, numbers, by_pseudonym=True)
    shown = [
        {
            "first": people[pair.first],
            "second": people[pair.second],
            "units": pair.units,
            "percent": show_result(pair.percent),
            "kappa": show_result(pair.kappa),
        }
        for pair in pairs.pairs
    ]
    return sorted(shown, key=lambda one: (str(one["first"]), str(one["second"])))


def _show_evidence_pairs(project: Project, pairs: Sequence[EvidencePair]) -> list[dict[str, Any]]:
    numbers: set[Any] = {person for pair in pairs for person in (pair.first, pair.second)}
    people: Mapping[Any, str] = name_people(project, numbers, by_pseudonym=True) if pairs else {}
    shown = [
        {
            "first": people[pair.first],
            "second": people[pair.second],
            **_show_directed(pair.found),
        }
        for pair in pairs
    ]
    return sorted(shown, key=lambda one: (str(one["first"]), str(one["second"])))


def _show_directed(found: EvidenceAgreement) -> dict[str, Any]:
    return {
        "units": found.units,
        "precision": show_result(found.precision),
        "recall": show_result(found.recall),
        "overlap": show_result(found.overlap),
    }


def _show_week(week: Week) -> dict[str, Any]:
    return {"monday": week.monday, "units": week.units, "alpha": show_result(week.alpha)}


def show_share(share: Share) -> dict[str, Any]:
    """As ShareOut describes it."""
    interval = share.interval
    return {
        "right": share.right,
        "total": share.total,
        "value": share.value,
        "low": interval and interval.low,
        "high": interval and interval.high,
    }


def _show_person(person: PersonFigures, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "annotator": names[person.annotator],
        "labels": person.labels,
        "median_seconds": person.seconds,
        "decided": {field.value: show_share(share) for field, share in person.decided.items()},
        "others": {field.value: show_share(share) for field, share in person.others.items()},
        "evidence": {
            "decided": _show_directed(person.evidence_decided),
            "others": _show_directed(person.evidence_others),
        },
        "taken": {field.value: show_share(share) for field, share in person.taken.items()},
        "suggested": {field.value: show_share(share) for field, share in person.suggested.items()},
    }


def _show_part(part: Part) -> dict[str, Any]:
    return {
        "taken": show_share(part.taken),
        "units": part.units,
        "alpha": show_result(part.alpha),
    }

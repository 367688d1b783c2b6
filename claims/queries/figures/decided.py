"""What stands of claims, field by field, to hold labels against."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from claims.agreement.tables import Label
from claims.models import Article, CoSpeaker, Decision, Evidence, Project, User, read_survivor
from claims.models.adjudication import DecisionQuerySet
from claims.queries.figures.wanted import Field, find_stage

# A claim, and what was decided of it.
Row = tuple[int, Label]


def read_decided(project: Project, field: Field) -> Mapping[int, Label]:
    """By claim what stands. Of evidence only where a verdict does: the others needed none."""
    return dict(_READERS[field](_find_standing(project, field)))


def read_decided_of(
    project: Project, field: Field, claims: Collection[int], user: User
) -> Mapping[int, Label]:
    """The same of these claims, as far as this person may see it."""
    seen = _find_standing(project, field).filter(claim__in=claims).visible_to(user)
    return dict(_READERS[field](seen))


def _find_standing(project: Project, field: Field) -> DecisionQuerySet:
    decided = Decision.objects.standing().filter(project=project, stage=find_stage(project, field))
    return decided.exclude(claim__article__in=Article.objects.withdrawn())


def _read_speakers(decisions: DecisionQuerySet) -> Iterable[Row]:
    return decisions.values_list("claim_id", read_survivor("speaker"))


def _read_verifiability(decisions: DecisionQuerySet) -> Iterable[Row]:
    return decisions.values_list("claim_id", "verifiability_id")


def _read_verdicts(decisions: DecisionQuerySet) -> Iterable[Row]:
    return decisions.values_list("claim_id", "verdict_id")


def _read_claim_types(decisions: DecisionQuerySet) -> Iterable[Row]:
    for claim, types in decisions.values_list("claim_id", "claim_types"):
        yield claim, frozenset(types)


def _read_co_speakers(decisions: DecisionQuerySet) -> Iterable[Row]:
    joined = CoSpeaker.objects.filter(decision__in=decisions.values("pk"))
    return _join(decisions, joined.values_list("decision_id", read_survivor("speaker")))


def _read_links(decisions: DecisionQuerySet) -> Iterable[Row]:
    judged = decisions.filter(verdict__isnull=False)
    given = Evidence.objects.filter(decision__in=judged.values("pk")).exclude(url_key="")
    return _join(judged, given.values_list("decision_id", "url_key"))


def _join(decisions: DecisionQuerySet, parts: Iterable[tuple[Any, Any]]) -> Iterable[Row]:
    sets: defaultdict[int, set[Any]] = defaultdict(set)
    for decision, part in parts:
        sets[decision].add(part)
    for pk, claim in decisions.values_list("pk", "claim_id"):
        yield claim, frozenset(sets.get(pk, ()))


_READERS: Mapping[Field, Callable[[DecisionQuerySet], Iterable[Row]]] = {
    Field.SPEAKER: _read_speakers,
    Field.NAMED_SPEAKER: _read_speakers,
    Field.CO_SPEAKERS: _read_co_speakers,
    Field.VERIFIABILITY: _read_verifiability,
    Field.CLAIM_TYPES: _read_claim_types,
    Field.VERDICT: _read_verdicts,
    Field.VERDICT_OR_NONE: _read_verdicts,
    Field.EVIDENCE: _read_links,
}

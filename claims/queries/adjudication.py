"""What a curator looks at to decide one claim: the labels side by side, flags, decisions so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.db.models import Prefetch

from claims.models import (
    Annotation,
    Approval,
    Claim,
    CoSpeaker,
    Decision,
    Evidence,
    Flag,
    Speaker,
    User,
)

# What is compared, by the columns of a case that say that it differs.
COMPARED = ("speaker", "verifiability", "verdict")


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """One person's label that counts. `number` is the key that takes it over.

    `name` is empty where names are hidden: then `letter` stands for the person, in this claim
    alone. `differs`: on which of COMPARED not all say the same.
    """

    number: int
    letter: str
    name: str
    annotation: Annotation
    co_speakers: Sequence[Speaker]
    evidence: Sequence[Evidence]
    differs: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """All that there is to decide a claim in one pass by."""

    votes: Sequence[Vote]
    flags: Sequence[Flag]
    standing: Decision | None
    approvals: Sequence[Approval]
    # Of this pass, the latest first, without the one that stands.
    earlier: Sequence[Decision]


def read_ballot(user: User, claim: Claim, stage: str) -> Ballot:
    """What the person may see of it: nothing that they have still to judge themselves.

    Seven queries, however many labels there are.
    """
    decisions = list_decisions(user, claim, stage)
    standing = next((one for one in decisions if not hasattr(one, "replaced_by")), None)
    flags = Flag.objects.standing().filter(claim=claim, stage=stage).select_related("annotator")
    approvals = Approval.objects.filter(decision=standing).select_related("approver")
    return Ballot(
        votes=list_votes(user, claim, stage),
        flags=list(flags.order_by("pk")),
        standing=standing,
        approvals=list(approvals.order_by("pk")) if standing else [],
        earlier=[one for one in decisions if one is not standing],
    )


def list_decisions(user: User, claim: Claim, stage: str) -> list[Decision]:
    """Those of the claim in that pass that the person may see, the latest first."""
    seen = Decision.objects.visible_to(user).filter(claim=claim, stage=stage)
    parts = ("speaker__merged_into", "verifiability", "verdict", "decided_by", "replaced_by")
    items = Prefetch("evidence", Evidence.objects.order_by("position"))
    return list(seen.select_related(*parts).prefetch_related(items).order_by("-pk"))


def list_votes(user: User, claim: Claim, stage: str) -> list[Vote]:
    """The labels that count, in an order that says nothing of who was first.

    By their public ids, which are random: the same for every curator, another for every claim.
    """
    counted = Annotation.objects.current().filter(
        claim=claim, stage=stage, current_of__purpose="live"
    )
    parts = ("speaker__merged_into", "original_speaker__merged_into", "verifiability", "verdict")
    items = Prefetch("evidence", Evidence.objects.order_by("position"))
    rows = list(
        counted.visible_to(user)
        .select_related(*parts, "annotator", "guideline")
        .prefetch_related(items)
        .order_by("uuid")
    )
    joined = _map_co_speakers(rows)
    differs = _find_differing(rows)
    hides = claim.project.hides_names
    return [
        Vote(
            number=number,
            letter=ascii_uppercase[number - 1],
            name="" if hides else str(row.annotator),
            annotation=row,
            co_speakers=joined.get(row.pk, []),
            evidence=list(row.evidence.all()),
            differs=differs,
        )
        for number, row in enumerate(rows, start=1)
    ]


def _map_co_speakers(rows: Sequence[Annotation]) -> Mapping[int, list[Speaker]]:
    joined: dict[int, list[Speaker]] = {}
    found = CoSpeaker.objects.filter(annotation__in=rows).select_related("speaker__merged_into")
    for one in found.order_by("pk"):
        if one.annotation_id is not None:
            joined.setdefault(one.annotation_id, []).append(one.speaker.survivor)
    return joined


def read_said(row: Annotation | Decision) -> dict[str, int | None]:
    """The numbers of what is compared, speakers by who stands for them."""
    return {
        "speaker": row.speaker.survivor.pk,
        "verifiability": row.verifiability_id,
        "verdict": row.verdict_id,
    }


def _find_differing(rows: Sequence[Annotation]) -> frozenset[str]:
    said = [read_said(row) for row in rows]
    return frozenset(name for name in COMPARED if len({one[name] for one in said}) > 1)


def merge_evidence(votes: Iterable[Vote], chosen: Vote) -> list[Evidence]:
    """What the chosen one and those who gave the same verdict found, each item once.

    Sets are alternatives, so each person's keep apart: they are numbered on. In memory only.
    """
    verdict = chosen.annotation.verdict_id
    others = [
        vote for vote in votes if vote is not chosen and vote.annotation.verdict_id == verdict
    ]
    merged: dict[object, Evidence] = {}
    last = 0
    for vote in (chosen, *others):
        numbers: dict[int, int] = {}
        for item in vote.evidence:
            if (key := _identify(item)) in merged:
                continue
            number = numbers.setdefault(item.set_number, last + len(numbers) + 1)
            merged[key] = _copy(item, number)
        last += len(numbers)
    return list(merged.values())


def _identify(item: Evidence) -> tuple[object, ...]:
    """The same page, passage and stance are the same evidence; so is the same question put."""
    return (
        *(item.kind, item.stance, item.url_key or item.url, item.quote.strip()),
        *(item.answer.strip(), item.asked_whom, item.asked_on),
    )


def _copy(item: Evidence, set_number: int) -> Evidence:
    values = {field.attname: getattr(item, field.attname) for field in Evidence._meta.fields}
    return Evidence(**(values | {"id": None, "annotation_id": None, "set_number": set_number}))

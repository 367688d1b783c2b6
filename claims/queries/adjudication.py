"""What a curator looks at to decide one claim: the labels side by side, flags, decisions so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.db.models import Prefetch

from claims.models import (
    Annotation,
    Approval,
    Claim,
    Decision,
    Evidence,
    Flag,
    Slot,
    Speaker,
    User,
)

# What is compared, by the columns of a case that say that it differs.
COMPARED = ("speaker", "verifiability", "verdict")


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """One person's label that counts. `number` is the key that takes it over.

    `name` is what the person is called here: a letter, for this claim alone, where the project
    hides names. `differs`: on which of COMPARED not all say the same.
    """

    number: int
    name: str
    annotation: Annotation
    co_speakers: Sequence[Speaker]
    evidence: Sequence[Evidence]
    differs: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """That somebody asks a curator to look, and why; `name` as that of a vote."""

    name: str
    flag: Flag


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """All that there is to decide a claim in one pass by."""

    votes: Sequence[Vote] = ()
    calls: Sequence[Call] = ()
    standing: Decision | None = None
    approvals: Sequence[Approval] = ()
    # Of this pass, the latest first, without the one that stands.
    earlier: Sequence[Decision] = ()


def find_desk_stage(user: User, claim: Claim, stage: str) -> str:
    """The pass in which the person has the claim to label, or may come to: before that they look
    at nothing that others have said of it. Empty where they have nothing to label. One query.
    """
    blinding = Slot.objects.of_pass_or_label(claim, stage).blinding(user).order_by("pk")
    stages = list(blinding.values_list("annotator_id", "stage"))
    own = (one for person, one in stages if person == user.pk)
    return next(own, stages[0][1] if stages else "")


def holds(user: User, claim: Claim, stage: str) -> bool:
    """Whether the claim is before the person at that desk."""
    return Slot.objects.filter(claim=claim, stage=stage, annotator=user).held().exists()


def has_labelled(user: User, claim: Claim) -> bool:
    """Whether a label of the person's counts on the claim, in whichever pass."""
    return Slot.objects.making_own(user, claim).exists()


def read_ballot(user: User, claim: Claim, stage: str) -> Ballot:
    """What the labels of the claim say, and what was decided; for who has nothing to label.

    Eight queries, however many labels there are.
    """
    decisions = list_decisions(user, claim, stage)
    standing = next((one for one in decisions if not hasattr(one, "replaced_by")), None)
    approvals = Approval.objects.filter(decision=standing).select_related("approver")
    rows = _list_counted(user, claim, stage)
    flags = _list_flags(claim, stage)
    names = _name_people(claim, [*(row.annotator for row in rows), *(f.annotator for f in flags)])
    return Ballot(
        votes=_make_votes(rows, names),
        calls=[Call(name=names[flag.annotator_id], flag=flag) for flag in flags],
        standing=standing,
        approvals=list(approvals.order_by("pk")) if standing else [],
        earlier=[one for one in decisions if one is not standing],
    )


def _name_people(claim: Claim, people: Iterable[User]) -> dict[int, str]:
    """What each is called here, by number: their name, or a letter in the order of the labels."""
    named = dict.fromkeys(people)
    if not claim.project.hides_names:
        return {person.pk: str(person) for person in named}
    return {person.pk: _make_letters(place) for place, person in enumerate(named)}


def _make_letters(place: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(place, len(ascii_uppercase))
    return (_make_letters(before - 1) if before else "") + ascii_uppercase[last]


def _list_flags(claim: Claim, stage: str) -> list[Flag]:
    standing = Flag.objects.standing().filter(claim=claim, stage=stage)
    return list(standing.select_related("annotator").order_by("pk"))


def list_decisions(user: User, claim: Claim, stage: str) -> list[Decision]:
    """Those of the claim in that pass that the person may see, the latest first."""
    seen = Decision.objects.visible_to(user).filter(claim=claim, stage=stage)
    parts = (
        *("speaker__merged_into", "original_speaker__merged_into", "verifiability", "verdict"),
        *("decided_by", "replaced_by", "adopted_from__claim__article"),
    )
    shown = seen.select_related(*parts).prefetch_related(*_make_parts())
    return list(shown.order_by("-pk"))


def _list_counted(user: User, claim: Claim, stage: str) -> list[Annotation]:
    """The labels that count, in an order that says nothing of who was first.

    By their public ids, which are random: the same for every curator, another for every claim.
    """
    counted = Annotation.objects.current().filter(
        claim=claim, stage=stage, current_of__purpose=Slot.Purpose.LIVE
    )
    parts = ("speaker__merged_into", "original_speaker__merged_into", "verifiability", "verdict")
    seen = counted.visible_to(user).select_related(*parts, "annotator")
    return list(seen.prefetch_related(*_make_parts()).order_by("uuid"))


def _make_parts() -> tuple["Prefetch[str]", ...]:
    """What a label and a decision alike have besides their columns."""
    return (
        Prefetch("evidence", Evidence.objects.order_by("position")),
        Prefetch("co_speakers", Speaker.objects.select_related("merged_into").order_by("pk")),
    )


def _make_votes(rows: Sequence[Annotation], names: Mapping[int, str]) -> list[Vote]:
    differs = _find_differing(rows)
    return [
        Vote(
            number=number,
            name=names[row.annotator_id],
            annotation=row,
            co_speakers=[speaker.survivor for speaker in row.co_speakers.all()],
            evidence=list(row.evidence.all()),
            differs=differs,
        )
        for number, row in enumerate(rows, start=1)
    ]


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


def merge_evidence(votes: Iterable[Vote], chosen: Vote, limit: int) -> list[Evidence]:
    """What the chosen one found, and what those found besides who gave the same verdict.

    Items of one set are needed together, sets are alternatives. So what shares an item with a set
    that is there joins it, and what shares none is an alternative to it: nothing is made to stand
    alone that its author put with other things. In memory only; `limit` items at most.
    """
    verdict = chosen.annotation.verdict_id
    merged = [_copy(item, item.set_number) for item in chosen.evidence]
    known = {_identify(item): item.set_number for item in reversed(chosen.evidence)}
    for vote in votes:
        if vote is chosen or vote.annotation.verdict_id != verdict:
            continue
        for items in _group_sets(vote.evidence):
            shared = (known[key] for key in map(_identify, items) if key in known)
            number = next(shared, max(known.values(), default=0) + 1)
            new = {_identify(item): item for item in items if _identify(item) not in known}
            known |= dict.fromkeys(new, number)
            merged += [_copy(item, number) for item in new.values()]
    return merged[:limit]


def _group_sets(items: Sequence[Evidence]) -> list[list[Evidence]]:
    """One person's items by their sets, in the order in which they gave them."""
    sets: dict[int, list[Evidence]] = {}
    for item in items:
        sets.setdefault(item.set_number, []).append(item)
    return list(sets.values())


def _identify(item: Evidence) -> tuple[object, ...]:
    """The same page, passage and stance are the same evidence; so is the same question put."""
    return (
        *(item.kind, item.stance, item.url_key or item.url, item.quote.strip()),
        *(item.answer.strip(), item.asked_whom, item.asked_on),
    )


def _copy(item: Evidence, set_number: int) -> Evidence:
    values = {field.attname: getattr(item, field.attname) for field in Evidence._meta.fields}
    return Evidence(**(values | {"id": None, "annotation_id": None, "set_number": set_number}))

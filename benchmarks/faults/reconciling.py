"""What was acknowledged held against what is there. Plain Python: it reads no database."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# Seconds after the database's return in which it may still be felt.
GRACE = 5.0


class End(StrEnum):
    """How sending a label has ended, after however many attempts."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # Given up without an answer: it may be there or not, but not twice.


@dataclass(frozen=True, slots=True)
class Key:
    """A label as its sender knows it."""

    person: str
    client_uuid: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a label says, of which claim."""

    claim: str
    verifiability: str
    comment: str


@dataclass(frozen=True, slots=True)
class Sent:
    key: Key
    said: Said
    end: End


@dataclass(frozen=True, slots=True)
class Kept:
    """A label in the database."""

    number: int
    key: Key
    said: Said
    slot: int


@dataclass(frozen=True, slots=True)
class Place:
    """A slot: the right to one label of a claim. `current` is the number of the one that counts."""

    number: int
    claim: str
    person: str | None
    current: int | None
    lease: int | None = None
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds in the end. `told`: the labels that the audit log tells of."""

    labels: Sequence[Kept]
    slots: Sequence[Place]
    told: Sequence[Key]
    open_leases: frozenset[int] = field(default=frozenset())


def reconcile(sent: Sequence[Sent], found: Found, *, wanted: int) -> list[str]:
    """All that is wrong, in words; `wanted` labels are to be given of each claim.

    Everything is to be labelled in the end: what is free still, or held, is stuck.
    """
    return [
        *_compare_labels(sent, found.labels),
        *_find_doubles(found),
        *_check_slots(found, wanted),
        *_check_told(found),
    ]


def _compare_labels(sent: Sequence[Sent], labels: Sequence[Kept]) -> Iterator[str]:
    kept = {label.key: label for label in labels}
    for one in sent:
        label = kept.get(one.key)
        if label is None:
            if one.end is End.TAKEN:
                yield f"lost: {one.key} was acknowledged and is not there"
        elif one.end is End.REFUSED:
            yield f"taken all the same: {one.key} was refused and is there"
        elif label.said != one.said:
            yield f"altered: {one.key} says {label.said}, not {one.said}"
    for key in kept.keys() - {one.key for one in sent}:
        yield f"from nowhere: nobody sent {key}"


def _find_doubles(found: Found) -> Iterator[str]:
    yield from _list_repeated("sent once, there", (label.key for label in found.labels))
    by_person = ((label.said.claim, label.key.person) for label in found.labels)
    yield from _list_repeated("labelled by one person", by_person)
    yield from _list_repeated("a slot with labels", (label.slot for label in found.labels))
    held = ((one.claim, one.person) for one in found.slots if one.person is not None)
    yield from _list_repeated("slots of one person on one claim", held)
    counts = (one.current for one in found.slots if one.current is not None)
    yield from _list_repeated("a label that fills slots", counts)


def _list_repeated(what: str, keys: Iterable[Hashable]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"doubled: {what} {times} times: {key}"


def _check_slots(found: Found, wanted: int) -> Iterator[str]:
    labels = {label.number: label for label in found.labels}
    per_claim: dict[str, int] = defaultdict(int)
    for slot in found.slots:
        per_claim[slot.claim] += slot.person is not None
        label = labels.pop(slot.current, None) if slot.current is not None else None
        if slot.current is None:
            held = "free" if slot.person is None else f"held by {slot.person}"
            yield f"stuck: slot {slot.number} is {held} and not labelled"
        elif label is None or (label.slot, label.key.person) != (slot.number, slot.person):
            yield f"mixed up: slot {slot.number} is filled by label {slot.current}"
        if slot.current is not None and slot.revisions != 1:
            yield f"miscounted: slot {slot.number} counts {slot.revisions} labels"
        if slot.lease in found.open_leases:
            yield f"stuck: lease {slot.lease} is open with nothing left to label"
    for claim, number in per_claim.items():
        if number > wanted:
            yield f"too many: claim {claim} was given to {number}, wanted {wanted}"
    for number in labels:
        yield f"halfway: label {number} fills no slot"


def _check_told(found: Found) -> Iterator[str]:
    """Each label has left one row in the audit log, and no other has."""
    there, told = Counter(label.key for label in found.labels), Counter(found.told)
    for key in there.keys() | told.keys():
        if there[key] != told[key]:
            yield f"audit: {key} is there {there[key]} times, and told {told[key]} times"


@dataclass(frozen=True, slots=True)
class Answer:
    """One request: when it began and was over, and its status; 0 where no answer came.

    `said`: what an answer from 500 on says, and after how many seconds one may come again.
    """

    began: float
    ended: float
    status: int
    what: str = ""
    said: str = ""
    again_after: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """When the database was stopped, and when it was back."""

    began: float
    ended: float


def list_failures(answers: Iterable[Answer], outages: Sequence[Outage]) -> list[str]:
    """Answers from 500 on that no outage explains, nor the few seconds after it."""
    return [
        f"failed: {answer.status} to {answer.what} at {answer.began:.1f} s, outside every outage"
        for answer in answers
        if answer.status >= 500 and not any(_explains(outage, answer) for outage in outages)
    ]


def _explains(outage: Outage, answer: Answer) -> bool:
    return answer.began <= outage.ended + GRACE and answer.ended >= outage.began


def measure_recovery(answers: Iterable[Answer], outages: Sequence[Outage]) -> list[float | None]:
    """For each outage the seconds from its end until a label was taken that was sent after it."""
    taken = sorted(one.ended for one in answers if one.status in {200, 201, 302})
    return [
        next((moment - outage.ended for moment in taken if moment > outage.ended), None)
        for outage in outages
    ]


def summarise(violations: Sequence[str]) -> dict[str, Any]:
    """How many there are of each kind."""
    return dict(Counter(violation.split(":")[0] for violation in violations))

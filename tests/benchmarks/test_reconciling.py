"""The reconciler finds what is planted, and nothing where all is well."""

from collections.abc import Callable
from dataclasses import replace

from benchmarks.faults.reconciling import (
    GRACE,
    Answer,
    End,
    Found,
    Kept,
    Key,
    Outage,
    Place,
    Said,
    Sent,
    list_failures,
    measure_recovery,
    reconcile,
    summarise,
)

ANN, BEN = Key("ann", "1"), Key("ben", "2")
OF_ANN, OF_BEN = Said("claim", "no_claim", "Ann’s"), Said("claim", "routine_fact", "Ben’s")
SENT = [Sent(ANN, OF_ANN, End.TAKEN), Sent(BEN, OF_BEN, End.TAKEN)]
LABELS = [Kept(1, ANN, OF_ANN, 11), Kept(2, BEN, OF_BEN, 12)]
SLOTS = [
    Place(11, "claim", "ann", 1, lease=21, revisions=1),
    Place(12, "claim", "ben", 2, lease=22, revisions=1),
]
WELL = Found(LABELS, SLOTS, [ANN, BEN])


def plant(sent: list[Sent] = SENT, **changes: object) -> dict[str, int]:
    """How many violations of each kind are found with these changes."""
    found = replace(WELL, **changes)  # type: ignore[arg-type]
    return summarise(reconcile(sent, found, wanted=2))


def test_where_all_is_well_nothing_is_found() -> None:
    assert plant() == {}


def test_a_label_without_an_answer_may_be_there_or_not() -> None:
    unknown = [SENT[0], replace(SENT[1], end=End.UNKNOWN)]
    free = [SLOTS[0], Place(12, "claim", None, None)]

    assert plant(unknown) == {}
    # What is free still is stuck, but nothing is lost.
    assert plant(unknown, labels=LABELS[:1], slots=free, told=[ANN]) == {"stuck": 1}


def test_each_planted_violation_is_found() -> None:
    again = Kept(3, ANN, OF_ANN, 13)
    other = Key("cleo", "3")
    further = Place(13, "claim", "cleo", 3, revisions=1)
    cases: dict[str, tuple[Callable[[], dict[str, int]], dict[str, int]]] = {
        "lost": (
            lambda: plant(labels=LABELS[:1], told=[ANN]),
            {"lost": 1, "mixed up": 1},
        ),
        "altered": (
            lambda: plant(labels=[LABELS[0], replace(LABELS[1], said=OF_ANN)]),
            {"altered": 1},
        ),
        "refused, but there": (
            lambda: plant([SENT[0], replace(SENT[1], end=End.REFUSED)]),
            {"taken all the same": 1},
        ),
        "from nowhere": (lambda: plant(SENT[:1]), {"from nowhere": 1}),
        "twice": (
            # The same number, and so the same person, and a label that fills no slot.
            lambda: plant(labels=[*LABELS, again], told=[ANN, ANN, BEN]),
            {"doubled": 2, "halfway": 1},
        ),
        "a slot twice": (
            lambda: plant(
                [*SENT, Sent(other, OF_BEN, End.TAKEN)],
                labels=[*LABELS, Kept(3, other, OF_BEN, 12)],
                told=[ANN, BEN, other],
            ),
            {"doubled": 1, "halfway": 1},
        ),
        "too many": (
            lambda: plant(
                [*SENT, Sent(other, OF_BEN, End.TAKEN)],
                labels=[*LABELS, Kept(3, other, OF_BEN, 13)],
                slots=[*SLOTS, further],
                told=[ANN, BEN, other],
            ),
            {"too many": 1},
        ),
        "two slots of one person": (
            lambda: plant(slots=[*SLOTS, Place(13, "claim", "ann", None)]),
            {"doubled": 1, "stuck": 1, "too many": 1},
        ),
        "filled by another's label": (
            lambda: plant(slots=[SLOTS[0], replace(SLOTS[1], person="ann")]),
            {"doubled": 1, "mixed up": 1},
        ),
        "miscounted": (
            lambda: plant(slots=[SLOTS[0], replace(SLOTS[1], revisions=2)]),
            {"miscounted": 1},
        ),
        "a lease that stays open": (
            lambda: plant(open_leases=frozenset({22})),
            {"stuck": 1},
        ),
        "not told": (lambda: plant(told=[ANN]), {"audit": 1}),
        "told of what is not there": (lambda: plant(told=[ANN, BEN, other]), {"audit": 1}),
    }

    found = {name: plant_it() for name, (plant_it, _) in cases.items()}

    assert found == {name: expected for name, (_, expected) in cases.items()}


def test_only_an_outage_and_a_few_seconds_after_it_explain_a_failure() -> None:
    outages = [Outage(10.0, 12.0)]
    late = 12.0 + GRACE
    answers = [
        Answer(9.0, 10.5, 500),
        Answer(11.0, 30.0, 503),
        Answer(late, late + 1, 500),
        Answer(9.0, 9.9, 500, "GET /before"),
        Answer(late + 0.1, late + 1, 500, "GET /after"),
        Answer(20.0, 20.1, 404),
        Answer(20.0, 20.1, 0),
    ]

    assert list_failures(answers, outages) == [
        "failed: 500 to GET /before at 9.0 s, outside every outage",
        "failed: 500 to GET /after at 17.1 s, outside every outage",
    ]


def test_recovery_is_measured_to_the_first_label_that_was_taken() -> None:
    answers = [Answer(9.0, 9.5, 201), Answer(12.0, 13.5, 201), Answer(12.0, 12.5, 503)]

    assert measure_recovery(answers, [Outage(10.0, 12.0), Outage(20.0, 21.0)]) == [1.5, None]

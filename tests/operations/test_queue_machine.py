"""No stuck state: random sequences of everything that may happen, and planted bugs to be found.

`FUZZ_EXAMPLES=1000` looks longer, each time at other days; without it the days are always the same.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from claims.models import Slot
from claims.models.queue import SlotQuerySet
from claims.operations import lining_up, queue, slots, undo
from claims.operations.boundary_plans import EditKind
from tests.operations.queue_machine import ADMINISTERED, QueueMachine

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# A statement takes PostgreSQL and the way there several times as long: it has fewer days, which are
# the first of the same. What they find is a matter of the rules; races have tests of their own.
DAYS = {"sqlite": "24", "postgresql": "8"}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", DAYS[connection.vendor]))
STEPS = 30
# What random days have to be full of to prove anything. Any change of the machine takes it other
# ways: far below what is usual. What happens rarely may be missing in few days, so it is not asked
# for here: that each step does what it says, `test_each_kind_of_step_can_be_taken` shows.
AT_LEAST = {
    "submit": 2 * EXAMPLES,
    "ahead": EXAMPLES // 2,
    "undo": EXAMPLES // 10,
    "edit": 1,
    "gold": 1,
}
KINDS = {
    *("submit", "revise", "skip", "flag", "stop", "ahead", "undo", "edit", "decide"),
    *("settings", "overlap", "priority", "opinions", "reserve", "release"),
    *("exclude", "readmit", "pause", "resume", "make reader", "make annotator"),
    *("propose", "apply proposal", "decline proposal"),
}


DAY: tuple[Callable[[QueueMachine], None], ...] = (
    lambda day: day.ask_ahead(0, "label"),
    lambda day: day.work_on(0, 2, "label", "no_claim"),
    lambda day: day.label_anything(0, 0, "label", "check_worthy_fact"),
    lambda day: day.skip(1, 0, "label"),
    lambda day: day.flag(1, 1),
    lambda day: day.think_better_of_it(1, "label", "label", 0),
    lambda day: day.ask_for_work(2, "label"),
    lambda day: day.stop(2),
    lambda day: day.decide(0, "label", "no_claim"),
    *(
        lambda day, what=what, on=on: day.administer(what, 2, 5, 2, (on, on, False))
        for what in ADMINISTERED
        for on in (True, False)
    ),
    lambda day: day.edit_boundaries(3, 5, EditKind.SPLIT, 5),
    # An annotator can but propose to split what is labelled.
    lambda day: day.edit_boundaries(0, 0, EditKind.SPLIT, 5),
    lambda day: day.settle_proposal(accept=False),
    lambda day: day.edit_boundaries(0, 0, EditKind.SPLIT, 5),
    lambda day: day.settle_proposal(accept=True),
)


def make_settings(examples: int, **options: Any) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
        **options,
    )


def test_no_sequence_of_steps_leads_to_a_stuck_or_overfilled_claim() -> None:
    done: Counter[str] = Counter()
    QueueMachine.done = done

    run_state_machine_as_test(QueueMachine, settings=make_settings(EXAMPLES))

    kinds = count_kinds(done)
    assert {kind: kinds[kind] for kind, number in AT_LEAST.items() if kinds[kind] < number} == {}


def test_each_kind_of_step_can_be_taken() -> None:
    """A day by hand with one of everything, also of what random days may leave out."""
    done: Counter[str] = Counter()
    QueueMachine.done = done
    machine = QueueMachine()
    machine.open_project(
        overlap=2, has_check_pass=False, rule="hand", opinions_limit=3, gold_percent=0
    )

    for step in DAY:
        step(machine)
        machine.check()
    machine.teardown()

    assert KINDS - count_kinds(done).keys() == set()


def count_kinds(done: Counter[str]) -> Counter[str]:
    kinds = Counter[str]()
    for step, number in done.items():
        kinds[name_kind(step)] += number
    return kinds


def name_kind(step: str) -> str:
    """“undo” of “undo skip”, “edit” of “edit: split”; a refusal, “skip: labelled”, as it is."""
    if step.startswith("edit: ") and step.count(": ") == 1:
        return "edit"
    return "undo" if step.startswith("undo ") and ":" not in step else step


def free_without_a_new_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given back stays where it was in the line, behind those who have passed it."""
    monkeypatch.setattr(lining_up, "line_up", lambda *_: None)


def end_leases_without_freeing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lining_up, "give_back", lambda *_: 0)


def forget_the_lease_of_what_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "_go_on_with", lambda *_: None)


def offer_closed_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SlotQuerySet, "free", lambda self: self.filter(annotator=None))


def make_no_slots_for_new_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = slots.fit

    def fit_old_claims(article: Any, claims: Any, now: Any) -> None:
        fit(article, [claim for claim in claims if Slot.objects.filter(claim=claim).exists()], now)

    monkeypatch.setattr(slots, "fit", fit_old_claims)


def go_past_the_whole_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bookmark as if there were nothing ahead, though something was found."""
    move = queue._move_bookmarks

    def move_too_far(actor: Any, project: Any, stage: str, reached: Any, seen: Any) -> None:
        move(actor, project, stage, reached, dict.fromkeys(seen, 10**9))

    monkeypatch.setattr(queue, "_move_bookmarks", move_too_far)


def settle_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at what the votes come to."""
    monkeypatch.setattr(slots, "settle", lambda *_: None)


@pytest.mark.once  # What it shows is that the machine looks at the right things.
@pytest.mark.parametrize(
    "plant",
    [
        free_without_a_new_turn,
        end_leases_without_freeing,
        forget_the_lease_of_what_is_taken_back,
        offer_closed_slots,
        make_no_slots_for_new_claims,
        go_past_the_whole_line,
        settle_nothing,
    ],
)
def test_planted_bugs_are_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)

    with pytest.raises((AssertionError, IntegrityError, BaseExceptionGroup)):
        run_state_machine_as_test(
            QueueMachine, settings=make_settings(200, phases=[Phase.generate])
        )

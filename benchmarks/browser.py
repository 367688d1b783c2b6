"""The desk in Chromium: what a first visit costs, what one label costs, what is kept offline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks.browser_keys import (
    describe_keys,
    measure_keys,
    measure_labelled_before,
    measure_next_article,
    measure_pause,
    submit,
    time_beside,
)
from benchmarks.browser_work import Work, name_length
from benchmarks.chromium import Desk, Traffic, open_chromium, watch_traffic
from benchmarks.desk import LONG
from benchmarks.fill import SENTENCES, Scene
from benchmarks.rows import Result
from benchmarks.server import Server
from benchmarks.timing import time_ms

VISITS, LABELS = 5, 20
BARE = "/healthz"
MARK_KB, MARK_REQUESTS, MARK_SHIFT = 100.0, 9.0, 0.001
MARK_SAVED_MS = 2_000.0
WITH_VERDICT = ("0", "q", "s")
CHOICES = {*WITH_VERDICT, "Enter"}
LINK, REASON = "https://register.example/1", "The register gives another figure."


def measure_browser(scene: Scene, server: Server) -> Iterator[Result]:
    """Where there is no Chromium nothing is measured, which is said."""
    with open_chromium() as browser:
        if browser is None:
            return
        work = Work(scene, server, browser)
        for claims in (1, SENTENCES, LONG):
            yield from _measure_first_load(work, claims)
        for claims in (SENTENCES, LONG):
            yield from measure_keys(work, claims)
            yield from measure_next_article(work, claims)
        yield from measure_pause(work)
        yield from measure_labelled_before(work)
        yield from _measure_saving(work)
        yield from _count_presses(work)
        yield from _count_presses_with_verdict(work)
        yield from _measure_offline(work)


# What a first visit costs.


def _measure_first_load(work: Work, claims: int) -> Iterator[Result]:
    what = name_length(claims)
    address = work.hand_out(claims)
    visits = [_visit(work, address) for _ in range(VISITS)]
    traffic = visits[0].traffic
    loaded = traffic.sum_kilobytes(by_script=False)
    yield Result(name=f"browser, first load, {what}", value=loaded, unit="kB", most=MARK_KB)
    for kind, name in (("Document", "page"), ("Stylesheet", "styles"), ("Script", "modules")):
        size = traffic.kilobytes[kind]
        yield Result(name=f"browser, of that the {name}, {what}", value=size, unit="kB")
    requests = traffic.count_requests()
    yield Result(
        name=f"browser, requests, {what}", value=requests, unit="requests", most=MARK_REQUESTS
    )
    if ahead := traffic.sum_kilobytes(by_script=True):
        yield Result(name=f"browser, fetched ahead, {what}", value=ahead, unit="kB")
    for key, name in (("painted", "first paint"), ("ready", "keys work")):
        yield Result(
            name=f"browser, {name}, {what}, p50",
            value=median(visit.times[key] for visit in visits),
            unit="ms",
            floor=median(visit.floor[key] for visit in visits),
        )
    moved = max(visit.shift for visit in visits)
    yield _describe_shift(f"browser, layout shift, first load, {what}", moved)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One visit with an empty cache; `floor`: the same of a page that says “ok”."""

    traffic: Traffic
    times: Mapping[str, float]
    floor: Mapping[str, float]
    shift: float


def _visit(work: Work, address: str) -> Visit:
    with work.open_empty() as desk:
        desk.open(BARE)  # Before the first page a browser starts a process for it.
        traffic = watch_traffic(desk, lambda: desk.open(address))
        times, moved = desk.read_times(), desk.read_shifts()
        desk.open(BARE)
        return Visit(traffic=traffic, times=times, floor=desk.read_times(), shift=moved["all"])


def _describe_shift(name: str, value: float) -> Result:
    return Result(name=name, value=value, unit="score", most=MARK_SHIFT)


# From typing to “Saved”.


def _measure_saving(work: Work) -> Iterator[Result]:
    with work.open(SENTENCES) as desk:
        desk.page.locator("#more > summary").click()
        desk.page.get_by_label("Comment for the curator").focus()
        rests = [_time_saving(desk) for _ in range(5)]
        # At a good typist's speed, and never still for long.
        desk.press("Space")
        desk.start_timing("KeyZ", "draft")
        desk.page.keyboard.type("z" + "a date that is wrong " * 3, delay=110)
        busy = desk.read_time()
    yield _describe_saving("last letter to “Saved”, longest of 5", max(rests))
    yield _describe_saving("first letter to its draft on the server, typing on for 7 s", busy)


def _time_saving(desk: Desk) -> float:
    desk.page.keyboard.type("A date", delay=50)
    return desk.time_key("KeyZ", "saved")


def _describe_saving(what: str, waited: float) -> Result:
    return Result(name=f"browser, {what}", value=waited, unit="ms", most=MARK_SAVED_MS)


# What one label costs, and what moves meanwhile.


def _count_presses(work: Work) -> Iterator[Result]:
    with work.open(SENTENCES) as desk:
        desk.read_shifts()
        for _ in range(LABELS):
            submit(desk)
        desk.wait_until_sent()
        presses, moved = len(desk.read_keys()), desk.read_shifts()
    name = "browser, key presses per label"
    yield Result(name=name, value=presses / LABELS, unit="presses", most=3)
    yield from _describe_shifts(f"{LABELS} labels", moved)


def _count_presses_with_verdict(work: Work) -> Iterator[Result]:
    with work.open(SENTENCES) as desk:
        desk.read_shifts()
        pairs = time_beside(desk, partial(_submit_with_verdict, desk), LABELS)
        desk.wait_until_sent()
        presses, moved = desk.read_keys(), desk.read_shifts()
    chosen = sum(not one["isTyping"] and one["key"] in CHOICES for one in presses)
    written = sum(one["isTyping"] and len(one["key"]) == 1 for one in presses)
    name = "browser, key presses per label with verdict"
    yield Result(name=name, value=chosen / LABELS, unit="presses", most=4)
    way = (len(presses) - chosen - written) / LABELS
    yield Result(name=f"{name}, to evidence and reason", value=way, unit="presses")
    yield from _describe_shifts(f"{LABELS} labels with verdict", moved)
    yield from describe_keys("browser, Enter to next claim, with verdict", pairs)


def _describe_shifts(what: str, moved: Mapping[str, float]) -> Iterator[Result]:
    yield _describe_shift(f"browser, layout shift, {what}", moved["unasked"])
    name = f"browser, layout shift, {what}, with what keys moved"
    yield Result(name=name, value=moved["all"], unit="score")


def _submit_with_verdict(desk: Desk) -> float:
    desk.press(*WITH_VERDICT, "v")
    desk.page.keyboard.type(LINK)
    _tab_to(desk, "-stance")
    desk.page.keyboard.type("r")
    _tab_to(desk, "justification")
    desk.page.keyboard.type(REASON)
    desk.press("Escape")
    return desk.time_key("Enter")


def _tab_to(desk: Desk, name: str) -> None:
    for _ in range(40):
        if desk.page.evaluate("document.activeElement.name ?? ''").endswith(name):
            return
        desk.press("Tab")
    raise AssertionError(f"Tab never gets to {name}.")


# Without a network.


def _measure_offline(work: Work) -> Iterator[Result]:
    before = work.count_labels()
    with work.open(SENTENCES) as desk:
        desk.context.set_offline(offline=True)
        for _ in range(LABELS):
            submit(desk)
        assert work.count_labels() == before
        desk.context.set_offline(offline=False)
        waited = time_ms(desk.wait_until_sent)
    wrong = abs(work.count_labels() - before - LABELS)
    yield Result(name=f"browser, {LABELS} labels after being offline", value=waited, unit="ms")
    yield Result(name="browser, of these lost or doubled", value=wrong, unit="labels", most=0)

"""From a key to the next claim on the screen, near the server and far from it."""

from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.browser_work import Work, name_length
from benchmarks.chromium import Desk
from benchmarks.fill import SENTENCES
from benchmarks.rows import Result
from benchmarks.timing import percentile, run_beside

ROUNDS, FEW_ROUNDS = 60, 15
LATENCY_MS = 400
# So long after a choice its draft is on its way, if the network is slow.
PAUSE_MS = 900
MARK_KEY_MS = 50.0
PLAIN = ("0", "t")

# Ours and the floor, in turns.
Pairs = list[tuple[float, float]]


def measure_keys(work: Work, claims: int) -> Iterator[Result]:
    for latency_ms in (0, LATENCY_MS):
        what = name_length(claims) + (f", {latency_ms} ms away" if latency_ms else "")
        pairs: Pairs = []
        for rounds in _share_out(ROUNDS, most=claims * 2 // 3):
            pairs += _time_submits(work, claims, rounds, latency_ms)
        yield from describe_keys(f"browser, Enter to next claim, {what}", pairs)
        with work.open(claims, latency_ms=latency_ms) as desk:
            pairs = time_beside(desk, partial(desk.time_key, "ArrowRight"), ROUNDS)
        yield from describe_keys(f"browser, arrow to next claim, {what}", pairs)


def measure_pause(work: Work) -> Iterator[Result]:
    """The choice has been made a moment ago, and its draft is on its way when Enter is pressed."""
    with work.open(SENTENCES, latency_ms=LATENCY_MS) as desk:
        pairs = time_beside(desk, partial(submit, desk, PAUSE_MS), FEW_ROUNDS)
    what = f"{name_length(SENTENCES)}, {LATENCY_MS} ms away"
    yield from describe_keys(f"browser, Enter while a draft is saved, {what}", pairs)


def _share_out(rounds: int, most: int) -> list[int]:
    """So many rounds, in articles that each have room for that many at most."""
    whole, rest = divmod(rounds, most)
    return [most] * whole + [rest] * bool(rest)


def _time_submits(work: Work, claims: int, rounds: int, latency_ms: int) -> Pairs:
    with work.open(claims, latency_ms=latency_ms) as desk:
        pairs = time_beside(desk, partial(submit, desk), rounds)
        desk.slow_down(0)
        desk.wait_until_sent()
    return pairs


def time_beside(desk: Desk, ours: Callable[[], float], rounds: int) -> Pairs:
    times, floor = run_beside(ours, desk.time_idle_key, rounds=rounds, warm_up=0)
    return list(zip(times, floor, strict=True))


def submit(desk: Desk, pause_ms: int = 0) -> float:
    desk.press(*PLAIN)
    if pause_ms:
        desk.page.wait_for_timeout(pause_ms)
    return desk.time_key("Enter")


def describe_keys(name: str, pairs: Pairs) -> Iterator[Result]:
    times, floor = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for percent, mark in ((50, None), (95, MARK_KEY_MS)):
        yield Result(
            name=f"{name}, p{percent}",
            value=percentile(times, percent),
            unit="ms",
            floor=percentile(floor, percent),
            most=mark,
        )


def measure_next_article(work: Work, claims: int) -> Iterator[Result]:
    """From an article of one claim, during which the next is fetched."""
    pairs: Pairs = []
    for _ in range(FEW_ROUNDS):
        address = work.hand_out(1)
        work.put_next(claims)
        with work.open_empty() as desk:
            desk.open(address)
            pairs += time_beside(desk, partial(submit, desk), 1)
            desk.wait_until_sent()
    yield from describe_keys(f"browser, Enter to next article, {name_length(claims)}", pairs)


def measure_labelled_before(work: Work) -> Iterator[Result]:
    """Labelled before the page was opened: what was said of them comes by the network."""
    address = work.hand_out(SENTENCES)
    with work.open_empty() as desk:
        desk.open(address)
        for _ in range(FEW_ROUNDS + 1):
            submit(desk)
        desk.wait_until_sent()
        desk.open(address)
        pairs = time_beside(desk, partial(desk.time_key, "ArrowRight"), FEW_ROUNDS)
    yield from describe_keys("browser, arrow to a claim labelled before", pairs)

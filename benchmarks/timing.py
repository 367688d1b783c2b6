"""Taking times, alone and of several processes at once."""

import gc
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from django.db import connections

from benchmarks.rows import Result

# Clients at once: so many articles must be free at the same time.
CROWDS = (8, 32)
CLAIMS_EACH = 120
# How many times the bare view's time one client may wait.
MARK_FLOOR = 3.0

# One round of work: does what comes before, times what counts, tidies up; the time in ms.
Round = Callable[[], float]


def time_ms(work: Callable[[], object]) -> float:
    """How many milliseconds one call takes."""
    started = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - started) / 1e6


def percentile(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def describe_times(
    name: str, times: Sequence[float], floor: Sequence[float], *, most: float | None = None
) -> Iterator[Result]:
    """The rows of a latency: p50, which may have a mark, and p95."""
    for percent, mark in ((50, most), (95, None)):
        yield Result(
            name=f"{name}, p{percent}",
            value=percentile(times, percent),
            unit="ms",
            floor=percentile(floor, percent),
            most=mark,
        )


def describe_one(
    name: str, times: Sequence[float], floor: Sequence[float], *, most: float | None = None
) -> Iterator[Result]:
    """The same of one client, which is also held against the floor."""
    yield from describe_times(name, times, floor, most=most)
    yield Result(
        name=f"{name}, p50, times the bare view",
        value=percentile(times, 50) / percentile(floor, 50),
        unit="×",
        most=MARK_FLOOR,
    )


def choose_crowds(size: int) -> list[int]:
    """How many clients at once there is work for in so many claims."""
    return [crowd for crowd in CROWDS if crowd * CLAIMS_EACH <= size]


def run_beside(
    ours: Round, floor: Round, *, rounds: int, warm_up: int = 3
) -> tuple[list[float], list[float]]:
    """Ours and the floor in turns, so that what else the machine does hits both."""
    pairs = [(ours(), floor()) for _ in range(warm_up + rounds)][warm_up:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def run_at_once(makers: Sequence[Callable[[], Round]], *, rounds: int) -> list[float]:
    """Each round in a process of its own, all starting together; the times of all of them."""
    connections.close_all()  # A connection must not be shared with a forked process.
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(makers))
    channels: list[Connection] = []
    processes = []
    for maker in makers:
        ours, theirs = context.Pipe()
        process = context.Process(target=_run_client, args=(maker, rounds, barrier, theirs))
        process.start()
        theirs.close()
        channels.append(ours)
        processes.append(process)
    times = [one for channel in channels for one in _receive(channel)]
    for process in processes:
        process.join()
    return times


def _receive(channel: Connection) -> list[float]:
    try:
        times: list[float] = channel.recv()
    except EOFError:
        sys.exit("A client process of the measurement failed; its traceback stands above.")
    return times


def _run_client(
    maker: Callable[[], Round], rounds: int, barrier: Barrier, channel: Connection
) -> None:
    run = maker()
    try:
        run()
        barrier.wait(timeout=60)
        gc.disable()
        channel.send([run() for _ in range(rounds)])
    except BaseException:
        barrier.abort()  # The others must not wait for this one.
        raise
    finally:
        connections.close_all()

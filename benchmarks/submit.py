"""Submitting labels: in turns a plain one, and one with a verdict, its grounds and evidence."""

from collections.abc import Iterator
from functools import partial

from benchmarks.fill import Scene
from benchmarks.rows import Result
from benchmarks.server import Server, make_key
from benchmarks.timing import choose_crowds, describe_one, describe_times, run_at_once, run_beside
from benchmarks.work import make_floor, make_floor_over_http, make_submit, make_submit_over_http

ROUNDS = 60
ROUNDS_EACH = 15


def measure_submit(scene: Scene, server: Server) -> Iterator[Result]:
    """The labels stay, so that the next measure finds a few hundred claims done."""
    project, person, stand_in = scene.project, scene.newcomers[-1], scene.stand_ins[-1]
    times = run_beside(make_submit(person, project), make_floor(stand_in, project), rounds=ROUNDS)
    yield from describe_times("submit, operation, 1 client", *times)
    key = make_key(person)
    times = run_beside(
        make_submit_over_http(server.port, key, project),
        make_floor_over_http(server.port, stand_in, project),
        rounds=ROUNDS,
    )
    yield from describe_one("submit, HTTP, 1 client", *times)
    for crowd in choose_crowds(scene.size):
        yield from _measure_at_once(scene, server, crowd)


def _measure_at_once(scene: Scene, server: Server, crowd: int) -> Iterator[Result]:
    project = scene.project
    people, stand_ins = scene.newcomers[:crowd], scene.stand_ins[:crowd]
    times = run_at_once([partial(make_submit, p, project) for p in people], rounds=ROUNDS_EACH)
    floor = run_at_once([partial(make_floor, p, project) for p in stand_ins], rounds=ROUNDS_EACH)
    yield from describe_times(f"submit, operation, {crowd} clients", times, floor)
    keys = [make_key(person) for person in people]
    ours = [partial(make_submit_over_http, server.port, key, project) for key in keys]
    bare = [partial(make_floor_over_http, server.port, p, project) for p in stand_ins]
    times = run_at_once(ours, rounds=ROUNDS_EACH)
    floor = run_at_once(bare, rounds=ROUNDS_EACH)
    yield from describe_times(f"submit, HTTP, {crowd} clients", times, floor)

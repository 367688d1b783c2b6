"""Handing out the next article, to newcomers and to somebody with much work behind them."""

from collections.abc import Iterator
from functools import partial

from benchmarks.fill import Scene
from benchmarks.rows import Result
from benchmarks.server import Server, make_key
from benchmarks.timing import choose_crowds, describe_one, describe_times, run_at_once, run_beside
from benchmarks.veteran import give_back, pass_line
from benchmarks.work import make_floor, make_floor_over_http, make_next, make_next_over_http
from claims.models import User

ROUNDS = 60
ROUNDS_EACH = 15
# Of one client, over HTTP: what a person waits for.
MARK_MS = 10.0


def measure_next(scene: Scene, server: Server) -> Iterator[Result]:
    yield from _measure(scene, server, "1 client", scene.newcomers[0])
    for crowd in choose_crowds(scene.size):
        yield from _measure_at_once(scene, server, crowd)
    yield from _measure(scene, server, "veteran", scene.veteran)
    pass_line(scene)
    yield from _measure(scene, server, "veteran, all done", scene.veteran)
    give_back(scene)
    yield from _measure(scene, server, "veteran, given back behind", scene.veteran)


def _measure(scene: Scene, server: Server, who: str, person: User) -> Iterator[Result]:
    project, stand_in = scene.project, scene.stand_ins[0]
    times = run_beside(make_next(person, project), make_floor(stand_in, project), rounds=ROUNDS)
    yield from describe_times(f"next, operation, {who}", *times)
    key = make_key(person)
    times = run_beside(
        make_next_over_http(server.port, key, project),
        make_floor_over_http(server.port, stand_in, project),
        rounds=ROUNDS,
    )
    yield from describe_one(f"next, HTTP, {who}", *times, most=MARK_MS)


def _measure_at_once(scene: Scene, server: Server, crowd: int) -> Iterator[Result]:
    project = scene.project
    people, stand_ins = scene.newcomers[:crowd], scene.stand_ins[:crowd]
    times = run_at_once([partial(make_next, p, project) for p in people], rounds=ROUNDS_EACH)
    floor = run_at_once([partial(make_floor, p, project) for p in stand_ins], rounds=ROUNDS_EACH)
    yield from describe_times(f"next, operation, {crowd} clients", times, floor)
    keys = [make_key(person) for person in people]
    ours = [partial(make_next_over_http, server.port, key, project) for key in keys]
    bare = [partial(make_floor_over_http, server.port, p, project) for p in stand_ins]
    times = run_at_once(ours, rounds=ROUNDS_EACH)
    floor = run_at_once(bare, rounds=ROUNDS_EACH)
    yield from describe_times(f"next, HTTP, {crowd} clients", times, floor)

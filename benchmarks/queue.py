"""Handing out the next article, to newcomers and to somebody who has done most of the work."""

from collections.abc import Iterator
from functools import partial

from benchmarks.fill import Scene
from benchmarks.rows import Result
from benchmarks.server import Server, make_key
from benchmarks.timing import CLIENTS, describe_times, run_at_once, run_beside
from benchmarks.veteran import label
from benchmarks.work import make_floor, make_floor_over_http, make_next, make_next_over_http
from claims.models import User

# The share of the articles that the veteran has done.
MOST = 0.9
ROUNDS = 60
ROUNDS_EACH = 15
# Of one client, over HTTP: what a person waits for.
MARK_MS = 10.0


def measure_next(scene: Scene, server: Server) -> Iterator[Result]:
    """Leaves the veteran with all claims labelled."""
    most = int(len(scene.articles) * MOST)
    label(scene, scene.articles[:most])
    yield from _measure(scene, server, "new person", scene.newcomers[0])
    yield from _measure_at_once(scene, server)
    yield from _measure(scene, server, "90 % done", scene.veteran)
    # The last article too: what is left lies behind, where the search comes to last.
    label(scene, scene.articles[-1:])
    yield from _measure(scene, server, "90 % done, rest behind", scene.veteran)
    label(scene, scene.articles[most:-1])
    yield from _measure(scene, server, "all done", scene.veteran)


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
    yield from describe_times(f"next, HTTP, {who}", *times, most=MARK_MS)


def _measure_at_once(scene: Scene, server: Server) -> Iterator[Result]:
    project = scene.project
    people, stand_ins = scene.newcomers[:CLIENTS], scene.stand_ins[:CLIENTS]
    times = run_at_once([partial(make_next, p, project) for p in people], rounds=ROUNDS_EACH)
    floor = run_at_once([partial(make_floor, p, project) for p in stand_ins], rounds=ROUNDS_EACH)
    yield from describe_times(f"next, operation, {CLIENTS} clients", times, floor)
    keys = [make_key(person) for person in people]
    ours = [partial(make_next_over_http, server.port, key, project) for key in keys]
    bare = [partial(make_floor_over_http, server.port, p, project) for p in stand_ins]
    times = run_at_once(ours, rounds=ROUNDS_EACH)
    floor = run_at_once(bare, rounds=ROUNDS_EACH)
    yield from describe_times(f"next, HTTP, {CLIENTS} clients", times, floor)

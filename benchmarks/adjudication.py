"""The curators' queue, and how far the work is: what a curator waits for."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from benchmarks.bulk import insert_select, tidy
from benchmarks.fill import Scene
from benchmarks.rows import Result
from benchmarks.server import Server, make_browser, make_key, make_program
from benchmarks.timing import percentile, time_ms
from claims import clock
from claims.models import Case, Membership, Skip, User
from claims.models.cases import WHOLE

ROUNDS = 30
# Of these claims one waits for a curator.
OF_CASES = 10
MARK_MS = 50.0
# The first look of a minute counts a large project; the others find what it counted.
MARK_OVERVIEW_MS = 500.0


def measure_adjudication(scene: Scene, server: Server) -> Iterator[Result]:
    """One claim of ten waits, in random order; the curator has given up labelling half of them."""
    curator = _add_curator(scene)
    _add_cases(scene, curator)
    client = make_program(server.port, make_key(curator))
    path = f"/api/v1/projects/{scene.project.slug}/cases/next/"

    def take() -> float:
        taken = time_ms(lambda: client.expect(200, "POST", path, {}))
        Case.objects.filter(held_by=curator).delete()
        return taken

    take()
    yield from _describe("next case, HTTP", [take() for _ in range(ROUNDS)], MARK_MS)
    browser = make_browser(server.port, curator)
    page = f"/p/{scene.project.slug}/progress/"
    first = time_ms(lambda: browser.expect(200, "GET", page))
    # By each of the server's workers, which keep what they counted for themselves.
    for _ in range(ROUNDS):
        browser.expect(200, "GET", page)
    times = [time_ms(lambda: browser.expect(200, "GET", page)) for _ in range(ROUNDS)]
    yield Result(name="progress, HTTP, first", value=first, unit="ms")
    yield from _describe("progress, HTTP", times, MARK_OVERVIEW_MS)


def _describe(name: str, times: Sequence[float], most: float) -> Iterator[Result]:
    for percent, mark in ((50, most), (95, None)):
        value = percentile(times, percent)
        yield Result(name=f"{name}, p{percent}", value=value, unit="ms", most=mark)


def _add_curator(scene: Scene) -> User:
    curator = User.objects.create(username="curator")
    Membership.objects.create(project=scene.project, user=curator, role="curator")
    return curator


def _add_cases(scene: Scene, curator: User) -> None:
    chosen = f"FROM claims_claim c WHERE c.project_id = %s AND c.id %% {OF_CASES} = 0"
    dispute = f"1 + (c.id * 7919) %% {3 * WHOLE}"
    case = Case(project=scene.project, speaker_differs=True)
    skip = Skip(annotator=curator, created_at=clock.now(), is_final=True)
    with transaction.atomic():
        insert_select(case, {"claim_id": "c.id", "dispute": dispute}, chosen, [scene.project.pk])
        half = f"{chosen} AND c.id %% {2 * OF_CASES} = 0"
        insert_select(skip, {"claim_id": "c.id"}, half, [scene.project.pk])
    tidy()

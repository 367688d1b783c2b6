"""What whoever runs the site watches, in Prometheus' text format. See docs/operations.md."""

from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from claims import clock
from claims.queries.workload import measure_workload
from claims.traffic import BOUNDS, traffic
from claims.web.access import number_routes

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# What is read from the database: of which kind, and what it is.
WORK = {
    "jobs_waiting": ("gauge", "Jobs that no worker has begun."),
    "jobs_running": ("gauge", "Jobs that a worker is doing."),
    "jobs_failed": ("gauge", "Jobs that failed, since the beginning."),
    "oldest_job_seconds": ("gauge", "How long the oldest waiting job has waited; 0: none waits."),
    "deliveries_waiting": ("gauge", "What webhooks have not been told yet."),
    "leases_open": ("gauge", "Articles and claims that somebody has reserved now."),
    "workers_alive": ("gauge", "Workers that gave a sign within a minute."),
    "labels_submitted": ("counter", "The number of the newest label; some numbers stay unused."),
}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has METRICS_TOKEN; without that setting there is no such page."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {token}"):
        answer = HttpResponse(status=401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    lines = [*_tell_program(), *_tell_requests(), *_tell_work()]
    return HttpResponse("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _describe(name: str, kind: str, said: str) -> Iterator[str]:
    yield f"# HELP factcheck_{name} {said}"
    yield f"# TYPE factcheck_{name} {kind}"


def _tell_program() -> Iterator[str]:
    yield from _describe("build_info", "gauge", "Which version of the program answers.")
    yield f'factcheck_build_info{{version="{settings.SOFTWARE_VERSION}"}} 1'


def _tell_requests() -> Iterator[str]:
    names = {number: name for name, number in number_routes().items()}
    rows = [(names.get(row.route, "-"), row) for row in traffic.read()]
    yield from _describe("requests_total", "counter", "Requests that were answered.")
    for name, row in rows:
        for (method, status), count in row.answers.items():
            labels = f'route="{name}",method="{method}",status="{status}"'
            yield f"factcheck_requests_total{{{labels}}} {count}"
    yield from _describe("request_seconds", "histogram", "How long answers took.")
    for name, row in rows:
        total = sum(row.answers.values())
        for bound, count in zip((*BOUNDS, "+Inf"), (*row.within, total), strict=True):
            yield f'factcheck_request_seconds_bucket{{route="{name}",le="{bound}"}} {count}'
        yield f'factcheck_request_seconds_sum{{route="{name}"}} {row.seconds:.6f}'
        yield f'factcheck_request_seconds_count{{route="{name}"}} {total}'


def _tell_work() -> Iterator[str]:
    """Where the database does not answer, that it does not."""
    try:
        found = asdict(measure_workload(clock.now()))
    except Error:
        found = {}
    yield from _describe("database_up", "gauge", "Whether the database answers.")
    yield f"factcheck_database_up {int(bool(found))}"
    for name, value in found.items():
        yield from _describe(name, *WORK[name])
        yield f"factcheck_{name} {value}"

"""How much there is to do and who does it, over the whole site: for those who run it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from claims.models import Annotation, Delivery, Job, Lease, Worker


@dataclass(frozen=True, slots=True)
class Workload:
    """Numbers only: of no project and of nobody."""

    jobs_waiting: int
    jobs_running: int
    jobs_failed: int
    oldest_job_seconds: float
    deliveries_waiting: int
    leases_open: int
    workers_alive: int
    # The number of the newest label: as many there are, but for a few numbers that were never used.
    labels_submitted: int


def measure_workload(now: datetime) -> Workload:
    """Five queries, whose time does not grow with the labels."""
    waiting, state = Q(state=Job.State.QUEUED), Job.State
    jobs = Job.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        running=Count("pk", filter=Q(state=state.RUNNING)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        oldest=Min("created_at", filter=waiting),
    )
    return Workload(
        jobs_waiting=jobs["waiting"],
        jobs_running=jobs["running"],
        jobs_failed=jobs["failed"],
        oldest_job_seconds=(now - jobs["oldest"]).total_seconds() if jobs["oldest"] else 0.0,
        deliveries_waiting=Delivery.objects.filter(state__in=Delivery.UNFINISHED).count(),
        leases_open=Lease.objects.filter(ended_at=None, expires_at__gt=now).count(),
        workers_alive=Worker.objects.alive(now).count(),
        labels_submitted=Annotation.objects.aggregate(newest=Max("pk"))["newest"] or 0,
    )

"""What workers do: one task, which does the job it is given; and the post of webhooks.

Thin: operations do the work.
"""

from collections.abc import Mapping
from threading import Event
from uuid import UUID

from django_tasks import task

from claims import clock
from claims.models import Job
from claims.operations import deliveries, jobs, release_building

# What each kind of job is.
WORKS: Mapping[str, jobs.Work] = {Job.Kind.RELEASE: release_building.WORK}
# Set when this process is to end: jobs then stop where they next look, and others go on with them.
stopping = Event()


@task()
def run_job(job: str) -> None:
    """Do the job of that UUID."""
    jobs.run_job(UUID(job), works=WORKS, read_now=clock.now, is_stopping=stopping.is_set)


def send_deliveries() -> int:
    """Send what webhooks are to be told by now; how many attempts that were."""
    return deliveries.send_due(read_now=clock.now, is_stopping=stopping.is_set)

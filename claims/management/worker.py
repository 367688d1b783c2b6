"""The process that does jobs: takes one task after another, and says that it is there."""

import logging
import time
from importlib import import_module
from threading import Event, Thread
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker

from claims import clock
from claims.management.outages import Patience, insist, is_outage
from claims.management.postman import Postman
from claims.management.sealer import Sealer
from claims.operations import release_files, workers
from claims.operations.jobs import recover_jobs
from claims.tasks import WORKS, stopping

logger = logging.getLogger(__name__)

# Seconds between two signs of life.
PULSE = 5.0


class Worker(LibraryWorker):
    """The library's worker, but for how it takes tasks (workers.take_task) and how it ends.

    The database may go and come back meanwhile: the worker goes on then.
    """

    def __init__(self, name: str, *, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        # Until that is written, which fails where the database is away when a task ends.
        self.holds_task = False
        self._patience = Patience(self._wait)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        stopping.set()
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Until a signal ends it; with `batch` until nothing waits any more."""
        ended = Event()
        # A signal ends this thread's waiting.
        insist(lambda: workers.register_worker(self.worker_id, now=clock.now()), ended)
        pulse = Thread(target=_beat, args=(self.worker_id, ended), daemon=True)
        pulse.start()
        postman, sealer = Postman(self.interval, ended), Sealer(ended)
        if not self.batch:
            postman.start()
            sealer.start()
        try:
            insist(release_files.remove_leftovers, ended)
            while self.running and pulse.is_alive() and self._take_turn():
                pass
            if not pulse.is_alive():
                # Its traceback is in the log; without its signs this one would be taken for gone.
                raise RuntimeError("The worker can no longer say that it is there.")
            if self.batch:
                postman.send()
        finally:
            ended.set()
            pulse.join()
            postman.end()
            sealer.end()
            self._sign_off()

    def _take_turn(self) -> bool:
        """Do a task, or wait a little; False where there is nothing more to do."""
        try:
            close_old_connections()
            if self.holds_task:
                self._put_down()
            task = workers.take_task(self.worker_id, now=clock.now())
            if task is not None:
                self.holds_task = True
                self.run_task(task)
                self._put_down()
        except Exception as error:  # noqa: BLE001 - raised again where it is no outage
            self._patience.bear(error)
            return True
        self._patience.forget()
        if task is not None:
            return True
        if self.batch:
            return False
        self._wait_for_task()
        return True

    def _put_down(self) -> None:
        workers.put_down_task(self.worker_id)
        self.holds_task = False

    def _wait_for_task(self) -> None:
        """Until it is time to look again, or, where that is set up, somebody says there is one."""
        if settings.TASKS_BACKEND == "RQ" and self.running:
            import_module("claims.queued").wait_for_announcement()
        else:
            self._wait(self.interval)

    def _sign_off(self) -> None:
        """Without it the others take this one for gone in a minute."""
        try:
            workers.end_worker(self.worker_id, now=clock.now())
        except Exception as error:
            if not is_outage(error):
                raise
            logger.exception("the worker cannot say that it ends")

    def _wait(self, seconds: float) -> None:
        if self.running:
            time.sleep(seconds)


def _beat(name: str, ended: Event) -> None:
    """Say that the worker is there, and look for jobs whose workers are not, until it ends."""
    try:
        while insist(lambda: _give_sign(name), ended):
            ended.wait(PULSE)
    finally:
        connection.close()


def _give_sign(name: str) -> None:
    now = clock.now()
    workers.note_alive(name, now=now)
    recover_jobs(works=WORKS, now=now)

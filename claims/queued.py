"""Tasks announced by Redis Queue (RQ): workers hear of one at once, instead of looking each second.

The database keeps what is to be done, and decides who does it, as without Redis. An announcement
that is lost, or comes twice, changes nothing: workers look by themselves, too, only less often.
"""

import logging
import time
from functools import partial
from typing import Any

import redis
import rq
from django.conf import settings
from django.db import transaction
from django_tasks_db import DatabaseBackend
from rq.exceptions import DequeueTimeout, NoSuchJobError
from rq.job import Job

logger = logging.getLogger(__name__)

QUEUE = "factcheck"
# Seconds until a worker that hears nothing looks by itself.
LOOK_EVERY = 15
# Seconds in which Redis has to answer, whoever asks it: people wait while a task is announced.
ANSWER_WITHIN = 2.0


class AnnouncingBackend(DatabaseBackend):
    """Queues in the database, and announces it once that is committed."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result: Any = super().enqueue(task, args, kwargs)
        announcing = partial(announce, task.module_path, result.id, list(args))
        transaction.on_commit(announcing, robust=True)
        return result


def announce(path: str, number: str, args: list[Any]) -> None:
    """Where Redis is away, workers find the task when they next look."""
    try:
        queue = rq.Queue(QUEUE, connection=_connect(ANSWER_WITHIN))
        queue.enqueue_call(path, args=args, job_id=number, result_ttl=0, failure_ttl=0)
    except redis.RedisError as error:
        logger.warning("a task could not be announced: %s", error)


def wait_for_announcement(seconds: float = LOOK_EVERY) -> None:
    """Until a task is announced, at most so long. What was heard is not heard by another."""
    try:
        # For longer than it is to wait for a task: that it hears of none is its answer.
        with _connect(seconds + ANSWER_WITHIN) as connection:
            key = rq.Queue(QUEUE, connection=connection).key
            _key, number = rq.Queue.lpop([key], max(1, int(seconds)), connection=connection)
            Job.fetch(number.decode(), connection=connection).delete()
    except (DequeueTimeout, NoSuchJobError):
        return
    except redis.RedisError as error:
        logger.warning("nothing can be heard of new tasks: %s", error)
        time.sleep(min(seconds, 2.0))


def _connect(seconds: float) -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=ANSWER_WITHIN, socket_timeout=seconds
    )

import threading

import pytest
from django.db import connection, connections, transaction

from claims.models import Project
from tests.factories import ProjectFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has locks of its own"),
]
WRITERS, ROUNDS = 8, 5


def test_writers_take_turns_and_none_is_refused() -> None:
    project = ProjectFactory()
    together = threading.Barrier(WRITERS)
    written: list[int] = []

    def write(number: int) -> None:
        together.wait()
        for _ in range(ROUNDS):
            with transaction.atomic():
                seen = Project.objects.get(pk=project.pk).description
                Project.objects.filter(pk=project.pk).update(description=f"{seen}{number}")
            written.append(number)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    project.refresh_from_db()
    assert sorted(project.description) == sorted("01234567" * ROUNDS)


def test_a_transaction_that_fails_lets_the_next_writer_in() -> None:
    project = ProjectFactory()

    def write() -> None:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(description="written")
        connections.close_all()

    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(description="never")
        transaction.set_rollback(True)
    thread = threading.Thread(target=write)
    thread.start()
    thread.join(timeout=10)

    project.refresh_from_db()
    assert project.description == "written"

"""Long work stops while others are being answered, and gets on all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.http import HttpRequest, HttpResponse

from claims import foreground as module
from claims.exchange.records import ArticleRecord
from claims.foreground import Foreground, foreground
from claims.models import Project, User
from claims.operations.articles import import_articles
from claims.queries import export_records
from claims.web.middleware import ForegroundMiddleware
from tests.exports import stream_annotations
from tests.factories import NOW, AnnotationFactory, ProjectFactory, SlotFactory

FOREVER = 60.0


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", FOREVER)


def _start_long_work(counted: Foreground) -> Event:
    """In another thread; set when it has given way and gone on."""
    went_on = Event()

    def run() -> None:
        counted.give_way()
        went_on.set()

    Thread(target=run, daemon=True).start()
    return went_on


@contextmanager
def _being_answered(counted: Foreground, over: Event) -> Iterator[Thread]:
    """Somebody else's request, answered until it is over."""
    begun = Event()

    def answer() -> None:
        with counted.answering():
            begun.set()
            over.wait(FOREVER)

    thread = Thread(target=answer)
    thread.start()
    begun.wait(FOREVER)
    try:
        yield thread
    finally:
        over.set()
        thread.join()


@pytest.mark.usefixtures("_patient")
def test_nobody_is_waited_for_where_nobody_is_answered() -> None:
    went_on = _start_long_work(Foreground())

    assert went_on.wait(10)


@pytest.mark.usefixtures("_patient")
def test_long_work_waits_until_the_other_is_answered() -> None:
    counted, over = Foreground(), Event()

    with _being_answered(counted, over):
        went_on = _start_long_work(counted)
        waited = not went_on.wait(0.2)
        over.set()

    assert waited
    assert went_on.wait(10)


def test_it_gets_on_when_others_are_answered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    counted = Foreground()

    with _being_answered(counted, Event()):
        went_on = _start_long_work(counted)

        assert went_on.wait(10)


def test_who_has_waited_in_vain_goes_on_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", FOREVER)
    times = iter([0.0, FOREVER, FOREVER, 2 * FOREVER - 1])
    counted, went_on = Foreground(clock=lambda: next(times)), Event()

    def work() -> None:
        counted.give_way()
        counted.give_way()
        went_on.set()

    with _being_answered(counted, Event()):
        Thread(target=work, daemon=True).start()

        assert went_on.wait(10)
    assert not list(times)


@pytest.mark.usefixtures("_patient")
def test_what_belongs_to_an_answer_does_not_wait() -> None:
    counted, went_on = Foreground(), Event()

    def answer() -> None:
        with counted.answering():
            counted.give_way()
            went_on.set()

    with _being_answered(counted, Event()):
        Thread(target=answer, daemon=True).start()

        assert went_on.wait(10)


def test_each_request_is_counted_while_it_is_answered() -> None:
    seen: list[int] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(foreground.answered)
        raise ZeroDivisionError

    before = foreground.answered
    with pytest.raises(ZeroDivisionError):
        ForegroundMiddleware(view)(HttpRequest())

    assert (seen, foreground.answered) == ([before + 1], before)


@pytest.mark.django_db
def test_an_export_gives_way_between_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    project = ProjectFactory()
    for _ in range(3):
        AnnotationFactory(slot=SlotFactory(claim__article__project=project, held=True))
    calls: list[None] = []
    monkeypatch.setattr(Foreground, "give_way", lambda _self: calls.append(None))
    whole = list(stream_annotations(project))
    at_once = len(calls)
    monkeypatch.setattr(export_records, "AT_ONCE", 1)
    calls.clear()

    assert list(stream_annotations(project)) == whole
    assert (len(whole), len(calls)) == (3, at_once + 2)


@pytest.mark.django_db
def test_an_import_gives_way_before_each_article(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[None] = []
    monkeypatch.setattr(Foreground, "give_way", lambda _self: calls.append(None))
    rows = [(1, ArticleRecord(text="It rained.")), (2, ArticleRecord(text="It snowed."))]

    import_articles(actor=manager, project=project, rows=rows, now=NOW)

    assert len(calls) == 2

"""An export that was cut off goes on: nothing twice, nothing missing, whatever was done since."""

import csv
import io
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.db import connection, connections, transaction

from claims import clock
from claims.errors import DomainError, InvalidInput
from claims.exchange import chunks
from claims.exchange.formats import find_format
from claims.models import Annotation, Claim, Project, Slot, User
from claims.operations import adjudication, undo
from claims.operations.exports import Download, Wish, start_export
from claims.queries import export, export_moment
from claims.queries.export_selection import Of, Selection
from tests.exports import stream
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApprovalFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    SlotFactory,
    UserFactory,
)
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import take
from tests.operations.test_races import add_annotators, add_articles

pytestmark = pytest.mark.django_db

FORMATS = ("jsonl", "csv", "csv-excel", "webannotation")
ENDS = {"jsonl": b"\n", "csv": b"\r\n", "csv-excel": b"\r\n", "webannotation": b"\n"}
RESUMED = [(name, of) for name in FORMATS for of in Of if of.kind in find_format(name).kinds]


def fetch(
    manager: User, project: Project, of: Of = Of.ANNOTATIONS, **wish: Any
) -> tuple[bytes, Download]:
    wish.setdefault("selection", Selection(of=of))
    with start_export(actor=manager, project=project, wish=Wish(**wish), now=NOW) as download:
        return b"".join(download), download


def list_uuids(project: Project, of: Of) -> list[UUID]:
    """The records' UUIDs, in their order."""
    found = stream(project, of=of)
    return [one.article.uuid if of == Of.ARTICLES else one.uuid for one in found]


def make_work(project: Project, count: int = 4) -> list[Annotation]:
    """Labels and a decision of each claim, each of an article of its own."""
    labels = []
    for _ in range(count):
        article = ArticleFactory(project=project, url=f"https://news.example/{uuid4()}")
        claim = ClaimFactory(article=article)
        labels.append(AnnotationFactory(slot=SlotFactory(claim=claim, held=True)))
        DecisionFactory(claim=claim)
    return labels


def change_everything(labels: list[Annotation]) -> None:
    """Revise, take back, hand on and add: nothing of it was there before."""
    revised, withdrawn, handed, kept = labels
    AnnotationFactory(slot=revised.slot, value="prediction", comment="Later.")
    AnnotationFactory(slot=withdrawn.slot, undoes=withdrawn, withdrawn=True)
    Slot.objects.filter(pk=withdrawn.slot_id).update(current=None)
    AnnotationFactory(slot=handed.slot, undoes=handed, withdrawn=True)
    Slot.objects.filter(pk=handed.slot_id).update(current=None, annotator=UserFactory())
    handed.slot.refresh_from_db()
    AnnotationFactory(slot=handed.slot)
    AnnotationFactory(slot=SlotFactory(claim=kept.claim, number=2, held=True))
    for label in labels[:2]:
        first = label.claim.decisions.get()
        ApprovalFactory(decision=first)
        DecisionFactory(claim=label.claim, previous=first, value="prediction")
    DecisionFactory(claim=kept.claim, stage="check")
    make_work(kept.project, 1)


@pytest.mark.parametrize(("format_name", "of"), RESUMED)
def test_it_goes_on_after_any_record_with_the_bytes_that_were_missing(
    format_name: str,
    of: Of,
    project: Project,
    manager: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "CHUNK", 2)
    labels = make_work(project)
    whole, download = fetch(manager, project, of, format_name=format_name)
    uuids = list_uuids(project, of)
    change_everything(labels)

    token, ends = download.token, ENDS[format_name]
    rows = whole.split(ends)[:-1]
    header = len(rows) - len(uuids)
    for number, uuid in enumerate(uuids, start=1):
        arrived = b"".join(row + ends for row in rows[: header + number])
        rest, _ = fetch(manager, project, of, format_name=format_name, moment=token, after=uuid)
        assert arrived + rest == whole
    again, _ = fetch(manager, project, of, format_name=format_name, moment=token)
    assert again == whole
    assert len(uuids) == 4
    assert fetch(manager, project, of, format_name=format_name)[0] != whole


@pytest.mark.parametrize("status", ["decided", "undecided", "agreed", "disputed"])
def test_how_far_a_claim_was_is_as_of_the_moment(
    status: str, project: Project, manager: User
) -> None:
    labels = make_work(project)
    values = ("no_claim", "no_claim", "prediction", "no_claim")
    others = [
        AnnotationFactory(slot=SlotFactory(claim=one.claim, number=3, held=True), value=value)
        for one, value in zip(labels, values, strict=True)
    ]
    free = ClaimFactory(article=labels[0].claim.article)
    AnnotationFactory(slot=SlotFactory(claim=free, held=True))
    wanted = Selection(status=status)
    whole, download = fetch(manager, project, selection=wanted)
    change_everything(labels)
    AnnotationFactory(slot=others[0].slot, value="prediction")
    DecisionFactory(claim=free)

    assert whole
    assert fetch(manager, project, selection=wanted, moment=download.token)[0] == whole
    assert fetch(manager, project, selection=wanted)[0] != whole


def test_boundaries_that_are_edited_afterwards_change_nothing_of_which_decisions_stood(
    project: Project, manager: User
) -> None:
    labels = make_work(project)
    now = clock.now()
    wish = Wish(selection=Selection(of=Of.DECISIONS))
    with start_export(actor=manager, project=project, wish=wish, now=now) as download:
        count = b"".join(download).count(b"\n")
    # One edit had begun and was not committed yet.
    for claim, after in zip(labels[:2], (-1, 60), strict=True):
        edited = now + timedelta(seconds=after)
        Claim.objects.filter(pk=claim.claim_id).update(retired_at=edited)

    rest, _ = fetch(manager, project, Of.DECISIONS, moment=download.token)

    assert (count, rest.count(b"\n")) == (4, 4)


def test_what_is_embargoed_by_then_stays_out_of_the_rest(project: Project, manager: User) -> None:
    labels = make_work(project)
    _whole, download = fetch(manager, project)
    article = labels[0].claim.article
    article.embargo = NOW + timedelta(days=1)
    article.save()

    rest, _ = fetch(manager, project, moment=download.token)

    assert rest.count(b"\n") == 3


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"moment": "x"}, "bad_moment"),
        ({"moment": "WzEsMl0:1vXyZ0:abc"}, "bad_moment"),
        ({"after": UUID(int=1)}, "moment_missing"),
        ({"selection": Selection(of=Of.DECISIONS), "moment": True}, "other_moment"),
        ({"selection": Selection(stage="label"), "moment": True}, "other_moment"),
        ({"selection": Selection(all_rounds=True), "moment": True}, "other_moment"),
        ({"moment": True, "after": UUID(int=1)}, "unknown_record"),
        ({"format_name": "csv", "trailer": True}, "no_trailer"),
    ],
)
def test_what_does_not_go_together_is_refused(
    wish: dict[str, Any], code: str, project: Project, manager: User
) -> None:
    _, download = fetch(manager, project)
    if wish.get("moment") is True:
        wish = {**wish, "moment": download.token}

    with pytest.raises(InvalidInput) as refusal:
        fetch(manager, project, **wish)

    assert refusal.value.code == code


def test_a_moment_is_its_projects_alone(project: Project, manager: User) -> None:
    admin = UserFactory(is_superuser=True)
    other = ArticleFactory().project
    _, download = fetch(admin, other)
    label = AnnotationFactory(slot__claim__article__project=other)

    _, own = fetch(manager, project)
    with pytest.raises(InvalidInput) as refusal:
        fetch(manager, project, moment=download.token)
    with pytest.raises(InvalidInput) as unknown:
        fetch(manager, project, moment=own.token, after=label.uuid)

    assert (refusal.value.code, unknown.value.code) == ("other_moment", "unknown_record")


def test_a_moment_serves_any_format(project: Project, manager: User) -> None:
    labels = make_work(project)
    table, _ = fetch(manager, project, format_name="csv")
    _, download = fetch(manager, project)
    change_everything(labels)

    assert fetch(manager, project, format_name="csv", moment=download.token)[0] == table


def test_a_moment_fits_into_a_header_however_many_numbers_were_lost() -> None:
    chance = random.Random(1)
    lost = sorted(chance.sample(range(10**9, 10**9 + 10_000), 2 * export_moment.MOST_GAPS))
    gaps = tuple(zip(lost[::2], lost[1::2], strict=True))
    mark = export_moment.Watermark(10**9 + 20_000, gaps)
    moment = export_moment.Moment(NOW, dict.fromkeys(export_moment.MODELS, mark))

    assert export_moment.Moment.from_json(moment.to_json()) == moment
    assert len(signing.dumps(moment.to_json(), compress=True)) < 3500


@contextmanager
def at_work(jobs: list[Callable[[threading.Event], None]]) -> Iterator[list[Exception]]:
    """The jobs run in threads with connections of their own until the block ends."""
    over = threading.Event()
    faults: list[Exception] = []

    def run(job: Callable[[threading.Event], None]) -> None:
        try:
            job(over)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test looks at it
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield faults
    finally:
        over.set()
        for thread in threads:
            thread.join()


def label_and_undo(person: User, project: Project, over: threading.Event) -> None:
    """Submit, revise and take back, over and over, until it is over."""
    chance = random.Random(person.pk)
    lease = take(project, person)
    claims = list(lease.article.claims.select_related("project").filter(slots__annotator=person))
    given: dict[int, Annotation] = {}
    while not over.is_set():
        claim = chance.choice(claims)
        known = given.get(claim.pk)
        try:
            if known and chance.random() < 0.4:
                restored = undo.undo_label(actor=person, annotation=known, now=clock.now())
                given[claim.pk] = restored
                if restored.withdrawn or restored.undoes_id:
                    current = Slot.objects.get(pk=known.slot_id).current
                    given.pop(claim.pk) if current is None else given.update({claim.pk: current})
                continue
            value = chance.choice(["no_claim", "prediction"])
            labelling = make_labelling(claim, verifiability=value, comment=str(chance.random()))
            revises = known.uuid if known else None
            given[claim.pk] = submit(person, claim, labelling, now=clock.now(), revises=revises)
        except DomainError:
            current = Slot.objects.get(claim=claim, annotator=person).current
            given.pop(claim.pk, None) if current is None else given.update({claim.pk: current})


def decide_again(curator: User, project: Project, over: threading.Event) -> None:
    claims = list(Claim.objects.filter(project=project).select_related("project", "article"))
    chance = random.Random(1)
    while not over.is_set():
        claim = chance.choice(claims)
        standing = claim.decisions.standing().first()
        labelling = make_labelling(claim, verifiability=chance.choice(["no_claim", "prediction"]))
        try:
            adjudication.decide(
                actor=curator,
                claim=claim,
                labelling=labelling,
                replaces=standing.uuid if standing else None,
                now=clock.now(),
            )
        except DomainError:
            over.wait(0.01)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("of", [Of.ANNOTATIONS, Of.DECISIONS])
def test_while_eight_people_work_each_part_joins_the_other(
    of: Of, project: Project, manager: User, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "CHUNK", 3)
    monkeypatch.setattr(export, "FIRST_CHUNK", 1)
    monkeypatch.setattr(chunks, "CHUNK", 1)
    people = add_annotators(project)
    add_articles(project, count=8, claims=4, overlap=1)
    jobs = [partial(label_and_undo, person, project) for person in people]
    before, chance, joined = Annotation.objects.count(), random.Random(7), 0
    with at_work([*jobs, partial(decide_again, curator, project)]) as faults:
        round_ = 0
        # Until there was enough to cut: on a slow machine decisions come late.
        while round_ < 12 or joined < 12:
            round_ += 1
            assert round_ < 300
            format_name = FORMATS[round_ % 2]
            threading.Event().wait(0.05)
            wish = Wish(selection=Selection(of=of), format_name=format_name)
            with start_export(
                actor=manager, project=project, wish=wish, now=clock.now()
            ) as download:
                pieces = list(download)
            whole = b"".join(pieces)
            uuids = read_uuids(whole, format_name)
            again, _ = fetch(manager, project, of, format_name=format_name, moment=download.token)
            assert again == whole
            for number in sorted(chance.sample(range(len(uuids)), min(3, len(uuids)))):
                rest, _ = fetch(
                    manager,
                    project,
                    of,
                    format_name=format_name,
                    moment=download.token,
                    after=uuids[number],
                )
                ends = ENDS[format_name]
                rows = whole.split(ends)
                kept = number + 1 + (format_name != "jsonl")
                assert b"".join(row + ends for row in rows[:kept]) + rest == whole
                joined += 1
    connections["snapshot"].close()

    assert faults == []
    assert Annotation.objects.count() - before > 40


def read_uuids(file: bytes, format_name: str) -> list[UUID]:
    text = file.decode()
    if format_name == "jsonl":
        return [UUID(json.loads(line)["uuid"]) for line in text.splitlines()]
    return [UUID(row["uuid"]) for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_what_was_begun_before_and_committed_after_the_start_is_not_in_the_rest(
    project: Project, manager: User
) -> None:
    labels = make_work(project)
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        """Takes numbers below those that are there when the export starts."""
        with transaction.atomic():
            AnnotationFactory(slot=labels[0].slot, comment="Late.")
            AnnotationFactory(slot=SlotFactory(claim=labels[1].claim, number=2, held=True))
            DecisionFactory(claim=labels[0].claim, stage="check")
            ArticleFactory(project=project)
            is_held.set()
            is_over.wait(timeout=20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(timeout=20)
    make_work(project, 1)
    parts = {of: fetch(manager, project, of) for of in Of}
    is_over.set()
    holder.join()

    for of, (whole, download) in parts.items():
        uuids = [one for one in list_uuids(project, of) if str(one).encode() in whole]
        assert fetch(manager, project, of, moment=download.token)[0] == whole
        assert fetch(manager, project, of)[0] != whole
        rest, _ = fetch(manager, project, of, moment=download.token, after=uuids[-2])
        assert rest == whole.splitlines(keepends=True)[-1]
    connections["snapshot"].close()
    assert Annotation.objects.filter(comment="Late.").exists()

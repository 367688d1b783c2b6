"""A corrected text in the place of another: what becomes of labels, slots, leases, decisions."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.exchange.records import ArticleRecord
from claims.models import (
    Annotation,
    Article,
    AuditEvent,
    Claim,
    CorrectionReview,
    Decision,
    Lease,
    Project,
    Slot,
    Stage,
    User,
)
from claims.operations import articles, boundaries, cases, corrections, undo
from claims.operations.articles import ImportReport
from claims.operations.boundary_plans import Edit, EditKind
from claims.queries.carried import find_head, list_carried
from claims.queries.rounds import list_drawable
from tests.factories import NOW, DecisionFactory, ProjectFactory, RoundFactory, SkipFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, count_slots, list_held, take

pytestmark = pytest.mark.django_db

OLD = "Dock opens\n\nIt cost 31 million. Ada Holm paid for it. Nobody came to the opening.\n"
NEW = OLD.replace("31", "36")
LATER = NOW + timedelta(hours=1)
PAGE = "https://courier.example/dock"


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim, and none of headlines."""
    return ProjectFactory(overlap=1, queue_headlines=False)


def bring_in(actor: User, project: Project, text: str, **fields: str) -> ImportReport:
    fields = fields or {"source_id": "dock"}
    rows = [(1, ArticleRecord(text=text, **fields))]  # type: ignore[arg-type]
    return articles.import_articles(actor=actor, project=project, rows=rows, now=LATER)


def get_standing(project: Project) -> Article:
    return Article.objects.get(project=project, replaced_at=None)


def get_claim(article: Article, words: str) -> Claim:
    return article.claims.select_related("project", "article").get(
        text__contains=words, retired_at=None
    )


@pytest.fixture
def old(project: Project, manager: User) -> Article:
    bring_in(manager, project, OLD)
    return Article.objects.get()


def test_a_changed_text_under_a_known_id_replaces_the_article(
    old: Article, project: Project, manager: User
) -> None:
    report = bring_in(manager, project, NEW)

    new = get_standing(project)
    old.refresh_from_db()
    assert (report.created, report.corrected, report.rows[0].corrects) == (1, 1, old.uuid)
    assert (new.previous, new.source_id, old.source_id) == (old, "dock", "dock")
    assert old.replaced_at == LATER
    assert find_head(old) == new
    event = AuditEvent.objects.get(action="article.replaced")
    assert (event.target, event.data) == (str(old.uuid), {"by": str(new.uuid), "decisions": 0})


def test_both_texts_again_are_known(old: Article, project: Project, manager: User) -> None:
    bring_in(manager, project, NEW)

    again = [bring_in(manager, project, text) for text in (OLD, NEW, OLD)]

    assert [report.known for report in again] == [1, 1, 1]
    assert Article.objects.count() == 2


def test_labels_of_unchanged_sentences_are_carried_over_and_the_others_queued(
    old: Article, project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    take(project, annotator)
    for words in ("31 million", "Ada Holm"):
        submit(annotator, get_claim(old, words))

    bring_in(manager, project, NEW)

    new = get_standing(project)
    changed, paid, nobody = (get_claim(new, words) for words in ("36", "Ada", "Nobody"))
    assert paid.carried_from == get_claim(old, "Ada Holm")
    assert (changed.carried_from, nobody.carried_from) == (None, None)
    assert [count_slots(claim) for claim in (changed, paid, nobody)] == [
        {"free": 1},
        {},
        {"free": 1},
    ]
    assert [(one.claim, one.labels) for one in list_carried(annotator, new)] == [(paid, 1)]
    assert [(one.claim, one.labels) for one in list_carried(other_annotator, new)] == [(paid, 0)]
    take(project, other_annotator)
    assert list_held(other_annotator) == [changed, nobody]
    # The label itself stays where it was given, and counts once.
    assert Annotation.objects.current().filter(claim=paid).count() == 0
    assert Annotation.objects.current().filter(claim=paid.carried_from).count() == 1


def test_nothing_of_the_old_text_is_handed_out_and_leases_of_it_end(
    old: Article, project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    lease = take(project, annotator)
    held = list_held(annotator)
    submit(annotator, held[0])

    bring_in(manager, project, NEW)

    lease.refresh_from_db()
    assert lease.ended_at is not None
    assert [count_slots(claim) for claim in held] == [{"labelled": 1}, {"closed": 1}, {"closed": 1}]
    assert not Slot.objects.filter(article=old).held().exists()
    with pytest.raises(Conflict, match="corrected text") as refused:
        submit(annotator, held[1])
    assert refused.value.code == "article_replaced"
    assert take(project, other_annotator).article == get_standing(project)


def test_a_label_of_the_old_text_may_still_be_revised(
    old: Article, project: Project, manager: User, annotator: User
) -> None:
    take(project, annotator)
    claim = get_claim(old, "Ada")
    given = submit(annotator, claim)
    bring_in(manager, project, NEW)

    revised = submit(annotator, claim, revises=given.uuid, now=LATER)

    assert revised.revision == 2
    assert get_claim(get_standing(project), "Ada").carried_from == claim


def test_where_the_label_is_taken_back_the_sentence_is_wanted_again(
    old: Article, project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    take(project, annotator)
    given = submit(annotator, get_claim(old, "Ada"))
    bring_in(manager, project, NEW)

    undo.undo_label(actor=annotator, annotation=given, now=LATER)

    paid = get_claim(get_standing(project), "Ada")
    assert (paid.carried_from, count_slots(paid)) == (None, {"free": 1})


def test_a_manager_may_want_new_labels_all_the_same(
    old: Article, project: Project, manager: User, annotator: User, curator: User
) -> None:
    take(project, annotator)
    submit(annotator, get_claim(old, "Ada"))
    bring_in(manager, project, NEW)
    new = get_standing(project)

    with pytest.raises(NotAllowed):
        corrections.label_anew(actor=curator, article=new, now=LATER)
    first = corrections.label_anew(actor=manager, article=new, now=LATER)
    second = corrections.label_anew(actor=manager, article=new, now=LATER)

    assert (first, second) == (1, 0)
    assert count_slots(get_claim(new, "Ada")) == {"free": 1}
    assert AuditEvent.objects.filter(action="article.labelled_anew").count() == 1


def may_get(person: User, claim: Claim) -> bool:
    return Slot.objects.takeable_by(person).filter(claim=claim).exists()


def test_who_has_read_or_may_read_the_labels_carried_over_is_not_asked_for_new_ones(
    old: Article,
    project: Project,
    manager: User,
    curator: User,
    annotator: User,
    other_annotator: User,
) -> None:
    take(project, annotator)
    source = get_claim(old, "Ada")
    submit(annotator, source)
    SkipFactory(claim=source, annotator=other_annotator, is_final=True)
    bring_in(manager, project, NEW)
    new = get_standing(project)

    corrections.label_anew(actor=manager, article=new, now=LATER)

    anew, changed = get_claim(new, "Ada"), get_claim(new, "36")
    people = (annotator, other_annotator, curator, manager)
    assert [may_get(person, anew) for person in people] == [True, False, False, False]
    assert [may_get(person, changed) for person in people] == [True] * 4


def test_who_has_read_a_label_that_is_taken_back_does_not_get_the_sentence_again(
    old: Article, project: Project, manager: User, curator: User, annotator: User
) -> None:
    take(project, annotator)
    source = get_claim(old, "Ada")
    given = submit(annotator, source)
    bring_in(manager, project, NEW)
    cases.note_read(actor=curator, seen=cases.list_seen(curator, [given]), now=LATER)

    undo.undo_label(actor=annotator, annotation=given, now=LATER)

    anew = get_claim(get_standing(project), "Ada")
    assert [may_get(person, anew) for person in (annotator, curator)] == [True, False]


def label_for_check(annotator: User, claim: Claim) -> Annotation:
    return submit(annotator, claim, make_labelling(claim, verifiability="check_worthy_fact"))


def test_what_is_labelled_and_not_yet_checked_is_queued_anew(
    old: Article, project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    change_project(project, manager, has_check_pass=True, overlap=1)
    checked, unchecked = (get_claim(old, words) for words in ("Ada", "Nobody"))
    for claim in (checked, unchecked):
        label_for_check(annotator, claim)
    SkipFactory(claim=unchecked, annotator=manager, is_final=True)
    verdict = submit(other_annotator, checked, make_checked(checked), stage=Stage.CHECK)

    bring_in(manager, project, NEW)

    new = get_standing(project)
    carried, anew = (get_claim(new, words) for words in ("Ada", "Nobody"))
    assert (carried.carried_from, count_slots(carried)) == (checked, {})
    assert (anew.carried_from, count_slots(anew)) == (None, {"free": 1})
    # Nor does who has read the label give the new one.
    assert [may_get(person, anew) for person in (annotator, manager)] == [True, False]
    undo.undo_label(actor=other_annotator, annotation=verdict, now=LATER)
    carried.refresh_from_db()
    assert (carried.carried_from, count_slots(carried)) == (None, {"free": 1})


def test_labels_are_carried_on_from_the_text_that_has_them(
    old: Article, project: Project, manager: User, annotator: User
) -> None:
    take(project, annotator)
    submit(annotator, get_claim(old, "Ada"))
    bring_in(manager, project, NEW)

    bring_in(manager, project, NEW.replace("36", "37"))

    newest = get_standing(project)
    assert get_claim(newest, "Ada").carried_from == get_claim(old, "Ada")
    assert newest.previous is not None
    assert newest.previous.previous == old
    old.refresh_from_db()
    assert find_head(old) == newest
    # The text of the first, once more, is no news.
    assert bring_in(manager, project, OLD).known == 1


def test_decisions_on_what_changed_wait_to_be_looked_at(
    old: Article, project: Project, manager: User
) -> None:
    decided = {
        words: DecisionFactory(claim=get_claim(old, words)) for words in ("31", "Ada", "Nobody")
    }

    bring_in(manager, project, OLD.replace("31", "36").replace(" Nobody came to the opening.", ""))

    new = get_standing(project)
    reviews = CorrectionReview.objects.order_by("pk")
    assert [(one.decision, one.reason, one.claim) for one in reviews] == [
        (decided["31"], "changed", get_claim(new, "36")),
        (decided["Ada"], "context", get_claim(new, "Ada")),
        (decided["Nobody"], "gone", None),
    ]
    assert get_claim(new, "Ada").carried_from == decided["Ada"].claim


def test_a_review_is_settled_once_by_a_curator(
    old: Article, project: Project, manager: User, curator: User, annotator: User
) -> None:
    DecisionFactory(claim=get_claim(old, "31"))
    bring_in(manager, project, NEW)
    (review,) = CorrectionReview.objects.visible_to(curator)

    with pytest.raises(NotAllowed):
        corrections.settle_review(actor=annotator, review=review, status="settled", now=LATER)
    with pytest.raises(InvalidInput):
        corrections.settle_review(actor=curator, review=review, status="open", now=LATER)
    settled = corrections.settle_review(
        actor=curator, review=review, status="dismissed", note=" Only the sum. ", now=LATER
    )
    with pytest.raises(Conflict):
        corrections.settle_review(actor=curator, review=review, status="settled", now=LATER)

    assert (settled.status, settled.note, settled.settled_by) == (
        "dismissed",
        "Only the sum.",
        curator,
    )
    assert not CorrectionReview.objects.visible_to(annotator).exists()
    assert AuditEvent.objects.filter(action="correction.dismissed").count() == 1


def test_labelled_parts_of_an_unchanged_sentence_are_carried_over(
    old: Article, project: Project, manager: User, annotator: User
) -> None:
    claim = get_claim(old, "Ada")
    edit = Edit(kind=EditKind.SPAN, claims=(claim.uuid,), start=claim.start, end=claim.start + 8)
    (span,) = boundaries.edit_boundaries(actor=manager, article=old, edit=edit, now=NOW).claims
    take(project, annotator)
    submit(annotator, span)

    bring_in(manager, project, OLD.replace("31", "thirty-six"))

    new = get_standing(project)
    carried = new.claims.get(kind=Claim.Kind.SPAN)
    sentence = new.claims.get(kind=Claim.Kind.SENTENCE, text=claim.text)
    assert (carried.carried_from, carried.text) == (span, "Ada Holm")
    assert new.body.text[carried.start : carried.end] == "Ada Holm"
    assert (count_slots(carried), count_slots(sentence)) == ({}, {})


@pytest.mark.parametrize(
    ("first", "second", "corrects"),
    [
        ({"url": PAGE}, {"url": f"{PAGE}?utm_source=mail#top"}, True),
        ({"url": PAGE, "source_id": "dock"}, {"url": PAGE}, True),
        ({"url": PAGE}, {"url": PAGE, "source_id": "dock"}, True),
        ({"url": PAGE, "source_id": "dock"}, {"url": PAGE, "source_id": "other"}, False),
        ({"url": PAGE}, {"url": f"{PAGE}/2"}, False),
        ({"url": "https://courier.example/"}, {"url": "https://courier.example"}, False),
        ({"source_id": "dock"}, {"source_id": "2", "previous": "dock"}, True),
    ],
)
def test_the_same_page_is_the_same_article_unless_ids_say_otherwise(
    first: dict[str, str],
    second: dict[str, str],
    corrects: bool,  # noqa: FBT001 - a parameter of the test
    project: Project,
    manager: User,
) -> None:
    bring_in(manager, project, OLD, **first)

    report = bring_in(manager, project, NEW, **second)

    assert report.corrected == int(corrects)
    assert Article.objects.filter(replaced_at=None).count() == (1 if corrects else 2)


def test_a_page_keeps_the_id_of_its_article(project: Project, manager: User) -> None:
    bring_in(manager, project, OLD, url=PAGE, source_id="dock")
    bring_in(manager, project, NEW, url=PAGE)

    bring_in(manager, project, NEW.replace("36", "37"), source_id="dock")

    assert Article.objects.filter(replaced_at=None).count() == 1


def test_other_texts_of_one_article_in_one_import(project: Project, manager: User) -> None:
    rows = [
        (row, ArticleRecord(text=text, source_id="dock"))
        for row, text in enumerate([OLD, NEW, OLD, NEW.replace("36", "37")], start=1)
    ]

    report = articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)

    assert [row.status for row in report.rows] == ["created", "created", "known", "created"]
    assert Article.objects.filter(replaced_at=None).count() == 1


def test_what_is_said_otherwise_of_a_known_text_is_told_and_changed_on_demand(
    old: Article, project: Project, manager: User
) -> None:
    rows = [(1, ArticleRecord(text=OLD, title="Dock opened", outlet="Courier", url=PAGE))]
    asked = {"actor": manager, "project": project, "rows": rows, "now": LATER}

    (told,) = articles.import_articles(**asked).rows  # type: ignore[arg-type]
    old.refresh_from_db()
    before = old.title
    (updated,) = articles.import_articles(**asked, update=True).rows  # type: ignore[arg-type]

    old.refresh_from_db()
    assert (told.changed, told.is_updated, before) == (
        ("title", "url", "outlet"),
        False,
        "Dock opens",
    )
    assert (updated.changed, updated.is_updated) == (told.changed, True)
    assert (old.title, old.url) == ("Dock opened", PAGE)
    assert old.outlet is not None
    assert old.outlet.name == "Courier"
    assert bring_in(manager, project, NEW, url=PAGE).corrected == 1
    assert AuditEvent.objects.filter(action="article.changed").count() == 1


def test_a_correction_keeps_what_it_does_not_say_otherwise(project: Project, manager: User) -> None:
    known: Any = {"source_id": "dock", "url": PAGE, "author": "Ada", "licence": "CC0"}
    rows = [(1, ArticleRecord(text=OLD, outlet="Courier", embargo=LATER, **known))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)

    bring_in(manager, project, NEW, source_id="dock", author="Ben")

    new = get_standing(project)
    assert (new.url, new.author, new.licence, new.embargo) == (PAGE, "Ben", "CC0", LATER)
    assert new.outlet is not None
    assert new.outlet.name == "Courier"
    assert new.page_key is not None


def test_a_correction_is_labelled_as_the_text_before_it_and_in_the_same_round(
    project: Project, manager: User, annotator: User
) -> None:
    Project.objects.filter(pk=project.pk).update(double_percent=100)
    project.refresh_from_db()
    rows = [(1, ArticleRecord(text=OLD, source_id="dock"))]
    rows += [(2, ArticleRecord(text=f"{OLD}More.", source_id="other"))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)
    in_round = {
        "round": RoundFactory(project=project, in_releases=False),
        "overlap": 3,
        "priority": 1,
        "overlap_before": 2,
        "priority_before": -1,
    }
    Article.objects.filter(source_id="dock").update(**in_round)

    rows = [(1, ArticleRecord(text=NEW, source_id="dock"))]
    rows += [(2, ArticleRecord(text=f"{NEW}More.", source_id="other"))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=LATER)

    new, other = Article.objects.filter(replaced_at=None).order_by("source_id")
    assert {name: getattr(new, name) for name in in_round} == in_round
    assert count_slots(get_claim(new, "36")) == {"free": 3}
    assert set(Slot.objects.filter(article=new).values_list("priority", flat=True)) == {1}
    assert (other.round, other.overlap) == (None, None)
    assert count_slots(get_claim(other, "36")) == {"free": 2}


def test_parts_of_sentences_are_in_the_sample_that_is_labelled_twice(
    old: Article, project: Project, manager: User
) -> None:
    claim = get_claim(old, "Ada")
    edit = Edit(kind=EditKind.SPAN, claims=(claim.uuid,), start=claim.start, end=claim.start + 8)
    boundaries.edit_boundaries(actor=manager, article=old, edit=edit, now=NOW)
    change_project(project, manager, overlap=1, double_percent=100)
    project.refresh_from_db()

    bring_in(manager, project, NEW)

    span = get_standing(project).claims.get(kind=Claim.Kind.SPAN)
    assert count_slots(span) == {"free": 2}


def test_two_corrections_of_one_article_in_one_import_follow_each_other(
    project: Project, manager: User
) -> None:
    bring_in(manager, project, OLD, source_id="dock", url=PAGE)
    rows = [
        (1, ArticleRecord(text=NEW, source_id="2", previous="dock")),
        (2, ArticleRecord(text=NEW.replace("36", "37"), url=PAGE)),
    ]

    report = articles.import_articles(actor=manager, project=project, rows=rows, now=LATER)

    assert report.corrected == 2
    newest = get_standing(project)
    assert newest.previous is not None
    assert newest.previous.source_id == "2"
    assert newest.previous.previous == Article.objects.get(source_id="dock")


@pytest.mark.django_db(transaction=True)
def test_corrections_at_once_make_one_row_of_texts(
    old: Article, project: Project, manager: User
) -> None:
    def correct(number: int) -> None:
        bring_in(manager, project, OLD.replace("31", str(40 + number)))
        connections.close_all()

    threads = [threading.Thread(target=correct, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    chain = [get_standing(project)]
    while chain[-1].previous is not None:
        chain.append(chain[-1].previous)
    assert len(chain) == Article.objects.count() == 5
    assert chain[-1] == old
    assert not Lease.objects.open().exists()


def test_labels_of_a_replaced_text_decide_nothing_new(manager: User, annotator: User) -> None:
    """One of two labels is no unanimity, though none more can come."""
    project = manager.memberships.get().project
    Project.objects.filter(pk=project.pk).update(overlap=2, decision_rule="unanimous")
    project.refresh_from_db()
    bring_in(manager, project, OLD)
    take(project, annotator)
    submit(annotator, get_claim(get_standing(project), "31 million"))

    bring_in(manager, project, NEW)

    assert not Decision.objects.exists()


def test_a_replaced_text_is_drawn_for_no_round(project: Project, manager: User) -> None:
    bring_in(manager, project, OLD)
    bring_in(manager, project, NEW)

    assert list(list_drawable(project)) == [get_standing(project)]


@pytest.mark.django_db(transaction=True)
def test_a_label_taken_back_during_a_second_correction_is_carried_to_neither(
    old: Article,
    project: Project,
    manager: User,
    annotator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(project, annotator)
    given = submit(annotator, get_claim(old, "Ada"))
    bring_in(manager, project, NEW)
    is_linked = threading.Event()
    finish = corrections.finish

    def finish_slowly(*args: Any) -> None:
        is_linked.set()
        time.sleep(0.5)
        finish(*args)

    def take_back() -> None:
        is_linked.wait(timeout=10)
        undo.undo_label(actor=annotator, annotation=given, now=LATER)
        connections.close_all()

    monkeypatch.setattr(corrections, "finish", finish_slowly)
    thread = threading.Thread(target=take_back)
    thread.start()
    bring_in(manager, project, NEW.replace("36", "37"))
    thread.join()

    newest = get_standing(project)
    assert is_linked.is_set()
    assert not Claim.objects.filter(carried_from__isnull=False).exists()
    assert count_slots(get_claim(newest, "Ada")) == {"free": 1}

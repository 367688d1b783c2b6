"""Our own exports come back: taken in on an empty installation, exported again, byte for byte."""

import io
import json
import math
import re
from collections.abc import Callable, Generator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.exchange import jsonl, parquet
from claims.exchange.records import (
    AnnotationRecord,
    ArticleDocument,
    ArticleRecord,
    DecisionRecord,
    Kind,
    SpeakerName,
    SuggestionRecord,
)
from claims.models import (
    Annotation,
    Approval,
    Article,
    Claim,
    CoSpeaker,
    Decision,
    DecisionBasis,
    Guideline,
    Label,
    LabelScheme,
    LabelSource,
    Project,
    Slot,
    Speaker,
    Suggestion,
    User,
)
from claims.operations import articles, corrections, restored_survey, restoring
from claims.operations.restored_columns import make_suggestion
from claims.operations.restored_survey import Contents, ExportFiles
from claims.operations.restoring import RestoreReport, look_at_export, restore_export
from claims.operations.validation import check_columns
from claims.queries.export_moment import read_moment
from claims.queries.export_selection import Of
from tests.emptying import empty_tables
from tests.exports import stream
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApprovalFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    MembershipFactory,
    OutletFactory,
    ProjectFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

LATER = NOW + timedelta(days=30, microseconds=123)
# Right to left, beyond the first plane, combining, bidirectional controls, line ends, a formula.
ODD = "e\u0301 שלום 🧑‍🚒 \u202eabc\u202c \u2028 =1+1\r\nمرحبا\u0085"


class Files:
    """A project as its exports, in JSON Lines and in Parquet."""

    def __init__(self, project: Project) -> None:
        articles = list(stream(project, of=Of.ARTICLES, all_rounds=True))
        labels = list(stream(project, of=Of.ANNOTATIONS, all_rounds=True))
        decisions = list(stream(project, of=Of.DECISIONS, all_rounds=True))
        self.articles = b"".join(jsonl.write(articles, Kind.ARTICLES))
        self.labels = b"".join(jsonl.write(labels, Kind.ANNOTATIONS))
        self.decisions = b"".join(jsonl.write(decisions, Kind.DECISIONS))
        self.article_table = b"".join(parquet.write(articles, Kind.ARTICLES))
        self.label_table = b"".join(parquet.write(labels, Kind.ANNOTATIONS))
        self.decision_table = b"".join(parquet.write(decisions, Kind.DECISIONS))

    def open(self) -> ExportFiles:
        return ExportFiles(
            lambda: jsonl.read_each(io.BytesIO(self.articles), ArticleDocument),
            lambda: jsonl.read_each(io.BytesIO(self.labels), AnnotationRecord),
            lambda: jsonl.read_each(io.BytesIO(self.decisions), DecisionRecord),
        )

    def open_tables(self) -> ExportFiles:
        return ExportFiles(
            lambda: parquet.read_each(io.BytesIO(self.article_table), ArticleDocument),
            lambda: parquet.read_each(io.BytesIO(self.label_table), AnnotationRecord),
            lambda: parquet.read_each(io.BytesIO(self.decision_table), DecisionRecord),
        )


def begin(files: ExportFiles, admin: User) -> Generator[RestoreReport, None, None]:
    contents = look_at_export(actor=admin, files=files, now=LATER)
    return restore_export(actor=admin, files=files, contents=contents, now=LATER)


def restore(files: Files, admin: User) -> RestoreReport:
    *_, report = begin(files.open(), admin)
    return report


def list_refusals(files: Files, admin: User) -> list[tuple[str, int, str]]:
    """Of which file, which line, and why; nothing is written."""
    contents = look_at_export(actor=admin, files=files.open(), now=LATER)
    with pytest.raises(InvalidInput, match=f"^{contents.refused} records cannot come back"):
        restore_export(actor=admin, files=files.open(), contents=contents, now=LATER)
    assert not Project.objects.exists()
    return [(one.kind.value, one.number, one.problem.code) for one in contents.refusals]


def start_anew() -> User:
    """Another installation: nothing in it but who runs it."""
    empty_tables()
    return UserFactory(username="root", admin=True)


def make_rich_project() -> Project:
    project = ProjectFactory(has_check_pass=True)
    first = ArticleFactory(
        project=project,
        outlet=OutletFactory(project=project, name="The Daily"),
        source_id="a-1",
        url="https://daily.example/1",
        author="A. Writer",
        published=date(2026, 1, 9),
        licence="CC0",
        redistribute="sentence",
        embargo=NOW - timedelta(days=1),
        round=RoundFactory(project=project, name="Pilot", in_releases=False, ended_at=NOW),
    )
    odd = ArticleFactory(
        project=project, text=f"{ODD}\nTwo {ODD}.\nThree.\n", title=ODD[:20], previous=first
    )
    claims = ClaimFactory.create_batch(4, article=first)
    hostile = ClaimFactory(article=odd, start=0, end=len(ODD), text=ODD)
    ClaimFactory(article=odd, start=3, end=8, kind="span", retired_at=NOW)
    ada = SpeakerFactory(project=project, name="Ada Marrow", role="mayor", affiliation="Party")
    old = SpeakerFactory(project=project, name="A. Marrow", merged_into=ada, merged_with=ada)
    port = SpeakerFactory(project=project, name="Port", kind="organisation")
    unseen = SpeakerFactory(project=project, name="Only Suggested")
    for _ in range(2):
        GuidelineFactory(project=project)
    annotators = UserFactory.create_batch(2)
    full = AnnotationFactory(
        slot=SlotFactory(claim=claims[1], annotator=annotators[0]),
        value="check_worthy_fact",
        verdict_value="Conflicting Evidence/Cherrypicking",
        speaker=old,
        original_speaker=port,
        quote_type="direct",
        reporting_source=ODD,
        wording=ODD,
        claim_date=date(2026, 1, 1),
        claim_date_precision="month",
        claim_types=["Numerical Claim", "Quote Verification"],
        justification=ODD,
        omission=ODD,
        searched="x",
        confidence=4,
        comment=ODD,
        seconds=12,
        checked="attribution",
        suggestion=SuggestionFactory(claim=claims[1], speaker=ada, score=0.1 + 0.2),
        suggestions_shown=True,
        suggested_verifiability=project.verifiability_scheme.labels.get(value="no_claim"),
        suggested_verdict=project.verdict_scheme.labels.get(value="Not Enough Evidence"),
        guideline=Guideline.objects.get(project=project, version=2),
    )
    CoSpeaker.objects.create(annotation=full, speaker=port)
    CoSpeaker.objects.create(annotation=full, speaker=unseen)
    EvidenceFactory(
        annotation=full,
        title=ODD,
        publisher="P",
        published=date(2026, 1, 2),
        retrieved=date(2026, 1, 3),
        medium="PDF",
        quote=ODD,
        question="?",
        answer="!",
        archived_url="https://archive.example/1",
        warnings=["after_claim_date"],
    )
    EvidenceFactory(
        annotation=full,
        kind="right_of_reply",
        stance="neutral",
        url="",
        quote="",
        asked_whom="Ada",
        asked_on=date(2026, 1, 4),
        deadline=date(2026, 1, 5),
        set_number=2,
    )
    revised = SlotFactory(claim=claims[2], annotator=annotators[1])
    AnnotationFactory(
        slot=revised,
        value="partly_fact",
        verdict_value="Supported",
        speaker=unseen,
        justification="First.",
        seconds=31,
        claim_date=date(2026, 1, 1),
    )
    AnnotationFactory(
        slot=revised,
        created_at=NOW + timedelta(microseconds=7),
        speaker=project.speakers.get(kind="unnamed", name=""),
        suggestion=SuggestionFactory(claim=claims[2], speaker=port),
        suggestions_shown=False,
        guideline=Guideline.objects.get(project=project, version=1),
    )
    AnnotationFactory(
        slot=SlotFactory(claim=claims[1], stage="check", annotator=annotators[1]),
        value="check_worthy_fact",
        verdict_value="Refuted",
        stage="check",
    )
    AnnotationFactory(slot=SlotFactory(claim=hostile, annotator=annotators[0]))
    decide_rich(claims[1], full, ada=old, port=port)
    by_rule = DecisionFactory(claim=claims[2], rule="majority", decided_by=None, speaker=unseen)
    noted = Annotation.objects.filter(slot=revised).order_by("-revision")
    for label in noted:
        DecisionBasis.objects.create(decision=by_rule, annotation=label)
    return project


def decide_rich(claim: Claim, label: Annotation, *, ada: Speaker, port: Speaker) -> None:
    """Two decisions, one in the place of the other, with all that a decision may say."""
    first = DecisionFactory(claim=claim)
    decision = DecisionFactory(
        claim=claim,
        previous=first,
        value="check_worthy_fact",
        verdict_value="Refuted",
        speaker=ada,
        original_speaker=port,
        quote_type="indirect",
        reporting_source=ODD,
        wording=ODD,
        claim_date=date(2026, 1, 8),
        claim_date_precision="day",
        claim_types=["Numerical Claim"],
        justification=ODD,
        omission=ODD,
        searched=ODD,
        reason=ODD,
        created_at=NOW + timedelta(hours=1, microseconds=5),
    )
    CoSpeaker.objects.create(decision=decision, speaker=port)
    EvidenceFactory(
        annotation=None,
        decision=decision,
        position=1,
        stance="refutes",
        title=ODD,
        warnings=["own_article"],
    )
    slot = SlotFactory(claim=claim, wanted=False, held=True)
    gone = AnnotationFactory(slot=slot, value="partly_fact", seconds=7, confidence=2)
    Slot.objects.filter(pk=slot.pk).update(current=None, annotator=None)
    DecisionBasis.objects.create(decision=decision, annotation=label)
    DecisionBasis.objects.create(decision=decision, annotation=gone)
    ApprovalFactory.create_batch(2, decision=decision)


def test_a_rich_project_comes_back_byte_for_byte() -> None:
    files = Files(make_rich_project())
    before = [data.count(b"\n") for data in (files.articles, files.labels, files.decisions)]
    admin = start_anew()

    report = restore(files, admin)

    project = Project.objects.get()
    again = Files(project)
    assert (report.articles, report.labels, report.decisions) == (2, 4, 2)
    assert before == [2, 4, 2]
    assert again.articles == files.articles
    assert again.labels == files.labels
    assert again.decisions == files.decisions
    for name in ("article_table", "label_table", "decision_table"):
        tables = [pq.read_table(io.BytesIO(getattr(one, name))) for one in (files, again)]
        assert tables[0].equals(tables[1], check_metadata=True)


def test_parquet_comes_back_as_the_same_table() -> None:
    files = Files(make_rich_project())
    admin = start_anew()

    *_, report = begin(files.open_tables(), admin)

    assert (report.labels, report.decisions) == (4, 2)
    again = Files(Project.objects.get())
    assert (again.labels, again.decisions) == (files.labels, files.decisions)


def test_stopped_anywhere_and_begun_again_it_comes_to_one_clean_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoring, "ARTICLES_AT_ONCE", 1)
    monkeypatch.setattr(restoring, "LABELS_AT_ONCE", 1)
    files = Files(make_rich_project())
    admin = start_anew()

    for steps in (1, 3, 5):
        running = begin(files.open(), admin)
        for _ in range(steps):
            next(running)
        running.close()
    report = restore(files, admin)
    once_more = restore(files, admin)

    assert (report.known_articles, report.known_labels, report.labels) == (2, 3, 1)
    assert (once_more.known_articles, once_more.known_labels) == (2, 4)
    again = Files(Project.objects.get())
    assert (again.labels, again.decisions) == (files.labels, files.decisions)
    # Four labels, one that was revised, one that was taken back and the row that did so.
    assert (Article.objects.count(), Annotation.objects.count()) == (2, 7)
    assert (Decision.objects.count(), Approval.objects.count()) == (2, 2)
    assert Suggestion.objects.count() == 2


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(texts.filter(lambda text: bool(text.strip())), min_size=1, max_size=3), texts)
def test_whatever_was_said_comes_back_byte_for_byte(lines: list[str], said: str) -> None:
    empty_tables()
    project = ProjectFactory()
    article = ArticleFactory(project=project, text="|".join([*lines, said, "."]), title=lines[0])
    length = article.length
    for start in range(min(3, length)):
        claim = ClaimFactory(
            article=article, position=start, start=start, end=length, text=article.body.text[start:]
        )
        AnnotationFactory(
            slot=SlotFactory(claim=claim, held=True),
            comment=said,
            justification=lines[0],
            wording=said,
            reporting_source=said,
        )
    files = Files(project)
    admin = start_anew()

    restore(files, admin)

    again = Files(Project.objects.get())
    assert (again.articles, again.labels) == (files.articles, files.labels)


OLD_TEXT = "Dock opens\n\nIt cost 31 million. Ada Holm paid for it. Nobody came. Few stayed.\n"


def make_corrected_project(manager: User) -> Project:
    """A text and two corrections of it under one id; two sentences labelled, one of them anew."""
    project = ProjectFactory(overlap=1, queue_headlines=False)
    MembershipFactory(project=project, user=manager, role="manager")

    def bring_in(text: str) -> Article:
        record = ArticleRecord(text=text, source_id="dock", url="https://daily.example/dock")
        rows = [(1, record)]
        articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)
        return Article.objects.get(project=project, replaced_at=None)

    def label(article: Article, words: str) -> None:
        claim = article.claims.get(text__contains=words)
        claim.slots.all().delete()
        AnnotationFactory(slot=SlotFactory(claim=claim, annotator=manager))

    first = bring_in(OLD_TEXT)
    span = first.claims.get(text__contains="Ada")
    ClaimFactory(
        article=first,
        kind="span",
        start=span.start,
        end=span.start + 8,
        text="Ada Holm",
        position=span.position,
    )
    label(first, "Nobody")
    label(first, "Few")
    AnnotationFactory(slot=SlotFactory(claim=first.claims.get(kind="span"), annotator=manager))
    bring_in(OLD_TEXT.replace("31", "36"))
    third = bring_in(OLD_TEXT.replace("31", "37"))
    few = third.claims.filter(text__contains="Few")
    corrections.label_anew(actor=manager, article=third, claims=few, now=NOW)
    label(third, "Few")
    return project


def list_corrected() -> list[tuple[Any, ...]]:
    found = Article.objects.select_related("previous").order_by("pk")
    return [
        (
            one.source_id,
            one.page_key,
            one.previous.uuid if one.previous else None,
            one.replaced_at is not None,
        )
        for one in found
    ]


def list_carried() -> set[tuple[UUID, UUID]]:
    carried = Claim.objects.filter(carried_from__isnull=False)
    return set(carried.values_list("uuid", "carried_from__uuid"))


def test_corrected_texts_under_one_id_come_back_in_their_order_with_what_is_carried_over() -> None:
    files = Files(make_corrected_project(UserFactory()))
    texts, carried = list_corrected(), list_carried()
    admin = start_anew()

    restore(files, admin)

    again = Files(Project.objects.get())
    assert (again.articles, again.labels) == (files.articles, files.labels)
    assert [replaced for *_, replaced in texts] == [True, True, False]
    assert list_corrected() == texts
    # Of each of two corrections the part of a sentence and a sentence; of the first one more.
    assert len(carried) == 5
    assert list_carried() == carried
    restore(files, admin)
    assert list_carried() == carried


def test_a_text_that_corrects_itself_or_a_later_one_is_refused() -> None:
    files = Files(make_corrected_project(UserFactory()))
    admin = start_anew()
    files.articles = b"".join(reversed(files.articles.splitlines(keepends=True)))

    assert list_refusals(files, admin) == [
        ("articles", 1, "previous_missing"),
        ("articles", 2, "previous_missing"),
    ]


def test_annotators_keep_what_exports_called_them_and_sign_in_nowhere() -> None:
    files = Files(make_rich_project())
    called = set(re.findall(rb'"(a-[0-9a-f]{12})"', files.labels + files.decisions))
    admin = start_anew()

    restore(files, admin)

    users = User.objects.filter(is_source=True)
    # Two labelled, one took a label back, one decided, two approved.
    assert {one.pseudonym.encode() for one in users} == called
    assert len(called) == 6
    assert not any(one.is_active or one.has_usable_password() for one in users)


def test_a_label_that_was_taken_back_since_comes_back_as_such() -> None:
    files = Files(make_rich_project())
    admin = start_anew()

    restore(files, admin)

    gone = Annotation.objects.get(seconds=7, withdrawn=False)
    assert (gone.slot.annotator, gone.slot.current, gone.slot.wanted) == (None, None, False)
    assert (gone.confidence, gone.undone_by.withdrawn) == (2, True)
    decision = Decision.objects.get(rule="hand")
    assert (gone in decision.basis.all(), decision.previous) == (True, None)
    assert decision in Decision.objects.stale()
    # As of a moment it does not count either.
    project = Project.objects.get()
    moment = read_moment("snapshot", LATER)
    assert {one.uuid for one in stream(project, moment=moment)} == {
        one.uuid for one in stream(project)
    }


def test_decisions_come_later_into_what_is_there() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    decisions, files.decisions = files.decisions, b""
    restore(files, admin)
    files.decisions = decisions

    report = restore(files, admin)

    assert (report.labels, report.decisions, report.known_decisions) == (0, 2, 0)
    assert Decision.objects.count() == 2


def test_what_a_record_says_of_a_scheme_makes_it() -> None:
    files = Files(make_rich_project())
    admin = start_anew()

    restore(files, admin)

    scheme = LabelScheme.objects.get(slug="factcheck-verifiability", version=1)
    values = {label.value: (label.verifiable, label.verdict_rule) for label in scheme.labels.all()}
    assert values == {
        "check_worthy_fact": ("yes", "allowed"),
        "no_claim": ("no", "refused"),
    }
    # Of a revision since replaced only the value is known.
    kept = Label.objects.get(value="partly_fact")
    assert (kept.scheme.slug, kept.verifiable) == ("restored-verifiability", "yes")


def test_nobody_is_asked_to_label_what_came_back() -> None:
    files = Files(make_rich_project())
    admin = start_anew()

    restore(files, admin)

    assert not Slot.objects.free().exists()
    assert not Speaker.objects.filter(name="A. Marrow").exists()
    assert LabelSource.objects.get().format == LabelSource.RESTORED


def test_a_project_that_is_not_empty_is_left_alone() -> None:
    project = make_rich_project()
    files = Files(project)
    admin = UserFactory(admin=True)
    before = Annotation.objects.count()

    with pytest.raises(Conflict) as refused:
        restore(files, admin)

    assert refused.value.code == "not_empty"
    assert Annotation.objects.count() == before


@pytest.mark.parametrize(
    ("old", "new", "found"),
    (
        ('"schema_version":"1.0"', '"schema_version":"2.0"', [(1, "other_version")]),
        ('"text":"Town', '"text":"Town!', [(1, "text_differs")]),
        ('"kind":"sentence"', '"kind":"verse"', [(1, "unknown_value")]),
        ('"title":"', '"title":"' + "x" * 501, [(1, "too_long")]),
        ('"start":0,', '"start":5000,', [(1, "wrong_span")]),
    ),
)
def test_each_article_that_is_none_is_told_by_its_line(
    old: str, new: str, found: list[tuple[int, str]]
) -> None:
    files = Files(make_rich_project())
    files.labels = files.decisions = b""
    admin = start_anew()
    first, rest = files.articles.split(b"\n", 1)
    assert old.encode() in first
    files.articles = first.replace(old.encode(), new.encode(), 1) + b"\n" + rest

    refused = list_refusals(files, admin)

    # The second corrects the first: that is missing only where nothing is known of it.
    assert refused[:1] == [("articles", *found[0])]
    assert {code for _kind, _line, code in refused[1:]} <= {"previous_missing"}


def test_all_that_is_wrong_is_told_at_once_and_nothing_comes_back() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    lines = files.labels.splitlines(keepends=True)
    lines[1] = b"{}\n"
    lines[2] = lines[2].replace(b'"stage":"check"', b'"stage":"third"')
    files.labels = b"".join([*lines, lines[0], b"\xff\n"])
    files.decisions = files.decisions.replace(b'"start":', b'"start":1')

    assert list_refusals(files, admin) == [
        ("annotations", 2, "wrong_keys"),
        ("annotations", 3, "unknown_value"),
        ("annotations", 5, "twice"),
        ("annotations", 6, "not_utf8"),
        ("decisions", 1, "claim_missing"),
        ("decisions", 2, "claim_missing"),
    ]


def edit(data: bytes, number: int, change: Callable[[Any], object]) -> bytes:
    """The lines, with the record of one of them changed."""
    lines = data.splitlines(keepends=True)
    record = json.loads(lines[number - 1])
    change(record)
    lines[number - 1] = json.dumps(record).encode() + b"\n"
    return b"".join(lines)


@pytest.mark.parametrize(
    ("number", "change", "code"),
    (
        (1, lambda one: one["article"].update(outlet="x" * 151), "too_long"),
        (1, lambda one: one["claims"][0].update(paragraph=-1), "out_of_range"),
        (1, lambda one: one["claims"][0].update(position=2**31), "out_of_range"),
        (1, lambda one: one["article"]["round"].update(number=10**30), "out_of_range"),
        (1, lambda one: one["claims"].append(repeat(one["claims"][0])), "named_twice"),
        (2, lambda one: detach(one, "a-1"), "source_id_twice"),
    ),
)
def test_what_the_database_would_refuse_of_an_article_is_told_by_its_line(
    number: int, change: Callable[[Any], object], code: str
) -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    files.articles = edit(files.articles, number, change)

    assert list_refusals(files, admin) == [("articles", number, code)]


def repeat(claim: Any) -> Any:
    """Another from the same place on."""
    return claim | {"uuid": str(UUID(int=1))}


def detach(document: Any, source_id: str | None) -> Any:
    """As if it corrected nothing, under this id at the source."""
    document.update(previous=None)
    return document["article"].update(source_id=source_id)


def test_a_claim_in_two_articles_is_told() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    known = json.loads(files.articles.splitlines()[0])["claims"][0]["uuid"]
    odd = edit(files.articles, 2, lambda one: one["claims"][0].update(uuid=known))
    files.articles, files.labels, files.decisions = odd, b"", b""

    assert list_refusals(files, admin) == [("articles", 2, "twice")]


def test_the_same_text_under_another_uuid_is_told() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    again = edit(files.articles, 1, lambda one: one["article"].update(uuid=str(UUID(int=1))))
    again = edit(again, 1, lambda one: detach(one, None))
    files.articles += again.splitlines(keepends=True)[0]

    assert list_refusals(files, admin) == [("articles", 3, "text_twice")]


@pytest.mark.parametrize(
    ("number", "change", "code"),
    (
        (1, lambda one: one.update(confidence=9), "out_of_range"),
        (1, lambda one: one.update(seconds=-5), "out_of_range"),
        (1, lambda one: one.update(seconds=2**31), "out_of_range"),
        (1, lambda one: one.update(revision=0), "out_of_range"),
        (1, lambda one: one.update(guideline_version=10**30), "out_of_range"),
        (1, lambda one: one["verifiability"].update(scheme_version=10**400), "out_of_range"),
        (1, lambda one: one["suggestion"].update(score=10**400), "wrong_type"),
        (1, lambda one: one["verifiability"].update(verifiable="no"), "verdict_refused"),
        (1, lambda one: one["suggestion"].update(reason="x" * 201), "too_long"),
        (1, lambda one: one["suggestion"].update(version="x" * 21), "too_long"),
        (1, lambda one: one["evidence"][0].update(set_number=2**15), "out_of_range"),
        (1, lambda one: one["evidence"][0].update(position=2), "named_twice"),
        (1, lambda one: one["evidence"][1].update(asked_on=None), "asked_on_missing"),
        (1, lambda one: one["co_speakers"].append(one["co_speakers"][0]), "named_twice"),
        (2, lambda one: one["history"][0].update(confidence=6), "out_of_range"),
        (2, lambda one: one["history"][0].update(revision=2), "named_twice"),
    ),
)
def test_what_the_database_would_refuse_of_a_label_is_told_by_its_line(
    number: int, change: Callable[[Any], object], code: str
) -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    files.labels = edit(files.labels, number, change)

    assert list_refusals(files, admin) == [("annotations", number, code)]


def test_what_only_parquet_can_bring_in_is_refused_too() -> None:
    """A number that is none; a character that PostgreSQL keeps in no JSON."""
    speaker = SpeakerName(UUID(int=1), "Ada")

    with pytest.raises(InvalidInput) as refused:
        make_suggestion(SuggestionRecord(speaker, None, "engine", "1", math.nan, "", taken=False))

    assert refused.value.code == "out_of_range"
    with pytest.raises(InvalidInput) as refused:
        check_columns(Annotation(claim_types=["\0"]))
    assert refused.value.code == "not_text"


def test_two_labels_of_one_annotator_in_one_pass_are_told() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    again = edit(files.labels, 1, lambda one: one.update(uuid=str(UUID(int=1))))
    files.labels += again.splitlines(keepends=True)[0]

    assert list_refusals(files, admin) == [("annotations", 5, "labelled_twice")]


@pytest.mark.parametrize(
    ("number", "change", "code"),
    (
        (1, lambda one: one.update(decided_by=None), "wrong_rule"),
        (1, lambda one: one.update(rule="majority"), "wrong_rule"),
        (2, lambda one: one.update(decided_by="a-0123456789ab"), "wrong_rule"),
        (1, lambda one: one["approvals"].extend(approve("a-1", "a-2")), "wrong_approvals"),
        (1, lambda one: one.update(approvals=approve(one["decided_by"])), "wrong_approvals"),
        (2, lambda one: one.update(approvals=approve("a-1")), "wrong_approvals"),
        (1, lambda one: one.update(approvals=approve("a-1", "a-1")), "named_twice"),
        (1, lambda one: one["basis"].append(one["basis"][0]), "named_twice"),
        (1, lambda one: one["basis"][1].update(seconds=-1), "out_of_range"),
    ),
)
def test_what_the_database_would_refuse_of_a_decision_is_told_by_its_line(
    number: int, change: Callable[[Any], object], code: str
) -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    files.decisions = edit(files.decisions, number, change)

    assert list_refusals(files, admin) == [("decisions", number, code)]


def approve(*approvers: str) -> list[dict[str, str]]:
    return [{"approver": one, "created_at": "2026-01-15T12:00:00.000000Z"} for one in approvers]


@pytest.mark.parametrize("kind", ("articles", "labels", "decisions"))
def test_what_another_project_has_is_told_before_anything_is_written(kind: str) -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    record = json.loads(getattr(files, kind).splitlines()[0])
    if kind == "articles":
        ArticleFactory(uuid=record["article"]["uuid"])
    elif kind == "labels":
        AnnotationFactory(uuid=record["uuid"])
    else:
        DecisionFactory(uuid=record["uuid"])
    other = Project.objects.get()

    with pytest.raises(Conflict) as refused:
        restore(files, admin)

    assert refused.value.code == "uuid_taken"
    assert list(Project.objects.all()) == [other]


def test_labels_that_only_a_decision_tells_of_are_counted() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    whole = look_at_export(actor=admin, files=files.open(), now=LATER)
    files.labels = b"".join(files.labels.splitlines(keepends=True)[1:])

    narrowed = look_at_export(actor=admin, files=files.open(), now=LATER)

    assert (len(whole.lost), len(narrowed.lost)) == (1, 2)


def test_a_decision_on_the_label_of_another_claim_is_told() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    elsewhere = json.loads(files.labels.splitlines()[3])["uuid"]
    files.decisions = edit(files.decisions, 1, lambda one: one["basis"][0].update(uuid=elsewhere))

    assert list_refusals(files, admin) == [("decisions", 1, "basis_elsewhere")]

    decisions, files.decisions = files.decisions, b""
    restore(files, admin)
    files.labels, files.decisions = b"", decisions
    with pytest.raises(InvalidInput, match="is of another claim or pass") as refused:
        restore(files, admin)
    assert refused.value.code == "basis_elsewhere"


def test_files_without_their_articles_are_refused_record_by_record() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    files.articles = b""

    refused = list_refusals(files, admin)

    assert len(refused) == 6
    assert {code for _kind, _line, code in refused} == {"article_missing"}


def test_only_the_first_refusals_are_named_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restored_survey, "NAMED", 2)
    admin = start_anew()
    files = ExportFiles(lambda: jsonl.read_each([b"{}"] * 5, ArticleDocument), tuple)

    contents = look_at_export(actor=admin, files=files, now=LATER)

    assert (contents.refused, len(contents.refusals)) == (5, 2)


def test_files_with_nothing_in_them_are_refused() -> None:
    with pytest.raises(InvalidInput, match="There is nothing in these files"):
        look_at_export(actor=UserFactory(admin=True), files=ExportFiles(tuple, tuple), now=LATER)


def test_looking_writes_nothing() -> None:
    files = Files(make_rich_project())
    admin = start_anew()

    contents = look_at_export(actor=admin, files=files.open(), now=LATER)

    counts = (len(contents.articles), len(contents.labels), len(contents.decisions))
    assert (contents.refused, *counts) == (0, 2, 4, 2)
    assert not Project.objects.exists()
    assert not LabelScheme.objects.exists()
    assert not User.objects.filter(is_source=True).exists()


def test_labels_that_are_others_here_are_refused() -> None:
    files = Files(make_rich_project())
    admin = start_anew()
    scheme = LabelScheme.objects.create(
        kind="verifiability", slug="factcheck-verifiability", version=1, name="Other"
    )
    scheme.labels.create(
        value="check_worthy_fact", name="Another name", verifiable="yes", check_worthy="yes"
    )

    with pytest.raises(Conflict) as refused:
        restore(files, admin)

    assert refused.value.code == "scheme_differs"
    assert not Project.objects.exists()


def test_only_site_admins_restore() -> None:
    files, contents, user = ExportFiles(tuple, tuple), Contents(), UserFactory()
    with pytest.raises(NotAllowed):
        look_at_export(actor=user, files=files, now=NOW)
    with pytest.raises(NotAllowed):
        restore_export(actor=user, files=files, contents=contents, now=NOW)

"""What an export holds, from one moment, in flat memory and a constant number of queries."""

import gc
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.errors import NotFound
from claims.exchange.pseudonyms import make_pseudonym
from claims.exchange.records import (
    AnnotationRecord,
    EvidenceRecord,
    RoundHead,
    SpeakerName,
    SpeakerRecord,
    SuggestionRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.models import Annotation, Claim, CoSpeaker, Project, Slot
from claims.queries import export, export_shared
from claims.queries.export_records import AnnotationRow
from tests.exports import stream_annotations
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    EvidenceFactory,
    GuidelineFactory,
    OutletFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db


def annotate(claim: Claim, **fields: Any) -> Annotation:
    """A label on a new slot of the claim."""
    return AnnotationFactory(slot=SlotFactory(claim=claim, held=True), **fields)


def read_one(project: Project) -> AnnotationRecord:
    (record,) = stream_annotations(project)
    return record


def test_record_has_everything_that_a_label_refers_to(project: Project) -> None:
    article = ArticleFactory(
        project=project,
        outlet=OutletFactory(project=project, name="The Daily"),
        source_id="a-1",
        url="https://daily.example/1",
        author="A. Writer",
        published=date(2026, 1, 9),
        licence="CC0",
        redistribute="sentence",
        embargo=NOW,
    )
    headline, claim, after = ClaimFactory.create_batch(3, article=article)
    mayor = SpeakerFactory(project=project, name="Ada", role="mayor", affiliation="Party")
    port, clerk = SpeakerFactory.create_batch(2, project=project)
    annotation = annotate(
        claim,
        value="check_worthy_fact",
        verdict_value="Refuted",
        speaker=mayor,
        original_speaker=clerk,
        quote_type="direct",
        reporting_source="Radio",
        wording="The town bought two buses.",
        claim_date=date(2026, 1, 8),
        claim_date_precision="day",
        claim_types=["Numerical Claim"],
        justification="No.",
        omission="Trams.",
        searched="The register.",
        confidence=4,
        comment="Hm.",
        seconds=12,
        suggestion=SuggestionFactory(claim=claim, speaker=port, quote_type="mixed"),
        guideline=GuidelineFactory(project=project),
    )
    CoSpeaker.objects.create(annotation=annotation, speaker=port)
    EvidenceFactory(annotation=annotation, stance="refutes", url="https://register.example/1")
    EvidenceFactory(annotation=annotation, url="", quote="", answer="Three.", set_number=2)

    record = read_one(project)

    assert record.uuid == annotation.uuid
    assert (record.project.uuid, record.project.slug) == (project.uuid, project.slug)
    assert record.article.outlet == "The Daily"
    assert (record.article.uuid, record.article.source_id) == (article.uuid, "a-1")
    assert (record.article.url, record.article.author) == ("https://daily.example/1", "A. Writer")
    assert (record.article.published, record.article.embargo) == (date(2026, 1, 9), NOW)
    assert (record.article.licence, record.article.redistribute) == ("CC0", "sentence")
    assert (record.article.title, record.article.language) == (article.title, "en")
    assert (record.article.length, record.article.sha256) == (article.length, article.sha256)
    assert (record.claim.uuid, record.claim.text) == (claim.uuid, claim.text)
    assert article.body.text[record.claim.start : record.claim.end] == claim.text
    assert (record.claim.kind, record.claim.paragraph, record.claim.position) == ("sentence", 1, 1)
    assert record.claim.context_before == headline.text
    assert record.claim.context_after == after.text
    assert (record.claim.retired, record.claim.splitter_version) == (False, "test")
    assert record.annotator == make_pseudonym(project.pseudonym_key, annotation.annotator.uuid)
    assert (record.stage, record.revision, record.seconds) == ("label", 1, 12)
    assert (record.created_at, record.first_submitted_at) == (NOW, NOW)
    assert record.guideline_version == 1
    assert record.speaker == SpeakerRecord(
        uuid=mayor.uuid,
        kind="person",
        name="Ada",
        role="mayor",
        affiliation="Party",
        same_as=None,
    )
    assert [speaker.uuid for speaker in record.co_speakers] == [port.uuid]
    assert record.original_speaker is not None
    assert record.original_speaker.uuid == clerk.uuid
    assert (record.quote_type, record.reporting_source) == ("direct", "Radio")
    assert record.verifiability == VerifiabilityRecord(
        scheme="factcheck-verifiability",
        scheme_version=1,
        value="check_worthy_fact",
        name="Fact worth checking",
        verifiable="yes",
        check_worthy="yes",
    )
    assert record.verdict == VerdictRecord(
        scheme="averitec",
        scheme_version=1,
        value="Refuted",
        name="Refuted",
        canonical="refuted",
        rating=annotation.verdict.rating if annotation.verdict else None,
    )
    assert (record.checked, record.wording) == ("content", "The town bought two buses.")
    assert (record.claim_date, record.claim_date_precision) == (date(2026, 1, 8), "day")
    assert record.claim_types == ("Numerical Claim",)
    assert (record.justification, record.omission) == ("No.", "Trams.")
    assert (record.searched, record.confidence, record.comment) == ("The register.", 4, "Hm.")
    assert record.evidence[0] == EvidenceRecord(
        position=1,
        stance="refutes",
        url="https://register.example/1",
        url_key="https://register.example/1",
        archived_url=None,
        title=None,
        publisher=None,
        published=None,
        retrieved=None,
        medium=None,
        quote="The council bought the buses.",
        question=None,
        answer=None,
        set_number=1,
    )
    assert (record.evidence[1].answer, record.evidence[1].url) == ("Three.", None)
    assert record.suggestion == SuggestionRecord(
        speaker=SpeakerName(uuid=port.uuid, name=port.name),
        quote_type="mixed",
        source="factcheck.text",
        version="test",
        score=0.9,
        reason="open quote",
        taken=False,
    )
    assert record.history == ()


def test_record_of_a_bare_label_has_none_where_nothing_is(project: Project) -> None:
    annotate(ClaimFactory(article__project=project))

    record = read_one(project)

    absent = {name for name in AnnotationRecord._fields if getattr(record, name) is None}
    assert absent == {
        "seconds", "guideline_version", "original_speaker", "quote_type", "reporting_source",
        "verdict", "wording", "claim_date", "claim_date_precision", "justification", "omission",
        "searched", "confidence", "comment", "suggestion", "suggestions_shown",
        "suggested_verifiability", "suggested_verdict",
    }  # fmt: skip
    assert (record.co_speakers, record.evidence, record.claim_types) == ((), (), ())
    assert (record.speaker.kind, record.speaker.name) == ("article", None)
    assert (record.article.outlet, record.article.source_id) == (None, None)
    assert (record.claim.context_before, record.claim.context_after) == (None, None)


@pytest.mark.parametrize("shown", (True, False))
def test_a_record_tells_whether_suggestions_were_shown_and_which_labels(
    *, shown: bool, project: Project
) -> None:
    label = project.verifiability_scheme.labels.get(value="check_worthy_fact")
    annotate(
        ClaimFactory(article__project=project),
        suggestions_shown=shown,
        suggested_verifiability=label if shown else None,
        suggested_verdict=project.verdict_scheme.labels.get(value="Refuted") if shown else None,
    )

    record = read_one(project)

    assert record.suggestions_shown is shown
    assert record.suggested_verifiability == ("check_worthy_fact" if shown else None)
    assert record.suggested_verdict == ("Refuted" if shown else None)


def test_suggestion_is_taken_when_its_speaker_was_chosen(project: Project) -> None:
    suggestion = SuggestionFactory(claim__article__project=project)
    annotate(suggestion.claim, suggestion=suggestion, speaker=suggestion.speaker)

    record = read_one(project)

    assert record.suggestion is not None
    assert record.suggestion.taken is True


def test_each_has_their_own_answer_to_one_suggestion(project: Project) -> None:
    suggestion = SuggestionFactory(claim__article__project=project)
    for _ in range(2):
        annotate(suggestion.claim, suggestion=suggestion, speaker=suggestion.speaker)
    annotate(suggestion.claim, suggestion=suggestion)

    shown = [record.suggestion for record in stream_annotations(project)]

    assert [one and one.taken for one in shown] == [True, True, False]


def test_history_holds_the_revisions_before(project: Project) -> None:
    slot = SlotFactory(claim__article__project=project, held=True)
    ada = SpeakerFactory(project=project, name="Ada")
    first = AnnotationFactory(slot=slot, speaker=ada, comment="First.")
    second = AnnotationFactory(
        slot=slot,
        value="check_worthy_fact",
        verdict_value="Supported",
        created_at=NOW + timedelta(hours=1),
    )
    third = AnnotationFactory(slot=slot, created_at=NOW + timedelta(hours=2))

    record = read_one(project)

    assert (record.uuid, record.revision) == (third.uuid, 3)
    assert (record.created_at, record.first_submitted_at) == (NOW + timedelta(hours=2), NOW)
    assert [earlier.uuid for earlier in record.history] == [first.uuid, second.uuid]
    assert record.history[0].speaker == SpeakerName(uuid=ada.uuid, name="Ada")
    assert [(e.revision, e.verifiability, e.verdict, e.comment) for e in record.history] == [
        (1, "no_claim", None, "First."),
        (2, "check_worthy_fact", "Supported", None),
    ]


def test_context_of_spans_and_retired_claims_is_what_stands_around_them_now(
    project: Project,
) -> None:
    article = ArticleFactory(project=project)
    _headline, before, claim, after, last = ClaimFactory.create_batch(5, article=article)
    span = ClaimFactory(
        article=article, start=claim.start + 4, end=claim.end - 3, kind="span", position=9, text="x"
    )
    retired = ClaimFactory(
        article=article,
        start=claim.start,
        end=after.end,
        retired_at=NOW,
        position=10,
        text="y",
    )
    for labelled in (span, retired, last):
        annotate(labelled)

    contexts = [
        (r.claim.text, r.claim.context_before, r.claim.context_after, r.claim.retired)
        for r in stream_annotations(project)
    ]

    assert contexts == [
        ("x", before.text, after.text, False),
        ("y", before.text, last.text, True),
        (last.text, after.text, None, False),
    ]


def test_only_live_labels_of_the_project_that_count_are_exported(project: Project) -> None:
    counted = annotate(ClaimFactory(article__project=project))
    annotate(ClaimFactory())
    SlotFactory(claim=counted.claim)
    for purpose in (Slot.Purpose.TRAINING, Slot.Purpose.GOLD):
        AnnotationFactory(slot=SlotFactory(claim=counted.claim, held=True, purpose=purpose))

    assert [record.uuid for record in stream_annotations(project)] == [counted.uuid]


def test_rounds_that_are_not_part_of_the_data_set_are_left_out_unless_asked_for(
    project: Project,
) -> None:
    pilot, live = (
        RoundFactory(project=project, ended_at=NOW, in_releases=n) for n in (False, True)
    )
    articles = [ArticleFactory(project=project, round=one) for one in (None, pilot, live)]
    plain, tried, drawn = (annotate(ClaimFactory(article=article)) for article in articles)

    found = list(stream_annotations(project))
    whole = list(stream_annotations(project, all_rounds=True))

    assert [record.uuid for record in found] == [plain.uuid, drawn.uuid]
    assert [record.uuid for record in whole] == [plain.uuid, tried.uuid, drawn.uuid]
    assert [record.article.round for record in whole] == [
        None,
        RoundHead(number=1, name="Pilot 1"),
        RoundHead(number=2, name="Pilot 2"),
    ]
    assert list(stream_annotations(project, article=articles[1].uuid)) == []


def test_one_article_alone(project: Project) -> None:
    wanted, other = (annotate(ClaimFactory(article__project=project)) for _ in range(2))

    found = list(stream_annotations(project, article=wanted.claim.article.uuid))

    assert [record.uuid for record in found] == [wanted.uuid]
    with pytest.raises(NotFound):
        list(stream_annotations(project, article=project.uuid))
    assert other.uuid != wanted.uuid


def test_chunks_join_without_gap_or_overlap(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = ArticleFactory(project=project)
    expected = [annotate(claim).uuid for claim in ClaimFactory.create_batch(7, article=article)]

    for chunk in (1, 2, 3, 7, 8):
        monkeypatch.setattr(export, "CHUNK", chunk)
        monkeypatch.setattr(export_shared, "SPEAKERS_KEPT", chunk // 3)
        assert [record.uuid for record in stream_annotations(project)] == expected


@pytest.mark.parametrize("count", [1, 3])
def test_a_chunk_costs_the_same_queries_however_many_labels(
    project: Project, count: int, django_assert_num_queries: Any
) -> None:
    guideline = GuidelineFactory(project=project)
    for _ in range(count):
        claim = ClaimFactory(article__project=project)
        slot = SlotFactory(claim=claim, held=True)
        AnnotationFactory(slot=slot, speaker=SpeakerFactory(project=project))
        annotation = AnnotationFactory(
            slot=slot,
            value="check_worthy_fact",
            verdict_value="Supported",
            suggestion=SuggestionFactory(claim=claim),
            guideline=guideline,
        )
        CoSpeaker.objects.create(annotation=annotation, speaker=SpeakerFactory(project=project))
        EvidenceFactory(annotation=annotation)

    # The moment in four tables; embargoed ones; labels; slots, articles, claims, co-speakers,
    # evidence, suggestions, annotators, guidelines, revisions, speakers; slots again; and the
    # savepoint that a test's own transaction needs.
    with django_assert_num_queries(5 + 12 + 2):
        records = list(stream_annotations(project))

    assert len(records) == count


def test_memory_does_not_grow_with_the_export(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, no more records than two chunks hold are alive at any time."""
    monkeypatch.setattr(export, "CHUNK", 5)
    article = ArticleFactory(project=project)
    for claim in ClaimFactory.create_batch(30, article=article):
        annotate(claim)

    kinds = {AnnotationRecord, AnnotationRow}
    alive = [
        sum(type(thing) in kinds for thing in gc.get_objects())
        for _record in stream_annotations(project)
    ]

    assert len(alive) == 30
    assert max(alive) <= 2 * 5 + 2


@pytest.fixture
def labelled(transactional_db: None) -> Project:
    """A project with four labels, committed."""
    article = ArticleFactory()
    for claim in ClaimFactory.create_batch(4, article=article):
        annotate(claim)
    return article.project


@pytest.fixture
def snapshot() -> Iterator[Any]:
    """The connection that exports read from."""
    yield connections["snapshot"]
    connections["snapshot"].close()


@pytest.mark.django_db(transaction=True)
def test_writes_during_an_export_do_not_show(
    labelled: Project, snapshot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "CHUNK", 1)
    before = {record.uuid: record for record in stream_annotations(labelled)}
    slots = list(Slot.objects.order_by("pk"))
    stream = stream_annotations(labelled)

    first = next(stream)
    for slot in slots:
        AnnotationFactory(slot=slot, comment="Revised meanwhile.")
    labelled.articles.update(title="Renamed meanwhile")
    annotate(ClaimFactory(article=slots[0].article))
    during = [first, *stream]
    afterwards = list(stream_annotations(labelled))

    assert during == list(before.values())
    assert len(afterwards) == 5
    assert [record.comment for record in afterwards[:4]] == ["Revised meanwhile."] * 4
    assert {record.article.title for record in afterwards} == {"Renamed meanwhile"}


@pytest.mark.django_db(transaction=True)
def test_an_export_that_is_closed_lets_go_of_its_transaction(
    labelled: Project, snapshot: Any
) -> None:
    stream = stream_annotations(labelled)
    next(stream)
    assert snapshot.in_atomic_block

    stream.close()

    assert not snapshot.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_an_export_lets_go_of_its_transaction_at_the_end(labelled: Project, snapshot: Any) -> None:
    assert len(list(stream_annotations(labelled))) == 4
    assert not snapshot.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_an_export_writes_nothing(labelled: Project, snapshot: Any) -> None:
    with CaptureQueriesContext(snapshot) as captured:
        list(stream_annotations(labelled))

    verbs = {query["sql"].lstrip().partition(" ")[0] for query in captured}
    assert verbs <= {"SELECT", "BEGIN", "COMMIT", "DECLARE"}

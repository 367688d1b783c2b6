"""What an export of decisions and of articles holds, and what stays out of all exports."""

from datetime import date, timedelta
from typing import Any

import pytest

from claims.exchange.pseudonyms import make_pseudonym
from claims.exchange.records import ApprovalRecord, BasisRecord, ClaimSpan, SpeakerName
from claims.models import Claim, CoSpeaker, DecisionBasis, Project, Slot
from claims.queries import export, export_articles
from claims.queries.export import Snapshot, count_records
from claims.queries.export_selection import Of, Selection, resolve
from tests.exports import stream
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApprovalFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    OutletFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def decide(claim: Claim, **fields: Any) -> Any:
    return DecisionFactory(claim=claim, **fields)


def list_uuids(project: Project, **selection: Any) -> list[Any]:
    return [record.uuid for record in stream(project, **selection)]


def test_a_decision_has_everything_that_it_refers_to(project: Project) -> None:
    before, claim = ClaimFactory.create_batch(2, article=ArticleFactory(project=project))
    ada, port, clerk = SpeakerFactory.create_batch(3, project=project)
    label = AnnotationFactory(
        slot=SlotFactory(claim=claim, held=True),
        value="check_worthy_fact",
        verdict_value="Refuted",
        speaker=ada,
        confidence=3,
        seconds=9,
    )
    first = decide(claim)
    decision = decide(
        claim,
        previous=first,
        value="check_worthy_fact",
        verdict_value="Refuted",
        speaker=ada,
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
        reason="Clear.",
    )
    CoSpeaker.objects.create(decision=decision, speaker=port)
    EvidenceFactory(annotation=None, decision=decision, position=1, stance="refutes")
    DecisionBasis.objects.create(decision=decision, annotation=label)
    approval = ApprovalFactory(decision=decision)

    (record,) = stream(project, of=Of.DECISIONS)

    key = project.pseudonym_key
    assert (record.uuid, record.previous) == (decision.uuid, first.uuid)
    assert (record.stage, record.rule, record.reason) == ("label", "hand", "Clear.")
    assert record.decided_by == make_pseudonym(key, decision.decided_by.uuid)
    assert (record.claim.uuid, record.claim.context_before) == (claim.uuid, before.text)
    assert (record.article.uuid, record.project.uuid) == (claim.article.uuid, project.uuid)
    assert (record.speaker.uuid, record.original_speaker.uuid) == (ada.uuid, clerk.uuid)
    assert [one.uuid for one in record.co_speakers] == [port.uuid]
    assert (record.quote_type, record.reporting_source) == ("direct", "Radio")
    assert (record.verifiability.value, record.verdict.value) == ("check_worthy_fact", "Refuted")
    assert (record.wording, record.claim_date) == (decision.wording, date(2026, 1, 8))
    assert (record.claim_date_precision, record.claim_types) == ("day", ("Numerical Claim",))
    assert (record.justification, record.omission) == ("No.", "Trams.")
    assert (record.searched, record.checked) == ("The register.", "content")
    assert [(one.position, one.stance) for one in record.evidence] == [(1, "refutes")]
    assert record.basis == (
        BasisRecord(
            uuid=label.uuid,
            annotator=make_pseudonym(key, label.annotator.uuid),
            speaker=SpeakerName(ada.uuid, ada.name),
            verifiability="check_worthy_fact",
            verdict="Refuted",
            confidence=3,
            seconds=9,
        ),
    )
    assert record.approvals == (ApprovalRecord(make_pseudonym(key, approval.approver.uuid), NOW),)


def test_a_decision_by_rule_is_nobodys(project: Project) -> None:
    decide(ClaimFactory(article__project=project), rule="unanimous", decided_by=None)

    (record,) = stream(project, of=Of.DECISIONS)

    assert (record.rule, record.decided_by, record.reason) == ("unanimous", None, None)
    assert (record.previous, record.basis, record.approvals) == (None, (), ())
    assert (record.verdict, record.wording, record.evidence) == (None, None, ())


def test_only_what_stands_of_claims_that_stand_is_exported(project: Project) -> None:
    article = ArticleFactory(project=project)
    claim, retired = ClaimFactory.create_batch(2, article=article)
    replaced = decide(claim)
    standing = decide(claim, previous=replaced)
    checked = decide(claim, stage="check")
    decide(ClaimFactory())
    decide(retired)
    Claim.objects.filter(pk=retired.pk).update(retired_at=NOW - timedelta(minutes=1))

    assert list_uuids(project, of=Of.DECISIONS) == [standing.uuid, checked.uuid]


def test_of_each_claim_the_later_passs_decision(project: Project) -> None:
    labelled, both = ClaimFactory.create_batch(2, article=ArticleFactory(project=project))
    alone = decide(labelled)
    label_pass = decide(both)
    check_pass = decide(both, stage="check")

    assert list_uuids(project, of=Of.CLAIMS) == [alone.uuid, check_pass.uuid]
    assert list_uuids(project, of=Of.CLAIMS, stage="label") == [alone.uuid, label_pass.uuid]


def test_an_article_has_its_text_and_claims(project: Project) -> None:
    older = ArticleFactory(project=project)
    article = ArticleFactory(
        project=project, outlet=OutletFactory(project=project, name="The Daily"), previous=older
    )
    later, earlier = (
        ClaimFactory(article=article, start=start, end=start + 4, position=2) for start in (9, 3)
    )
    Claim.objects.filter(pk=later.pk).update(retired_at=NOW)

    _older, record = stream(project, of=Of.ARTICLES)

    assert (record.article.uuid, record.article.outlet) == (article.uuid, "The Daily")
    assert (record.text, record.previous) == (article.body.text, older.uuid)
    assert record.created_at == article.created_at
    assert record.claims == tuple(
        ClaimSpan(
            uuid=claim.uuid,
            start=claim.start,
            end=claim.end,
            kind="sentence",
            paragraph=1,
            position=2,
            retired=claim is later,
            splitter_version="test",
        )
        for claim in (earlier, later)
    )


def test_training_articles_and_rounds_that_are_left_out_are_no_articles(project: Project) -> None:
    pilot = RoundFactory(project=project, ended_at=NOW, in_releases=False)
    plain, tried = ArticleFactory(project=project), ArticleFactory(project=project, round=pilot)
    ArticleFactory(project=project, is_training=True)

    found = [record.article.uuid for record in stream(project, of=Of.ARTICLES)]
    whole = [record.article.uuid for record in stream(project, of=Of.ARTICLES, all_rounds=True)]

    assert (found, whole) == ([plain.uuid], [plain.uuid, tried.uuid])


@pytest.mark.parametrize("of", list(Of))
def test_embargoed_articles_stay_out_and_are_counted(of: Of, project: Project) -> None:
    held, free = (
        ClaimFactory(article=ArticleFactory(project=project, embargo=until))
        for until in (NOW + timedelta(seconds=1), NOW)
    )
    for claim in (held, free):
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
        decide(claim)
    narrowing = resolve(project, Selection(of=of))

    with Snapshot(project, narrowing, now=NOW) as snapshot:
        articles = [record.article.uuid for record in snapshot.stream()]

    assert (articles, snapshot.embargoed) == ([free.article.uuid], 1)
    assert count_records(project, narrowing, NOW) == (1, 1)
    assert count_records(project, narrowing, NOW + timedelta(seconds=1)) == (2, 0)


@pytest.mark.parametrize("of", [Of.DECISIONS, Of.ARTICLES])
@pytest.mark.parametrize("count", [1, 3])
def test_a_chunk_costs_the_same_queries_however_many(
    of: Of, count: int, project: Project, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        claim = ClaimFactory(article__project=project)
        decision = decide(claim, value="check_worthy_fact", verdict_value="Supported")
        label = AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
        DecisionBasis.objects.create(decision=decision, annotation=label)
        EvidenceFactory(annotation=None, decision=decision, position=1)
        ApprovalFactory(decision=decision, approver=UserFactory())

    # The moment and embargoed ones; rows twice; and the savepoint. Of decisions labels, basis,
    # approvals, articles, claims, co-speakers, evidence, people, speakers; of articles heads,
    # texts, claims.
    with django_assert_num_queries(5 + 2 + 2 + {Of.DECISIONS: 9, Of.ARTICLES: 3}[of]):
        records = list(stream(project, of=of))

    assert len(records) == count


@pytest.mark.parametrize("of", list(Of))
def test_chunks_join_without_gap_or_overlap(
    of: Of, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        claim = ClaimFactory(article__project=project)
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
        decide(claim)
    whole = list(stream(project, of=of))

    for chunk in (1, 2, 5):
        monkeypatch.setattr(export, "CHUNK", chunk)
        monkeypatch.setattr(export_articles, "TEXT_AT_ONCE", chunk)
        assert list(stream(project, of=of)) == whole
    assert len(whole) == 5


def test_gold_and_training_labels_change_no_status(project: Project) -> None:
    claim = ClaimFactory(article__project=project)
    label = AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
    AnnotationFactory(
        slot=SlotFactory(claim=claim, held=True, purpose=Slot.Purpose.GOLD), value="prediction"
    )

    assert list_uuids(project, status="disputed") == []
    assert list_uuids(project, status="undecided") == [label.uuid]

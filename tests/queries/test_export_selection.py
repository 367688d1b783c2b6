"""By what an export is narrowed down, now and as of a moment."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from claims.errors import InvalidInput, NotFound
from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Claim, Project, Speaker, User
from claims.queries.export import Snapshot
from claims.queries.export_moment import Moment
from claims.queries.export_selection import Of, Selection, resolve
from tests.exports import stream
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def label(claim: Claim, person: User | None = None, **fields: Any) -> Any:
    slot: dict[str, Any] = {"annotator": person} if person else {}
    stage = fields.pop("stage", "label")
    return AnnotationFactory(
        slot=SlotFactory(claim=claim, held=True, stage=stage, **slot), **fields
    )


@pytest.fixture
def claims(project: Project) -> list[Claim]:
    return ClaimFactory.create_batch(4, article=ArticleFactory(project=project))


def read_now(project: Project) -> Moment:
    with Snapshot(project, resolve(project, Selection()), now=NOW) as snapshot:
        return snapshot.moment


def find(project: Project, **selection: Any) -> list[Any]:
    """The records' UUIDs: the same whether pointers or revisions are read."""
    found = [record.uuid for record in stream(project, **selection)]
    moment = read_now(project)
    assert [record.uuid for record in stream(project, moment=moment, **selection)] == found
    return found


def test_by_article(project: Project, claims: list[Claim]) -> None:
    one, _other = label(claims[0]), label(ClaimFactory(article__project=project))
    decision = DecisionFactory(claim=claims[0])
    DecisionFactory(claim=_other.claim)
    article = claims[0].article.uuid

    assert find(project, article=article) == [one.uuid]
    assert find(project, of=Of.DECISIONS, article=article) == [decision.uuid]
    (document,) = stream(project, of=Of.ARTICLES, article=article)
    assert document.article.uuid == article


def test_by_days_both_inclusive(project: Project, claims: list[Claim]) -> None:
    days = [
        NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=n - 1)
        for n in range(3)
    ]
    early, noon, late = (
        label(claim, created_at=moment)
        for claim, moment in zip(
            claims, (days[1] - timedelta(microseconds=1), days[1], days[2]), strict=False
        )
    )
    today = days[1].date()

    assert find(project, first_day=today) == [noon.uuid, late.uuid]
    assert find(project, last_day=today) == [early.uuid, noon.uuid]
    assert find(project, first_day=today, last_day=today) == [noon.uuid]
    assert find(project, first_day=date(2030, 1, 1)) == []


def test_by_annotator_under_their_pseudonym(
    project: Project, claims: list[Claim], annotator: User, other_annotator: User
) -> None:
    mine, _theirs = label(claims[0], annotator), label(claims[1], other_annotator)
    decision = DecisionFactory(claim=claims[0], decided_by=annotator)
    DecisionFactory(claim=claims[1], decided_by=other_annotator)
    pseudonym = make_pseudonym(project.pseudonym_key, annotator.uuid)

    assert find(project, annotator=pseudonym) == [mine.uuid]
    assert find(project, of=Of.DECISIONS, annotator=pseudonym) == [decision.uuid]


@pytest.mark.parametrize("name", ["username", "uuid"])
def test_nobody_is_found_by_name(name: str, project: Project, annotator: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        resolve(project, Selection(annotator=str(getattr(annotator, name))))
    assert refusal.value.code == "unknown_annotator"


def test_by_pass(project: Project, claims: list[Claim]) -> None:
    one, other = label(claims[0]), label(claims[0], stage="check")

    assert find(project, stage="label") == [one.uuid]
    assert find(project, stage="check") == [other.uuid]


def test_by_labels(project: Project, claims: list[Claim]) -> None:
    _plain = label(claims[0])
    refuted = label(claims[1], value="check_worthy_fact", verdict_value="Refuted")
    supported = label(claims[2], value="check_worthy_fact", verdict_value="Supported")

    assert find(project, verifiability="check_worthy_fact") == [refuted.uuid, supported.uuid]
    assert find(project, verdict="Refuted") == [refuted.uuid]
    assert find(project, verifiability="no_claim", verdict="Refuted") == []


def test_by_speaker_and_whoever_is_one_with_them(project: Project, claims: list[Claim]) -> None:
    ada, too, other = SpeakerFactory.create_batch(3, project=project)
    said = [
        label(claim, speaker=one) for claim, one in zip(claims, (ada, too, other), strict=False)
    ]
    Speaker.objects.filter(pk=too.pk).update(merged_into=ada, merged_with=ada)

    for named in (ada, too):
        assert find(project, speaker=named.uuid) == [said[0].uuid, said[1].uuid]


def test_by_what_changed_since(project: Project, claims: list[Claim]) -> None:
    hour = timedelta(hours=1)
    label(claims[0])
    revised = label(claims[1])
    again = AnnotationFactory(slot=revised.slot, created_at=NOW + hour)
    new = label(claims[2], created_at=NOW + 2 * hour)

    assert find(project, changed_since=NOW + hour) == [again.uuid, new.uuid]
    assert find(project, changed_since=NOW + hour * 1.5) == [new.uuid]


def test_by_status(project: Project, claims: list[Claim]) -> None:
    decided = label(claims[0])
    DecisionFactory(claim=claims[0])
    agreed = [label(claims[1]), label(claims[1])]
    disputed = [label(claims[2]), label(claims[2], value="prediction")]
    other_pass = label(claims[1], stage="check", value="prediction")

    def list_of(status: str) -> set[Any]:
        return set(find(project, status=status))

    assert list_of("decided") == {decided.uuid}
    assert list_of("undecided") == {one.uuid for one in (*agreed, *disputed, other_pass)}
    assert list_of("agreed") == {one.uuid for one in agreed}
    assert list_of("disputed") == {one.uuid for one in disputed}


def test_a_decision_is_disputed_where_a_label_says_otherwise(
    project: Project, claims: list[Claim]
) -> None:
    for claim, values in zip(claims, (["no_claim"], ["no_claim", "prediction"], []), strict=False):
        for value in values:
            label(claim, value=value)
    same, other, alone = (DecisionFactory(claim=claim) for claim in claims[:3])

    assert find(project, of=Of.DECISIONS, status="agreed") == [same.uuid]
    assert find(project, of=Of.DECISIONS, status="disputed") == [other.uuid]
    assert find(project, of=Of.DECISIONS, status="decided") == [same.uuid, other.uuid, alone.uuid]
    assert find(project, of=Of.DECISIONS, status="undecided") == []


@pytest.mark.parametrize(
    ("selection", "refusal"),
    [
        ({"article": uuid4()}, NotFound),
        ({"speaker": uuid4()}, NotFound),
        ({"verdict": "no_claim"}, InvalidInput),
        ({"verifiability": "x"}, InvalidInput),
        ({"of": Of.ARTICLES, "stage": "label"}, InvalidInput),
        ({"of": Of.ARTICLES, "speaker": uuid4()}, InvalidInput),
    ],
)
def test_what_there_is_not_is_refused(
    selection: dict[str, Any], refusal: type[Exception], project: Project
) -> None:
    with pytest.raises(refusal):
        resolve(project, Selection(**selection))


def test_nothing_of_other_projects_is_named(project: Project) -> None:
    for wanted in (
        Selection(article=ArticleFactory().uuid),
        Selection(speaker=SpeakerFactory().uuid),
    ):
        with pytest.raises(NotFound):
            resolve(project, wanted)

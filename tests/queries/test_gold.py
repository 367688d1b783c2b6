"""What gold labels make of the labels people gave."""

from typing import Any

import pytest

from claims.models import Article, Claim, GoldLabel, Label, Project, Slot, User
from claims.queries.figures.wanted import Field
from claims.queries.judging import Accepted, judge, judge_label, list_judged
from claims.queries.quality import list_fields, list_wrong, measure_quality
from tests.conftest import add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    GoldLabelFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db

SPEAKER, VERIFIABILITY, VERDICT = Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT
ALL = Accepted(
    speakers=frozenset({1, 2}), verifiabilities=frozenset({11}), verdicts=frozenset({21, 22})
)


def say(speaker: int, verifiability: int, verdict: int | None) -> dict[Field, int | None]:
    return {SPEAKER: speaker, VERIFIABILITY: verifiability, VERDICT: verdict}


@pytest.mark.parametrize(
    ("said", "with_verdict", "right"),
    [
        (say(1, 11, 21), True, {SPEAKER: True, VERIFIABILITY: True, VERDICT: True}),
        (say(2, 11, 22), True, {SPEAKER: True, VERIFIABILITY: True, VERDICT: True}),
        (say(3, 12, 23), True, {SPEAKER: False, VERIFIABILITY: False, VERDICT: False}),
        (say(1, 11, None), True, {SPEAKER: True, VERIFIABILITY: True, VERDICT: False}),
        (say(1, 12, None), False, {SPEAKER: True, VERIFIABILITY: False}),
    ],
)
def test_any_of_the_answers_is_right(
    said: dict[Field, int | None], right: dict[Field, bool], *, with_verdict: bool
) -> None:
    assert judge(said, ALL, with_verdict=with_verdict) == right


def test_of_a_field_without_answers_nothing_is_judged() -> None:
    assert judge(say(1, 11, 21), Accepted(verifiabilities=frozenset({12}))) == {
        VERIFIABILITY: False
    }
    assert judge(say(1, 11, 21), Accepted()) == {}


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


def say_as_gold(claim: Claim, person: User, **said: Any) -> Any:
    purpose = said.pop("purpose", Slot.Purpose.GOLD)
    slot = SlotFactory(claim=claim, annotator=person, purpose=purpose)
    return AnnotationFactory(slot=slot, **said)


def make_gold(article: Article, **about: Any) -> Claim:
    claim = ClaimFactory(article=article)
    GoldLabelFactory(claim=claim, **about)
    return claim


def test_the_last_label_before_any_feedback_counts_and_live_ones_don_t(
    project: Project, article: Article, annotator: User, other_annotator: User
) -> None:
    claim = make_gold(article)
    first = say_as_gold(claim, annotator, value="prediction")
    meant = AnnotationFactory(slot=first.slot, value="no_claim")
    AnnotationFactory(slot=first.slot, value="prediction", after_feedback=True)
    say_as_gold(claim, other_annotator, purpose="live")
    say_as_gold(ClaimFactory(article=article), annotator)

    judged = list_judged(project)

    assert [(one.annotation, one.annotator, one.claim) for one in judged] == [
        (meant.pk, annotator.pk, claim.pk)
    ]
    assert judged[0].right == {SPEAKER: True, VERIFIABILITY: True}
    assert judged[0].is_right
    assert [one.annotator for one in list_judged(project, "live")] == [other_annotator.pk]
    assert list_judged(project, person=other_annotator) == []


def test_it_is_held_against_what_is_known_now(
    project: Project, article: Article, annotator: User
) -> None:
    claim = make_gold(article, value="prediction")
    say_as_gold(claim, annotator)
    wrong = [one.is_right for one in list_judged(project)]
    GoldLabel.objects.update(ended_at=NOW)
    none = list_judged(project)
    GoldLabelFactory(claim=claim)

    assert (wrong, none) == ([False], [])
    assert [one.is_right for one in list_judged(project)] == [True]


def test_a_verdict_that_could_not_be_given_is_not_judged(
    project: Project, article: Article, annotator: User
) -> None:
    claim = make_gold(article, value="check_worthy_fact")
    supported = Label.objects.get(scheme=project.verdict_scheme, value="Supported")
    GoldLabel.objects.get(claim=claim).labels.add(supported)
    say_as_gold(claim, annotator, value="no_claim")

    assert list_judged(project)[0].right == {SPEAKER: True, VERIFIABILITY: False}
    assert list_fields(project) == [SPEAKER, VERIFIABILITY, VERDICT]
    project.has_check_pass = True
    assert list_fields(project) == [SPEAKER, VERIFIABILITY]


def test_who_says_that_there_is_no_verdict_is_wrong_where_only_the_verdict_is_known(
    project: Project, article: Article, annotator: User
) -> None:
    claim = ClaimFactory(article=article)
    supported = Label.objects.get(scheme=project.verdict_scheme, value="Supported")
    gold = GoldLabelFactory(claim=claim, said_by=[])
    gold.labels.set([supported])
    label = say_as_gold(claim, annotator, value="no_claim")

    assert [one.right for one in list_judged(project)] == [{VERDICT: False}]
    assert judge_label(label, gold) == {VERDICT: False}


def test_a_verdict_is_right_or_wrong(project: Project, article: Article, annotator: User) -> None:
    claim = make_gold(article, value="check_worthy_fact")
    supported = Label.objects.get(scheme=project.verdict_scheme, value="Supported")
    GoldLabel.objects.get(claim=claim).labels.add(supported)
    say_as_gold(claim, annotator, value="check_worthy_fact", verdict_value="Refuted")

    assert list_judged(project)[0].right == {SPEAKER: True, VERIFIABILITY: True, VERDICT: False}
    project.has_check_pass = True
    assert list_judged(project)[0].right == {SPEAKER: True, VERIFIABILITY: True}


def test_each_person_has_shares_with_their_intervals(
    project: Project, article: Article, annotator: User, curator: User
) -> None:
    claims = [make_gold(article) for _ in range(4)]
    for claim, value in zip(
        claims, ("no_claim", "no_claim", "no_claim", "prediction"), strict=True
    ):
        say_as_gold(claim, annotator, value=value)
    ada = SpeakerFactory(project=project)
    other = add_member(project, "other", "annotator")
    say_as_gold(claims[3], other, value="prediction", speaker=ada)

    quality = measure_quality(curator, project)

    first, second = quality.people
    shares = {name: (one.right, one.total) for name, one in first.fields.items()}
    assert (first.annotator, second.annotator) == (annotator.pk, other.pk)
    assert (first.claims.right, first.claims.total) == (3, 4)
    assert shares == {SPEAKER: (4, 4), VERIFIABILITY: (3, 4), VERDICT: (0, 0)}
    interval = first.claims.interval
    assert interval is not None
    # As Wilson's formula gives it for 3 of 4.
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.3006, 0.9544)
    assert [(one.claim, one.wrong, one.total) for one in quality.missed] == [(claims[3], 2, 2)]


def test_whoever_has_the_claim_to_label_is_not_told_that_it_was_missed(
    project: Project, article: Article, annotator: User, curator: User
) -> None:
    claim = make_gold(article, value="prediction")
    say_as_gold(claim, annotator)
    SlotFactory(claim=claim, purpose="gold", annotator=curator)

    assert measure_quality(curator, project).missed == []
    assert list_wrong(curator, project, annotator) == []


def test_a_person_s_wrong_answers_are_told_with_what_is_right(
    project: Project, article: Article, annotator: User, curator: User
) -> None:
    wrong, right = make_gold(article, value="prediction"), make_gold(article)
    given = say_as_gold(wrong, annotator)
    say_as_gold(right, annotator)

    (answer,) = list_wrong(curator, project, annotator)

    assert (answer.annotation, answer.gold.claim, answer.wrong) == (
        given,
        wrong,
        frozenset({VERIFIABILITY}),
    )

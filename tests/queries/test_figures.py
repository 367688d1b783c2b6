"""Figures of agreement: what counts in them, and exactly what they come to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from claims.agreement.results import Undefined
from claims.models import Article, Claim, CoSpeaker, Label, Project, Slot, Speaker, Stage, User
from claims.operations.merging import merge_speakers
from claims.queries.figures.behind import Behind, list_behind
from claims.queries.figures.fields import find_measured, measure_field, read_weeks
from claims.queries.figures.people import Share, measure_people
from claims.queries.figures.pull import measure_pull
from claims.queries.figures.scales import are_grades
from claims.queries.figures.wanted import ALL, Field, Wanted
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    AuditEventFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    LabelSuggestionFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
    install_scheme,
)
from tests.figures import ALPHA, FACT, NONE, disagree, label

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


@pytest.fixture
def pair(annotator: User, other_annotator: User) -> Sequence[User]:
    return annotator, other_annotator


@pytest.fixture
def disagreeing(article: Article, pair: Sequence[User]) -> list[Claim]:
    return disagree(article, pair)


def find_label(project: Project, value: str) -> int:
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    return Label.objects.get(scheme__in=schemes, value=value).pk


def read_alpha(project: Project, field: Field = Field.VERIFIABILITY, **wanted: Any) -> Any:
    """Measured anew: factories leave no audit events."""
    cache.clear()
    return measure_field(project, field, Wanted(**wanted)).main.value


def test_figures_of_two_people_on_four_claims(
    project: Project, disagreeing: list[Claim], annotator: User, other_annotator: User
) -> None:
    found = measure_field(project, Field.VERIFIABILITY)

    agreement = found.agreement
    assert agreement is not None
    assert (found.units, agreement.labels, agreement.raters, agreement.singles) == (4, 8, 2, 0)
    fact, none = (find_label(project, value) for value in (FACT, NONE))
    assert agreement.marginals == {fact: 3, none: 5}
    assert agreement.crossed == {(fact, fact): 1, (fact, none): 1, (none, none): 2}
    values = {name: result.value for name, result in agreement.results.items()}
    assert values == pytest.approx(
        {
            "percent": 3 / 4,
            "alpha": ALPHA,
            "fleiss": 1 - (1 / 4) / (2 * 3 * 5 / 64),
            # Chance: 2·3·5/64 / 4, the scheme having five labels.
            "ac1": 1 - (1 / 4) / (1 - 2 * 3 * 5 / 64 / 4),
            "free_marginal": (3 / 4 - 1 / 5) / (4 / 5),
        }
    )
    interval = agreement.results["alpha"].interval
    assert interval is not None
    assert (interval.resamples, interval.high) == (1000, 1.0)
    assert found.pairs is not None
    (two,) = found.pairs.pairs
    assert (two.first, two.second, two.units) == (annotator.pk, other_annotator.pk, 4)
    assert two.kappa.value == pytest.approx(0.5)
    assert (found.scale, found.left_out, found.withheld) == ("nominal", None, 0)


def test_the_claims_behind_a_cell(project: Project, disagreeing: list[Claim]) -> None:
    fact, none = (find_label(project, value) for value in (FACT, NONE))

    def find(one: int, other: int) -> list[int]:
        return list_behind(project, Field.VERIFIABILITY, ALL, Behind(labels=(one, other)))

    assert find(fact, none) == find(none, fact) == [disagreeing[1].pk]
    assert find(none, none) == [disagreeing[2].pk, disagreeing[3].pk]
    assert find(find_label(project, "prediction"), none) == []


def open_free(claim: Claim) -> None:
    SlotFactory(claim=claim)


def open_held(claim: Claim) -> None:
    SlotFactory(claim=claim, held=True, wanted=False)


def open_gold(claim: Claim) -> None:
    SlotFactory(claim=claim, held=True, purpose=Slot.Purpose.GOLD)


def take_back(claim: Claim) -> None:
    Slot.objects.filter(pk=claim.slots.earliest("pk").pk).update(current=None)


def retire(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(retired_at=NOW)


@pytest.mark.parametrize(
    ("unfinish", "withheld"),
    ((open_free, 1), (open_held, 1), (open_gold, 1), (take_back, 0), (retire, 0)),
)
def test_nothing_of_a_claim_that_somebody_may_still_label_is_in_any_figure(
    unfinish: Callable[[Claim], None],
    withheld: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    disagreeing: list[Claim],
) -> None:
    """Read without the claim, and with it unfinished: nothing differs, but that it is left out."""
    speaker = SpeakerFactory(project=project)
    before = {field: measure_field(project, field) for field in Field}
    people, pull = measure_people(project), measure_pull(project)
    claim = ClaimFactory(article=article)
    SuggestionFactory(claim=claim, speaker=speaker)
    values = {"value": FACT, "verdict_value": "Supported", "speaker": speaker}
    for one in label(claim, pair, values, values | {"verdict_value": "Refuted"}):
        EvidenceFactory(annotation=one)
    DecisionFactory(claim=claim)
    unfinish(claim)
    cache.clear()

    for field, known in before.items():
        found = measure_field(project, field)
        assert found.withheld == withheld
        assert (found.agreement, found.evidence, found.pairs, found.weeks) == (
            known.agreement,
            known.evidence,
            known.pairs,
            known.weeks,
        )
    assert (measure_people(project), measure_pull(project)) == (people, pull)
    fact = find_label(project, FACT)
    behind = Behind(labels=(fact, fact))
    assert list_behind(project, Field.VERIFIABILITY, ALL, behind) == [disagreeing[0].pk]


def test_a_closed_slot_and_a_free_gold_one_are_nobodys_to_label(
    project: Project, disagreeing: list[Claim]
) -> None:
    SlotFactory(claim=disagreeing[0], wanted=False)
    SlotFactory(claim=disagreeing[0], purpose=Slot.Purpose.GOLD)

    assert measure_field(project, Field.VERIFIABILITY).units == 4


def test_checks_of_a_claim_that_is_to_be_labelled_again_do_not_count(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    Project.objects.update(has_check_pass=True)
    project.refresh_from_db()
    claims = ClaimFactory.create_batch(2, article=article)
    for claim in claims:
        checked = {"value": FACT, "verdict_value": "Supported"}
        label(claim, pair, checked, checked, stage=Stage.CHECK)
    SlotFactory(claim=claims[0])

    found = measure_field(project, Field.VERDICT)

    assert (found.units, found.withheld) == (1, 1)
    assert measure_field(project, Field.VERIFIABILITY).units == 0


def test_gold_and_training_labels_do_not_count(project: Project, disagreeing: list[Claim]) -> None:
    for purpose in (Slot.Purpose.GOLD, Slot.Purpose.TRAINING):
        AnnotationFactory(slot=SlotFactory(claim=disagreeing[1], held=True, purpose=purpose))

    assert read_alpha(project) == pytest.approx(ALPHA)


def test_a_revision_after_the_decision_moves_nothing(
    project: Project, disagreeing: list[Claim]
) -> None:
    slot = disagreeing[1].slots.latest("pk")
    AnnotationFactory(slot=slot, value=FACT, after_feedback=True)

    assert read_alpha(project) == pytest.approx(ALPHA)


def test_a_revision_before_any_decision_counts_instead(
    project: Project, disagreeing: list[Claim]
) -> None:
    slot = disagreeing[1].slots.latest("pk")
    AnnotationFactory(slot=slot, value=FACT)
    AnnotationFactory(slot=slot, value="prediction", after_feedback=True)

    assert read_alpha(project) == 1


def test_a_slot_that_went_on_to_another_counts_once(
    project: Project, disagreeing: list[Claim], curator: User
) -> None:
    """Whoever had it before has taken their label back."""
    slot = disagreeing[1].slots.latest("pk")
    Slot.objects.filter(pk=slot.pk).update(annotator=curator)
    slot.refresh_from_db()
    AnnotationFactory(slot=slot, value=FACT)

    assert read_alpha(project) == 1
    assert [one.annotator for one in measure_people(project)][-1] == curator.pk


def test_speakers_that_were_merged_are_one(
    project: Project, article: Article, pair: Sequence[User], curator: User
) -> None:
    claims = ClaimFactory.create_batch(2, article=article)
    ada, marrow, bo = SpeakerFactory.create_batch(3, project=project)
    label(claims[0], pair, {"speaker": ada}, {"speaker": marrow})
    label(claims[1], pair, {"speaker": bo}, {"speaker": bo})
    before = measure_field(project, Field.SPEAKER).main.value

    merge_speakers(actor=curator, speaker=marrow, into=ada, now=NOW)

    # Without emptying the cache: the merging is audited.
    after = measure_field(project, Field.SPEAKER)
    assert before == pytest.approx(1 - (2 / 4) / (10 / 12))
    assert after.main.value == 1
    assert after.agreement is not None
    assert after.agreement.marginals == {ada.pk: 2, bo.pk: 2}


def test_the_article_itself_is_left_out_of_named_speakers(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    claims = ClaimFactory.create_batch(3, article=article)
    ada, bo = SpeakerFactory.create_batch(2, project=project)
    label(claims[0], pair, {"speaker": ada}, {"speaker": ada})
    label(claims[1], pair, {"speaker": bo}, {"speaker": bo})
    label(claims[2], pair, {"speaker": ada}, {})

    found = measure_field(project, Field.NAMED_SPEAKER)

    assert (found.units, found.left_out, found.main.value) == (2, 1, 1)
    assert set(found.agreement.results if found.agreement else ()) == {
        "percent",
        "alpha",
        "fleiss",
    }


def test_verdicts_where_all_gave_one_and_with_none_as_a_label(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    claims = ClaimFactory.create_batch(3, article=article)
    supported = {"value": FACT, "verdict_value": "Supported"}
    label(claims[0], pair, supported, supported)
    label(claims[1], pair, supported, {"value": FACT, "verdict_value": "Refuted"})
    label(claims[2], pair, supported, {"value": NONE})

    strict, wide = (measure_field(project, one) for one in (Field.VERDICT, Field.VERDICT_OR_NONE))

    assert (strict.units, strict.left_out, wide.units, wide.left_out) == (2, 1, 3, None)
    # Three times supported, once refuted: 1 - (2/4) / (2·3·1 / (4·3)).
    assert strict.main.value == pytest.approx(0)
    # Four, one, and one without: 1 - (4/6) / ((36 - 16 - 1 - 1) / (6·5)).
    assert wide.main.value == pytest.approx(1 - (4 / 6) / (18 / 30))
    assert wide.agreement is not None
    assert list(wide.agreement.marginals) == [
        None,
        find_label(project, "Supported"),
        find_label(project, "Refuted"),
    ]


def test_sets_of_co_speakers_and_claim_types(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    ada, bo = SpeakerFactory.create_batch(2, project=project)
    first, second = ClaimFactory.create_batch(2, article=article)
    types = ["Numerical Claim", "Causal Claim"]
    one, other = label(first, pair, {"claim_types": types}, {"claim_types": [*reversed(types)]})
    label(second, pair, {"claim_types": types[:1]}, {})
    CoSpeaker.objects.create(annotation=one, speaker=ada)
    CoSpeaker.objects.create(annotation=other, speaker=ada)
    CoSpeaker.objects.create(annotation=other, speaker=bo)

    joined, typed = (measure_field(project, one) for one in (Field.CO_SPEAKERS, Field.CLAIM_TYPES))

    assert joined.agreement is not None
    assert typed.agreement is not None
    assert dict(joined.agreement.marginals) == {
        frozenset(): 2,
        frozenset({ada.pk}): 1,
        frozenset({ada.pk, bo.pk}): 1,
    }
    assert joined.agreement.results["percent"].value == 1 / 2
    assert dict(typed.agreement.crossed) == {
        (frozenset(types), frozenset(types)): 1,
        (frozenset(), frozenset(types[:1])): 1,
    }
    assert (joined.scale, set(joined.agreement.results)) == (
        "masi",
        {"percent", "alpha", "alpha_jaccard"},
    )


def test_evidence_is_compared_by_page(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """Two of three pages are the same; who gave no verdict had nothing to look for."""
    first, second = ClaimFactory.create_batch(2, article=article)
    judged = {"value": FACT, "verdict_value": "Supported"}
    one, other = label(first, pair, judged, judged)
    found, _none = label(second, pair, judged, {"value": NONE})
    for annotation, links in ((one, "ab"), (other, "abc"), (found, "z")):
        for link in links:
            EvidenceFactory(annotation=annotation, url=f"https://records.example/{link}")

    evidence = measure_field(project, Field.EVIDENCE).evidence

    assert evidence is not None
    assert (evidence.units, evidence.empty) == (1, 0)
    assert (evidence.precision.value, evidence.overlap.value) == (4 / 5, 2 / 3)


@pytest.mark.parametrize(("bound", "has_intervals"), ((1, True), (0, False)))
def test_so_many_pairs_have_intervals(
    *,
    bound: int,
    has_intervals: bool,
    project: Project,
    article: Article,
    pair: Sequence[User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond that of the field as a whole only."""
    monkeypatch.setattr("claims.queries.figures.fields.PAIRS_WITH_INTERVALS", bound)
    judged = {"value": FACT, "verdict_value": "Supported"}
    for annotation in label(ClaimFactory(article=article), pair, judged, judged):
        EvidenceFactory(annotation=annotation, url="https://records.example/a")

    figures = measure_field(project, Field.EVIDENCE)

    (two,) = figures.evidence_pairs
    assert figures.pairs_have_intervals is has_intervals
    assert (two.found.overlap.interval is not None) is has_intervals
    assert figures.main.interval is not None


def test_labels_under_one_version_of_the_guideline(
    project: Project, disagreeing: list[Claim], pair: Sequence[User]
) -> None:
    first, second = GuidelineFactory.create_batch(2, project=project)
    claims = ClaimFactory.create_batch(2, article=disagreeing[0].article)
    for claim, value in zip(claims, (FACT, NONE), strict=True):
        label(claim, pair, {}, {}, value=value, guideline=second)
    label(ClaimFactory(article=disagreeing[0].article), pair[:1], {}, guideline=first)

    assert read_alpha(project, guideline=2) == 1
    found = measure_field(project, Field.VERIFIABILITY, Wanted(guideline=1))
    assert (found.units, found.main.undefined) == (0, Undefined.NO_PAIRS)
    assert found.agreement is not None
    assert found.agreement.singles == 1


def test_labels_of_one_round(
    project: Project, disagreeing: list[Claim], pair: Sequence[User]
) -> None:
    round_ = RoundFactory(project=project)
    article = ArticleFactory(project=project, round=round_)
    for claim, value in zip(
        ClaimFactory.create_batch(3, article=article), (FACT, NONE, NONE), strict=True
    ):
        label(claim, pair, {}, {}, value=value)
    # Another project's first round is another.
    ArticleFactory(round=RoundFactory())
    open_free(claim)

    found = measure_field(project, Field.VERIFIABILITY, Wanted(round=1))

    assert (found.units, found.withheld, found.main.value) == (2, 1, 1)
    assert measure_field(project, Field.VERIFIABILITY, Wanted(round=2)).units == 0
    assert [one.labels for one in measure_people(project, Wanted(round=1))] == [2, 2]
    assert measure_field(project, Field.VERIFIABILITY).units == 2 + len(disagreeing)


def test_what_is_known_of_many_is_asked_for_at_once(
    project: Project, disagreeing: list[Claim], django_assert_num_queries: Any
) -> None:
    cache.clear()
    measured = measure_field(project, Field.VERIFIABILITY, Wanted(round=1))
    wanted = [(Field.VERIFIABILITY, Wanted(round=number)) for number in (1, 2, 3)]

    with django_assert_num_queries(3):
        known = find_measured(project, wanted)

    assert known == {wanted[0]: measured}


def test_days_are_those_of_the_projects_time_zone(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """Half past eleven at night in London is the next day in Berlin."""
    Project.objects.update(time_zone="Europe/Berlin")
    project.refresh_from_db()
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    label(ClaimFactory(article=article), pair, {}, {}, created_at=late)

    def count(**wanted: Any) -> int:
        return measure_field(project, Field.SPEAKER, Wanted(**wanted)).units

    assert count(since=date(2026, 3, 2), until=date(2026, 3, 2)) == 1
    assert (count(until=date(2026, 3, 1)), count(since=date(2026, 3, 3))) == (0, 0)
    assert count(until=date.max) == 1
    (week,) = measure_field(project, Field.SPEAKER).weeks
    assert week.monday == date(2026, 3, 2)


def test_weeks_go_by_the_last_label_of_a_claim(
    project: Project, disagreeing: list[Claim], pair: Sequence[User]
) -> None:
    claims = ClaimFactory.create_batch(2, article=disagreeing[0].article)
    for claim, value in zip(claims, (FACT, NONE), strict=True):
        early, late = ({"created_at": NOW + timedelta(days=days)} for days in (0, 7))
        label(claim, pair, early, late, value=value)

    weeks = measure_field(project, Field.VERIFIABILITY).weeks

    assert [(week.monday, week.units) for week in weeks] == [
        (date(2026, 1, 12), 4),
        (date(2026, 1, 19), 2),
    ]
    assert [week.alpha.value for week in weeks] == [pytest.approx(ALPHA), 1]


def test_a_label_withdrawn_between_two_reads_has_no_week(
    project: Project, disagreeing: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table has the claim still, its weeks do no more."""

    def read_later(*asked: Any) -> Mapping[int, date]:
        weeks = dict(read_weeks(*asked))
        del weeks[disagreeing[0].pk]
        return weeks

    monkeypatch.setattr("claims.queries.figures.fields.read_weeks", read_later)
    monkeypatch.setattr("claims.queries.figures.behind.read_weeks", read_later)
    behind = Behind(week=date(2026, 1, 12))

    (week,) = measure_field(project, Field.VERIFIABILITY).weeks
    found = list_behind(project, Field.VERIFIABILITY, ALL, behind)

    assert week.units == len(disagreeing) - 1
    assert found == [claim.pk for claim in disagreeing[1:]]


def test_of_one_label_alone_there_is_no_alpha(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    label(ClaimFactory(article=article), pair, {}, {})

    found = measure_field(project, Field.VERIFIABILITY)

    assert (found.main.value, found.main.undefined) == (None, Undefined.ONE_LABEL)


@pytest.mark.parametrize(
    ("scheme", "graded"),
    (("politifact", True), ("google-rating", True), ("averitec", False), ("fever", False)),
)
def test_which_verdicts_are_grades(*, scheme: str, graded: bool) -> None:
    labels = install_scheme(scheme).labels.order_by("order")

    assert are_grades(list(labels)) is graded


@pytest.mark.parametrize(
    ("ratings", "graded"),
    (
        ([1, 2, 3], True),
        ([3, 2, 1], True),
        ([1, 3, 2], False),
        ([1, 1, 2], False),
        ([1, None, 2], False),
        ([5, None, None], False),
    ),
)
def test_grades_go_from_one_end_to_the_other(
    ratings: list[int | None],
    graded: bool,  # noqa: FBT001
) -> None:
    assert are_grades([Label(rating=rating, canonical="refuted") for rating in ratings]) is graded


def test_a_label_beyond_the_last_grade_means_the_same() -> None:
    grades = [Label(rating=5, canonical="supported"), Label(rating=1, canonical="refuted")]

    assert are_grades([*grades, Label(canonical="refuted")])
    assert not are_grades([*grades, Label(canonical="not_enough_evidence")])
    assert not are_grades([*grades, Label()])


def test_grades_near_each_other_count_as_nearer(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    Project.objects.update(verdict_scheme=install_scheme("google-rating"))
    project.refresh_from_db()
    claims = ClaimFactory.create_batch(3, article=article)
    for claim, (one, other) in zip(
        claims,
        (("True", "Mostly true"), ("False", "False"), ("Mostly true", "Mostly true")),
        strict=True,
    ):
        label(
            claim,
            pair,
            {"value": FACT, "verdict_value": one},
            {"value": FACT, "verdict_value": other},
        )

    found = measure_field(project, Field.VERDICT)

    assert found.scale == "ordinal"
    # Places in the middle of False (2 labels), mostly true (3), true (1): 1, 3.5, 5.5.
    chance = 2 * (2 * 3 * 2.5**2 + 2 * 1 * 4.5**2 + 3 * 1 * 2**2) / (6 * 5)
    assert found.main.value == pytest.approx(1 - (2 * 2**2 / 6) / chance)


def test_person_by_person(
    project: Project, disagreeing: list[Claim], annotator: User, other_annotator: User
) -> None:
    """Decided are the first as both say, and the second as the one says."""
    for claim in disagreeing[:2]:
        DecisionFactory(claim=claim, value=FACT)

    one, other = measure_people(project)

    assert (one.annotator, other.annotator) == (annotator.pk, other_annotator.pk)
    assert (one.labels, other.labels, one.seconds) == (4, 4, None)
    decided = one.decided[Field.VERIFIABILITY], other.decided[Field.VERIFIABILITY]
    assert [(share.right, share.total) for share in decided] == [(2, 2), (1, 2)]
    interval = decided[1].interval
    assert interval is not None
    # Wilson's interval for 1 of 2.
    assert (interval.low, interval.high) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    others = one.others[Field.VERIFIABILITY]
    assert (others.right, others.total, others.value) == (3, 4, 3 / 4)
    assert (one.decided[Field.VERDICT].total, one.others[Field.VERDICT].value) == (0, None)


def test_the_median_of_active_seconds(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    for seconds in (10, 40, None, 300):
        label(ClaimFactory(article=article), pair[:1], {"seconds": seconds})

    (person,) = measure_people(project)

    assert (person.labels, person.seconds) == (4, 40)


def test_verdicts_of_a_check_pass_are_held_against_its_decisions(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    Project.objects.update(has_check_pass=True)
    project.refresh_from_db()
    claim = ClaimFactory(article=article)
    said = {"value": FACT, "verdict_value": "Supported"}
    label(claim, pair[:1], {"value": FACT})
    label(claim, pair[1:], said, stage=Stage.CHECK)
    DecisionFactory(claim=claim, value=FACT)
    DecisionFactory(claim=claim, stage=Stage.CHECK, value=FACT, verdict_value="Refuted")

    labeller, checker = measure_people(project)

    assert (labeller.labels, checker.labels) == (1, 1)
    assert labeller.decided[Field.VERIFIABILITY].value == 1
    assert checker.decided[Field.VERIFIABILITY].total == 0
    assert checker.decided[Field.VERDICT].value == 0


def count(shares: Mapping[Field, Share]) -> Mapping[Field, tuple[int, int]]:
    return {field: (share.right, share.total) for field, share in shares.items()}


def test_how_often_suggested_verifiabilities_are_taken_and_right(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """As for speakers, of another field; and on a claim that is not decided."""
    fact = Label.objects.get(pk=find_label(project, FACT))
    claims = ClaimFactory.create_batch(3, article=article)
    for claim in claims:
        second = FACT if claim == claims[0] else NONE
        label(claim, pair, {"value": FACT}, {"value": second}, suggested_verifiability=fact)
    label(ClaimFactory(article=article), pair, {"value": FACT}, {})
    DecisionFactory(claim=claims[0], value=FACT)
    DecisionFactory(claim=claims[1], value=NONE)

    one, other = measure_people(project)

    nothing = {Field.SPEAKER: (0, 0), Field.VERDICT: (0, 0)}
    assert count(one.taken) == nothing | {Field.VERIFIABILITY: (3, 3)}
    assert count(one.suggested) == nothing | {Field.VERIFIABILITY: (1, 2)}
    assert count(other.taken)[Field.VERIFIABILITY] == (1, 3)


def test_how_often_suggestions_are_taken_and_right(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """One takes both, the other one; one is decided as suggested, one otherwise."""
    ada, bo = SpeakerFactory.create_batch(2, project=project)
    claims = ClaimFactory.create_batch(2, article=article)
    for claim in claims:
        shown = SuggestionFactory(claim=claim, speaker=ada)
        second = ada if claim == claims[0] else bo
        label(claim, pair, {"speaker": ada}, {"speaker": second}, suggestion=shown)
    DecisionFactory(claim=claims[0], speaker=ada)
    DecisionFactory(claim=claims[1], speaker=bo)

    one, other = measure_people(project)

    nothing = {Field.VERIFIABILITY: (0, 0), Field.VERDICT: (0, 0)}
    assert count(one.taken) == nothing | {Field.SPEAKER: (2, 2)}
    assert count(one.suggested) == nothing | {Field.SPEAKER: (1, 2)}
    assert count(other.taken)[Field.SPEAKER] == (1, 2)
    assert one.decided[Field.SPEAKER].value == 1 / 2
    assert other.decided[Field.SPEAKER].value == 1


def test_labels_with_and_without_suggestions(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """Shown it, both name whom it names, or not; hidden, one of four does."""
    ada, bo, cy = SpeakerFactory.create_batch(3, project=project)
    for says, is_shown in (
        ((ada, ada), True),
        ((bo, bo), True),
        ((ada, cy), False),
        ((bo, bo), False),
    ):
        claim = ClaimFactory(article=article)
        best = SuggestionFactory(claim=claim, speaker=ada)
        SuggestionFactory(claim=claim, speaker=bo, rank=2)
        label(
            claim,
            pair,
            *({"speaker": speaker} for speaker in says),
            suggestion=best if is_shown else None,
            suggestions_shown=is_shown,
        )
    label(ClaimFactory(article=article), pair, {}, {}, suggestions_shown=False)
    # From before it was kept whether any was shown: in neither.
    label(SuggestionFactory(claim__article=article, speaker=ada).claim, pair, {}, {})

    pull = measure_pull(project)[Field.SPEAKER]

    assert (pull.shown.taken.right, pull.shown.taken.total, pull.shown.units) == (2, 4, 2)
    assert pull.shown.alpha.value == 1
    assert (pull.hidden.taken.right, pull.hidden.taken.total, pull.hidden.units) == (1, 4, 2)
    assert pull.hidden.alpha.value == pytest.approx(1 - (2 / 4) / (10 / 12))


def test_labels_with_and_without_suggested_verifiabilities(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """Hidden, it is what the hints point to in the scheme of each label."""
    fact = Label.objects.get(pk=find_label(project, FACT))
    hints = [["quantity", 0, 1], ["comparison", 2, 3]]
    for says, is_shown in (
        ((FACT, FACT), True),
        ((NONE, NONE), True),
        ((FACT, NONE), False),
        ((NONE, NONE), False),
    ):
        label(
            ClaimFactory(article=article, hints=hints),
            pair,
            *({"value": value} for value in says),
            suggested_verifiability=fact if is_shown else None,
            suggestions_shown=is_shown,
        )
    for pointing_nowhere in ([], [*hints, ["prediction", 4, 5]]):
        claim = ClaimFactory(article=article, hints=pointing_nowhere)
        label(claim, pair, {}, {}, suggestions_shown=False)
    label(ClaimFactory(article=article, hints=hints), pair, {}, {})
    Project.objects.update(verifiability_scheme=install_scheme("claimbuster"))

    pull = measure_pull(project)[Field.VERIFIABILITY]

    assert (pull.shown.taken.right, pull.shown.taken.total, pull.shown.units) == (2, 4, 2)
    assert pull.shown.alpha.value == 1
    assert (pull.hidden.taken.right, pull.hidden.taken.total, pull.hidden.units) == (1, 4, 2)
    assert pull.hidden.alpha.value == pytest.approx(1 - (2 / 4) / (6 / 12))


def find_verdict(project: Project, value: str) -> Label:
    return project.verdict_scheme.labels.get(value=value)


def test_how_often_suggested_verdicts_are_taken_and_right(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """One takes both; the other gives another one, and once none: that is neither."""
    refuted = find_verdict(project, "Refuted")
    claims = ClaimFactory.create_batch(2, article=article)
    for claim, second in zip(claims, ("Supported", ""), strict=True):
        said = [{"value": FACT, "verdict_value": value} for value in ("Refuted", second)]
        label(claim, pair, *said, suggested_verdict=refuted)
    DecisionFactory(claim=claims[0], value=FACT, verdict_value="Refuted")
    DecisionFactory(claim=claims[1], value=NONE)

    one, other = measure_people(project)

    assert count(one.taken)[Field.VERDICT] == (2, 2)
    assert count(one.suggested)[Field.VERDICT] == (1, 2)
    assert count(other.taken)[Field.VERDICT] == (0, 1)
    assert count(other.suggested)[Field.VERDICT] == (1, 1)


def test_labels_with_and_without_suggested_verdicts(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    """Hidden, it is what a program said last, in the scheme of the label."""
    refuted, supported = (find_verdict(project, one) for one in ("Refuted", "Supported"))
    for says, is_shown in (
        (("Refuted", "Refuted"), True),
        (("Supported", "Supported"), True),
        (("Refuted", "Supported"), False),
        (("Supported", "Supported"), False),
    ):
        claim = ClaimFactory(article=article)
        for version, suggested in enumerate((supported, refuted)):
            LabelSuggestionFactory(
                claim=claim, field="verdict", label=suggested, version=str(version)
            )
        label(
            claim,
            pair,
            *({"value": FACT, "verdict_value": value} for value in says),
            suggested_verdict=refuted if is_shown else None,
            suggestions_shown=is_shown,
        )
    label(
        LabelSuggestionFactory(claim__article=article, field="verdict", label=refuted).claim,
        pair,
        {"value": NONE},
        {"value": NONE},
        suggestions_shown=False,
    )

    pull = measure_pull(project)[Field.VERDICT]

    assert (pull.shown.taken.right, pull.shown.taken.total, pull.shown.units) == (2, 4, 2)
    assert pull.shown.alpha.value == 1
    assert (pull.hidden.taken.right, pull.hidden.taken.total, pull.hidden.units) == (1, 4, 2)
    assert pull.hidden.alpha.value == pytest.approx(1 - (2 / 4) / (6 / 12))


def test_a_suggestion_counts_by_who_stands_for_its_speaker(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    ada = SpeakerFactory(project=project)
    merged = SpeakerFactory(project=project, merged_into=ada, merged_with=ada)
    claim = ClaimFactory(article=article)
    shown = SuggestionFactory(claim=claim, speaker=merged)
    label(claim, pair[:1], {"speaker": ada, "suggestion": shown})

    assert measure_people(project)[0].taken[Field.SPEAKER].right == 1
    assert measure_pull(project)[Field.SPEAKER].shown.taken.right == 1


def test_what_was_measured_is_kept_until_something_happens(
    project: Project, disagreeing: list[Claim], django_assert_max_num_queries: Any
) -> None:
    measure_field(project, Field.VERIFIABILITY)
    second = disagreeing[1].slots.latest("pk")
    AnnotationFactory(slot=second, value=FACT)

    with django_assert_max_num_queries(3):
        kept = measure_field(project, Field.VERIFIABILITY).main.value
    AuditEventFactory(project=project)
    anew = measure_field(project, Field.VERIFIABILITY).main.value

    assert kept == pytest.approx(ALPHA)
    assert anew == 1


def test_figures_of_one_project_are_none_of_anothers(
    project: Project, disagreeing: list[Claim]
) -> None:
    measure_field(project, Field.VERIFIABILITY)
    other = ArticleFactory().project

    assert measure_field(other, Field.VERIFIABILITY).units == 0


@pytest.mark.parametrize("claim_count", (1, 3))
def test_queries_do_not_grow_with_the_labels(
    claim_count: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    django_assert_num_queries: Any,
) -> None:
    for claim in ClaimFactory.create_batch(claim_count, article=article):
        label(claim, pair, {"value": FACT, "verdict_value": "Supported"}, {})
    cache.clear()

    with django_assert_num_queries(7):
        measure_field(project, Field.VERDICT)
    with django_assert_num_queries(11):
        measure_people(project)
    with django_assert_num_queries(9):
        measure_pull(project)


def test_the_voice_of_the_article_is_a_speaker_too(
    project: Project, article: Article, pair: Sequence[User]
) -> None:
    label(ClaimFactory(article=article), pair, {}, {"speaker": SpeakerFactory(project=project)})

    found = measure_field(project, Field.SPEAKER)

    assert found.agreement is not None
    assert Speaker.objects.get(project=project, kind="article").pk in found.agreement.marginals

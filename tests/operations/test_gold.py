"""Gold labels: who makes them, and that a change is a new row."""

from uuid import uuid4

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import Article, AuditEvent, Claim, GoldLabel, Project, User
from claims.operations.gold import ANSWERS_LIMIT, Answers, end_gold, set_gold, take_over_decisions
from claims.operations.merging import merge_speakers
from claims.queries.judging import Accepted, map_accepted
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    GoldLabelFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db

NO_CLAIM = Answers(verifiabilities=("no_claim",))


@pytest.fixture
def article(project: Project) -> Article:
    article = ArticleFactory(project=project)
    ClaimFactory.create_batch(3, article=article)
    return article


@pytest.fixture
def claim(article: Article) -> Claim:
    return article.claims.get(position=1)


def find_standing(claim: Claim) -> GoldLabel:
    return GoldLabel.objects.standing().get(claim=claim)


def list_actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_it_says_of_each_field_what_is_right(project: Project, claim: Claim, curator: User) -> None:
    ada, bo, cleo = SpeakerFactory.create_batch(3, project=project)
    merge_speakers(actor=curator, speaker=cleo, into=bo, now=NOW)
    answers = Answers(
        speakers=(ada.uuid, cleo.uuid, bo.uuid),
        verifiabilities=("check_worthy_fact", "routine_fact"),
        verdicts=("Supported",),
        explanation="  Both are named.\n",
    )

    gold = set_gold(actor=curator, claim=claim, answers=answers, now=NOW)

    assert (gold.explanation, gold.created_by, gold.created_at) == ("Both are named.", curator, NOW)
    assert set(gold.speakers.all()) == {ada, bo}
    schemes = (project.verifiability_scheme, project.verdict_scheme)
    facts, verdicts = (set(scheme.labels.filter(pk__in=gold.labels.all())) for scheme in schemes)
    assert map_accepted(project) == {
        claim.pk: Accepted(
            speakers=frozenset({ada.pk, bo.pk}),
            verifiabilities=frozenset(one.pk for one in facts),
            verdicts=frozenset(one.pk for one in verdicts),
        )
    }
    assert {one.value for one in facts | verdicts} == {
        *("check_worthy_fact", "routine_fact"),
        "Supported",
    }
    assert list_actions() == ["speaker.merged", "gold.set"]


def test_a_change_is_a_new_row_and_the_same_again_is_none(claim: Claim, curator: User) -> None:
    first = set_gold(actor=curator, claim=claim, answers=NO_CLAIM, now=NOW)
    again = set_gold(actor=curator, claim=claim, answers=NO_CLAIM, now=NOW)
    answers = Answers(verifiabilities=("prediction",))
    second = set_gold(actor=curator, claim=claim, answers=answers, replaces=first.uuid, now=NOW)

    first.refresh_from_db()
    assert again == first
    assert (first.ended_at, find_standing(claim)) == (NOW, second)
    assert list_actions() == ["gold.set", "gold.set"]


@pytest.mark.parametrize("seen", ["nothing", "an earlier one"])
def test_who_saw_another_one_is_told(seen: str, claim: Claim, curator: User) -> None:
    earlier = GoldLabelFactory(claim=claim, ended_at=NOW)
    standing = GoldLabelFactory(claim=claim)

    with pytest.raises(Conflict) as refused:
        set_gold(
            actor=curator,
            claim=claim,
            answers=Answers(verifiabilities=("prediction",)),
            replaces=None if seen == "nothing" else earlier.uuid,
            now=NOW,
        )

    assert refused.value.code == "changed_meanwhile"
    assert find_standing(claim) == standing


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        (Answers(explanation="So it is."), "", "answer_missing"),
        (Answers(verifiabilities=("Supported",)), "verifiabilities", "unknown_choice"),
        (Answers(verdicts=("no_claim",)), "verdicts", "unknown_choice"),
        (Answers(speakers=(uuid4(),)), "speakers", "unknown_speaker"),
        (Answers(speakers=(uuid4(),) * (ANSWERS_LIMIT + 1)), "speakers", "too_many"),
        (
            Answers(verifiabilities=("no_claim",), explanation="x" * 10_001),
            "explanation",
            "too_long",
        ),
    ],
)
def test_what_names_nothing_or_nobody_is_refused(
    answers: Answers, field: str, code: str, claim: Claim, curator: User
) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_gold(actor=curator, claim=claim, answers=answers, now=NOW)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert not GoldLabel.objects.exists()


def test_where_verdicts_have_a_pass_of_their_own_it_says_none(
    project: Project, claim: Claim, curator: User
) -> None:
    project.has_check_pass = True
    project.save()
    claim.refresh_from_db()

    with pytest.raises(InvalidInput, match="given in the check pass"):
        set_gold(actor=curator, claim=claim, answers=Answers(verdicts=("Supported",)), now=NOW)


def test_a_speaker_of_another_project_is_nobody(claim: Claim, curator: User) -> None:
    stranger = SpeakerFactory()

    with pytest.raises(InvalidInput, match="speakers of this project"):
        set_gold(actor=curator, claim=claim, answers=Answers(speakers=(stranger.uuid,)), now=NOW)


@pytest.mark.parametrize("role", ["annotator", "reader", "stranger"])
def test_others_may_not(role: str, claim: Claim, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(role)
    gold = GoldLabelFactory(claim=claim)

    for step in (
        lambda: set_gold(actor=person, claim=claim, answers=NO_CLAIM, now=NOW),
        lambda: end_gold(actor=person, gold=gold, now=NOW),
        lambda: take_over_decisions(actor=person, article=claim.article, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert not GoldLabel.objects.visible_to(person).exists()


@pytest.mark.parametrize("purpose", ["live", "gold"])
@pytest.mark.parametrize("held", [True, False])
def test_who_has_the_claim_still_to_label_neither_sees_nor_makes_one(
    *, held: bool, purpose: str, claim: Claim, curator: User
) -> None:
    mine = {"annotator": curator} if held else {"reserved_for": curator}
    SlotFactory(claim=claim, purpose=purpose, **mine)
    gold = GoldLabelFactory(claim=claim)
    DecisionFactory(claim=claim)

    for step in (
        lambda: set_gold(actor=curator, claim=claim, answers=NO_CLAIM, now=NOW),
        lambda: end_gold(actor=curator, gold=gold, now=NOW),
    ):
        with pytest.raises(Conflict, match="You may still come to label this claim"):
            step()
    assert take_over_decisions(actor=curator, article=claim.article, now=NOW) == 0
    assert not GoldLabel.objects.visible_to(curator).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"retired_at": NOW}, "claim_retired"), ({"kind": Claim.Kind.HEADING}, "not_queued")],
)
def test_only_claims_of_which_labels_are_wanted_have_one(
    changes: dict[str, object], code: str, claim: Claim, curator: User
) -> None:
    Claim.objects.filter(pk=claim.pk).update(**changes)

    with pytest.raises(Conflict) as refused:
        set_gold(actor=curator, claim=claim, answers=NO_CLAIM, now=NOW)

    assert refused.value.code == code


def test_ending_it_keeps_the_row_and_twice_is_once(claim: Claim, curator: User) -> None:
    gold = GoldLabelFactory(claim=claim)

    for _twice in range(2):
        end_gold(actor=curator, gold=gold, now=NOW)

    gold.refresh_from_db()
    assert gold.ended_at == NOW
    assert not GoldLabel.objects.standing().exists()
    assert list_actions() == ["gold.ended"]


def test_the_decisions_of_an_article_are_taken_over_at_once(
    article: Article, curator: User
) -> None:
    first, second, third = article.claims.order_by("position")
    DecisionFactory(claim=first, value="check_worthy_fact", verdict_value="Refuted", reason="Look.")
    old = DecisionFactory(claim=second, value="prediction")
    DecisionFactory(claim=second, value="no_claim", previous=old)
    by_hand = GoldLabelFactory(claim=third, value="routine_fact")
    DecisionFactory(claim=third)
    DecisionFactory(claim=ClaimFactory(article=article), stage="check")

    taken = [take_over_decisions(actor=curator, article=article, now=NOW) for _ in range(2)]

    assert taken == [2, 0]
    gold = find_standing(first)
    assert (gold.explanation, {one.value for one in gold.labels.all()}) == (
        "Look.",
        {"check_worthy_fact", "Refuted"},
    )
    assert [one.kind for one in gold.speakers.all()] == ["article"]
    assert {one.value for one in find_standing(second).labels.all()} == {"no_claim"}
    assert find_standing(third) == by_hand
    assert list_actions() == ["gold.taken_over"]

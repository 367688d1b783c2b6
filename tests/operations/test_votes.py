"""What a project's rules make of the labels of a claim."""

from collections.abc import Sequence
from typing import Any

import pytest

from claims.models import Annotation, AuditEvent, Claim, Decision, Project, Stage, User
from claims.operations import adjudication, undo
from claims.operations.labelling import EvidenceItem
from claims.queries.votes import Tally, Vote, read_tallies, weigh
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import ask, change_project, count_slots, queue_claim, take

pytestmark = pytest.mark.django_db

HAND, UNANIMOUS, MAJORITY = Project.DecisionRule.values


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> Sequence[User]:
    return [add_member(project, f"member{number}", "annotator") for number in range(6)]


def label(person: User, claim: Claim, value: str = "no_claim", **options: Any) -> Annotation:
    return submit(person, claim, make_labelling(claim, verifiability=value), **options)


def label_all(team: Sequence[User], claim: Claim, *values: str) -> list[Annotation]:
    return [label(person, claim, value) for person, value in zip(team, values, strict=False)]


def revise(given: Annotation, value: str) -> Annotation:
    return label(given.annotator, given.claim, value, revises=given.uuid)


def find_standing(claim: Claim) -> Decision | None:
    return Decision.objects.standing().filter(claim=claim).first()


def is_stale(claim: Claim) -> bool:
    return Decision.objects.stale().filter(claim=claim).exists()


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (HAND, "aaa", None),
        (UNANIMOUS, "aaa", "unanimous"),
        (UNANIMOUS, "aab", None),
        (UNANIMOUS, "a", "unanimous"),
        (MAJORITY, "aaa", "unanimous"),
        (MAJORITY, "aab", "majority"),
        (MAJORITY, "aabb", None),
        (MAJORITY, "aabc", None),
        (MAJORITY, "abc", None),
        (MAJORITY, "", None),
    ],
)
def test_votes_are_weighed_by_the_projects_rule(
    rule: str, values: str, expected: str | None
) -> None:
    votes = [Vote(number, (1, ord(value), None)) for number, value in enumerate(values)]

    found = weigh(Tally(votes=votes), rule)

    assert (found[1].value if found else None) == expected


def test_nothing_is_weighed_while_a_label_is_still_to_come() -> None:
    votes = [Vote(number, (1, 2, None)) for number in range(2)]

    assert weigh(Tally(votes=votes, open=1), UNANIMOUS) is None


def test_of_votes_that_agree_the_first_is_taken() -> None:
    votes = [Vote(1, (1, 3, None)), Vote(2, (1, 2, None)), Vote(3, (1, 2, None))]

    assert weigh(Tally(votes=votes), MAJORITY) == (votes[1], Decision.Rule.MAJORITY)


def test_labels_that_all_agree_decide_where_the_project_says_so(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS)
    claim = queue_claim(project)
    given = label_all(team, claim, "no_claim", "no_claim")
    before = find_standing(claim)

    given.append(label(team[2], claim))

    decision = find_standing(claim)
    assert before is None
    assert decision is not None
    assert (decision.rule, decision.decided_by, decision.previous) == ("unanimous", None, None)
    assert decision.verifiability == given[0].verifiability
    assert set(decision.basis.all()) == set(given)
    assert AuditEvent.objects.filter(action="claim.decided", actor=None).count() == 1


def test_a_decision_by_rule_has_all_that_the_label_says_it_adopts(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=1)
    claim = queue_claim(project)
    other = SpeakerFactory(project=project)

    submit(team[0], claim, make_checked(claim, co_speakers=(other.uuid,), wording="In full."))

    decision = find_standing(claim)
    assert decision is not None
    assert (decision.canonical_verdict, decision.wording) == ("refuted", "In full.")
    assert [item.url for item in decision.evidence.all()] == ["https://register.example/1"]
    assert list(decision.co_speakers.all()) == [other]


def test_more_than_half_decide_where_the_project_says_so(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=MAJORITY)
    claim = queue_claim(project)

    given = label_all(team, claim, "prediction", "no_claim", "no_claim")

    decision = find_standing(claim)
    assert decision is not None
    assert decision.rule == "majority"
    assert decision.verifiability == given[1].verifiability
    assert set(decision.basis.all()) == set(given)


@pytest.mark.parametrize("rule", [HAND, UNANIMOUS, MAJORITY])
def test_labels_that_differ_are_a_curators(
    rule: str, project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=rule)
    claim = queue_claim(project)

    label_all(team, claim, "prediction", "no_claim", "routine_fact")

    assert find_standing(claim) is None
    assert count_slots(claim) == {"labelled": 3}


def test_speakers_that_differ_are_no_agreement(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=2)
    claim = queue_claim(project)
    other = SpeakerFactory(project=project)

    submit(team[0], claim)
    submit(team[1], claim, make_labelling(claim, speaker=other.uuid))

    assert find_standing(claim) is None


def test_what_does_not_count_as_a_vote_may_differ(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=2)
    claim = queue_claim(project)
    item = EvidenceItem(stance="refutes", url="https://elsewhere.example/")

    submit(team[0], claim, make_checked(claim))
    submit(team[1], claim, make_checked(claim, justification="Not so.", evidence=(item,)))

    assert find_standing(claim) is not None


def test_one_more_label_is_asked_for_while_they_differ_up_to_the_limit(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, overlap=2, opinions_limit=4)
    claim = queue_claim(project)
    counts = []

    for person, value in zip(
        team, ["prediction", "no_claim", "prediction", "no_claim"], strict=False
    ):
        label(person, claim, value)
        counts.append(count_slots(claim))

    assert counts == [
        {"labelled": 1, "free": 1},
        {"labelled": 2, "free": 1},
        {"labelled": 3, "free": 1},
        {"labelled": 4},
    ]
    assert find_standing(claim) is None


def test_no_more_is_asked_for_once_a_majority_decides(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, overlap=2, opinions_limit=5, decision_rule=MAJORITY)
    claim = queue_claim(project)

    label_all(team, claim, "prediction", "no_claim", "no_claim")

    decision = find_standing(claim)
    assert decision is not None
    assert decision.rule == "majority"
    assert count_slots(claim) == {"labelled": 3}


def test_nothing_more_is_asked_for_labels_that_agree(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, overlap=2, opinions_limit=9)
    claim = queue_claim(project)

    label_all(team, claim, "no_claim", "no_claim")

    assert count_slots(claim) == {"labelled": 2}


def test_a_third_opinion_is_found_by_who_has_passed_the_claim_by(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, overlap=2, opinions_limit=3)
    claim = queue_claim(project)
    label(team[0], claim)
    take(project, team[1])
    nothing = ask(project, team[2])

    label(team[1], claim, "prediction")

    assert nothing is None
    assert take(project, team[2]).article == claim.article


def test_labels_given_under_another_rule_are_decided_when_the_rule_changes(
    project: Project, team: Sequence[User], manager: User
) -> None:
    claim = queue_claim(project)
    label_all(team, claim, "prediction", "no_claim", "no_claim")

    change_project(project, manager, decision_rule=MAJORITY)
    ask(project, team[3])

    decision = find_standing(claim)
    assert decision is not None
    assert decision.rule == "majority"


def test_a_decision_is_stale_once_a_label_it_stands_on_is_taken_back(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=1)
    claim = queue_claim(project)
    given = label(team[0], claim)
    before = is_stale(claim)

    undo.undo_label(actor=team[0], annotation=given, now=NOW)

    assert (before, is_stale(claim)) == (False, True)
    assert AuditEvent.objects.filter(action="decision.outdated").count() == 1


def test_a_decision_by_rule_is_replaced_when_the_labels_agree_again(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=2)
    claim = queue_claim(project)
    given = label_all(team, claim, "no_claim", "no_claim")
    first = find_standing(claim)

    revised = revise(given[0], "prediction")
    between = (find_standing(claim), is_stale(claim))
    last = revise(given[1], "prediction")

    second = find_standing(claim)
    assert between == (first, True)
    assert second is not None
    assert (second.previous, second.verifiability) == (first, revised.verifiability)
    assert set(second.basis.all()) == {revised, last}
    assert not is_stale(claim)


def test_a_decision_by_rule_stands_anew_on_a_label_revised_to_say_the_same(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=1)
    claim = queue_claim(project)

    revised = revise(label(team[0], claim), "no_claim")

    decision = find_standing(claim)
    assert decision is not None
    assert set(decision.basis.all()) == {revised}
    assert Decision.objects.count() == 2


def test_a_curators_decision_stays_whatever_the_labels_come_to(
    project: Project, team: Sequence[User], manager: User, curator: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=2)
    claim = queue_claim(project)
    given = label_all(team, claim, "no_claim", "prediction")
    adjudication.decide(actor=curator, claim=claim, labelling=make_labelling(claim), now=NOW)

    revise(given[0], "prediction")

    decision = find_standing(claim)
    assert decision is not None
    assert (decision.rule, decision.decided_by) == ("hand", curator)
    assert is_stale(claim)
    assert Decision.objects.count() == 1


def test_only_labels_that_count_and_slots_that_are_wanted_are_in_a_tally(
    project: Project, team: Sequence[User], manager: User
) -> None:
    claim = queue_claim(project)
    first, second, _third = label_all(team, claim, "no_claim", "no_claim", "no_claim")
    undo.undo_label(actor=team[1], annotation=second, now=NOW)
    revised = revise(first, "prediction")
    change_project(project, manager, overlap=1)
    ask(project, manager)

    tally = read_tallies([claim.pk], Stage.LABEL)[claim.pk]

    assert revised.pk in tally.annotations
    assert (len(tally.votes), tally.open) == (2, 0)
    assert not tally.is_unanimous


def test_a_decision_by_rule_follows_its_label_when_that_is_revised_to_the_same(
    project: Project, team: Sequence[User], manager: User
) -> None:
    change_project(project, manager, decision_rule=UNANIMOUS, overlap=1)
    claim = queue_claim(project)
    given = submit(team[0], claim, make_checked(claim))

    submit(team[0], claim, make_checked(claim, wording="In full."), revises=given.uuid)

    decision = find_standing(claim)
    assert decision is not None
    assert decision.wording == "In full."
    assert not Decision.objects.stale().exists()

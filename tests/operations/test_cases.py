"""The curators' queue: who gets which claim, who is kept from one, and what ends a case."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import (
    Approval,
    AuditEvent,
    Case,
    Claim,
    Decision,
    Lease,
    Project,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.operations import adjudication, assignment, cases, marks, merging, queue, undo
from claims.queries.cases import Elsewhere, count_elsewhere
from claims.queries.undo import list_actions
from tests.conftest import add_member
from tests.factories import (
    NOW,
    CaseFactory,
    MembershipFactory,
    ProjectFactory,
    SkipFactory,
    SpeakerFactory,
)
from tests.operations.disputed import add_team, decide, dispute, find
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, queue_claim, take

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=9)
TOO_LATE = NOW + timedelta(minutes=10)


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> list[User]:
    return add_team(project)


@pytest.fixture
def second_curator(project: Project) -> User:
    return add_member(project, "second_curator", "curator")


def take_next(actor: User, project: Project, **options: object) -> Claim | None:
    options.setdefault("now", NOW)
    case = cases.take_next(actor=actor, project=project, **options)  # type: ignore[arg-type]
    return case.claim if case else None


def test_how_much_labels_differ_is_the_share_of_pairs_of_each_field(
    project: Project, team: list[User]
) -> None:
    one_against_two = dispute(project, team, "prediction")
    all_differ = dispute(project, team, "prediction", "routine_fact")
    agreed = dispute(project, team)

    assert find(one_against_two).dispute == 667
    assert find(all_differ).dispute == 1000
    assert find(all_differ).reasons == ["verifiability_differs"]
    assert not Case.objects.filter(claim=agreed).exists()


def test_each_field_is_held_against_the_others_by_itself(
    project: Project, team: list[User], manager: User
) -> None:
    change_project(project, manager, evidence_rule="none")
    claim = queue_claim(project)
    other = SpeakerFactory(project=project).uuid
    plain = {"verifiability": "routine_fact", "evidence": ()}
    submit(team[0], claim, make_checked(claim, **plain))
    submit(team[1], claim, make_checked(claim, **plain, speaker=other))
    submit(team[2], claim, make_checked(claim, **plain, verdict=""))

    case = find(claim)

    assert case.reasons == ["speaker_differs", "verdict_differs"]
    assert case.dispute == 667 + 667


def test_the_most_disputed_claim_comes_first_and_a_flag_counts_as_a_field(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    little = dispute(project, team, "prediction")
    much = dispute(project, team, "prediction", "routine_fact")
    flagged = dispute(project, team, "prediction")
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)

    assert take_next(curator, project) == flagged
    assert take_next(second_curator, project) == much
    assert take_next(second_curator, project, after=find(much)) == little


def test_only_those_that_wait_for_a_reason_are_taken_where_one_is_given(
    project: Project, team: list[User], curator: User
) -> None:
    dispute(project, team, "prediction", "routine_fact")
    flagged = dispute(project, team)
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)

    assert take_next(curator, project, reason="is_flagged") == flagged
    assert take_next(curator, project, reason="speaker_differs") is None


def test_two_curators_get_two_claims_until_the_first_has_been_away_for_long(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    much = dispute(project, team, "prediction", "routine_fact")
    little = dispute(project, team, "prediction")

    first = take_next(curator, project)

    assert first == much
    assert take_next(curator, project) == much
    assert take_next(second_curator, project, now=LATER) == little
    assert take_next(second_curator, project, now=TOO_LATE) == much


def test_who_takes_another_lets_the_one_before_go(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    claims = [dispute(project, team, "prediction") for _ in range(3)]

    for claim in claims:
        cases.take(actor=curator, case=find(claim), now=NOW)
    cases.take(actor=second_curator, case=find(claims[2]), now=NOW)

    holders = [find(claim).held_by for claim in claims]
    assert holders == [None, None, curator]
    assert take_next(second_curator, project) == claims[0]


def test_one_has_a_case_of_each_pass_and_project_and_the_database_holds_it_so(
    project: Project, team: list[User], curator: User
) -> None:
    other = ProjectFactory()
    MembershipFactory(project=other, user=curator, role="curator")
    claim = queue_claim(project)
    held = [
        CaseFactory(claim=claim, stage=Stage.LABEL),
        CaseFactory(claim=claim, stage=Stage.CHECK),
        CaseFactory(claim=queue_claim(other)),
    ]
    one_more = CaseFactory(claim=queue_claim(project))

    for case in held:
        cases.take(actor=curator, case=case, now=NOW)
    refused = Case.objects.filter(pk=one_more.pk)

    assert set(Case.objects.filter(held_by=curator)) == set(held)
    with pytest.raises(IntegrityError, match=r"case_held_once_per_person|held_by_id"):
        refused.update(held_by=curator, held_until=TOO_LATE)


def test_what_is_decided_when_the_hold_has_gone_is_decided(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    first, other = (dispute(project, team, "prediction") for _ in range(2))
    cases.take(actor=curator, case=find(first), now=NOW)
    cases.take(actor=curator, case=find(other), now=NOW)
    cases.take(actor=second_curator, case=find(first), now=NOW)

    decision = decide(curator, first)
    with pytest.raises(Conflict) as late:
        decide(second_curator, first)

    assert decision.decided_by == curator
    assert late.value.code == "decided_meanwhile"


def test_what_others_have_before_them_is_counted_as_far_as_one_could_be_given_it(
    project: Project, team: list[User], curator: User, second_curator: User, manager: User
) -> None:
    flagged = dispute(project, team, "prediction")
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)
    blind = queue_claim(project)
    marks.flag_claim(actor=team[0], claim=blind, reason="Odd", now=NOW)
    own = dispute(project, [*team[:2], curator], "prediction")
    plain = dispute(project, team, "prediction")
    people = (second_curator, manager, *(add_member(project, f"c{n}", "curator") for n in range(2)))
    for minute, (person, claim) in enumerate(
        zip(people, (flagged, blind, own, plain), strict=True)
    ):
        Case.objects.filter(claim=claim).update(
            held_by=person, held_until=TOO_LATE + timedelta(minutes=minute)
        )

    assert count_elsewhere(curator, project, NOW) == Elsewhere(count=2, until=TOO_LATE)
    assert count_elsewhere(curator, project, NOW, "is_flagged") == Elsewhere(
        count=1, until=TOO_LATE
    )
    assert count_elsewhere(curator, project, TOO_LATE) == Elsewhere(
        count=1, until=TOO_LATE + timedelta(minutes=3)
    )
    assert count_elsewhere(people[3], project, TOO_LATE + timedelta(minutes=2)).count == 0


def test_what_is_put_down_is_for_others_at_once(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    take_next(curator, project)

    cases.put_down(actor=second_curator, case=find(claim))
    still_held = take_next(second_curator, project)
    cases.put_down(actor=curator, case=find(claim))

    assert still_held is None
    assert take_next(second_curator, project) == claim


def test_the_second_to_open_a_case_learns_who_has_it_and_may_decide_all_the_same(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    take_next(curator, project)

    seen = cases.take(actor=second_curator, case=find(claim), now=LATER)
    decide(second_curator, claim)

    assert seen is not None
    assert seen.held_by == curator
    assert not Case.objects.exists()


def test_nobody_is_given_what_they_labelled_unless_the_project_says_so(
    project: Project, team: list[User], curator: User, manager: User
) -> None:
    claim = queue_claim(project)
    for person, value in zip((*team[:2], curator), ("prediction", "no_claim", "no_claim")):  # noqa: B905
        submit(person, claim, make_labelling(claim, verifiability=value))
    before = take_next(curator, project)

    change_project(project, manager, decide_own=True)

    assert (before, take_next(curator, project)) == (None, claim)


def test_who_checked_a_claim_is_not_given_its_label_to_decide(
    project: Project, team: list[User], curator: User, manager: User
) -> None:
    change_project(project, manager, has_check_pass=True)
    claim = queue_claim(project)
    decision = decide(manager, claim, "check_worthy_fact")
    submit(curator, claim, make_checked(claim), stage=Stage.CHECK)
    cases.reopen(actor=manager, decision=decision, reason="No.", now=NOW)

    (case,) = Case.objects.filter(claim=claim, stage=Stage.LABEL).with_own(curator)

    assert case.is_own  # type: ignore[attr-defined]
    assert take_next(curator, project, reason="is_reopened") is None
    change_project(project, manager, decide_own=True)
    assert take_next(curator, project, reason="is_reopened") == claim


def test_who_could_still_label_a_claim_is_not_given_it(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=NOW)

    assert take_next(curator, project) is None


def test_who_steps_aside_sees_what_others_said_and_labels_it_no_more(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    given = submit(team[0], claim)
    take(project, curator)
    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=NOW)

    cases.step_aside(actor=curator, claim=claim, now=NOW)
    cases.step_aside(actor=curator, claim=claim, now=NOW)

    assert take_next(curator, project) == claim
    assert given in type(given).objects.visible_to(curator)
    assert not Slot.objects.filter(annotator=curator).exists()
    assert not Lease.objects.open().filter(annotator=curator).exists()
    with pytest.raises(Conflict) as late:
        submit(curator, claim)
    assert late.value.code == "not_for_you"
    assert queue.lease_next(actor=curator, project=project, now=NOW) is None
    assert not list_actions(curator, project)
    with pytest.raises(Conflict) as refusal:
        undo.undo_skip(actor=curator, claim=claim, now=NOW)
    assert refusal.value.code == "stepped_aside"


def test_who_looks_at_verdicts_steps_aside_in_both_passes(
    project: Project, curator: User, manager: User
) -> None:
    change_project(project, manager, has_check_pass=True, check_by_labellers=True)
    claim = queue_claim(project)

    cases.step_aside(actor=curator, claim=claim, stage=Stage.CHECK, now=NOW)

    assert set(Skip.objects.values_list("stage", "is_final")) == {("label", True), ("check", True)}


@pytest.mark.parametrize("role", ["annotator", "reader", "stranger"])
def test_cases_are_for_curators(
    role: str, project: Project, team: list[User], request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    claim = dispute(project, team, "prediction")

    for refused in (
        lambda: take_next(person, project),
        lambda: cases.take(actor=person, case=find(claim), now=NOW),
        lambda: cases.step_aside(actor=person, claim=claim, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert not Case.objects.visible_to(person).exists()


def test_people_found_to_be_one_are_no_dispute(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    one, same = (SpeakerFactory(project=project, name=name) for name in ("A. Holm", "Ada Holm"))
    for person, speaker in zip(team, (one, same, same), strict=True):
        submit(person, claim, make_labelling(claim, speaker=speaker.uuid))
    before = find(claim).reasons

    merging.merge_speakers(actor=curator, speaker=one, into=same, now=NOW)
    after = Case.objects.count()
    merging.undo_merge(actor=curator, speaker=one, now=NOW)

    assert (before, after) == (["speaker_differs"], 0)
    assert find(claim).reasons == ["speaker_differs"]


def test_a_case_ends_while_more_labels_are_asked_for(
    project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "prediction")

    assignment.ask_opinions(actor=curator, claim=claim, now=NOW)

    assert not Case.objects.exists()


def by_unanimity(project: Project, team: list[User], _curator: User) -> Claim:
    return dispute(project, team)


def by_hand(project: Project, team: list[User], curator: User) -> Claim:
    claim = dispute(project, team, "prediction")
    decide(curator, claim)
    return claim


@pytest.mark.parametrize("decide_somehow", [by_unanimity, by_hand])
def test_a_reopened_decision_stands_until_another_is_made(
    decide_somehow: Callable[[Project, list[User], User], Claim],
    project: Project,
    team: list[User],
    curator: User,
    manager: User,
    second_curator: User,
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    claim = decide_somehow(project, team, curator)
    decision = Decision.objects.get()

    case = cases.reopen(actor=second_curator, decision=decision, reason=" No. ", now=NOW)
    again = cases.reopen(actor=second_curator, decision=decision, reason="No!", now=NOW)

    assert case == again
    assert (again.reasons, again.reopened_because) == (["is_reopened"], "No.")
    assert AuditEvent.objects.filter(action="decision.reopened").count() == 1
    assert Decision.objects.standing().get() == decision
    decide(second_curator, claim, replaces=decision.uuid)
    assert not Case.objects.exists()


def test_reopening_outlasts_whatever_else_happens_to_the_claim(
    project: Project, team: list[User], curator: User
) -> None:
    claim = by_hand(project, team, curator)
    cases.reopen(actor=curator, decision=Decision.objects.get(), reason="No.", now=NOW)

    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=LATER)
    flagged = find(claim).reasons
    undo.undo_flag(actor=team[0], claim=claim, now=LATER)

    assert flagged == ["is_flagged", "is_reopened"]
    assert find(claim).reasons == ["is_reopened"]
    assert find(claim).dispute == 0


def test_reopening_says_why_and_is_about_what_stands(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    claim = by_hand(project, team, curator)
    old = Decision.objects.get()
    decide(second_curator, claim, replaces=old.uuid)

    with pytest.raises(InvalidInput) as silent:
        cases.reopen(actor=curator, decision=Decision.objects.standing().get(), reason=" ", now=NOW)
    with pytest.raises(Conflict) as late:
        cases.reopen(actor=curator, decision=old, reason="No.", now=NOW)

    assert (silent.value.code, late.value.code) == ("reason_missing", "replaced_meanwhile")


def test_a_decision_waits_until_as_many_as_are_wanted_approve_it(
    project: Project, team: list[User], curator: User, second_curator: User, manager: User
) -> None:
    change_project(project, manager, approvals_wanted=2)
    claim = by_hand(project, team, curator)
    decision = Decision.objects.get()

    assert find(claim).reasons == ["wants_approval"]
    assert take_next(curator, project) is None
    assert take_next(second_curator, project) == claim
    adjudication.approve(actor=second_curator, decision=decision, now=NOW)
    adjudication.approve(actor=second_curator, decision=decision, now=NOW)
    assert find(claim).reasons == ["wants_approval"]
    adjudication.approve(actor=manager, decision=decision, note=" Seen. ", now=NOW)
    assert not Case.objects.exists()
    assert list(Approval.objects.values_list("approver__username", "note")) == [
        (second_curator.username, ""),
        (manager.username, "Seen."),
    ]
    assert AuditEvent.objects.filter(action="decision.approved").count() == 2


def test_nobody_approves_what_they_decided_or_labelled_nor_what_they_could_still_label(
    project: Project, team: list[User], curator: User, second_curator: User, manager: User
) -> None:
    change_project(project, manager, approvals_wanted=1)
    claim = queue_claim(project)
    submit(team[0], claim)
    submit(second_curator, claim)
    decision = decide(curator, claim)

    refused = {}
    for person in (curator, second_curator, manager):
        with pytest.raises((NotAllowed, Conflict)) as refusal:
            adjudication.approve(actor=person, decision=decision, now=NOW)
        refused[person] = refusal.value.code

    assert list(refused.values()) == ["own_decision", "own_claim", "label_first"]
    assert not Approval.objects.exists()


def test_only_what_a_curator_decided_and_what_stands_is_approved(
    project: Project, team: list[User], curator: User, second_curator: User, manager: User
) -> None:
    change_project(project, manager, approvals_wanted=1, decision_rule="unanimous")
    by_unanimity(project, team, curator)
    ruled = Decision.objects.get()
    claim = by_hand(project, team, curator)
    replaced = claim.decisions.get()
    decide(curator, claim, replaces=replaced.uuid)

    codes = []
    for decision in (ruled, replaced):
        with pytest.raises(Conflict) as refusal:
            adjudication.approve(actor=second_curator, decision=decision, now=NOW)
        codes.append(refusal.value.code)

    assert codes == ["decided_by_rule", "replaced_meanwhile"]


def test_no_more_approve_than_are_wanted(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    by_hand(project, team, curator)

    with pytest.raises(Conflict) as refusal:
        adjudication.approve(actor=second_curator, decision=Decision.objects.get(), now=NOW)

    assert refusal.value.code == "approved_already"


def test_who_overrules_all_says_why(project: Project, team: list[User], curator: User) -> None:
    claim = dispute(project, team, "prediction")

    with pytest.raises(InvalidInput) as refusal:
        decide(curator, claim, "routine_fact")
    decision = decide(curator, claim, "routine_fact", reason="It can be looked up.")

    assert (refusal.value.code, refusal.value.field) == ("reason_missing", "reason")
    assert decision.reason == "It can be looked up."


def test_a_label_revised_in_sight_of_a_decision_is_marked(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    first = submit(team[0], claim)
    corrected = submit(team[0], claim, revises=first.uuid)
    decide(curator, claim)

    after = submit(team[0], claim, revises=corrected.uuid)
    fresh = submit(team[1], claim)
    taken_back = undo.undo_label(actor=team[0], annotation=after, now=NOW)

    assert [one.after_feedback for one in (first, corrected, after, fresh, taken_back)] == [
        *(False, False, True, False, False)
    ]


def test_a_curators_revision_in_sight_of_anothers_label_is_marked(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    first = submit(curator, claim)
    corrected = submit(curator, claim, revises=first.uuid)
    given = submit(team[0], claim)

    after = submit(curator, claim, revises=corrected.uuid)
    blind = submit(team[0], claim, revises=given.uuid)

    assert [one.after_feedback for one in (first, corrected, given, after, blind)] == [
        *(False, False, False, True, False)
    ]


def test_who_takes_over_anothers_slot_has_seen_nothing_of_the_decision(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    given = submit(team[0], claim)
    decide(curator, claim)
    undo.undo_label(actor=team[0], annotation=given, now=NOW)
    slot = Slot.objects.get(annotator=team[0])
    marks.skip_claim(actor=team[0], claim=claim, now=NOW)
    Slot.objects.filter(pk=slot.pk).update(reserved_for=team[1])

    label = submit(team[1], claim)

    assert (label.slot, label.after_feedback) == (slot, False)


def test_who_revises_to_what_was_decided_brings_the_claim_back_to_nobody(
    project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    decision = decide(curator, claim, "no_claim")
    given = claim.annotations.get(annotator=team[0])

    agreeing = submit(team[0], claim, revises=given.uuid)
    stale, waits = Decision.objects.stale().exists(), Case.objects.exists()
    differing = make_labelling(claim, verifiability="routine_fact")
    submit(team[0], claim, differing, revises=agreeing.uuid)

    assert agreeing.after_feedback
    assert (stale, waits) == (False, False)
    assert list(Decision.objects.stale()) == [decision]
    assert find(claim).reasons == ["is_stale"]


def test_who_takes_a_label_back_that_agrees_leaves_the_decision_without_it(
    project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "no_claim")
    decision = decide(curator, claim, "no_claim")
    given = claim.annotations.get(annotator=team[0])

    undo.undo_label(actor=team[0], annotation=given, now=NOW)

    assert list(Decision.objects.stale()) == [decision]


def list_given_up(person: User) -> list[tuple[int, str]]:
    final = Skip.objects.standing().filter(annotator=person, is_final=True)
    return list(final.order_by("claim", "stage").values_list("claim", "stage"))


def test_who_has_read_what_others_said_is_not_asked_for_one_more_opinion(
    project: Project, team: list[User], curator: User, second_curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    cases.note_read(actor=second_curator, seen={(claim.pk, "label")}, now=NOW)
    cases.note_read(actor=second_curator, seen={(claim.pk, "label")}, now=NOW)
    assignment.ask_opinions(actor=curator, claim=claim, now=NOW)

    assert list_given_up(second_curator) == [(claim.pk, "label")]
    assert Slot.objects.free().filter(claim=claim).exists()
    assert not Slot.objects.open_to(second_curator).exists()
    assert not Slot.objects.takeable_by(second_curator).exists()
    event = AuditEvent.objects.get(action="claims.read")
    assert (event.actor, event.project, event.data) == (second_curator, project, {"claims": 1})


def test_who_has_passed_a_claim_over_and_reads_it_then_has_done_so_for_good(
    project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    skip = SkipFactory(claim=claim, annotator=curator)

    cases.note_read(actor=curator, seen={(claim.pk, "check")}, now=NOW)

    skip.refresh_from_db()
    assert skip.is_final
    assert list_given_up(curator) == [(claim.pk, "check"), (claim.pk, "label")]


def test_who_only_labels_or_reads_gives_nothing_up_by_reading(
    project: Project, team: list[User], reader: User, curator: User
) -> None:
    """Who reads gives it up with the role: see test_giving_up.py."""
    claim = dispute(project, team, "prediction")
    own = dispute(project, [curator, *team[:2]], "prediction")

    for person in (team[0], reader):
        cases.note_read(actor=person, seen={(claim.pk, "label")}, now=NOW)
    cases.note_read(actor=curator, seen={(own.pk, "label")}, now=NOW)

    assert not Skip.objects.exists()

"""Deciding which label stands: by hand, one after another, never alone on one's own label."""

from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import AuditEvent, Claim, Decision, Project, Stage, User
from claims.operations import adjudication, cases
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, queue_claim, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """Two labels per claim."""
    return ProjectFactory(overlap=2)


@pytest.fixture
def second_curator(project: Project) -> User:
    return add_member(project, "second_curator", "curator")


def decide(actor: User, claim: Claim, value: str = "no_claim", **options: object) -> Decision:
    """By a curator who labels it no more: who looks at a claim gives that up."""
    cases.step_aside(actor=actor, claim=claim, now=NOW, stage=str(options.get("stage", "label")))
    options.setdefault("labelling", make_labelling(claim, verifiability=value))
    return adjudication.decide(actor=actor, claim=claim, now=NOW, **options)  # type: ignore[arg-type]


def test_a_decision_holds_what_was_said_and_the_labels_it_stands_on(
    project: Project, annotator: User, other_annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    given = [submit(annotator, claim), submit(other_annotator, claim, make_checked(claim))]
    other = SpeakerFactory(project=project)

    decision = decide(
        curator,
        claim,
        labelling=make_checked(claim, co_speakers=(other.uuid,)),
        reason="  The register is right.\n",
    )

    assert (decision.rule, decision.decided_by) == ("hand", curator)
    assert decision.reason == "The register is right."
    assert decision.canonical_verdict == "refuted"
    assert [item.url for item in decision.evidence.all()] == ["https://register.example/1"]
    assert list(decision.co_speakers.all()) == [other]
    assert set(decision.basis.all()) == set(given)
    event = AuditEvent.objects.get(action="claim.decided")
    assert (event.actor, event.data["replaces"]) == (curator, None)


def test_the_same_decision_sent_twice_is_made_once(
    project: Project, annotator: User, curator: User, manager: User
) -> None:
    claim = queue_claim(project)
    submit(annotator, claim, make_checked(claim))
    other = SpeakerFactory(project=project)
    said = make_checked(claim, co_speakers=(other.uuid,))

    first = decide(curator, claim, labelling=said, reason=" Because. ")
    again = decide(curator, claim, labelling=said, reason="Because.")

    assert first == again
    assert AuditEvent.objects.filter(action="claim.decided").count() == 1
    for actor, labelling, reason in (
        (manager, said, "Because."),
        (curator, said, "Other."),
        (curator, make_checked(claim), "Because."),
        (curator, make_checked(claim, co_speakers=(other.uuid,), evidence=()), "Because."),
        (curator, make_checked(claim, co_speakers=(other.uuid,), wording="It."), "Because."),
    ):
        with pytest.raises((Conflict, InvalidInput)) as refusal:
            decide(actor, claim, labelling=labelling, reason=reason)
        assert refusal.value.code in {"decided_meanwhile", "evidence_missing"}
    assert Decision.objects.count() == 1


def test_a_claim_can_be_decided_before_anybody_has_labelled_it(
    project: Project, curator: User
) -> None:
    decision = decide(curator, queue_claim(project))

    assert not decision.basis.exists()


def test_a_decision_is_replaced_by_who_has_seen_it(
    project: Project, curator: User, second_curator: User
) -> None:
    claim = queue_claim(project)
    first = decide(curator, claim)

    second = decide(second_curator, claim, "prediction", replaces=first.uuid)

    assert second.previous == first
    assert list(claim.decisions.standing()) == [second]
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("has_seen_an_older_one", [False, True])
def test_the_second_curator_is_told_that_somebody_was_faster(
    has_seen_an_older_one: bool,  # noqa: FBT001
    project: Project,
    curator: User,
    second_curator: User,
) -> None:
    claim = queue_claim(project)
    seen = decide(curator, claim) if has_seen_an_older_one else None
    decide(curator, claim, replaces=seen.uuid if seen else None)

    with pytest.raises(Conflict) as refusal:
        decide(second_curator, claim, replaces=seen.uuid if seen else None)

    assert refusal.value.code == "decided_meanwhile"
    assert claim.decisions.standing().get().decided_by == curator


def test_a_decision_replaces_none_of_another_claim(project: Project, curator: User) -> None:
    other = decide(curator, queue_claim(project))

    with pytest.raises(Conflict):
        decide(curator, queue_claim(project), replaces=other.uuid)


def test_what_one_labelled_oneself_somebody_else_decides(
    project: Project, curator: User, second_curator: User
) -> None:
    claim = queue_claim(project)
    submit(curator, claim)

    with pytest.raises(NotAllowed) as refusal:
        decide(curator, claim)

    assert refusal.value.code == "own_claim"
    assert decide(second_curator, claim).decided_by == second_curator


def test_what_one_labelled_oneself_one_decides_where_the_project_allows_it(
    project: Project, curator: User, manager: User
) -> None:
    change_project(project, manager, decide_own=True)
    claim = queue_claim(project)
    submit(curator, claim)

    assert decide(curator, claim).decided_by == curator


@pytest.mark.parametrize("may_decide_own", [False, True])
def test_who_holds_a_claim_labels_it_before_they_decide_it(
    may_decide_own: bool,  # noqa: FBT001
    project: Project,
    curator: User,
    manager: User,
) -> None:
    change_project(project, manager, decide_own=may_decide_own)
    claim = queue_claim(project)
    take(project, curator)

    with pytest.raises(Conflict) as refusal:
        decide_blind(curator, claim)

    assert refusal.value.code == "label_first"


def decide_blind(curator: User, claim: Claim) -> Decision:
    labelling = make_labelling(claim, verifiability="no_claim")
    return adjudication.decide(actor=curator, claim=claim, labelling=labelling, now=NOW)


def test_who_may_still_come_to_label_a_claim_is_not_even_told_whether_anybody_said_the_same(
    project: Project, annotator: User, other_annotator: User, curator: User
) -> None:
    """One label is given, the other before somebody who may give it back."""
    claim = queue_claim(project)
    submit(annotator, claim, make_labelling(claim, verifiability="prediction"))
    take(project, other_annotator)

    with pytest.raises(Conflict) as refusal:
        decide_blind(curator, claim)

    assert refusal.value.code == "label_first"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["annotator", "reader", "stranger"])
def test_curators_decide(role: str, project: Project, request: pytest.FixtureRequest) -> None:
    claim = queue_claim(project)

    with pytest.raises(NotAllowed):
        decide(request.getfixturevalue(role), claim)

    assert not Decision.objects.exists()


def test_a_decision_keeps_the_rules_of_a_label(project: Project, curator: User) -> None:
    claim = queue_claim(project)

    with pytest.raises(InvalidInput) as no_verdict:
        decide(curator, claim, "check_worthy_fact")
    with pytest.raises(InvalidInput) as too_much:
        decide(curator, claim, labelling=make_checked(claim, verifiability="no_claim"))

    assert no_verdict.value.code == "verdict_missing"
    assert too_much.value.code == "verdict_refused"


@pytest.mark.parametrize(("reason", "code"), [("x" * 10_001, "too_long"), ("a\0", "not_text")])
def test_a_reason_is_text_of_some_length(
    reason: str, code: str, project: Project, curator: User
) -> None:
    claim = queue_claim(project)

    with pytest.raises(InvalidInput) as refusal:
        decide(curator, claim, reason=reason)

    assert (refusal.value.code, refusal.value.field) == (code, "reason")


def test_in_two_passes_the_verdict_is_decided_in_the_second(
    project: Project, curator: User, manager: User
) -> None:
    change_project(project, manager, has_check_pass=True)
    claim = queue_claim(project)

    with pytest.raises(InvalidInput) as too_early:
        decide(curator, claim, labelling=make_checked(claim))
    with pytest.raises(Conflict) as not_queued:
        decide(curator, claim, labelling=make_checked(claim), stage=Stage.CHECK)
    decide(curator, claim, "check_worthy_fact")
    verdict = decide(curator, claim, labelling=make_checked(claim), stage=Stage.CHECK)

    assert too_early.value.code == "verdict_in_check_pass"
    assert not_queued.value.code == "not_queued"
    assert (verdict.stage, verdict.canonical_verdict) == (Stage.CHECK, "refuted")
    assert claim.decisions.standing().count() == 2


@pytest.mark.parametrize("labelled", Stage.values)
@pytest.mark.parametrize("decided", Stage.values)
def test_who_labelled_a_claim_in_either_pass_decides_it_in_neither(
    labelled: str,
    decided: str,
    project: Project,
    curator: User,
    second_curator: User,
    manager: User,
) -> None:
    change_project(project, manager, has_check_pass=True)
    claim = queue_claim(project)
    if labelled == Stage.LABEL:
        submit(curator, claim, make_labelling(claim, verifiability="check_worthy_fact"))
    first = decide(second_curator, claim, "check_worthy_fact")
    if labelled == Stage.CHECK:
        submit(curator, claim, make_checked(claim), stage=Stage.CHECK)
    of_pass: dict[Stage, Any] = {
        Stage.LABEL: {"value": "check_worthy_fact", "replaces": first.uuid},
        Stage.CHECK: {"labelling": make_checked(claim), "stage": Stage.CHECK},
    }

    with pytest.raises(NotAllowed) as refusal:
        decide(curator, claim, **of_pass[Stage(decided)])
    change_project(project, manager, decide_own=True)
    claim = Claim.objects.get(pk=claim.pk)

    assert refusal.value.code == "own_claim"
    assert decide(curator, claim, **of_pass[Stage(decided)]).decided_by == curator


def test_a_decision_becomes_stale_with_a_label_that_comes_later(
    project: Project, annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    decision = decide(curator, claim)

    submit(annotator, claim)

    assert list(Decision.objects.stale()) == [decision]
    decide(curator, claim, replaces=decision.uuid)
    assert not Decision.objects.stale().exists()

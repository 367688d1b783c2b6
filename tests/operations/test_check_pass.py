"""The second pass: verdicts, claim by claim, where the first pass asks for one."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from claims.errors import Conflict, InvalidInput
from claims.models import Annotation, Claim, Lease, Project, Slot, Stage, User
from claims.operations import adjudication, assignment, boundaries, cases, marks, undo
from claims.operations.boundary_plans import Edit, EditKind
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import (
    ask,
    change_project,
    count_slots,
    list_claims,
    list_held,
    queue_article,
    queue_claim,
    stop,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim, then one verdict where the label asks for it."""
    return ProjectFactory(has_check_pass=True, overlap=1)


@pytest.fixture
def checker(project: Project) -> User:
    return add_member(project, "checker", "annotator")


def label(person: User, claim: Claim, value: str = "check_worthy_fact") -> Annotation:
    return submit(person, claim, make_labelling(claim, verifiability=value))


def check(person: User, claim: Claim) -> Annotation:
    return submit(person, claim, make_checked(claim), stage=Stage.CHECK)


def test_of_an_article_the_claim_most_worth_checking_comes_first(
    project: Project, annotator: User, checker: User
) -> None:
    article = queue_article(project, claims=3)
    claims = list_claims(article)
    for claim, worth in zip(claims, (0.3, 0.9, 0.6), strict=True):
        Claim.objects.filter(pk=claim.pk).update(worth=worth)
        label(annotator, claim)

    handed_out = []
    for _ in claims:
        take(project, checker, stage=Stage.CHECK)
        (held,) = list_held(checker, Stage.CHECK)
        handed_out.append(held)
        check(checker, held)

    assert handed_out == [claims[1], claims[2], claims[0]]


@pytest.mark.parametrize(
    ("value", "is_allowed_checked", "expected"),
    [
        ("check_worthy_fact", False, {"free": 1}),
        ("partly_fact", False, {"free": 1}),
        ("routine_fact", False, {}),
        ("routine_fact", True, {"free": 1}),
        ("prediction", True, {}),
        ("no_claim", True, {}),
    ],
)
def test_a_claim_is_checked_where_its_label_asks_for_a_verdict(
    value: str,
    is_allowed_checked: bool,  # noqa: FBT001
    expected: dict[str, int],
    project: Project,
    annotator: User,
    manager: User,
) -> None:
    change_project(project, manager, check_allowed=is_allowed_checked)
    claim = queue_claim(project)

    label(annotator, claim, value)

    assert count_slots(claim, Stage.CHECK) == expected


def test_claims_to_check_are_handed_out_one_by_one_in_turn(
    project: Project, annotator: User, checker: User
) -> None:
    claims = list_claims(queue_article(project, claims=3))
    for claim in reversed(claims):
        label(annotator, claim)

    got: list[Claim] = []
    while lease := ask(project, checker, stage=Stage.CHECK):
        held = list_held(checker, Stage.CHECK)
        assert Slot.objects.filter(lease=lease).unlabelled().count() == len(held) == 1
        check(checker, held[0])
        got += held

    assert got == list(reversed(claims))
    assert Lease.objects.filter(stage=Stage.CHECK, ended_at=NOW).count() == 3


def test_a_claim_to_check_is_reserved_for_its_own_minutes(
    project: Project, annotator: User, checker: User
) -> None:
    label(annotator, queue_claim(project))

    lease = take(project, checker, stage=Stage.CHECK)

    assert lease.expires_at == NOW + timedelta(minutes=480)


def test_the_check_pass_has_an_overlap_of_its_own(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, check_overlap=3)
    claim = queue_claim(project)

    label(annotator, claim)

    assert count_slots(claim, Stage.LABEL) == {"labelled": 1}
    assert count_slots(claim, Stage.CHECK) == {"free": 3}


def test_who_labelled_a_claim_does_not_check_it(project: Project, annotator: User) -> None:
    claim = queue_claim(project)
    label(annotator, claim)

    assert ask(project, annotator, stage=Stage.CHECK) is None
    with pytest.raises(Conflict) as refusal:
        check(annotator, claim)

    assert refusal.value.code == "not_for_you"


def test_who_labelled_a_claim_checks_it_where_the_project_allows_it(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)
    passed_by = ask(project, annotator, stage=Stage.CHECK)

    change_project(project, manager, check_by_labellers=True)

    assert passed_by is None
    assert take(project, annotator, stage=Stage.CHECK).article == claim.article


def test_a_verdict_in_the_label_pass_is_refused(project: Project, annotator: User) -> None:
    claim = queue_claim(project)

    with pytest.raises(InvalidInput) as refusal:
        submit(annotator, claim, make_checked(claim))

    assert (refusal.value.code, refusal.value.field) == ("verdict_in_check_pass", "verdict")


def test_the_check_pass_wants_a_verdict(project: Project, annotator: User, checker: User) -> None:
    claim = queue_claim(project)
    label(annotator, claim)

    with pytest.raises(InvalidInput) as refusal:
        submit(
            checker,
            claim,
            make_labelling(claim, verifiability="check_worthy_fact"),
            stage=Stage.CHECK,
        )

    assert refusal.value.code == "verdict_missing"


def test_speaker_and_verifiability_stay_as_the_label_pass_left_them(
    project: Project, annotator: User, checker: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)
    other = SpeakerFactory(project=project)

    with pytest.raises(InvalidInput) as other_speaker:
        submit(checker, claim, make_checked(claim, speaker=other.uuid), stage=Stage.CHECK)
    with pytest.raises(InvalidInput) as other_label:
        submit(checker, claim, make_checked(claim, verifiability="partly_fact"), stage=Stage.CHECK)

    assert (other_speaker.value.code, other_speaker.value.field) == (
        "fixed_by_label_pass",
        "speaker",
    )
    assert (other_label.value.code, other_label.value.field) == (
        "fixed_by_label_pass",
        "verifiability",
    )


def test_what_is_left_out_is_as_the_label_pass_left_it(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    claim = queue_claim(project)
    given = label(annotator, claim)
    bare = replace(make_checked(claim), speaker=None, verifiability="")

    checked = submit(checker, claim, bare, stage=Stage.CHECK)
    decided = adjudication.decide(
        actor=curator, claim=claim, labelling=bare, stage=Stage.CHECK, now=NOW
    )

    for made in (checked, decided):
        assert (made.speaker, made.verifiability) == (given.speaker, given.verifiability)


def overrule(curator: User, claim: Claim) -> None:
    """Decide that it is no factual claim, which nobody said."""
    adjudication.decide(
        actor=curator, claim=claim, labelling=make_labelling(claim), reason="A wish.", now=NOW
    )


def test_a_check_sent_again_is_the_same_whatever_was_settled_since(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)
    bare = replace(make_checked(claim), speaker=None, verifiability="")
    client_uuid = uuid.uuid4()
    first = submit(checker, claim, bare, stage=Stage.CHECK, client_uuid=client_uuid)
    overrule(curator, claim)

    again = submit(checker, claim, bare, stage=Stage.CHECK, client_uuid=client_uuid)

    assert again == first


def test_labels_that_differ_are_checked_once_they_are_decided(
    project: Project, annotator: User, other_annotator: User, curator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    label(annotator, claim)
    label(other_annotator, claim, "no_claim")
    before = count_slots(claim, Stage.CHECK)

    adjudication.decide(
        actor=curator,
        claim=claim,
        labelling=make_labelling(claim, verifiability="check_worthy_fact"),
        now=NOW,
    )

    assert before == {}
    assert count_slots(claim, Stage.CHECK) == {"free": 1}


def test_a_decision_that_asks_for_no_verdict_closes_what_was_to_be_checked(
    project: Project, annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)

    overrule(curator, claim)

    assert count_slots(claim, Stage.CHECK) == {"closed": 1}


def test_a_label_taken_back_closes_what_was_to_be_checked_until_it_is_given_again(
    project: Project, annotator: User, checker: User
) -> None:
    claim = queue_claim(project)
    undo.undo_label(actor=annotator, annotation=label(annotator, claim), now=NOW)
    closed, nothing = count_slots(claim, Stage.CHECK), ask(project, checker, stage=Stage.CHECK)

    label(annotator, claim)

    assert (closed, nothing) == ({"closed": 1}, None)
    assert count_slots(claim, Stage.CHECK) == {"free": 1}
    assert take(project, checker, stage=Stage.CHECK).article == claim.article


def test_who_is_checking_when_the_label_is_taken_back_keeps_the_claim_but_has_nothing_to_check(
    project: Project, annotator: User, checker: User
) -> None:
    claim = queue_claim(project)
    given = label(annotator, claim)
    lease = take(project, checker, stage=Stage.CHECK)

    undo.undo_label(actor=annotator, annotation=given, now=NOW)

    assert list_held(checker, Stage.CHECK) == [claim]
    with pytest.raises(InvalidInput, match="no decided label"):
        check(checker, claim)
    stop(lease)
    assert count_slots(claim, Stage.CHECK) == {"closed": 1}


def test_a_claim_skipped_in_the_check_pass_goes_on_to_another(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)
    take(project, checker, stage=Stage.CHECK)

    marks.skip_claim(actor=checker, claim=claim, stage=Stage.CHECK, now=NOW)

    assert ask(project, checker, stage=Stage.CHECK) is None
    assert take(project, curator, stage=Stage.CHECK).article == claim.article


def test_a_skip_in_one_pass_is_none_in_the_other(
    project: Project, annotator: User, checker: User
) -> None:
    claim = queue_claim(project)
    take(project, checker)
    marks.skip_claim(actor=checker, claim=claim, now=NOW)
    label(annotator, claim)

    assert take(project, checker, stage=Stage.CHECK).article == claim.article


def test_who_gave_a_claim_back_in_the_label_pass_may_check_it(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    claim = queue_claim(project)
    holding = take(project, checker)
    cases.step_aside(actor=curator, claim=claim, now=NOW)
    adjudication.decide(
        actor=curator,
        claim=claim,
        labelling=make_labelling(claim, verifiability="check_worthy_fact"),
        now=NOW,
    )
    passed_by = ask(project, checker, stage=Stage.CHECK)

    stop(holding)

    assert passed_by is None
    assert take(project, checker, stage=Stage.CHECK).article == claim.article


def test_who_gave_a_claim_back_in_the_check_pass_may_label_it(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)
    # Decided, so that it is still to be checked while more is asked.
    adjudication.decide(
        actor=curator,
        claim=claim,
        labelling=make_labelling(claim, verifiability="check_worthy_fact"),
        now=NOW,
    )
    holding = take(project, checker, stage=Stage.CHECK)
    assignment.ask_opinions(actor=curator, claim=claim, now=NOW)
    passed_by = ask(project, checker)

    stop(holding)

    assert passed_by is None
    assert take(project, checker).article == claim.article


def test_who_took_their_label_back_and_gave_the_claim_back_may_check_it(
    project: Project, annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    given = label(annotator, claim)
    adjudication.decide(
        actor=curator,
        claim=claim,
        labelling=make_labelling(claim, verifiability="check_worthy_fact"),
        now=NOW,
    )
    passed_by = ask(project, annotator, stage=Stage.CHECK)
    undo.undo_label(actor=annotator, annotation=given, now=NOW)

    stop(Lease.objects.open().get())

    assert passed_by is None
    assert take(project, annotator, stage=Stage.CHECK).article == claim.article


def test_without_the_pass_nothing_is_left_to_check(
    project: Project, annotator: User, checker: User, manager: User
) -> None:
    claim = queue_claim(project)
    label(annotator, claim)

    change_project(project, manager, has_check_pass=False)

    assert ask(project, checker, stage=Stage.CHECK) is None
    assert count_slots(claim, Stage.CHECK) == {"closed": 1}


def test_with_the_pass_again_claims_labelled_meanwhile_are_checked_as_well(
    project: Project, annotator: User, checker: User, manager: User
) -> None:
    claims = list_claims(queue_article(project, claims=2))
    label(annotator, claims[0])
    change_project(project, manager, has_check_pass=False)
    submit(annotator, claims[1], make_checked(claims[1]))
    nothing = ask(project, checker, stage=Stage.CHECK)

    change_project(project, manager, has_check_pass=True)

    assert nothing is None
    got: list[Claim] = []
    while ask(project, checker, stage=Stage.CHECK):
        (claim,) = list_held(checker, Stage.CHECK)
        check(checker, claim)
        got.append(claim)
    assert got == claims


def test_a_sentence_whose_part_is_a_claim_now_is_not_checked(
    project: Project, annotator: User, checker: User, curator: User
) -> None:
    _headline, claim = list_claims(queue_article(project, claims=2))
    label(annotator, claim)
    take(project, checker, stage=Stage.CHECK)
    span = Edit(kind=EditKind.SPAN, claims=(claim.uuid,), start=claim.start, end=claim.start + 11)

    boundaries.edit_boundaries(actor=curator, article=claim.article, edit=span, now=NOW)

    assert count_slots(claim, Stage.CHECK) == {"closed": 1}
    assert not Lease.objects.open().filter(stage=Stage.CHECK).exists()


def test_two_verdicts_that_differ_wait_for_one_more_where_the_project_asks_for_it(
    project: Project, annotator: User, checker: User, curator: User, manager: User
) -> None:
    change_project(project, manager, check_overlap=2, opinions_limit=3)
    claim = queue_claim(project)
    label(annotator, claim)

    check(checker, claim)
    submit(
        curator,
        claim,
        make_checked(claim, verdict="Not Enough Evidence", searched="The register."),
        stage=Stage.CHECK,
    )

    assert count_slots(claim, Stage.LABEL) == {"labelled": 1}
    assert count_slots(claim, Stage.CHECK) == {"labelled": 2, "free": 1}

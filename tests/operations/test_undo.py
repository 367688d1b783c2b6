"""Taking back what one has done last: always as further revisions, never by removing."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from claims.errors import Conflict, NotAllowed
from claims.models import Annotation, AuditEvent, Claim, Lease, Project, Slot, Stage, User
from claims.operations import adjudication, boundaries, marks, projects, queue, undo
from claims.operations.boundary_plans import Edit, EditKind
from claims.queries.undo import UNDO_LIMIT, list_actions
from tests.factories import NOW, ProjectFactory
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import (
    ask,
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
    """One label per claim."""
    return ProjectFactory(overlap=1)


def label(
    person: User, claim: Claim, value: str = "no_claim", *, revises: Annotation | None = None
) -> Annotation:
    labelling = make_labelling(claim, verifiability=value)
    return submit(person, claim, labelling, revises=revises.uuid if revises else None)


def take_back(annotation: Annotation, minutes: int = 0) -> Annotation:
    now = NOW + timedelta(minutes=minutes)
    return undo.undo_label(actor=annotation.annotator, annotation=annotation, now=now)


def read_current(claim: Claim) -> str | None:
    """What the claim's only label that counts says."""
    current = claim.slots.get().current
    return current.verifiability.value if current else None


def test_a_first_label_taken_back_leaves_none_and_the_claim_with_its_annotator(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)
    given = label(annotator, claim)

    row = take_back(given)

    assert (row.undoes, row.withdrawn, row.revision) == (given, True, 2)
    assert list_held(annotator) == [claim]
    assert ask(project, other_annotator) is None
    assert list(Annotation.objects.current()) == []
    assert list(claim.annotations.order_by("revision")) == [given, row]


def test_what_was_taken_back_runs_out_like_any_other_lease(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    take_back(label(annotator, claim), minutes=10)

    too_early = ask(project, other_annotator, minutes=10 + project.lease_minutes - 1)
    in_time = ask(project, other_annotator, minutes=10 + project.lease_minutes)

    assert too_early is None
    assert in_time is not None
    assert list_held(other_annotator) == [claim]


def test_what_was_taken_back_goes_on_in_the_lease_that_one_has(
    project: Project, annotator: User
) -> None:
    first, second = list_claims(queue_article(project, claims=2))
    lease = take(project, annotator)
    given = label(annotator, first)

    take_back(given, minutes=30)

    lease.refresh_from_db()
    assert set(Slot.objects.unlabelled().filter(lease=lease)) == {
        first.slots.get(),
        second.slots.get(),
    }
    assert lease.expires_at == NOW + timedelta(minutes=30 + project.lease_minutes)
    assert Lease.objects.count() == 1


def test_a_claim_can_be_labelled_anew_after_its_label_was_taken_back(
    project: Project, annotator: User
) -> None:
    claim = queue_claim(project)
    take_back(label(annotator, claim))

    again = label(annotator, claim, "prediction")

    assert (again.revision, read_current(claim)) == (3, "prediction")
    assert not Lease.objects.open().exists()


def test_a_revision_taken_back_brings_back_what_it_replaced(
    project: Project, annotator: User
) -> None:
    claim = queue_claim(project)
    first = submit(annotator, claim, make_checked(claim, wording="The register says so."))
    second = label(annotator, claim, "prediction", revises=first)

    row = take_back(second)

    assert (row.undoes, row.withdrawn) == (second, False)
    assert claim.slots.get().current == row
    assert (row.verifiability, row.verdict) == (first.verifiability, first.verdict)
    assert (row.wording, row.canonical_verdict) == (first.wording, "refuted")
    assert [item.url for item in row.evidence.all()] == ["https://register.example/1"]
    assert list_held(annotator) == []


def test_one_goes_back_step_by_step(project: Project, annotator: User) -> None:
    claim = queue_claim(project)
    first = label(annotator, claim)
    second = label(annotator, claim, "prediction", revises=first)
    third = label(annotator, claim, "routine_fact", revises=second)
    said = []

    for given in (third, second, first):
        take_back(given)
        said.append(read_current(claim))

    assert said == ["prediction", "no_claim", None]


def test_a_label_that_was_brought_back_can_be_revised_and_that_taken_back(
    project: Project, annotator: User
) -> None:
    claim = queue_claim(project)
    first = label(annotator, claim)
    brought_back = take_back(label(annotator, claim, "prediction", revises=first))
    revised = label(annotator, claim, "routine_fact", revises=brought_back)

    take_back(revised)
    between = read_current(claim)
    take_back(first)

    assert (between, read_current(claim)) == ("no_claim", None)


def test_taking_back_twice_is_once(project: Project, annotator: User) -> None:
    given = label(annotator, queue_claim(project))

    assert take_back(given) == take_back(given)
    assert Annotation.objects.count() == 2
    assert AuditEvent.objects.filter(action="annotation.undone").count() == 1


def test_what_came_on_top_has_to_be_taken_back_first(project: Project, annotator: User) -> None:
    claim = queue_claim(project)
    first = label(annotator, claim)
    label(annotator, claim, "prediction", revises=first)

    with pytest.raises(Conflict) as refusal:
        take_back(first)

    assert refusal.value.code == "revised_since"


def test_nobody_takes_back_the_label_of_another(
    project: Project, annotator: User, curator: User
) -> None:
    given = label(annotator, queue_claim(project))

    with pytest.raises(NotAllowed):
        undo.undo_label(actor=curator, annotation=given, now=NOW)


def test_who_left_the_project_takes_nothing_back(
    project: Project, annotator: User, manager: User
) -> None:
    given = label(annotator, queue_claim(project))
    projects.set_membership(actor=manager, project=project, user=annotator, role="reader", now=NOW)

    with pytest.raises(NotAllowed):
        take_back(given)


def test_the_last_ten_steps_can_be_taken_back_and_no_more(
    project: Project, annotator: User
) -> None:
    given = [label(annotator, claim) for claim in list_claims(queue_article(project, claims=11))]

    with pytest.raises(Conflict) as refusal:
        take_back(given[0])
    for one in reversed(given[1:]):
        take_back(one)

    assert refusal.value.code == "too_long_ago"
    assert Annotation.objects.current().count() == 1


def test_skips_and_flags_count_as_steps(project: Project, annotator: User) -> None:
    claims = list_claims(queue_article(project, claims=11))
    given = label(annotator, claims[0])
    take(project, annotator)
    for number, claim in enumerate(claims[1:6]):
        at = NOW + timedelta(seconds=1 + number)
        marks.skip_claim(actor=annotator, claim=claim, now=at)
        marks.flag_claim(actor=annotator, claim=claim, reason="Odd", now=at)

    with pytest.raises(Conflict) as refusal:
        take_back(given)

    assert refusal.value.code == "too_long_ago"
    assert len(list_actions(annotator, project)) == UNDO_LIMIT


def test_the_steps_are_listed_newest_first_with_what_can_be_taken_back(
    project: Project, annotator: User
) -> None:
    first, second = list_claims(queue_article(project, claims=2))
    take(project, annotator)
    marks.skip_claim(actor=annotator, claim=first, now=NOW - timedelta(minutes=2))
    given = label(annotator, second)
    later = NOW + timedelta(minutes=1)
    marks.flag_claim(actor=annotator, claim=second, reason="Odd", now=later)
    take_back(given, minutes=2)

    steps = list_actions(annotator, project)

    assert [(step.kind, step.claim, step.is_undone, step.can_undo) for step in steps] == [
        ("flag", second, False, True),
        ("label", second, True, False),
        ("skip", first, False, True),
    ]


def test_a_decision_made_meanwhile_is_outdated_and_stays(
    project: Project, annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    given = label(annotator, claim)
    decision = adjudication.decide(
        actor=curator, claim=claim, labelling=make_labelling(claim), now=NOW
    )

    take_back(given)

    event = AuditEvent.objects.get(action="decision.outdated")
    assert event.target == str(decision.uuid)
    assert list(claim.decisions.standing().stale()) == [decision]


def test_a_label_of_a_claim_that_is_no_more_leaves_nothing_to_label(
    project: Project, annotator: User, curator: User
) -> None:
    _headline, claim = list_claims(queue_article(project, claims=2))
    given = label(annotator, claim)
    split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(claim.start + 12,))
    boundaries.edit_boundaries(actor=curator, article=claim.article, edit=split, now=NOW)

    take_back(given)

    assert list_held(annotator) == []
    assert count_slots(claim) == {"closed": 1}


def test_what_was_taken_back_and_given_back_is_for_all(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    given = label(annotator, claim)
    nothing = ask(project, other_annotator)
    take_back(given)
    stop(Lease.objects.open().get())

    assert nothing is None
    assert take(project, other_annotator).article == claim.article
    label(other_annotator, claim, "prediction")
    assert list(claim.annotations.order_by("revision").values_list("revision", "annotator")) == [
        (1, annotator.pk),
        (2, annotator.pk),
        (3, other_annotator.pk),
    ]


def test_the_next_holder_of_a_slot_takes_back_their_own_label_only(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    take_back(label(annotator, claim))
    stop(Lease.objects.open().get())

    row = take_back(label(other_annotator, claim, "prediction"))

    assert (row.withdrawn, row.annotator) == (True, other_annotator)
    assert read_current(claim) is None


def test_a_skip_taken_back_is_ones_own_claim_again(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)
    marks.skip_claim(actor=annotator, claim=claim, now=NOW)

    slots = [undo.undo_skip(actor=annotator, claim=claim, now=NOW) for _ in range(2)]

    assert slots == [claim.slots.get()] * 2
    assert list_held(annotator) == [claim]
    assert Lease.objects.open().get().annotator == annotator
    assert ask(project, other_annotator) is None
    assert AuditEvent.objects.filter(action="claim.skip_undone").count() == 1


def test_a_skip_taken_back_too_late_comes_again_when_another_gives_the_claim_back(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)
    marks.skip_claim(actor=annotator, claim=claim, now=NOW)
    holding = take(project, other_annotator)
    nothing = undo.undo_skip(actor=annotator, claim=claim, now=NOW), ask(project, annotator)

    stop(holding)

    assert nothing == (None, None)
    assert take(project, annotator).article == claim.article


def test_a_skip_of_long_ago_stays(project: Project, annotator: User) -> None:
    claims = list_claims(queue_article(project, claims=11))
    take(project, annotator)
    marks.skip_claim(actor=annotator, claim=claims[0], now=NOW - timedelta(minutes=10))
    for claim in claims[1:]:
        label(annotator, claim)

    with pytest.raises(Conflict) as refusal:
        undo.undo_skip(actor=annotator, claim=claims[0], now=NOW)

    assert refusal.value.code == "too_long_ago"


def test_a_flag_taken_back_can_be_raised_again(project: Project, annotator: User) -> None:
    claim = queue_claim(project)
    first = marks.flag_claim(actor=annotator, claim=claim, reason="Odd", now=NOW)

    for _ in range(2):
        undo.undo_flag(actor=annotator, claim=claim, now=NOW)
    second = marks.flag_claim(actor=annotator, claim=claim, reason="Odder", now=NOW)

    first.refresh_from_db()
    assert (first.withdrawn_at, first.reason) == (NOW, "Odd")
    assert second != first
    assert AuditEvent.objects.filter(action="claim.flag_undone").count() == 1


def test_a_verdict_of_the_check_pass_is_taken_back_like_a_label(
    annotator: User, other_annotator: User, project: Project
) -> None:
    project.has_check_pass = True
    project.save()
    claim = queue_claim(project)
    label(annotator, claim, "check_worthy_fact")
    checked = submit(other_annotator, claim, make_checked(claim), stage=Stage.CHECK)

    take_back(checked)

    assert list_held(other_annotator, Stage.CHECK) == [claim]
    lease = Lease.objects.open().get()
    assert lease.stage == Stage.CHECK
    assert lease.expires_at == NOW + timedelta(minutes=project.check_lease_minutes)


def test_what_is_taken_back_while_another_article_is_held_is_handed_out_as_well(
    project: Project, annotator: User
) -> None:
    first, second = queue_claim(project), queue_claim(project)
    given = label(annotator, first)
    lease = take(project, annotator)

    take_back(given)
    queue.stop_lease(actor=annotator, lease=lease, now=NOW)

    assert take(project, annotator).article == first.article
    assert list_held(annotator) == [first]
    assert count_slots(second) == {"free": 1}


def test_a_repeat_of_what_was_taken_back_takes_no_slot(project: Project, annotator: User) -> None:
    claim = queue_claim(project)
    take(project, annotator)
    sent: Any = {"labelling": make_labelling(claim), "client_uuid": uuid.uuid4()}
    first = submit(annotator, claim, **sent)
    undo.undo_label(actor=annotator, annotation=first, now=NOW)
    stop(Lease.objects.open().get())

    again = submit(annotator, claim, **sent)

    assert again == first
    assert count_slots(claim) == {"free": project.overlap}

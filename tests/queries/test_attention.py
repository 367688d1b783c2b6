"""What waits for a curator, and why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Project, Slot, User
from claims.operations import (
    assignment,
    boundaries,
    marks,
    people,
    projects,
    undo,
)
from claims.operations.boundary_plans import Edit, EditKind
from claims.queries.attention import Reason, list_waiting, map_reasons
from tests.conftest import add_member
from tests.factories import NOW, OutletFactory, ProjectFactory
from tests.operations.disputed import decide
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import (
    change_project,
    list_claims,
    queue_article,
    queue_claim,
    stop,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """Two labels per claim."""
    return ProjectFactory(overlap=2)


@pytest.fixture
def team(project: Project) -> list[User]:
    """All who label in the project."""
    return [add_member(project, f"member{number}", "annotator") for number in range(3)]


@pytest.fixture
def overseer(project: Project) -> User:
    """Who runs the project without labelling in it."""
    user = add_member(project, "overseer", "reader")
    user.is_superuser = True
    user.save()
    return user


def label(person: User, claim: Claim, value: str = "no_claim") -> None:
    submit(person, claim, make_labelling(claim, verifiability=value))


def skip(project: Project, person: User, claim: Claim) -> None:
    take(project, person)
    marks.skip_claim(actor=person, claim=claim, now=NOW)


def list_reasons(claim: Claim) -> list[Reason]:
    return map_reasons(claim.project, [claim])[claim.pk]


def test_nothing_waits_while_people_label(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)
    label(team[0], claim)
    take(project, team[1])

    assert list_reasons(claim) == []
    assert not list_waiting(project).exists()


def test_labels_that_differ_wait_once_all_are_given(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)
    label(team[0], claim)
    before = list_reasons(claim)

    label(team[1], claim, "prediction")

    assert (before, list_reasons(claim)) == ([], [Reason.DIFFER])


@pytest.mark.parametrize("verdict", ["Supported", ""])
def test_verdicts_that_differ_wait(
    verdict: str, project: Project, team: list[User], manager: User
) -> None:
    change_project(project, manager, evidence_rule="none")
    claim = queue_claim(project)
    rest = {"verifiability": "routine_fact", "evidence": ()}

    submit(team[0], claim, make_checked(claim, **rest))
    submit(team[1], claim, make_checked(claim, **rest, verdict=verdict))

    assert list_reasons(claim) == [Reason.DIFFER]


def test_labels_that_agree_wait_for_nobody(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)

    for person in team[:2]:
        label(person, claim)

    assert list_reasons(claim) == []


def test_labels_that_differ_wait_no_more_once_they_are_decided(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    label(team[0], claim)
    label(team[1], claim, "prediction")

    decide(curator, claim, labelling=make_labelling(claim))

    assert list_reasons(claim) == []


def test_a_decision_waits_when_a_label_it_stands_on_is_taken_back(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    given = submit(team[0], claim)
    decide(curator, claim, labelling=make_labelling(claim))

    undo.undo_label(actor=team[0], annotation=given, now=NOW)

    assert list_reasons(claim) == [Reason.STALE]


def test_a_flag_waits_until_it_is_withdrawn(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)
    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=NOW)
    before = list_reasons(claim)

    undo.undo_flag(actor=team[0], claim=claim, now=NOW)

    assert (before, list_reasons(claim)) == ([Reason.FLAGGED], [])


def test_a_flag_waits_until_somebody_decides(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=NOW)

    decide(curator, claim, labelling=make_labelling(claim))

    assert list_reasons(claim) == []


def test_a_claim_waits_that_all_have_skipped(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)
    for person in team[:2]:
        skip(project, person, claim)
    before = list_reasons(claim)

    skip(project, team[2], claim)

    assert (before, list_reasons(claim)) == ([], [Reason.NOBODY_LEFT])


def test_a_claim_waits_that_wants_more_labels_than_there_are_people(
    project: Project, team: list[User], overseer: User
) -> None:
    claim = queue_claim(project)
    assignment.set_overlap(actor=overseer, article=claim.article, overlap=4, now=NOW)

    for person in team:
        label(person, claim)

    assert list_reasons(claim) == [Reason.NOBODY_LEFT]


def leave(project: Project, overseer: User, person: User) -> None:
    projects.set_membership(actor=overseer, project=project, user=person, role="reader", now=NOW)


def deactivate(project: Project, overseer: User, person: User) -> None:
    people.deactivate_person(actor=overseer, person=person, now=NOW)


def exclude(project: Project, overseer: User, person: User) -> None:
    assignment.exclude_person(actor=overseer, outlet=project.outlets.get(), person=person, now=NOW)


@pytest.mark.parametrize("go", [leave, deactivate, exclude])
def test_a_claim_waits_when_the_last_who_could_label_it_is_gone(
    go: Callable[[Project, User, User], None],
    project: Project,
    team: list[User],
    overseer: User,
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    (claim,) = list_claims(article)
    label(team[0], claim)
    skip(project, team[1], claim)
    before = list_reasons(claim)

    go(project, overseer, team[2])

    assert (before, list_reasons(claim)) == ([], [Reason.NOBODY_LEFT])


def test_a_claim_waits_that_is_kept_for_somebody_who_cannot_label_it(
    project: Project, team: list[User]
) -> None:
    claim = queue_claim(project)
    free = claim.slots.order_by("number")
    Slot.objects.filter(pk=free[0].pk).update(reserved_for=team[0])
    before = list_reasons(claim)

    # As when they labelled it in the other pass.
    Slot.objects.filter(pk=free[1].pk).update(annotator=team[0])

    assert (before, list_reasons(claim)) == ([], [Reason.NOBODY_LEFT])


def test_nobody_is_left_to_check_what_all_have_labelled(
    project: Project, team: list[User], overseer: User
) -> None:
    change_project(project, overseer, has_check_pass=True)
    claim = queue_claim(project)
    assignment.set_overlap(actor=overseer, article=claim.article, overlap=3, now=NOW)

    for person in team:
        label(person, claim, "check_worthy_fact")

    assert list_reasons(claim) == [Reason.NOBODY_LEFT]


def test_a_claim_waits_no_more_when_somebody_joins(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)
    for person in team:
        skip(project, person, claim)

    add_member(project, "newcomer", "annotator")

    assert list_reasons(claim) == []


def test_a_claim_that_is_no_more_waits_for_nobody(
    project: Project, team: list[User], curator: User
) -> None:
    _headline, claim = list_claims(queue_article(project, claims=2))
    label(team[0], claim)
    label(team[1], claim, "prediction")
    marks.flag_claim(actor=team[0], claim=claim, reason="Two claims in one", now=NOW)

    split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(claim.start + 12,))
    boundaries.edit_boundaries(actor=curator, article=claim.article, edit=split, now=NOW)

    assert not list_waiting(project).exists()


def test_claims_are_listed_for_one_reason_or_for_any_and_of_one_project(
    project: Project, team: list[User]
) -> None:
    differing, flagged, _quiet = (queue_claim(project) for _ in range(3))
    label(team[0], differing)
    label(team[1], differing, "prediction")
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)

    assert set(list_waiting(project)) == {differing, flagged}
    assert list(list_waiting(project, "flagged")) == [flagged]
    assert list(list_waiting(project, Reason.DIFFER)) == [differing]
    assert not list_waiting(ProjectFactory()).exists()


def test_what_is_given_back_is_nobodys_to_see_to(project: Project, team: list[User]) -> None:
    claim = queue_claim(project)

    stop(take(project, team[0]))

    assert list_reasons(claim) == []


@pytest.mark.parametrize("claims", [1, 3])
def test_the_list_is_one_query_and_the_reasons_are_two(
    claims: int, project: Project, team: list[User]
) -> None:
    for _ in range(claims):
        claim = queue_claim(project)
        label(team[0], claim)
        label(team[1], claim, "prediction")

    with CaptureQueriesContext(connection) as listing:
        waiting = list(list_waiting(project))
    with CaptureQueriesContext(connection) as reasoning:
        map_reasons(project, waiting)

    assert len(waiting) == claims
    assert (len(listing), len(reasoning)) == (1, 2)

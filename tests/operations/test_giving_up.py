"""Who could read all labels, and labels from now on, labels nothing that others have."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Annotation, AuditEvent, Claim, Lease, Project, Skip, Slot, User
from claims.operations import cases, giving_up, projects
from tests.conftest import add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    GoldLabelFactory,
    MembershipFactory,
    SkipFactory,
    SlotFactory,
)
from tests.operations.labellings import submit
from tests.operations.queues import ask, queue_claim, take

pytestmark = pytest.mark.django_db

Give = Callable[..., int]


@pytest.fixture
def give(project: Project, manager: User) -> Give:
    """Give somebody a role; how many claims they give up by it."""

    def give_role(person: User, role: str, *, is_active: bool = True) -> int:
        written = projects.set_membership(
            actor=manager, project=project, user=person, role=role, is_active=is_active, now=NOW
        )
        return written.given_up

    return give_role


@pytest.fixture
def labelled(project: Project, annotator: User) -> Claim:
    """A second label of it is wanted."""
    claim = queue_claim(project)
    submit(annotator, claim)
    return claim


def list_given_up(person: User) -> list[tuple[int, str]]:
    final = Skip.objects.standing().filter(annotator=person, is_final=True)
    return list(final.order_by("claim", "stage").values_list("claim", "stage"))


def may_get(person: User, claim: Claim) -> bool:
    return Slot.objects.takeable_by(person).filter(claim=claim).exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reader", "annotator"),
        ("reader", "curator"),
        ("reader", "manager"),
        ("manager", "annotator"),
        ("manager", "curator"),
    ],
)
def test_who_could_read_all_is_not_given_what_others_have_labelled(
    before: str, after: str, project: Project, labelled: Claim, give: Give
) -> None:
    person = add_member(project, "person", before)
    unlabelled = queue_claim(project)

    given_up = give(person, after)

    assert (given_up, list_given_up(person)) == (1, [(labelled.pk, "label")])
    assert (may_get(person, labelled), may_get(person, unlabelled)) == (False, True)
    assert take(project, person).article == unlabelled.article
    event = AuditEvent.objects.get(action="membership.set")
    assert event.data == {"role": after, "is_active": True, "given_up": 1}


def test_they_may_read_on_what_does_not_come_to_them_any_more(
    reader: User, labelled: Claim, give: Give
) -> None:
    give(reader, "curator")

    assert Annotation.objects.visible_to(reader).filter(claim=labelled).exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("annotator", "curator"),
        ("curator", "annotator"),
        ("annotator", "manager"),
        ("annotator", "reader"),
        ("manager", "manager"),
        ("manager", "reader"),
    ],
)
def test_who_could_not_or_does_not_label_gives_nothing_up(
    before: str, after: str, project: Project, labelled: Claim, give: Give
) -> None:
    person = add_member(project, "person", before)

    assert (give(person, after), list_given_up(person)) == (0, [])


def test_it_makes_no_difference_to_be_removed_in_between(
    project: Project, labelled: Claim, give: Give
) -> None:
    people = [add_member(project, name, "reader") for name in ("one", "two")]

    removed = give(people[0], "reader", is_active=False)
    added_again = give(people[0], "annotator")
    removed_with_another_role = give(people[1], "annotator", is_active=False)
    give(people[1], "annotator")

    assert (removed, added_again, removed_with_another_role) == (0, 1, 1)
    assert [list_given_up(person) for person in people] == [[(labelled.pk, "label")]] * 2


def test_what_they_labelled_themselves_stays_theirs_and_what_they_hold_goes_on(
    project: Project, other_annotator: User, annotator: User, give: Give
) -> None:
    person = add_member(project, "person", "manager")
    both, held = queue_claim(project), queue_claim(project)
    for one in (person, annotator):
        submit(one, both)
    take(project, person)
    submit(annotator, held)

    given_up = give(person, "annotator")

    assert (given_up, list_given_up(person)) == (1, [(held.pk, "label")])
    assert not Slot.objects.held().filter(annotator=person).exists()
    assert not Lease.objects.open().filter(annotator=person).exists()
    assert take(project, other_annotator).article == held.article
    assert ask(project, person) is None


def test_what_was_decided_or_made_gold_or_taken_back_counts_as_said(
    project: Project, reader: User, annotator: User, give: Give
) -> None:
    said = [queue_claim(project) for _ in range(3)]
    DecisionFactory(claim=said[0])
    GoldLabelFactory(claim=said[1])
    slot = SlotFactory(claim=said[2], annotator=annotator)
    AnnotationFactory(slot=slot)
    Slot.objects.filter(pk=slot.pk).update(current=None)

    assert give(reader, "annotator") == 3
    assert list_given_up(reader) == [(claim.pk, "label") for claim in said]


def test_what_was_said_in_the_check_pass_is_given_up_in_both(
    project: Project, reader: User, annotator: User, give: Give
) -> None:
    claim = queue_claim(project)
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=annotator, stage="check"))

    assert give(reader, "annotator") == 1
    assert list_given_up(reader) == [(claim.pk, "check"), (claim.pk, "label")]


def test_a_claim_passed_over_before_is_passed_over_for_good(
    reader: User, labelled: Claim, give: Give
) -> None:
    skip = SkipFactory(claim=labelled, annotator=reader)

    give(reader, "annotator")

    skip.refresh_from_db()
    assert (skip.is_final, Skip.objects.count()) == (True, 1)


def test_neither_training_nor_claims_that_are_no_more_nor_other_projects(
    project: Project, reader: User, annotator: User, give: Give
) -> None:
    trains = ClaimFactory(article=ArticleFactory(project=project, is_training=True))
    retired = ClaimFactory(article__project=project, retired_at=NOW)
    for claim in (trains, retired, ClaimFactory()):
        AnnotationFactory(slot__claim=claim, slot__annotator=annotator)

    assert give(reader, "annotator") == 0


@pytest.mark.parametrize("count", [1, 5])
def test_giving_up_many_claims_takes_few_statements(
    count: int, project: Project, reader: User, annotator: User
) -> None:
    for claim in ClaimFactory.create_batch(count, article=ArticleFactory(project=project)):
        AnnotationFactory(slot__claim=claim, slot__annotator=annotator)

    with CaptureQueriesContext(connection) as queries:
        given_up = giving_up.give_up_all_read(reader, project, NOW)

    assert given_up == count
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 6


def test_what_another_request_gave_up_meanwhile_is_no_error(
    project: Project, curator: User, labelled: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As without row locks: neither sees what the other has not committed yet."""
    again = SkipFactory(claim=queue_claim(project), annotator=curator)
    seen = {(labelled.pk, "label"), (again.claim_id, "label")}
    monkeypatch.setattr(cases, "_list_done", lambda *_given: set())

    for _ in range(2):
        cases.note_read(actor=curator, seen=seen, now=NOW)

    assert list_given_up(curator) == sorted(seen)
    assert Skip.objects.count() == 2


def test_the_manager_is_told_what_is_given_up(
    project: Project, labelled: Claim, admin: User, sign_in: Any
) -> None:
    member = MembershipFactory(project=project, role="reader", user__name="Kim Lee")
    page = f"/admin/claims/membership/{member.pk}/change/"
    form = {"role": "annotator", "initial-role": "reader", "is_active": "on"}

    told = sign_in(admin).post(page, form, follow=True).content.decode()

    assert (
        "Kim Lee could read all labels until now: the 1 claim that others have labelled so far"
        " will not come to them."
    ) in told

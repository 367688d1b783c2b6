"""Leases, slots, skips and flags."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.errors import Conflict, InvalidInput, NotAllowed, NotFound
from claims.models import Article, AuditEvent, Draft, Flag, Lease, Project, Skip, Slot, User
from claims.operations import marks, queue, undo
from tests.factories import NOW, ArticleFactory, ClaimFactory, LeaseFactory, SlotFactory
from tests.operations.labellings import make_labelling, submit

pytestmark = pytest.mark.django_db


def add_article(project: Project, *, claims: int = 2, overlap: int = 1) -> Article:
    article = ArticleFactory(project=project)
    for claim in ClaimFactory.create_batch(claims, article=article):
        for number in range(1, overlap + 1):
            SlotFactory(claim=claim, number=number)
    return article


def lease(project: Project, annotator: User, minutes: float = 0) -> Lease | None:
    now = NOW + timedelta(minutes=minutes)
    return queue.lease_next(actor=annotator, project=project, now=now)


def held(lease: Lease | None) -> Sequence[tuple[int, int]]:
    """Claim position and slot number of what the lease holds."""
    slots = Slot.objects.filter(lease=lease, annotator=lease.annotator if lease else None)
    return sorted(slots.values_list("claim__position", "number"))


def test_lease_next_holds_one_slot_of_each_claim_until_the_projects_minutes_are_over(
    project: Project, annotator: User
) -> None:
    article = add_article(project, claims=2, overlap=3)

    got = lease(project, annotator)

    assert got is not None
    assert (got.article, held(got)) == (article, [(0, 1), (1, 1)])
    assert got.expires_at == NOW + timedelta(minutes=project.lease_minutes)


def test_lease_next_again_is_the_same_lease_prolonged(project: Project, annotator: User) -> None:
    add_article(project)
    add_article(project)
    first = lease(project, annotator)

    again = lease(project, annotator, minutes=10)

    assert again == first
    assert again is not None
    assert again.expires_at == NOW + timedelta(minutes=10 + project.lease_minutes)
    assert Lease.objects.count() == 1


def test_two_annotators_get_different_slots_of_the_same_article(
    project: Project, annotator: User, other_annotator: User
) -> None:
    add_article(project, claims=2, overlap=2)

    first, second = lease(project, annotator), lease(project, other_annotator)

    assert held(first) == [(0, 1), (1, 1)]
    assert held(second) == [(0, 2), (1, 2)]


def test_an_article_whose_slots_are_all_held_is_passed_over(
    project: Project, annotator: User, other_annotator: User
) -> None:
    add_article(project, overlap=1)
    following = add_article(project, overlap=1)
    lease(project, annotator)

    got = lease(project, other_annotator)

    assert got is not None
    assert got.article == following


def test_there_is_nothing_for_who_has_had_every_claim(project: Project, annotator: User) -> None:
    article = add_article(project, claims=1, overlap=2)
    lease(project, annotator)
    submit(annotator, article.claims.get())

    assert lease(project, annotator) is None


def test_a_lease_that_ran_out_gives_its_slots_to_whoever_asks_next(
    project: Project, annotator: User, other_annotator: User
) -> None:
    add_article(project, claims=2, overlap=1)
    slow = lease(project, annotator)

    too_early = lease(project, other_annotator, minutes=project.lease_minutes - 0.1)
    in_time = lease(project, other_annotator, minutes=project.lease_minutes)

    assert too_early is None
    assert held(in_time) == [(0, 1), (1, 1)]
    assert slow is not None
    slow.refresh_from_db()
    assert slow.ended_at == slow.expires_at


def test_what_was_labelled_before_the_lease_ran_out_stays(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=2, overlap=1)
    lease(project, annotator)
    first, _second = article.claims.order_by("position")
    submit(annotator, first)

    taken = lease(project, other_annotator, minutes=2 * project.lease_minutes)

    assert held(taken) == [(1, 1)]
    assert Slot.objects.get(claim=first).annotator == annotator


def test_who_let_a_lease_run_out_goes_on_in_the_same_article(
    project: Project, annotator: User
) -> None:
    article = add_article(project)
    add_article(project)
    first = lease(project, annotator)

    again = lease(project, annotator, minutes=2 * project.lease_minutes)

    assert again is not None
    assert again != first
    assert again.article == article


def test_what_was_freed_behind_somebody_is_found_when_nothing_is_left_ahead(
    project: Project, annotator: User, other_annotator: User
) -> None:
    early = add_article(project, claims=1, overlap=1)
    late = add_article(project, claims=1, overlap=1)
    given_back = lease(project, annotator)
    lease(project, other_annotator)
    assert given_back is not None
    queue.stop_lease(actor=annotator, lease=given_back, now=NOW)
    submit(other_annotator, late.claims.get())

    got = lease(project, other_annotator)

    assert got is not None
    assert got.article == early


def test_what_others_give_back_is_found_by_who_has_passed_it_by(
    project: Project, annotator: User, other_annotator: User
) -> None:
    early, late = add_article(project, claims=1), add_article(project, claims=1)
    given_back = lease(project, other_annotator)
    submit(annotator, late.claims.get()) if lease(project, annotator) else None
    nothing = lease(project, annotator)
    assert given_back is not None
    queue.stop_lease(actor=other_annotator, lease=given_back, now=NOW)

    got = lease(project, annotator)

    assert nothing is None
    assert got is not None
    assert got.article == early


def test_renewing_starts_the_leases_time_anew(project: Project, annotator: User) -> None:
    add_article(project)
    mine = lease(project, annotator)
    assert mine is not None

    renewed = queue.renew_lease(actor=annotator, lease=mine, now=NOW + timedelta(minutes=30))

    assert renewed.expires_at == NOW + timedelta(minutes=30 + project.lease_minutes)
    mine.refresh_from_db()
    assert mine.expires_at == renewed.expires_at


def test_an_ended_lease_is_not_renewed(project: Project, annotator: User) -> None:
    add_article(project)
    mine = lease(project, annotator)
    assert mine is not None
    queue.stop_lease(actor=annotator, lease=mine, now=NOW)

    with pytest.raises(Conflict, match="has ended"):
        queue.renew_lease(actor=annotator, lease=mine, now=NOW)


def test_nobody_renews_or_stops_the_lease_of_another(
    project: Project, annotator: User, other_annotator: User
) -> None:
    add_article(project)
    mine = lease(project, annotator)
    assert mine is not None

    with pytest.raises(NotAllowed):
        queue.renew_lease(actor=other_annotator, lease=mine, now=NOW)
    with pytest.raises(NotAllowed):
        queue.stop_lease(actor=other_annotator, lease=mine, now=NOW)


def test_stopping_keeps_labels_and_frees_the_rest(project: Project, annotator: User) -> None:
    article = add_article(project, claims=2)
    mine = lease(project, annotator)
    first, second = article.claims.order_by("position")
    submit(annotator, first)
    assert mine is not None

    queue.stop_lease(actor=annotator, lease=mine, now=NOW)
    queue.stop_lease(actor=annotator, lease=mine, now=NOW + timedelta(minutes=1))

    mine.refresh_from_db()
    assert mine.ended_at == NOW
    assert Slot.objects.get(claim=first).annotator == annotator
    assert Slot.objects.get(claim=second).annotator is None
    assert AuditEvent.objects.filter(action="lease.stopped").count() == 1


def test_the_last_label_of_an_article_ends_the_lease(project: Project, annotator: User) -> None:
    article = add_article(project, claims=2)
    mine = lease(project, annotator)
    assert mine is not None

    for claim in article.claims.all():
        submit(annotator, claim)

    mine.refresh_from_db()
    assert mine.ended_at == NOW


def test_a_skip_frees_the_slot_for_another_and_is_not_offered_again(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=2, overlap=1)
    lease(project, annotator)
    first, second = article.claims.order_by("position")

    marks.skip_claim(actor=annotator, claim=first, reason="I know them.", now=NOW)
    submit(annotator, second)

    assert lease(project, annotator) is None
    assert held(lease(project, other_annotator)) == [(0, 1)]
    assert Skip.objects.get().reason == "I know them."


def test_skipping_twice_is_one_skip(project: Project, annotator: User) -> None:
    article = add_article(project)
    lease(project, annotator)
    claim = article.claims.first()
    assert claim is not None

    first = marks.skip_claim(actor=annotator, claim=claim, now=NOW)
    again = marks.skip_claim(actor=annotator, claim=claim, now=NOW)

    assert first == again
    assert Skip.objects.count() == 1


def test_only_what_one_holds_can_be_skipped(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project)
    lease(project, annotator)
    claim = article.claims.first()
    assert claim is not None

    with pytest.raises(NotFound, match="not reserved for you"):
        marks.skip_claim(actor=other_annotator, claim=claim, now=NOW)


def test_a_labelled_claim_is_revised_not_skipped(project: Project, annotator: User) -> None:
    article = add_article(project)
    lease(project, annotator)
    claim = article.claims.first()
    assert claim is not None
    submit(annotator, claim)

    with pytest.raises(Conflict, match="revise"):
        marks.skip_claim(actor=annotator, claim=claim, now=NOW)


def test_labelling_a_skipped_claim_after_all_withdraws_the_skip(
    project: Project, annotator: User
) -> None:
    article = add_article(project)
    lease(project, annotator)
    claim = article.claims.first()
    assert claim is not None
    marks.skip_claim(actor=annotator, claim=claim, now=NOW)

    submit(annotator, claim)

    assert Skip.objects.get().withdrawn_at == NOW


def test_flagging_again_changes_the_reason(project: Project, annotator: User) -> None:
    claim = ClaimFactory(article=add_article(project, claims=0))

    marks.flag_claim(actor=annotator, claim=claim, reason="Odd", now=NOW)
    marks.flag_claim(actor=annotator, claim=claim, reason="Two claims in one", now=NOW)

    assert [flag.reason for flag in Flag.objects.all()] == ["Two claims in one"]


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_a_flag_says_why_in_few_words(reason: str, project: Project, annotator: User) -> None:
    claim = ClaimFactory(article=add_article(project, claims=0))

    with pytest.raises(InvalidInput) as refusal:
        marks.flag_claim(actor=annotator, claim=claim, reason=reason, now=NOW)

    assert refusal.value.field == "reason"


def test_a_late_label_is_taken_while_a_slot_is_free(project: Project, annotator: User) -> None:
    article = add_article(project, claims=2)
    mine = lease(project, annotator)
    claim = article.claims.first()
    assert mine is not None
    assert claim is not None
    queue.stop_lease(actor=annotator, lease=mine, now=NOW)

    submit(annotator, claim)

    assert Slot.objects.get(claim=claim).annotator == annotator


def test_what_is_only_context_takes_no_label(project: Project, annotator: User) -> None:
    heading = ClaimFactory(article=add_article(project, claims=0))

    with pytest.raises(Conflict, match="context"):
        submit(annotator, heading)


def test_a_late_label_never_displaces_the_new_holder(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=1, overlap=1)
    mine = lease(project, annotator)
    assert mine is not None
    queue.stop_lease(actor=annotator, lease=mine, now=NOW)
    lease(project, other_annotator)

    with pytest.raises(Conflict, match="all the labels"):
        submit(annotator, article.claims.get())

    assert Slot.objects.get().annotator == other_annotator


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_who_may_not_annotate_gets_no_work(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    add_article(project)

    with pytest.raises(NotAllowed):
        lease(project, request.getfixturevalue(role))


def test_looking_for_work_costs_the_same_however_much_one_has_done(
    project: Project, annotator: User
) -> None:
    costs = []
    for _ in range(3):
        article = add_article(project, claims=1, overlap=2)
        with CaptureQueriesContext(connection) as queries:
            assert lease(project, annotator) is not None
        costs.append(len(queries))
        submit(annotator, article.claims.get())

    assert costs == [costs[0]] * 3


def test_a_lease_that_ran_out_keeps_nobody_from_labelling_without_one(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=1, overlap=1)
    lease(project, annotator)
    late = NOW + timedelta(minutes=2 * project.lease_minutes)

    with pytest.raises(Conflict, match="all the labels"):
        submit(other_annotator, article.claims.get())
    submit(other_annotator, article.claims.get(), now=late)

    assert Slot.objects.get().annotator == other_annotator


@pytest.mark.parametrize("reason", ["a\0b", "a\ud800b"])
def test_a_reason_is_text(reason: str, project: Project, annotator: User) -> None:
    claim = add_article(project).claims.first()
    lease(project, annotator)
    assert claim is not None

    with pytest.raises(InvalidInput, match="not text"):
        marks.flag_claim(actor=annotator, claim=claim, reason=reason, now=NOW)
    with pytest.raises(InvalidInput, match="not text"):
        marks.skip_claim(actor=annotator, claim=claim, reason=reason, now=NOW)


def test_a_team_of_as_many_as_labels_are_wanted_finishes_what_one_left_halfway(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=3, overlap=2)
    claims = list(article.claims.order_by("position"))
    lease(project, annotator)
    submit(annotator, claims[0])
    lease(project, other_annotator)
    for claim in claims:
        submit(other_annotator, claim)

    # Run out long ago: nobody but its holder may label what is left of it.
    theirs = lease(project, other_annotator, minutes=500)
    again = lease(project, annotator, minutes=1000)

    assert theirs is None
    assert held(again) == [(1, 1), (2, 1)]
    for claim in claims[1:]:
        submit(annotator, claim, now=NOW + timedelta(minutes=1001))
    assert not Slot.objects.unlabelled().exists()


def test_work_starts_the_leases_time_anew(project: Project, annotator: User) -> None:
    first, second, _third = add_article(project, claims=3).claims.order_by("position")
    mine = lease(project, annotator)
    assert mine is not None

    submit(annotator, first, now=NOW + timedelta(minutes=50))
    mine.refresh_from_db()
    after_label = mine.expires_at
    marks.skip_claim(actor=annotator, claim=second, now=NOW + timedelta(minutes=100))
    mine.refresh_from_db()

    assert after_label == NOW + timedelta(minutes=50 + project.lease_minutes)
    assert mine.expires_at == NOW + timedelta(minutes=100 + project.lease_minutes)


def test_who_is_late_goes_on_as_long_as_nobody_else_has_asked(
    project: Project, annotator: User
) -> None:
    article = add_article(project, claims=2)
    mine = lease(project, annotator)
    assert mine is not None
    late = NOW + timedelta(minutes=10 * project.lease_minutes)

    submit(annotator, article.claims.order_by("position")[0], now=late)

    mine.refresh_from_db()
    assert mine.ended_at is None
    assert mine.expires_at == late + timedelta(minutes=project.lease_minutes)


def test_a_late_label_that_is_refused_stays_as_its_authors_draft(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article = add_article(project, claims=1)
    (claim,) = article.claims.all()
    lease(project, annotator)
    marks.save_draft(actor=annotator, claim=claim, body={"comment": "Hm"}, now=NOW)
    lease(project, other_annotator, minutes=2 * project.lease_minutes)

    with pytest.raises(Conflict) as refusal:
        submit(annotator, claim, now=NOW + timedelta(minutes=2.5 * project.lease_minutes))

    assert refusal.value.code == "no_free_slot"
    assert Draft.objects.get(claim=claim, annotator=annotator).body == {"comment": "Hm"}


def test_a_draft_is_kept_of_what_could_be_or_was_ones_own_and_of_nothing_else(
    project: Project, annotator: User, other_annotator: User
) -> None:
    given, skipped, stopped, others = [
        add_article(project, claims=1).claims.get() for _number in range(4)
    ]
    marks.save_draft(actor=annotator, claim=others, body={"comment": "Free."}, now=NOW)
    submit(annotator, given)
    lease(project, annotator)
    marks.skip_claim(actor=annotator, claim=skipped, now=NOW)
    held_once = lease(project, annotator)
    assert held_once is not None
    queue.stop_lease(actor=annotator, lease=held_once, now=NOW)
    for claim in (skipped, stopped, others):
        submit(other_annotator, claim)

    for claim in (given, skipped, stopped):
        marks.save_draft(actor=annotator, claim=claim, body={"comment": "Hm."}, now=NOW)
    refusals = []
    for claim, stage in ((others, "label"), (given, "check")):
        with pytest.raises(NotFound) as refusal:
            marks.save_draft(
                actor=annotator, claim=claim, body={"comment": "Hm."}, stage=stage, now=NOW
            )
        refusals.append(refusal.value.code)

    assert refusals == ["not_yours", "not_yours"]
    kept = Draft.objects.order_by("claim").values_list("claim", "stage", "body__comment")
    assert list(kept) == [
        (given.pk, "label", "Hm."),
        (skipped.pk, "label", "Hm."),
        (stopped.pk, "label", "Hm."),
        (others.pk, "label", "Free."),
    ]


def test_a_label_removes_its_authors_draft_only(
    project: Project, annotator: User, other_annotator: User
) -> None:
    (claim,) = add_article(project, claims=1, overlap=2).claims.all()
    for person in (annotator, other_annotator):
        marks.save_draft(actor=person, claim=claim, body={"comment": "Later."}, now=NOW)

    submit(annotator, claim)

    assert Draft.objects.get().annotator == other_annotator


def test_a_second_tab_is_told_that_the_claim_is_labelled(project: Project, annotator: User) -> None:
    (claim,) = add_article(project, claims=1, overlap=2).claims.all()
    first = submit(annotator, claim)
    submit(annotator, claim, revises=first.uuid)

    with pytest.raises(Conflict) as anew:
        submit(annotator, claim)
    with pytest.raises(Conflict) as outdated:
        submit(annotator, claim, revises=first.uuid)

    assert (anew.value.code, outdated.value.code) == ("labelled", "labelled")


def test_the_same_client_uuid_is_one_label_and_never_another(
    project: Project, annotator: User
) -> None:
    first, second = add_article(project, claims=2, overlap=2).claims.order_by("position")
    client_uuid = uuid4()
    given = submit(annotator, first, client_uuid=client_uuid)

    again = submit(annotator, first, client_uuid=client_uuid)
    with pytest.raises(Conflict) as other_claim:
        submit(annotator, second, client_uuid=client_uuid)
    with pytest.raises(Conflict) as other_body:
        submit(annotator, first, make_labelling(first, comment="Other"), client_uuid=client_uuid)

    assert again == given
    assert (other_claim.value.code, other_body.value.code) == ("client_uuid_reused",) * 2
    assert second.slots.filter(annotator=annotator).count() == 0


def test_the_same_submit_again_after_undo_is_still_the_same_label(
    project: Project, annotator: User
) -> None:
    (claim,) = add_article(project, claims=1).claims.all()
    client_uuid = uuid4()
    given = submit(annotator, claim, client_uuid=client_uuid)
    undo.undo_label(actor=annotator, annotation=given, now=NOW)

    again = submit(annotator, claim, client_uuid=client_uuid)

    assert again == given
    assert not claim.slots.labelled().exists()


def test_leases_that_ran_out_are_ended_by_whoever_asks_however_many(
    project: Project, annotator: User, manager: User
) -> None:
    for _ in range(queue.RUN_OUT_AT_ONCE + 2):
        LeaseFactory(article=add_article(project, claims=0), annotator=manager)

    found = lease(project, annotator, minutes=61)

    assert found is None
    assert not Lease.objects.open().exists()


def test_work_behind_many_leases_that_ran_out_is_found_at_once(
    project: Project, annotator: User, manager: User
) -> None:
    for _ in range(queue.RUN_OUT_AT_ONCE + 2):
        LeaseFactory(article=add_article(project, claims=0), annotator=manager)
    last = add_article(project, claims=1)
    at_last = LeaseFactory(
        article=last, annotator=manager, expires_at=NOW + timedelta(minutes=60.5)
    )
    Slot.objects.filter(article=last).update(annotator=manager, lease=at_last)

    found = lease(project, annotator, minutes=61)

    assert found is not None
    assert found.article == last


def test_what_came_free_in_the_article_one_is_at_comes_before_what_stands_first_in_line(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    current = add_article(project, claims=2)
    others_claim, own_claim = current.claims.order_by("position")
    add_article(project)
    lease(project, other_annotator)
    submit(other_annotator, own_claim)
    marks.skip_claim(actor=other_annotator, claim=others_claim, now=NOW)
    # Who has labelled it all but one claim that another gave up meanwhile.
    Lease.objects.create(
        project=project,
        article=current,
        annotator=annotator,
        started_at=NOW,
        expires_at=NOW + timedelta(hours=1),
        ended_at=NOW,
    )

    got = lease(project, annotator)

    assert got is not None
    assert got.article == current

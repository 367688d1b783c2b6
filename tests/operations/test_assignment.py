"""Who gets what: priority, overlap of an article, reservations, exclusions, people who leave."""

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import Article, AuditEvent, Exclusion, Lease, Outlet, Project, Slot, User
from claims.operations import assignment, boundaries, marks, people, projects, queue, undo
from claims.operations.boundary_plans import Edit, EditKind
from tests.conftest import add_member
from tests.factories import NOW, ArticleFactory, OutletFactory, ProjectFactory
from tests.operations.labellings import submit
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
    """One label per claim."""
    return ProjectFactory(overlap=1)


def prioritise(manager: User, article: Article, priority: int) -> None:
    assignment.set_priority(actor=manager, article=article, priority=priority, now=NOW)


def reserve(manager: User, article: Article, person: User) -> int:
    return assignment.reserve_article(actor=manager, article=article, person=person, now=NOW)


def exclude(manager: User, article: Article, person: User) -> Exclusion:
    assert article.outlet is not None
    return assignment.exclude_person(actor=manager, outlet=article.outlet, person=person, now=NOW)


def end_membership(manager: User, project: Project, person: User) -> None:
    projects.set_membership(
        actor=manager, project=project, user=person, role="annotator", is_active=False, now=NOW
    )


def test_articles_are_handed_out_by_priority_and_then_in_their_turn(
    project: Project, annotator: User, manager: User
) -> None:
    articles = [queue_article(project) for _ in range(5)]
    prioritise(manager, articles[3], Article.Priority.HIGH)
    prioritise(manager, articles[0], Article.Priority.LOW)

    got = []
    while lease := ask(project, annotator):
        got.append(lease.article)
        submit(annotator, list_claims(lease.article)[0])

    assert got == [articles[3], articles[1], articles[2], articles[4], articles[0]]


def test_an_article_put_first_is_next_even_for_who_has_gone_further(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    early, _middle, late = (queue_article(project) for _ in range(3))
    given_back = take(project, other_annotator)
    submit(annotator, list_claims(take(project, annotator).article)[0])
    stop(given_back)

    prioritise(manager, early, Article.Priority.HIGH)

    assert take(project, annotator).article == early
    assert late.claims.get().slots.get().annotator is None


def test_what_is_held_comes_back_with_the_priority_given_meanwhile(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    early, _late = queue_article(project), queue_article(project)
    given_back = take(project, annotator)
    prioritise(manager, early, Article.Priority.LOW)
    stop(given_back)

    got = [take(project, other_annotator).article, early]
    submit(other_annotator, list_claims(got[0])[0])

    assert got[0] != early
    assert take(project, other_annotator).article == early


def test_only_known_priorities_are_taken_and_only_from_managers(
    project: Project, curator: User, manager: User
) -> None:
    article = queue_article(project)

    with pytest.raises(InvalidInput):
        prioritise(manager, article, 2)
    with pytest.raises(NotAllowed):
        prioritise(curator, article, Article.Priority.HIGH)

    article.refresh_from_db()
    assert article.priority == Article.Priority.NORMAL


def test_the_same_priority_again_changes_nothing(project: Project, manager: User) -> None:
    article = queue_article(project)
    prioritise(manager, article, Article.Priority.HIGH)
    turns = list(Slot.objects.values_list("turn", flat=True))

    prioritise(manager, article, Article.Priority.HIGH)

    assert list(Slot.objects.values_list("turn", flat=True)) == turns
    assert AuditEvent.objects.filter(action="article.prioritised").count() == 1


def test_more_labels_of_an_article_are_asked_for_at_once_also_behind_those_who_finished_it(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article, other = queue_article(project), queue_article(project)
    submit(annotator, list_claims(article)[0])
    submit(other_annotator, list_claims(other)[0])
    nothing = ask(project, other_annotator)

    assignment.set_overlap(actor=manager, article=article, overlap=2, now=NOW)

    assert nothing is None
    assert take(project, other_annotator).article == article
    assert ask(project, annotator) is None
    assert count_slots(list_claims(other)[0]) == {"labelled": 1}


def test_an_article_without_a_number_of_its_own_follows_the_project_again(
    project: Project, manager: User
) -> None:
    claim = queue_claim(project)
    assignment.set_overlap(actor=manager, article=claim.article, overlap=3, now=NOW)
    raised = count_slots(claim)

    assignment.set_overlap(actor=manager, article=claim.article, overlap=None, now=NOW)

    assert raised == {"free": 3}
    assert count_slots(claim) == {"free": 1, "closed": 2}


def test_an_article_with_a_number_of_its_own_does_not_follow_the_project(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    assignment.set_overlap(actor=manager, article=claim.article, overlap=2, now=NOW)

    change_project(project, manager, overlap=5)
    take(project, annotator)

    assert count_slots(claim) == {"held": 1, "free": 1}


@pytest.mark.parametrize("overlap", [0, 10, -1])
def test_from_one_to_nine_labels_are_wanted(overlap: int, project: Project, manager: User) -> None:
    article = queue_article(project)

    with pytest.raises(InvalidInput) as refusal:
        assignment.set_overlap(actor=manager, article=article, overlap=overlap, now=NOW)

    assert refusal.value.field == "overlap"


def test_further_people_are_asked_for_one_claim_only(
    project: Project, annotator: User, other_annotator: User, curator: User
) -> None:
    first, second = list_claims(queue_article(project, claims=2))
    for claim in (first, second):
        submit(annotator, claim)
    nothing = ask(project, other_annotator)

    assignment.ask_opinions(actor=curator, claim=first, now=NOW)

    take(project, other_annotator)
    assert nothing is None
    assert list_held(other_annotator) == [first]


def test_no_more_than_nine_labels_are_ever_asked_for(project: Project, curator: User) -> None:
    claim = queue_claim(project)

    assignment.ask_opinions(actor=curator, claim=claim, number=8, now=NOW)

    with pytest.raises(InvalidInput):
        assignment.ask_opinions(actor=curator, claim=claim, now=NOW)
    with pytest.raises(InvalidInput):
        assignment.ask_opinions(actor=curator, claim=claim, number=0, now=NOW)
    assert count_slots(claim) == {"free": 9}


def test_nobody_is_asked_about_what_is_only_context(
    project: Project, curator: User, manager: User
) -> None:
    change_project(project, manager, queue_headlines=False)
    claim = queue_claim(project)

    with pytest.raises(Conflict) as refusal:
        assignment.ask_opinions(actor=curator, claim=claim, now=NOW)

    assert refusal.value.code == "not_queued"


def test_nobody_is_asked_about_a_claim_that_is_no_more(
    project: Project, annotator: User, curator: User
) -> None:
    _headline, claim = list_claims(queue_article(project, claims=2))
    submit(annotator, claim)
    split = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(claim.start + 12,))
    boundaries.edit_boundaries(actor=curator, article=claim.article, edit=split, now=NOW)

    with pytest.raises(Conflict) as refusal:
        assignment.ask_opinions(actor=curator, claim=claim, now=NOW)

    claim.refresh_from_db()
    assert (refusal.value.code, claim.extra_labels) == ("not_queued", 0)


def test_what_is_reserved_for_somebody_is_found_by_them_only(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project, claims=2)

    reserved = reserve(manager, article, annotator)

    assert reserved == 2
    assert ask(project, other_annotator) is None
    assert take(project, annotator).article == article


def test_one_slot_of_each_claim_is_reserved_the_others_stay_free(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=2)
    claim = queue_claim(project)
    reserve(manager, claim.article, annotator)

    take(project, other_annotator)
    take(project, annotator)

    kept = claim.slots.get(reserved_for=annotator)
    assert kept.annotator == annotator
    assert claim.slots.get(annotator=other_annotator).reserved_for is None


def test_what_is_reserved_for_others_takes_no_label_of_mine(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    reserve(manager, claim.article, annotator)

    with pytest.raises(Conflict) as refusal:
        submit(other_annotator, claim)

    assert refusal.value.code == "not_for_you"


def test_reserving_again_reserves_only_what_has_come_since(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project, claims=2)
    reserve(manager, article, annotator)

    assert reserve(manager, article, annotator) == 0
    assert Slot.objects.filter(reserved_for=annotator).count() == 2


def test_where_nothing_is_free_nothing_is_reserved(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project)
    take(project, annotator)

    with pytest.raises(Conflict) as refusal:
        reserve(manager, article, other_annotator)

    assert refusal.value.code == "nothing_to_reserve"


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_nothing_is_reserved_for_who_does_not_label_here(
    role: str, project: Project, manager: User, request: pytest.FixtureRequest
) -> None:
    article = queue_article(project)

    with pytest.raises(InvalidInput) as refusal:
        reserve(manager, article, request.getfixturevalue(role))

    assert refusal.value.field == "person"


def test_what_is_released_is_found_by_who_had_passed_it_by(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project)
    reserve(manager, article, annotator)
    nothing = ask(project, other_annotator)

    released = assignment.release_article(actor=manager, article=article, person=annotator, now=NOW)

    assert (nothing, released) == (None, 1)
    assert take(project, other_annotator).article == article


def test_what_is_reserved_and_given_back_stays_reserved(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project)
    reserve(manager, article, annotator)

    stop(take(project, annotator))

    assert ask(project, other_annotator) is None
    assert take(project, annotator).article == article


def test_what_is_reserved_and_skipped_is_for_all(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    reserve(manager, claim.article, annotator)
    nothing = ask(project, other_annotator)
    take(project, annotator)

    marks.skip_claim(actor=annotator, claim=claim, now=NOW)

    assert nothing is None
    assert take(project, other_annotator).article == claim.article


def test_lowering_the_overlap_keeps_what_is_reserved(
    project: Project, annotator: User, manager: User
) -> None:
    change_project(project, manager, overlap=3)
    claim = queue_claim(project)
    Slot.objects.filter(claim=claim, number=3).update(reserved_for=annotator)

    change_project(project, manager, overlap=1)
    take(project, annotator)

    assert claim.slots.get(number=3).annotator == annotator
    assert count_slots(claim) == {"held": 1, "closed": 2}


def test_reserved_for_somebody_barred_meanwhile_can_be_released(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    reserve(manager, article, annotator)
    nothing = ask(project, other_annotator)

    exclude(manager, article, annotator)

    assert nothing is None
    assert take(project, other_annotator).article == article


def test_who_is_excluded_is_offered_nothing_of_the_outlet_and_labels_nothing_of_it(
    project: Project, annotator: User, manager: User
) -> None:
    theirs = queue_article(project, outlet=OutletFactory(project=project))
    other = queue_article(project, outlet=OutletFactory(project=project))

    exclude(manager, theirs, annotator)

    assert take(project, annotator).article == other
    with pytest.raises(Conflict) as refusal:
        submit(annotator, list_claims(theirs)[0])
    assert refusal.value.code == "not_for_you"


def test_what_somebody_excluded_holds_goes_on_and_what_they_labelled_stays(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project, claims=2, outlet=OutletFactory(project=project))
    first, second = list_claims(article)
    take(project, annotator)
    given = submit(annotator, first)
    nothing = ask(project, other_annotator)

    exclude(manager, article, annotator)

    take(project, other_annotator)
    assert nothing is None
    assert list_held(other_annotator) == [second]
    assert first.slots.get().current == given
    assert not Lease.objects.open().filter(annotator=annotator).exists()


def test_who_is_excluded_does_not_revise_what_they_labelled_before(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    claim = list_claims(article)[0]
    label = submit(annotator, claim)
    exclude(manager, article, annotator)

    with pytest.raises(Conflict) as refused:
        submit(annotator, claim, revises=label.uuid)

    assert refused.value.code == "not_for_you"
    assert claim.slots.get(annotator=annotator).current == label


def test_excluding_twice_is_one_exclusion(project: Project, annotator: User, manager: User) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))

    first, again = exclude(manager, article, annotator), exclude(manager, article, annotator)

    assert first == again
    assert AuditEvent.objects.filter(action="person.excluded").count() == 1


def test_who_is_readmitted_finds_what_they_had_passed_by(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    exclusion = exclude(manager, article, annotator)
    nothing = ask(project, annotator)

    for _ in range(2):
        assignment.end_exclusion(actor=manager, exclusion=exclusion, now=NOW)

    assert nothing is None
    assert take(project, annotator).article == article
    assert AuditEvent.objects.filter(action="person.readmitted").count() == 1


def test_who_was_readmitted_can_be_excluded_again(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    assignment.end_exclusion(actor=manager, exclusion=exclude(manager, article, annotator), now=NOW)

    exclude(manager, article, annotator)

    assert ask(project, annotator) is None
    assert Exclusion.objects.count() == 2


def test_a_label_taken_back_by_who_is_excluded_meanwhile_is_not_theirs_to_give_again(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    (claim,) = list_claims(article)
    given = submit(annotator, claim)
    exclude(manager, article, annotator)

    undo.undo_label(actor=annotator, annotation=given, now=NOW)

    assert list_held(annotator) == []
    assert take(project, other_annotator).article == article


def move(manager: User, article: Article, outlet: Outlet | None) -> None:
    article.outlet = outlet
    assignment.save_article(actor=manager, article=article, changed={"outlet"}, now=NOW)


def test_an_article_of_another_outlet_after_all_is_found_by_who_was_excluded(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    exclude(manager, article, annotator)
    nothing = ask(project, annotator)

    move(manager, article, OutletFactory(project=project))

    assert nothing is None
    assert take(project, annotator).article == article


def test_an_article_that_is_of_an_outlet_after_all_goes_on_from_who_is_excluded(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    outlet = OutletFactory(project=project)
    exclude(manager, queue_article(project, outlet=outlet), annotator)
    article = queue_article(project)
    held = take(project, annotator).article

    move(manager, article, outlet)

    assert held == article
    assert list_held(annotator) == []
    assert ask(project, annotator) is None
    assert Slot.objects.free().filter(article=article).exists()


def test_metadata_are_saved_without_what_the_queue_has_changed_meanwhile(
    project: Project, manager: User
) -> None:
    article = queue_article(project)
    prioritise(manager, Article.objects.get(pk=article.pk), Article.Priority.HIGH)
    author, article.author = article.author, "Ada Holm"

    assignment.save_article(actor=manager, article=article, changed={"author"}, now=NOW)

    article.refresh_from_db()
    assert (article.author, article.priority) == ("Ada Holm", Article.Priority.HIGH)
    event = AuditEvent.objects.get(action="article.changed")
    assert event.data == {"changes": {"author": [author, "Ada Holm"]}}


def test_only_managers_exclude_and_readmit(
    project: Project, annotator: User, curator: User, manager: User
) -> None:
    article = queue_article(project, outlet=OutletFactory(project=project))
    exclusion = exclude(manager, article, annotator)

    with pytest.raises(NotAllowed):
        exclude(curator, article, annotator)
    with pytest.raises(NotAllowed):
        assignment.end_exclusion(actor=curator, exclusion=exclusion, now=NOW)


def test_what_somebody_deactivated_holds_or_has_reserved_goes_on(
    project: Project, annotator: User, other_annotator: User, manager: User, admin: User
) -> None:
    held, reserved = queue_article(project), queue_article(project)
    take(project, annotator)
    reserve(manager, reserved, annotator)
    nothing = ask(project, other_annotator)

    people.deactivate_person(actor=admin, person=annotator, now=NOW)

    got = set()
    while lease := ask(project, other_annotator):
        got.add(lease.article)
        submit(other_annotator, list_claims(lease.article)[0])
    assert nothing is None
    assert got == {held, reserved}


@pytest.mark.parametrize(
    ("role", "is_active"), [("annotator", False), ("reader", True), ("reader", False)]
)
def test_what_somebody_holds_who_labels_here_no_longer_goes_on(
    role: str,
    is_active: bool,  # noqa: FBT001
    project: Project,
    annotator: User,
    other_annotator: User,
    manager: User,
) -> None:
    article = queue_article(project)
    take(project, annotator)
    nothing = ask(project, other_annotator)

    projects.set_membership(
        actor=manager, project=project, user=annotator, role=role, is_active=is_active, now=NOW
    )

    assert nothing is None
    assert take(project, other_annotator).article == article


def test_another_role_that_labels_keeps_what_one_holds(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    take(project, annotator)

    projects.set_membership(actor=manager, project=project, user=annotator, role="curator", now=NOW)

    assert list_held(annotator) == [claim]


def test_leaving_one_project_keeps_what_one_holds_in_another(
    project: Project, annotator: User, manager: User
) -> None:
    other = ProjectFactory(overlap=1)
    projects.set_membership(
        actor=add_member(other, "other_manager", "manager"),
        project=other,
        user=annotator,
        role="annotator",
        now=NOW,
    )
    queue_claim(project)
    kept = queue_claim(other)
    take(project, annotator)
    take(other, annotator)

    end_membership(manager, project, annotator)

    assert list_held(annotator) == [kept]


def test_who_comes_back_finds_what_they_gave_up(
    project: Project, annotator: User, manager: User
) -> None:
    article = queue_article(project)
    take(project, annotator)
    end_membership(manager, project, annotator)

    projects.set_membership(
        actor=manager, project=project, user=annotator, role="annotator", now=NOW
    )

    assert take(project, annotator).article == article


def test_labels_of_who_left_count_on(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    given = submit(annotator, claim)

    end_membership(manager, project, annotator)

    assert claim.slots.get().current == given
    assert ask(project, other_annotator) is None


def test_nothing_is_handed_out_while_the_project_is_paused(
    project: Project, annotator: User, other_annotator: User, manager: User
) -> None:
    first, second = list_claims(queue_article(project, claims=2))
    late = queue_claim(project)
    take(project, annotator)
    projects.pause_project(actor=manager, project=project, now=NOW)

    with pytest.raises(Conflict) as refusal:
        ask(project, other_annotator)
    with pytest.raises(Conflict):
        submit(other_annotator, late)
    # What one holds one may finish.
    again = take(project, annotator)
    submit(annotator, first)
    submit(annotator, second)
    with pytest.raises(Conflict):
        ask(project, annotator)
    projects.resume_project(actor=manager, project=project, now=NOW)

    assert refusal.value.code == "paused"
    assert again.article == first.article
    assert take(project, annotator).article == late.article


def test_a_lease_runs_out_and_can_be_stopped_while_the_project_is_paused(
    project: Project, annotator: User, manager: User
) -> None:
    claim = queue_claim(project)
    lease = take(project, annotator)
    projects.pause_project(actor=manager, project=project, now=NOW)

    queue.stop_lease(actor=annotator, lease=lease, now=NOW)

    assert count_slots(claim) == {"free": 1}


def test_saving_an_article_writes_what_was_changed_and_nothing_else(
    project: Project, manager: User, curator: User
) -> None:
    article = ArticleFactory(project=project)
    Article.objects.update(boundaries_version=7)
    author = article.author
    article.author, article.licence = "A. Writer", "CC0"

    with pytest.raises(NotAllowed):
        assignment.save_article(actor=curator, article=article, changed=["author"], now=NOW)
    assignment.save_article(actor=manager, article=article, changed=["author"], now=NOW)

    again = Article.objects.get()
    assert (again.author, again.licence, again.boundaries_version) == ("A. Writer", "", 7)
    assert AuditEvent.objects.get().data == {"changes": {"author": [author, "A. Writer"]}}

"""What managers and curators do to the queue here: each by its operation, each told."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.admin import buttons
from claims.models import (
    Article,
    AuditEvent,
    BoundaryProposal,
    Claim,
    Exclusion,
    Project,
    Slot,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db


def list_url(name: str) -> str:
    return reverse(f"admin:claims_{name}_changelist")


def page_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_{page}", args=[row.pk])


def list_actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def run_action(client: Client, action: str, *rows: Any) -> str:
    name = rows[0]._meta.model_name
    sent = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_url(name), sent, follow=True).content.decode()


@pytest.fixture
def article(project: Project) -> Article:
    """Two claims, two labels wanted of each."""
    article = factories.ArticleFactory(project=project)
    for claim in factories.ClaimFactory.create_batch(2, article=article):
        factories.SlotFactory.create_batch(2, claim=claim)
    return article


@pytest.fixture
def manager_site(staff_manager: User, sign_in: Any, allow: Any) -> Client:
    """The browser of a manager whom Django permits everything that is offered here."""
    allow(staff_manager, "change_article", "view_user", "add_exclusion", "change_exclusion")
    return sign_in(staff_manager)


# An article's overlap and priority.


def test_an_articles_overlap_and_priority_are_set_by_their_operations(
    manager_site: Client, article: Article
) -> None:
    fields = {"redistribute": "none", "priority": "1", "overlap": "3", "author": "A. Writer"}

    answer = manager_site.post(page_url(article), fields)

    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.overlap, article.priority, article.author) == (3, 1, "A. Writer")
    assert article.slots.filter(wanted=True, priority=1).count() == 6
    assert list_actions() == ["article.changed", "article.overlap_set", "article.prioritised"]


def test_what_is_not_changed_leaves_no_trace(manager_site: Client, article: Article) -> None:
    manager_site.post(page_url(article), {"redistribute": "none", "priority": "0", "overlap": ""})

    assert list_actions() == []


def test_saving_an_article_leaves_alone_what_the_queue_keeps_in_its_row(
    manager_site: Client, article: Article
) -> None:
    Project.objects.update(queue_version=4)

    manager_site.post(
        page_url(article),
        {"redistribute": "none", "priority": "0", "overlap": "3", "author": "A. Writer"},
    )

    article.refresh_from_db()
    assert (article.queue_version, article.author) == (4, "A. Writer")


def test_an_overlap_out_of_range_stands_at_its_field_and_nothing_is_written(
    manager_site: Client, article: Article
) -> None:
    fields = {"redistribute": "none", "priority": "1", "overlap": "10", "author": "A. Writer"}

    answer = manager_site.post(page_url(article), fields)

    assert list(answer.context["adminform"].form.errors) == ["overlap"]
    article.refresh_from_db()
    assert (article.overlap, article.priority, article.author) == (None, 0, "")


@pytest.mark.parametrize(
    ("action", "priority"),
    [("hand_out_first", 1), ("hand_out_in_turn", 0), ("hand_out_last", -1)],
)
def test_articles_are_handed_out_first_in_turn_or_last(
    action: str, priority: int, manager_site: Client, project: Project
) -> None:
    other = 0 if priority else 1
    articles = factories.ArticleFactory.create_batch(2, project=project, priority=other)

    page = run_action(manager_site, action, *articles)
    found = manager_site.get(list_url("article"), {"priority__exact": priority})

    assert {article.priority for article in Article.objects.all()} == {priority}
    assert page.count("is handed out:") == 2
    assert set(found.context["cl"].queryset) == set(articles)


def test_a_refusal_stops_none_of_the_others(
    manager_site: Client, staff_manager: User, article: Article
) -> None:
    elsewhere = factories.MembershipFactory(user=staff_manager).project
    foreign = factories.ArticleFactory(project=elsewhere)

    page = run_action(manager_site, "hand_out_first", foreign, article)

    assert f"“{foreign}”: You don’t have permission to do this." in page
    assert list(Article.objects.filter(priority=1)) == [article]


def test_of_many_rows_the_rest_is_counted(
    manager_site: Client,
    staff_manager: User,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = factories.MembershipFactory(user=staff_manager).project
    foreign = factories.ArticleFactory(project=elsewhere)
    articles = factories.ArticleFactory.create_batch(3, project=project)
    monkeypatch.setattr(buttons, "REPORTS", 1)

    page = run_action(manager_site, "hand_out_first", *articles, foreign)

    assert Article.objects.filter(priority=1).count() == 3
    assert "more are done" in page


# Articles kept for somebody.


def test_an_article_is_kept_for_a_member_and_released(
    manager_site: Client, article: Article, annotator: User
) -> None:
    sent = {"person": annotator.pk}

    kept = manager_site.post(page_url(article, "reserve"), sent, follow=True)
    reserved = Slot.objects.filter(reserved_for=annotator).count()
    released = manager_site.post(page_url(article, "release"), sent, follow=True)

    assert "2 claims are kept for annotator." in kept.content.decode()
    assert 'aria-label="Release what is kept for annotator"' in kept.content.decode()
    assert [(row.person, row.claims) for row in kept.context["kept_for"]] == [(annotator, 2)]
    assert reserved == 2
    assert "2 claims are for everybody again." in released.content.decode()
    assert not Slot.objects.filter(reserved_for=annotator).exists()
    assert list_actions() == ["article.reserved", "article.released"]


@pytest.mark.parametrize("whom", ["reader", "stranger", "nobody"])
def test_an_article_is_kept_for_those_who_label_in_its_project(
    whom: str, manager_site: Client, article: Article, request: pytest.FixtureRequest
) -> None:
    person = "" if whom == "nobody" else request.getfixturevalue(whom).pk

    page = manager_site.post(page_url(article, "reserve"), {"person": person}, follow=True)

    assert "Choose one of the values given." in page.content.decode()
    assert not Slot.objects.filter(reserved_for__isnull=False).exists()


def test_whom_an_article_is_kept_for_is_shown_to_managers_alone(
    manager_site: Client, staff_annotator: User, article: Article, sign_in: Any
) -> None:
    person = factories.MembershipFactory(project=article.project).user
    Slot.objects.filter(article=article, number=1).update(reserved_for=person)

    pages = [
        client.get(page_url(article)).content.decode()
        for client in (manager_site, sign_in(staff_annotator))
    ]
    answer = sign_in(staff_annotator).post(page_url(article, "release"), {"person": person.pk})

    assert [person.username in page for page in pages] == [True, False]
    assert answer.status_code == 403


# Exclusions.


def test_a_member_is_excluded_from_an_outlet_and_admitted_again(
    manager_site: Client, project: Project, annotator: User
) -> None:
    outlet = factories.OutletFactory(project=project)
    sent = {"outlet": outlet.pk, "person": annotator.pk, "reason": "Wrote for it."}

    answer = manager_site.post(reverse("admin:claims_exclusion_add"), sent)
    exclusion = Exclusion.objects.get()
    ended = manager_site.post(page_url(exclusion, "end"), follow=True).content.decode()

    assert answer.status_code == 302
    assert (exclusion.outlet, exclusion.person, exclusion.reason, exclusion.ended_at) == (
        *(outlet, annotator, "Wrote for it."),
        None,
    )
    assert f"Ended: {exclusion}." in ended
    assert page_url(exclusion, "end") not in ended
    assert Exclusion.objects.get().ended_at is not None
    assert list_actions() == ["person.excluded", "person.readmitted"]


def test_excluding_somebody_twice_is_said_and_loses_no_reason(
    manager_site: Client, project: Project, annotator: User
) -> None:
    outlet = factories.OutletFactory(project=project)
    known = factories.ExclusionFactory(outlet=outlet, person=annotator, reason="Wrote for it.")
    sent = {"outlet": outlet.pk, "person": annotator.pk, "reason": "Owns a part of it."}

    answer = manager_site.post(reverse("admin:claims_exclusion_add"), sent)

    form = answer.context["adminform"].form
    assert form.errors == {"person": ["This person was excluded from this outlet already."]}
    assert form["reason"].value() == "Owns a part of it."
    assert Exclusion.objects.get().reason == known.reason


def test_somebody_admitted_again_may_be_excluded_again(
    manager_site: Client, project: Project, annotator: User
) -> None:
    outlet = factories.OutletFactory(project=project)
    factories.ExclusionFactory(outlet=outlet, person=annotator, ended_at=factories.NOW)

    answer = manager_site.post(
        reverse("admin:claims_exclusion_add"), {"outlet": outlet.pk, "person": annotator.pk}
    )

    assert answer.status_code == 302
    assert Exclusion.objects.standing().count() == 1


def test_exclusions_are_ended_from_the_list(manager_site: Client, project: Project) -> None:
    exclusions = factories.ExclusionFactory.create_batch(2, outlet__project=project)

    run_action(manager_site, "end_selected", *exclusions)

    assert not Exclusion.objects.standing().exists()


def test_nobody_is_excluded_who_is_in_no_project_of_the_outlets(
    manager_site: Client, project: Project
) -> None:
    outlet, outsider = factories.OutletFactory(project=project), factories.UserFactory()
    sent = {"outlet": outlet.pk, "person": outsider.pk}

    answer = manager_site.post(reverse("admin:claims_exclusion_add"), sent)

    assert answer.context["adminform"].form.errors == {
        "person": ["This person is not in the outlet’s project."]
    }
    assert not Exclusion.objects.exists()


def test_a_manager_excludes_nobody_where_they_only_annotate(
    manager_site: Client, staff_manager: User
) -> None:
    elsewhere = factories.MembershipFactory(user=staff_manager).project
    colleague = factories.MembershipFactory(project=elsewhere).user
    outlet = factories.OutletFactory(project=elsewhere)
    sent = {"outlet": outlet.pk, "person": colleague.pk}

    answer = manager_site.post(reverse("admin:claims_exclusion_add"), sent)

    assert answer.context["adminform"].form.non_field_errors() == [
        "You don’t have permission to do this."
    ]
    assert not Exclusion.objects.exists()


def test_nobody_but_managers_ends_an_exclusion(
    project: Project, staff_curator: User, staff_stranger: User, sign_in: Any, allow: Any
) -> None:
    exclusion = factories.ExclusionFactory(outlet__project=project)
    for user in (staff_curator, staff_stranger):
        allow(user, "change_exclusion")

    statuses = [
        sign_in(user).post(page_url(exclusion, "end")).status_code
        for user in (staff_curator, staff_stranger)
    ]

    assert statuses == [404, 404]
    assert Exclusion.objects.standing().get() == exclusion


# Boundary proposals.


@pytest.fixture
def proposals(project: Project) -> list[BoundaryProposal]:
    """Two to split a claim each; the claim of the first has gone meanwhile."""
    found = factories.BoundaryProposalFactory.create_batch(2, article__project=project)
    gone = found[0].edit["claims"]
    Claim.objects.filter(uuid__in=gone).update(retired_at=factories.NOW)
    return found


def test_proposals_are_applied_one_by_one_whatever_becomes_of_the_others(
    proposals: list[BoundaryProposal], staff_curator: User, sign_in: Any
) -> None:
    refused, applied = proposals

    page = run_action(sign_in(staff_curator), "apply_selected", *proposals)

    assert f"“{refused}”: The boundaries of this claim have been changed." in page
    assert f"Applied: {applied}." in page
    states = BoundaryProposal.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["open", "applied"]
    assert Claim.objects.active().filter(article=applied.article).count() == 2


@pytest.mark.parametrize("number", [0, 1])
def test_a_proposals_page_shows_what_is_made_of_the_claim(
    number: int, proposals: list[BoundaryProposal], staff_curator: User, sign_in: Any
) -> None:
    proposal = proposals[number]
    claim = Claim.objects.get(uuid=proposal.edit["claims"][0])

    page = sign_in(staff_curator).get(page_url(proposal)).content.decode()

    for text in (claim.text, claim.text[:5].strip(), claim.text[5:].strip()):
        assert f">{text}<" in page
    assert "&quot;at&quot;" not in page


def test_a_proposal_is_declined_on_its_page_and_settled_once(
    proposals: list[BoundaryProposal], staff_curator: User, sign_in: Any
) -> None:
    client, proposal = sign_in(staff_curator), proposals[1]

    before = client.get(page_url(proposal)).content.decode()
    after = client.post(page_url(proposal, "decline"), follow=True).content.decode()
    twice = client.post(page_url(proposal, "apply"), follow=True).content.decode()

    assert page_url(proposal, "apply") in before
    assert Claim.objects.get(uuid=proposal.edit["claims"][0]).text in before
    assert f"Declined: {proposal}." in after
    assert page_url(proposal, "apply") not in after
    assert "This proposal has been settled already." in twice
    proposal.refresh_from_db()
    assert (proposal.status, proposal.settled_by) == ("declined", staff_curator)


@pytest.mark.parametrize(
    ("kind", "places", "made"),
    [
        ("split", {"at": [6]}, ["The ha", "rbour."]),
        ("trim", {"start": 4, "end": 11}, ["harbour"]),
        ("remove_span", {}, []),
    ],
)
def test_a_proposal_shows_what_would_come_of_it(
    kind: str, places: dict[str, Any], made: list[str], site: Client
) -> None:
    article = factories.ArticleFactory(text="The harbour.\n")
    claim = factories.ClaimFactory(article=article)
    said = {"kind": kind, "claims": [str(claim.uuid)], "at": [], "start": None, "end": None}
    proposal = factories.BoundaryProposalFactory(article=article, claim=claim, edit=said | places)

    page = site.get(page_url(proposal)).content.decode()

    assert [text for text in made if f'dir="auto">{text}</pre>' not in page] == []
    assert ("None: the sentence around is labelled." in page) == (not made)
    assert "&quot;kind&quot;" not in page


def test_proposals_are_listed_by_their_status(
    proposals: list[BoundaryProposal], staff_curator: User, sign_in: Any
) -> None:
    client = sign_in(staff_curator)
    run_action(client, "decline_selected", proposals[0])

    page = client.get(list_url("boundaryproposal"), {"status__exact": "open"})

    assert list(page.context["cl"].queryset) == [proposals[1]]


def test_nobody_settles_their_own_proposal_without_being_a_curator(
    project: Project, staff_annotator: User, sign_in: Any
) -> None:
    own = factories.BoundaryProposalFactory(article__project=project, proposed_by=staff_annotator)
    client = sign_in(staff_annotator)

    page = client.get(page_url(own)).content.decode()
    status = client.post(page_url(own, "apply")).status_code
    run_action(client, "apply_selected", own)

    assert page_url(own, "apply") not in page
    assert status == 403
    own.refresh_from_db()
    assert own.status == "open"


# Decisions.


def test_who_decided_is_shown_to_curators_alone(
    project: Project, staff_annotator: User, staff_curator: User, sign_in: Any
) -> None:
    decider = factories.UserFactory(username="grete", name="Grete Weiser")
    decision = factories.DecisionFactory(
        claim=factories.ClaimFactory(article__project=project), decided_by=decider
    )
    seen = {}
    for user in (staff_annotator, staff_curator):
        client = sign_in(user)
        page = client.get(page_url(decision)).content.decode()
        found = client.get(list_url("decision"), {"q": "grete"}).context["cl"].result_count
        seen[user.username] = ("grete" in page.lower(), found)

    assert seen == {"annotator": (False, 0), "curator": (True, 1)}


def test_a_curator_who_also_annotates_elsewhere_searches_for_no_names(
    project: Project, staff_curator: User, sign_in: Any
) -> None:
    other = factories.MembershipFactory(user=staff_curator, role="annotator").project
    decider = factories.UserFactory(username="grete")
    decision = factories.DecisionFactory(
        claim=factories.ClaimFactory(article__project=other), decided_by=decider
    )
    client = sign_in(staff_curator)

    found = client.get(list_url("decision"), {"q": "grete"}).context["cl"].result_count
    page = client.get(page_url(decision)).content.decode()

    assert found == 0
    assert "grete" not in page


def test_decisions_say_whether_they_stand_and_on_what(site: Client) -> None:
    label = factories.AnnotationFactory()
    stale = factories.DecisionFactory(claim=label.claim)
    first = factories.DecisionFactory()
    standing = factories.DecisionFactory(claim=first.claim, previous=first, uuid=uuid.uuid4())

    listed = site.get(list_url("decision")).context["cl"].result_list
    filtered = [
        set(site.get(list_url("decision"), {"standing": value}).context["cl"].queryset)
        for value in ("yes", "no", "x")
    ]

    assert {row.pk: (row.is_standing, row.is_stale) for row in listed} == {
        stale.pk: (True, True),
        first.pk: (False, False),
        standing.pk: (True, False),
    }
    assert filtered == [{stale, standing}, {first}, {stale, first, standing}]

"""The curators' queue: what waits, why, who has it, and where one goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format

from claims import clock
from claims.models import Case, Claim, Project, User
from claims.operations import cases, marks
from tests.conftest import SignIn, add_member
from tests.factories import NOW, ArticleFactory, ProjectFactory
from tests.operations.disputed import add_team, decide, dispute, find
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import change_project, queue_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> list[User]:
    return add_team(project)


def address(project: Project, query: str = "") -> str:
    return reverse("adjudicate", args=[project.slug]) + query


def page_of(claim: Claim, query: str = "") -> str:
    return reverse("adjudicate-claim", args=[claim.project.slug, claim.uuid, "label"]) + query


def start(client: Client, project: Project, query: str = "") -> Any:
    return client.post(reverse("adjudicate-start", args=[project.slug]) + query)


def list_claims(response: Any) -> list[Claim]:
    return [row.case.claim for row in response.context["rows"]]


def read(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_costs_the_same_however_many_claims(
    count: int,
    project: Project,
    team: list[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        dispute(project, team, "prediction")
    client = sign_in(curator)
    # The session and the person; project, role (for the page too), now, how many, the page, how
    # many articles wait, and for the links how many claims, proposals and
    # questions wait.
    with django_assert_num_queries(12):
        response = client.get(address(project))

    assert len(response.context["rows"]) == count


def test_the_most_disputed_comes_first_with_what_differs(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    little = dispute(project, team, "prediction")
    much = dispute(project, team, "prediction", "routine_fact")
    dispute(project, team)

    response = sign_in(curator).get(address(project))

    assert list_claims(response) == [much, little]
    assert [[str(one) for one in row.reasons] for row in response.context["rows"]] == [
        ["verifiability disputed"]
    ] * 2
    html = read(response)
    assert "disputed 0.7" in html
    assert 'Adjudicate <span class="tag">2<span class="sr"> claims need a decision' in html


def test_each_reason_has_a_list_of_its_own(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    dispute(project, team, "prediction")
    flagged = dispute(project, team)
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)
    client = sign_in(curator)

    flags = client.get(address(project, "?why=is_flagged"))
    none = client.get(address(project, "?why=speaker_differs"))
    nonsense = client.get(address(project, "?why=pk"))

    assert list_claims(flags) == [flagged]
    assert "No claim waits for that." in read(none)
    assert len(nonsense.context["rows"]) == 2


def test_nothing_to_decide_is_said(project: Project, curator: User, sign_in: SignIn) -> None:
    client = sign_in(curator)

    html = read(client.get(address(project)))
    started = start(client, project)

    assert "No claim needs a decision." in html
    assert "claims need a decision</span>" not in html
    assert started["Location"] == address(project)
    assert "nothing for you to decide" in read(client.get(address(project)))


def test_start_opens_the_most_disputed_one_and_others_are_told_who_has_it(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    second = add_member(project, "second_curator", "curator")
    little = dispute(project, team, "prediction")
    much = dispute(project, team, "prediction", "routine_fact")

    first = start(sign_in(curator), project)
    other = start(sign_in(second), project)
    rows = sign_in(second).get(address(project)).context["rows"]

    assert (first["Location"], other["Location"]) == (page_of(much), page_of(little))
    assert [row.holder for row in rows] == [curator, None]


def test_who_opens_all_of_a_list_keeps_the_last_alone_and_others_are_told_how_many_are_held(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    people = [add_member(project, f"curator{number}", "curator") for number in range(3)]
    claims = [dispute(project, team, "prediction") for _ in range(2)]
    opening = sign_in(curator)
    for claim in claims:
        opening.get(page_of(claim))

    first = start(sign_in(people[0]), project)
    told = sign_in(people[1])
    second = start(told, project)
    html = read(told.get(address(project)))
    find(claims[0]).delete()
    alone = sign_in(people[2])
    start(alone, project)

    assert (first["Location"], second["Location"]) == (page_of(claims[0]), address(project))
    assert "There is nothing for you to decide here just now. 2 claims are before others" in html
    until = time_format(timezone.localtime(find(claims[1]).held_until), "TIME_FORMAT")
    said = f"1 claim is before somebody else, until {until}."
    assert said in read(alone.get(address(project)))


def test_start_within_a_list_stays_in_it(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    dispute(project, team, "prediction", "routine_fact")
    flagged = dispute(project, team)
    marks.flag_claim(actor=team[0], claim=flagged, reason="Odd", now=NOW)

    started = start(sign_in(curator), project, "?why=is_flagged")

    assert started["Location"] == page_of(flagged, "?why=is_flagged")


def test_who_has_been_away_for_long_has_it_no_more(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    cases.take(actor=curator, case=find(claim), now=clock.now() - timedelta(minutes=11))

    (row,) = sign_in(manager).get(address(project)).context["rows"]

    assert row.holder is None


def test_what_one_labelled_oneself_is_marked_unless_one_may_decide_it(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    for person, value in zip((*team[:2], curator), ("prediction", "no_claim", "no_claim")):  # noqa: B905
        submit(person, claim, make_labelling(claim, verifiability=value))
    client = sign_in(curator)

    marked = read(client.get(address(project)))
    change_project(project, manager, decide_own=True)
    free = read(client.get(address(project)))

    assert "labelled by you" in marked
    assert "labelled by you" not in free


def test_who_decided_is_told_that_another_approves(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    change_project(project, manager, approvals_wanted=1)
    decide(curator, dispute(project, team, "prediction"))

    assert "labelled or decided by you" in read(sign_in(curator).get(address(project)))
    assert "decided by you" not in read(sign_in(manager).get(address(project)))


def test_of_what_one_could_still_label_nothing_is_told_but_that(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    submit(team[0], claim)
    marks.flag_claim(actor=team[0], claim=claim, reason="Secret remark", now=NOW)
    client = sign_in(curator)

    listed = client.get(address(project))
    flagged = client.get(address(project, "?why=is_flagged"))
    own = client.get(address(project, "?why=to_label"))

    assert list_claims(listed) == list_claims(flagged) == []
    assert listed.context["open_cases"] == 0
    assert list_claims(own) == [claim]
    html = read(own)
    assert "you could still label it" in html
    assert "member0" not in html
    assert "Secret remark" not in html
    assert '<span class="tag no">' not in html
    assert "disputed 1" not in html


def test_articles_behind_the_settings_are_said_and_brought_up_to_date(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    dispute(project, team, "prediction")
    ArticleFactory(project=project)
    Project.objects.update(queue_version=1)
    client = sign_in(curator)

    behind = read(client.get(address(project)))
    done = client.post(reverse("adjudicate-adjust", args=[project.slug]))
    after = read(client.get(address(project)))

    assert "2 articles don’t follow yet" in behind
    assert done["Location"] == address(project)
    assert "All articles are up to date." in after
    assert "follow yet" not in after


def test_more_than_a_thousand_are_not_counted(
    project: Project, team: list[User], curator: User, sign_in: SignIn, monkeypatch: Any
) -> None:
    for _ in range(3):
        dispute(project, team, "prediction")
    monkeypatch.setattr("claims.web.context.COUNTED", 2)

    html = read(sign_in(curator).get(f"/p/{project.slug}/"))

    assert 'Adjudicate <span class="tag">2+' in html


@pytest.mark.parametrize(
    ("role", "status"), [("annotator", 403), ("reader", 403), ("stranger", 404)]
)
def test_the_queue_is_for_curators(
    role: str,
    status: int,
    project: Project,
    team: list[User],
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    claim = dispute(project, team, "prediction")
    client = sign_in(request.getfixturevalue(role))

    for got in (
        client.get(address(project)),
        client.get(page_of(claim)),
        start(client, project),
    ):
        assert got.status_code == status
        assert "member0" not in got.content.decode()
    assert not Case.objects.exclude(held_by=None).exists()

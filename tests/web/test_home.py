"""The first page, and a project's overview."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Membership, Project, User
from claims.queries import progress
from claims.queries.progress import Progress
from tests.conftest import SignIn
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    GuidelineFactory,
    MembershipFactory,
    ProjectFactory,
    SlotFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def add_claim(project: Project, *, labels: int, wanted: int, by: User | None = None) -> None:
    """A claim of an article of its own, with so many of its labels given."""
    claim = ClaimFactory(article=ArticleFactory(project=project))
    for number in range(wanted):
        slot = SlotFactory(claim=claim)
        if number < labels:
            slot.annotator = by if by and not number else UserFactory()
            slot.save()
            AnnotationFactory(slot=slot)


@pytest.mark.parametrize("count", (1, 3))
def test_home_costs_the_same_however_many_projects(
    count: int, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for project in ProjectFactory.create_batch(count - 1):
        MembershipFactory(project=project, user=annotator)
    client = sign_in(annotator)
    # The session and the person; projects, roles, progress, own labels, of those the older; unread
    # notices, and where one trains or is paused.
    with django_assert_num_queries(9):
        response = client.get("/")

    assert len(response.context["cards"]) == count


def test_home_says_the_role_and_how_far_the_project_is(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    add_claim(project, labels=1, wanted=3, by=annotator)
    (card,) = sign_in(annotator).get("/").context["cards"]

    assert (card.project, card.role_name) == (project, "Annotator")
    assert (card.labels, card.labels.percent) == (Progress(given=1, wanted=3), 33)
    assert card.own == 1


@pytest.mark.parametrize(
    ("role", "own", "action"),
    [
        ("annotator", 0, "Start labelling"),
        ("annotator", 1, "Continue labelling"),
        ("manager", 0, "Start labelling"),
        ("reader", 0, "Open"),
    ],
)
def test_home_offers_one_thing_to_do(
    role: str,
    own: int,
    action: str,
    project: Project,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    user = request.getfixturevalue(role)
    add_claim(project, labels=own, wanted=2, by=user)
    html = sign_in(user).get("/").content.decode()
    primary = html[html.index('<a class="button primary"') :].partition("</a>")[0]

    assert primary.rpartition(">")[2].strip() == action


def test_home_of_somebody_without_projects_says_what_to_do(sign_in: SignIn) -> None:
    html = sign_in(UserFactory(username="newcomer")).get("/").content.decode()

    assert "You are not in any project yet." in html
    assert "They will need your user name: newcomer." in html


def test_home_of_an_admin_without_projects_leads_to_making_one(
    admin: User, sign_in: SignIn
) -> None:
    assert 'href="/admin/claims/project/add/"' in sign_in(admin).get("/").content.decode()


def test_ended_membership_shows_no_project(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    Membership.objects.update(is_active=False)

    assert sign_in(annotator).get("/").context["cards"] == []
    assert sign_in(annotator).get(f"/p/{project.slug}/").status_code == 404


def test_project_is_counted(project: Project, annotator: User) -> None:
    add_claim(project, labels=2, wanted=2, by=annotator)
    add_claim(project, labels=1, wanted=2)
    add_claim(project, labels=0, wanted=0)
    gold = SlotFactory(claim=ClaimFactory(article=ArticleFactory(project=project)), purpose="gold")
    add_claim(ProjectFactory(), labels=1, wanted=2)

    assert gold.purpose == "gold"
    assert progress.count_project(project) == progress.ProjectCounts(
        articles=4, claims=4, queued=2, finished=1, labels=Progress(given=3, wanted=4)
    )
    assert progress.count_own_labels(annotator, project) == 1


def test_nothing_is_no_per_cent() -> None:
    assert Progress().percent == 0
    assert (Progress(given=199, wanted=200).percent, Progress(given=2, wanted=2).percent) == (
        99,
        100,
    )


@pytest.mark.parametrize("count", (1, 3))
def test_project_page_costs_the_same_however_many_claims(
    count: int, project: Project, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        add_claim(project, labels=1, wanted=2)
    client = sign_in(annotator)
    # The session and the person; the project, three counts, own labels, the latest articles with
    # their two counts, own labels under an older guideline and those decided otherwise, whether one
    # trains or is paused, the guideline, the role (twice).
    with django_assert_num_queries(16):
        response = client.get(f"/p/{project.slug}/")

    assert len(response.context["latest"]) == count


def test_project_page_names_nobody_who_labelled(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    other = UserFactory(username="rival", name="Rival Labeller")
    add_claim(project, labels=1, wanted=2, by=other)
    html = sign_in(annotator).get(f"/p/{project.slug}/").content.decode().lower()

    assert "rival" not in html


def test_project_page_of_an_empty_project(project: Project, manager: User, sign_in: SignIn) -> None:
    GuidelineFactory(project=project)
    html = sign_in(manager).get(f"/p/{project.slug}/").content.decode()

    assert "No articles yet" in html
    assert "Start labelling" not in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_overviews_are_only_read(method: str, annotator: User, sign_in: SignIn) -> None:
    client: Client = sign_in(annotator)

    assert getattr(client, method)("/").status_code == 405


def test_the_foot_tells_the_version_to_whoever_has_signed_in(
    annotator: User, sign_in: SignIn, settings: Any
) -> None:
    settings.SOFTWARE_VERSION = "12.34-of-a-test"

    before = Client().get("/login/").content.decode()
    after = sign_in(annotator).get("/").content.decode()

    assert "12.34-of-a-test" not in before
    assert "12.34-of-a-test" in after[after.index('<footer class="foot">') :]

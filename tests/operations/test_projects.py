"""Projects, who works in them, and their guidelines."""

from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import (
    AuditEvent,
    Guideline,
    Membership,
    Project,
    User,
)
from claims.operations import projects
from claims.operations.projects import GUIDELINE_LIMIT
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    LabelSchemeFactory,
    ProjectFactory,
    UserFactory,
    install_scheme,
)

pytestmark = pytest.mark.django_db


def create(admin: User, **changes: object) -> Project:
    values = {
        "slug": "new",
        "name": "New",
        "verifiability_scheme": install_scheme("factcheck-verifiability"),
        "verdict_scheme": install_scheme("averitec"),
        "guideline": "# How to",
    }
    return projects.create_project(actor=admin, now=NOW, **(values | changes))  # type: ignore[arg-type]


def test_a_new_project_has_a_guideline_a_manager_and_its_two_own_speakers(admin: User) -> None:
    project = create(admin)

    assert [g.version for g in project.guidelines.all()] == [1]
    assert Membership.objects.get(project=project).role == "manager"
    assert {s.kind for s in project.speakers.all()} == {"article", "unnamed"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "Not a slug"}, "slug"),
        ({"overlap": 10}, "overlap"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
def test_a_project_that_cannot_be_names_the_field(
    changes: dict[str, object], field: str, admin: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create(admin, **changes)

    assert refusal.value.field == field
    assert not Project.objects.exists()


def test_only_a_site_admin_makes_projects(manager: User) -> None:
    with pytest.raises(NotAllowed):
        create(manager)


def test_a_guideline_is_published_in_versions(project: Project, manager: User) -> None:
    for text in ("One", "Two"):
        projects.publish_guideline(actor=manager, project=project, text=text, now=NOW)

    assert (
        list(Guideline.objects.filter(project=project).values_list("text", flat=True))[-1] == "Two"
    )
    guideline = project.latest_guideline()
    assert guideline is not None
    assert (guideline.version, guideline.text) == (2, "Two")


@pytest.mark.parametrize("text", ["# One\n\nTwo", "# One\r\n\r\nTwo\r\n"])
def test_a_guideline_that_says_just_the_same_is_refused(
    text: str, project: Project, manager: User
) -> None:
    projects.publish_guideline(actor=manager, project=project, text="# One\n\nTwo\n", now=NOW)

    with pytest.raises(InvalidInput) as refusal:
        projects.publish_guideline(actor=manager, project=project, text=text, now=NOW)

    assert (refusal.value.code, refusal.value.field) == ("unchanged", "text")
    assert project.guidelines.count() == 1


@pytest.mark.parametrize("onto", [0, 1, 3])
def test_a_guideline_begun_on_another_version_is_refused(
    onto: int, project: Project, manager: User
) -> None:
    for text in ("One", "Two"):
        projects.publish_guideline(actor=manager, project=project, text=text, now=NOW)

    with pytest.raises(Conflict) as refusal:
        projects.publish_guideline(actor=manager, project=project, text="Mine", now=NOW, onto=onto)

    assert (refusal.value.code, refusal.value.field) == ("published_meanwhile", "")
    assert project.guidelines.count() == 2


def test_a_guideline_begun_on_the_latest_version_is_published(
    project: Project, manager: User
) -> None:
    for onto, text in enumerate(("One", "Two")):
        projects.publish_guideline(actor=manager, project=project, text=text, now=NOW, onto=onto)

    assert project.guidelines.count() == 2


def test_a_guideline_as_long_as_a_book_is_refused(project: Project, manager: User) -> None:
    text = "a" * GUIDELINE_LIMIT
    projects.publish_guideline(actor=manager, project=project, text=text, now=NOW)

    with pytest.raises(InvalidInput) as refusal:
        projects.publish_guideline(actor=manager, project=project, text=text + "b", now=NOW)

    assert (refusal.value.code, refusal.value.field) == ("too_long", "text")


def test_an_empty_guideline_is_refused(project: Project, manager: User) -> None:
    with pytest.raises(InvalidInput):
        projects.publish_guideline(actor=manager, project=project, text=" \n", now=NOW)


def test_a_role_is_given_changed_and_ended(project: Project, manager: User) -> None:
    person = UserFactory()
    for role, is_active in (("annotator", True), ("curator", True), ("curator", False)):
        projects.set_membership(
            actor=manager, project=project, user=person, role=role, is_active=is_active, now=NOW
        )

    membership = Membership.objects.get(user=person)
    assert (membership.role, membership.is_active) == ("curator", False)
    assert AuditEvent.objects.filter(action="membership.set").count() == 3


@pytest.mark.parametrize("role", ["annotator", "curator", "reader", "stranger"])
def test_only_managers_publish_and_give_roles(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(role)

    with pytest.raises(NotAllowed):
        projects.publish_guideline(actor=actor, project=project, text="Mine", now=NOW)
    with pytest.raises(NotAllowed):
        projects.set_membership(actor=actor, project=project, user=actor, role="manager", now=NOW)


@pytest.mark.parametrize("field", projects.FIXED_WITH_ARTICLES)
def test_what_slots_were_made_by_is_fixed_once_there_are_articles(
    field: str, project: Project, manager: User
) -> None:
    before = getattr(project, field)
    other = LabelSchemeFactory(kind=before.kind)
    projects.save_project(actor=manager, project=project, values={field: other}, now=NOW)
    ArticleFactory(project=project)

    with pytest.raises(Conflict, match="fixed"):
        projects.save_project(actor=manager, project=project, values={field: before}, now=NOW)

    assert getattr(Project.objects.get(pk=project.pk), field) == other


def test_a_changed_project_is_audited_without_its_secrets(project: Project, manager: User) -> None:
    before = project.name
    values = {"name": "Harbour", "pseudonym_key": "0" * 32}

    projects.save_project(actor=manager, project=project, values=values, now=NOW)

    assert Project.objects.get(pk=project.pk).name == "Harbour"
    event = AuditEvent.objects.get(action="project.changed")
    assert event.data == {"changes": {"name": [before, "Harbour"], "pseudonym_key": ["…", "…"]}}


def test_a_project_that_cannot_be_is_not_saved(project: Project, manager: User) -> None:
    values = {"lease_minutes": 1}

    with pytest.raises(InvalidInput) as refusal:
        projects.save_project(actor=manager, project=project, values=values, now=NOW)

    assert refusal.value.field == "lease_minutes"
    assert project.lease_minutes == 60


def test_only_managers_change_a_project(project: Project, curator: User) -> None:
    with pytest.raises(NotAllowed):
        projects.save_project(actor=curator, project=project, values={"name": "Mine"}, now=NOW)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("values", [{}, {"overlap": 2, "decision_rule": "hand"}], ids=str)
def test_values_that_a_project_has_already_change_nothing(
    values: dict[str, Any], project: Project, manager: User
) -> None:
    projects.save_project(actor=manager, project=project, values=values, now=NOW)

    assert project.queue_version == 0
    assert not AuditEvent.objects.exists()


def test_only_what_differs_is_changed_and_audited(project: Project, manager: User) -> None:
    before = project.lease_minutes
    values = {"overlap": 2, "lease_minutes": 30}

    projects.save_project(actor=manager, project=project, values=values, now=NOW)

    assert (project.lease_minutes, project.queue_version) == (30, 0)
    event = AuditEvent.objects.get(action="project.changed")
    assert event.data == {"changes": {"lease_minutes": [before, 30]}}


def test_a_change_is_held_against_the_project_as_it_is_now(project: Project, manager: User) -> None:
    Project.objects.update(overlap=1, double_percent=20)

    with pytest.raises(InvalidInput):
        projects.save_project(actor=manager, project=project, values={"overlap": 3}, now=NOW)
    projects.save_project(actor=manager, project=project, values={"name": "Harbour"}, now=NOW)

    assert (project.name, project.overlap, project.double_percent) == ("Harbour", 1, 20)


def test_a_short_name_that_another_project_has_just_taken_is_a_conflict(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ProjectFactory(slug="taken")
    monkeypatch.setattr(projects, "validate", lambda project: None)

    with pytest.raises(Conflict) as refusal:
        projects.save_project(actor=manager, project=project, values={"slug": "taken"}, now=NOW)

    assert refusal.value.code == "changed_meanwhile"


def test_an_unknown_role_is_refused(project: Project, manager: User) -> None:
    with pytest.raises(InvalidInput):
        projects.set_membership(actor=manager, project=project, user=manager, role="king", now=NOW)


def test_what_no_single_field_is_to_blame_for_names_none(project: Project, manager: User) -> None:
    values = {"double_percent": 10}

    with pytest.raises(InvalidInput) as refused:
        projects.save_project(actor=manager, project=project, values=values, now=NOW)

    assert (refused.value.code, refused.value.field) == ("invalid", "")


def test_articles_are_adjusted_for_curators_alone(
    project: Project, annotator: User, curator: User
) -> None:
    claim = ClaimFactory(article__project=project)
    Project.objects.update(queue_version=1)

    with pytest.raises(NotAllowed):
        projects.adjust_articles(actor=annotator, project=project, now=NOW)
    left = projects.adjust_articles(actor=curator, project=project, now=NOW)

    assert left == 0
    assert claim.slots.count() == 2
    assert not AuditEvent.objects.exists()

"""Who may do what, role by role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from claims import permissions
from claims.models import Project, User
from tests.factories import OutletFactory, SpeakerFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLES = ("annotator", "curator", "manager", "reader", "stranger", "admin")


def list_allowed(verb: str, project: Project, request: pytest.FixtureRequest) -> set[str]:
    can = getattr(permissions, f"can_{verb}")
    return {role for role in ROLES if can(request.getfixturevalue(role), project)}


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("annotate", {"annotator", "curator", "manager", "admin"}),
        ("curate", {"curator", "manager", "admin"}),
        ("manage", {"manager", "admin"}),
        ("export", {"reader", "manager", "admin"}),
    ],
)
def test_each_verb_has_its_roles(
    verb: str, allowed: set[str], project: Project, request: pytest.FixtureRequest
) -> None:
    assert list_allowed(verb, project, request) == allowed


def test_who_is_not_signed_in_or_no_longer_active_may_nothing(
    project: Project, manager: User, admin: User
) -> None:
    manager.is_active = admin.is_active = False

    for visitor in (AnonymousUser(), manager, admin):
        assert permissions.get_role(visitor, project) is None
        assert not permissions.can_administer(visitor)


@pytest.mark.parametrize(
    ("make", "allowed"),
    [
        (OutletFactory, {"manager", "admin"}),
        (SpeakerFactory, {"curator", "manager", "admin"}),
    ],
)
def test_rows_of_a_project_are_changed_by_those_who_run_it(
    make: type[OutletFactory], allowed: set[str], project: Project, request: pytest.FixtureRequest
) -> None:
    row = make(project=project)

    changers = {
        role for role in ROLES if permissions.can_change(request.getfixturevalue(role), row)
    }

    assert changers == allowed


def test_the_speakers_that_every_project_has_stay(project: Project, admin: User) -> None:
    assert not any(permissions.can_change(admin, own) for own in project.speakers.filter(name=""))


def test_staff_change_people_without_powers_whose_projects_they_all_manage(
    project: Project, manager: User, annotator: User, stranger: User, admin: User
) -> None:
    manager.is_staff = True
    colleague = UserFactory(is_staff=True)

    changed = [p for p in (annotator, stranger, colleague, admin) if
               permissions.can_change(manager, p)]  # fmt: skip

    assert changed == [annotator]
    assert not permissions.can_change(manager, User(username="new"))


def test_a_new_project_is_for_site_admins(manager: User, admin: User) -> None:
    assert not permissions.can_change(manager, Project())
    assert permissions.can_change(admin, Project())

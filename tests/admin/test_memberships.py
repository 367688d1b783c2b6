"""Memberships in the admin: who is paused or trains, and the buttons for it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Membership, Project, User
from tests.factories import NOW
from tests.operations.trained import find_membership

pytestmark = pytest.mark.django_db


def page_url(membership: Membership, page: str = "change") -> str:
    return reverse(f"admin:claims_membership_{page}", args=[membership.pk])


def test_a_paused_person_goes_on_by_a_button(
    project: Project, annotator: User, site: Client
) -> None:
    Membership.objects.filter(user=annotator).update(paused_at=NOW)
    member = find_membership(project, annotator)

    before = site.get(page_url(member)).content.decode()
    after = site.post(page_url(member, "resume"), follow=True).content.decode()

    assert page_url(member, "resume") in before
    assert "They can go on." in after
    assert page_url(member, "resume") not in after
    assert find_membership(project, annotator).paused_at is None


@pytest.mark.parametrize(("button", "passes"), [("retry", False), ("pass_by_hand", True)])
def test_who_failed_tries_again_or_passes_by_a_button(
    project: Project, annotator: User, site: Client, button: str, *, passes: bool
) -> None:
    Project.objects.update(has_training=True)
    Membership.objects.filter(user=annotator).update(failed_at=NOW)
    member = find_membership(project, annotator)

    page = site.get(page_url(member)).content.decode()
    site.post(page_url(member, button))

    member.refresh_from_db()
    assert page_url(member, button) in page
    assert (member.failed_at, member.trained_at is not None) == (None, passes)


def test_the_rules_that_watch_people_are_for_managers(
    project: Project, staff_annotator: User, staff_manager: User, sign_in: Any, allow: Any
) -> None:
    url = reverse("admin:claims_project_change", args=[project.pk])
    allow(staff_annotator, "view_project")
    allow(staff_manager, "change_project")

    seen = [sign_in(user).get(url).content.decode() for user in (staff_annotator, staff_manager)]

    assert ["id_least_seconds" in html for html in seen] == [False, True]

"""Projects, their members, guidelines and outlets: written by operations, with audit rows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import AuditEvent, Guideline, Membership, Outlet, Project, User
from tests import factories

pytestmark = pytest.mark.django_db


def page_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_{page}", args=[row.pk])


def list_actions() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor__username"))


NO_MEMBERS = {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ("memberships", "memberships-2")
    for name in ("TOTAL", "INITIAL")
}


def describe_project(project: Project, **changes: Any) -> dict[str, Any]:
    return {
        "name": project.name,
        "slug": project.slug,
        "language": "en",
        "time_zone": "UTC",
        "overlap": "2",
        "lease_minutes": "60",
        "evidence_rule": "full",
        "verifiability_scheme": project.verifiability_scheme_id,
        "verdict_scheme": project.verdict_scheme_id,
        **NO_MEMBERS,
        **changes,
    }


def test_a_project_is_created_with_its_guideline_and_its_speakers(
    site: Client, admin: User
) -> None:
    verifiability = factories.install_scheme("factcheck-verifiability")
    verdict = factories.install_scheme("averitec")
    add = reverse("admin:claims_project_add")
    offered = site.get(add).context["adminform"].form["guideline"].value()

    answer = site.post(
        add,
        {
            "name": "New",
            "slug": "new",
            "language": "en",
            "time_zone": "UTC",
            "overlap": "3",
            "lease_minutes": "60",
            "evidence_rule": "full",
            "verifiability_scheme": verifiability.pk,
            "verdict_scheme": verdict.pk,
            "guideline": "# Ours",
        },
    )

    assert answer.status_code == 302
    assert offered.startswith("## What we ask")
    project = Project.objects.get(slug="new")
    assert project.overlap == 3
    assert project.guidelines.get().text == "# Ours"
    assert project.memberships.get().user == admin
    assert project.speakers.count() == 2
    assert list_actions() == [
        ("project.created", "admin"),
        ("membership.set", "admin"),
        ("guideline.published", "admin"),
    ]


def test_a_project_is_changed_by_its_managers(
    project: Project, staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "change_project")

    answer = sign_in(staff_manager).post(
        page_url(project), describe_project(project, name="Better", overlap="4")
    )

    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.name, project.overlap) == ("Better", 4)
    assert list_actions() == [("project.changed", "manager")]


def test_what_labels_rest_on_is_fixed_with_the_first_article(site: Client) -> None:
    article = factories.ArticleFactory()
    project = article.project
    other = factories.install_scheme("claimbuster")

    page = site.get(page_url(project))
    site.post(
        page_url(project),
        describe_project(
            project,
            name="Renamed",
            overlap="9",
            queue_headlines="",
            verifiability_scheme=other.pk,
        ),
    )

    assert "Fixed as soon as the project has articles" in page.content.decode()
    assert 'name="overlap"' not in page.content.decode()
    again = Project.objects.get(pk=project.pk)
    assert again.name == "Renamed"
    assert (again.overlap, again.queue_headlines) == (2, True)
    assert again.verifiability_scheme == project.verifiability_scheme


def test_a_time_zone_that_does_not_exist_stands_at_its_field(site: Client) -> None:
    project = factories.ProjectFactory()

    answer = site.post(page_url(project), describe_project(project, time_zone="Mars/Base"))

    assert answer.context["adminform"].form.errors == {
        "time_zone": ["There is no time zone named “Mars/Base”."]
    }


def test_members_are_set_on_the_projects_page(site: Client) -> None:
    there = factories.MembershipFactory()
    newcomer = factories.UserFactory()
    members = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": there.pk,
        "memberships-0-project": there.project_id,
        "memberships-0-role": "curator",
        "memberships-0-is_active": "",
        "memberships-2-TOTAL_FORMS": "1",
        "memberships-2-0-project": there.project_id,
        "memberships-2-0-user": newcomer.pk,
        "memberships-2-0-role": "reader",
        "memberships-2-0-is_active": "on",
    }

    answer = site.post(page_url(there.project), describe_project(there.project, **members))

    assert answer.status_code == 302
    found = Membership.objects.filter(project=there.project).order_by("pk")
    assert list(found.values_list("user", "role", "is_active")) == [
        (there.user_id, "curator", False),
        (newcomer.pk, "reader", True),
    ]
    assert [action for action, _ in list_actions()].count("membership.set") == 2


def test_a_membership_is_added_and_ended_on_its_own_page(site: Client) -> None:
    project, user = factories.ProjectFactory(), factories.UserFactory()
    fields = {"project": project.pk, "user": user.pk, "role": "annotator", "is_active": "on"}

    site.post(reverse("admin:claims_membership_add"), fields)
    membership = Membership.objects.get()
    site.post(page_url(membership), {"role": "curator"})
    twice = site.post(reverse("admin:claims_membership_add"), fields)

    membership.refresh_from_db()
    assert (membership.role, membership.is_active) == ("curator", False)
    assert [action for action, _ in list_actions()] == ["membership.set", "membership.set"]
    assert twice.status_code == 200
    assert twice.context["adminform"].form.non_field_errors() == [
        "Membership with this Project and User already exists."
    ]


def test_a_guideline_is_published_as_the_next_version(
    project: Project, staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "add_guideline")
    factories.GuidelineFactory(project=project)
    add = reverse("admin:claims_guideline_add")
    client = sign_in(staff_manager)

    page = client.get(add)
    answer = client.post(add, {"project": project.pk, "text": "# Two", "version": "77"})

    assert 'name="version"' not in page.content.decode()
    assert answer.status_code == 302
    guideline = Guideline.objects.get(version=2)
    assert (guideline.text, guideline.created_by) == ("# Two", staff_manager)
    assert list_actions() == [("guideline.published", "manager")]
    shown = client.get(page_url(guideline)).content.decode()
    assert "# Two</pre>" in shown
    assert 'name="_save"' not in shown


def test_an_empty_guideline_is_refused_at_its_field(site: Client) -> None:
    project = factories.ProjectFactory()

    answer = site.post(
        reverse("admin:claims_guideline_add"), {"project": project.pk, "text": " \r\n "}
    )

    assert answer.status_code == 200
    assert "text" in answer.context["adminform"].form.errors
    assert not project.guidelines.exists()


def test_an_outlet_that_has_articles_stays(site: Client) -> None:
    used, unused = factories.OutletFactory(), factories.OutletFactory()
    factories.ArticleFactory(project=used.project, outlet=used)

    page = site.get(page_url(used, "delete"))
    site.post(page_url(used, "delete"), {"post": "yes"})
    site.post(page_url(unused, "delete"), {"post": "yes"})

    assert page.context["protected"] == ["articles"]
    assert list(Outlet.objects.all()) == [used]
    assert [action for action, _ in list_actions()] == ["outlet.removed"]


def test_an_outlet_of_another_project_cannot_be_given_to_an_article(site: Client) -> None:
    article, foreign = factories.ArticleFactory(), factories.OutletFactory()

    answer = site.post(page_url(article), {"redistribute": "none", "outlet": foreign.pk})

    assert "outlet" in answer.context["adminform"].form.errors
    article.refresh_from_db()
    assert article.outlet is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil", "\tx:y"])
def test_an_article_takes_web_links_only(url: str, site: Client) -> None:
    article = factories.ArticleFactory()

    answer = site.post(page_url(article), {"redistribute": "none", "url": url})

    assert "url" in answer.context["adminform"].form.errors

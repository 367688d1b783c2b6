"""Projects, their members, guidelines and outlets: written by operations, with audit rows."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import AuditEvent, Guideline, Membership, Outlet, Project, Slot, User
from claims.operations import projects as operations
from tests import factories
from tests.forms import read_form

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


# The form's fields that have a default.
DEFAULTS = {
    "language": "en",
    "time_zone": "UTC",
    "overlap": "2",
    "double_percent": "0",
    "suggestions_hidden_percent": "0",
    "gold_percent": "0",
    "least_gold_percent": "0",
    "least_seconds": "0",
    "pass_percent": "80",
    "opinions_limit": "0",
    "decision_rule": "hand",
    "approvals_wanted": "0",
    "check_overlap": "1",
    "check_lease_minutes": "480",
    "lease_minutes": "60",
    "evidence_rule": "full",
}


def describe_project(project: Project, **changes: Any) -> dict[str, Any]:
    return {
        "name": project.name,
        "slug": project.slug,
        **DEFAULTS,
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
            **DEFAULTS,
            "overlap": "3",
            "has_check_pass": "on",
            "verifiability_scheme": verifiability.pk,
            "verdict_scheme": verdict.pk,
            "guideline": "# Ours",
        },
    )

    assert answer.status_code == 302
    assert offered.startswith("## What we ask")
    project = Project.objects.get(slug="new")
    assert (project.overlap, project.has_check_pass) == (3, True)
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


def test_domains_of_the_newsroom_are_a_line_of_names(site: Client, project: Project) -> None:
    """Sent again as they are shown they are not changed; what is none is refused."""
    newsroom = {"newsroom_name": "Check", "newsroom_domains": "Check.example b.example,"}

    site.post(page_url(project), describe_project(project, **newsroom))
    shown = read_form(site.get(page_url(project)).content.decode(), "project_form")
    again = site.post(page_url(project), shown)
    refused = site.post(page_url(project), {**shown, "newsroom_domains": "https://check.example"})

    project.refresh_from_db()
    assert project.newsroom_domains == ["check.example", "b.example"]
    assert shown["newsroom_domains"] == "check.example, b.example"
    assert (again.status_code, refused.status_code) == (302, 200)
    assert "is not the name of a domain" in refused.content.decode()
    assert list_actions() == [("project.changed", "admin")]


def test_schemes_are_fixed_with_the_first_article_and_the_rest_is_not(site: Client) -> None:
    article = factories.ArticleFactory()
    project = article.project
    other = factories.install_scheme("claimbuster")
    sent = describe_project(
        project,
        name="Renamed",
        overlap="1",
        double_percent="20",
        opinions_limit="3",
        decision_rule="majority",
        decide_own="on",
        has_check_pass="on",
        check_allowed="on",
        check_overlap="2",
        check_by_labellers="on",
        check_lease_minutes="600",
        verifiability_scheme=other.pk,
    )

    page = site.get(page_url(project))
    answer = site.post(page_url(project), sent)

    assert "Fixed as soon as the project has articles" in page.content.decode()
    assert 'name="verifiability_scheme"' not in page.content.decode()
    assert answer.status_code == 302
    again = Project.objects.get(pk=project.pk)
    assert again.name == "Renamed"
    assert again.verifiability_scheme == project.verifiability_scheme
    assert (again.overlap, again.double_percent, again.opinions_limit) == (1, 20, 3)
    assert (again.decision_rule, again.decide_own, again.queue_headlines) == (
        "majority",
        True,
        False,
    )
    assert (again.has_check_pass, again.check_allowed, again.check_by_labellers) == (True,) * 3
    assert (again.check_overlap, again.check_lease_minutes) == (2, 600)
    assert again.queue_version == 1
    assert list_actions() == [("project.changed", "admin")]


def test_a_sample_labelled_twice_needs_single_labels_elsewhere(site: Client) -> None:
    project = factories.ProjectFactory()

    answer = site.post(page_url(project), describe_project(project, double_percent="20"))

    assert answer.context["adminform"].form.non_field_errors() == [
        "A sample labelled twice needs one label elsewhere."
    ]


def test_a_project_is_paused_and_resumed_by_its_buttons(
    project: Project, staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "change_project")
    client = sign_in(staff_manager)

    paused = client.post(page_url(project, "pause"), follow=True).content.decode()
    client.post(page_url(project, "pause"))
    resumed = client.post(page_url(project, "resume"), follow=True).content.decode()

    assert f"{project} is paused." in paused
    assert "<strong>Paused since" in paused
    assert page_url(project, "resume") in paused
    assert page_url(project, "pause") not in paused
    assert "Work is handed out." in resumed
    assert list_actions() == [("project.paused", "manager"), ("project.resumed", "manager")]


def test_projects_are_paused_and_resumed_from_the_list(site: Client) -> None:
    first, second = factories.ProjectFactory.create_batch(2)
    url = reverse("admin:claims_project_changelist")

    for action in ("pause_selected", "resume_selected"):
        site.post(url, {"action": action, "_selected_action": [first.pk, second.pk]})

    assert [action for action, _ in list_actions()] == [
        *("project.paused", "project.paused"),
        *("project.resumed", "project.resumed"),
    ]


def test_articles_are_adjusted_in_portions_and_what_is_left_is_told(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = factories.ProjectFactory(queue_version=1)
    for article in factories.ArticleFactory.create_batch(3, project=project):
        factories.ClaimFactory(article=article)
    monkeypatch.setattr(operations, "ADJUSTED_ON_DEMAND", 2)

    before = site.get(page_url(project)).content.decode()
    after = site.post(page_url(project, "adjust"), follow=True).content.decode()
    url = reverse("admin:claims_project_changelist")
    by_action = {"action": "adjust_selected", "_selected_action": [project.pk]}
    at_last = site.post(url, by_action, follow=True).content.decode()

    assert "3 articles still wait." in before
    assert f"{project}: 1 article still waits." in after
    assert f"{project}: All articles are adjusted." in at_last
    assert Slot.objects.filter(project=project).count() == 6


def test_nobody_but_managers_presses_a_projects_buttons(
    project: Project, staff_curator: User, staff_stranger: User, sign_in: Any, allow: Any
) -> None:
    for user in (staff_curator, staff_stranger):
        allow(user, "change_project")

    statuses = [
        sign_in(user).post(page_url(project, name)).status_code
        for user in (staff_curator, staff_stranger)
        for name in ("pause", "resume", "adjust")
    ]
    page = sign_in(staff_curator).get(page_url(project)).content.decode()

    assert statuses == [403, 403, 403, 404, 404, 404]
    assert page_url(project, "pause") not in page
    assert not AuditEvent.objects.exists()


def test_a_button_is_pressed_by_post_alone(site: Client) -> None:
    project = factories.ProjectFactory()

    assert site.get(page_url(project, "pause")).status_code == 405


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


def test_people_whose_roles_change_at_once_are_held_before_their_work(site: Client) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite nobody else writes meanwhile.")
    first = factories.MembershipFactory()
    second = factories.MembershipFactory(project=first.project)
    members: dict[str, Any] = {
        "memberships-TOTAL_FORMS": "2",
        "memberships-INITIAL_FORMS": "2",
    }
    for number, row in enumerate((second, first)):
        members |= {
            f"memberships-{number}-id": row.pk,
            f"memberships-{number}-project": row.project_id,
            f"memberships-{number}-role": "reader",
            f"memberships-{number}-is_active": "on",
        }

    with CaptureQueriesContext(connection) as asked:
        answer = site.post(page_url(first.project), describe_project(first.project, **members))

    assert answer.status_code == 302
    held = [query["sql"] for query in asked if 'claims_user"' in query["sql"]]
    both = next(sql for sql in held if "FOR NO KEY UPDATE" in sql)
    assert f"IN ({second.user_id}, {first.user_id})" in both
    assert "ORDER BY 1 ASC" in both


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
    form = read_form(page.text, "guideline_form") | {"project": project.pk, "text": "# Two\r\n"}
    answer = client.post(add, form | {"version": "77"})

    assert 'name="version"' not in page.content.decode()
    assert answer.status_code == 302
    guideline = Guideline.objects.get(version=2)
    assert (guideline.text, guideline.created_by) == ("# Two\n", staff_manager)
    assert list_actions() == [("guideline.published", "manager")]
    shown = client.get(page_url(guideline)).content.decode()
    assert "# Two\n</pre>" in shown
    assert 'name="_save"' not in shown


def test_who_publishes_is_told_what_another_has_published_meanwhile(
    project: Project, staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "add_guideline")
    factories.GuidelineFactory(project=project)
    add = reverse("admin:claims_guideline_add")
    client = sign_in(staff_manager)
    typed = {"project": project.pk, "text": "# Mine"}
    form = read_form(client.get(add).text, "guideline_form")
    factories.GuidelineFactory(project=project, version=2, text="# Theirs")
    factories.GuidelineFactory()  # Of another project: nobody minds.

    refused = client.post(add, form | typed)
    without = client.post(add, typed)
    again = read_form(refused.text, "guideline_form")
    answer = client.post(add, again)

    (error,) = refused.context["adminform"].form.non_field_errors()
    assert error.startswith("Somebody has published another version meanwhile.")
    assert without.context["adminform"].form.non_field_errors() == [error]
    assert answer.status_code == 302
    versions = project.guidelines.order_by("version").values_list("text", flat=True)
    assert list(versions)[1:] == ["# Theirs", "# Mine"]


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

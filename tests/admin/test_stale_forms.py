"""A form that was opened before others changed its row: only what was typed into it is written."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, AuditEvent, Project, User
from claims.operations import assignment, projects
from tests import factories
from tests.factories import NOW
from tests.forms import read_form

pytestmark = pytest.mark.django_db


def page_url(row: Any) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])


def open_form(client: Client, row: Any) -> dict[str, str]:
    page = client.get(page_url(row)).content.decode()
    return read_form(page, f"{row._meta.model_name}_form")


def list_changes() -> dict[str, Any]:
    """What the last audit row says was changed."""
    changes: dict[str, Any] = AuditEvent.objects.latest("pk").data["changes"]
    return changes


@pytest.fixture
def article(project: Project) -> Article:
    return factories.ArticleFactory(
        project=project,
        outlet=factories.OutletFactory(project=project),
        published=datetime(2026, 1, 31, tzinfo=UTC).date(),
        embargo=datetime(2026, 3, 1, 10, 30, 15, 123456, tzinfo=UTC),
        author="A. Writer",
        url="https://example.org/1",
    )


@pytest.mark.parametrize("kind", ["article", "project"])
def test_a_form_sent_back_untouched_changes_nothing(
    kind: str, site: Client, article: Article
) -> None:
    row = article if kind == "article" else article.project
    form = open_form(site, row)

    answer = site.post(page_url(row), form)

    assert answer.status_code == 302
    assert not AuditEvent.objects.exists()


def test_what_others_set_meanwhile_stays_when_an_article_is_saved(
    site: Client, article: Article, manager: User
) -> None:
    form = open_form(site, article)
    other: Any = {"actor": manager, "article": article, "now": NOW}
    assignment.set_priority(**other, priority=1)
    assignment.set_overlap(**other, overlap=4)
    outlet = factories.OutletFactory(project=article.project)
    embargo = datetime(2026, 5, 1, tzinfo=UTC)
    Article.objects.update(outlet=outlet, embargo=embargo, url="https://example.org/2")

    answer = site.post(page_url(article), form | {"author": "B. Writer"})

    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.author, article.priority, article.overlap) == ("B. Writer", 1, 4)
    assert (article.outlet, article.embargo) == (outlet, embargo)
    assert article.url == "https://example.org/2"
    assert list_changes() == {"author": ["A. Writer", "B. Writer"]}


def test_whatever_is_typed_into_an_article_is_written(site: Client, article: Article) -> None:
    form = open_form(site, article)
    typed = {
        "priority": "-1",
        "overlap": "3",
        "url": "",
        "published": "",
        "embargo_0": "",
        "embargo_1": "",
        "outlet": "",
        "licence": "CC0",
    }

    site.post(page_url(article), form | typed)

    article.refresh_from_db()
    assert (article.priority, article.overlap, article.licence) == (-1, 3, "CC0")
    assert (article.url, article.published, article.embargo, article.outlet) == (
        "",
        None,
        None,
        None,
    )
    assert article.author == "A. Writer"


def test_a_refused_form_still_knows_what_it_showed_at_first(site: Client, article: Article) -> None:
    form = open_form(site, article)
    typed = {"embargo_0": "2026-06-01", "author": "B. Writer", "overlap": "10"}

    refused = site.post(page_url(article), form | typed)
    again = read_form(refused.content.decode(), "article_form")
    site.post(page_url(article), again | {"overlap": "3"})

    assert refused.status_code == 200
    article.refresh_from_db()
    assert article.embargo == datetime(2026, 6, 1, 10, 30, 15, tzinfo=UTC)
    assert (article.author, article.overlap) == ("B. Writer", 3)


def test_what_others_set_meanwhile_stays_when_a_project_is_saved(
    site: Client, project: Project, manager: User
) -> None:
    form = open_form(site, project)
    name = project.name
    other = {"overlap": 1, "double_percent": 20, "queue_headlines": False}
    projects.save_project(actor=manager, project=project, values=other, now=NOW)

    answer = site.post(page_url(project), form | {"name": "Renamed"})

    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.name, project.queue_version) == ("Renamed", 1)
    assert (project.overlap, project.double_percent, project.queue_headlines) == (1, 20, False)
    assert list_changes() == {"name": [name, "Renamed"]}


def test_a_short_name_that_is_anothers_meanwhile_is_no_matter_when_it_is_left_alone(
    site: Client, project: Project
) -> None:
    form, shown = open_form(site, project), project.slug
    Project.objects.update(slug="moved")
    factories.ProjectFactory(slug=shown)

    answer = site.post(page_url(project), form | {"name": "Renamed"})

    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.name, project.slug) == ("Renamed", "moved")


def test_what_does_not_go_with_a_change_made_meanwhile_is_refused_in_the_form(
    site: Client, project: Project, manager: User
) -> None:
    form = open_form(site, project)
    other = {"overlap": 1, "double_percent": 20}
    projects.save_project(actor=manager, project=project, values=other, now=NOW)

    answer = site.post(page_url(project), form | {"overlap": "3"})

    assert answer.context["adminform"].form.non_field_errors() == [
        "A sample labelled twice needs one label elsewhere."
    ]
    assert Project.objects.get(pk=project.pk).overlap == 1

"""Reading the guideline, and publishing its next version."""

from typing import Any

import pytest

from claims.models import Guideline, Project, User
from claims.web.guideline import READERS_PER_PAGE, VERSIONS_PER_PAGE
from claims.web.markdown import render_markdown
from tests.conftest import SignIn
from tests.factories import GuidelineFactory, GuidelineReadingFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_latest_version_is_shown_with_its_number(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    GuidelineFactory(project=project, text="Old.")
    GuidelineFactory(project=project, text="## New\n\n*Judge* the claim.", created_by=annotator)
    html = sign_in(annotator).get(f"/p/{project.slug}/guideline/").content.decode()

    assert "<h2>New</h2>\n<p><em>Judge</em> the claim.</p>" in html
    assert "Version 2, published on Jan. 15, 2026 by Annotator" in html
    assert "Old." not in html
    assert "Publish" not in html


def test_project_without_a_guideline_says_so(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    html = sign_in(annotator).get(f"/p/{project.slug}/guideline/").content.decode()

    assert "This project has no guideline yet." in html


def test_manager_publishes_the_next_version(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    GuidelineFactory(project=project)
    response = sign_in(manager).post(
        f"/p/{project.slug}/guideline/",
        {"text": "  Indented.\r\n\r\nEnd.\r\n", "onto": 1},
        follow=True,
    )

    latest = project.latest_guideline()
    assert latest
    assert (latest.version, latest.text) == (2, "  Indented.\n\nEnd.\n")
    assert latest.created_by == manager
    assert "Version 2 is published." in response.content.decode()


@pytest.mark.parametrize("text", ("", " \r\n "))
def test_empty_guideline_is_refused_at_the_form(
    text: str, project: Project, manager: User, sign_in: SignIn
) -> None:
    response = sign_in(manager).post(f"/p/{project.slug}/guideline/", {"text": text})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["text"]
    assert not Guideline.objects.exists()


def test_the_same_text_again_is_refused_at_the_form(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    GuidelineFactory(project=project, text="Same.\n")

    response = sign_in(manager).post(f"/p/{project.slug}/guideline/", {"text": "Same.\r\n"})

    assert response.status_code == 422
    assert response.context["form"].errors == {"text": ["The latest version says just this."]}


@pytest.mark.parametrize("onto", [{"onto": 1}, {}])
def test_who_began_on_an_older_version_is_shown_the_newer_one_beside_their_text(
    onto: dict[str, int], project: Project, manager: User, sign_in: SignIn
) -> None:
    GuidelineFactory(project=project, text="Old.")
    GuidelineFactory(project=project, text="<b>Theirs.")
    client, address = sign_in(manager), f"/p/{project.slug}/guideline/"

    response = client.post(address, {"text": "Mine.", **onto})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Somebody has published another version meanwhile." in html
    assert ">\nMine.</textarea>" in html
    assert ">\n&lt;b&gt;Theirs.</textarea>" in html
    assert project.guidelines.count() == 2

    again = {"text": "Both.", "onto": response.context["form"]["onto"].value()}
    client.post(address, again)

    latest = project.latest_guideline()
    assert latest
    assert (latest.version, latest.text) == (3, "Both.")


def test_the_form_carries_the_version_it_is_begun_on(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    client, address = sign_in(manager), f"/p/{project.slug}/guideline/"
    before = client.get(address).context["form"]["onto"].value()
    GuidelineFactory.create_batch(2, project=project)

    html = client.get(address).content.decode()

    assert before == 0
    assert '<input type="hidden" name="onto" value="2" id="id_onto">' in html


def test_part_is_the_text_without_a_page(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    GuidelineFactory.create_batch(2, project=project, text="*Judge* the claim.")

    html = sign_in(annotator).get(f"/p/{project.slug}/guideline/part/").content.decode()

    assert '<div data-version="2">' in html
    assert "<p><em>Judge</em> the claim.</p>" in html
    assert "<html" not in html


def test_managers_see_who_knows_which_version(
    project: Project, manager: User, annotator: User, curator: User, sign_in: SignIn
) -> None:
    first, second = GuidelineFactory.create_batch(2, project=project)
    GuidelineReadingFactory(user=annotator, guideline=first)
    GuidelineReadingFactory(user=curator, guideline=second)
    address = f"/p/{project.slug}/guideline/"

    response = sign_in(manager).get(address)

    readers = [(reader.person, reader.known) for reader in response.context["readers"]]
    assert readers == [(manager, None), (annotator, 1), (curator, 2)]
    assert "1 of 3 people who label know this version" in response.content.decode()
    assert list(sign_in(curator).get(address).context["readers"]) == []


def test_versions_and_readers_have_pages_of_their_own(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    GuidelineFactory.create_batch(VERSIONS_PER_PAGE + 1, project=project)
    MembershipFactory.create_batch(READERS_PER_PAGE, project=project)
    address = f"/p/{project.slug}/guideline/"

    first = sign_in(manager).get(address)
    second = sign_in(manager).get(address, {"page": "2", "readers": "2"})

    shown = [
        [len(response.context[name]) for name in ("versions", "readers")]
        for response in (first, second)
    ]
    assert shown == [[VERSIONS_PER_PAGE, READERS_PER_PAGE], [1, 1]]
    assert "51 people who label know" in first.content.decode()
    html = second.content.decode()
    assert 'href="?page=1&amp;readers=2"' in html
    assert 'href="?page=2&amp;readers=1"' in html
    assert "What changed in version 1" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_guideline_costs_the_same_however_many_versions_and_people(
    count: int, project: Project, manager: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for guideline in GuidelineFactory.create_batch(count, project=project):
        member = MembershipFactory(project=project)
        GuidelineReadingFactory(user=member.user, guideline=guideline)
    client = sign_in(manager)

    # Session, person, project, role; latest version and its author; versions, what one knows,
    # what others know; role and five counts for the menu.
    with django_assert_num_queries(14):
        client.get(f"/p/{project.slug}/guideline/")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>"),
        (
            "[x](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer">x</a></p>',
        ),
        ("![x](https://example.org/pixel.png)", "<p></p>"),
        ("| a |\n| - |\n| b |", "<td>b</td>"),
    ],
)
def test_markdown_is_safe(text: str, html: str) -> None:
    assert html in render_markdown(text)

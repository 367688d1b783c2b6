"""Reading the guideline, and publishing its next version."""

import pytest

from claims.models import Guideline, Project, User
from claims.web.markdown import render_markdown
from tests.conftest import SignIn
from tests.factories import GuidelineFactory

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
        f"/p/{project.slug}/guideline/", {"text": "  Indented.\r\n\r\nEnd.\r\n"}, follow=True
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

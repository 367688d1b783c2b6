"""Whose rows a page shows, and who may post; tests/routes.txt has the rest."""

import pytest
from django.urls import reverse

from claims.models import Article, Project, User
from tests.conftest import SignIn
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

OK, REFUSED, ABSENT = 200, 403, 404


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


def test_stranger_is_led_to_the_page_after_signing_in(article: Article, sign_in: SignIn) -> None:
    address = reverse("article", args=[article.project.slug, article.uuid])

    assert sign_in(None).get(address)["Location"] == f"{reverse('account_login')}?next={address}"


def test_article_of_another_project_is_absent(
    article: Article, sign_in: SignIn, manager: User
) -> None:
    elsewhere = ArticleFactory()
    kwargs = {"slug": article.project.slug, "uuid": elsewhere.uuid}

    assert sign_in(manager).get(reverse("article", kwargs=kwargs)).status_code == ABSENT


@pytest.mark.parametrize("role", ["reader", "annotator", "curator"])
@pytest.mark.parametrize("name", ["guideline", "article-import"])
def test_only_managers_may_post(
    role: str, name: str, project: Project, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(role))
    posted = {"text": "Mine.", "way": "paste"}

    assert client.post(reverse(name, args=[project.slug]), posted).status_code == REFUSED
    assert project.guidelines.count() == 0


CURATED = [
    *("Desk", "My labels", "Adjudicate", "Proposals", "Progress"),
    *("Articles", "Speakers", "Guideline"),
]


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("reader", ["Articles", "Guideline", "Agreement", "Export"]),
        ("annotator", ["Desk", "My labels", "Articles", "Guideline"]),
        ("curator", [*CURATED, "Publications"]),
        ("manager", [*CURATED, "Export"]),
    ],
)
def test_top_bar_has_the_links_of_the_role(
    role: str,
    links: list[str],
    project: Project,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    html = sign_in(request.getfixturevalue(role)).get(f"/p/{project.slug}/").content.decode()
    bar = html[html.index("<nav aria-label") : html.index("</nav>")]
    found = [part.rpartition(">")[2] for part in bar.split("</a>")[:-1]]

    assert found == [project.name, *links]

"""Who gets which page: each page for each kind of person."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Project, User
from tests.factories import ArticleFactory, StagedImportFactory
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db

LOGIN, OK, REFUSED, ABSENT = 302, 200, 403, 404
PEOPLE = ("anonymous", "stranger", "reader", "annotator", "curator", "manager", "admin")
MEMBERS = (LOGIN, ABSENT, OK, OK, OK, OK, OK)
MANAGERS = (LOGIN, ABSENT, REFUSED, REFUSED, REFUSED, OK, OK)
EXPECTED = {
    "project": MEMBERS,
    "article-list": MEMBERS,
    "article": MEMBERS,
    "guideline": MEMBERS,
    "article-import": MANAGERS,
    "export": (LOGIN, ABSENT, OK, REFUSED, REFUSED, OK, OK),
    # Only to whom it belongs, and who still manages the project.
    "import-preview": (LOGIN, ABSENT, REFUSED, REFUSED, REFUSED, OK, ABSENT),
}


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


@pytest.fixture
def client_of(request: pytest.FixtureRequest, sign_in: SignIn) -> Client:
    name: str = request.param
    return sign_in(None if name == "anonymous" else request.getfixturevalue(name))


def find_address(name: str, article: Article, request: pytest.FixtureRequest) -> str:
    kwargs: dict[str, object] = {"slug": article.project.slug}
    if name == "article":
        kwargs["uuid"] = article.uuid
    if name == "import-preview":
        owner = request.getfixturevalue("manager")
        kwargs["uuid"] = StagedImportFactory(
            project=article.project,
            created_by=owner,
            rows=[{"row": 1, "record": {"text": "Only one line."}}],
        ).uuid
    return reverse(name, kwargs=kwargs)


@pytest.mark.parametrize(
    ("client_of", "name", "status"),
    [
        (person, name, status)
        for name, statuses in EXPECTED.items()
        for person, status in zip(PEOPLE, statuses, strict=True)
    ],
    indirect=["client_of"],
)
def test_page_answers_each_person_as_it_should(
    client_of: Client, name: str, status: int, article: Article, request: pytest.FixtureRequest
) -> None:
    address = find_address(name, article, request)
    response = client_of.get(address)

    assert response.status_code == status
    if status == LOGIN:
        assert response["Location"] == f"{reverse('login')}?next={address}"


@pytest.mark.parametrize("name", ["home", "account"])
def test_own_pages_are_for_people_who_are_signed_in(
    name: str, sign_in: SignIn, stranger: User
) -> None:
    assert sign_in(None).get(reverse(name)).status_code == LOGIN
    assert sign_in(stranger).get(reverse(name)).status_code == OK


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


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("reader", ["Articles", "Guideline", "Export"]),
        ("annotator", ["Desk", "My labels", "Articles", "Guideline"]),
        ("curator", ["Desk", "My labels", "Articles", "Guideline"]),
        ("manager", ["Desk", "My labels", "Articles", "Guideline", "Export"]),
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

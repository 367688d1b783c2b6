"""The list of articles, and one of them."""

from datetime import timedelta
from typing import Any

import pytest

from claims import clock
from claims.models import Article, Claim, Lineage, Project, User
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    OutletFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def add_article(project: Project, *, given: int = 0, wanted: int = 0, **values: Any) -> Article:
    article = ArticleFactory(project=project, **values)
    claim = ClaimFactory(article=article)
    for number in range(wanted):
        slot = SlotFactory(claim=claim, annotator=UserFactory() if number < given else None)
        if number < given:
            AnnotationFactory(slot=slot)
    return article


@pytest.mark.parametrize("count", (1, 3))
def test_list_costs_the_same_however_many_articles(
    count: int, project: Project, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        add_article(project, given=1, wanted=2, outlet=OutletFactory(project=project))
    client = sign_in(annotator)
    # The session and the person; the project, how many articles, the page, two counts, the role.
    with django_assert_num_queries(9):
        response = client.get(f"/p/{project.slug}/articles/")

    assert [
        (row.claims, row.labels.given, row.labels.wanted) for row in response.context["rows"]
    ] == [(1, 1, 2)] * count


def test_list_says_which_articles_are_under_embargo(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    for embargo in (None, NOW - timedelta(days=1), clock.now() + timedelta(days=1)):
        ArticleFactory(project=project, embargo=embargo)

    response = sign_in(annotator).get(f"/p/{project.slug}/articles/")

    assert response.context["embargoed"] == {Article.objects.latest("pk").pk}
    assert response.content.decode().count(">embargoed<") == 1


def test_list_has_the_newest_import_first_and_pages(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    articles = [ArticleFactory(project=project) for _ in range(51)]
    client = sign_in(annotator)
    first = client.get(f"/p/{project.slug}/articles/")
    second = client.get(f"/p/{project.slug}/articles/?page=2")
    beyond = client.get(f"/p/{project.slug}/articles/?page=99")

    assert [row.article for row in first.context["rows"]] == articles[:0:-1]
    assert [row.article for row in second.context["rows"]] == [articles[0]]
    assert [row.article for row in beyond.context["rows"]] == [articles[0]]
    assert "Page 1 of 2" in first.content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Alpha ferry", "Beta bus", "Gamma bus"]),
        ("q=BUS", ["Beta bus", "Gamma bus"]),
        ("q=bus&state=finished", ["Beta bus"]),
        ("state=unfinished", ["Gamma bus"]),
        ("state=finished", ["Beta bus"]),
        ("q=%25", []),
        ("q=nothing", []),
        # What is odd narrows nothing.
        ("state=odd", ["Alpha ferry", "Beta bus", "Gamma bus"]),
        ("q=" + "b" * 101, ["Alpha ferry", "Beta bus", "Gamma bus"]),
        ("user__password=x&_connector=OR", ["Alpha ferry", "Beta bus", "Gamma bus"]),
    ],
)
def test_list_is_narrowed(
    query: str, titles: list[str], project: Project, annotator: User, sign_in: SignIn
) -> None:
    add_article(project, title="Gamma bus", given=1, wanted=2)
    add_article(project, title="Beta bus", given=2, wanted=2)
    add_article(project, title="Alpha ferry")
    response = sign_in(annotator).get(f"/p/{project.slug}/articles/?{query}")

    assert [row.article.title for row in response.context["rows"]] == titles


def test_of_an_article_of_one_claim_nobody_learns_that_another_has_labelled_it(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    """Neither in the lists nor on its page, until all labels are given."""
    article = add_article(project, given=1, wanted=2)
    addresses = ["", "articles/", f"articles/{article.uuid}/"]
    client = sign_in(annotator)

    _home, listed, page = (client.get(f"/p/{project.slug}/{one}") for one in addresses)

    row = listed.context["rows"][0]
    assert (row.share.finished, row.share.queued) == (0, 1)
    assert '<span class="count">0 / 1</span>' in listed.content.decode()
    for response in (listed, page):
        assert "1 / 2" not in response.content.decode()
        assert "1 of 2" not in response.content.decode()


def test_page_links_keep_the_search(project: Project, annotator: User, sign_in: SignIn) -> None:
    for number in range(51):
        ArticleFactory(project=project, title=f"Bus {number}")
    html = sign_in(annotator).get(f"/p/{project.slug}/articles/?q=bus").content.decode()

    assert 'href="?q=bus&amp;page=2"' in html


def make_article(project: Project) -> Article:
    """Headline, heading, and a paragraph of two claims with a line end between them."""
    text = "Big & bold\r\n\r\nWhy\r\nOne <b>fact</b>.\r\nTwo.\r\n"
    article: Article = ArticleFactory(project=project, text=text, language="de", title="Big & bold")
    parts = [("Big & bold", "headline", 0), ("Why", "heading", 1)]
    parts += [("One <b>fact</b>.", "sentence", 2), ("Two.", "sentence", 2)]
    for position, (part, kind, paragraph) in enumerate(parts):
        ClaimFactory(
            article=article,
            position=position,
            start=text.index(part),
            end=text.index(part) + len(part),
            text=part,
            kind=kind,
            paragraph=paragraph,
        )
    return article


def show_article(article: Article, client: Any) -> str:
    address = f"/p/{article.project.slug}/articles/{article.uuid}/"
    html: str = client.get(address).content.decode()
    return html[html.index('<article class="card article"') : html.index("</article>")]


def test_article_is_shown_whole_with_its_claims_marked(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    article = make_article(project)
    html = show_article(article, sign_in(annotator))
    first, _, one, two = article.claims.order_by("position")

    assert 'lang="de"' in html
    assert (
        f'<h1 dir="auto"><span class="claim" id="claim-{first.uuid}" data-kind="headline">'
        "Big &amp; bold</span>\r\n\r\n</h1>"
    ) in html
    assert (
        f'<p dir="auto"><span class="claim" id="claim-{one.uuid}" data-kind="sentence">'
        "One &lt;b&gt;fact&lt;/b&gt;.</span>\r\n"
        f'<span class="claim" id="claim-{two.uuid}" data-kind="sentence">Two.</span>\r\n</p>'
    ) in html
    assert html.count("<h1") == 1


def test_article_without_a_headline_has_its_title(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    article = make_article(project)
    article.claims.filter(kind="headline").update(kind=Claim.Kind.SENTENCE)
    Article.objects.update(title="Its title")

    assert '<h1 dir="auto">Its title</h1>' in show_article(article, sign_in(annotator))


def test_retired_claims_are_not_marked(project: Project, annotator: User, sign_in: SignIn) -> None:
    article = make_article(project)
    article.claims.filter(text="Two.").update(retired_at=article.created_at)

    assert '<p dir="auto">Two.\r\n</p>' in show_article(article, sign_in(annotator))


@pytest.mark.parametrize("shown", (True, False))
def test_suggestions_are_shown_if_the_project_says_so(
    shown: bool,  # noqa: FBT001 - parametrized
    project: Project,
    annotator: User,
    sign_in: SignIn,
) -> None:
    Project.objects.update(show_suggestions=shown)
    article = make_article(project)
    speaker = SpeakerFactory(project=project, name='Ada "<i>"')
    claim = article.claims.get(text="Two.")
    SuggestionFactory(claim=claim, speaker=speaker, reason='"said"')
    html = show_article(article, sign_in(annotator))

    mark = (
        '<span class="who" dir="auto" title="&quot;said&quot;">Ada &quot;&lt;i&gt;&quot;?'
        '<span class="sr"> (suggested: &quot;said&quot;)</span></span>'
    )
    assert (mark in html) == shown
    assert ('class="who"' in html) == shown


@pytest.mark.parametrize("count", (1, 3))
def test_article_costs_the_same_however_many_claims(
    count: int, project: Project, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    article = ArticleFactory(project=project)
    for claim in [ClaimFactory(article=article) for _ in range(count)]:
        SuggestionFactory(claim=claim, speaker=SpeakerFactory(project=project))
    client = sign_in(annotator)
    # The session and the person; the project, the article, how it was handed out, its claims,
    # suggestions, two counts, what was made of what, the role.
    with django_assert_num_queries(12):
        response = client.get(f"/p/{project.slug}/articles/{article.uuid}/")

    assert response.content.decode().count('class="who"') == count


def test_hostile_words_stay_words(project: Project, manager: User, sign_in: SignIn) -> None:
    text = f"{HOSTILE}\n\nThe council met. {HOSTILE}\n"
    Project.objects.update(name=HOSTILE, description=HOSTILE)
    article = ArticleFactory(
        project=project,
        text=text,
        title=HOSTILE,
        author=HOSTILE,
        licence=HOSTILE,
        source_id=HOSTILE,
        outlet=OutletFactory(project=project, name=HOSTILE),
        url="https://example.org/?" + HOSTILE,
    )
    ClaimFactory(article=article)
    client = sign_in(manager)
    for address in (
        "/",
        f"/p/{project.slug}/",
        f"/p/{project.slug}/articles/",
        f"/p/{project.slug}/articles/?q={HOSTILE}",
        f"/p/{project.slug}/articles/{article.uuid}/",
    ):
        assert "<script>" not in client.get(address).content.decode()


def test_what_a_claim_was_made_from_is_told(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project)
    old = ClaimFactory(article=article, retired_at=NOW)
    made = ClaimFactory(article=article)
    Lineage.objects.create(parent=old, child=made)
    AnnotationFactory(slot__claim=old, slot__annotator=UserFactory())
    address = f"/p/{project.slug}/articles/{article.uuid}/"

    seen = {
        person.username: " ".join(sign_in(person).get(address).content.decode().split())
        for person in (annotator, curator)
    }

    told = f'<span class="stacked-main" dir="auto">{old.text}</span>'
    assert all("1 claim was made from others" in html and told in html for html in seen.values())
    assert "1 label stayed with it" in seen["curator"]
    assert "stayed with it" not in seen["annotator"]


@pytest.mark.parametrize(("role", "leads"), [("annotator", True), ("reader", False)])
def test_claims_and_headings_lead_to_their_boundaries(
    role: str,
    leads: bool,  # noqa: FBT001 - parametrized
    project: Project,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    article = make_article(project)
    sentence = article.claims.get(text="Two.")
    span = ClaimFactory(article=article, kind="span", start=sentence.start, end=sentence.start + 3)
    client = sign_in(request.getfixturevalue(role))
    address = f"/p/{project.slug}/articles/{article.uuid}/"

    html = client.get(f"{address}?boundaries").content.decode()

    links = [
        f'href="/p/{project.slug}/claims/{claim.uuid}/boundaries/"'
        for claim in article.claims.all()
    ]
    assert [link in html for link in links] == [leads] * 5
    assert ('href="?boundaries"' in client.get(address).content.decode()) == leads
    assert (f'data-kind="span"><a {links[-1]}>Two</a></span>' in html) == leads
    assert span.text == "Two"

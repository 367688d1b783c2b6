"""Corrected texts on the pages: carried-over labels, decisions to look at, import by link."""

from typing import Any

import pytest
from django.test import Client

from claims import outgoing
from claims.exchange.records import ArticleRecord
from claims.models import Article, CorrectionReview, Project, User
from claims.operations import articles
from tests.conftest import SignIn
from tests.factories import NOW, CorrectionReviewFactory, DecisionFactory

pytestmark = pytest.mark.django_db

OLD = "It cost 31 million. Ada Holm paid for it.\n"


@pytest.fixture
def corrected(project: Project, manager: User) -> Article:
    """Of two sentences, both decided, one is another by now."""
    for text in (OLD, OLD.replace("31", "36")):
        rows = [(1, ArticleRecord(text=text, source_id="dock"))]
        articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)
        if text == OLD:
            for claim in Article.objects.get().claims.filter(kind="sentence"):
                DecisionFactory(claim=claim)
    return Article.objects.get(replaced_at=None)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_articles_name_their_other_text_and_what_is_carried_over(
    corrected: Article, project: Project, manager: User, sign_in: SignIn
) -> None:
    old, client = corrected.previous, sign_in(manager)
    assert old is not None

    new_page = read(client, f"/p/{project.slug}/articles/{corrected.uuid}/")
    old_page = read(client, f"/p/{project.slug}/articles/{old.uuid}/")
    listed = read(client, f"/p/{project.slug}/articles/")

    assert "1 claim has its labels carried over from an earlier text" in new_page
    assert f"/articles/{old.uuid}/" in new_page
    assert "A corrected text has taken the place of this one." in old_page
    assert f"/articles/{corrected.uuid}/" in old_page
    assert listed.count("corrected since") == 1


def test_a_manager_has_carried_claims_labelled_anew(
    corrected: Article, project: Project, manager: User, sign_in: SignIn
) -> None:
    answer = sign_in(manager).post(
        f"/p/{project.slug}/articles/{corrected.uuid}/label-anew/", follow=True
    )

    assert "1 claim is to be labelled anew." in answer.content.decode()
    assert not corrected.claims.filter(carried_from__isnull=False).exists()


def test_decisions_are_listed_and_settled(
    corrected: Article, project: Project, curator: User, sign_in: SignIn
) -> None:
    client = sign_in(curator)
    address = f"/p/{project.slug}/corrections/"
    changed, context = CorrectionReview.objects.order_by("pk")

    before = read(client, address)
    client.post(f"{address}{changed.uuid}/settle/", {"note": "<b>Decided anew.</b>"})
    client.post(f"{address}{context.uuid}/dismiss/")
    again = client.post(f"{address}{context.uuid}/dismiss/")
    after = read(client, f"{address}?state=settled")

    assert "The sentence reads otherwise" in before
    assert "The sentence before it reads otherwise" in before
    assert "It cost 31 million." in before
    assert "It cost 36 million." in before
    assert again.status_code == 409
    assert "This has been seen to already." in again.content.decode()
    assert "&lt;b&gt;Decided anew.&lt;/b&gt;" in after
    assert "No correction waits to be looked at." in read(client, address)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(
    rows: int,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(rows):
        CorrectionReviewFactory(decision=DecisionFactory(claim__article__project=project))
    client = sign_in(curator)

    with django_assert_num_queries(10):
        read(client, f"/p/{project.slug}/corrections/")


def test_import_by_link_says_who_can_switch_it_on(
    project: Project, manager: User, sign_in: SignIn, settings: Any
) -> None:
    client, address = sign_in(manager), f"/p/{project.slug}/import/"

    off = read(client, address)
    settings.IMPORT_HOSTS = ["courier.example"]
    on = read(client, address)

    assert "IMPORT_HOSTS" in off
    assert "<code>courier.example</code>" in on


def test_a_page_by_link_goes_to_the_preview_and_a_refusal_keeps_the_link(
    project: Project,
    manager: User,
    sign_in: SignIn,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.IMPORT_HOSTS = ["courier.example"]
    client, address = sign_in(manager), f"/p/{project.slug}/import/"

    def fetch(url: str, **_: Any) -> outgoing.Answer:
        kind = {"content-type": "text/plain; charset=utf-8"}
        return outgoing.Answer(url=url, status=200, headers=kind, body=OLD.encode())

    monkeypatch.setattr(outgoing, "fetch", fetch)

    refused = client.post(address, {"way": "link", "url": "http://127.0.0.1/a"})
    accepted = client.post(address, {"way": "link", "url": "https://courier.example/a"})

    assert refused.status_code == 422
    assert refused.context["link"].errors["url"] == [
        "Pages of 127.0.0.1 are not fetched: the operator has not listed this host."
    ]
    assert 'value="http://127.0.0.1/a"' in refused.content.decode()
    assert "It cost 31 million." in read(client, accepted["Location"])

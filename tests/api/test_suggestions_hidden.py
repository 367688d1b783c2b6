"""A share of the articles shows no suggestions, so that their pull can be measured.

What is shown to a person is decided when they get the article, and a label records just that.
"""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from claims.models import Annotation, Article, Claim, Lease, Project, User
from tests.api.bodies import make_body
from tests.api.conftest import Work
from tests.factories import ProjectFactory, SuggestionFactory

pytestmark = pytest.mark.django_db


def draw_sample(percent: int, seed: int = 7) -> set[int]:
    """Of a thousand articles, those without suggestions."""
    project = Project(sample_seed=seed, suggestions_hidden_percent=percent)
    return {
        number
        for number in range(1000)
        if not project.shows_suggestions(Article(sha256=f"{number:064x}"))
    }


def test_the_sample_is_the_same_again_and_only_grows() -> None:
    assert draw_sample(0) == set()
    assert len(draw_sample(100)) == 1000
    assert draw_sample(20) == draw_sample(20)
    assert 150 < len(draw_sample(20)) < 250
    assert draw_sample(20) < draw_sample(40)
    assert draw_sample(20) != draw_sample(20, seed=8)


def test_the_sample_is_another_than_that_of_claims_labelled_twice() -> None:
    """Else what is labelled twice would always be labelled without suggestions, too."""
    assert len(draw_sample(50) & set(range(500))) not in (0, 500)


def test_no_project_hides_more_than_all() -> None:
    with pytest.raises(IntegrityError):
        ProjectFactory(suggestions_hidden_percent=101)


def hand_out_anew(percent: int) -> None:
    """As if the share had been that when people got what they have before them."""
    Project.objects.update(suggestions_hidden_percent=percent)
    for lease in Lease.objects.all():
        lease.shows_suggestions = lease.project.shows_suggestions(lease.article)
        lease.save(update_fields=["shows_suggestions"])


@pytest.fixture
def hidden(work: Work) -> Work:
    """All suggestions are hidden, and each claim has some."""
    hand_out_anew(100)
    Claim.objects.update(hints=[["quantity", 0, 1]], worth=0.6)
    SuggestionFactory(claim=work.free, speaker=work.speaker, reason="open quote")
    return work


def test_what_one_is_given_to_label_shows_none(hidden: Work, api: APIClient) -> None:
    answer = api.post(f"/api/v1/projects/{hidden.project.slug}/next/").json()

    for name, nothing in (("suggestions", []), ("hints", []), ("suggested_verifiability", None)):
        assert [claim[name] for claim in answer["claims"]] == [nothing] * 3


def test_the_claim_shows_none(hidden: Work, api: APIClient) -> None:
    answer = api.get(f"/api/v1/claims/{hidden.open.uuid}/").json()

    names = ("suggestions", "hints", "suggested_verifiability", "worth")
    assert [answer[name] for name in names] == [[], [], None, None]


@pytest.mark.parametrize(("percent", "shown"), ((100, False), (0, True)))
def test_the_desk_and_the_article_show_none(
    *, percent: int, shown: bool, hidden: Work, annotator: User, client: Client
) -> None:
    hand_out_anew(percent)
    client.force_login(annotator)
    slug = hidden.project.slug

    desk = client.get(f"/p/{slug}/desk/{hidden.open.uuid}/").content.decode()
    article = client.get(f"/p/{slug}/articles/{hidden.article.uuid}/").content.decode()

    assert ("open quote" in desk, "quantity: " in desk) == (shown, shown)
    assert ("open quote" in article) is shown


@pytest.mark.parametrize(("percent", "recorded"), ((100, False), (0, True)))
def test_a_label_records_what_was_shown(
    *, percent: int, recorded: bool, hidden: Work, api: APIClient
) -> None:
    hand_out_anew(percent)

    answer = api.post(f"/api/v1/claims/{hidden.open.uuid}/annotations/", make_body(hidden.open))

    assert answer.status_code == 201, answer.json()
    label = Annotation.objects.latest("pk")
    assert (label.suggestions_shown, label.suggestion is not None) == (recorded, recorded)


def ask_next(work: Work, api: APIClient, client: Client) -> bool:
    claims = api.post(f"/api/v1/projects/{work.project.slug}/next/").json()["claims"]
    return any(claim["suggestions"] for claim in claims)


def read_claim(work: Work, api: APIClient, client: Client) -> bool:
    return bool(api.get(f"/api/v1/claims/{work.free.uuid}/").json()["suggestions"])


def open_desk(work: Work, api: APIClient, client: Client) -> bool:
    page = client.get(f"/p/{work.project.slug}/desk/{work.open.uuid}/").content.decode()
    return "open quote" in page


def read_article(work: Work, api: APIClient, client: Client) -> bool:
    page = client.get(f"/p/{work.project.slug}/articles/{work.article.uuid}/").content.decode()
    return "open quote" in page


@pytest.mark.parametrize("show", (ask_next, read_claim, open_desk, read_article))
@pytest.mark.parametrize(("then", "now", "shown"), ((0, 100, True), (100, 0, False)))
def test_what_was_handed_out_stays_as_it_was_whatever_the_share_becomes(
    *,
    then: int,
    now: int,
    shown: bool,
    show: Callable[[Work, APIClient, Client], bool],
    hidden: Work,
    api: APIClient,
    annotator: User,
    client: Client,
) -> None:
    hand_out_anew(then)
    client.force_login(annotator)

    Project.objects.update(suggestions_hidden_percent=now)

    assert show(hidden, api, client) is shown


@pytest.mark.parametrize("show", (read_claim, read_article))
@pytest.mark.parametrize(("percent", "shown"), ((0, True), (100, False)))
def test_who_never_had_the_article_sees_what_the_project_shows_now(
    *,
    percent: int,
    shown: bool,
    show: Callable[[Work, APIClient, Client], bool],
    hidden: Work,
    curator_api: APIClient,
    curator: User,
    client: Client,
) -> None:
    hand_out_anew(100 - percent)
    client.force_login(curator)

    Project.objects.update(suggestions_hidden_percent=percent)

    assert show(hidden, curator_api, client) is shown

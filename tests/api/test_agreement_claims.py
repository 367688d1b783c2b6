"""The claims behind a figure of agreement over REST: the same as on the page."""

from collections.abc import Sequence
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Article, Claim, Project, Slot, User
from tests.api.conftest import make_client
from tests.factories import ArticleFactory, ClaimFactory, DecisionFactory, SlotFactory
from tests.figures import FACT, NONE, disagree, label

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


@pytest.fixture
def pair(annotator: User, other_annotator: User) -> Sequence[User]:
    return annotator, other_annotator


@pytest.fixture
def claims(article: Article, pair: Sequence[User]) -> list[Claim]:
    return disagree(article, pair)


def ask(client: APIClient, project: Project, **parameters: Any) -> Any:
    given = {"field": "verifiability", **parameters}
    return client.get(f"/api/v1/projects/{project.slug}/agreement/claims/", given)


def find(client: APIClient, project: Project, **parameters: Any) -> list[str]:
    answer = ask(client, project, **parameters)
    assert answer.status_code == 200, answer.json()
    return [row["claim"] for row in answer.json()["results"]]


def name(project: Project, user: User) -> str:
    return make_pseudonym(project.pseudonym_key, user.uuid)


def test_a_claim_with_who_gave_what_and_what_was_decided(
    project: Project, claims: list[Claim], pair: Sequence[User], curator_api: APIClient
) -> None:
    DecisionFactory(claim=claims[1], value=FACT)
    fact = {"values": [FACT], "names": ["Fact worth checking"]}
    none = {"values": [NONE], "names": ["No factual claim"]}

    found = ask(curator_api, project, annotator=name(project, pair[1]), differ="decided").json()

    given = zip((name(project, person) for person in pair), (fact, none), strict=True)
    assert found == {
        "next": None,
        "results": [
            {
                "claim": str(claims[1].uuid),
                "article": str(claims[1].article.uuid),
                "stage": "label",
                "text": claims[1].text,
                "labels": [{"annotator": who, "label": one} for who, one in sorted(given)],
                "decided": fact,
            }
        ],
    }


def test_cells_labels_pairs_and_weeks(
    project: Project, claims: list[Claim], pair: Sequence[User], curator_api: APIClient
) -> None:
    numbers = [str(claim.uuid) for claim in claims]
    both = {"annotator": name(project, pair[0]), "other_annotator": name(project, pair[1])}

    def look(**parameters: Any) -> list[str]:
        return find(curator_api, project, **parameters)

    assert look() == look(**both) == look(week="2026-01-14") == numbers
    assert look(one=NONE, other=NONE) == numbers[2:]
    assert look(one=FACT, other=NONE) == look(differ="others", **both) == numbers[1:2]
    assert look(label=FACT) == numbers[:2]
    assert look(field="claim_types", one="", other="") == numbers
    assert look(week="2026-01-05") == look(since="2026-01-16") == look(guideline=7) == []


def test_page_by_page(project: Project, claims: list[Claim], curator_api: APIClient) -> None:
    first = ask(curator_api, project, page_size=3).json()

    second = curator_api.get(first["next"]).json()

    assert [len(one["results"]) for one in (first, second)] == [3, 1]
    assert second["next"] is None
    told = [row["claim"] for one in (first, second) for row in one["results"]]
    assert told == [str(claim.uuid) for claim in claims]


@pytest.mark.parametrize(
    ("parameters", "field"),
    (
        ({"field": "nonsense"}, "field"),
        ({"annotator": "a-000000000000"}, "annotator"),
        ({"other_annotator": "x" * 99}, "other_annotator"),
        ({"week": "2026-02-30"}, "week"),
        ({"differ": "nonsense"}, "differ"),
        ({"one": NONE}, "other"),
        ({"one": "nonsense", "other": NONE}, "one"),
        ({"label": "x" * 5000}, "label"),
        ({"cursor": "made-up"}, "cursor"),
        ({"page_size": "0"}, "page_size"),
        ({"unknown": "1"}, "unknown"),
    ),
)
def test_nonsense_is_refused(
    parameters: dict[str, str],
    field: str,
    project: Project,
    claims: list[Claim],
    curator_api: APIClient,
) -> None:
    answer = ask(curator_api, project, **parameters)

    assert answer.status_code == 400
    assert field in str(answer.json())


@pytest.mark.parametrize(
    ("role", "status"),
    (("annotator", 403), ("curator", 200), ("manager", 200), ("reader", 200), ("stranger", 404)),
)
def test_for_whom_it_is(
    role: str, status: int, project: Project, request: pytest.FixtureRequest
) -> None:
    assert ask(make_client(request.getfixturevalue(role)), project).status_code == status


def test_nothing_of_what_somebody_has_still_to_label(
    project: Project, claims: list[Claim], curator_api: APIClient
) -> None:
    SlotFactory(claim=claims[1])
    DecisionFactory(claim=claims[1])

    assert find(curator_api, project, differ="others") == []
    assert find(curator_api, project, differ="decided") == []
    assert find(curator_api, project) == [str(one.uuid) for one in (claims[0], *claims[2:])]


def test_who_reads_them_labels_them_no_more(
    project: Project, claims: list[Claim], curator: User, curator_api: APIClient
) -> None:
    find(curator_api, project, differ="others")

    SlotFactory(claim=claims[1])
    assert not Slot.objects.filter(claim=claims[1]).blinding(curator).exists()


@pytest.mark.parametrize("claim_count", (1, 3))
@pytest.mark.parametrize(("differ", "cost"), (("others", 15), ("decided", 16)))
def test_queries_do_not_grow_with_the_claims(
    claim_count: int,
    differ: str,
    cost: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator_api: APIClient,
    django_assert_num_queries: Any,
) -> None:
    for claim in ClaimFactory.create_batch(claim_count, article=article):
        label(claim, pair, {}, {"value": FACT})
        DecisionFactory(claim=claim, value="prediction")
    who = name(project, pair[0])
    assert len(find(curator_api, project, differ=differ, annotator=who)) == claim_count

    with django_assert_num_queries(cost):
        find(curator_api, project, differ=differ, annotator=who)

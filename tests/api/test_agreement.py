"""Agreement over REST: the same figures as on the page."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Article, Claim, Project, User
from claims.queries.figures.wanted import Field
from tests.api.conftest import make_client
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
)
from tests.figures import ALPHA, FACT, NONE, disagree, label

pytestmark = pytest.mark.django_db
NO_INTERVAL = dict.fromkeys(("low", "high", "resamples", "undefined_resamples"))
FACT_SHOWN = {"values": [FACT], "names": ["Fact worth checking"]}
NONE_SHOWN = {"values": [NONE], "names": ["No factual claim"]}


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project)


@pytest.fixture
def pair(annotator: User, other_annotator: User) -> Sequence[User]:
    return annotator, other_annotator


@pytest.fixture
def claims(article: Article, pair: Sequence[User]) -> list[Claim]:
    return disagree(article, pair)


def ask(client: APIClient, project: Project, part: str = "", **parameters: Any) -> Any:
    return client.get(f"/api/v1/projects/{project.slug}/agreement/{part}", parameters)


def read(client: APIClient, project: Project, part: str = "", **parameters: Any) -> Any:
    answer = ask(client, project, part, **parameters)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_field_with_all_that_its_figures_rest_on(
    project: Project, claims: list[Claim], pair: Sequence[User], curator_api: APIClient
) -> None:
    found = read(curator_api, project, field="verifiability")

    alpha = found["results"]["alpha"]
    assert alpha["value"] == pytest.approx(ALPHA)
    assert (alpha["undefined"], alpha["resamples"], alpha["high"]) == (None, 1000, 1.0)
    assert set(found["results"]) == {
        *("percent", "alpha", "fleiss", "ac1", "free_marginal", "kappa"),
    }
    told = {name: value for name, value in found.items() if name not in {"results", "pairs"}}
    assert told == {
        "round": None,
        "guideline": None,
        "since": None,
        "until": None,
        "field": "verifiability",
        "scale": "nominal",
        "level": 0.95,
        "seed": 0,
        "units": 4,
        "singles": 0,
        "labels": 8,
        "raters": 2,
        "left_out": None,
        "withheld": 0,
        "nothing_found": None,
        "marginals": [{"label": NONE_SHOWN, "count": 5}, {"label": FACT_SHOWN, "count": 3}],
        "crossed": [
            {"one": NONE_SHOWN, "other": NONE_SHOWN, "count": 2},
            {"one": FACT_SHOWN, "other": FACT_SHOWN, "count": 1},
            {"one": FACT_SHOWN, "other": NONE_SHOWN, "count": 1},
        ],
        "crossed_left_out": 0,
        "evidence_pairs": [],
        "weeks": [
            {
                "monday": "2026-01-12",
                "units": 4,
                "alpha": {"value": pytest.approx(ALPHA), "undefined": None, **NO_INTERVAL},
            }
        ],
    }
    (two,) = found["pairs"]
    names = sorted(make_pseudonym(project.pseudonym_key, user.uuid) for user in pair)
    assert sorted([two["first"], two["second"]]) == names
    assert (two["units"], two["kappa"]["value"]) == (4, pytest.approx(0.5))


def test_what_is_undefined_says_why(project: Project, curator_api: APIClient) -> None:
    results = read(curator_api, project)["results"]

    assert results == {
        name: {"value": None, "undefined": "no_pairs", **NO_INTERVAL}
        for name in ("percent", "alpha", "fleiss", "kappa")
    }
    evidence = read(curator_api, project, field="evidence")
    assert evidence["results"]["f1"]["undefined"] == "nothing_found"
    assert (evidence["marginals"], evidence["crossed"], evidence["pairs"]) == ([], [], [])


@pytest.mark.parametrize("field", list(Field))
def test_every_field_is_told(
    field: Field,
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator_api: APIClient,
) -> None:
    judged = {"value": FACT, "verdict_value": "Supported", "claim_types": ["Numerical Claim"]}
    speaker = SpeakerFactory(project=project)
    for annotation in label(ClaimFactory(article=article), pair, judged, judged, speaker=speaker):
        EvidenceFactory(annotation=annotation, url="https://records.example/1")

    found = read(curator_api, project, field=field.value)

    assert (found["field"], found["units"]) == (field.value, 1)
    first = "f1" if field == Field.EVIDENCE else "percent"
    assert found["results"][first]["value"] == 1


def show_values(shares: dict[str, Any]) -> dict[str, Any]:
    return {field: share["value"] for field, share in shares.items()}


def test_person_by_person(
    project: Project,
    article: Article,
    claims: list[Claim],
    pair: Sequence[User],
    curator_api: APIClient,
) -> None:
    DecisionFactory(claim=claims[1], value=FACT)
    ada = SpeakerFactory(project=project)
    claim = ClaimFactory(article=article)
    shown = SuggestionFactory(claim=claim, speaker=ada)
    label(claim, pair, {"speaker": ada, "seconds": 41}, {}, suggestion=shown)
    DecisionFactory(claim=claim, speaker=ada)
    none = project.verifiability_scheme.labels.get(value=NONE)
    refuted = project.verdict_scheme.labels.get(value="Refuted")
    judged = {"suggested_verifiability": none, "suggestions_shown": True}
    label(ClaimFactory(article=article), pair, {"value": FACT}, {}, **judged)
    verdicts = ({"value": FACT, "verdict_value": one} for one in ("Refuted", "Supported"))
    label(ClaimFactory(article=article), pair, *verdicts, suggested_verdict=refuted)

    found = read(curator_api, project, "people/")

    by_name = {one["annotator"]: one for one in found["annotators"]}
    one, other = (by_name[make_pseudonym(project.pseudonym_key, user.uuid)] for user in pair)
    assert (one["labels"], one["median_seconds"], other["median_seconds"]) == (7, 41, None)
    assert one["decided"]["verifiability"] == {
        "right": 2,
        "total": 2,
        "value": 1.0,
        "low": pytest.approx(0.3424, abs=1e-4),
        "high": 1.0,
    }
    assert other["decided"]["verifiability"]["value"] == 1 / 2
    assert other["decided"]["verdict"]["value"] is None
    assert show_values(one["taken"]) == {"speaker": 1, "verifiability": 0, "verdict": 1}
    assert show_values(other["taken"]) == {"speaker": 0, "verifiability": 1, "verdict": 0}
    assert show_values(one["suggested"]) == {
        "speaker": 1,
        "verifiability": None,
        "verdict": None,
    }
    for field in ("speaker", "verifiability", "verdict"):
        assert found["suggestions"][field]["shown"]["taken"]["value"] == 1 / 2
        assert found["suggestions"][field]["hidden"]["alpha"]["undefined"] == "no_pairs"


def test_evidence_is_told_of_every_two_and_of_each_person(
    project: Project, article: Article, pair: Sequence[User], curator_api: APIClient
) -> None:
    """The first has two links, the second these and a third, the decision the third alone."""
    judged = {"value": FACT, "verdict_value": "Supported"}
    claim = ClaimFactory(article=article)
    one, other = label(claim, pair, judged, judged)
    decision = DecisionFactory(claim=claim, **judged)
    for said, links in (({"annotation": one}, "ab"), ({"annotation": other}, "abc")):
        for link in links:
            EvidenceFactory(**said, url=f"https://records.example/{link}")
    EvidenceFactory(annotation=None, decision=decision, position=1, url="https://records.example/c")

    found = read(curator_api, project, field="evidence")
    people = read(curator_api, project, "people/")["annotators"]

    (two,) = found["evidence_pairs"]
    names = [make_pseudonym(project.pseudonym_key, user.uuid) for user in pair]
    assert [two["first"], two["second"]] == names
    assert (two["units"], two["precision"]["value"], two["recall"]["value"]) == (1, 2 / 3, 1)
    assert set(found["results"]) == {"f1", "overlap", "mean_overlap"}
    assert found["results"]["f1"]["value"] == 4 / 5

    def tell(name: str, against: str) -> list[float]:
        (told,) = (person["evidence"][against] for person in people if person["annotator"] == name)
        return [told["units"], told["precision"]["value"], told["recall"]["value"]]

    assert [tell(name, "decided") for name in names] == [[1, 0, 0], [1, 1 / 3, 1]]
    assert [tell(name, "others") for name in names] == [[1, 1, 2 / 3], [1, 2 / 3, 1]]


def test_filters(
    project: Project, article: Article, pair: Sequence[User], curator_api: APIClient
) -> None:
    guideline = GuidelineFactory(project=project)
    label(ClaimFactory(article=article), pair, {}, {}, guideline=guideline)
    label(ClaimFactory(article=article), pair, {}, {})

    def count(**parameters: Any) -> int:
        return read(curator_api, project, **parameters)["units"]

    assert (count(), count(guideline=1), count(guideline=2)) == (2, 1, 0)
    assert (count(since="2026-01-16"), count(until="2026-01-15")) == (0, 2)
    narrowed = read(curator_api, project, "people/", until="2026-01-14")
    assert (narrowed["annotators"], narrowed["until"]) == ([], "2026-01-14")


@pytest.mark.parametrize(
    ("part", "parameters"),
    (
        ("", {"field": "nonsense"}),
        ("", {"field": ""}),
        ("", {"guideline": "0"}),
        ("", {"guideline": "x"}),
        ("", {"guideline": str(2**63)}),
        ("", {"since": "yesterday"}),
        ("", {"until": "2026-02-30"}),
        ("", {"page_size": "1"}),
        ("people/", {"field": "speaker"}),
    ),
)
def test_nonsense_is_refused(
    part: str, parameters: dict[str, str], project: Project, curator_api: APIClient
) -> None:
    assert ask(curator_api, project, part, **parameters).status_code == 400


@pytest.mark.parametrize("day", ("0001-01-01", "9999-12-31"))
@pytest.mark.parametrize("zone", ("Asia/Tokyo", "America/New_York"))
def test_the_first_and_the_last_day_there_are(
    day: str, zone: str, project: Project, curator_api: APIClient
) -> None:
    """Where the zone is ahead of UTC, the first day begins before there is any date."""
    Project.objects.update(time_zone=zone)

    assert read(curator_api, project, since=day)["units"] == 0
    assert read(curator_api, project, until=day)["units"] == 0


@pytest.mark.parametrize(
    ("role", "status"),
    (("annotator", 403), ("curator", 200), ("manager", 200), ("reader", 200), ("stranger", 404)),
)
def test_for_whom_it_is(
    role: str, status: int, project: Project, request: pytest.FixtureRequest
) -> None:
    client = make_client(request.getfixturevalue(role))

    assert [ask(client, project, part).status_code for part in ("", "people/")] == [status] * 2


def test_nothing_of_an_unfinished_claim_is_told(
    project: Project,
    article: Article,
    claims: list[Claim],
    pair: Sequence[User],
    curator_api: APIClient,
    manager_api: APIClient,
) -> None:
    def look() -> list[Any]:
        cache.clear()
        return [
            ask(client, project, part, **parameters).content
            for client in (curator_api, manager_api)
            for part, parameters in (
                *(("", {"field": field.value}) for field in Field),
                ("people/", {}),
            )
        ]

    before = look()
    claim = ClaimFactory(article=article)
    speaker = SpeakerFactory(project=project, name="Zed Unheard")
    SuggestionFactory(claim=claim, speaker=speaker)
    label(claim, pair[:1], {"value": FACT, "speaker": speaker, "seconds": 7})
    DecisionFactory(claim=claim)
    SlotFactory(claim=claim)

    assert look() == before


@pytest.mark.parametrize("claim_count", (1, 3))
def test_queries_do_not_grow_with_what_is_told(
    claim_count: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator_api: APIClient,
    django_assert_num_queries: Any,
) -> None:
    for claim in ClaimFactory.create_batch(claim_count, article=article):
        label(claim, pair, {}, {"speaker": SpeakerFactory(project=project)})
    cache.clear()

    with django_assert_num_queries(12):
        read(curator_api, project, field="speaker")
    with django_assert_num_queries(9):
        read(curator_api, project, field="speaker")
    with django_assert_num_queries(25):
        read(curator_api, project, "people/")


def test_of_too_many_cells_the_fullest_are_told(
    project: Project,
    claims: list[Claim],
    curator_api: APIClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("claims.api.agreement.CELLS_TOLD", 1)

    found = read(curator_api, project, field="verifiability")

    assert found["crossed"] == [{"one": NONE_SHOWN, "other": NONE_SHOWN, "count": 2}]
    assert found["crossed_left_out"] == 2

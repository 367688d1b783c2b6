"""The agreement page: what it shows to whom, part by part."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Article, Claim, Project, Stage, User
from claims.queries.figures.fields import measure_field
from claims.queries.figures.wanted import Field
from claims.web.agreement_words import read_alpha
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
)
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


def address(project: Project, page: str = "agreement", **parameters: Any) -> str:
    return f"{reverse(page, args=[project.slug])}?{urlencode(parameters)}"


def read(answer: Any) -> str:
    """The page's words, one space between them."""
    assert answer.status_code == 200, answer.status_code
    without = re.sub(r"<(title|style|script).*?</\1>|<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(without).split())


def read_main(answer: Any) -> str:
    page = answer.content.decode()
    answer.content = page[page.index("<main") :].encode()
    return read(answer)


def test_cards_tell_the_value_how_sure_it_is_and_how_to_read_it(
    project: Project, claims: list[Claim], curator: User, sign_in: SignIn
) -> None:
    page = read_main(sign_in(curator).get(address(project, whole=1)))

    assert re.search(
        r"Finished 100 % 4 of 4 claims Speaker α – All said the same: chance alone would do as "
        r"well\. Verifiability α 0\.53 95 % -?0\.\d\d – 1\.00 · 4 claims · too low to build on "
        r"Verdict α – No claim has labels of two people\.",
        page,
    )
    assert "After Krippendorff (Content Analysis, 2018), α of 0.8 and more is reliable" in page
    assert re.search(r"Verifiability 4 0\.75 0\.\d\d – 1\.00 0\.53 -?0\.\d\d – 1\.00", page)


@pytest.mark.parametrize(
    ("value", "words"),
    ((0.8, "reliable"), (0.799, "tentative"), (2 / 3, "tentative"), (0.666, "too low to build on")),
)
def test_how_an_alpha_is_read(value: float, words: str) -> None:
    assert read_alpha(value) == words


def test_what_is_not_measured_yet_is_fetched_and_has_a_link(
    project: Project, claims: list[Claim], curator: User, sign_in: SignIn
) -> None:
    client = sign_in(curator)
    measure_field(project, Field.VERIFIABILITY)

    page = client.get(address(project)).content.decode()

    parts = [unescape(part) for part in re.findall(r'data-part="([^"]*)"', page)]
    asked = [re.sub(r".*part=(\w+)&field=(\w+)", r"\1 \2", part) for part in parts]
    assert asked == [
        "card speaker",
        "card verdict",
        *(f"row {field}" for field in Field if field != Field.VERIFIABILITY),
    ]
    assert page.count('href="?whole=1"') == len(parts)
    for part in parts:
        assert client.get(part).status_code == 200
    assert "data-part" not in client.get(address(project)).content.decode()


def test_a_field_shows_label_against_label_with_links_to_the_claims(
    project: Project, claims: list[Claim], curator: User, sign_in: SignIn
) -> None:
    client = sign_in(curator)

    answer = client.get(address(project, field="verifiability", whole=1))

    page = answer.content.decode()
    links = [unescape(link) for link in re.findall(r'href="([^"]*/claims/\?[^"]*one=[^"]*)"', page)]
    mixed = address(project, "agreement-claims", field="verifiability", one=FACT, other=NONE)
    assert links.count(mixed) == 2
    tones = re.findall(r'class="tone-(\d+)">\s*(?:<a[^>]*>)?\s*(\d+)', page)
    assert sorted(set(tones)) == [("0", "0"), ("10", "2"), ("5", "1")]
    words = read(answer)
    assert "Fact worth checking 3 38 %" in words
    assert "Intervals of 95 % from 1000 resamples of the claims, seed 0" in words
    assert "8 labels · 2 annotators · 0 claims with one label" in words
    assert "annotator / other_annotator" in words
    listed = client.get(mixed).content.decode()
    assert claims[1].text in listed
    assert f">{claims[0].text}</a>" not in listed
    stage = Stage.LABEL
    assert reverse("adjudicate-claim", args=[project.slug, claims[1].uuid, stage]) in listed


def test_a_claim_is_shown_with_who_said_what(
    project: Project, claims: list[Claim], reader: User, manager: User, sign_in: SignIn
) -> None:
    mixed = address(project, "agreement-claims", field="verifiability", one=FACT, other=NONE)

    by_name, by_pseudonym = (read(sign_in(user).get(mixed)) for user in (manager, reader))

    assert "annotator Fact worth checking other_annotator No factual claim" in by_name
    assert "annotator" not in by_pseudonym
    assert "Fact worth checking" in by_pseudonym
    page = sign_in(reader).get(mixed).content.decode()
    assert reverse("article", args=[project.slug, claims[1].article.uuid]) in page


@pytest.mark.parametrize(
    ("role", "hides", "named"),
    (
        ("manager", True, True),
        ("admin", True, True),
        ("curator", False, True),
        ("curator", True, False),
        ("reader", False, False),
    ),
)
def test_names_are_for_managers_and_for_curators_unless_hidden(
    *,
    role: str,
    hides: bool,
    named: bool,
    project: Project,
    claims: list[Claim],
    annotator: User,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    Project.objects.update(hides_names=hides)
    client = sign_in(request.getfixturevalue(role))
    pseudonym = make_pseudonym(project.pseudonym_key, annotator.uuid)

    for field in ("people", "verifiability"):
        page = client.get(address(project, field=field, whole=1)).content.decode()
        main = page[page.index("<main") :]
        assert (f"<bdi>{annotator}</bdi>" in main) is named
        assert (f"<bdi>{pseudonym}</bdi>" in main) is not named


def test_people_against_decisions_and_each_other_and_suggestions(
    project: Project,
    article: Article,
    claims: list[Claim],
    pair: Sequence[User],
    manager: User,
    sign_in: SignIn,
) -> None:
    DecisionFactory(claim=claims[1], value=FACT)
    ada = SpeakerFactory(project=project)
    claim = ClaimFactory(article=article)
    shown = SuggestionFactory(claim=claim, speaker=ada)
    none = project.verifiability_scheme.labels.get(value=NONE)
    kept = {"suggestion": shown, "suggested_verifiability": none, "suggestions_shown": True}
    label(claim, pair, {"speaker": ada, "seconds": 41}, {}, **kept)
    verdicts = ({"value": FACT, "verdict_value": one} for one in ("Refuted", "Supported"))
    refuted = project.verdict_scheme.labels.get(value="Refuted")
    label(ClaimFactory(article=article), pair, *verdicts, suggested_verdict=refuted)

    page = read(sign_in(manager).get(address(project, field="people", whole=1)))

    assert "annotator 6 41 s 100 % 21–100 1 / 1 100 % 21–100 1 / 1 –" in page
    assert "Suggested speaker Suggested verifiability Suggested verdict" in page
    # The speaker taken, and not decided; the verifiability alike.
    assert "100 % 21–100 1 / 1 – 100 % 21–100 1 / 1 –" in page
    nobody = "Suggestion hidden – 0 No claim has labels of two people."
    assert "Speaker Suggestion shown 50 % 9–91 1 / 2 1 " in page
    assert "Verifiability Suggestion shown 100 % 34–100 2 / 2 1 " in page
    assert "Verdict Suggestion shown 50 % 9–91 1 / 2 1 " in page
    assert page.count(nobody) == 3


def test_weeks_are_drawn_and_listed(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    for days in (0, 14):
        for values in ((FACT, FACT), (NONE, NONE)):
            moment = NOW.replace(day=1 + days)
            each = ({"value": value, "created_at": moment} for value in values)
            label(ClaimFactory(article=article), pair, *each)

    answer = sign_in(curator).get(address(project, field="verifiability", whole=1))

    page = answer.content.decode()
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert 'role="img"' in svg
    assert "From 1.00 to 1.00" in " ".join(svg.split())
    assert re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg) == [
        ("40.0", "10.0"),
        ("548.0", "10.0"),
    ]
    assert "Dec. 29, 2025 2 1.00" in read(answer)
    assert "style=" not in page


def test_verdicts_left_out_and_claims_withheld_are_told(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    judged = {"value": FACT, "verdict_value": "Supported"}
    label(ClaimFactory(article=article), pair, judged, {})
    unfinished = ClaimFactory(article=article)
    label(unfinished, pair, judged, judged)
    SlotFactory(claim=unfinished)

    page = read(sign_in(curator).get(address(project, field="verdict", whole=1)))

    assert "1 claim with two labels is left out by this field" in page
    assert "1 claim with two labels is left out, since somebody has still to label it" in page


def test_evidence_has_figures_of_its_own(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    judged = {"value": FACT, "verdict_value": "Supported"}
    one, other = label(ClaimFactory(article=article), pair, judged, judged)
    for annotation, links in ((one, "ab"), (other, "abc")):
        for link in links:
            EvidenceFactory(annotation=annotation, url=f"https://records.example/{link}")

    page = read(sign_in(curator).get(address(project, field="evidence", whole=1)))

    assert "F1 of every two 0.80 0.80 – 0.80 Overlap 0.67 0.67 – 0.67" in page
    # Of the second's three links the first has two; of the first's two the second has both.
    assert "annotator / other_annotator 1 0.67 0.67 – 0.67 1.00 1.00 – 1.00 0.67" in page
    assert "Label against label" not in page
    assert "Without intervals" not in page


def test_evidence_of_too_many_pairs_is_told_to_have_no_intervals(
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("claims.queries.figures.fields.PAIRS_WITH_INTERVALS", 0)
    judged = {"value": FACT, "verdict_value": "Supported"}
    for annotation in label(ClaimFactory(article=article), pair, judged, judged):
        EvidenceFactory(annotation=annotation, url="https://records.example/a")

    page = read(sign_in(curator).get(address(project, field="evidence", whole=1)))

    assert "annotator / other_annotator 1 1.00 1.00 1.00 " in page
    assert "Without intervals: with so many pairs of people they would take too long." in page


def test_the_page_is_narrowed_by_version_and_day(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    guideline = GuidelineFactory(project=project)
    label(ClaimFactory(article=article), pair, {}, {}, guideline=guideline)
    label(ClaimFactory(article=article), pair, {}, {})
    client = sign_in(curator)

    def count(**parameters: Any) -> str:
        page = read(client.get(address(project, field="verifiability", whole=1, **parameters)))
        found = re.search(r"(\d+) claims? with two labels or more", page)
        assert found is not None
        return found[1]

    assert (count(), count(guideline=1), count(guideline=7), count(since="x")) == (
        "2",
        "1",
        "2",
        "2",
    )
    assert (count(since="2026-01-16"), count(until="2026-01-15")) == ("0", "2")
    page = client.get(address(project, guideline=1)).content.decode()
    assert "guideline=1&amp;part=card" in page
    assert "guideline=1&amp;field=verdict" in page


def test_nothing_of_an_unfinished_claim_is_on_any_page(
    project: Project,
    article: Article,
    claims: list[Claim],
    pair: Sequence[User],
    curator: User,
    manager: User,
    reader: User,
    sign_in: SignIn,
) -> None:
    """The curator may still label it. No page differs by a byte from what it is without it."""
    speaker = SpeakerFactory(project=project, name="Zed Unheard")
    addresses = [
        *(address(project, field=field, whole=1) for field in (*Field, "people")),
        address(project, "agreement-claims", field="verifiability", one=FACT, other=FACT),
        address(project, "agreement-claims", field="speaker", one=speaker.uuid, other=speaker.uuid),
    ]

    def look(user: User) -> list[str]:
        cache.clear()
        pages = [sign_in(user).get(one).content.decode() for one in addresses]
        return [page[page.index("<main") :] for page in pages]

    before = [look(user) for user in (curator, manager, reader)]
    claim = ClaimFactory(article=article, text="Nobody may hear of this.")
    label(claim, pair[:1], {"value": FACT, "speaker": speaker, "seconds": 7, "comment": "Secret."})
    SlotFactory(claim=claim)

    after = [look(user) for user in (curator, manager, reader)]

    def strip(pages: list[list[str]]) -> list[list[str]]:
        return [[re.sub(r'value="[\w]{64}"', "", page) for page in some] for some in pages]

    assert strip(after) == strip(before)


@pytest.mark.parametrize(
    ("page", "parameters"),
    (
        ("agreement-part", {"part": "nonsense"}),
        ("agreement-part", {"part": "row", "field": "nonsense"}),
        ("agreement-claims", {"field": "nonsense"}),
        ("agreement-claims", {"field": "speaker", "one": "x", "other": "y"}),
        ("agreement-claims", {"field": "speaker", "one": "", "other": ""}),
        ("agreement-claims", {"field": "verifiability", "one": "", "other": NONE}),
        ("agreement-claims", {"field": "verdict", "one": "x\x00y", "other": ""}),
        ("agreement-claims", {"field": "claim_types", "one": "x|y", "other": ""}),
        ("agreement-claims", {"field": "evidence", "one": "", "other": ""}),
    ),
)
def test_what_there_is_not_is_not_found(
    page: str, parameters: dict[str, str], project: Project, curator: User, sign_in: SignIn
) -> None:
    assert sign_in(curator).get(address(project, page, **parameters)).status_code == 404


def test_speakers_of_another_project_are_not_found(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    other = SpeakerFactory()
    cell = {"field": "speaker", "one": other.uuid, "other": other.uuid}

    assert sign_in(curator).get(address(project, "agreement-claims", **cell)).status_code == 404


def test_a_nonsensical_field_shows_the_overview(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    assert "All coefficients" in read(sign_in(curator).get(address(project, field="nonsense")))


def test_sets_have_cells_too(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    claim = ClaimFactory(article=article)
    types = ["Numerical Claim", "Causal Claim"]
    label(claim, pair, {"claim_types": types}, {})
    cell = {"field": "claim_types", "one": "", "other": "|".join(types)}

    page = read(sign_in(curator).get(address(project, "agreement-claims", **cell)))

    assert claim.text in page
    assert "none / Causal, Numerical" in page


@pytest.mark.parametrize("claim_count", (1, 3))
def test_the_claims_behind_a_cell_cost_as_many_queries_however_many(
    claim_count: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for claim in ClaimFactory.create_batch(claim_count, article=article):
        label(claim, pair, {}, {})
    client = sign_in(curator)
    cell = address(project, "agreement-claims", field="verifiability", one=NONE, other=NONE)
    client.get(cell)

    with django_assert_num_queries(26):
        assert client.get(cell).status_code == 200


def test_hostile_names_are_escaped(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    ada = SpeakerFactory(project=project, name="<script>alert(1)</script>")
    label(ClaimFactory(article=article), pair, {"speaker": ada}, {})

    page = sign_in(curator).get(address(project, field="speaker", whole=1)).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page

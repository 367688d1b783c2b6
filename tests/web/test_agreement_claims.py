"""The claims behind each figure of the agreement page: which, and reached from where."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Article, Claim, Project, Slot, User
from tests.conftest import SignIn, add_member
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    SlotFactory,
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


def address(project: Project, page: str = "agreement-claims", **parameters: Any) -> str:
    return f"{reverse(page, args=[project.slug])}?{urlencode(parameters)}"


def name(project: Project, user: User) -> str:
    return make_pseudonym(project.pseudonym_key, user.uuid)


def list_links(page: str) -> set[str]:
    """Those that lead to the claims behind a figure."""
    return {unescape(link) for link in re.findall(r'href="([^"]*/agreement/claims/\?[^"]*)"', page)}


def read(answer: Any) -> str:
    """The words of the page's main part, one space between them."""
    assert answer.status_code == 200, answer.status_code
    page = answer.content.decode()
    without = re.sub(r"<(script|svg).*?</\1>|<[^>]+>", " ", page[page.index("<main") :])
    return " ".join(unescape(without).split())


def find(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.status_code
    return list(answer.context["page"].paginator.object_list)


def list_numbers(*claims: Claim) -> list[int]:
    return [claim.pk for claim in claims]


def test_each_figure_of_a_field_leads_to_its_claims(
    project: Project, claims: list[Claim], pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    client = sign_in(curator)
    both = {"annotator": name(project, pair[0]), "other_annotator": name(project, pair[1])}
    kept = {"until": "2026-12-31", "field": "verifiability"}

    page = client.get(address(project, "agreement", **kept, whole=1)).content.decode()

    pairs, differing = {**kept, **both}, {**kept, "differ": "others", **both}
    week, given = {**kept, "week": "2026-01-12"}, {**kept, "label": FACT}
    links = list_links(page)
    assert {address(project, **one) for one in (pairs, differing, week, given)} <= links
    found = {one: find(client.get(one)) for one in links}
    assert found[address(project, **pairs)] == list_numbers(*claims)
    assert found[address(project, **differing)] == list_numbers(claims[1])
    assert found[address(project, **week)] == list_numbers(*claims)
    assert found[address(project, **given)] == list_numbers(*claims[:2])


def test_each_share_of_a_person_leads_to_where_they_differ(
    project: Project, claims: list[Claim], pair: Sequence[User], manager: User, sign_in: SignIn
) -> None:
    for claim in claims[:2]:
        DecisionFactory(claim=claim, value=FACT)
    client = sign_in(manager)

    page = client.get(address(project, "agreement", field="people", whole=1)).content.decode()

    one, other = (name(project, person) for person in pair)
    asked = {"field": "verifiability", "differ": "others"}
    against = {"field": "verifiability", "differ": "decided", "annotator": other}
    # The first said what was decided, wherever it was: nothing there to show.
    assert list_links(page) == {
        address(project, **asked, annotator=one),
        address(project, **asked, annotator=other),
        address(project, **against),
    }
    assert find(client.get(address(project, **asked, annotator=one))) == [claims[1].pk]
    decided = client.get(address(project, **against))
    assert find(decided) == [claims[1].pk]
    assert "other_annotator No factual claim Decided Fact worth checking" in read(decided)


def test_a_pair_is_named_as_everywhere_on_the_page(
    project: Project,
    claims: list[Claim],
    pair: Sequence[User],
    manager: User,
    reader: User,
    sign_in: SignIn,
) -> None:
    both = {"annotator": name(project, pair[0]), "other_annotator": name(project, pair[1])}
    asked = address(project, field="verifiability", **both)

    named, unnamed = (read(sign_in(user).get(asked)) for user in (manager, reader))

    assert "annotator / other_annotator 4 claims All The labels differ" in named
    assert "other_annotator" not in unnamed
    assert f"{both['annotator']} / {both['other_annotator']} 4 claims" in unnamed


def test_of_three_people_a_pair_looks_at_its_own_labels_a_person_at_theirs(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    third = add_member(project, "third", "annotator")
    people = (*pair, third)
    alike, alone, apart = ClaimFactory.create_batch(3, article=article)
    for claim, values in ((alike, "fff"), (alone, "ffn"), (apart, "fnf")):
        said = ({"value": FACT if value == "f" else NONE} for value in values)
        label(claim, people, *said)
    client = sign_in(curator)

    def ask(*who: User, **more: str) -> list[int]:
        given = dict(zip(("annotator", "other_annotator"), who, strict=False))
        keys = {role: name(project, person) for role, person in given.items()}
        return find(client.get(address(project, field="verifiability", **keys, **more)))

    assert ask(differ="others") == list_numbers(alone, apart)
    assert ask(pair[0], pair[1], differ="others") == list_numbers(apart)
    assert ask(third, differ="others") == list_numbers(alone, apart)
    assert ask(pair[0], pair[1], one=FACT, other=NONE) == list_numbers(apart)
    assert ask(third, one=FACT, other=NONE) == list_numbers(alone, apart)
    assert ask(third, label=NONE) == list_numbers(alone)
    assert ask(pair[0], pair[1], label=NONE) == list_numbers(apart)


def test_a_week_is_that_of_the_last_label(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    early, late, single = ClaimFactory.create_batch(3, article=article)
    for claim, days in ((early, (1, 1)), (late, (1, 15))):
        label(claim, pair, *({"created_at": NOW.replace(day=day)} for day in days))
    label(single, pair[:1], {"created_at": NOW.replace(day=1)})
    client = sign_in(curator)

    def ask(day: str) -> list[int]:
        return find(client.get(address(project, field="verifiability", week=day)))

    assert (ask("2025-12-29"), ask("2026-01-12"), ask("2026-01-05")) == ([early.pk], [late.pk], [])
    # Any day of it names it.
    assert ask("2026-01-04") == [early.pk]


def test_verdicts_of_a_person_are_compared_where_both_gave_one(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    """As the figure is counted: the claim is not left out because a third gave none."""
    third = add_member(project, "third", "annotator")
    claim, undecided = ClaimFactory.create_batch(2, article=article)
    judged = [{"value": FACT, "verdict_value": one} for one in ("Supported", "Refuted")]
    label(claim, (*pair, third), *judged, {})
    label(undecided, pair, judged[0], {})
    DecisionFactory(claim=undecided, value=NONE)
    client = sign_in(curator)

    def ask(person: User, differ: str) -> list[int]:
        asked = {"field": "verdict", "annotator": name(project, person), "differ": differ}
        return find(client.get(address(project, **asked)))

    assert (ask(pair[0], "others"), ask(third, "others")) == ([claim.pk], [])
    assert (ask(pair[0], "decided"), ask(pair[1], "decided")) == ([undecided.pk], [])


def test_evidence_is_shown_by_its_links(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    judged = {"value": FACT, "verdict_value": "Supported"}
    claim = ClaimFactory(article=article)
    one, _other = label(claim, pair, judged, judged)
    EvidenceFactory(annotation=one, url=f"https://records.example/{'a' * 200}")

    page = read(sign_in(curator).get(address(project, field="evidence", differ="others")))

    assert re.search(r" annotator \S*records\.example/a{50,}… other_annotator none ", page)


def test_figures_of_evidence_lead_to_claims_for_which_any_was_found(
    project: Project, article: Article, pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    judged = {"value": FACT, "verdict_value": "Supported"}
    found, same, nothing = ClaimFactory.create_batch(3, article=article)
    for claim, each in ((found, ("a", "b")), (same, ("a", "a")), (nothing, ("", ""))):
        for annotation, links in zip(label(claim, pair, judged, judged), each, strict=True):
            for link in links:
                EvidenceFactory(annotation=annotation, url=f"https://records.example/{link}")
    EvidenceFactory(
        annotation=None,
        position=1,
        decision=DecisionFactory(claim=found, **judged),
        url="https://records.example/a",
    )
    client = sign_in(curator)

    page = client.get(address(project, "agreement", field="evidence", whole=1)).content.decode()
    people = client.get(address(project, "agreement", field="people", whole=1)).content.decode()

    one, other = (name(project, person) for person in pair)
    both = {"field": "evidence", "annotator": one, "other_annotator": other}
    assert list_links(page) == {address(project, **both)}
    assert find(client.get(address(project, **both))) == list_numbers(found, same)
    assert re.findall(r'aria-label="(.*, evidence, .*)"', people) == [
        "annotator, evidence, against the others: Show where they differ",
        "other_annotator, evidence, against the decisions: Show where they differ",
        "other_annotator, evidence, against the others: Show where they differ",
    ]
    theirs = [{"field": "evidence", "differ": "others", "annotator": who} for who in (one, other)]
    against = {"field": "evidence", "differ": "decided", "annotator": other}
    assert {one for one in list_links(people) if "evidence" in one} == {
        address(project, **asked) for asked in (*theirs, against)
    }
    assert find(client.get(address(project, **theirs[0]))) == [found.pk]
    assert find(client.get(address(project, **against))) == [found.pk]


def test_nothing_of_what_somebody_has_still_to_label(
    project: Project, claims: list[Claim], pair: Sequence[User], curator: User, sign_in: SignIn
) -> None:
    SlotFactory(claim=claims[1])
    DecisionFactory(claim=claims[1], value=FACT)
    client = sign_in(curator)
    person = {"annotator": name(project, pair[1]), "field": "verifiability"}

    for asked in ({"differ": "others"}, {"differ": "decided"}, {"week": "2026-01-12"}):
        page = client.get(address(project, **person, **asked))

        assert claims[1].pk not in find(page)
        assert claims[1].text not in page.content.decode()


def test_who_looks_at_the_claims_labels_them_no_more(
    project: Project, claims: list[Claim], curator: User, sign_in: SignIn
) -> None:
    sign_in(curator).get(address(project, field="verifiability", differ="others"))

    SlotFactory(claim=claims[1])
    assert not Slot.objects.filter(claim=claims[1]).blinding(curator).exists()
    SlotFactory(claim=claims[0])
    assert Slot.objects.filter(claim=claims[0]).blinding(curator).exists()


@pytest.mark.parametrize(
    "asked",
    (
        {"annotator": "a-000000000000"},
        {"other_annotator": "x\x00"},
        {"week": "yesterday"},
        {"week": "2026-02-30"},
        {"differ": "nonsense"},
        {"one": NONE},
        {"label": "nonsense"},
    ),
)
def test_what_there_is_not_is_not_found(
    asked: dict[str, str], project: Project, claims: list[Claim], curator: User, sign_in: SignIn
) -> None:
    answer = sign_in(curator).get(address(project, field="verifiability", **asked))

    assert answer.status_code == 404


@pytest.mark.parametrize("claim_count", (1, 3))
@pytest.mark.parametrize(("differ", "cost"), (("", 28), ("others", 28), ("decided", 29)))
def test_costs_as_many_queries_however_many_claims(
    claim_count: int,
    differ: str,
    cost: int,
    project: Project,
    article: Article,
    pair: Sequence[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for claim in ClaimFactory.create_batch(claim_count, article=article):
        label(claim, pair, {}, {"value": FACT})
        DecisionFactory(claim=claim, value="prediction")
    client = sign_in(curator)
    both = {"annotator": name(project, pair[0]), "other_annotator": name(project, pair[1])}
    asked = address(project, field="verifiability", differ=differ, **both)
    assert len(find(client.get(asked))) == claim_count

    with django_assert_num_queries(cost):
        client.get(asked)

"""The pages of rounds."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims.models import Project, Round, User
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    CaseFactory,
    ClaimFactory,
    GuidelineFactory,
    RoundFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

FORM = {"name": "Pilot 1", "kind": "pilot", "size": "2", "overlap": "", "seed": ""}


def label_round(project: Project, people: list[User], **changes: Any) -> Round:
    """A round of one article of two claims, on the second of which the people differ."""
    round_ = RoundFactory(project=project, **changes)
    article = ArticleFactory(project=project, round=round_)
    for claim, values in zip(
        ClaimFactory.create_batch(2, article=article),
        (("no_claim", "no_claim"), ("no_claim", "routine_fact")),
        strict=True,
    ):
        for person, value in zip(people, values, strict=False):
            AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person), value=value)
    return round_


def ask(
    sign_in: SignIn, user: User, project: Project, number: int | None = None, **given: str
) -> Any:
    args = [project.slug] if number is None else [project.slug, number]
    return sign_in(user).get(reverse("rounds" if number is None else "round", args=args), given)


@pytest.fixture
def pair(annotator: User, other_annotator: User) -> list[User]:
    return [annotator, other_annotator]


# The session and the person, the project, roles, what waits (four), the rounds and their counts;
# and what tells whether anything measured still holds (three).
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_rounds_there_were(
    count: int,
    project: Project,
    manager: User,
    pair: list[User],
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    cache.clear()
    for _ in range(count):
        label_round(project, pair, ended_at=NOW)
    client = sign_in(manager)

    with django_assert_num_queries(19):
        answer = client.get(reverse("rounds", args=[project.slug]))

    assert len(answer.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_round_costs_the_same_however_many_articles_it_has(
    count: int,
    project: Project,
    manager: User,
    pair: list[User],
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    cache.clear()
    round_ = label_round(project, pair)
    ArticleFactory.create_batch(count - 1, project=project, round=round_)
    client = sign_in(manager)

    with django_assert_num_queries(24):
        client.get(reverse("round", args=[project.slug, 1]))


def test_rounds_stand_side_by_side_with_how_far_people_agree(
    project: Project, curator: User, pair: list[User], sign_in: SignIn
) -> None:
    cache.clear()
    label_round(project, pair, ended_at=NOW)
    RoundFactory(project=project, in_releases=False)

    waiting = ask(sign_in, curator, project).content.decode()
    whole = ask(sign_in, curator, project, whole="1")

    latest, first = whole.context["rows"]
    assert (latest.row.round.number, first.row.round.number) == (2, 1)
    assert (first.row.articles, first.row.queued, first.row.finished) == (1, 2, 2)
    assert (first.row.labels.given, first.row.labels.wanted) == (4, 4)
    assert [part.shown["result"]["value"] for part in first.parts] == [None, 0.0, None]
    assert [part.shown["units"] for part in first.parts] == [2, 2, 0]
    assert [part.shown["units"] for part in latest.parts] == [0, 0, 0]
    assert waiting.count("data-part=") == 6
    assert "not in the data set" in waiting
    # What was measured is remembered.
    assert "data-part=" not in ask(sign_in, curator, project).content.decode()


def test_only_managers_see_how_to_start_one(
    project: Project, curator: User, manager: User, sign_in: SignIn
) -> None:
    ArticleFactory(project=project)

    assert "Start a round" not in ask(sign_in, curator, project).content.decode()
    html = ask(sign_in, manager, project).content.decode()
    assert "Start a round" in html
    assert "1 article is in no round" in html


def test_a_round_is_started_changed_and_ended(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    ArticleFactory.create_batch(2, project=project)
    client = sign_in(manager)
    address = reverse("rounds", args=[project.slug])

    started = client.post(address, {**FORM, "overlap": "3"})

    round_ = Round.objects.get()
    page = reverse("round", args=[project.slug, 1])
    assert (started.status_code, started["Location"]) == (302, page)
    assert (round_.size, round_.overlap, round_.in_releases) == (2, 3, False)
    assert round_.articles.count() == 2
    assert "The next round can start when" in client.get(address).content.decode()
    client.post(page, {"name": "First", "in_releases": "on"})
    client.post(reverse("round-end", args=[project.slug, 1]))
    round_.refresh_from_db()
    assert (round_.name, round_.in_releases, round_.is_running) == ("First", True, False)


def test_what_is_refused_is_said_at_its_field(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    ArticleFactory(project=project)
    client = sign_in(manager)

    few = client.post(reverse("rounds", args=[project.slug]), FORM)
    nameless = client.post(reverse("rounds", args=[project.slug]), {**FORM, "name": ""})

    assert (few.status_code, nameless.status_code) == (422, 422)
    assert few.context["form"].errors == {"size": ["Fewer articles are left to draw from: 1."]}
    assert list(nameless.context["form"].errors) == ["name"]
    assert not Round.objects.exists()


def test_whoever_starts_one_after_somebody_else_is_told(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    ArticleFactory(project=project)
    RoundFactory(project=project)

    answer = sign_in(manager).post(reverse("rounds", args=[project.slug]), FORM)

    assert answer.status_code == 422
    assert "A round is running: end it before you start another." in answer.content.decode()


def test_labels_under_another_version_than_the_rounds_are_told(
    project: Project, curator: User, annotator: User, sign_in: SignIn
) -> None:
    own, later = GuidelineFactory.create_batch(2, project=project)
    article = ArticleFactory(project=project, round=RoundFactory(project=project, guideline=own))
    for guideline in (own, later, later):
        slot = SlotFactory(claim=ClaimFactory(article=article), annotator=annotator)
        AnnotationFactory(slot=slot, guideline=guideline)

    answer = ask(sign_in, curator, project, 1)

    assert [(one.version, one.labels) for one in answer.context["versions"]] == [(2, 2), (1, 1)]
    assert answer.content.decode().count("not the round’s") == 1


def test_claims_that_a_curator_could_still_label_are_not_among_those_that_wait(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project, round=RoundFactory(project=project))
    known, open_ = ClaimFactory.create_batch(2, article=article)
    CaseFactory(claim=known)
    CaseFactory(claim=open_)
    SlotFactory(claim=open_)
    CaseFactory(claim__article__project=project)

    assert ask(sign_in, curator, project, 1).context["waiting"] == 1


def test_a_round_of_another_project_is_absent(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    RoundFactory()

    assert ask(sign_in, manager, project, 1).status_code == 404


def test_agreement_is_narrowed_to_a_round(
    project: Project, manager: User, pair: list[User], sign_in: SignIn
) -> None:
    address = reverse("agreement", args=[project.slug])
    client = sign_in(manager)
    assert "round" not in client.get(address).context["form"].fields
    label_round(project, pair, ended_at=NOW)
    for person in pair:
        claim = ClaimFactory(article=ArticleFactory(project=project))
        AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person))

    assert 'id="finished"' in client.get(address).content.decode()

    answer = client.get(address, {"round": "1", "whole": "1"})

    # How far the whole project is says nothing of the round.
    assert 'id="finished"' not in answer.content.decode()
    assert answer.context["query"] == "round=1&"
    assert [part.shown["units"] for part in answer.context["cards"]] == [2, 2, 0]
    assert client.get(address, {"round": "9"}).context["query"] == ""


def test_the_export_page_says_which_rounds_it_leaves_out(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    address = reverse("export", args=[project.slug])
    client = sign_in(manager)
    RoundFactory(project=project, ended_at=NOW)
    assert "Without rounds" not in client.get(address).content.decode()
    RoundFactory(project=project, name="Try <b>", in_releases=False)

    without = client.get(address).content.decode()
    with_all = client.get(address, {"rounds": "all"}).content.decode()

    assert "Without rounds" in without
    assert "2 · Try &lt;b&gt;" in without
    assert "&amp;rounds=all" not in without
    assert with_all.count("&amp;rounds=all") == 3


def test_the_export_page_counts_what_the_export_holds(
    project: Project, manager: User, pair: list[User], sign_in: SignIn
) -> None:
    label_round(project, pair, ended_at=NOW)
    label_round(project, pair[:1], in_releases=False)
    client = sign_in(manager)
    address = reverse("export", args=[project.slug])

    without = client.get(address).content.decode()
    with_all = client.get(address, {"rounds": "all"}).content.decode()

    assert "4 records." in without
    assert "6 records." in with_all

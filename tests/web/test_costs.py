"""What pages ask the database that no other test counts, with one row and with three."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims.models import Project, User
from tests.api.conftest import make_client
from tests.conftest import SignIn, add_member
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    QuestionFactory,
    RulingFactory,
    SkipFactory,
    SlotFactory,
)
from tests.figures import FACT, label
from tests.operations.disputed import add_team, dispute

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(project: Project) -> list[User]:
    Project.objects.filter(pk=project.pk).update(overlap=3)
    project.refresh_from_db()
    return add_team(project)


def add_labels(project: Project, team: list[User], count: int) -> None:
    """So many claims with two labels that differ, decided, by so many pairs of people."""
    article = ArticleFactory(project=project)
    for number in range(count):
        people = [team[0], add_member(project, f"person-{number}", "annotator")]
        claim = ClaimFactory(article=article)
        label(claim, people, {"seconds": 9}, {"value": FACT})
        DecisionFactory(claim=claim, value=FACT)


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(
    ("page", "asked", "cost"),
    (
        ("agreement", "whole=1", 76),
        ("agreement", "field=verifiability&whole=1", 23),
        ("agreement", "field=evidence&whole=1", 17),
        ("agreement", "field=people&whole=1", 34),
        ("agreement-part", "part=row&field=verifiability", 17),
        ("agreement-part", "part=field&field=verifiability", 22),
        ("agreement-part", "part=people", 33),
    ),
)
def test_agreement(
    count: int,
    page: str,
    asked: str,
    cost: int,
    project: Project,
    team: list[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    add_labels(project, team, count)
    client = sign_in(curator)
    cache.clear()

    with django_assert_num_queries(cost):
        answer = client.get(f"{reverse(page, args=[project.slug])}?{asked}")

    assert answer.status_code == 200


@pytest.mark.parametrize("count", (1, 3))
def test_one_question(
    count: int,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    question = QuestionFactory(claim=None, project=project, asked_by=curator)
    RulingFactory.create_batch(count, question=question)
    client = sign_in(curator)

    with django_assert_num_queries(10):
        answer = client.get(reverse("question", args=[project.slug, question.uuid]))

    assert answer.status_code == 200


@pytest.mark.parametrize("count", (1, 3))
def test_marks_of_skips(
    count: int,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        person = add_member(project, f"person-{number}", "annotator")
        SkipFactory(claim=ClaimFactory(article__project=project), annotator=person, reason="Hard")
    client = sign_in(curator)

    with django_assert_num_queries(11):
        answer = client.get(f"{reverse('progress-marks', args=[project.slug])}?kind=skips")

    assert answer.content.decode().count("Hard") == count


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize("why", ("verifiability_differs", "to_label"))
def test_cases_that_wait_for_one_thing(
    count: int,
    why: str,
    project: Project,
    team: list[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        claim = dispute(project, team, "prediction")
        if why == "to_label":
            SlotFactory(claim=claim)
    client = sign_in(curator)

    with django_assert_num_queries(12):
        answer = client.get(f"{reverse('adjudicate', args=[project.slug])}?why={why}")

    assert len(answer.context["rows"]) == count


@pytest.mark.parametrize("count", (1, 3))
def test_the_next_case_over_rest(
    count: int,
    project: Project,
    team: list[User],
    curator: User,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        dispute(project, team, "prediction")
    client = make_client(curator)

    with django_assert_num_queries(16):
        answer = client.post(f"/api/v1/projects/{project.slug}/cases/next/", {}, format="json")

    assert answer.json()["case"] is not None

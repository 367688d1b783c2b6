"""The curators' queue."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Project, User
from claims.operations import disputes
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    FlagFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def list_waiting(client: APIClient, project: Project, **parameters: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/projects/{project.slug}/waiting/", parameters)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def make_waiting(project: Project, count: int) -> None:
    """Claims that wait for each reason; the first of each set for two."""
    article = ArticleFactory(project=project)
    for differing, flagged, stale in zip(
        *(ClaimFactory.create_batch(count, article=article) for _ in range(3)), strict=True
    ):
        for value in ("no_claim", "prediction"):
            AnnotationFactory(slot__claim=differing, value=value)
        FlagFactory(claim=flagged)
        SlotFactory(claim=flagged)
        DecisionFactory(claim=stale)
        AnnotationFactory(slot__claim=stale)
    FlagFactory(claim=article.claims.earliest("pk"))
    disputes.refresh(project, article.claims.values_list("pk", flat=True))


def test_claims_wait_with_their_reasons(
    project: Project, curator_api: APIClient, annotator: User
) -> None:
    make_waiting(project, 1)
    claims = project.articles.get().claims.order_by("pk")

    rows = list_waiting(curator_api, project)

    assert [(row["uuid"], row["reasons"]) for row in rows] == [
        (str(claim.uuid), reasons)
        for claim, reasons in zip(
            claims, (["flagged", "differ"], ["flagged"], ["stale"]), strict=True
        )
    ]
    assert rows[0]["text"] == claims[0].text
    for reason, number in (("flagged", 2), ("differ", 1), ("stale", 1), ("nobody_left", 0)):
        assert len(list_waiting(curator_api, project, reason=reason)) == number


def test_nobody_left(project: Project, curator_api: APIClient, curator: User) -> None:
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=curator))
    SlotFactory(claim=claim)

    (row,) = list_waiting(curator_api, project)

    assert (row["uuid"], row["reasons"]) == (str(claim.uuid), ["nobody_left"])


def test_other_projects_claims_are_not_among_them(project: Project, curator_api: APIClient) -> None:
    FlagFactory()

    assert list_waiting(curator_api, project) == []


@pytest.mark.parametrize("reason", ("", "bored", "stale,differ"))
def test_reasons_that_there_are_not(reason: str, project: Project, curator_api: APIClient) -> None:
    answer = curator_api.get(f"/api/v1/projects/{project.slug}/waiting/", {"reason": reason})

    assert (answer.status_code, answer.json()["field"]) == (400, "reason")


def test_pages(project: Project, curator_api: APIClient) -> None:
    make_waiting(project, 1)

    first = curator_api.get(f"/api/v1/projects/{project.slug}/waiting/?page_size=2").json()
    second = curator_api.get(first["next"]).json()

    assert [row["reasons"] for row in first["results"] + second["results"]] == [
        ["flagged", "differ"],
        ["flagged"],
        ["stale"],
    ]
    assert second["next"] is None

"""Which version of the guideline one knows, reading it, and labelling under it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Annotation, GuidelineReading, Project
from tests.api.bodies import make_body
from tests.api.conftest import Work
from tests.factories import NOW, GuidelineFactory, GuidelineReadingFactory

pytestmark = pytest.mark.django_db


def address(project: Project) -> str:
    return f"/api/v1/projects/{project.slug}/guideline/"


def submit(api: APIClient, work: Work, **changes: Any) -> Any:
    body = make_body(work.open, **changes)
    return api.post(f"/api/v1/claims/{work.open.uuid}/annotations/", body)


def read_first(work: Work) -> None:
    """The annotator has read the version that holds now; then the next one is published."""
    GuidelineReadingFactory(user=work.annotator, guideline=work.project.guidelines.get())
    GuidelineFactory(project=work.project)


def test_the_version_that_holds_for_who_is_new(work: Work, other_api: APIClient) -> None:
    assert other_api.get(address(work.project)).json() == {
        "version": 1,
        "text": "# Guideline, version 1\n",
        "created_at": NOW.isoformat().replace("+00:00", "Z"),
        "known_version": None,
        "is_unread": False,
    }


def test_a_newer_version_is_read_once(work: Work, api: APIClient) -> None:
    read_first(work)
    before = api.get(address(work.project)).json()

    answers = [api.post(address(work.project), {"version": 2}) for _ in range(2)]

    assert (before["known_version"], before["is_unread"]) == (1, True)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["known_version"], answers[0].json()["is_unread"]) == (2, False)
    assert GuidelineReading.objects.filter(guideline__version=2).count() == 1


def test_a_version_that_is_not_the_latest_is_not_to_be_read(work: Work, api: APIClient) -> None:
    GuidelineFactory(project=work.project)

    answer = api.post(address(work.project), {"version": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "published_meanwhile")


def test_there_is_no_such_version(work: Work, project: Project, api: APIClient) -> None:
    assert api.post(address(work.project), {"version": 9}).status_code == 404


def test_a_project_without_a_guideline_has_none(project: Project, api: APIClient) -> None:
    assert api.get(address(project)).status_code == 404


@pytest.mark.parametrize(("stated", "carried"), [(None, 1), (1, 1), (2, 2)])
def test_a_label_carries_the_version_it_was_made_under(
    stated: int | None, carried: int, work: Work, api: APIClient
) -> None:
    read_first(work)

    answer = submit(api, work, guideline_version=stated)

    assert (answer.status_code, answer.json()["guideline_version"]) == (201, carried)


def test_the_same_label_under_another_version_is_the_same_label(work: Work, api: APIClient) -> None:
    read_first(work)
    client_uuid = make_body(work.open)["client_uuid"]
    first = submit(api, work, client_uuid=client_uuid, guideline_version=1)

    again = submit(api, work, client_uuid=client_uuid, guideline_version=2)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("version", "code"),
    [(3, "unknown_guideline"), (0, "min_value"), (2**31, "max_value"), ("1", "invalid")],
)
def test_a_version_that_is_none_is_refused(
    version: object, code: str, work: Work, api: APIClient
) -> None:
    answer = submit(api, work, guideline_version=version)

    assert answer.status_code == 400
    error = answer.json()
    assert (error["code"], error["field"]) == (code, "guideline_version")
    assert not Annotation.objects.filter(claim=work.open).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_guideline_costs_the_same_however_many_versions(
    count: int, work: Work, api: APIClient, django_assert_num_queries: Any
) -> None:
    GuidelineFactory.create_batch(count, project=work.project)

    # Token, its use, project, latest version, what is known.
    with django_assert_num_queries(5):
        api.get(address(work.project))

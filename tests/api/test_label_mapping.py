"""How labels are said in other formats, over REST."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import LabelMapping, Project
from tests.factories import AnnotationFactory, LabelMappingFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def get_address(project: Project) -> str:
    return f"/api/v1/projects/{project.slug}/export-mapping/"


def choose(client: APIClient, project: Project, *labels: Any, vocabulary: str = "liar") -> Any:
    body = {"vocabulary": vocabulary, "labels": labels}
    return client.post(get_address(project), body, format="json")


def test_choosing_and_resetting(project: Project, manager_api: APIClient) -> None:
    chosen = choose(
        manager_api,
        project,
        {"value": "Refuted", "target": "false"},
        {"value": "Conflicting Evidence/Cherrypicking", "target": None},
    )

    assert chosen.status_code == 200
    told = chosen.json()
    assert told == {
        "vocabulary": "liar",
        "subject": "verdict",
        "words": ["true", "mostly-true", "half-true", "barely-true", "false", "pants-fire"],
        "labels": [
            {"value": "Supported", "target": None, "lossy": False, "chosen": False,
             "offered": "true"},
            {"value": "Refuted", "target": "false", "lossy": True, "chosen": True,
             "offered": "false"},
            {"value": "Not Enough Evidence", "target": None, "lossy": False, "chosen": False,
             "offered": None},
            {"value": "Conflicting Evidence/Cherrypicking", "target": None, "lossy": False,
             "chosen": True, "offered": None},
        ],
    }  # fmt: skip
    listed = manager_api.get(get_address(project)).json()
    assert told in listed
    assert len(listed) == 7
    reset = manager_api.post(f"{get_address(project)}reset/", {"vocabulary": "liar"}, format="json")
    assert [one["chosen"] for one in reset.json()["labels"]] == [False] * 4
    assert not LabelMapping.objects.exists()


def test_what_is_refused(project: Project, manager_api: APIClient) -> None:
    word = {"value": "Refuted", "target": "False"}
    answers = [
        choose(manager_api, project, word),
        choose(manager_api, project, {"value": "Odd", "target": None}),
        choose(manager_api, project, {"value": "Refuted"}),
        choose(manager_api, project, vocabulary="latin"),
        choose(manager_api, project, *[word] * 201),
    ]

    assert [answer.status_code for answer in answers] == [400] * 5
    assert [answer.json()["code"] for answer in answers[:2]] == [
        "unknown_target",
        "unknown_label",
    ]


def test_exports_say_what_was_chosen(project: Project, manager_api: APIClient) -> None:
    speaker = SpeakerFactory(project=project, name="Ada Holm")
    for value in ("Refuted", "Refuted", "Supported"):
        AnnotationFactory(
            slot__claim__article__project=project,
            value="check_worthy_fact",
            verdict_value=value,
            speaker=speaker,
        )
    export = f"/api/v1/projects/{project.slug}/export/?format=liar"
    before = b"".join(manager_api.get(export).streaming_content)  # type: ignore[attr-defined]
    choose(manager_api, project, {"value": "Refuted", "target": "false"})
    after = b"".join(manager_api.get(export).streaming_content)  # type: ignore[attr-defined]

    assert before == b""
    rows = [line.split("\t") for line in after.decode().splitlines()]
    assert [(row[1], row[4], *row[8:13]) for row in rows] == [
        ("false", "Ada Holm", "0", "2", "0", "0", "0"),
        ("false", "Ada Holm", "0", "2", "0", "0", "0"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_is_chosen(
    count: int, project: Project, manager_api: APIClient, django_assert_num_queries: Any
) -> None:
    manager_api.get(get_address(project))
    for label in project.verdict_scheme.labels.order_by("order")[:count]:
        LabelMappingFactory(project=project, label=label)

    # The time, the token, the project, the role, labels and choices.
    with django_assert_num_queries(6):
        manager_api.get(get_address(project))

"""Claims with labels through the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Annotation, LabelSource, Project, User
from tests.api.conftest import make_client
from tests.factories import LabelSourceFactory

pytestmark = pytest.mark.django_db
LIAR = (
    "1.json\tfalse\tThe group pays the mayor.\tharbour\tilse\tMayor\tTexas\tparty\t0\t1\t0\t0\t0"
    "\ta mailer\n2.json\tpants-fire\tThe bridge is — مرحبا 🙂.\t\tilse\t\t\t\t0\t1\t0\t0\t0\t\n"
)
MAP = {"false": "Refuted", "liar:pants-fire": None}


@pytest.fixture
def address(project: Project) -> str:
    return f"/api/v1/projects/{project.slug}/labelled/"


def send(api: APIClient, address: str, **values: Any) -> Any:
    body = {
        "format": "liar", "source": "Dev", "file": LIAR, "map": MAP,
        "verdicts_are": "check_worthy_fact",
    }  # fmt: skip
    return api.post(address, body | values, format="json")


def test_claims_come_in_once(manager_api: APIClient, address: str) -> None:
    first, again = send(manager_api, address), send(manager_api, address)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {
        "dry_run": False,
        "created": 2,
        "known": 0,
        "refused": 0,
        "articles": 2,
        "labels": 1,
        "words": [
            {"vocabulary": "liar", "word": "false", "count": 1, "label": "Refuted"},
            {"vocabulary": "liar", "word": "pants-fire", "count": 1, "label": None},
        ],
        "left_out": {"word_left_out": 1},
        "refusals": [],
    }
    assert (again.json()["created"], again.json()["known"]) == (0, 2)
    assert Annotation.objects.count() == 1


def test_a_dry_run_writes_nothing(manager_api: APIClient, address: str) -> None:
    answer = send(manager_api, address, dry_run=True, map={}, file=LIAR + "x\n")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["dry_run"], told["created"], told["labels"], told["refused"]) == (True, 2, 0, 1)
    assert told["refusals"][0]["row"] == 3
    assert not LabelSource.objects.exists()


@pytest.mark.parametrize(
    ("values", "code", "field"),
    (
        ({"map": {}}, "words_missing", "map"),
        ({"map": {"maybe": "Refuted"}}, "unknown_word", "map"),
        ({"map": {"false": "no_claim"}}, "unknown_label", "map"),
        ({"verdicts_are": "no_claim"}, "unknown_label", "verdicts_are"),
        ({"format": "x"}, "unknown_choice", "format"),
        ({"source": " "}, "name_missing", "source"),
    ),
)
def test_what_cannot_be_is_refused(
    values: dict[str, Any], code: str, field: str, manager_api: APIClient, address: str
) -> None:
    answer = send(manager_api, address, **values)

    assert answer.status_code == 400
    assert [(one["code"], one["field"]) for one in answer.json()["problems"]] == [(code, field)]
    assert not LabelSource.objects.exists()


def test_too_many_at_once_are_refused(manager_api: APIClient, address: str, settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 1

    assert send(manager_api, address).json()["code"] == "too_many_rows"


def test_sources_are_told_in_numbers_and_their_rows_come_back_as_they_came(
    manager_api: APIClient, reader: User, address: str
) -> None:
    send(manager_api, address)
    api = make_client(reader)

    (told,) = api.get(address).json()["results"]
    file: Any = api.get(f"/api/v1/label-sources/{told['uuid']}/file/")

    assert {name: told[name] for name in ("name", "format", "rows", "claims", "labels")} == {
        "name": "Dev", "format": "liar", "rows": 2, "claims": 2, "labels": 1,
    }  # fmt: skip
    assert b"".join(file.streaming_content) == LIAR.encode()


def test_what_can_only_be_read_does_not_come_back(manager_api: APIClient, project: Project) -> None:
    source = LabelSourceFactory(project=project, format="doccano")

    answer = manager_api.get(f"/api/v1/label-sources/{source.uuid}/file/")

    assert (answer.status_code, answer.json()["code"]) == (400, "comes_not_back")

"""Speakers over REST: merged, taken apart, and who stands where labels are told."""

from collections.abc import Sequence
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import CoSpeaker, Project, Speaker, User
from claims.operations import merging
from tests.api.conftest import Work
from tests.factories import NOW, SpeakerAliasFactory, SpeakerFactory

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


@pytest.fixture
def pair(project: Project) -> Sequence[Speaker]:
    ada = SpeakerFactory(project=project, name="Ada Holm")
    SpeakerAliasFactory(speaker=ada, name="Dr Holm")
    return ada, SpeakerFactory(project=project, name="Ada B. Holm")


def merge(client: APIClient, speaker: Speaker, into: Speaker) -> Any:
    return client.post(f"{V1}/speakers/{speaker.uuid}/merge/", {"into": str(into.uuid)})


def list_speakers(client: APIClient, **parameters: str) -> list[tuple[str, list[str], Any]]:
    rows = client.get(f"{V1}/speakers/", parameters).json()["results"]
    return [(row["name"], row["other_names"], row["merged_into"]) for row in rows if row["name"]]


def test_a_merged_speaker_is_listed_under_who_stands_for_them(
    curator_api: APIClient, pair: Sequence[Speaker]
) -> None:
    ada, full = pair

    answer = merge(curator_api, ada, full)

    assert (answer.status_code, answer.json()["uuid"]) == (200, str(full.uuid))
    stands = ("Ada B. Holm", ["Ada Holm", "Dr Holm"], None)
    assert list_speakers(curator_api) == [stands]
    assert list_speakers(curator_api, search="dr holm") == [stands]
    assert list_speakers(curator_api, merged="true") == [
        ("Ada Holm", ["Dr Holm"], str(full.uuid)),
        stands,
    ]


def test_a_merge_is_taken_back_and_both_are_safe_to_repeat(
    curator_api: APIClient, pair: Sequence[Speaker]
) -> None:
    ada, full = pair
    address = f"{V1}/speakers/{ada.uuid}/unmerge/"

    merged = [merge(curator_api, ada, full).status_code for _ in range(2)]
    undone = [curator_api.post(address) for _ in range(2)]

    assert merged == [200, 200]
    assert [answer.json()["merged_into"] for answer in undone] == [None, None]
    assert list_speakers(curator_api) == [
        ("Ada Holm", ["Dr Holm"], None),
        ("Ada B. Holm", [], None),
    ]


def test_refusals_name_the_field(curator_api: APIClient, pair: Sequence[Speaker]) -> None:
    strangers = (SpeakerFactory(), pair[0])

    problems = [merge(curator_api, pair[0], into).json()["problems"][0] for into in strangers]

    assert [(problem["code"], problem["field"]) for problem in problems] == [
        ("unknown_speaker", "into"),
        ("same_speaker", "into"),
    ]


def test_everywhere_labels_are_told_who_stands_is_named(
    work: Work, api: APIClient, curator: User, pair: Sequence[Speaker]
) -> None:
    for speaker in (*pair, work.speaker):
        CoSpeaker.objects.create(annotation=work.annotation, speaker=speaker)
    for speaker in (work.speaker, pair[0]):
        merging.merge_speakers(actor=curator, speaker=speaker, into=pair[1], now=NOW)
    other = SpeakerFactory(project=work.project)
    CoSpeaker.objects.create(annotation=work.annotation, speaker=other)

    label = api.get(f"{V1}/annotations/{work.annotation.uuid}/").json()
    claim = api.get(f"{V1}/claims/{work.open.uuid}/").json()
    at_hand = api.post(f"{V1}/projects/{work.project.slug}/next/").json()

    stands = {"uuid": str(pair[1].uuid), "kind": "person", "name": "Ada B. Holm"}
    assert label["speaker"] == stands
    assert [one["name"] for one in label["co_speakers"]] == [other.name]
    assert [one["speaker"] for one in claim["suggestions"]] == [stands]
    assert at_hand["cast"][0] == {"digit": 1, "speaker": stands}
    suggested = [one["speaker"] for row in at_hand["claims"] for one in row["suggestions"]]
    assert suggested == [stands]


def test_a_speaker_is_added_with_all_that_is_known(project: Project, api: APIClient) -> None:
    body = {
        "name": "Bea Lind",
        "role": "mayor",
        "affiliation": "City",
        "same_as": "https://www.wikidata.org/wiki/Q1",
    }

    answer = api.post(f"{V1}/projects/{project.slug}/speakers/", body)

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in body} == body

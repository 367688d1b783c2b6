"""A copy that is kept up to date as docs/export-format.md says comes to what a new export is."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims import clock
from claims.models import Claim, Project, User
from tests.api.conftest import Work, make_client
from tests.factories import AnnotationFactory, DecisionFactory, SlotFactory

pytestmark = pytest.mark.django_db


class Copy:
    """Of each person, claim and pass the label that counts; of each claim and pass the decision."""

    def __init__(self, client: APIClient, project: Project) -> None:
        self.client, self.project = client, project
        self.labels: dict[tuple[str, str, str], Any] = {}
        self.decisions: dict[tuple[str, str], Any] = {}

    def fetch(self, since: datetime | None = None) -> None:
        told = {"changed_since": since.isoformat()} if since else {}
        for label in self._export("annotations", told):
            self.labels[label["claim"]["uuid"], label["stage"], label["annotator"]] = label
        for decision in self._export("decisions", told):
            self.decisions[decision["claim"]["uuid"], decision["stage"]] = decision
        if since:
            self._drop(since.isoformat())

    def _drop(self, since: str) -> None:
        for row in self._list("annotations", withdrawn="true", made_since=since):
            key = (row["claim"], row["stage"], row["annotator"])
            if key in self.labels and read(self.labels[key]) <= read(row):
                del self.labels[key]
        for claim in self._list("claims", retired_since=since):
            for label in self.labels.values():
                label["claim"]["retired"] |= label["claim"]["uuid"] == claim["uuid"]
            kept = {key: one for key, one in self.decisions.items() if key[0] != claim["uuid"]}
            self.decisions = kept

    def _export(self, of: str, told: dict[str, str]) -> list[Any]:
        address = f"/api/v1/projects/{self.project.slug}/export/"
        answer: Any = self.client.get(address, {"of": of, "rounds": "all", **told})
        assert answer.status_code == 200
        rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        for row in rows:
            # As of now, like all that has no moment of its own.
            del row["claim"]["context_before"], row["claim"]["context_after"]
        return rows

    def _list(self, noun: str, **told: str) -> list[Any]:
        answer = self.client.get(f"/api/v1/{noun}/", {"project": self.project.slug, **told})
        assert answer.status_code == 200, answer.json()
        return list(answer.json()["results"])


def read(row: Any) -> datetime:
    return datetime.fromisoformat(row["created_at"])


def label(claim: Claim, **values: Any) -> Any:
    return AnnotationFactory(slot=SlotFactory(claim=claim, held=True), **values)


def test_a_copy_learns_what_came_and_what_went(work: Work, reader: User) -> None:
    now = clock.now()
    before, since = now - timedelta(days=1), now - timedelta(minutes=10)
    later = since + timedelta(minutes=5)
    kept, revised, gone, given_again = (
        label(claim, created_at=before)
        for claim in (work.open, work.free, work.labelled, work.labelled)
    )
    edited = DecisionFactory(claim=work.free, created_at=before)
    client = make_client(reader)
    copy, whole = Copy(client, work.project), Copy(client, work.project)
    copy.fetch()

    AnnotationFactory(slot=revised.slot, value="prediction", created_at=later)
    for one in (gone, given_again):
        taken_back = AnnotationFactory(slot=one.slot, undoes=one, withdrawn=True, created_at=later)
        one.slot.current = None
        one.slot.save(update_fields=["current"])
    AnnotationFactory(slot=given_again.slot, created_at=later + timedelta(seconds=1))
    DecisionFactory(claim=work.labelled, previous=work.decision, created_at=later)
    work.free.retired_at = later
    work.free.save(update_fields=["retired_at"])
    copy.fetch(since)
    whole.fetch()

    assert copy.labels == whole.labels
    assert copy.decisions == whole.decisions
    uuids = {one["uuid"] for one in copy.labels.values()}
    assert str(kept.uuid) in uuids
    assert uuids.isdisjoint({str(revised.uuid), str(gone.uuid), str(taken_back.uuid)})
    assert str(edited.uuid) not in {one["uuid"] for one in copy.decisions.values()}


def test_what_was_taken_back_is_found_by_when(work: Work, reader: User) -> None:
    taken_back = AnnotationFactory(
        slot=work.annotation.slot, undoes=work.annotation, withdrawn=True, created_at=clock.now()
    )
    client = make_client(reader)

    def find(**told: str) -> list[tuple[str, str]]:
        rows = client.get("/api/v1/annotations/", told).json()["results"]
        return [(row["uuid"], row["undoes"]) for row in rows]

    moment = taken_back.created_at
    itself = [(str(taken_back.uuid), str(work.annotation.uuid))]
    assert find(withdrawn="true") == itself
    assert find(withdrawn="true", made_since=moment.isoformat()) == itself
    assert find(made_since=(moment + timedelta(seconds=1)).isoformat()) == []

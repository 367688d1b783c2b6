"""A round of work of one annotator, and the same of the floor: as operations and over HTTP."""

import uuid
from collections.abc import Iterator
from typing import Any

from benchmarks import floor
from benchmarks.server import Client, make_program
from benchmarks.timing import Round, time_ms
from claims import clock
from claims.models import Claim, Lease, Project, Slot, Speaker, User
from claims.operations import annotations, queue
from claims.operations.labelling import EvidenceItem, Labelling

GROUNDS = {"justification": "The register gives another figure.", "claim_date": "2026-01-10"}
EVIDENCE: dict[str, Any] = {"stance": "refutes", "url": "https://register.example/1"}


def make_next(person: User, project: Project) -> Round:
    """Ask for an article (this is timed), and give it back."""

    def run() -> float:
        now = clock.now()
        found: list[Lease | None] = []
        taken = time_ms(
            lambda: found.append(queue.lease_next(actor=person, project=project, now=now))
        )
        for lease in filter(None, found):
            queue.stop_lease(actor=person, lease=lease, now=now)
            _forget(lease.uuid)
        return taken

    return run


def _forget(lease: uuid.UUID | str) -> None:
    """Let the person go on along the line: they would be given the article they were last at."""
    Lease.objects.filter(uuid=lease).delete()


def make_next_over_http(port: int, key: str, project: Project) -> Round:
    client = make_program(port, key)
    path = f"/api/v1/projects/{project.slug}/next/"

    def run() -> float:
        answers: list[Any] = []
        taken = time_ms(lambda: answers.append(client.expect(200, "POST", path, {})))
        lease = answers[0].read_json()["lease"]
        if lease is not None:
            client.expect(200, "POST", f"/api/v1/leases/{lease['uuid']}/stop/", {})
            _forget(lease["uuid"])
        return taken

    return run


def make_floor(person: User, project: Project) -> Round:
    def run() -> float:
        slots: list[int] = []
        taken = time_ms(lambda: slots.append(floor.take(project.pk, person.pk)))
        floor.release(slots[0])
        return taken

    return run


def make_floor_over_http(port: int, person: User, project: Project) -> Round:
    client = Client(port)
    path = f"/floor/take/{project.pk}/{person.pk}/"

    def run() -> float:
        answers: list[Any] = []
        taken = time_ms(lambda: answers.append(client.expect(200, "POST", path, {})))
        client.expect(204, "POST", f"/floor/release/{answers[0].read_json()['slot']}/", {})
        return taken

    return run


def make_submit(person: User, project: Project) -> Round:
    """Label the next claim (this is timed): in turns a plain label, and one with a verdict."""
    work = _iterate_claims(person, project)
    voice = Speaker.objects.get(project=project, kind=Speaker.Kind.ARTICLE).uuid

    def run() -> float:
        claim, with_verdict = next(work)
        labelling = _make_labelling(voice, with_verdict=with_verdict)
        client_uuid, now = uuid.uuid4(), clock.now()
        return time_ms(
            lambda: annotations.submit(
                actor=person, claim=claim, labelling=labelling, client_uuid=client_uuid, now=now
            )
        )

    return run


def _iterate_claims(person: User, project: Project) -> Iterator[tuple[Claim, bool]]:
    with_verdict = False
    while lease := queue.lease_next(actor=person, project=project, now=clock.now()):
        mine = Slot.objects.unlabelled().filter(lease=lease, annotator=person)
        claims = Claim.objects.filter(pk__in=mine.values("claim")).select_related("project")
        for claim in list(claims.in_text_order()):
            yield claim, with_verdict
            with_verdict = not with_verdict


def _make_labelling(voice: uuid.UUID, *, with_verdict: bool) -> Labelling:
    if not with_verdict:
        return Labelling(speaker=voice, verifiability="no_claim")
    return Labelling(
        speaker=voice,
        verifiability="check_worthy_fact",
        verdict="Refuted",
        justification=GROUNDS["justification"],
        claim_date=clock.now().date(),
        evidence=(EvidenceItem(**EVIDENCE),),
    )


def make_submit_over_http(port: int, key: str, project: Project) -> Round:
    program = make_program(port, key)
    work = _iterate_claims_over_http(program, project)

    def run() -> float:
        path, body = next(work)
        return time_ms(lambda: program.expect(201, "POST", path, body))

    return run


def _iterate_claims_over_http(
    program: Client, project: Project
) -> Iterator[tuple[str, dict[str, Any]]]:
    with_verdict = False
    next_path = f"/api/v1/projects/{project.slug}/next/"
    while (work := program.expect(200, "POST", next_path, {}).read_json())["lease"]:
        voice = next(member["speaker"]["uuid"] for member in work["cast"] if member["digit"] == 0)
        for claim in work["claims"]:
            if claim["state"] == "open":
                body = make_body(voice, with_verdict=with_verdict)
                yield f"/api/v1/claims/{claim['uuid']}/annotations/", body
                with_verdict = not with_verdict


def make_body(voice: str, *, with_verdict: bool) -> dict[str, Any]:
    """The same labelling as JSON."""
    body: dict[str, Any] = {"client_uuid": str(uuid.uuid4()), "speaker": voice}
    if not with_verdict:
        return {**body, "verifiability": "no_claim"}
    verdict = {"verifiability": "check_worthy_fact", "verdict": "Refuted"}
    return {**body, **verdict, **GROUNDS, "evidence": [EVIDENCE]}

"""How an export goes over the line: packed, with a trailer, cut off, and failing on the way."""

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from rest_framework.test import APIClient

from claims import clock
from claims.models import Project, User
from claims.operations.tokens import create_token
from tests.api.conftest import Work
from tests.commands.processes import make_database_url
from tests.factories import AnnotationFactory, ArticleFactory, ClaimFactory, SlotFactory

pytestmark = pytest.mark.django_db

HOST = "127.0.0.1"


def address(project: Project, query: str = "") -> str:
    return f"/api/v1/projects/{project.slug}/export/{query}"


def read(answer: Any) -> bytes:
    assert answer.status_code == 200, getattr(answer, "content", b"")
    return b"".join(answer.streaming_content)


def label(project: Project, count: int = 1) -> None:
    article = ArticleFactory(project=project)
    for claim in ClaimFactory.create_batch(count, article=article):
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True))


def test_it_is_packed_where_the_client_unpacks(work: Work, manager_api: APIClient) -> None:
    plain = manager_api.get(address(work.project))
    packed = manager_api.get(address(work.project), HTTP_ACCEPT_ENCODING="br, gzip;q=0.8")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == "application/x-ndjson"
    assert packed.headers["Content-Disposition"].endswith('.jsonl"')
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(read(packed)) == read(plain)


@pytest.mark.parametrize("offer", ["", "br", "gzip;q=0", "gzip; q=0.0", "identity"])
def test_it_is_not_packed_for_who_does_not_unpack(
    offer: str, work: Work, manager_api: APIClient
) -> None:
    answer = manager_api.get(address(work.project), HTTP_ACCEPT_ENCODING=offer)

    assert "Content-Encoding" not in answer.headers
    assert json.loads(read(answer))["uuid"] == str(work.annotation.uuid)


def test_a_packed_file_is_asked_for_by_name(work: Work, manager_api: APIClient) -> None:
    answer = manager_api.get(
        address(work.project, "?compress=gzip&format=csv"), HTTP_ACCEPT_ENCODING="gzip"
    )

    assert answer.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"].endswith('.csv.gz"')
    assert gzip.decompress(read(answer)).startswith(b"schema_version,")


def test_the_first_packed_piece_can_be_unpacked_at_once(
    work: Work, manager_api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.exchange.chunks.CHUNK", 1)
    label(work.project, 3)
    answer: Any = manager_api.get(address(work.project, "?compress=gzip"))

    first = next(iter(answer.streaming_content))
    answer.close()

    assert zlib.decompressobj(31).decompress(first).endswith(b"}\n")


def test_a_trailer_tells_what_is_in_the_file(work: Work, manager_api: APIClient) -> None:
    hidden = AnnotationFactory(slot__claim__article__project=work.project)
    hidden.claim.article.embargo = clock.now().replace(year=9000)
    hidden.claim.article.save()
    label(work.project, 2)

    answer = manager_api.get(address(work.project, "?trailer=1"))

    *lines, last = read(answer).splitlines(keepends=True)
    trailer = json.loads(last)["trailer"]
    assert trailer.pop("as_of").endswith("Z")
    assert trailer == {
        "records": 3,
        "of": "annotations",
        "after": None,
        "left_out": {"embargo": 1},
        "mapped": [],
        "wordings": {},
        "altered": {},
        "sha256": hashlib.sha256(b"".join(lines)).hexdigest(),
    }
    assert answer.headers["Export-Embargoed"] == "1"


def test_the_rest_of_a_file_has_a_trailer_of_its_own(work: Work, manager_api: APIClient) -> None:
    label(work.project, 2)
    whole = manager_api.get(address(work.project))
    lines = read(whole).splitlines(keepends=True)
    first = json.loads(lines[0])["uuid"]
    moment = whole.headers["Export-Moment"]

    rest = read(
        manager_api.get(address(work.project, f"?trailer=1&moment={moment}&after={first}"))
    ).splitlines(keepends=True)

    trailer = json.loads(rest[-1])["trailer"]
    assert rest[:-1] == lines[1:]
    assert (trailer["records"], trailer["after"]) == (2, first)
    assert trailer["sha256"] == hashlib.sha256(b"".join(lines[1:])).hexdigest()


def test_the_report_tells_what_the_file_holds(work: Work, manager_api: APIClient) -> None:
    hidden = AnnotationFactory(slot__claim__article__project=work.project)
    hidden.claim.article.embargo = clock.now().replace(year=9000)
    hidden.claim.article.save()
    path = f"/api/v1/projects/{work.project.slug}/export/report/"

    report = manager_api.get(f"{path}?format=csv").json()
    label(work.project)
    then = manager_api.get(f"{path}?format=csv&moment={report['moment']}").json()

    assert then == report
    assert report.pop("as_of").endswith("Z")
    assert report.pop("moment")
    assert report == {
        "of": "annotations",
        "format": "csv",
        "records": 1,
        "left_out": {"embargo": 1},
        "mapped": [],
        "wordings": {},
        "altered": {},
    }
    assert manager_api.get(f"{path}?after={work.annotation.uuid}").status_code == 400


@contextmanager
def serve(folder: Path, fault: str) -> Iterator[int]:
    """A gunicorn of one gthread worker on the tests' database, whose exports fail so; its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "tests.api.failing_wsgi"),
            *("--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--threads", "2"),
            *("--log-level", "error", "--no-control-socket"),
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": make_database_url(),
            "FAULT": fault,
        },
        stderr=log,
        cwd=settings.BASE_DIR,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "gunicorn did not start"
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn does not answer")


def receive(port: int, path: str, key: str, *headers: str) -> tuple[bytes, bytes]:
    """The head and the body of the answer, its chunks' frames included, up to the end."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", f"Authorization: Bearer {key}", *headers]
    with socket.create_connection((HOST, port), timeout=60) as line:
        line.sendall(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode())
        received = b""
        while True:
            try:
                piece = line.recv(65536)
            except ConnectionResetError:
                break
            if not piece:
                break
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return head, body


def read_chunks(body: bytes) -> tuple[bytes, bool]:
    """What arrived in whole chunks, and whether the last one says that this is all."""
    content = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        if int(size, 16) == 0:
            return content, True
        content += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return content, False


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["none", "disk", "bug"])
def test_a_server_never_ends_a_failed_export_as_if_it_were_whole(
    fault: str, work: Work, manager: User, tmp_path: Path
) -> None:
    label(work.project, 4)
    _token, key = create_token(actor=manager, name="t", scopes=["export"], now=clock.now())
    with serve(tmp_path, fault) as port:
        head, body = receive(port, address(work.project), key)
        packed_head, packed = receive(port, address(work.project), key, "Accept-Encoding: gzip")
        _head, last = receive(port, address(work.project, "?trailer=1"), key)
    connections["snapshot"].close()

    content, is_whole = read_chunks(body)
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"transfer-encoding: chunked" in head.lower()
    assert (content.count(b"\n"), is_whole) == ((5, True) if fault == "none" else (2, False))
    assert content.endswith(b"}\n")
    assert b"content-encoding: gzip" in packed_head.lower()
    zipped, is_packed_whole = read_chunks(packed)
    unpacking = zlib.decompressobj(31)
    assert content.startswith(unpacking.decompress(zipped))
    assert (is_packed_whole, unpacking.eof) == (fault == "none", fault == "none")
    assert (b'"trailer"' in read_chunks(last)[0]) == (fault == "none")


def read_moment(head: bytes) -> str:
    for line in head.decode().split("\r\n"):
        name, _, value = line.partition(": ")
        if name.lower() == "export-moment":
            return value
    raise AssertionError(head)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["disk", "killed"])
def test_what_was_cut_off_goes_on_to_the_same_bytes(
    fault: str, work: Work, manager: User, tmp_path: Path
) -> None:
    """Over the line, by what docs/export-format.md says: the moment, and the last whole record."""
    label(work.project, 4)
    _token, key = create_token(actor=manager, name="t", scopes=["export"], now=clock.now())
    with serve(tmp_path, fault) as port:
        head, body = receive(port, address(work.project), key)
    content, is_whole = read_chunks(body)
    assert (content.count(b"\n"), is_whole) == (2, False)
    # As if of the last record half had come.
    arrived = content[: content.index(b"\n") + 80]
    kept = arrived[: arrived.rindex(b"\n") + 1]
    last = json.loads(kept)["uuid"]
    label(work.project, 2)
    then = f"?moment={read_moment(head)}"

    with serve(tmp_path, "none") as port:
        _head, rest = receive(port, address(work.project, f"{then}&after={last}"), key)
        _head, whole = receive(port, address(work.project, then), key)
        _head, now = receive(port, address(work.project), key)
    connections["snapshot"].close()

    assert [read_chunks(part)[1] for part in (rest, whole, now)] == [True, True, True]
    assert kept + read_chunks(rest)[0] == read_chunks(whole)[0]
    assert [read_chunks(part)[0].count(b"\n") for part in (rest, whole, now)] == [4, 5, 7]

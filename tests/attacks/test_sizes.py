"""What is too large, too deep or packed too tightly is refused, and names lead nowhere else."""

import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Article, Project, Release, User
from tests.attacks.pages import read_body
from tests.conftest import SignIn
from tests.factories import ReleaseFactory, store_file

pytestmark = pytest.mark.django_db

NAMES = (
    "../../../evil.txt",
    "..\\..\\evil.txt",
    "%2e%2e%2fevil.txt",
    "/etc/evil.txt",
    "....//evil.txt",
    "evil.txt\0.txt",
    "C:\\evil.txt",
    "evil\r\nX: y.txt",
    "\u202eevil.txt",
    "e" * 300 + ".txt",
)


@pytest.fixture
def client(manager: User, sign_in: SignIn) -> Client:
    made = sign_in(manager)
    made.raise_request_exception = False
    return made


def post(client: Client, project: Project, body: bytes, kind: str, **more: Any) -> Any:
    address = f"/api/v1/projects/{project.slug}/articles/"
    return client.post(address, body, content_type=kind, **more)


def test_packed_bodies_are_not_unpacked(client: Client, project: Project) -> None:
    """50 MB in 50 kB: whatever is said of it, it is read as it came, and refused."""
    packed = gzip.compress(b'{"text": "' + b"a" * 50_000_000 + b'"}')

    statuses = {
        kind: post(client, project, packed, kind, HTTP_CONTENT_ENCODING="gzip").status_code
        for kind in ("application/json", "text/plain", "application/x-ndjson", "text/csv")
    }

    # Lines and files are answered row by row: each is refused.
    assert statuses["application/json"] == 400
    assert all(status < 500 for status in statuses.values()), statuses
    assert not Article.objects.exists()


def test_bodies_beyond_the_limit_are_not_read(client: Client, project: Project) -> None:
    """What a header says counts before a byte is read."""
    too_much = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1

    statuses = {
        kind: post(client, project, b"{}", kind, CONTENT_LENGTH=str(too_much)).status_code
        for kind in ("application/json", "text/plain", "text/csv")
    }

    assert set(statuses.values()) == {413}, statuses


def make_lines() -> dict[str, tuple[str, bytes]]:
    deep = b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n"
    return {
        "deep": ("a.jsonl", deep),
        "digits": ("a.jsonl", b'{"text": "A.", "published_at": ' + b"9" * 1_000_000 + b"}\n"),
        "columns": ("a.csv", b",".join([b"c"] * 100_000) + b"\n" + b"," * 100_000 + b"\n"),
        "one cell": ("a.csv", b'text\n"' + b"a," * 1_000_000),
        "one line": ("a.jsonl", b'{"text": "' + b"a" * 3_000_000 + b'"}\n'),
        "nul": ("a.txt", b"A.\0B."),
        "not parquet": ("a.parquet", b"PAR1" + b"\xff" * 64 + b"PAR1"),
        "brackets": ("a.html", b"<div>" * 20_000 + b"x" + b"</div>" * 20_000),
    }


def test_files_that_are_made_to_break_something_are_refused(
    client: Client, project: Project
) -> None:
    address = f"/p/{project.slug}/import/"

    statuses = {
        kind: client.post(address, {"file": SimpleUploadedFile(name, data)}).status_code
        for kind, (name, data) in make_lines().items()
    }

    assert all(status < 500 for status in statuses.values()), statuses
    assert not Article.objects.exists()


def list_files(folder: Path) -> set[str]:
    """But for the database, and names that we made up ourselves: of tests that run beside."""
    paths = folder.rglob("*")
    return {str(path) for path in paths if not re.search(r"sqlite3|^[0-9a-f]{32}", path.name)}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_names_no_file_of_ours(
    name: str, client: Client, project: Project
) -> None:
    data = Path(settings.DATA_DIR)
    before = list_files(data)

    file = io.BytesIO(b"A headline\n\nA sentence of it.\n")
    file.name = name
    sent = client.post(f"/p/{project.slug}/import/", {"upload-file": file, "file": file})

    assert sent.status_code < 500
    assert list_files(data) == before


@pytest.fixture
def release(project: Project) -> Release:
    made = ReleaseFactory(project=project, ready=True)
    store_file(made)
    return made


def test_only_a_releases_own_files_are_sent(
    client: Client, project: Project, release: Release
) -> None:
    other = ReleaseFactory(ready=True)
    store_file(other)
    stored = release.files.values_list("stored_as", flat=True).first()
    names: tuple[str, ...] = (
        "../labels.jsonl",
        "..%2flabels.jsonl",
        "%2e%2e/%2e%2e/test.sqlite3",
        "/etc/passwd",
    )
    names += ("....//labels.jsonl", "labels.jsonl%00.txt", "labels.jsonl/", f"{stored}", ".")
    places = (f"/p/{project.slug}/releases/{release.uuid}", f"/api/v1/releases/{release.uuid}")

    statuses = {}
    for name in names:
        for base in places:
            answer = client.get(f"{base}/files/{name}")
            statuses[base, name] = answer.status_code
            read_body(answer)
    foreign = client.get(f"/api/v1/releases/{other.uuid}/files/labels.jsonl").status_code

    assert {key: status for key, status in statuses.items() if status not in {404, 301}} == {}
    assert foreign == 404


def test_numbers_beyond_all_are_refused(client: Client, project: Project) -> None:
    huge = "9" * 1_000_000
    body = json.dumps({"priority": 1}).replace("1", huge).encode()

    answers = [
        client.get(f"/api/v1/articles/?page_size={huge[:5_000]}"),
        client.get(f"/p/{project.slug}/rounds/{huge[:1_000]}/"),
        client.post(
            f"/api/v1/projects/{project.slug}/settings/", body, content_type="application/json"
        ),
    ]

    assert [answer.status_code for answer in answers] == [400, 404, 400]

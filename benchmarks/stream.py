"""Streams an export, or its floor, and prints what that took: started by exports.py.

A process of its own, so that the memory it takes is the stream's alone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup, as all that has models
from django.db import connections, transaction  # noqa: E402

from benchmarks.memory import read_peak, read_resident, reset_peak  # noqa: E402
from claims import clock  # noqa: E402
from claims.models import Project, User  # noqa: E402
from claims.operations.exports import Wish, start_export  # noqa: E402

# What a record holds, in one query. The project's labels have at most one item of evidence each.
JOINED = """
SELECT a.uuid, a.stage, a.revision, a.created_at, a.seconds, a.quote_type, a.reporting_source,
  a.verifiable, a.check_worthy, a.canonical_verdict, a.checked, a.wording, a.claim_date,
  a.claim_date_precision, a.claim_types, a.justification, a.omission, a.searched, a.confidence,
  a.comment, a.suggestions_shown, u.uuid, g.version,
  r.uuid, r.source_id, r.title, r.url, o.name, r.author, r.published, r.language, r.licence,
  r.redistribute, r.embargo, r.length, r.sha256, d.number, d.name,
  c.uuid, c.start, c."end", c.kind, c.paragraph, c.position, c.text, before.text, after.text,
  c.retired_at, c.splitter_version,
  k.uuid, k.kind, k.name, k.role, k.affiliation, k.same_as,
  vs.slug, vs.version, v.value, v.name, ws.slug, ws.version, w.value, w.name, w.rating,
  e.position, e.stance, e.url, e.archived_url, e.title, e.publisher, e.published, e.retrieved,
  e.medium, e.quote, e.question, e.answer, e.set_number, e.kind, e.asked_whom, e.asked_on,
  e.deadline, e.url_key, e.warnings,
  mk.uuid, mk.name, m.quote_type, m.source, m.version, m.score, m.reason, sv.value, sw.value
FROM claims_slot s
JOIN claims_annotation a ON a.id = s.current_id
JOIN claims_user u ON u.id = a.annotator_id
JOIN claims_claim c ON c.id = s.claim_id
JOIN claims_article r ON r.id = s.article_id
JOIN claims_speaker k ON k.id = a.speaker_id
JOIN claims_label v ON v.id = a.verifiability_id
JOIN claims_labelscheme vs ON vs.id = v.scheme_id
LEFT JOIN claims_label w ON w.id = a.verdict_id
LEFT JOIN claims_labelscheme ws ON ws.id = w.scheme_id
LEFT JOIN claims_label sv ON sv.id = a.suggested_verifiability_id
LEFT JOIN claims_label sw ON sw.id = a.suggested_verdict_id
LEFT JOIN claims_guideline g ON g.id = a.guideline_id
LEFT JOIN claims_suggestion m ON m.id = a.suggestion_id
LEFT JOIN claims_speaker mk ON mk.id = m.speaker_id
LEFT JOIN claims_evidence e ON e.annotation_id = a.id
LEFT JOIN claims_round d ON d.id = r.round_id
LEFT JOIN claims_outlet o ON o.id = r.outlet_id
LEFT JOIN claims_claim before
  ON before.article_id = c.article_id AND before.position = c.position - 1
LEFT JOIN claims_claim after ON after.article_id = c.article_id AND after.position = c.position + 1
WHERE s.project_id = %s AND s.purpose = 'live' ORDER BY s.id"""


def main() -> int:
    """Stream so many times; the fastest time, and how far the memory grew in all."""
    slug, what, times = sys.argv[1:]
    project = Project.objects.get(slug=slug)
    manager = User.objects.get(is_superuser=True)
    for alias in connections:
        connections[alias].ensure_connection()
    reset_peak()
    before = read_resident()
    taken = [_drain(partial(_open, project, manager, what)) for _ in range(int(times))]
    seconds, first = (min(some) for some in zip(*taken, strict=True))
    print(json.dumps({"seconds": seconds, "first": first, "grown": read_peak() - before}))
    return 0


def _open(project: Project, manager: User, what: str) -> Iterator[bytes]:
    floors = {"floor": _stream_floor, "copy": _stream_copy}
    if what in floors:
        return floors[what](project)
    return start_export(
        actor=manager, project=project, wish=Wish(format_name=what), now=clock.now()
    )


def _stream_floor(project: Project) -> Iterator[bytes]:
    """A server-side cursor and json.dumps."""
    connection = connections[settings.SNAPSHOT_DATABASE]
    with transaction.atomic(using=connection.alias), connection.chunked_cursor() as cursor:
        cursor.execute(JOINED, [project.pk])
        while rows := cursor.fetchmany(2000):
            # Numbered: several tables have a column of the same name.
            names = [f"{number}.{c[0]}" for number, c in enumerate(cursor.description)]
            for row in rows:
                yield json.dumps(dict(zip(names, row, strict=True)), default=str).encode()


def _stream_copy(project: Project) -> Iterator[bytes]:
    """What PostgreSQL itself writes of the same rows, as CSV: nothing is made of it in Python."""
    connection = connections[settings.SNAPSHOT_DATABASE]
    written = _Counted()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        copy = f"COPY ({JOINED.replace('%s', str(int(project.pk)))}) TO STDOUT WITH (FORMAT csv)"
        cursor.cursor.copy_expert(copy, written)
    yield str(written.size).encode()


class _Counted:
    """A file that keeps nothing but how much was written to it."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        return len(piece)


def _drain(begin: Callable[[], Iterator[Any]]) -> tuple[float, float]:
    """The seconds to the end, and to the first piece; what it takes to begin is in both."""
    started = time.perf_counter()
    first = 0.0
    for _piece in begin():
        first = first or time.perf_counter() - started
    return time.perf_counter() - started, first


if __name__ == "__main__":
    sys.exit(main())

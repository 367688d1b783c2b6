"""A release's records on their way: read once from the database, then as often as there are files.

They wait in a temporary folder, as lines and in an index, since the transaction they are read in
must not last as long as all files take, and memory holds no project. The index is a small database
of its own; it also counts what can only be counted when all records are known.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from claims.exchange import strict_json
from claims.exchange.encoding import make_encoder
from claims.exchange.records import (
    RECORD_TYPES,
    AnnotationRecord,
    ClaimHead,
    EvidenceRecord,
    Kind,
    Labelled,
)
from claims.exchange.releases.names import NameSearch
from claims.exchange.releases.redistribution import RIGHTS, Released
from claims.exchange.releases.splits import PARTS, WHOLE, Group, Joined
from claims.exchange.shapes import parse_record
from claims.queries.release_diff import Label
from claims.text.wire import make_wire_key

TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
CREATE TABLE article (uuid TEXT PRIMARY KEY, redistribute TEXT, records INTEGER, latest TEXT,
  part TEXT) WITHOUT ROWID;
CREATE TABLE label (claim TEXT, stage TEXT, verifiability TEXT, verdict TEXT, article TEXT,
  speaker TEXT, wording TEXT, evidence TEXT);
CREATE INDEX label_of_claim ON label (claim, stage);
CREATE TABLE page (decision TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID;
CREATE TABLE seen (kind TEXT, what TEXT, article TEXT, PRIMARY KEY (kind, what, article))
  WITHOUT ROWID;
"""
# What is told of each record beside the files of records, so that releases can be compared.
COMPARED = ("claim", *Label._fields)
# Rows that go into the index at once.
AT_ONCE = 5000


class Spool:
    """Records added one by one, then put into parts, then read part by part."""

    def __init__(self, folder: Path, kind: Kind, names: NameSearch) -> None:
        self.folder = folder
        self.kind = kind
        self.names = names
        # How many texts name somebody of the project, by field.
        self.named: Counter[str] = Counter()
        self.records = 0
        # Labels that the records are, or stand on.
        self.labels = 0
        # Those of decisions whose sources nobody has looked up yet.
        self.basis: list[UUID] = []
        # By pseudonym, of labels; by name, of records.
        self.annotators: Counter[str] = Counter()
        self.outlets: Counter[str] = Counter()
        self.guidelines: Counter[int] = Counter()
        self.schemes: set[tuple[str, int]] = set()
        self.languages: set[str] = set()
        self.splitters: set[str] = set()
        self.machines: set[str] = set()
        self.days: list[date] = []
        self._encode = make_encoder(RECORD_TYPES[kind])
        self._encode_evidence = make_encoder(EvidenceRecord)
        self._lines = (folder / "all").open("w", encoding="utf-8", newline="\n")
        self._index = sqlite3.connect(folder / "index")
        self._index.executescript(TABLES)
        self._labels: list[tuple[str | None, ...]] = []
        self._seen: set[tuple[str, str, str]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lines.close()
        self._index.close()

    def add(self, record: Released, released: Released, page: str | None = None) -> None:
        """Keep `released`, what of the record may be passed on; and where it is published."""
        article = str(record.article.uuid)
        self._lines.write(f"{article} {self._encode(released)}\n")
        self.records += 1
        self.named.update(self.names.list_fields(released))
        self._labels.append(self._make_label(released, article))
        if page:
            self._index.execute("INSERT INTO page VALUES (?, ?)", (str(record.uuid), page))
        self._note_article(record, article)
        self._note_shared(record, article)
        self._note_facts(record)
        if len(self._labels) >= AT_ONCE:
            self._flush()

    def _make_label(self, released: Released, article: str) -> tuple[str | None, ...]:
        return (
            str(released.claim.uuid),
            released.stage,
            released.verifiability.value,
            released.verdict.value if released.verdict else None,
            article,
            str(released.speaker.uuid),
            released.wording,
            self._hash_evidence(released.evidence),
        )

    def _hash_evidence(self, items: Sequence[EvidenceRecord]) -> str | None:
        if not items:
            return None
        return sha256("\n".join(map(self._encode_evidence, items)).encode()).hexdigest()

    def _note_article(self, record: Released, article: str) -> None:
        day = record.claim_date or record.article.published
        self._index.execute(
            "INSERT INTO article VALUES (?, ?, 1, ?, '') ON CONFLICT (uuid) DO UPDATE SET "
            "records = records + 1, latest = max(latest, excluded.latest)",
            (article, record.article.redistribute, day.isoformat() if day else ""),
        )

    def _note_shared(self, record: Released, article: str) -> None:
        speaker = record.speaker
        if speaker.name:
            self._seen.add(("speakers", str(speaker.uuid), article))
        for item in record.evidence:
            if found := item.url_key or item.url:
                self._seen.add(("evidence", found, article))
        if key := make_wire_key(record.claim.text):
            self._seen.add(("sentences", key, article))

    def _note_facts(self, record: Released) -> None:
        self.languages.add(record.article.language)
        self.splitters.add(record.claim.splitter_version)
        if record.article.outlet:
            self.outlets[record.article.outlet] += 1
        for label in (record.verifiability, record.verdict):
            if label is not None:
                self.schemes.add((label.scheme, label.scheme_version))
        if isinstance(record, AnnotationRecord):
            self.labels += 1
            self.annotators[record.annotator] += 1
            suggestion = record.suggestion
            program = (suggestion.source, suggestion.version) if suggestion else (None, None)
            self.note_source(record.guideline_version, *program, labels=1)
        else:
            self.labels += len(record.basis)
            self.basis += (one.uuid for one in record.basis)
            self.annotators.update(one.annotator for one in record.basis)
        day = record.created_at.date()
        known = [*self.days, day]
        self.days = [min(known), max(known)]

    def note_source(
        self, guideline: int | None, program: str | None, version: str | None, *, labels: int
    ) -> None:
        """By which guideline so many labels were given, and with which program's suggestions."""
        if guideline is not None:
            self.guidelines[guideline] += labels
        if program is not None:
            self.machines.add(f"{program} {version}")

    def _flush(self) -> None:
        self._index.executemany("INSERT INTO label VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._labels)
        self._index.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", self._seen)
        self._labels.clear()
        self._seen.clear()

    def list_groups(self, joined: Joined) -> list[Group]:
        """Articles that stay together, with their records and the latest date of any."""
        self._flush()
        groups: dict[str, Group] = {}
        for uuid, records, latest in self._ask("SELECT uuid, records, latest FROM article"):
            name = joined.find(uuid)
            known = groups.get(name)
            day = date.fromisoformat(latest) if latest else None
            if known is not None:
                records += known.records
                day = max(filter(None, (day, known.latest)), default=None)
            groups[name] = Group(name, records, day)
        return list(groups.values())

    def put_into_parts(self, parts: Mapping[str, str], joined: Joined) -> None:
        """Say of each article in which part it is, by its group's; then sort the lines so."""
        articles = [uuid for (uuid,) in self._ask("SELECT uuid FROM article")]
        self._index.executemany(
            "UPDATE article SET part = ? WHERE uuid = ?",
            ((parts[joined.find(uuid)], uuid) for uuid in articles),
        )
        self._lines.close()
        part_of = dict(self._ask("SELECT uuid, part FROM article"))
        files = {
            part: (self.folder / f"part-{part}").open("w", encoding="utf-8", newline="\n")
            for part in {*part_of.values()}
        }
        try:
            with (self.folder / "all").open(encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    article, _, record = line.partition(" ")
                    files[part_of[article]].write(record)
        finally:
            for file in files.values():
                file.close()
        (self.folder / "all").unlink()

    def read(self, part: str) -> Iterator[Released]:
        """The records of the part, in the order in which they were added."""
        path = self.folder / f"part-{part}"
        record_type: Any = RECORD_TYPES[self.kind]
        if path.exists():
            with path.open("rb") as lines:
                for line in lines:
                    yield parse_record(record_type, strict_json.parse(line))

    def has_label_pass(self, record: Labelled) -> bool:
        """Whether it also has a record of the label pass, of the same claim: in the same part."""
        return bool(
            self._look_up("SELECT 1 FROM label WHERE claim = ? AND stage = 'label'", record.claim)
        )

    def find_page(self, record: Labelled) -> str | None:
        """Where the decision is published."""
        url: str | None = self._look_up("SELECT url FROM page WHERE decision = ?", record)
        return url

    def _look_up(self, sql: str, of: Labelled | ClaimHead) -> Any:
        found = self._index.execute(sql, (str(of.uuid),)).fetchone()
        return found[0] if found else None

    def count_parts(self) -> dict[str, dict[str, int]]:
        """Records, claims and articles of each part."""
        rows = self._ask(
            "SELECT part, count(*), count(DISTINCT claim), count(DISTINCT article) "
            "FROM label JOIN article ON uuid = article GROUP BY part"
        )
        found = {
            part: {"records": records, "claims": claims, "articles": articles}
            for part, records, claims, articles in rows
        }
        return {part: found[part] for part in (*PARTS, WHOLE) if part in found}

    def count_labels(self, field: str) -> dict[str, dict[str, int]]:
        """Of each part how often each label of the field was given: verifiability or verdict."""
        column = {"verifiability": "verifiability", "verdict": "verdict"}[field]
        rows = self._ask(
            f"SELECT part, {column}, count(*) FROM label JOIN article ON uuid = article "  # noqa: S608  # nosec B608
            f"WHERE {column} IS NOT NULL GROUP BY part, {column} ORDER BY part, {column}"
        )
        counted: dict[str, dict[str, int]] = {}
        for part, value, number in rows:
            counted.setdefault(part, {})[value] = number
        return counted

    def count_rights(self) -> dict[str, dict[str, int]]:
        """How many articles and records there are of each right to pass articles on."""
        rows = self._ask(
            "SELECT redistribute, count(*), sum(records) FROM article GROUP BY redistribute"
        )
        found = {right: {"articles": count, "records": total} for right, count, total in rows}
        return {right: found.get(right, {"articles": 0, "records": 0}) for right in RIGHTS}

    def count_shared(self) -> dict[str, int]:
        """Links of evidence, speakers and sentences that more than one part has."""
        rows = self._ask(
            "SELECT kind, count(*) FROM "
            "(SELECT kind, what FROM seen JOIN article ON uuid = article "
            "GROUP BY kind, what HAVING count(DISTINCT part) > 1) GROUP BY kind"
        )
        found = dict(rows)
        return {kind: found.get(kind, 0) for kind in ("evidence", "speakers", "sentences")}

    def count_concentration(self) -> dict[str, int]:
        """How many outlets there are, and how much of the data is of one outlet or person."""
        return {
            "outlets": len(self.outlets),
            "records_of_one_outlet": max(self.outlets.values(), default=0),
            "labels_of_one_person": max(self.annotators.values(), default=0),
        }

    def list_labels(self) -> Iterator[tuple[str, ...]]:
        """What COMPARED names, "" for none, and the part; in the order of claims."""
        return self._ask(
            "SELECT claim, stage, verifiability, coalesce(verdict, ''), speaker, "
            "coalesce(wording, ''), coalesce(evidence, ''), part FROM label "
            "JOIN article ON uuid = article ORDER BY 1, 2, 3, 4, 5, 6, 7"
        )

    def _ask(self, sql: str) -> Iterator[Any]:
        return iter(self._index.execute(sql))


def write_labels(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """A line of JSON for each label: what releases are compared by."""
    for *values, part in rows:
        told = {name: value or None for name, value in zip(COMPARED, values, strict=True)}
        row = {**told, "part": part}
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

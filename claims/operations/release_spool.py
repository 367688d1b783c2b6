"""A release's records on their way: read once from the database, then as often as there are files.

They wait in a temporary folder, as lines and in an index, since the transaction they are read in
must not last as long as all files take, and memory holds no project. The index is a small database
of its own; it also counts what can only be counted when all records are known.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from claims.exchange import strict_json
from claims.exchange.encoding import make_encoder
from claims.exchange.records import RECORD_TYPES, AnnotationRecord, ClaimHead, Kind, Labelled
from claims.exchange.releases.redistribution import RIGHTS, Released
from claims.exchange.releases.splits import PARTS, WHOLE, Group, Joined
from claims.exchange.shapes import parse_record
from claims.text.wire import make_wire_key

TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
CREATE TABLE article (uuid TEXT PRIMARY KEY, redistribute TEXT, records INTEGER, latest TEXT,
  part TEXT) WITHOUT ROWID;
CREATE TABLE label (claim TEXT, stage TEXT, verifiability TEXT, verdict TEXT, article TEXT);
CREATE INDEX label_of_claim ON label (claim, stage);
CREATE TABLE page (decision TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID;
CREATE TABLE seen (kind TEXT, what TEXT, article TEXT, PRIMARY KEY (kind, what, article))
  WITHOUT ROWID;
"""
# Rows that go into the index at once.
AT_ONCE = 5000


class Spool:
    """Records added one by one, then put into parts, then read part by part."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self.folder = folder
        self.kind = kind
        self.records = 0
        self.annotators: set[str] = set()
        self.guidelines: Counter[int] = Counter()
        self.schemes: set[tuple[str, int]] = set()
        self.languages: set[str] = set()
        self.splitters: set[str] = set()
        self.machines: set[str] = set()
        self.days: list[date] = []
        self._encode = make_encoder(RECORD_TYPES[kind])
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
        verdict = record.verdict.value if record.verdict else None
        self._labels.append(
            (str(record.claim.uuid), record.stage, record.verifiability.value, verdict, article)
        )
        if page:
            self._index.execute("INSERT INTO page VALUES (?, ?)", (str(record.uuid), page))
        self._note_article(record, article)
        self._note_shared(record, article)
        self._note_facts(record)
        if len(self._labels) >= AT_ONCE:
            self._flush()

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
        for label in (record.verifiability, record.verdict):
            if label is not None:
                self.schemes.add((label.scheme, label.scheme_version))
        if isinstance(record, AnnotationRecord):
            self.annotators.add(record.annotator)
            if record.guideline_version is not None:
                self.guidelines[record.guideline_version] += 1
            if record.suggestion is not None:
                suggestion = record.suggestion
                self.machines.add(f"{suggestion.source} {suggestion.version}")
        else:
            self.annotators.update(one.annotator for one in record.basis)
        day = record.created_at.date()
        known = [*self.days, day]
        self.days = [min(known), max(known)]

    def _flush(self) -> None:
        self._index.executemany("INSERT INTO label VALUES (?, ?, ?, ?, ?)", self._labels)
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
            f"SELECT part, {column}, count(*) FROM label JOIN article ON uuid = article "  # noqa: S608
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

    def list_labels(self) -> Iterator[tuple[str, ...]]:
        """Claim, pass, verifiability, verdict ("" for none) and part, in the order of claims."""
        return self._ask(
            "SELECT claim, stage, verifiability, coalesce(verdict, ''), part FROM label "
            "JOIN article ON uuid = article ORDER BY 1, 2, 3, 4"
        )

    def _ask(self, sql: str) -> Iterator[Any]:
        return iter(self._index.execute(sql))


def write_labels(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """A line of JSON for each label: what releases are compared by."""
    for claim, stage, verifiability, verdict, part in rows:
        row = {
            "claim": claim,
            "stage": stage,
            "verifiability": verifiability,
            "verdict": verdict or None,
            "part": part,
        }
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

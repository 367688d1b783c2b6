"""Building a release: the work of a job. From one moment, in flat memory, and nothing half-made.

Files lie in the storage under names that nobody knows until the release is ready, which is one
UPDATE. Why so: decision 30.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from claims.errors import Conflict, InvalidInput
from claims.exchange.formats import DATASET, FORMATS, Format, Writing
from claims.exchange.mapping import LabelMap
from claims.exchange.records import SCHEMA_VERSION, Kind
from claims.exchange.releases import (
    citation,
    croissant,
    datasheet,
    manifest,
    readme,
    rehydrate,
    removed,
)
from claims.exchange.releases.names import NameSearch
from claims.exchange.releases.redistribution import LEFT_OUT, Released, is_withheld, withhold
from claims.exchange.releases.splits import (
    WHOLE,
    Joined,
    Shares,
    split_by_chance,
    split_by_date,
)
from claims.exchange.report import Report
from claims.exchange.shapes import format_moment
from claims.models import Job, Purge, Release, ReleaseFile
from claims.operations import audit, events, locks, release_files
from claims.operations.jobs import Held
from claims.operations.release_spool import AT_ONCE, Spool, write_labels
from claims.queries import release_facts
from claims.queries.label_mapping import read_label_map
from claims.queries.near_duplicates import NearDuplicates
from claims.queries.release_records import find_kind, open_release
from claims.queries.release_storage import LABELS_NAME, MANIFEST_NAME

# What a job's state makes of its release's, and from which.
_FOLLOWS = {
    Job.State.QUEUED: (Release.State.QUEUED, [Release.State.BUILDING]),
    Job.State.RUNNING: (Release.State.BUILDING, [Release.State.QUEUED]),
    Job.State.DONE: (Release.State.READY, [Release.State.BUILDING]),
    Job.State.FAILED: (Release.State.FAILED, [Release.State.QUEUED, Release.State.BUILDING]),
    Job.State.CANCELLED: (Release.State.CANCELLED, [Release.State.QUEUED, Release.State.BUILDING]),
}


class Built(NamedTuple):
    """What a build has come to."""

    as_of: datetime
    manifest: Mapping[str, Any]


class ReleaseWork:
    """Building releases, as operations.jobs asks for it."""

    def run(self, held: Held) -> Built:
        release = Release.objects.select_related("project").get(job=held.job)
        release_files.remove_attempts(_earlier(held.job))
        with tempfile.TemporaryDirectory(prefix="release-") as folder:
            return _Building(held, release, Path(folder)).build()

    def follow(self, job: Job, result: Built | None, now: datetime) -> None:
        state, before = _FOLLOWS[Job.State(job.state)]
        changes: dict[str, Any] = {"state": state}
        if result is not None:
            changes |= {"as_of": result.as_of, "manifest": result.manifest, "ready_at": now}
        release = Release.objects.select_related("project").get(job=job)
        if result is not None:
            _refuse_purged(release, result)
        if not Release.objects.filter(pk=release.pk, state__in=before).update(**changes):
            raise Conflict("changed_meanwhile", "The release was changed while it was built.")
        if state == Release.State.READY:
            files = ReleaseFile.objects.filter(job=job, attempt=job.attempt)
            files.update(is_frozen=True)
            audit.record(
                "release.ready",
                actor=job.created_by,
                now=now,
                project=job.project,
                target=release.uuid,
                data={"name": release.full_name, "files": files.count()},
            )
            events.note_release(release, now)

    def tidy(self, job: Job) -> None:
        release_files.remove_attempts(job)


def _refuse_purged(release: Release, result: Built) -> None:
    """Raise Conflict where a text was removed for good that it may have read before.

    Whoever purges holds the project, too: either finds what the other has done.
    """
    locks.hold_project(release.project)
    if Purge.objects.filter(project=release.project, created_at__gte=result.as_of).exists():
        raise Conflict(
            "purged_meanwhile", "An article was purged while this was built: build it again."
        )


def _earlier(job: Job) -> Job:
    """The job as it was before this attempt."""
    return Job(pk=job.pk, attempt=job.attempt - 1)


class _Building:
    """One attempt at a release, step by step."""

    def __init__(self, held: Held, release: Release, folder: Path) -> None:
        self.held = held
        self.release = release
        self.project = release.project
        self.folder = folder
        self.left_out: Mapping[str, int] = {}
        self.narrowed_to: Mapping[str, str] = {}
        self.mapping = LabelMap()
        self.kind = find_kind(release.records)
        self.files: list[dict[str, Any]] = []
        self.formats = [*(FORMATS[name] for name in release.formats if name in FORMATS), DATASET]
        self.done = 0
        self.total = 0

    def build(self) -> Built:
        names = NameSearch(release_facts.list_names(self.project))
        with (
            Spool(self.folder, self.kind, names) as spool,
            closing(NearDuplicates(self.folder)) as near_duplicates,
        ):
            as_of, facts = self._read(spool, near_duplicates)
            if not spool.records:
                raise InvalidInput("nothing_to_release", "No record is left to release.")
            joined = near_duplicates.join()
            self._split(spool, joined)
            self.total = self.done + spool.records * len(self.formats)
            counts = spool.count_parts()
            for format_ in self.formats:
                for part in counts:
                    self._store_records(spool, format_, part)
            self._store(LABELS_NAME, "application/x-ndjson", write_labels(spool.list_labels()))
            for one in removed.ALL:
                if lines := facts[one.key]:
                    self._store(one.file, "application/x-ndjson", _write_removed(lines))
            told = self._tell(spool, as_of, facts, joined, counts)
        return Built(as_of, self._store_documents(told))

    def _read(
        self, spool: Spool, near_duplicates: NearDuplicates
    ) -> tuple[datetime, dict[str, Any]]:
        """All that is read of the project, in one transaction of the snapshot."""
        with open_release(self.release, self.held.read_now()) as snapshot:
            self.left_out = snapshot.left_out
            self.narrowed_to = snapshot.narrowed_to
            self.mapping = read_label_map(self.project, alias=settings.SNAPSHOT_DATABASE)
            self.total = snapshot.count() * (1 + len(self.formats))
            for record in snapshot.stream():
                spool.add(record, withhold(record), snapshot.find_page(record))
                if len(spool.basis) >= AT_ONCE:
                    _note_sources(spool)
                self._note_done()
            _note_sources(spool)
            facts = {
                "guidelines": release_facts.describe_guidelines(
                    self.project,
                    spool.guidelines,
                    are_records=self.kind == Kind.ANNOTATIONS,
                ),
                "label_schemes": release_facts.describe_schemes(self.project, spool.schemes),
                "label_mapping": release_facts.describe_mapping(self.project),
                "rounds": release_facts.list_left_out_rounds(self.project),
                "withdrawn": release_facts.list_withdrawn(self.project),
                "tombstones": release_facts.list_tombstones(self.project),
            }
            if self.release.splits != Release.Splits.NONE:
                near_duplicates.read(self.project, self._tell_progress)
            return snapshot.as_of, facts

    def _split(self, spool: Spool, joined: Joined) -> None:
        release = self.release
        groups = spool.list_groups(joined)
        shares = Shares(release.train_share, release.validation_share)
        if release.splits == Release.Splits.CHANCE:
            parts = split_by_chance(groups, shares, release.seed)
        elif release.splits == Release.Splits.DATE:
            parts = split_by_date(groups, shares)
        else:
            parts = {group.name: WHOLE for group in groups}
        spool.put_into_parts(parts, joined)

    def _store_records(self, spool: Spool, format_: Format, part: str) -> None:
        report = Report()
        writing = Writing(self.kind, report, mapping=self.mapping, source=spool)
        if format_.prepare:
            format_.prepare(self._choose(spool.read(part), format_, Report()), writing)
        records = self._note_each(self._choose(spool.read(part), format_, report))
        self._store(
            f"{format_.name}/{part}{format_.suffix}",
            format_.content_type,
            format_.write(records, writing),
            report,
            format=format_.name,
            split=part,
        )

    def _choose(
        self, records: Iterator[Released], format_: Format, report: Report
    ) -> Iterator[Released]:
        """Records without words only where they can be filled in."""
        fills = format_.name in rehydrate.FILLS
        for record in records:
            if fills or not is_withheld(record):
                yield record
            else:
                report.left_out[LEFT_OUT] += 1

    def _note_each(self, records: Iterator[Released]) -> Iterator[Released]:
        for record in records:
            self._note_done()
            yield record

    def _store(
        self,
        name: str,
        content_type: str,
        chunks: Iterator[bytes],
        report: Report | None = None,
        **of: str,
    ) -> None:
        file = release_files.store_file(
            self.held,
            self.release,
            name,
            content_type,
            chunks,
            folder=self.folder,
            tell_report=report.dump if report else dict,
        )
        self.files.append(
            {
                "name": name,
                "format": of.get("format"),
                "split": of.get("split"),
                "content_type": content_type,
                "size": file.size,
                "sha256": file.sha256,
                "report": file.report,
            }
        )

    def _store_documents(self, told: dict[str, Any]) -> Mapping[str, Any]:
        """The files beside the data; each is written from the manifest as it is by then."""
        markdown = "text/markdown; charset=utf-8"
        if told["guidelines"]:
            self._store("guideline.md", markdown, iter([_write_guidelines(told)]))
        if told["redistribution"]["none"]["records"]:
            program = Path(rehydrate.__file__).read_bytes()
            self._store("rehydrate.py", "text/x-python; charset=utf-8", iter([program]))
        sheet = datasheet.write_datasheet(told, self.release.notes)
        self._store("datasheet.md", markdown, iter([sheet]))
        cited = citation.write_citation(told)
        self._store("CITATION.cff", "application/yaml", iter([cited]))
        described = croissant.write_croissant(
            {**told, "files": list(self.files)}, self.release.notes
        )
        self._store("croissant.json", "application/ld+json", iter([described]))
        written = readme.write_readme({**told, "files": list(self.files)})
        self._store("README.md", markdown, iter([written]))
        whole = {**told, "files": list(self.files)}
        self._store(MANIFEST_NAME, "application/json", iter([manifest.dump(whole)]))
        return whole

    def _tell(
        self,
        spool: Spool,
        as_of: datetime,
        facts: Mapping[str, Any],
        joined: Joined,
        counts: dict[str, dict[str, int]],
    ) -> dict[str, Any]:
        """The manifest, but for its files."""
        return {
            "manifest_version": manifest.MANIFEST_VERSION,
            "schema_version": SCHEMA_VERSION,
            "software": {"name": "Factcheck", "version": settings.SOFTWARE_VERSION},
            "release": self._tell_release(as_of),
            "filter": {
                "records": self.release.records,
                "narrowed_to": dict(self.narrowed_to),
                "rounds_left_out": facts["rounds"],
            },
            "splits": self._tell_splits(spool, joined, counts),
            "counts": {
                "records": spool.records,
                "claims": sum(one["claims"] for one in counts.values()),
                "articles": sum(one["articles"] for one in counts.values()),
                "labels": spool.labels,
                "annotators": len(spool.annotators),
            },
            "concentration": spool.count_concentration(),
            "left_out": dict(self.left_out),
            "texts_with_names": dict(sorted(spool.named.items())),
            "redistribution": spool.count_rights(),
            "labels": {name: spool.count_labels(name) for name in ("verifiability", "verdict")},
            "agreement": release_facts.describe_agreement(self.project),
            "guidelines": facts["guidelines"],
            "label_schemes": facts["label_schemes"],
            "label_mapping": facts["label_mapping"],
            "withdrawn": len(facts["withdrawn"]),
            "tombstones": len(facts["tombstones"]),
            "languages": sorted(spool.languages),
            "splitters": sorted(spool.splitters),
            "machines": sorted(spool.machines),
            "timeframe": [day.isoformat() for day in spool.days],
        }

    def _tell_release(self, as_of: datetime) -> dict[str, Any]:
        release = self.release
        return {
            "project": self.project.slug,
            "project_name": self.project.name,
            "name": release.slug,
            "version": release.version,
            "title": release.title,
            "description": release.description,
            "licence": release.licence,
            "creators": [line for line in map(str.strip, release.creators.splitlines()) if line],
            "as_of": format_moment(as_of),
        }

    def _tell_splits(
        self, spool: Spool, joined: Joined, counts: Mapping[str, Any]
    ) -> dict[str, Any]:
        release = self.release
        shares = Shares(release.train_share, release.validation_share).by_part()
        return {
            "method": release.splits,
            "seed": release.seed,
            "shares": {} if release.splits == Release.Splits.NONE else dict(shares),
            "counts": counts,
            "near_duplicates": {"articles": len(joined), "groups": joined.count_groups()},
            "shared": spool.count_shared(),
        }

    def _note_done(self) -> None:
        self.done += 1
        if self.done % 100 == 0:
            self._tell_progress()

    def _tell_progress(self) -> None:
        self.held.note(self.done, max(self.total, self.done))


def _note_sources(spool: Spool) -> None:
    """Look up what decisions do not tell of the labels that they stand on: one query for many."""
    if not spool.basis:
        return
    for source in release_facts.count_sources(spool.basis):
        spool.note_source(
            source.guideline_version,
            source.program,
            source.program_version,
            labels=source.labels,
        )
    spool.basis.clear()


def _write_removed(articles: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    for one in articles:
        yield json.dumps(one, ensure_ascii=False).encode() + b"\n"


def _write_guidelines(told: Mapping[str, Any]) -> bytes:
    parts = []
    for one in told["guidelines"]:
        head = f"<!-- version {one['version']}, published {one['published']} -->"
        parts.append(f"{head}\n\n{one['text'].strip()}\n")
    return "\n\n".join(parts).encode()


WORK = ReleaseWork()

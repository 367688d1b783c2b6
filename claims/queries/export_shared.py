"""What the records of labels and of decisions have in common, remembered from chunk to chunk."""

import json
from collections.abc import Iterable
from functools import cache, lru_cache

from claims.exchange.records import (
    ProjectHead,
    SpeakerName,
    SpeakerRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.models import Project
from claims.queries import export_parts as parts

# Speakers kept from chunk to chunk; beyond this, the next chunk begins anew.
SPEAKERS_KEPT = 10_000


@lru_cache
def parse_types(value: str) -> tuple[str, ...]:
    """Claim types as they lie in the database: the same few lists over and over."""
    return tuple(json.loads(value))


class Shared:
    """The project's head, labels and speakers, each made into a record once."""

    def __init__(self, alias: str, project: Project) -> None:
        self.alias = alias
        self.project = project
        self.project_head = ProjectHead(uuid=project.uuid, slug=project.slug)
        self.labels = parts.read_labels(alias)
        self.speakers: dict[int, SpeakerRecord] = {}
        self.names: dict[int, SpeakerName] = {}
        self.find_verifiability = cache(self._make_verifiability)
        self.find_verdict = cache(self._make_verdict)

    def learn_speakers(self, named: set[int]) -> None:
        """Read those of the speakers, by number, that are not known yet. One query."""
        if len(self.speakers) > SPEAKERS_KEPT:
            self.speakers.clear()
            self.names.clear()
        new = parts.read_speakers(self.alias, named - self.speakers.keys())
        self.speakers |= new
        for number, speaker in new.items():
            self.names[number] = SpeakerName(uuid=speaker.uuid, name=speaker.name)

    def list_co_speakers(self, speaker: int, joined: Iterable[int]) -> tuple[SpeakerRecord, ...]:
        """Each once, and not who speaks: some may have been merged since."""
        speaks = self.speakers[speaker]
        several = dict.fromkeys(self.speakers[number] for number in joined)
        return tuple(one for one in several if one != speaks)

    def name_label(self, label: int | None) -> str | None:
        """The value of a label, by its number."""
        return self.labels[label].value if label else None

    def _make_verifiability(
        self, label_id: int, verifiable: str, check_worthy: str
    ) -> VerifiabilityRecord:
        label = self.labels[label_id]
        return VerifiabilityRecord(
            scheme=label.scheme.slug,
            scheme_version=label.scheme.version,
            value=label.value,
            name=label.name,
            verifiable=verifiable,
            check_worthy=check_worthy,
        )

    def _make_verdict(self, label_id: int | None, canonical: str) -> VerdictRecord | None:
        if label_id is None:
            return None
        label = self.labels[label_id]
        return VerdictRecord(
            scheme=label.scheme.slug,
            scheme_version=label.scheme.version,
            value=label.value,
            name=label.name,
            canonical=canonical or None,
            rating=label.rating,
        )

"""What is measured: a field, and which labels of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from claims.models import Project, Stage


class Field(StrEnum):
    """What people give to a claim; some twice, read in two ways."""

    SPEAKER = "speaker"
    # Without claims where somebody took the article itself for the speaker.
    NAMED_SPEAKER = "named_speaker"
    CO_SPEAKERS = "co_speakers"
    VERIFIABILITY = "verifiability"
    CLAIM_TYPES = "claim_types"
    # Of claims to which everybody gave one.
    VERDICT = "verdict"
    # With no verdict as a label of its own.
    VERDICT_OR_NONE = "verdict_or_none"
    EVIDENCE = "evidence"


# Anything can be named, so there is no number of labels to choose from.
OPEN = frozenset({Field.SPEAKER, Field.NAMED_SPEAKER})
SETS = frozenset({Field.CO_SPEAKERS, Field.CLAIM_TYPES})
# What a check pass gives, where a project has one.
CHECKED = frozenset({Field.VERDICT, Field.VERDICT_OR_NONE, Field.EVIDENCE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which labels count: of the round of that number, under that version of the guideline, given
    from that day to that day.

    Days are those of the project's time zone; both ends are in. What is empty narrows nothing.
    """

    round: int | None = None
    guideline: int | None = None
    since: date | None = None
    until: date | None = None

    def read_begin(self, project: Project) -> datetime | None:
        # Before the first day there is, in UTC there would be none for it.
        if self.since is None or self.since == date.min:
            return None
        return _begin(self.since, project)

    def read_end(self, project: Project) -> datetime | None:
        """The first moment that is too late."""
        if self.until is None or self.until == date.max:
            return None
        return _begin(self.until + timedelta(days=1), project)


ALL = Wanted()


def _begin(day: date, project: Project) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(project.time_zone))


def find_stage(project: Project, field: Field) -> str:
    """In which pass people give it."""
    is_checked = project.has_check_pass and field in CHECKED
    return Stage.CHECK if is_checked else Stage.LABEL

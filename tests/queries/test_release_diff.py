"""What counts as a change between two releases, and in what."""

import json
from pathlib import Path
from typing import Any

import pytest

from claims.models import Project
from claims.queries.release_diff import Counts, compare_releases, count_changes
from tests.factories import ReleaseFactory, store_file

pytestmark = pytest.mark.django_db

WHOLE = {"stage": "label", "verifiability": "fact", "verdict": None, "speaker": "s"}
WHOLE |= {"wording": None, "evidence": None}
SHORT = {"stage": "label", "verifiability": "fact", "verdict": None}


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ([WHOLE], [{**WHOLE, "speaker": "t"}], ("speaker",)),
        ([WHOLE], [{**WHOLE, "wording": "So.", "evidence": "1f"}], ("wording", "evidence")),
        ([WHOLE], [{**WHOLE, "stage": "check", "verdict": "Refuted"}], ("stage", "verdict")),
        ([WHOLE], [WHOLE, {**WHOLE, "verdict": "Refuted"}], ("number", "verdict")),
        ([WHOLE, WHOLE], [WHOLE], ("number",)),
        # Who said what has changed places.
        (
            [WHOLE, {**WHOLE, "speaker": "t", "wording": "So."}],
            [{**WHOLE, "wording": "So."}, {**WHOLE, "speaker": "t"}],
            ("wording",),
        ),
        # A release of before tells less.
        ([SHORT], [WHOLE], None),
        ([WHOLE], [{**SHORT, "verdict": "Refuted"}], ("verdict",)),
    ],
)
def test_what_changed_is_told_by_field(
    project: Project,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    fields: tuple[str, ...] | None,
) -> None:
    earlier, later = ReleaseFactory.create_batch(2, project=project, ready=True)
    for release, labels in ((earlier, before), (later, after)):
        lines = (json.dumps({"claim": "a", **label, "part": "all"}) for label in labels)
        store_file(release, data="\n".join([*lines, ""]).encode())

    changes = list(compare_releases(earlier, later, Counts()))

    assert [change.fields for change in changes] == ([] if fields is None else [fields])
    counts = count_changes(earlier, later)
    assert dict(counts.changes) == {"same" if fields is None else "changed": 1}
    assert set(counts.fields) == set(fields or ())

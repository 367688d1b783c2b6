"""Whatever a row of another data set says goes through the database and comes out as it came.

Of AVeriTeC key by key: null, "" and absent apart. Of LIAR byte by byte.
"""

import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.exchange.mapping import AVERITEC, LIAR
from claims.models import LabelSource, Project, User
from claims.queries.label_sources import write_again
from tests.factories import install_scheme
from tests.operations.test_labelled_imports import bring_in

pytestmark = pytest.mark.django_db

# What is known to go wrong somewhere: line ends that are none, directions, marks, what is joined,
# what looks like nothing, what is longer in other cases or forms, what formulas and tables end at.
ODD = st.sampled_from(
    "\u0085\u2028\u2029\x0b\x0c\x1c\x1e\x7f\ufeff\u200b\u200d\u202e\u2066\u0301\u00a0\u3000"
    "ßẞİıŉﬁǅΣς각한éÅ🙂👩\U0001f3fd\U0010ffff\ufffe\ue000'\"\\`=+-@;,|{}[]<>&%"
)
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
HOSTILE = st.text(ODD | ANY, max_size=20)
TEXT = HOSTILE | st.none()
# Of a file that has no quotes, but tabs and lines.
CELL = st.text((ODD | ANY).filter(lambda one: one not in "\t\n\r"), max_size=20)

ANSWER = st.fixed_dictionaries(
    {"answer": TEXT, "answer_type": TEXT | st.sampled_from(["Boolean", "Unanswerable"])},
    optional={
        "source_url": TEXT | st.sampled_from(["https://a.example/ü?q=\u202e", "Metadata"]),
        "source_medium": TEXT | st.just("Web text"),
        "cached_source_url": TEXT,
        "boolean_explanation": TEXT,
    },
)
QUESTION = st.fixed_dictionaries({"question": TEXT, "answers": st.lists(ANSWER, max_size=2)})
DAY = st.dates().map(lambda day: f"{day.day}-{day.month}-{day.year}")
OTHER = st.booleans() | st.integers() | TEXT | st.lists(TEXT, max_size=2)
CLAIM = st.fixed_dictionaries(
    {"claim": HOSTILE},
    optional={
        "label": st.sampled_from(AVERITEC.values) | st.none(),
        "justification": TEXT,
        "claim_date": DAY | st.just("") | st.none(),
        "speaker": TEXT,
        "original_claim_url": TEXT | st.just("https://news.example/f\u0301"),
        "cached_original_claim_url": TEXT,
        "reporting_source": TEXT,
        "claim_types": st.lists(HOSTILE | st.just("Event/Property Claim"), max_size=2) | st.none(),
        "questions": st.lists(QUESTION, max_size=2) | st.none(),
        "location_ISO_code": OTHER,
        "a key of nobody’s": OTHER,
    },
)
ROW = st.tuples(CELL, st.sampled_from(LIAR.values), *[CELL] * 12).map(list)

few = settings(
    max_examples=25,
    deadline=None,
    # Each example has a source of its own, and rows whose texts no other has.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
numbers = itertools.count()


def use_scheme(project: Project, slug: str) -> None:
    project.verdict_scheme = install_scheme(slug)
    project.save()


def go_round(project: Project, actor: User, format_name: str, data: bytes, rows: int) -> bytes:
    """What comes out of the source that this file is made, none of its rows refused."""
    name = f"Set {next(numbers)}"
    report = bring_in(project, actor, format_name, data, name=name)
    assert (report.created, report.refusals) == (rows, [])
    return b"".join(write_again(LabelSource.objects.get(project=project, name=name)))


@few
@given(rows=st.lists(CLAIM, min_size=1, max_size=3))
def test_averitec_goes_round(rows: list[dict[str, Any]], project: Project, manager: User) -> None:
    use_scheme(project, "averitec")
    rows = [row | {"claim": f"{row['claim']}{next(numbers)}"} for row in rows]
    data = json.dumps(rows, ensure_ascii=False).encode()

    again = json.loads(go_round(project, manager, "averitec", data, len(rows)))

    assert again == rows
    assert [list(row) for row in again] == [list(row) for row in rows]


@few
@given(rows=st.lists(ROW, min_size=1, max_size=3))
def test_liar_goes_round(rows: list[list[str]], project: Project, manager: User) -> None:
    use_scheme(project, "politifact")
    for row in rows:
        row[0] = f"{next(numbers)}.json{row[0]}"
        row[2] += str(next(numbers))
    data = "".join("\t".join(row) + "\n" for row in rows).encode()

    assert go_round(project, manager, "liar", data, len(rows)) == data

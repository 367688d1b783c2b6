"""Finding out what would become of rows, among the articles that are there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.exchange.records import ArticleRecord
from claims.models import Project
from claims.queries.imports import judge, read_known_names

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL goes by how many rows there are"
    ),
]


def test_articles_are_looked_up_by_indexes_not_among_all_of_the_project(project: Project) -> None:
    record = ArticleRecord(text="Fares rise.", source_id="a-1", url="https://paper.example/a")

    with CaptureQueriesContext(connection) as asked:
        list(judge(project, [(1, record)]))

    by_text, by_id, by_page = explain(asked)
    assert "(project_id=? AND sha256_lf=?)" in by_text
    assert "article_by_source_id (project_id=? AND source_id=?)" in by_id
    assert "article_of_page (project_id=? AND page_key=?)" in by_page


def test_who_is_in_any_cast_is_looked_up_by_the_speaker(project: Project) -> None:
    with CaptureQueriesContext(connection) as asked:
        read_known_names(project)

    named, _merged, aliases = explain(asked)
    for plan in (named, aliases):
        assert "USING INDEX cast_speaker_once (speaker_id>? AND speaker_id<?)" in plan
        assert "TEMP B-TREE" not in plan


def explain(asked: CaptureQueriesContext) -> list[str]:
    """The plan of each query."""
    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans.append("\n".join(row[3] for row in cursor.fetchall()))
    return plans

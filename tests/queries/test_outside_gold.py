"""Labels given as hidden gold are in no figure, no progress and no export."""

from typing import Any

import pytest
from django.core.cache import cache

from claims.models import Project, User
from claims.queries.figures.people import measure_people
from claims.queries.progress import (
    count_own_labels,
    count_passes,
    count_project,
    describe_articles,
    map_progress,
)
from claims.queries.steering import count_days, count_versions, describe_people, list_labellers
from tests.exports import stream_annotations
from tests.factories import NOW, GuidelineFactory, ProjectFactory
from tests.operations.gold_articles import make_gold_article, take_gold
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import list_claims, queue_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    return ProjectFactory(overlap=1)


def read_all(project: Project, person: User) -> dict[str, Any]:
    cache.clear()
    rows = describe_people(project, list_labellers(project), NOW)
    return {
        "project": count_project(project),
        "progress": map_progress([project]),
        "passes": count_passes(project),
        "articles": describe_articles(list(project.articles.order_by("pk"))),
        "days": count_days(project, NOW),
        "versions": count_versions(project),
        "agreement": measure_people(project),
        "export": list(stream_annotations(project)),
        "people": [(row.labels, row.recent.labels) for row in rows if row.person == person],
    }


def test_they_count_nowhere_but_among_ones_own(
    project: Project, annotator: User, other_annotator: User
) -> None:
    GuidelineFactory.create_batch(2, project=project)
    gold = make_gold_article(project, other_annotator)
    queue_article(project)
    lease = take_gold(project, annotator)
    claims = list_claims(gold)
    before = read_all(project, annotator)

    for claim in claims:
        submit(annotator, claim, make_labelling(claim, verifiability="prediction"))

    lease.refresh_from_db()
    after = read_all(project, annotator)
    assert lease.ended_at is not None
    # While somebody holds a claim, agreement leaves it out (docs/decisions/0007-blindness.md).
    assert [one.annotator for one in after.pop("agreement")] == [other_annotator.pk]
    assert before.pop("agreement") == []
    assert after == before
    assert count_own_labels(annotator, project) == len(claims)

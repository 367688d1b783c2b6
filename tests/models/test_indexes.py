"""In the tables that grow with the claims, no index says what another one says already.

Each is one more row to write for every row.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, models

from claims.models import (
    Annotation,
    Article,
    ArticleSpeaker,
    ArticleText,
    AuditEvent,
    Case,
    Claim,
    CoSpeaker,
    Decision,
    DecisionBasis,
    Delivery,
    Draft,
    Evidence,
    Lease,
    Slot,
    SourceRow,
    Speaker,
    SpeakerAlias,
    Suggestion,
)

pytestmark = pytest.mark.django_db

GROWING = (
    *(Annotation, Article, ArticleSpeaker, ArticleText, AuditEvent, Case, Claim, CoSpeaker),
    *(Decision, DecisionBasis, Delivery, Draft, Evidence, Lease, Slot, SourceRow, Speaker),
    *(SpeakerAlias, Suggestion),
)


@pytest.mark.parametrize("model", GROWING)
def test_no_index_of_one_column_is_the_beginning_of_another(model: type[models.Model]) -> None:
    columns = list(_list_whole_indexes(model))

    repeated = [
        one
        for one in columns
        if len(one) == 1 and any(one == more[:1] for more in columns if more is not one)
    ]

    assert repeated == []


def _list_whole_indexes(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """The columns of those that hold all rows."""
    partial = {index.name for index in model._meta.indexes if index.condition}
    partial |= {
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition
    }
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, about in found.items():
        is_index = about["index"] or about["unique"] or about["primary_key"]
        if is_index and name not in partial and about["columns"]:
            yield tuple(about["columns"])

"""In the tables that grow with the claims, no index says what another one says already.

Each is one more row to write for every row.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from claims.models import (
    Annotation,
    Approval,
    Article,
    ArticleSpeaker,
    ArticleText,
    AuditEvent,
    AuditSeal,
    Case,
    Claim,
    CorrectionReview,
    CoSpeaker,
    Decision,
    DecisionBasis,
    Delivery,
    Draft,
    Evidence,
    KeyedAnswer,
    Lease,
    Lineage,
    Slot,
    SourceRow,
    Speaker,
    SpeakerAlias,
    Suggestion,
)

pytestmark = pytest.mark.django_db

GROWING = (
    *(
        Annotation,
        Approval,
        Article,
        ArticleSpeaker,
        ArticleText,
        AuditEvent,
        AuditSeal,
        Case,
        Claim,
    ),
    *(CorrectionReview, CoSpeaker, Decision, DecisionBasis, Delivery, Draft, Evidence),
    *(KeyedAnswer, Lease, Lineage, Slot, SourceRow, Speaker, SpeakerAlias, Suggestion),
)
# Foreign keys that nothing is looked up by, of models whose rows are never deleted.
NEVER_ASKED = {
    *("suggestion.added_by", "labelsuggestion.added_by", "delivery.article"),
    "article.withdrawn_by",
}


@pytest.mark.parametrize("model", GROWING)
def test_no_index_of_one_column_is_the_beginning_of_another(model: type[models.Model]) -> None:
    whole = list(_list_indexes(model, partial=False))
    partial = list(_list_indexes(model, partial=True))

    alone = [one for one in whole if len(one) == 1]

    assert [one for one in alone if any(one == more[:1] for more in whole if more is not one)] == []
    assert [one for one in alone if one in partial] == []


@pytest.mark.parametrize("model", list(apps.get_app_config("claims").get_models()))
def test_each_foreign_key_is_first_in_an_index(model: type[models.Model]) -> None:
    first = {
        columns[0] for partial in (False, True) for columns in _list_indexes(model, partial=partial)
    }

    keys = {
        f"{model._meta.model_name}.{field.name}"
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.column not in first
    }

    assert keys <= NEVER_ASKED


def _list_indexes(model: type[models.Model], *, partial: bool) -> Iterator[tuple[str, ...]]:
    """The columns of those that hold all rows; or of those that hold some."""
    some = {index.name for index in model._meta.indexes if index.condition}
    some |= {
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition
    }
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, about in found.items():
        is_index = about["index"] or about["unique"] or about["primary_key"]
        if is_index and (name in some) is partial and about["columns"]:
            yield tuple(about["columns"])

"""The database itself refuses to change what is append-only, and to move a claim's text."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from claims.models import (
    Acceptance,
    Annotation,
    Approval,
    ArticleText,
    AuditCut,
    AuditEvent,
    AuditSeal,
    Claim,
    ConsentText,
    CoSpeaker,
    Decision,
    DecisionBasis,
    Evidence,
    Guideline,
    Lineage,
    PublicationCorrection,
    Purge,
    Ruling,
)
from tests.factories import (
    AcceptanceFactory,
    AnnotationFactory,
    ApprovalFactory,
    AuditCutFactory,
    AuditEventFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    PublicationCorrectionFactory,
    PurgeFactory,
    RulingFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def make_rows() -> None:
    annotation = AnnotationFactory()
    EvidenceFactory(annotation=annotation)
    CoSpeaker.objects.create(
        annotation=annotation, speaker=SpeakerFactory(project=annotation.project)
    )
    AuditEventFactory()
    AuditCutFactory()
    GuidelineFactory()
    RulingFactory()
    PublicationCorrectionFactory()
    AcceptanceFactory()
    PurgeFactory()
    decision = DecisionFactory(claim=annotation.claim)
    ApprovalFactory(decision=decision)
    DecisionBasis.objects.create(decision=decision, annotation=annotation)
    Lineage.objects.create(
        parent=annotation.claim, child=ClaimFactory(article=annotation.claim.article)
    )


APPEND_ONLY = [
    Acceptance,
    Annotation,
    Approval,
    AuditCut,
    AuditEvent,
    AuditSeal,
    ConsentText,
    CoSpeaker,
    Decision,
    DecisionBasis,
    Evidence,
    Guideline,
    Lineage,
    PublicationCorrection,
    Purge,
    Ruling,
]


# The triggers there are, by the tables that they protect.
FIND_TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgname LIKE %s",
}


def refuses(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_rows_can_be_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    make_rows()
    table = model._meta.db_table
    count = model._default_manager.count()

    assert count > 0
    assert refuses(f"UPDATE {table} SET id = id + 1000")  # noqa: S608
    assert refuses(f"DELETE FROM {table}")  # noqa: S608
    assert model._default_manager.count() == count


def test_whatever_is_append_only_is_tested_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND_TRIGGERS[connection.vendor], ["%_no_delete"])
        tables = {table for (table,) in cursor.fetchall()}

    assert tables == {model._meta.db_table for model in APPEND_ONLY}


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (ArticleText, "text = 'other'"),
        (Claim, "text = 'other'"),
        (Claim, '"start" = "start" + 1'),
        (Claim, '"end" = "end" + 1'),
    ],
)
def test_text_and_offsets_never_move(model: type[models.Model], change: str) -> None:
    ClaimFactory()

    assert refuses(f"UPDATE {model._meta.db_table} SET {change}")  # noqa: S608


def test_a_claim_can_still_be_retired() -> None:
    ClaimFactory()

    assert not refuses(f"UPDATE {Claim._meta.db_table} SET retired_at = '2026-01-01'")  # noqa: S608


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Annotation, "withdrawn = NOT withdrawn"),
        (Annotation, "undoes_id = NULL"),
        (Approval, "note = 'other'"),
        (CoSpeaker, "decision_id = annotation_id, annotation_id = NULL"),
        (Decision, "previous_id = NULL"),
        (Decision, "verifiability_id = verifiability_id + 1"),
        (Decision, "reason = 'other'"),
        (DecisionBasis, "annotation_id = annotation_id + 1"),
        (Evidence, "decision_id = annotation_id, annotation_id = NULL"),
        (Lineage, "child_id = parent_id"),
        (PublicationCorrection, "note = 'other'"),
        (Ruling, "text = 'other'"),
    ],
)
def test_no_column_of_what_is_append_only_can_be_changed(
    model: type[models.Model], change: str
) -> None:
    make_rows()

    assert refuses(f"UPDATE {model._meta.db_table} SET {change}")  # noqa: S608


def test_nothing_is_inserted_over_what_is_append_only() -> None:
    """SQLite's INSERT OR REPLACE deletes first, and fires no trigger unless it is told to."""
    make_rows()
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE.")

    assert refuses(
        "INSERT OR REPLACE INTO claims_lineage (id, parent_id, child_id) "
        "SELECT id, child_id, parent_id FROM claims_lineage"
    )

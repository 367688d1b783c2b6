"""The database itself refuses to change what is append-only, and to move a claim's text."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from claims.models import (
    Annotation,
    ArticleText,
    AuditEvent,
    Claim,
    CoSpeaker,
    Evidence,
    Guideline,
)
from tests.factories import (
    AnnotationFactory,
    AuditEventFactory,
    ClaimFactory,
    EvidenceFactory,
    GuidelineFactory,
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
    GuidelineFactory()


def refuses(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize("model", [Annotation, Evidence, CoSpeaker, AuditEvent, Guideline])
def test_rows_can_be_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    make_rows()
    table = model._meta.db_table
    count = model._default_manager.count()

    assert count > 0
    assert refuses(f"UPDATE {table} SET id = id + 1000")  # noqa: S608
    assert refuses(f"DELETE FROM {table}")  # noqa: S608
    assert model._default_manager.count() == count


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

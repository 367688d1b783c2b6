"""Writing decisions down: what a curator's and a rule's have in common.

Called by other operations inside their transaction, with the article held.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from claims.models import Annotation, Decision, DecisionBasis
from claims.operations import audit, events, labelling_rows


def adopt(
    annotation: Annotation,
    *,
    rule: str,
    basis: Collection[int],
    previous: Decision | None,
    now: datetime,
) -> Decision:
    """Let a label stand for its claim by a rule of the project; `basis` are the votes (numbers)."""
    decision = Decision(
        project=annotation.project,
        claim=annotation.claim,
        stage=annotation.stage,
        previous=previous,
        rule=rule,
        created_at=now,
        **labelling_rows.copy_columns(annotation),
    )
    insert(decision, basis=basis)
    labelling_rows.copy_parts(annotation, decision)
    return decision


def insert(decision: Decision, *, basis: Collection[int]) -> None:
    """Insert the row and the labels it stands on. Raises IntegrityError where one stands already.

    In a transaction of its own, so that the one around it can go on to say so.
    """
    with transaction.atomic():
        decision.save(force_insert=True)
        DecisionBasis.objects.bulk_create(
            DecisionBasis(decision=decision, annotation_id=pk) for pk in sorted(basis)
        )
    audit.record(
        "claim.decided",
        actor=decision.decided_by,
        now=decision.created_at,
        project=decision.project,
        target=decision.uuid,
        data={
            "claim": str(decision.claim.uuid),
            "stage": decision.stage,
            "rule": decision.rule,
            "replaces": str(decision.previous.uuid) if decision.previous else None,
        },
    )
    events.note_decision(decision)

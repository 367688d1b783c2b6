"""What was measured is kept until anything that it rests on changes.

Every change of labels, decisions, speakers and settings leaves an audit event: so the number of the
project's last one tells whether anything has changed, and figures in the cache are never old. What
no event tells is looked at as well: articles that follow a change of overlap bit by bit, and the
schemes, which belong to no project.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar, cast

from django.core.cache import cache

from claims.models import Article, AuditEvent, Label, Project
from claims.models.audit import CLAIMS_READ

# Measured anew after an upgrade that changes what is kept.
VERSION = 2
SECONDS_KEPT = 7 * 24 * 3600

Kept = TypeVar("Kept")


def remember(project: Project, what: object, measure: Callable[[], Kept]) -> Kept:
    """What was measured of this project, now or before; `what` tells it from all else."""
    key = _make_key(_read_state(project), what)
    # In a list, since what was measured may be nothing.
    known = cache.get(key)
    if known is None:
        known = [measure()]
        cache.set(key, known, SECONDS_KEPT)
    return cast("Kept", known[0])


def is_known(project: Project, what: object) -> bool:
    """Whether it was measured, and nothing has changed since."""
    return bool(find_known(project, [what]))


def find_known(project: Project, wanted: Collection[object]) -> Mapping[object, object]:
    """What was measured of these, and still holds. Three queries, however many are asked for."""
    state = _read_state(project)
    keys = {_make_key(state, what): what for what in wanted}
    return {keys[key]: known[0] for key, known in cache.get_many(keys).items()}


def _make_key(state: tuple[object, ...], what: object) -> str:
    return f"figures-{hashlib.sha256(repr((*state, what)).encode()).hexdigest()}"


def _read_state(project: Project) -> tuple[object, ...]:
    """What is another as soon as anything has changed that figures rest on."""
    events = AuditEvent.objects.filter(project=project).exclude(action=CLAIMS_READ)
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    labels = Label.objects.filter(scheme__in=schemes).order_by("scheme", "order", "pk")
    return (
        VERSION,
        project.uuid,
        project.has_check_pass,
        project.time_zone,
        events.order_by("-pk").values_list("pk", flat=True).first(),
        Article.objects.to_adjust(project).count(),
        list(labels.values_list("pk", "rating", "canonical")),
    )

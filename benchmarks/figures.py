"""Agreement end to end: a hundred thousand labels from the tables to intervals, field by field."""

import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from django.db import transaction

from benchmarks.bulk import tidy
from benchmarks.fill import Scene, add_project
from benchmarks.rows import Result
from benchmarks.server import Server
from claims import clock
from claims.models import Annotation, CoSpeaker, Evidence, Label, Project, Slot, Speaker, Suggestion
from claims.queries.figures.fields import measure_field
from claims.queries.figures.people import measure_people
from claims.queries.figures.pull import measure_pull
from claims.queries.figures.wanted import Field
from claims.text.links import normalise_url

CLAIMS, SPEAKERS, PEOPLE = 49_980, 4_500, 10
# Of the labels, the share that is given blindly.
BLIND = 0.1
AT_ONCE = 2_000
# Seconds, from the tables on; and where nothing has changed since.
MARK, MARK_KEPT = 30.0, 0.5


def measure_figures(scene: Scene, _server: Server) -> Iterator[Result]:
    """Of each field, of the people and of what suggestions do: measured, and known."""
    project, speakers = add_project(scene, "figures", CLAIMS, SPEAKERS)
    _label(scene, project, speakers)
    tidy()
    parts: dict[str, Callable[[], object]] = {
        **{field.value: partial(measure_field, project, field) for field in Field},
        "people": partial(measure_people, project),
        "suggestions": partial(measure_pull, project),
    }
    for name, measure in parts.items():
        yield Result(name=f"agreement, {name}", value=_time(measure), unit="s", most=MARK)
        yield Result(
            name=f"agreement, {name}, again", value=_time(measure), unit="s", most=MARK_KEPT
        )


def _time(measure: Callable[[], object]) -> float:
    started = time.perf_counter()
    measure()
    return time.perf_counter() - started


def _label(scene: Scene, project: Project, speakers: Sequence[Speaker]) -> None:
    """Two people label each claim: mostly the same, a tenth blindly."""
    chance = random.Random(3)
    people = [*scene.newcomers, *scene.stand_ins][:PEOPLE]
    suggested = dict(
        Suggestion.objects.filter(claim__project=project).values_list("claim_id", "pk")
    )
    pick = _make_pick(project, speakers, chance)
    slots = list(Slot.objects.filter(project=project).order_by("claim_id", "number"))
    now = clock.now()
    rows: list[tuple[Slot, Annotation]] = []
    for first, second in zip(slots[::2], slots[1::2], strict=True):
        truth = pick()
        for slot, person in zip((first, second), chance.sample(people, 2), strict=True):
            said = pick() if chance.random() < BLIND else truth
            slot.annotator, slot.revisions = person, 1
            annotation = Annotation(
                project=project,
                claim_id=slot.claim_id,
                slot=slot,
                annotator=person,
                revision=1,
                client_uuid=uuid.UUID(int=chance.getrandbits(128)),
                body_sha256="0" * 64,
                created_at=now - timedelta(hours=slot.pk % 2000),
                seconds=chance.randrange(5, 120),
                suggestion_id=suggested[slot.claim_id] if slot.claim_id % 4 else None,
                suggestions_shown=bool(slot.claim_id % 4),
                **said,
            )
            rows.append((slot, annotation))
    for start in range(0, len(rows), AT_ONCE):
        _insert(rows[start : start + AT_ONCE], speakers, chance)


def _insert(
    rows: Sequence[tuple[Slot, Annotation]], speakers: Sequence[Speaker], chance: random.Random
) -> None:
    with transaction.atomic():
        made = Annotation.objects.bulk_create(annotation for _, annotation in rows)
        for (slot, _), annotation in zip(rows, made, strict=True):
            slot.current = annotation
        Slot.objects.bulk_update([slot for slot, _ in rows], ["annotator", "revisions", "current"])
        CoSpeaker.objects.bulk_create(
            CoSpeaker(annotation=one, speaker=chance.choice(speakers)) for one in made[::4]
        )
        Evidence.objects.bulk_create(
            Evidence(annotation=one, position=1, stance="refutes", url=url, url_key=url)
            for one in made
            if one.verdict_id
            for url in [normalise_url(f"https://records.example/{chance.randrange(40_000)}")]
        )


def _make_pick(
    project: Project, speakers: Sequence[Speaker], chance: random.Random
) -> Callable[[], dict[str, Any]]:
    """What a label says. Some speakers are common, and most are rare."""
    weights = list(accumulate(1 / rank for rank in range(1, len(speakers) + 1)))
    schemes = (project.verifiability_scheme_id, project.verdict_scheme_id)
    labels = list(Label.objects.filter(scheme__in=schemes).order_by("order"))
    verifiabilities = [one for one in labels if one.scheme_id == schemes[0]]
    verdicts = [one for one in labels if one.scheme_id == schemes[1]]
    types = Annotation.ClaimType.values

    def pick() -> dict[str, Any]:
        chosen = chance.choice(verifiabilities)
        verdict = chance.choice(verdicts) if chosen.verdict_rule != "refused" else None
        return {
            "speaker": chance.choices(speakers, cum_weights=weights)[0],
            "verifiability": chosen,
            "verifiable": chosen.verifiable,
            "check_worthy": chosen.check_worthy,
            "verdict": verdict,
            "canonical_verdict": verdict.canonical if verdict else "",
            "claim_types": chance.sample(types, chance.choice((1, 1, 2))),
        }

    return pick

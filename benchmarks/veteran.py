"""The one who has labelled much of the project, long ago, and has come that far in the line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from benchmarks.bulk import insert_select, make_uuid, run, tidy
from benchmarks.fill import SENTENCES, Scene
from claims import clock
from claims.models import (
    Annotation,
    Article,
    Bookmark,
    Evidence,
    Guideline,
    Label,
    Lease,
    Line,
    Project,
    Slot,
    Speaker,
    Stage,
    User,
)
from claims.operations import lining_up, slots

# The share of the articles that the veteran has done, and the claims that they are at most.
MOST, MOST_CLAIMS = 0.9, 100_000
# Of the slots: those the veteran gets, of the articles from one to another.
MINE = (
    "{0}.number = 1 AND {0}.annotator_id IS NULL"
    " AND {0}.project_id = %s AND {0}.article_id BETWEEN %s AND %s"
)


def label_most(scene: Scene) -> None:
    """Let the veteran have worked through the line up to here, and others stand before it."""
    done = scene.articles[: _count_most(scene)]
    _label(scene, done)
    _move_bookmark(scene, Slot.objects.filter(article=done[-1]).aggregate(turn=Max("turn"))["turn"])
    tidy()


def label_rest(scene: Scene) -> None:
    """Let the veteran have labelled whatever of the project others have left."""
    _label(scene, scene.articles[_count_most(scene) :])
    pass_line(scene)
    tidy()


def pass_line(scene: Scene) -> None:
    """Let the veteran have seen the whole line. They don't look at what lies before a bookmark.

    Whether it is labelled or taken by others is all the same there, so it need not be.
    """
    last = Line.objects.get(project=scene.project, stage=Stage.LABEL).last
    _move_bookmark(scene, last)


def give_back(scene: Scene) -> None:
    """Send an article that the veteran has not labelled to the end of the line."""
    with transaction.atomic():
        article = slots.enter_article(scene.articles[-2], clock.now())
        claims = article.claims.values_list("pk", flat=True)
        lining_up.line_up(article, Stage.LABEL, list(claims))


def _count_most(scene: Scene) -> int:
    return min(int(len(scene.articles) * MOST), MOST_CLAIMS // SENTENCES)


def _label(scene: Scene, articles: Sequence[int]) -> None:
    """Let the veteran have labelled these articles, which follow each other, long ago."""
    which = [scene.project.pk, articles[0], articles[-1]]
    with transaction.atomic():
        _add_leases(scene, articles)
        _add_annotations(scene, which)
        _fill_slots(scene, which)


def _move_bookmark(scene: Scene, turn: int) -> None:
    Bookmark.objects.update_or_create(
        annotator=scene.veteran,
        project=scene.project,
        stage=Stage.LABEL,
        priority=Article.Priority.NORMAL,
        defaults={"turn": turn},
    )


def _add_leases(scene: Scene, articles: Sequence[int]) -> None:
    now = clock.now()
    Lease.objects.bulk_create(
        Lease(
            project=scene.project,
            article_id=article,
            annotator=scene.veteran,
            started_at=now - timedelta(days=2),
            expires_at=now - timedelta(days=1),
            ended_at=now - timedelta(days=1),
        )
        for article in articles
    )


def _add_annotations(scene: Scene, which: Sequence[int]) -> None:
    for template, of_three in _make_templates(scene.project, scene.veteran, clock.now()):
        insert_select(
            template,
            {
                "claim_id": "s.claim_id",
                "slot_id": "s.id",
                "suggestion_id": "g.id",
                "uuid": make_uuid("s.id"),
                "client_uuid": make_uuid("-s.id"),
            },
            "FROM claims_slot s JOIN claims_suggestion g ON g.claim_id = s.claim_id"
            f" WHERE {MINE.format('s')} AND s.claim_id %% 3 IN ({of_three}) ORDER BY s.id",
            which,
        )
    insert_select(
        Evidence(
            position=1,
            stance="refutes",
            url="https://register.example/1",
            title="Register of the council",
            quote="The register gives another figure.",
        ),
        {"annotation_id": "a.id"},
        "FROM claims_annotation a JOIN claims_slot s ON s.id = a.slot_id"
        f" WHERE {MINE.format('s')} AND a.verdict_id IS NOT NULL ORDER BY a.id",
        which,
    )


def _fill_slots(scene: Scene, which: Sequence[int]) -> None:
    person = scene.veteran.pk
    lease = (
        "SELECT MAX(l.id) FROM claims_lease l"
        " WHERE l.article_id = claims_slot.article_id AND l.annotator_id = %s"
    )
    annotation = "SELECT a.id FROM claims_annotation a WHERE a.slot_id = claims_slot.id"
    run(
        f"UPDATE claims_slot SET annotator_id = %s, lease_id = ({lease}),"  # noqa: S608 - ours
        f" current_id = ({annotation}), revisions = 1 WHERE {MINE.format('claims_slot')}",
        [person, person, *which],
    )


def _make_templates(
    project: Project, person: User, now: datetime
) -> Iterator[tuple[Annotation, str]]:
    """A third of the labels have a verdict with evidence, the others are plain."""
    labels = {
        label.value: label
        for label in Label.objects.filter(
            scheme__in=[project.verifiability_scheme_id, project.verdict_scheme_id]
        )
    }
    common: Mapping[str, Any] = {
        "project": project,
        "annotator": person,
        "revision": 1,
        "body_sha256": "0" * 64,
        "created_at": now,
        "speaker": Speaker.objects.get(project=project, kind=Speaker.Kind.ARTICLE),
        "guideline": Guideline.objects.get(project=project),
        "seconds": 12,
    }
    plain, checked = labels["no_claim"], labels["check_worthy_fact"]
    yield (
        Annotation(
            verifiability=plain,
            verifiable=plain.verifiable,
            check_worthy=plain.check_worthy,
            **common,
        ),
        "0, 1",
    )
    yield (
        Annotation(
            verifiability=checked,
            verifiable=checked.verifiable,
            check_worthy=checked.check_worthy,
            verdict=labels["Refuted"],
            canonical_verdict=labels["Refuted"].canonical,
            justification="The register of the council gives another figure for that year.",
            claim_date=now.date(),
            claim_date_precision="day",
            **common,
        ),
        "2",
    )

"""A project of so many claims, in the final tables, without the import that is to be measured.

Everybody wants two labels per claim. The veteran has given one of the two for most of the claims;
the newcomers have given none.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from benchmarks.articles import Draft, write_article, write_articles
from claims import clock
from claims.models import (
    Annotation,
    Article,
    ArticleSpeaker,
    ArticleText,
    Claim,
    Evidence,
    Guideline,
    Label,
    LabelScheme,
    Lease,
    Membership,
    Project,
    Slot,
    Speaker,
    Suggestion,
    User,
)
from claims.models.speakers import make_name_key
from claims.operations.projects import create_project
from claims.operations.schemes import install_presets
from claims.queries.imports import hash_text
from claims.text.segment import SPLITTER_VERSION

SENTENCES = 30
OVERLAP = 2
SPEAKERS = 40
NEWCOMERS = 9
ARTICLES_AT_ONCE = 200
MOST = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What the measures work with."""

    size: int
    project: Project
    manager: User
    veteran: User
    newcomers: Sequence[User]
    # Who takes slots for the floor: not the same people, who may hold another slot of the claim.
    stand_ins: Sequence[User]
    articles: Sequence[int]


def fill(size: int, seed: int) -> Scene:
    """Make the project. Of its articles the veteran has labelled nothing yet."""
    now = clock.now()
    manager, veteran, *others = _add_people(2 + 2 * NEWCOMERS)
    project = _add_project(manager, now)
    Membership.objects.bulk_create(
        Membership(project=project, user=user, role="annotator") for user in (veteran, *others)
    )
    speakers = _add_speakers(project)
    last = size % SENTENCES
    drafts = list(write_articles(size // SENTENCES, SENTENCES, seed))
    if last:
        drafts.append(write_article(random.Random(seed), last, f"{seed}-last"))
    articles = _add_articles(project, manager, drafts, now)
    _add_slots(project)
    _add_suggestions(project, speakers)
    tidy()
    return Scene(
        size=size,
        project=project,
        manager=manager,
        veteran=veteran,
        newcomers=others[:NEWCOMERS],
        stand_ins=others[NEWCOMERS:],
        articles=articles,
    )


def tidy() -> None:
    """What autovacuum does on PostgreSQL by and by. On SQLite nobody does it, so neither do we."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def add_article(scene: Scene, sentences: int) -> Article:
    """One more article, of so many claims."""
    draft = write_article(random.Random(sentences), sentences, f"long-{sentences}")
    (number,) = _add_articles(scene.project, scene.manager, [draft], clock.now())
    _add_slots(scene.project, number)
    article = Article.objects.get(pk=number)
    named = Speaker.objects.filter(project=scene.project).exclude(name="").order_by("pk")
    ArticleSpeaker.objects.bulk_create(
        ArticleSpeaker(article=article, speaker=speaker, position=position)
        for position, speaker in enumerate(named[:9], start=1)
    )
    return article


def _add_people(count: int) -> list[User]:
    # No passwords: hashing them takes longer than all the rest of a small project.
    people = [User(username=f"person{number}", password="!") for number in range(count)]
    people[0].is_superuser = True
    return User.objects.bulk_create(people)


def _add_project(manager: User, now: datetime) -> Project:
    presets = json.loads((Path(settings.BASE_DIR) / "fixtures/schemes.json").read_text("utf-8"))
    schemes: dict[str, LabelScheme] = {}
    for scheme in install_presets(actor=manager, presets=presets, now=now):
        schemes.setdefault(scheme.kind, scheme)
    return create_project(
        actor=manager,
        slug="benchmark",
        name="Benchmark",
        verifiability_scheme=schemes["verifiability"],
        verdict_scheme=schemes["verdict"],
        guideline="Label what is said.",
        overlap=OVERLAP,
        now=now,
    )


def _add_speakers(project: Project) -> list[Speaker]:
    names = [f"Speaker {number}" for number in range(SPEAKERS)]
    return Speaker.objects.bulk_create(
        Speaker(project=project, name=name, name_key=make_name_key(name)) for name in names
    )


def _add_articles(
    project: Project, manager: User, drafts: Sequence[Draft], now: datetime
) -> list[int]:
    numbers: list[int] = []
    remaining = iter(drafts)
    while some := list(islice(remaining, ARTICLES_AT_ONCE)):
        with transaction.atomic():
            articles = Article.objects.bulk_create(
                _make_article(project, manager, draft, now) for draft in some
            )
            pairs = list(zip(articles, some, strict=True))
            ArticleText.objects.bulk_create(
                ArticleText(article=article, text=draft.text) for article, draft in pairs
            )
            Claim.objects.bulk_create(
                claim for article, draft in pairs for claim in _make_claims(article, draft)
            )
        numbers += [article.pk for article in articles]
    return numbers


def _make_article(project: Project, manager: User, draft: Draft, now: datetime) -> Article:
    sha256, sha256_lf = hash_text(draft.text)
    return Article(
        project=project,
        title=draft.sentences[0].text,
        length=len(draft.text),
        sha256=sha256,
        sha256_lf=sha256_lf,
        language="en",
        published=now.date(),
        splitter_version=SPLITTER_VERSION,
        created_at=now,
        created_by=manager,
    )


def _make_claims(article: Article, draft: Draft) -> Iterator[Claim]:
    for position, sentence in enumerate(draft.sentences):
        yield Claim(
            project_id=article.project_id,
            article=article,
            start=sentence.start,
            end=sentence.end,
            kind=sentence.kind,
            paragraph=sentence.paragraph,
            position=position,
            text=sentence.text,
            splitter_version=SPLITTER_VERSION,
        )


def _add_slots(project: Project, article: int | None = None) -> None:
    for number in range(1, OVERLAP + 1):
        _insert_select(
            Slot(project=project, number=number),
            {"article_id": "c.article_id", "claim_id": "c.id"},
            "FROM claims_claim c WHERE c.project_id = %s AND (%s IS NULL OR c.article_id = %s)"
            " ORDER BY c.id",
            [project.pk, article, article],
        )


def _add_suggestions(project: Project, speakers: Sequence[Speaker]) -> None:
    _insert_select(
        Suggestion(source="benchmark", version="1", rank=1, score=0.5, reason="… said"),
        {"claim_id": "c.id", "speaker_id": f"{speakers[0].pk} + c.id %% {SPEAKERS}"},
        "FROM claims_claim c WHERE c.project_id = %s ORDER BY c.id",
        [project.pk],
    )


def label(scene: Scene, articles: Sequence[int]) -> None:
    """Let the veteran have labelled these articles, which follow each other, long ago."""
    if not articles:
        return
    now = clock.now()
    person, project = scene.veteran, scene.project
    mine = "s.number = 1 AND s.project_id = %s AND s.article_id BETWEEN %s AND %s"
    which = [project.pk, articles[0], articles[-1]]
    with transaction.atomic():
        Lease.objects.bulk_create(
            Lease(
                project=project,
                article_id=article,
                annotator=person,
                started_at=now - timedelta(days=2),
                expires_at=now - timedelta(days=1),
                ended_at=now - timedelta(days=1),
            )
            for article in articles
        )
        _run(
            "UPDATE claims_slot SET annotator_id = %s, lease_id = (SELECT MAX(l.id) FROM claims_lease l"
            " WHERE l.article_id = claims_slot.article_id AND l.annotator_id = %s)"
            f" WHERE {mine.replace('s.', 'claims_slot.')}",
            [person.pk, person.pk, *which],
        )
        for template, of_three in _make_templates(project, person, now):
            _insert_select(
                template,
                {
                    "claim_id": "s.claim_id",
                    "slot_id": "s.id",
                    "suggestion_id": "g.id",
                    "uuid": _make_uuid("s.id"),
                    "client_uuid": _make_uuid("-s.id"),
                },
                "FROM claims_slot s JOIN claims_suggestion g ON g.claim_id = s.claim_id"
                f" WHERE {mine} AND s.claim_id %% 3 IN ({of_three}) ORDER BY s.id",
                which,
            )
        _insert_select(
            Evidence(
                position=1,
                stance="refutes",
                url="https://register.example/1",
                title="Register of the council",
                quote="The register gives another figure.",
            ),
            {"annotation_id": "a.id"},
            "FROM claims_annotation a JOIN claims_slot s ON s.id = a.slot_id"
            f" WHERE {mine} AND a.verdict_id IS NOT NULL ORDER BY a.id",
            which,
        )
        _run(
            "UPDATE claims_slot SET current_id = (SELECT a.id FROM claims_annotation a"
            f" WHERE a.slot_id = claims_slot.id) WHERE {mine.replace('s.', 'claims_slot.')}",
            which,
        )
    tidy()


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


def _insert_select(
    template: models.Model, expressions: Mapping[str, str], source: str, values: Sequence[Any]
) -> None:
    """Insert one row for each row of `source`: the template's values, except for `expressions`."""
    columns, selected, constants = [], [], []
    for field in template._meta.local_concrete_fields:
        if field.primary_key:
            continue
        columns.append(connection.ops.quote_name(field.column))
        if field.column in expressions:
            selected.append(expressions[field.column])
        else:
            selected.append(_cast(field))
            constants.append(field.get_db_prep_save(getattr(template, field.attname), connection))
    table = connection.ops.quote_name(template._meta.db_table)
    _run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(selected)} {source}",
        [*constants, *values],
    )


def _cast(field: "models.Field[Any, Any]") -> str:
    """A constant in a SELECT list has no type of its own on PostgreSQL."""
    if connection.vendor != "postgresql":
        return "%s"
    return f"%s::{field.db_type(connection)}"


def _make_uuid(expression: str) -> str:
    """SQL for a UUID as random-looking as a real one, but the same in every run."""
    digits = f"md5(CAST({expression} AS text))"
    return f"{digits}::uuid" if connection.vendor == "postgresql" else digits


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

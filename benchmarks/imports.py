"""Importing articles into the filled project, beside inserting the same rows and nothing else.

And beside taking the same texts apart and nothing else, of which it is to reach half the speed.
"""

import random
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, models, transaction

from benchmarks.articles import write_articles
from benchmarks.bulk import tidy
from benchmarks.fill import SENTENCES, Scene
from benchmarks.rows import Result
from benchmarks.server import Server
from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Article, ArticleText, Claim, Slot
from claims.models.base import make_ordered_uuid
from claims.models.bulk import insert_values
from claims.operations.articles import import_articles
from claims.queries.imports import read_known_names
from claims.text.attribution import Analysis
from claims.text.segment import Kind
from claims.text.workers import analyse_text

# Enough for a steady rate; a larger import takes longer, but no longer for each.
MOST_CLAIMS = 10_000
LEAST_CLAIMS = 3_000
MARK = 5_000.0
TURNS = 12
# The floor's rows get numbers and hashes of their own, far from all others.
SHIFT = 1_000_000_000


def measure_import(scene: Scene, _server: Server) -> Iterator[Result]:
    """As many claims again as the project has, at least 3,000 and at most 10,000."""
    claims = min(max(scene.size, LEAST_CLAIMS), MOST_CLAIMS)
    yield _measure_engine(scene, claims // SENTENCES)
    tidy()
    for seed, suggest in ((11, False), (12, True)):
        articles, rate = _import(scene, claims // SENTENCES, seed, suggest=suggest)
        floor = _insert_again(articles, seed)
        how = "with suggestions" if suggest else "without suggestions"
        yield Result(
            name=f"import, {how}",
            value=rate,
            unit="claims/s",
            floor=floor,
            least=None if suggest else MARK,
        )
        tidy()


def _measure_engine(scene: Scene, count: int) -> Result:
    """By turns, so that what else the machine does slows both: the best turn of each counts."""
    engine = imports = 0.0
    for turn in range(TURNS):
        texts = [draft.text for draft in write_articles(count // TURNS, SENTENCES, 20 + turn)]
        known = read_known_names(scene.project)
        started = time.perf_counter()
        found = [analyse_text(text, scene.project.language, known) for text in texts]
        elapsed = time.perf_counter() - started
        engine = max(engine, sum(map(_count_claims, found)) / elapsed)
        _, rate = _import(scene, count // TURNS, 20 + turn, suggest=True)
        imports = max(imports, rate)
    return Result(
        name="import, beside the text engine alone",
        value=imports,
        unit="claims/s",
        floor=engine,
        least=engine / 2,
    )


def _count_claims(found: Analysis) -> int:
    """What an import counts: no headline."""
    return sum(segment.kind is Kind.SENTENCE for segment in found.segments)


def _import(
    scene: Scene, count: int, seed: int, *, suggest: bool
) -> tuple["models.QuerySet[Article]", float]:
    """The articles that were made, and the claims per second."""
    rows = [
        (number, ArticleRecord(text=draft.text))
        for number, draft in enumerate(write_articles(count, SENTENCES, seed), start=1)
    ]
    started = time.perf_counter()
    report = import_articles(
        actor=scene.manager, project=scene.project, rows=rows, now=clock.now(), suggest=suggest
    )
    elapsed = time.perf_counter() - started
    assert report.created == count, report
    made = Article.objects.filter(uuid__in=[row.article for row in report.rows])
    return made, sum(row.claims for row in report.rows) / elapsed


def _insert_again(articles: "models.QuerySet[Article]", seed: int) -> float:
    """The rows of these articles once more, under new numbers; claims per second."""
    chance = random.Random(seed)
    numbers = list(articles.values_list("pk", flat=True))
    tables = [
        (model, *_copy(model.objects.filter(**{key: numbers}), chance, SHIFT * seed))
        for model, key in (
            (Article, "pk__in"),
            (ArticleText, "pk__in"),
            (Claim, "article__in"),
            (Slot, "article__in"),
        )
    ]
    started = time.perf_counter()
    with transaction.atomic():
        for model, columns, rows in tables:
            insert_values(model, columns, rows)
    elapsed = time.perf_counter() - started
    return len(tables[2][2]) / elapsed


def _copy(
    source: "models.QuerySet[Any]", chance: random.Random, shift: int
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows as the database takes them, numbered anew, and unique where they must be."""
    fields = source.model._meta.local_concrete_fields
    moved = {"id", "article_id", "claim_id"}

    def prepare(field: "models.Field[Any, Any]", row: models.Model) -> Any:
        value = getattr(row, field.attname)
        if field.attname in moved:
            return value + shift
        if field.column == "uuid":
            value = make_ordered_uuid()
        elif field.column == "sha256_lf":
            value = f"{chance.getrandbits(256):064x}"
        return field.get_db_prep_save(value, connection)

    rows = [tuple(prepare(field, row) for field in fields) for row in source.order_by("pk")]
    return [field.attname for field in fields], rows

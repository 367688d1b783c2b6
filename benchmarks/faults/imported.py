"""Articles to bring in, and what has come of them: a run that was killed must come to the same."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from claims import clock
from claims.exchange.articles import stream_articles as read_file
from claims.models import (
    Article,
    ArticleSpeaker,
    Claim,
    Project,
    Slot,
    Speaker,
    SpeakerAlias,
    Suggestion,
    User,
)
from claims.operations.articles import stream_articles


def write_file(path: Path, articles: int) -> Path:
    """Articles by id, by page and by neither; every tenth is another text of one before."""
    chance = random.Random(7)
    names = ["Ada Holm", "Ben Noor", "Cleo Marsh", "ADA HOLM", "Dr. Ben Noor"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            of = number - chance.randrange(1, 10) if number % 10 == 9 else number
            who = chance.choice(names)
            sentences = [
                f"Pier {of} is to be built anew.",
                f"It costs {number} million euros.",
                f"“We are glad,” said {who}, the mayor of Town {chance.randrange(5)}.",
                f"{who.split()[-1].title()} said more on Monday.",
            ]
            row = {"text": f"Pier {of}\n\n{' '.join(sentences)}\n", "outlet": f"Paper {of % 3}"}
            if of % 3 == 0:
                row["source_id"] = f"pier-{of}"
            if of % 3 == 1:
                row["url"] = f"https://paper.example/pier/{of}?utm_source=x{number}"
            file.write(json.dumps(row) + "\n")
    return path


Dump = Mapping[str, list[Any]]


def dump(project: Project) -> dict[str, list[Any]]:
    """Every row of the project but for numbers, UUIDs and times."""
    article = ("title", "sha256", "url", "page_key", "source_id", "language", "outlet__name")
    of_claim = ("claim__article__sha256", "claim__start", "claim__end")
    of_speaker = ("name", "kind", "role", "affiliation", "added_by")
    claims = Claim.objects.filter(project=project)
    speakers = Speaker.objects.filter(project=project)
    rows: dict[str, Any] = {
        "articles": Article.objects.filter(project=project)
        .annotate(stands=ExpressionWrapper(Q(replaced_at=None), BooleanField()))
        .values_list(*article, "previous__sha256", "stands", "splitter_version", "body__text"),
        "claims": claims.values_list(
            *("article__sha256", "start", "end", "kind", "paragraph", "position", "text", "hints"),
            *("worth", "wire_key", "carried_from__text"),
        ),
        "slots": Slot.objects.filter(project=project).values_list(
            *of_claim, "stage", "number", "purpose", "wanted", "priority", "annotator"
        ),
        "speakers": speakers.values_list(*of_speaker),
        "aliases": SpeakerAlias.objects.filter(speaker__project=project).values_list(
            "speaker__name", "name"
        ),
        "cast": ArticleSpeaker.objects.filter(article__project=project).values_list(
            "article__sha256", "speaker__name", "position"
        ),
        "suggestions": Suggestion.objects.filter(claim__project=project).values_list(
            *of_claim, "rank", "speaker__name", "quote_type", "score", "reason"
        ),
    }
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


def count_parts(dumped: Dump) -> dict[str, tuple[int, int]]:
    """Of each article by its hash: claims, and their slots."""
    claims = Counter(row.split("'")[1] for row in dumped["claims"])
    slots = Counter(row.split("'")[1] for row in dumped["slots"])
    return {article: (count, slots[article]) for article, count in claims.items()}


def list_halves(kind: str, found: Dump, expected: Dump) -> Iterator[str]:
    """Articles that are in, but not with all their claims and slots."""
    wanted = count_parts(expected)
    for article, parts in count_parts(found).items():
        if parts != wanted.get(article):
            yield f"halfway: {kind}: {article} has {parts}, not {wanted.get(article)}"
    empty = len(found["articles"]) - len(count_parts(found))
    if empty:
        yield f"halfway: {kind}: {empty} articles have no claims"


def list_differences(kind: str, found: Dump, expected: Dump) -> Iterator[str]:
    for name, rows in expected.items():
        more, less = Counter(found[name]), Counter(rows)
        if more != less:
            yield (
                f"differs: {kind}: {name}: too many {list((more - less).elements())[:2]}, "
                f"missing {list((less - more).elements())[:2]}"
            )


def import_file(path: Path, project: Project, user: User, jobs: int = 1) -> None:
    with path.open("rb") as file:
        for _ in stream_articles(
            actor=user,
            project=project,
            rows=read_file(file, path.name),
            now=clock.now(),
            jobs=jobs,
        ):
            pass

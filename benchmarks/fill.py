"""A project of so many claims, in the final tables, without the import that is to be measured.

Everybody wants two labels per claim. The veteran has given one of the two for most of the claims;
the newcomers have given none.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from benchmarks.articles import Draft, write_article, write_articles
from benchmarks.bulk import (
    copy_rows,
    insert_select,
    make_hash,
    make_uuid,
    restart_numbers,
    tidy,
)
from claims import clock
from claims.models import (
    Article,
    ArticleSpeaker,
    ArticleText,
    Claim,
    LabelScheme,
    Membership,
    Project,
    Slot,
    Speaker,
    Stage,
    Suggestion,
    User,
)
from claims.operations.locks import take_turns
from claims.operations.projects import create_project
from claims.operations.schemes import install_presets
from claims.queries.imports import hash_text
from claims.text.segment import SPLITTER_VERSION
from claims.text.wire import make_wire_key

SENTENCES = 30
OVERLAP = 2
SPEAKERS = 40
NEWCOMERS = 33
ARTICLES_AT_ONCE = 200
# Claims that are written; beyond them the database makes more articles of the same text by itself.
WRITTEN = 100_000


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
    count, last = divmod(size, SENTENCES)
    drafts = write_articles(min(count, WRITTEN // SENTENCES), SENTENCES, seed)
    articles = _add_articles(project, manager, drafts, now)
    articles += _copy_articles(articles, count - len(articles))
    if last:
        draft = write_article(random.Random(seed), last, f"{seed}-last")
        articles += _add_articles(project, manager, [draft], now)
    _add_slots(project, articles)
    _add_suggestions(project, speakers, articles)
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


def add_project(
    scene: Scene, slug: str, claims: int, speakers: int
) -> tuple[Project, Sequence[Speaker]]:
    """Another project of so many claims, in whole articles, of which nothing is labelled."""
    project = _add_project(scene.manager, clock.now(), slug)
    made = _add_speakers(project, speakers)
    drafts = write_articles(claims // SENTENCES, SENTENCES, 2)
    articles = _add_articles(project, scene.manager, drafts, clock.now())
    _add_slots(project, articles)
    _add_suggestions(project, made, articles)
    return project, made


def add_empty_project(scene: Scene, slug: str) -> Project:
    """Another project, without articles or speakers."""
    return _add_project(scene.manager, clock.now(), slug)


def add_article(scene: Scene, sentences: int, name: str = "long") -> Article:
    """One more article, of so many claims; the same name is the same text."""
    draft = write_article(random.Random(f"{name}-{sentences}"), sentences, f"{name}-{sentences}")
    (number,) = _add_articles(scene.project, scene.manager, [draft], clock.now())
    _add_slots(scene.project, [number])
    article = Article.objects.get(pk=number)
    named = Speaker.objects.filter(project=scene.project).exclude(name="").order_by("pk")
    _add_suggestions(scene.project, list(named[:1]), [number])
    ArticleSpeaker.objects.bulk_create(
        ArticleSpeaker(article=article, speaker=speaker, position=position)
        for position, speaker in enumerate(named[:9], start=1)
    )
    return article


def _add_people(count: int) -> list[User]:
    # No passwords: hashing them takes longer than all the rest of a small project.
    people = [User(username=f"person{number}") for number in range(count)]
    people[0].is_superuser = True
    return User.objects.bulk_create(people)


def _add_project(manager: User, now: datetime, slug: str = "benchmark") -> Project:
    presets = json.loads((Path(settings.BASE_DIR) / "fixtures/schemes.json").read_text("utf-8"))
    schemes: dict[str, LabelScheme] = {}
    install_presets(actor=manager, presets=presets, now=now)
    for scheme in LabelScheme.objects.order_by("pk"):
        schemes.setdefault(scheme.kind, scheme)
    return create_project(
        actor=manager,
        slug=slug,
        name="Benchmark",
        verifiability_scheme=schemes["verifiability"],
        verdict_scheme=schemes["verdict"],
        guideline="Label what is said.",
        overlap=OVERLAP,
        now=now,
    )


def _add_speakers(project: Project, count: int = SPEAKERS) -> list[Speaker]:
    speakers = [Speaker(project=project) for _number in range(count)]
    for number, speaker in enumerate(speakers):
        speaker.take_name(f"Speaker {number}")
    return Speaker.objects.bulk_create(speakers)


def _add_articles(
    project: Project, manager: User, drafts: Iterable[Draft], now: datetime
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


def _copy_articles(articles: Sequence[int], count: int) -> list[int]:
    """So many more articles, by copying these over and over; numbered on from them."""
    copies: list[int] = []
    while len(copies) < count:
        originals = articles[: count - len(copies)]
        shift = len(articles) + len(copies)
        moved = [originals[0], originals[-1]]
        number = f"s.id + {shift}"
        distinct = {"id": number, "uuid": make_uuid(number), "sha256_lf": make_hash(number)}
        copy_rows(Article, distinct, "s.id BETWEEN %s AND %s", moved)
        of_copy = {"article_id": f"s.article_id + {shift}"}
        copy_rows(ArticleText, of_copy, "s.article_id BETWEEN %s AND %s", moved)
        of_copy["uuid"] = make_uuid(f"s.id * 1000 + {len(copies) // len(articles)}")
        copy_rows(Claim, of_copy, "s.article_id BETWEEN %s AND %s ORDER BY s.id", moved)
        copies += [original + shift for original in originals]
    restart_numbers(Article)
    return copies


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
            wire_key=make_wire_key(sentence.text),
            splitter_version=SPLITTER_VERSION,
        )


def _add_slots(project: Project, articles: Sequence[int]) -> None:
    """As an import makes them: in the line, the articles one after the other."""
    claims = Claim.objects.filter(article__pk__range=(articles[0], articles[-1]))
    with transaction.atomic():
        turn = take_turns(project.pk, Stage.LABEL, articles[-1])
        for number in range(1, OVERLAP + 1):
            Slot.objects.insert_for(claims, number=number, turn=turn)


def _add_suggestions(
    project: Project, speakers: Sequence[Speaker], articles: Sequence[int]
) -> None:
    insert_select(
        Suggestion(source="benchmark", version="1", rank=1, score=0.5, reason="… said"),
        {"claim_id": "c.id", "speaker_id": f"{speakers[0].pk} + c.id %% {SPEAKERS}"},
        "FROM claims_claim c WHERE c.project_id = %s AND c.article_id BETWEEN %s AND %s"
        " ORDER BY c.id",
        [project.pk, articles[0], articles[-1]],
    )

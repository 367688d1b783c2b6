"""The articles that imported claims are part of, and where in them each stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from claims.errors import Conflict, DomainError, InvalidInput, UnusableText
from claims.exchange.imported import ImportedClaim, ImportedEvidence, ImportedLabel
from claims.models import Article, ArticleText, Claim, LabelSource, User, get_max_length
from claims.operations.labelled_evidence import check_link
from claims.queries.imports import hash_text, tell_withdrawn
from claims.text import intake
from claims.text.attribution import split
from claims.text.languages.detection import detect
from claims.text.segment import SPLITTER_VERSION
from claims.text.wire import make_wire_key

TITLE_LENGTH = get_max_length(Article, "title") or 0
Offsets = tuple[int, int]


class Placed(NamedTuple):
    """A row and the claim that it is about."""

    row: ImportedClaim
    claim: Claim


@dataclass(slots=True)
class Placing:
    """Where the rows stand, by their keys; the claims that are new; why others stand nowhere."""

    placed: dict[str, Placed] = field(default_factory=dict)
    made: list[Claim] = field(default_factory=list)
    articles: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[int, DomainError]] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """An article, and its claims by their offsets."""

    article: Article
    text: str
    is_new: bool
    claims: dict[Offsets, Claim] = field(default_factory=dict)
    made: list[Claim] = field(default_factory=list)


def check_claim(row: ImportedClaim) -> None:
    """Raise UnusableText or InvalidInput if it can't be a claim in any project."""
    for text in (row.text, row.document or row.text):
        intake.check(text)
    if len((row.document or row.text).encode()) > settings.ARTICLE_MAX_BYTES:
        raise UnusableText(
            "too_large",
            "The article is larger than %(limit)d bytes.",
            field="text",
            limit=settings.ARTICLE_MAX_BYTES,
        )
    for name, text in _list_texts(row):
        if not intake.is_storable(text):
            raise InvalidInput(
                "not_text", "“%(name)s” holds a character that is not text.", field=name, name=name
            )
    if row.start is not None and row.document[row.start : row.end] != row.text:
        raise InvalidInput("wrong_span", "A labelled passage is not where the file says it is.")


def _list_texts(
    row: ImportedClaim | ImportedLabel | ImportedEvidence,
) -> Iterator[tuple[str, str]]:
    for one in fields(row):
        value = getattr(row, one.name)
        if isinstance(value, str):
            yield one.name, value
        elif isinstance(value, tuple):
            for part in value:
                yield from [(one.name, part)] if isinstance(part, str) else _list_texts(part)


def place_claims(
    source: LabelSource,
    actor: User,
    rows: Sequence[tuple[int, str, ImportedClaim]],
    now: datetime,
) -> Placing:
    """The claim of each row (number, key, claim), made where there is none; and its article.

    A claim without a text around it is an article of its own. Articles of the project's own stay
    as they are split: there only a claim that stands already can have imported labels.
    """
    placing = Placing()
    places = _find_places(source, rows)
    new: list[_Place] = []
    for number, key, row in rows:
        text = row.document if row.start is not None else row.text
        place = places.get(hash_text(text)[1])
        if place is None:
            place = places[hash_text(text)[1]] = _open_article(
                source, actor, number, row, now, placing.left_out
            )
            new.append(place)
        try:
            claim = _find_claim(source, place, text, row)
        except DomainError as refusal:
            placing.refusals.append((number, refusal))
            continue
        placing.placed[key] = Placed(row, claim)
    Article.objects.bulk_create(place.article for place in new)
    ArticleText.objects.bulk_create(
        ArticleText(article=place.article, text=place.text) for place in new
    )
    placing.articles = len(new)
    placing.made = Claim.objects.bulk_create(_list_new(places.values()))
    return placing


def _find_places(
    source: LabelSource, rows: Iterable[tuple[int, str, ImportedClaim]]
) -> dict[str, _Place]:
    """The project's articles of these texts, by their hash."""
    texts = [row.document if row.start is not None else row.text for _number, _key, row in rows]
    hashes = {hash_text(text)[1] for text in texts}
    found = Article.objects.filter(project=source.project_id, sha256_lf__in=hashes)
    places = {
        article.sha256_lf: _Place(article, article.body.text, is_new=False)
        for article in found.select_related("body")
    }
    by_article = {place.article.pk: place for place in places.values()}
    claims = Claim.objects.active().filter(article__in=list(by_article))
    for claim in claims.order_by("pk"):
        by_article[claim.article_id].claims.setdefault((claim.start, claim.end), claim)
    return places


def _open_article(
    source: LabelSource,
    actor: User,
    number: int,
    row: ImportedClaim,
    now: datetime,
    left_out: Counter[str],
) -> _Place:
    """A new article, with its claims: as it is split, or just the one that it consists of."""
    is_part = row.start is not None
    text = row.document if is_part else row.text
    project = source.project
    sha256, sha256_lf = hash_text(text)
    language = project.language or detect(text)
    name = (row.document_id if is_part else row.source_id) or str(number)
    article = Article(
        project=project,
        title=f"{source.name} · {name}"[:TITLE_LENGTH],
        length=len(text),
        sha256=sha256,
        sha256_lf=sha256_lf,
        url=check_link(row.url, left_out),
        language=language,
        splitter_version=SPLITTER_VERSION,
        queue_version=project.queue_version,
        label_source=source,
        is_queued=source.is_queued,
        created_at=now,
        created_by=actor,
    )
    place = _Place(article, text, is_new=True)
    if is_part:
        for one in split(text, language).segments:
            _add_claim(source, place, (one.start, one.end), one.kind.value, one.paragraph)
    else:
        _add_claim(source, place, (0, len(text)), Claim.Kind.SENTENCE, 0)
    return place


def _find_claim(source: LabelSource, place: _Place, text: str, row: ImportedClaim) -> Claim:
    if place.article.withdrawn_at is not None:
        raise tell_withdrawn(place.article)
    if text != place.text:
        raise Conflict(
            "other_line_ends", "The project has this text already, with other line ends."
        )
    offsets = (row.start, row.end) if row.start is not None else (0, len(text))
    start, end = offsets[0], offsets[1] or 0
    if (start, end) in place.claims:
        return place.claims[start, end]
    if place.article.label_source_id is None and not place.is_new:
        raise Conflict(
            "not_a_claim_here",
            "The project has this text already, and it is split otherwise: the passage is no claim "
            "of it.",
        )
    around = [claim for claim in place.claims.values() if claim.start <= start]
    paragraph = max((claim.paragraph for claim in around), default=0)
    return _add_claim(source, place, (start, end), Claim.Kind.SPAN, paragraph)


def _add_claim(
    source: LabelSource, place: _Place, offsets: Offsets, kind: str, paragraph: int
) -> Claim:
    start, end = offsets
    text = place.text[start:end]
    claim = place.claims[offsets] = Claim(
        project_id=source.project_id,
        article=place.article,
        start=start,
        end=end,
        kind=kind,
        paragraph=paragraph,
        position=len(place.claims),
        text=text,
        # Nobody labels it: nor is it to be found as the same as what people label.
        wire_key=make_wire_key(text) if source.is_queued else "",
        splitter_version=SPLITTER_VERSION,
    )
    place.made.append(claim)
    return claim


def _list_new(places: Iterable[_Place]) -> Iterator[Claim]:
    for place in places:
        for claim in place.made:
            # Their article has its number only now.
            claim.article = place.article
            yield claim

"""Removing an article's words for good, where the law demands it. What stays: docs/withdrawing.md.

The one way in which append-only rows change: triggers let words of an article be emptied where a
purge of it stands (migrations 0089_purges, 0099_purged_evidence), and nothing else.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.exchange.audit import PURGED as WAS_PURGED
from claims.exchange.audit import digest_data
from claims.models import (
    Annotation,
    Approval,
    Article,
    ArticleSpeaker,
    ArticleText,
    AuditEvent,
    BoundaryProposal,
    Claim,
    CorrectionReview,
    CoSpeaker,
    Decision,
    Draft,
    Evidence,
    Flag,
    GoldLabel,
    KeyedAnswer,
    LabelSuggestion,
    Publication,
    Purge,
    Question,
    Release,
    Skip,
    SourceRow,
    Speaker,
    SpeakerAlias,
    StagedImport,
    StagedLabels,
    Suggestion,
    User,
    get_last_word,
    get_max_length,
    make_name_key,
)
from claims.models.purges import PURGED
from claims.operations import audit, locks, releases, slots
from claims.operations.validation import bound_text
from claims.queries.release_storage import list_holding
from claims.text.links import make_page_key

REASON_LIMIT = get_max_length(Purge, "reason") or 0
REFERENCE_LIMIT = get_max_length(Purge, "reference") or 0
# What people typed for a label, by its columns.
SAID = ("reporting_source", "wording", "justification", "omission", "searched")
# Keys of audit data under which words stand.
WORDS = frozenset({"reason", "note", "changes", "text", "title", "explanation", "name"})
# Rows that one statement names.
AT_ONCE = 500


def name_confirmation(article: Article) -> str:
    """What is typed so that no article is purged by a slip: its hash is on its page."""
    return article.sha256[:8]


def purge_article(
    *,
    actor: User,
    article: Article,
    reason: str,
    confirmation: str,
    reference: str = "",
    with_source: bool = False,
    now: datetime,
) -> Purge:
    """Remove its text, and what people wrote of it, for good; a tombstone stays.

    The title goes too, since it mostly is the headline, and why it was withdrawn, since the
    tombstone says why. `with_source`: also link, author and the id at the source.
    Releases that hold one of its claims are withdrawn, before and after: one may become ready
    meanwhile, and one that is being built finds the purge (operations/release_building.py).
    Twice is once. Raises Conflict where the article is not withdrawn, or something of it is
    published, and InvalidInput ("no_reason", "not_confirmed").
    """
    permissions.require(permissions.can_manage(actor, article.project))
    reason = bound_text(reason, field="reason", limit=REASON_LIMIT)
    reference = bound_text(reference, field="reference", limit=REFERENCE_LIMIT)
    if not reason:
        raise InvalidInput("no_reason", "Say why.", field="reason")
    if confirmation.strip() != name_confirmation(article):
        raise InvalidInput(
            "not_confirmed",
            "Type the first eight characters of the text’s SHA-256.",
            field="confirmation",
        )
    _refuse_at_work(article)
    _withdraw_releases(actor, article, now)
    with transaction.atomic():
        purge = _purge(actor, article, reason, reference, now, with_source=with_source)
    _withdraw_releases(actor, article, now)
    article.refresh_from_db()
    return purge


def _refuse_at_work(article: Article) -> None:
    if not Article.objects.withdrawn().filter(pk=article.pk).exists():
        raise Conflict("not_withdrawn", "Withdraw the article first.")
    if Publication.objects.active().filter(claim__article=article).exists():
        raise Conflict("published", "Withdraw first what is published of it.")


def _withdraw_releases(actor: User, article: Article, now: datetime) -> None:
    ready = Release.objects.filter(project=article.project_id, state=Release.State.READY)
    claims = {str(uuid) for uuid in article.claims.values_list("uuid", flat=True)}
    for release in list_holding(ready.order_by("pk"), claims):
        releases.withdraw_release(
            actor=actor,
            release=release,
            reason=f"An article in it was purged: {article.uuid} (SHA-256 {article.sha256}).",
            successor=None,
            now=now,
        )


def _purge(
    actor: User, article: Article, reason: str, reference: str, now: datetime, *, with_source: bool
) -> Purge:
    locks.hold_project(article.project)
    held = slots.enter_article(article.pk, now)
    known = Purge.objects.filter(article=held).first()
    if known is not None:
        return known
    _refuse_at_work(held)
    purge = Purge.objects.create(
        project=held.project,
        article=held,
        sha256=held.sha256,
        reason=reason,
        reference=reference,
        created_at=now,
        created_by=actor,
    )
    _erase_said(held)
    _erase_beside(held)
    speakers = _erase_names(held)
    _erase_log(held, speakers)
    shortened = _shorten_audit(_find_told(held, speakers))
    if with_source:
        shortened += _shorten_audit(_find_fetched(held))
    _erase_text(held, with_source=with_source)
    audit.record(
        "article.purged",
        actor=actor,
        now=now,
        project=held.project,
        target=held.uuid,
        data={
            "sha256": held.sha256,
            "reference": reference,
            "with_source": with_source,
            "audit_rows": shortened,
            "speakers": len(speakers),
        },
    )
    return purge


def _erase_text(article: Article, *, with_source: bool) -> None:
    ArticleText.objects.filter(article=article).update(text="")
    # Last of the words: what hangs on a claim is found by it, not by its text.
    Claim.objects.filter(article=article).update(text="", wire_key="")
    source: dict[str, Any] = {}
    if with_source:
        source = {"url": "", "author": "", "source_id": "", "page_key": None}
    Article.objects.filter(pk=article.pk).update(title=PURGED, withdrawn_because=PURGED, **source)


def _erase_said(article: Article) -> None:
    """What people wrote in labels and decisions, and what they quoted: it may hold the text."""
    said = dict.fromkeys(SAID, "")
    of_article = {"claim__article": article}
    Annotation.objects.filter(**of_article).update(**said, comment="")
    decisions = Decision.objects.filter(**of_article)
    decisions.update(**said, reason="")
    Approval.objects.filter(decision__in=decisions).update(note="")
    evidence = Evidence.objects.filter(
        Q(annotation__claim__article=article) | Q(decision__claim__article=article)
    )
    evidence.update(title="", publisher="", question="")
    # That evidence says something, and whom one asked, constraints hold.
    for name in ("quote", "answer", "asked_whom"):
        evidence.exclude(**{name: ""}).update(**{name: PURGED})


def _erase_beside(article: Article) -> None:
    """What stands beside labels; what was begun or is only kept for a while goes as a whole."""
    of_article = {"claim__article": article}
    Draft.objects.filter(**of_article).delete()
    LabelSuggestion.objects.filter(**of_article).delete()
    suggested = Suggestion.objects.filter(**of_article)
    suggested.filter(~Exists(Annotation.objects.filter(suggestion=OuterRef("pk")))).delete()
    suggested.update(reason="")
    Skip.objects.filter(**of_article).update(reason="")
    Flag.objects.filter(**of_article).update(reason=PURGED)
    Question.objects.filter(**of_article).update(text=PURGED)
    GoldLabel.objects.filter(**of_article).update(explanation="")
    SourceRow.objects.filter(**of_article).update(row="")
    CorrectionReview.objects.filter(
        Q(article=article) | Q(decision__claim__article=article)
    ).update(note="")
    BoundaryProposal.objects.filter(article=article).update(reason="")
    # Which of these hold the text cannot be told from all they may be written in.
    for staged in (StagedImport, StagedLabels):
        staged.objects.filter(project=article.project_id).delete()
    KeyedAnswer.objects.exclude(body="").update(body="")


def _erase_names(article: Article) -> list[Speaker]:
    """Erase the names of speakers whom nothing but this article knows; these speakers."""
    found = _list_known_here_only(article)
    for speaker in found:
        speaker.name = f"{PURGED} {speaker.uuid}"
        speaker.name_key = make_name_key(speaker.name)
        speaker.last_word = get_last_word(speaker.name_key)
        speaker.role = speaker.affiliation = speaker.same_as = ""
    columns = ("name", "name_key", "last_word", "role", "affiliation", "same_as")
    Speaker.objects.bulk_update(found, columns, batch_size=AT_ONCE)
    SpeakerAlias.objects.filter(speaker__in=found).delete()
    return found


def _list_known_here_only(article: Article) -> list[Speaker]:
    """With all who were merged with them; none, where one of these is named elsewhere."""
    here = ArticleSpeaker.objects.filter(article=article).values("speaker")
    stand = Speaker.objects.filter(pk__in=here).values(number=Coalesce("merged_into", "pk"))
    known = Speaker.objects.filter(Q(pk__in=stand) | Q(merged_into__in=stand)).exclude(name="")
    known = known.select_related("merged_into").order_by("pk")
    elsewhere = {one.survivor.pk for one in known.filter(_is_named_elsewhere(article))}
    return [one for one in known if one.survivor.pk not in elsewhere]


def _is_named_elsewhere(article: Article) -> Q:
    this = OuterRef("pk")
    others = (
        ArticleSpeaker.objects.filter(speaker=this).exclude(article=article),
        *(
            said.objects.filter(Q(speaker=this) | Q(original_speaker=this)).exclude(
                claim__article=article
            )
            for said in (Annotation, Decision)
        ),
        CoSpeaker.objects.filter(speaker=this, annotation__isnull=False).exclude(
            annotation__claim__article=article
        ),
        CoSpeaker.objects.filter(speaker=this, decision__isnull=False).exclude(
            decision__claim__article=article
        ),
        GoldLabel.objects.filter(speakers=this).exclude(claim__article=article),
    )
    found = Q()
    for one in others:
        found |= Q(Exists(one))
    return found


def _erase_log(article: Article, speakers: Collection[Speaker]) -> None:
    """The administration's own log names rows as they were called."""
    for model, rows in ((Article, [article]), (Speaker, speakers)):
        of_rows = {"object_id__in": [str(row.pk) for row in rows]}
        of_model = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=of_model, **of_rows)
        entries.update(object_repr=PURGED, change_message="")


# ---- The audit -----------------------------------------------------------------------------------


def _shorten_audit(rows: Iterable[tuple[int, Any]]) -> int:
    """Put its hash in the place of what these audit rows say; how many there were."""
    return sum(
        AuditEvent.objects.filter(pk=pk).update(data={WAS_PURGED: digest_data(data)})
        for pk, data in rows
    )


def _find_told(article: Article, speakers: Collection[Speaker]) -> Iterator[tuple[int, Any]]:
    """The audit rows of the article and of what hangs on it that hold words."""
    targets = sorted([*_list_targets(article), *(str(speaker.uuid) for speaker in speakers)])
    for start in range(0, len(targets), AT_ONCE):
        part = targets[start : start + AT_ONCE]
        rows = AuditEvent.objects.filter(project=article.project_id, target__in=part)
        for pk, data in rows.values_list("pk", "data"):
            if WORDS & data.keys():
                yield pk, data


def _find_fetched(article: Article) -> Iterator[tuple[int, Any]]:
    """Those that tell of its page being fetched: they hold its link."""
    rows = AuditEvent.objects.filter(project=article.project_id, action="page.fetched")
    for pk, data in rows.values_list("pk", "data"):
        if article.page_key and make_page_key(data.get("url", "")) == article.page_key:
            yield pk, data


def _list_targets(article: Article) -> Iterator[str]:
    yield str(article.uuid)
    of_article = {"claim__article": article}
    found: Collection[QuerySet[Any]] = (
        Claim.objects.filter(article=article),
        *(one.objects.filter(**of_article) for one in (Annotation, Decision, Question, GoldLabel)),
        BoundaryProposal.objects.filter(article=article),
        Publication.objects.filter(**of_article),
        CorrectionReview.objects.filter(article=article),
    )
    for rows in found:
        yield from (str(uuid) for uuid in rows.values_list("uuid", flat=True))

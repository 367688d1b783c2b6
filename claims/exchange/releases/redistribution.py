"""What of an article may be passed on, and records without the rest.

`text`: all. `sentence`: the claim itself, not what stands around it. `none`: where it stands, not
what it says; whoever has the article fills that in with rehydrate.py.
"""

from claims.exchange.records import (
    AnnotationRecord,
    DecisionRecord,
    EarlierRevision,
    EvidenceRecord,
)

TEXT, SENTENCE, NONE = RIGHTS = ("text", "sentence", "none")
# By which it is counted where a record without text is of no use.
LEFT_OUT = "no_redistribution"

Released = AnnotationRecord | DecisionRecord


def withhold(record: Released) -> Released:
    """The record, without what may not be passed on. What is never absent is then empty."""
    right = record.article.redistribute
    if right == TEXT:
        return record
    claim = record.claim._replace(context_before=None, context_after=None)
    if right == SENTENCE:
        return record._replace(claim=claim)
    bare = record._replace(
        claim=claim._replace(text=""),
        article=record.article._replace(title=""),
        wording=None,
        evidence=tuple(map(_without_quote, record.evidence)),
    )
    return _without_words(bare) if isinstance(bare, AnnotationRecord) else bare


def _without_quote(item: EvidenceRecord) -> EvidenceRecord:
    """An answer that only repeats the passage goes with it."""
    is_copied = item.answer is not None and item.quote is not None and item.answer in item.quote
    return item._replace(quote=None, answer=None if is_copied else item.answer)


def _without_words(record: AnnotationRecord) -> AnnotationRecord:
    """Why a machine suggested a speaker names words of the sentence; so may earlier wordings."""
    suggestion = record.suggestion
    return record._replace(
        suggestion=suggestion._replace(reason="") if suggestion else None,
        history=tuple(_without_wording(revision) for revision in record.history),
    )


def _without_wording(revision: EarlierRevision) -> EarlierRevision:
    return revision._replace(wording=None)


def is_withheld(record: Released) -> bool:
    """Whether the claim's words are left out of it."""
    return record.article.redistribute == NONE

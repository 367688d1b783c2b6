"""What became of each claim of a text in the corrected one. Nothing is written here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claims.models import Article, Claim, CorrectionReview
from claims.text.versions import Fate, Heir, trace


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim of the old text and what became of it: the claim `found` in the new text, or none.

    `root`: the claim (by number) that has the labels, in the first text that had them.
    """

    old: Claim
    root: int
    sentence: Claim | None
    found: Claim | None
    heir: Heir

    @property
    def is_same(self) -> bool:
        if self.sentence is None or self.found is None:
            return False
        return self.heir.fate == Fate.SAME and self.sentence.kind == self.found.kind

    @property
    def reason(self) -> str:
        """Why a decision on it waits to be looked at; none if it does not."""
        if self.heir.index is None:
            return CorrectionReview.Reason.GONE
        if not self.is_same:
            return CorrectionReview.Reason.CHANGED
        return CorrectionReview.Reason.CONTEXT if self.heir.moved_on else ""

    def make_span(self) -> Claim | None:
        """Of a part of a sentence that stayed the same: the same part of it."""
        if self.old.kind != Claim.Kind.SPAN or not self.is_same or not self.found:
            return None
        return _make_span(self.old, self.sentence or self.old, self.found)


def pair_claims(old: Article, claims: Sequence[Claim]) -> Iterator[Pair]:
    """The claims that stand in the old text, with what they are among those of the new one."""
    active = list(Claim.objects.active().filter(article=old).in_text_order())
    sentences = [claim for claim in active if claim.kind != Claim.Kind.SPAN]
    heirs = dict(
        zip(
            (claim.pk for claim in sentences),
            trace([claim.text for claim in sentences], [claim.text for claim in claims]),
            strict=True,
        )
    )
    for claim in active:
        sentence = _find_sentence(claim, sentences)
        heir = heirs[sentence.pk] if sentence else Heir(Fate.GONE, None)
        found = None if heir.index is None else claims[heir.index]
        yield Pair(claim, claim.carried_from_id or claim.pk, sentence, found, heir)


def _find_sentence(claim: Claim, sentences: Iterable[Claim]) -> Claim | None:
    """The claim itself, or the sentence around a span."""
    if claim.kind != Claim.Kind.SPAN:
        return claim
    around = (one for one in sentences if one.start <= claim.start and claim.end <= one.end)
    return next(around, None)


def _make_span(old: Claim, sentence: Claim, new: Claim) -> Claim:
    """The same part of the same sentence in the corrected text."""
    shift = new.start - sentence.start
    return Claim(
        project_id=new.project_id,
        article=new.article,
        start=old.start + shift,
        end=old.end + shift,
        kind=old.kind,
        paragraph=new.paragraph,
        position=new.position,
        text=old.text,
        wire_key=old.wire_key,
        hints=[[kind, start + shift, end + shift] for kind, start, end in old.hints],
        worth=old.worth,
        splitter_version=old.splitter_version,
    )

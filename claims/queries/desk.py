"""What one annotator sees of an article: the state of each claim for them, and nobody else's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value

from claims.models import (
    Annotation,
    Article,
    ArticleSpeaker,
    Claim,
    Draft,
    Flag,
    Label,
    Lease,
    Project,
    Skip,
    Slot,
    Speaker,
    Stage,
    Suggestion,
    User,
    read_survivor,
)
from claims.models.prepared import prepared
from claims.queries.speakers import list_survivors, show_survivors


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimState:
    """A claim as this person sees it. `state` is open, done, skipped, or context (not theirs)."""

    state: str = "context"
    flagged: bool = False
    speaker: str = ""

    @property
    def is_own(self) -> bool:
        return self.state != "context"

    @property
    def can_be_opened(self) -> bool:
        """Whether a slot of the claim is theirs."""
        return self.state in {"open", "done"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Whom one may choose, in the order in which they are offered.

    `digits` are the keys that choose them at the desk, by their numbers. `besides` are those who
    were asked for and are not in the cast. `merged` are the UUIDs, among those asked for, of
    speakers merged into another, and that one's.
    """

    speakers: Sequence[Speaker]
    digits: Mapping[int, int]
    besides: Sequence[Speaker]
    merged: Mapping[str, str]

    def __iter__(self) -> Iterator[Speaker]:
        return iter(self.speakers)


CONTEXT = ClaimState()
SKIP, FLAG = "skip", "flag"
LAST_DIGIT = 9


def find_lease(user: User, project: Project, stage: str = Stage.LABEL) -> Lease | None:
    """The article this person is at work on."""
    return next(iter(list_leases(user, project, stage)), None)


def list_leases(user: User, project: Project, stage: str = Stage.LABEL) -> list[Lease]:
    """The work that is kept for this person: what they are at, then what was fetched ahead."""
    leases = Lease.objects.open().filter(annotator=user, project=project, stage=stage)
    return list(leases.select_related("article").order_by("pk"))


def find_slot(user: User, claim: Claim, stage: str = Stage.LABEL) -> Slot | None:
    """This person's slot of the claim, with the label that fills it."""
    return next(iter(_list_slots(user, claim, stage)), None)


@prepared
def _list_slots(user: User, claim: Claim, stage: str) -> QuerySet[Slot]:
    """One at most: of a claim one has one slot in a pass."""
    slots = Slot.objects.filter(claim=claim, annotator=user, stage=stage)
    return slots.select_related(
        "current__verifiability",
        "current__verdict",
        "current__speaker__merged_into",
        "current__original_speaker__merged_into",
    )


def may_check(user: User, claim: Claim) -> bool:
    """Whether the claim is this person's to check, or may be: what is settled is told to no other.

    Whoever might still label it must not know.
    """
    slots = Slot.objects.filter(claim=claim, stage=Stage.CHECK)
    return slots.filter(annotator=user).exists() or slots.takeable_by(user).exists()


def find_open_claim(
    user: User, article: Article, after: Claim | None = None, stage: str = Stage.LABEL
) -> Claim | None:
    """The next claim of the article that this person is to label, from `after` on and round."""
    own = Slot.objects.unlabelled().filter(article=article, annotator=user, stage=stage)
    claims = Claim.objects.filter(pk__in=own.values("claim_id")).in_text_order()
    if after is not None:
        onward = claims.filter(start__gte=after.start).exclude(pk=after.pk).first()
        if onward is not None:
            return onward
    return claims.first()


def list_claims(article: Article) -> list[Claim]:
    """The article's claims in the order of the text; retired ones not."""
    return list(Claim.objects.active().filter(article=article).in_text_order())


def map_states(user: User, article: Article, stage: str = Stage.LABEL) -> Mapping[int, ClaimState]:
    """The state of each claim of the article for this person, by the claim's number."""
    marks = _list_marks(user, article, stage)
    skipped, flagged = ({claim for claim, kind in marks if kind == mark} for mark in (SKIP, FLAG))
    states = {
        claim_id: ClaimState(state="skipped", flagged=claim_id in flagged) for claim_id in skipped
    }
    for claim_id, current_id, name, kind in _list_own_slots(user, article, stage):
        states[claim_id] = ClaimState(
            state="done" if current_id else "open",
            flagged=claim_id in flagged,
            speaker=str(name or Speaker.Kind(kind).label) if current_id else "",
        )
    for claim_id in flagged - states.keys():
        states[claim_id] = ClaimState(flagged=True)
    return states


@prepared
def _list_own_slots(user: User, article: Article, stage: str) -> QuerySet[Slot, tuple[Any, ...]]:
    own = Slot.objects.filter(article=article, annotator=user, stage=stage)
    name = read_survivor("current__speaker", "name")
    return own.values_list("claim_id", "current_id", name, "current__speaker__kind")


@prepared
def _list_marks(user: User, article: Article, stage: str) -> QuerySet[Any, tuple[int, str]]:
    own = {"annotator": user, "stage": stage, "claim__article": article}
    skips = Skip.objects.standing().filter(**own).values_list("claim_id", Value(SKIP))
    return skips.union(Flag.objects.standing().filter(**own).values_list("claim_id", Value(FLAG)))


def map_suggested_speakers(article: Article) -> Mapping[int, Suggestion]:
    """The first suggestion of each claim of the article: to those who are shown them."""
    ranked = Suggestion.objects.filter(claim__article=article).ranked()
    named = show_survivors(ranked.select_related("speaker__merged_into"))
    # Of each claim the first of the list comes last, and so stays.
    return {suggestion.claim_id: suggestion for suggestion in reversed(named)}


def find_draft(user: User, claim: Claim, stage: str = Stage.LABEL) -> Draft | None:
    return Draft.objects.filter(annotator=user, claim=claim, stage=stage).first()


def has_skipped(user: User, claim: Claim, stage: str = Stage.LABEL) -> bool:
    """Whether the person has passed the claim over; they may still change their mind."""
    skips = Skip.objects.standing().filter(annotator=user, claim=claim, stage=stage)
    return skips.exists()


def map_drafts(user: User, article: Article, stage: str = Stage.LABEL) -> Mapping[int, Draft]:
    """What this person has begun in the article, by the claim's number."""
    own = Draft.objects.filter(annotator=user, claim__article=article, stage=stage)
    return {draft.claim_id: draft for draft in own}


def list_drafts(user: User, project: Project, stage: str = Stage.LABEL) -> list[Draft]:
    """What this person has begun and not submitted, newest first; twenty at most."""
    own = Draft.objects.filter(annotator=user, claim__project=project, stage=stage)
    return list(own.select_related("claim").order_by("-saved_at")[:20])


def list_revisions(user: User, claim: Claim, stage: str = Stage.LABEL) -> list[Annotation]:
    """This person's own labels of the claim, newest first."""
    own = Annotation.objects.filter(annotator=user, claim=claim, stage=stage)
    with_names = own.select_related("speaker__merged_into", "verifiability", "verdict")
    return show_survivors(with_names.order_by("-revision"))


def list_cast(article: Article, user: User, also: Iterable[str] = ()) -> Cast:
    """Whom one may choose: the article's cast, those chosen besides, then the nameless ones.

    The cast is in order of first mention, then of joining it. `also` are UUIDs of further speakers
    who stay on offer because they were chosen before. They have no digit before they are in the
    cast: another might join it sooner, and have that one.
    """
    rows = list(_list_cast(user, article))
    places = _place(rows)
    nameless = sorted(_list_nameless(article.project_id), key=lambda speaker: speaker.kind)
    missing = {*filter(_is_uuid, also)} - {str(one.uuid) for one in (*places, *nameless)}
    asked_for = _find_speakers(article.project_id, missing) if missing else []
    besides = list_survivors(asked_for, *places)
    in_order = sorted(places, key=lambda speaker: places[speaker])
    digits = {speaker.pk: place for speaker, place in places.items() if place <= LAST_DIGIT}
    voices = {one.pk: 0 for one in nameless if one.kind == Speaker.Kind.ARTICLE}
    return Cast(
        speakers=[*in_order, *besides, *nameless],
        digits=digits | voices,
        besides=besides,
        merged={str(one.uuid): str(one.survivor.uuid) for one in asked_for if one.merged_into},
    )


def _place(rows: Sequence[ArticleSpeaker]) -> dict[Speaker, int]:
    """Each of the cast once, with their own place; else with that of the first merged into them.

    So nobody's place changes when others are merged: that of who is no more just stays empty.
    """
    own = {row.speaker: row.position for row in rows if row.speaker.merged_into is None}
    return {row.speaker.survivor: row.position for row in reversed(rows)} | own


@prepared
def _list_cast(user: User, article: Article) -> QuerySet[ArticleSpeaker]:
    rows = ArticleSpeaker.objects.visible_to(user).filter(article=article)
    return rows.select_related("speaker__merged_into").order_by("position", "pk")


def _find_speakers(project: int, uuids: Iterable[str]) -> list[Speaker]:
    named = Speaker.objects.filter(project=project, uuid__in=uuids).order_by("pk")
    return list(named.select_related("merged_into"))


@prepared
def _list_nameless(project: int) -> QuerySet[Speaker]:
    return Speaker.objects.filter(project=project, name="")


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def find_digit(speaker: Speaker, cast: Cast) -> int | None:
    """The digit that chooses the speaker: 0 the article itself, 1 to 9 the cast by its places."""
    return cast.digits.get(speaker.pk)


@prepared
def list_labels(scheme: int) -> QuerySet[Label]:
    """A scheme's labels, by its number, in the order in which they are offered."""
    return Label.objects.filter(scheme=scheme).order_by("order", "pk")

"""The rules that evidence keeps: each item for itself, and all of them under a verdict."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError

from claims.errors import InvalidInput
from claims.models import Evidence, Label
from claims.models.base import validate_web_url
from claims.operations.labelling import SET_LIMIT, EvidenceItem, Labelling, unknown_choice
from claims.text.links import normalise_url

Verdict = Label.Canonical
Stance = Evidence.Stance
# The stance that at least one item must have under a verdict, by the verdict's meaning.
STANCES_FOR = {
    Verdict.SUPPORTED: {Stance.SUPPORTS, Stance.PARTLY},
    Verdict.REFUTED: {Stance.REFUTES},
}


def check_items(items: Sequence[EvidenceItem]) -> Iterator[InvalidInput]:
    """What is wrong with them. A refusal names the item in its field: evidence.0 is the first."""
    seen: dict[tuple[object, ...], int] = {}
    for index, item in enumerate(items):
        path = f"evidence.{index}"
        yield from _check_choices(item, path)
        yield from _check_links(item, path)
        yield from check_kind(item, path)
        is_complete = item.is_reply and item.asked_whom.strip() and item.asked_on
        can_be_known = item.url or is_complete
        first = seen.setdefault(_identify(item), index) if can_be_known else index
        if first != index:
            yield _refuse_twice(item, path, first + 1)


def _refuse_twice(item: EvidenceItem, path: str, number: int) -> InvalidInput:
    if item.is_reply:
        return InvalidInput(
            "evidence_twice",
            "This is item %(number)d once more: the same person, asked on the same day.",
            field=f"{path}.asked_whom",
            number=number,
        )
    return InvalidInput(
        "evidence_twice",
        "This is item %(number)d once more: the same page, passage and stance.",
        field=f"{path}.url",
        number=number,
    )


def _identify(item: EvidenceItem) -> tuple[object, ...]:
    """What makes an item with a link, or a reply, another than the next: more than its place.

    One page gives several passages, one passage answers several questions and stands in several
    sets; a fragment of the link names a passage, too. Who is asked twice is asked on two days.
    """
    passage = (item.url.partition("#")[2], " ".join(item.quote.split()))
    answers = (item.question.strip(), item.answer.strip(), item.set_number)
    asked = (item.kind, item.asked_whom.strip(), item.asked_on)
    return (normalise_url(item.url), item.stance, *passage, *answers, *asked)


def _check_choices(item: EvidenceItem, path: str) -> Iterator[InvalidInput]:
    choices = {
        "kind": set(Evidence.Kind.values),
        "stance": set(Stance.values),
        "medium": {"", *Evidence.Medium.values},
    }
    for name, allowed in choices.items():
        if getattr(item, name) not in allowed:
            yield unknown_choice(f"{path}.{name}")
    if not 1 <= item.set_number <= SET_LIMIT:
        yield InvalidInput(
            "out_of_range",
            "Sets are numbered from 1 to %(limit)d.",
            field=f"{path}.set_number",
            limit=SET_LIMIT,
        )


def _check_links(item: EvidenceItem, path: str) -> Iterator[InvalidInput]:
    for name in ("url", "archived_url"):
        if (url := getattr(item, name)) and not _is_web_link(url):
            yield InvalidInput(
                "not_a_link", "Links start with http:// or https://.", field=f"{path}.{name}"
            )


def _is_web_link(url: str) -> bool:
    try:
        validate_web_url(url)
    except ValidationError:
        return False
    return True


def check_kind(item: EvidenceItem, path: str) -> Iterator[InvalidInput]:
    """What an item of its kind has to say; the database holds it to the same."""
    yield from _check_reply(item, path) if item.is_reply else _check_source(item, path)


def _check_source(item: EvidenceItem, path: str) -> Iterator[InvalidInput]:
    if not item.says_something:
        yield InvalidInput(
            "evidence_empty",
            "Evidence needs a link, a passage or an answer.",
            field=f"{path}.url",
        )
    for name in ("asked_whom", "asked_on", "deadline"):
        if getattr(item, name):
            yield InvalidInput(
                "not_of_a_source", "Only a right of reply says this.", field=f"{path}.{name}"
            )


def _check_reply(item: EvidenceItem, path: str) -> Iterator[InvalidInput]:
    if not item.asked_whom.strip():
        yield InvalidInput("asked_whom_missing", "Say whom you asked.", field=f"{path}.asked_whom")
    if item.asked_on is None:
        yield InvalidInput("asked_on_missing", "Say when you asked.", field=f"{path}.asked_on")
    elif item.deadline and item.deadline < item.asked_on:
        yield InvalidInput(
            "deadline_too_early",
            "The deadline is before the day of asking.",
            field=f"{path}.deadline",
        )
    if not item.says_something and item.stance != Stance.NEUTRAL:
        yield InvalidInput(
            "silence_is_neutral",
            "Without an answer it points neither way: neutral.",
            field=f"{path}.stance",
        )


def check_grounds(labelling: Labelling, verdict: Label) -> Iterator[InvalidInput]:
    """What a verdict lacks under the full evidence rule. A right of reply is an item like others.

    And it is a search: whom was asked, when, until when, and what came of it.
    """
    items = labelling.evidence
    wanted = STANCES_FOR.get(Verdict(verdict.canonical)) if verdict.canonical else None
    if wanted and not wanted & {item.stance for item in items}:
        yield InvalidInput(
            "evidence_missing",
            "“%(label)s” needs evidence that points that way.",
            field="evidence",
            label=verdict.name,
        )
    if not verdict.canonical and not items:
        yield InvalidInput(
            "evidence_missing", "A verdict needs at least one item of evidence.", field="evidence"
        )
    is_conflicting = verdict.canonical == Verdict.CONFLICTING
    if is_conflicting and len(items) < 2 and not labelling.omission.strip():
        yield InvalidInput(
            "omission_missing",
            "Give two items of evidence, or say what the claim leaves out.",
            field="omission",
        )
    is_lacking = verdict.canonical == Verdict.NOT_ENOUGH_EVIDENCE
    has_searched = labelling.searched.strip() or any(item.is_reply for item in items)
    if is_lacking and not has_searched:
        yield InvalidInput(
            "searched_missing", "Say where you searched and found nothing.", field="searched"
        )

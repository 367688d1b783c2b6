"""A project's speakers: who stands for whom, and who is called what."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from django.db.models import Q

from claims.models import (
    Annotation,
    Decision,
    Project,
    Speaker,
    SpeakerAlias,
    Suggestion,
    User,
    get_max_length,
    make_name_key,
    read_survivor,
)
from claims.models.speakers import SpeakerQuerySet
from claims.text import intake

Naming = TypeVar("Naming", Annotation, Suggestion)
NAME_LENGTH = get_max_length(Speaker, "name") or 0
FOUND_AT_ONCE = 20
# So many that fit are put in order here; of more, a database looks for the best.
SIFTED = 100


def list_survivors(speakers: Iterable[Speaker], *but_not: Speaker) -> list[Speaker]:
    """Who stands for the speakers, each once and in their order, without some."""
    left_out = {speaker.survivor for speaker in but_not}
    survivors = dict.fromkeys(speaker.survivor for speaker in speakers)
    return [speaker for speaker in survivors if speaker not in left_out]


def list_co_speakers(said: Annotation | Decision) -> list[Speaker]:
    """Who speaks together with the speaker, in the order they were given."""
    joining = said.co_speakers.order_by("pk").select_related("merged_into")
    return list_survivors(joining, said.speaker)


def show_survivors(rows: Iterable[Naming]) -> list[Naming]:
    """The rows, to be shown and not to be saved: each with who stands for its speaker."""
    shown = list(rows)
    for row in shown:
        row.speaker = row.speaker.survivor
    return shown


def find_called(speakers: SpeakerQuerySet, key: str) -> SpeakerQuerySet:
    """Those of the speakers for whom a name, of theirs or merged into them, holds the key."""
    return _find(speakers, _contains, key)


def search(user: User, project: Project, words: str) -> Sequence[tuple[Speaker, Sequence[str]]]:
    """Whom the person may mean who types this, best first, with the other names that it fits.

    Before those who have it within a word come those of whose names a word begins with it. Four
    queries at most. Nothing depends on who chose whom, where that would tell of labels.
    """
    if len(words) > NAME_LENGTH or not intake.is_storable(words):
        return ()
    key = make_name_key(words)
    if not key:
        return ()
    named = Speaker.objects.filter(project=project)
    found = _list_some(_find(named, _contains, key).visible_to(user), SIFTED)
    if len(found) == SIFTED:
        # There are more: the best may not be among them.
        found += _list_some(_find(named, _begins_word, key).visible_to(user), FOUND_AT_ONCE)
    fitting = map_other_names(found, _contains("name_key", key))
    best = sorted(
        dict.fromkeys(found),
        key=lambda one: (not _has_word(key, [one.name, *fitting[one.pk]]), one.name_key),
    )
    return [(speaker, fitting[speaker.pk]) for speaker in best[:FOUND_AT_ONCE]]


def _list_some(found: SpeakerQuerySet, count: int) -> list[Speaker]:
    return list(found.standing().exclude(name="").order_by("name_key")[:count])


def _has_word(key: str, names: Iterable[str]) -> bool:
    """As `_begins_word`."""
    keys = map(make_name_key, names)
    return any(one.startswith(key) or f" {key}" in one or f"-{key}" in one for one in keys)


def list_standing(user: User, project: Project, words: str = "") -> SpeakerQuerySet:
    """The project's speakers with a name whom the person may know, merged ones not, by name; those
    who are called so.
    """
    speakers = Speaker.objects.filter(project=project)
    if key := make_name_key(words):
        speakers = find_called(speakers, key)
    return speakers.visible_to(user).standing().exclude(name="").order_by("name_key")


def list_merged(project: Project) -> SpeakerQuerySet:
    """Who of the project was merged, with who stands for them; by that one's name."""
    merged = Speaker.objects.filter(project=project).exclude(merged_into=None)
    return merged.select_related("merged_into").order_by("merged_into__name_key", "name_key")


def map_other_names(
    speakers: Collection[Speaker], fitting: Q | None = None
) -> Mapping[int, list[str]]:
    """What the speakers are also called, those merged into them too, by number. Two queries."""
    numbers = [speaker.pk for speaker in speakers]
    fitting = fitting or Q()
    merged = Speaker.objects.filter(fitting, merged_into__in=numbers)
    aliases = SpeakerAlias.objects.filter(
        fitting, Q(speaker__in=numbers) | Q(speaker__merged_into__in=numbers)
    )
    names = defaultdict(set)
    for number, name in chain(
        merged.values_list("merged_into", "name"),
        aliases.values_list(read_survivor("speaker"), "name"),
    ):
        names[number].add(name)
    return defaultdict(list, {number: sorted(several) for number, several in names.items()})


def _find(speakers: SpeakerQuerySet, fits: Callable[[str, str], Q], key: str) -> SpeakerQuerySet:
    """Those one of whose names fits. The sub-queries stand for themselves: each is asked once."""
    fitting = fits("name_key", key)
    merged = speakers.filter(fitting).exclude(merged_into=None)
    aliases = SpeakerAlias.objects.filter(fitting, speaker__in=speakers)
    return speakers.filter(
        fitting
        | Q(pk__in=merged.values("merged_into"))
        | Q(pk__in=aliases.values(number=read_survivor("speaker")))
    )


def _contains(field: str, key: str) -> Q:
    return Q(**{f"{field}__contains": key})


def _begins_word(field: str, key: str) -> Q:
    """Words begin after a space or a hyphen."""
    return (
        Q(**{f"{field}__startswith": key})
        | Q(**{f"{field}__contains": f" {key}"})
        | Q(**{f"{field}__contains": f"-{key}"})
    )

"""For whoever looks after a project's speakers: which of them may be one, and how much they count.

Likely is a hint to look, no more: a name in common, or the same last word of two persons' names.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from claims.models import (
    Annotation,
    Project,
    Speaker,
    SpeakerAlias,
    User,
    make_name_key,
    read_survivor,
)
from claims.models.speakers import SpeakerQuerySet
from claims.queries.speakers import map_other_names

LIKE_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker with other names, how many labels name them, and who may be the same."""

    speaker: Speaker
    other_names: Sequence[str]
    labels: int
    alike: Sequence[Speaker]


def describe_speakers(
    user: User, speakers: Sequence[Speaker], among: Project | None = None
) -> list[SpeakerRow]:
    """The speakers, none of them merged, as rows; who may be the same is looked for in `among`.

    Three queries, and four for those who may be the same.
    """
    names, counts = map_other_names(speakers), count_labels(user, speakers)
    alike = _map_alike(user, among, speakers, names) if among else {}
    others = Speaker.objects.in_bulk(set(chain.from_iterable(alike.values()))) if alike else {}
    return [
        SpeakerRow(
            speaker=one,
            other_names=names[one.pk],
            labels=counts.get(one.pk, 0),
            alike=[others[number] for number in alike.get(one.pk, ())],
        )
        for one in speakers
    ]


def count_labels(user: User, speakers: Collection[Speaker]) -> Mapping[int, int]:
    """How many labels name each of them, or one merged into them: of those the person may see."""
    numbers = [speaker.pk for speaker in speakers]
    named = Speaker.objects.filter(Q(pk__in=numbers) | Q(merged_into__in=numbers))
    labels = Annotation.objects.visible_to(user).current().filter(speaker__in=named.values("pk"))
    by_speaker = labels.order_by().values(number=read_survivor("speaker"))
    return dict(by_speaker.annotate(count=Count("pk")).values_list("number", "count"))


def list_alike(user: User, speakers: SpeakerQuerySet, project: Project) -> SpeakerQuerySet:
    """Those of the project's speakers who may be the same as others whom the person may know, by
    the last word.
    """
    names = _list_names(project)
    shared = names.values("name_key").annotate(of=Count("own", distinct=True)).filter(of__gt=1)
    namesakes = _list_own_names(user, project).filter(name_key=OuterRef("name_key"))
    of_others = namesakes.exclude(own=OuterRef("own")).values("own")[:1]
    also_named = names.annotate(other=Subquery(of_others)).exclude(other=None)
    persons = _list_persons(user, project)
    words = persons.values("last_word").annotate(of=Count("pk")).filter(of__gt=1)
    alike = speakers.filter(
        Q(kind=Speaker.Kind.PERSON, last_word__in=words.values("last_word"))
        | Q(pk__in=names.filter(name_key__in=shared.values("name_key")).values("own"))
        | Q(pk__in=also_named.values("own"))
        | Q(pk__in=also_named.values("other"))
    )
    return alike.order_by("last_word", "name_key")


def _list_persons(user: User, project: Project) -> SpeakerQuerySet:
    """Those who stand, each by a name of their own."""
    known = Speaker.objects.visible_to(user)
    return known.standing().filter(project=project, kind=Speaker.Kind.PERSON)


def _list_own_names(user: User, project: Project) -> QuerySet[Any]:
    """What the speakers are called, merged ones too; `own` is who stands for whom."""
    named = Speaker.objects.visible_to(user).filter(project=project).exclude(name="")
    return named.annotate(own=Coalesce("merged_into_id", "pk"))


def _list_names(project: Project) -> QuerySet[Any]:
    """What they are also called."""
    aliases = SpeakerAlias.objects.filter(speaker__project=project)
    return aliases.annotate(own=read_survivor("speaker"))


def _map_alike(
    user: User, project: Project, speakers: Sequence[Speaker], names: Mapping[int, Sequence[str]]
) -> dict[int, list[int]]:
    """Some of those who share a name or a last word with each: a surname is many people's.

    Three queries.
    """
    keys = {one.pk: [one.name_key, *map(make_name_key, names[one.pk])] for one in speakers}
    called = _group_by_name(user, project, set(chain.from_iterable(keys.values())))
    last_words = {one.last_word for one in speakers if _is_person(one)}
    words = _group_by_last_word(user, project, last_words)
    alike = {}
    for one in speakers:
        groups = [called[key] for key in keys[one.pk]]
        if _is_person(one):
            groups.append(words[one.last_word])
        found = dict.fromkeys(number for number in chain(*groups) if number != one.pk)
        alike[one.pk] = list(found)[:LIKE_SHOWN]
    return alike


def _is_person(speaker: Speaker) -> bool:
    return speaker.kind == Speaker.Kind.PERSON


def _group_by_name(
    user: User, project: Project, keys: Collection[str]
) -> Mapping[str, Sequence[int]]:
    """Who goes by each of the names."""
    groups = defaultdict(list)
    # Without a word of the project, at which SQLite would rather begin: it has far more aliases.
    aliases = SpeakerAlias.objects.filter(name_key__in=keys)
    also = aliases.values_list("name_key", read_survivor("speaker"), "speaker__project")
    own = _list_own_names(user, project).filter(name_key__in=keys)
    for key, number, of in chain(own.values_list("name_key", "own", "project"), also):
        if of == project.pk:
            groups[key].append(number)
    return groups


def _group_by_last_word(
    user: User, project: Project, words: Collection[str]
) -> Mapping[str, Sequence[int]]:
    """The first persons with each of the words: one more than are shown, who may be oneself."""
    place = Window(RowNumber(), partition_by="last_word", order_by="pk")
    persons = _list_persons(user, project).filter(last_word__in=words).annotate(place=place)
    groups = defaultdict(list)
    for word, number in persons.filter(place__lte=LIKE_SHOWN + 1).values_list("last_word", "pk"):
        groups[word].append(number)
    return groups

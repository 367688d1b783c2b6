"""For whoever looks after a project's speakers: which of them may be one, and how much they count.

Likely is a hint to look, no more: a name in common, or the same last word of two persons' names.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from django.db.models import Count, Q

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

# By what a speaker may be known to be another: which part of the name, and how it reads.
Mark = tuple[str, str]
# The numbers of the speakers that have a mark.
Groups = Mapping[Mark, Sequence[int]]
NO_GROUPS: Groups = MappingProxyType({})
LIKE_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker with other names, how many labels name them, and who may be the same."""

    speaker: Speaker
    other_names: Sequence[str]
    labels: int
    alike: Sequence[Speaker]


def describe_speakers(
    user: User, speakers: Sequence[Speaker], groups: Groups = NO_GROUPS
) -> list[SpeakerRow]:
    """The speakers, none of them merged, as rows; `groups` as `read_groups` has them.

    Four queries.
    """
    names, counts = map_other_names(speakers), count_labels(user, speakers)
    alike = {one.pk: _list_alike(one, names[one.pk], groups) for one in speakers}
    others = Speaker.objects.in_bulk(set(chain.from_iterable(alike.values())))
    return [
        SpeakerRow(
            speaker=one,
            other_names=names[one.pk],
            labels=counts.get(one.pk, 0),
            alike=[others[number] for number in alike[one.pk]],
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


def read_groups(project: Project) -> Groups:
    """Who of the project goes by the same marks. All its names are read, in two queries."""
    groups = defaultdict(list)
    named = Speaker.objects.filter(project=project).exclude(name="")
    for number, merged_into, key, kind in named.values_list(
        "pk", "merged_into", "name_key", "kind"
    ):
        for mark in _list_marks(key, "" if merged_into else kind):
            groups[mark].append(merged_into or number)
    aliases = SpeakerAlias.objects.filter(speaker__project=project)
    for number, key in aliases.values_list(read_survivor("speaker"), "name_key"):
        for mark in _list_marks(key):
            groups[mark].append(number)
    return groups


def pick_alike(speakers: SpeakerQuerySet, groups: Groups) -> list[Speaker]:
    """Those of the speakers who may be the same as others, by the last word of their names."""
    several = (set(group) for group in groups.values() if len(group) > 1)
    alike = set(chain.from_iterable(group for group in several if len(group) > 1))
    picked = [speaker for speaker in speakers if speaker.pk in alike]
    return sorted(picked, key=lambda speaker: _get_last_word(speaker.name_key))


def _list_alike(speaker: Speaker, other_names: Sequence[str], groups: Groups) -> list[int]:
    """Some of those who have a mark of the speaker's: a common surname is many people's."""
    marks = [*_list_marks(speaker.name_key, speaker.kind)]
    marks += chain.from_iterable(_list_marks(make_name_key(name)) for name in other_names)
    found = dict.fromkeys(number for mark in marks for number in groups.get(mark, ()))
    return [number for number in found if number != speaker.pk][:LIKE_SHOWN]


def _list_marks(name_key: str, kind: str = "") -> Iterator[Mark]:
    """Of one name; the kind is that of who goes by it, and nothing for a further name."""
    yield "name", name_key
    if kind == Speaker.Kind.PERSON:
        yield "last word", _get_last_word(name_key)


def _get_last_word(name_key: str) -> str:
    return name_key.rpartition(" ")[2]

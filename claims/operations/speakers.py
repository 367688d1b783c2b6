"""Adding speakers to a project, by hand and from what the text engine finds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims import permissions
from claims.errors import InvalidInput
from claims.models import (
    Article,
    ArticleSpeaker,
    Project,
    Speaker,
    SpeakerAlias,
    User,
    get_max_length,
    make_name_key,
    read_survivor,
)
from claims.models.prepared import prepared
from claims.operations import administration, audit, locks
from claims.operations.validation import check_text, validate, validate_fields
from claims.text.attribution import CastMember

NAME_LENGTH = get_max_length(Speaker, "name") or 0
CHOOSABLE_KINDS = (
    Speaker.Kind.PERSON,
    Speaker.Kind.ORGANISATION,
    Speaker.Kind.DOCUMENT,
    Speaker.Kind.UNNAMED,
)


def add_speaker(
    *,
    actor: User,
    project: Project,
    name: str,
    kind: str = Speaker.Kind.PERSON,
    role: str = "",
    affiliation: str = "",
    same_as: str = "",
    article: Article | None = None,
    now: datetime,
) -> Speaker:
    """The project's speaker of that name (or other name), made if there is none yet.

    With `article` they join its cast for this person. Others are not told of a new one before they
    may know (`Speaker.objects.visible_to`), unless who curates adds it for no article.
    Raises InvalidInput with the field.
    """
    permissions.require(permissions.can_annotate(actor, project))
    by_hand = article is None and permissions.can_curate(actor, project)
    speaker = Speaker(
        project=project,
        kind=kind,
        role=role.strip(),
        affiliation=affiliation.strip(),
        same_as=same_as.strip(),
        added_by=None if by_hand else actor,
    )
    speaker.take_name(name)
    _check_speaker(speaker)
    known = find_by_name(project, speaker.name_key)
    with transaction.atomic():
        if known is None:
            speaker, created = _insert_once(speaker)
        else:
            speaker, created = known, False
            if by_hand:
                # From now on it is the curator who tells of them.
                Speaker.objects.filter(pk=known.pk).update(added_by=None)
        if created:
            audit.record(
                "speaker.added",
                actor=actor,
                now=now,
                project=project,
                target=speaker.uuid,
                data={"name": speaker.name, "kind": speaker.kind},
            )
        if article is not None:
            locks.hold_person(actor)
            join_cast(actor=actor, article=article, speakers=[speaker])
    return speaker


@transaction.atomic
def change_speaker(
    *, actor: User, speaker: Speaker, values: Mapping[str, str], now: datetime
) -> None:
    """Give a named speaker another name, kind, role, affiliation or link. For curators.

    Raises InvalidInput with the field, also where another of the project has the name.
    """
    permissions.require(permissions.can_change(actor, speaker))
    for field, value in values.items():
        if field == "name":
            speaker.take_name(value)
        else:
            setattr(speaker, field, value.strip())
    _check_speaker(speaker)
    validate(speaker)
    administration.save_row(actor=actor, row=speaker, changed=values.keys(), now=now)


def find_by_name(project: Project, name_key: str) -> Speaker | None:
    """The speaker with this name, else the one speaker with this other name.

    Whoever was merged into another is that other one.
    """
    speakers = Speaker.objects.filter(project=project).select_related("merged_into")
    named = speakers.filter(name_key=name_key).exclude(name="").first()
    if named is not None:
        return named.survivor
    also_called = speakers.filter(aliases__name_key=name_key)
    numbers = also_called.values_list(read_survivor("aliases__speaker"), flat=True).distinct()[:2]
    return speakers.get(pk=numbers[0]) if len(numbers) == 1 else None


def _check_speaker(speaker: Speaker) -> None:
    if not speaker.name:
        raise InvalidInput("name_missing", "A speaker needs a name.", field="name")
    for field in ("name", "role", "affiliation", "same_as"):
        limit = get_max_length(Speaker, field) or 0
        check_text(getattr(speaker, field), field=field, limit=limit)
    if speaker.kind not in CHOOSABLE_KINDS:
        raise InvalidInput("unknown_choice", "Choose one of the values given.", field="kind")
    # Whether there is one of that name already is looked up, and held by a constraint.
    validate_fields(speaker, but_not=["project", "added_by"])


def _insert_once(speaker: Speaker) -> tuple[Speaker, bool]:
    try:
        with transaction.atomic():
            speaker.save(force_insert=True)
    except IntegrityError:
        rows = Speaker.objects.filter(project=speaker.project, name_key=speaker.name_key)
        return rows.select_related("merged_into").get().survivor, False
    return speaker, True


def join_cast(*, actor: User, article: Article, speakers: Iterable[Speaker]) -> None:
    """Let named speakers be in the cast as this person sees it: who is not, joins at its end.

    Part of what the person does with the article: to be called while they are held.
    """
    named = dict.fromkeys(speaker for speaker in speakers if speaker.name)
    if not named:
        return
    # By both: who is merged into one of them meanwhile is in it already.
    places: dict[int, int] = {}
    for own, survivor, position in _list_places(actor, article):
        places[own] = places[survivor] = position
    missing = [speaker for speaker in named if speaker.pk not in places]
    last = max(places.values(), default=0)
    ArticleSpeaker.objects.bulk_create(
        ArticleSpeaker(article=article, speaker=speaker, added_by=actor, position=position)
        for position, speaker in enumerate(missing, start=last + 1)
    )


@prepared
def _list_places(actor: User, article: Article) -> QuerySet[ArticleSpeaker, tuple[int, int, int]]:
    seen = ArticleSpeaker.objects.visible_to(actor).filter(article=article)
    return seen.order_by("position").values_list("speaker_id", read_survivor("speaker"), "position")


def add_cast(*, project: Project, cast: Iterable[CastMember]) -> dict[str, Speaker]:
    """The project's speakers for those whom the text engine found, by `make_cast_key(name)`.

    Of several with one key the first says how they are written and who they are: the articles may
    as well come one by one.
    Part of an import: to be called inside its transaction, which has the permission and the audit.
    """
    by_key: defaultdict[str, list[CastMember]] = defaultdict(list)
    for member in cast:
        by_key[make_cast_key(member.name)].append(member)
    # In order of the key, so that two imports at once don't wait for each other crosswise.
    members = dict(sorted(by_key.items()))
    speakers = _find_speakers(project, members)
    if new := [found[0] for key, found in members.items() if key not in speakers]:
        Speaker.objects.bulk_create(
            (_make_speaker(project, member) for member in new), ignore_conflicts=True
        )
        speakers |= _find_speakers(project, (make_cast_key(member.name) for member in new))
    SpeakerAlias.objects.bulk_create(
        (
            SpeakerAlias(speaker=speakers[key], name=_cut_name(alias), name_key=alias_key)
            for key, found in members.items()
            for alias_key, alias in _list_aliases(found)
            if alias_key != key
        ),
        ignore_conflicts=True,
    )
    return speakers


def _list_aliases(members: Iterable[CastMember]) -> list[tuple[str, str]]:
    """By what else all of these go, each as the first of them has it, with its key."""
    aliases: dict[str, str] = {}
    for member in members:
        for alias in sorted(member.aliases):
            aliases.setdefault(make_cast_key(alias), alias)
    return sorted(aliases.items())


def _find_speakers(project: Project, keys: Iterable[str]) -> dict[str, Speaker]:
    """Those who have a name, by its key."""
    named = Speaker.objects.filter(project=project, name_key__in=keys).exclude(name="")
    return {speaker.name_key: speaker for speaker in named}


def make_cast_key(name: str) -> str:
    """The key under which `add_cast` gives the speaker of that name."""
    return make_name_key(_cut_name(name))


def _make_speaker(project: Project, member: CastMember) -> Speaker:
    speaker = Speaker(
        project=project,
        kind=member.kind,
        role=member.role[:NAME_LENGTH],
        affiliation=member.affiliation[:NAME_LENGTH],
    )
    speaker.take_name(_cut_name(member.name))
    return speaker


def _cut_name(name: str) -> str:
    """As much of the name as the table holds, and of which it holds the key: that may be longer."""
    cut = name[:NAME_LENGTH]
    while len(make_name_key(cut)) > NAME_LENGTH:
        cut = cut[:-1]
    return cut

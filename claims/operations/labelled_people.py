"""Who gave imported labels, and who says what they are about."""

from collections.abc import Iterable
from uuid import uuid4

from claims.exchange.imported import ImportedClaim
from claims.models import (
    LabelSource,
    Project,
    SourceAnnotator,
    Speaker,
    SpeakerAlias,
    User,
    get_max_length,
    make_name_key,
)
from claims.operations.speakers import add_cast, make_cast_key
from claims.text.attribution import CastMember

KEY_LENGTH = get_max_length(SourceAnnotator, "key") or 0
NAME_LENGTH = get_max_length(User, "name") or 0


class Annotators:
    """The users who stand for those of a source, made when they are first named."""

    def __init__(self, source: LabelSource) -> None:
        self.source = source
        known = SourceAnnotator.objects.filter(source=source).select_related("user")
        self._users = {one.key: one.user for one in known}

    def get(self, key: str, pseudonym: str = "") -> User:
        """Who stands for whoever has that key there; to be called them in exports, if given."""
        key = key[:KEY_LENGTH]
        if key not in self._users:
            self._users[key] = self._add(key, pseudonym)
        return self._users[key]

    def _add(self, key: str, pseudonym: str) -> User:
        name = f"{self.source.name} · {key}" if key else self.source.name
        user = User(
            username=f"source-{uuid4().hex[:16]}",
            name=name[:NAME_LENGTH],
            is_active=False,
            is_source=True,
            pseudonym=pseudonym,
            date_joined=self.source.created_at,
        )
        user.set_unusable_password()
        user.save(force_insert=True)
        SourceAnnotator.objects.create(source=self.source, key=key, user=user)
        return user


def find_speakers(project: Project, rows: Iterable[ImportedClaim]) -> dict[str, Speaker]:
    """The project's speakers by `make_cast_key(name)`; who is not there yet is added as a person.

    By their name, else by another name that only one has; whoever was merged is who they are one
    with.
    """
    named = {make_cast_key(row.speaker): row for row in rows if make_name_key(row.speaker)}
    found = _find_named(project, named)
    found |= _find_also_called(project, named.keys() - found.keys())
    if missing := named.keys() - found.keys():
        cast = [
            CastMember(
                name=named[key].speaker,
                kind=Speaker.Kind.PERSON,
                role=named[key].speaker_role,
                affiliation=named[key].speaker_affiliation,
                aliases=(),
                first_mention=0,
            )
            for key in missing
        ]
        add_cast(project=project, cast=cast)
        found |= _find_named(project, missing)
    return found


def _find_named(project: Project, keys: Iterable[str]) -> dict[str, Speaker]:
    rows = Speaker.objects.filter(project=project, name_key__in=list(keys)).exclude(name="")
    return {row.name_key: row.survivor for row in rows.select_related("merged_into")}


def _find_also_called(project: Project, keys: Iterable[str]) -> dict[str, Speaker]:
    rows = SpeakerAlias.objects.filter(speaker__project=project, name_key__in=list(keys))
    called: dict[str, set[Speaker]] = {}
    for row in rows.select_related("speaker__merged_into"):
        called.setdefault(row.name_key, set()).add(row.speaker.survivor)
    return {key: next(iter(who)) for key, who in called.items() if len(who) == 1}

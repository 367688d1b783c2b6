"""Two speakers that are one, merged; and taking that back.

Labels, decisions and casts keep the speaker they name. A merged speaker points to who stands for
them, and whatever reads labels goes by that: a merge moves nothing, and its undoing is exact.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import Annotation, Project, Speaker, User
from claims.operations import audit, locks, projects, slots


def merge_speakers(*, actor: User, speaker: Speaker, into: Speaker, now: datetime) -> Speaker:
    """Let `into` stand for the speaker from now on; if it was merged itself, who stands for it.

    Who stands, which is the same if they are one already. What votes come to is brought up to date:
    at once for some articles, for the others as after a change of the project's settings.
    Raises InvalidInput, and Conflict when the speaker was merged into somebody else meanwhile.
    """
    permissions.require(permissions.can_curate(actor, speaker.project))
    _check_pair(speaker, into)
    with transaction.atomic():
        project = locks.hold_project(speaker.project)
        held, target = _read(speaker), _read(into)
        survivor = target.survivor
        if held.survivor == survivor:
            return survivor
        if held.merged_into is not None:
            raise Conflict("merged_already", "This speaker was merged into another meanwhile.")
        brought = list(held.merged.all())
        Speaker.objects.filter(pk=held.pk).update(merged_into=survivor, merged_with=target)
        _point(brought, survivor)
        _record("speaker.merged", actor, held, survivor, now)
        _look_anew(project)
    _bring_up_to_date(project, [held, *brought], now)
    return survivor


def undo_merge(*, actor: User, speaker: Speaker, now: datetime) -> Speaker:
    """Let a merged speaker stand for themselves again, and for those merged with them before.

    Nothing happens to one who is not merged.
    """
    permissions.require(permissions.can_curate(actor, speaker.project))
    with transaction.atomic():
        project = locks.hold_project(speaker.project)
        held = _read(speaker)
        if held.merged_into is None:
            return held
        survivor = held.merged_into
        taken_along = _list_branch(held, survivor.merged.all())
        Speaker.objects.filter(pk=held.pk).update(merged_into=None, merged_with=None)
        _point(taken_along, held)
        _record("speaker.unmerged", actor, held, survivor, now)
        _look_anew(project)
    _bring_up_to_date(project, [held, *taken_along], now)
    return _read(speaker)


def _check_pair(speaker: Speaker, into: Speaker) -> None:
    if into.project_id != speaker.project_id:
        raise InvalidInput("unknown_speaker", "Choose speakers of this project.", field="into")
    if into == speaker:
        raise InvalidInput("same_speaker", "Choose two different speakers.", field="into")
    if not (speaker.name and into.name):
        raise InvalidInput(
            "nameless",
            "The article itself and “unnamed” are not merged with anybody.",
            field="into",
        )


def _read(speaker: Speaker) -> Speaker:
    return Speaker.objects.select_related("merged_into", "project").get(pk=speaker.pk)


def _point(speakers: Collection[Speaker], survivor: Speaker) -> None:
    """Let the survivor stand for the speakers; with whom each was merged stays as it is."""
    merged = Speaker.objects.filter(pk__in=[one.pk for one in speakers])
    merged.update(merged_into=survivor)


def _list_branch(speaker: Speaker, merged: Iterable[Speaker]) -> list[Speaker]:
    """Those of the merged ones who were merged with the speaker, or with one of these."""
    others = list(merged)
    branch = [speaker]
    for one in branch:
        branch += [other for other in others if other.merged_with_id == one.pk]
    return branch[1:]


def _record(action: str, actor: User, speaker: Speaker, survivor: Speaker, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        project=speaker.project,
        target=speaker.uuid,
        data={"name": speaker.name, "survivor": str(survivor.uuid)},
    )


def _look_anew(project: Project) -> None:
    """Labels that differed may agree now, or the other way round; no article is held for it."""
    projects.bump_queue_version(project)


def _bring_up_to_date(project: Project, moved: Collection[Speaker], now: datetime) -> None:
    """The next articles with labels that name one of them: the same for any number of labels."""
    labels = Annotation.objects.current().filter(speaker__in=[one.pk for one in moved])
    slots.adjust_some(project, now, among=labels.values("slot__article"))

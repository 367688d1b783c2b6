"""Claims that somebody labels no more, since they know or may know what others said of them.

Called by operations inside their transactions, with the person held.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from claims.models import Annotation, Claim, Decision, GoldLabel, Project, Skip, Slot, Stage, User
from claims.models.queue import none_of

# Skips written by one statement.
AT_ONCE = 500


def give_up(person: User, claims: Iterable[tuple[int, str]], now: datetime) -> None:
    """Pass the claims over for good, by their numbers and of which pass. Twice is once, also at
    once: what another request has given up meanwhile stays as it is.
    """
    in_order = sorted(claims)
    for start in range(0, len(in_order), AT_ONCE):
        some = in_order[start : start + AT_ONCE]
        Skip.objects.bulk_create(
            (
                Skip(claim_id=claim, stage=stage, annotator=person, created_at=now, is_final=True)
                for claim, stage in some
            ),
            ignore_conflicts=True,
        )
        # Those that they had passed over before, by whichever request.
        known = Skip.objects.passed_over().filter(annotator=person)
        for stage in {stage for _claim, stage in some}:
            numbers = [claim for claim, of in some if of == stage]
            known.filter(stage=stage, claim__in=numbers).update(is_final=True)


def give_up_heirs(heirs: Mapping[int, int], now: datetime, readers: Iterable[User] = ()) -> None:
    """Of claims that get labels of their own, and are the same sentences as others.

    `heirs`: that other claim by the heir (both by number). Who gave it up gives up the heir, too;
    so do those of `readers` who may read what others said of it.
    """
    sources = set(heirs.values())
    read: defaultdict[User, set[tuple[int, str]]] = defaultdict(set)
    final = Skip.objects.standing().filter(claim__in=sources, is_final=True)
    for skip in final.select_related("annotator"):
        read[skip.annotator].add((skip.claim_id, skip.stage))
    for person in readers:
        read[person] |= _list_readable(person, sources)
    for person, passes in read.items():
        give_up(
            person,
            [
                (heir, stage)
                for heir, source in heirs.items()
                for stage in Stage.values
                if (source, stage) in passes
            ],
            now,
        )


def _list_readable(person: User, claims: Collection[int]) -> set[tuple[int, str]]:
    """Of these claims, those of which the person may read what others said, and of which pass.

    What is said in the check pass tells of the label pass, too.
    """
    labels = Annotation.objects.visible_to(person).filter(claim__in=claims)
    decided = Decision.objects.visible_to(person).filter(claim__in=claims)
    found: set[tuple[int, str]] = set()
    for said in (labels.exclude(annotator=person), decided):
        found.update(said.values_list("claim_id", "stage"))
    return found | {(claim, Stage.LABEL.value) for claim, _stage in found}


def give_up_all_read(person: User, project: Project, now: datetime) -> int:
    """Give up whatever somebody could read who could read, or export, all that others said.

    How many claims that is. Not those that they labelled themselves: these stay theirs to revise.
    """
    label, check = (_list_read(person, project, stage) for stage in (Stage.LABEL, Stage.CHECK))
    given_up = label.count() + check.exclude(pk__in=label.values("pk")).count()
    # By the database: of a large project these can be all claims.
    for stage, claims in ((Stage.CHECK, check), (Stage.LABEL, label)):
        known = Skip.objects.passed_over().filter(annotator=person, stage=stage)
        known.filter(claim__in=claims.values("pk")).update(is_final=True)
        Skip.objects.insert_final_for(claims, person=person, stage=stage, now=now)
    return given_up


def _list_read(person: User, project: Project, stage: Stage) -> QuerySet[Claim]:
    """The claims that may still come to the person in the pass, of which something was said.

    What is said in the check pass repeats what the label pass came to. Of training articles others'
    labels are shown to nobody, and everybody has to train on them.
    """
    of_pass: dict[str, Any] = {"claim": OuterRef("pk")}
    if stage != Stage.LABEL:
        of_pass["stage"] = stage
    said: tuple[QuerySet[Any], ...] = (
        Annotation.objects.filter(**of_pass)
        .exclude(annotator=person)
        .exclude(slot__purpose=Slot.Purpose.IMPORTED),
        Decision.objects.filter(**of_pass),
        GoldLabel.objects.filter(**of_pass),
    )
    own = {"claim": OuterRef("pk"), "stage": stage, "annotator": person}
    return Claim.objects.active().filter(
        ~none_of(said),
        ~Exists(Slot.objects.labelled().filter(**own)),
        ~Exists(Skip.objects.standing().filter(**own, is_final=True)),
        project=project,
        article__is_training=False,
    )

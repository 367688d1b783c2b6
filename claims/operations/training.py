"""What managers do about training: articles to train on, and who is through with it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from claims import permissions
from claims.errors import Conflict
from claims.models import (
    Article,
    Lease,
    Membership,
    Notice,
    Project,
    Slot,
    User,
)
from claims.operations import assignment, audit, locks, notices, slots
from claims.queries.training import is_worked_on


@transaction.atomic
def set_training(*, actor: User, article: Article, is_training: bool, now: datetime) -> None:
    """Let an article be for training only, or for the data set again. Twice does nothing more.

    Raises Conflict where somebody has labelled, or holds, anything in it, and in a round.
    """
    permissions.require(permissions.can_manage(actor, article.project))
    held = slots.enter_article(article.pk, now)
    if is_training and held.round_id is not None:
        raise Conflict("in_round", "This article is in a round: end that first.")
    changed = Article.objects.filter(pk=held.pk, is_training=not is_training, round=None)
    if changed.update(is_training=is_training):
        held.is_training = is_training
        slots.adjust(held, now)
        # Last: whoever was about to take one of the slots has it by now, or finds it closed.
        if is_worked_on(held):
            raise Conflict("in_use", "Somebody has labelled in this article, or is at work in it.")
        audit.record(
            "article.made_training" if is_training else "article.made_live",
            actor=actor,
            now=now,
            project=held.project,
            target=held.uuid,
        )
    article.is_training = is_training


@transaction.atomic
def pass_by_hand(*, actor: User, membership: Membership, now: datetime) -> None:
    """Let somebody work live who has not passed the training. Twice does nothing more."""
    project, person = _begin(actor, membership)
    waiting = Membership.objects.filter(pk=membership.pk, trained_at=None)
    if waiting.update(trained_at=now, failed_at=None):
        notices.settle(project, person, [Notice.Kind.FAILED], now)
        # What they have before them is no training any more.
        assignment.release_person(person, _list_training_articles(project), now)
        audit.record(
            "training.passed_by_hand", actor=actor, now=now, project=project, target=person.uuid
        )
    membership.refresh_from_db(fields=["trained_at", "failed_at"])


@transaction.atomic
def let_try_again(*, actor: User, membership: Membership, now: datetime) -> None:
    """Let somebody train anew who was below the mark. Twice does nothing more.

    Their labels stay, and count no more: the slots are free again, for whoever trains next.
    """
    project, person = _begin(actor, membership)
    failed = Membership.objects.filter(pk=membership.pk, failed_at__isnull=False)
    if failed.update(failed_at=None):
        notices.settle(project, person, [Notice.Kind.FAILED], now)
        # What they still had before them, which nobody judges any more: no lease is left empty.
        assignment.release_person(person, _list_training_articles(project), now)
        given = Slot.objects.filter(
            annotator=person, project=project, purpose=Slot.Purpose.TRAINING
        )
        given.update(annotator=None, current=None, lease=None)
        audit.record(
            "training.begun_again", actor=actor, now=now, project=project, target=person.uuid
        )
    membership.refresh_from_db(fields=["trained_at", "failed_at"])


def _begin(actor: User, membership: Membership) -> tuple[Project, User]:
    """Whose membership it is, held, and of which project, which the actor manages."""
    permissions.require(permissions.can_manage(actor, membership.project))
    locks.hold_people(User.objects.filter(pk=membership.user_id))
    return membership.project, membership.user


def _list_training_articles(project: Project) -> QuerySet[Article]:
    return Article.objects.filter(project=project, is_training=True)


def begin_training(project: Project, now: datetime) -> None:
    """When a project begins to train: who has labelled here before is taken as trained.

    Others put down what they hold. The team is held.
    """
    labelled = Slot.objects.labelled().filter(
        annotator=OuterRef("user"), project=project, purpose=Slot.Purpose.LIVE
    )
    members = Membership.objects.filter(project=project)
    members.filter(Exists(labelled), trained_at=None).update(trained_at=now, failed_at=None)
    leases = Lease.objects.open().filter(project=project).values("annotator")
    for membership in members.training().filter(user__in=leases).order_by("user"):
        live = Article.objects.filter(project=project, is_training=False)
        assignment.release_person(membership.user, live, now)

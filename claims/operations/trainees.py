"""What the queue does for who trains: training articles only, one slot of each claim, and the end.

Called by operations inside their transactions, with the person held. What managers do about
training: operations/training.py.
"""

from datetime import datetime

from django.db.models import QuerySet

from claims import permissions
from claims.errors import Conflict
from claims.models import Article, Claim, Membership, Notice, Project, Slot, User
from claims.models.prepared import prepared
from claims.operations import audit, locks, notices, slots
from claims.queries import training
from claims.queries.training import STAGE


def train_first() -> Conflict:
    return Conflict("train_first", "Finish the training first: then there are articles for you.")


def training_failed() -> Conflict:
    return Conflict(
        "training_failed",
        "You have finished the training, with too few claims right. The managers know, and can let"
        " you try again.",
    )


def refuse_marks(article: Article) -> None:
    """Raise Conflict in training articles: they are no work of the project's, and need nobody."""
    if article.is_training:
        raise Conflict(
            "label_in_training", "In the training every claim is labelled; none is flagged."
        )


def refuse_edit(person: User, article: Article) -> None:
    """Raise Conflict where the claims are not this person's to change, whatever they hold."""
    refuse_live(person, article.project, article)
    if article.is_training and not permissions.can_curate(person, article.project):
        raise Conflict(
            "training_is_fixed", "Only curators change the claims of a training article."
        )


def is_trainee(person: User, project: Project) -> bool:
    return project.has_training and bool(_list_training(person, project))


@prepared
def _list_training(person: User, project: Project) -> QuerySet[Membership, int]:
    training_ones = Membership.objects.active_of(person).training()
    return training_ones.filter(project=project).values_list("pk", flat=True)


def refuse_live(person: User, project: Project, article: Article) -> None:
    """Raise Conflict where who trains would work on what others work on."""
    if is_trainee(person, project) and not article.is_training:
        raise train_first()


def refuse_change(slot: Slot | None) -> None:
    """Raise Conflict where the person's training slot has its answer."""
    if slot and slot.purpose == Slot.Purpose.TRAINING and slot.current_id is not None:
        raise Conflict("training_is_final", "In the training your first answer counts.")


def hold_next(person: User, project: Project, stage: str, now: datetime) -> Article | None:
    """The next article to train on, held; None: there is no more, and the training is concluded."""
    if stage != STAGE:
        raise train_first()
    following = training.list_open(person, project).order_by("article_id")
    for article_id in following.values_list("article_id", flat=True).distinct():
        article = locks.hold_article(article_id)
        if article.is_training:
            return article
    if not training.list_claims(project).exists():
        raise Conflict("no_training", "There is no training here yet: a manager has to make it.")
    conclude(person, project, now)
    return None


def open_slots(person: User, article: Article, claim: Claim | None = None) -> list[int]:
    """A free slot of each training claim of the article, or of that one, which they have still.

    What nobody has yet is made. The article is held.
    """
    claims = training.list_open(person, article.project).filter(article=article)
    if claim is not None:
        claims = claims.filter(pk=claim.pk)
    wanted = list(claims.in_text_order().values_list("pk", flat=True))
    purpose = Slot.Purpose.TRAINING
    free = Slot.objects.free().filter(claim__in=wanted, stage=STAGE, purpose=purpose)
    found = dict(free.order_by("-number").values_list("claim", "pk"))
    missing = [
        slot
        for number in wanted
        if number not in found
        for slot in slots.make_slots(article, number, STAGE, 1, purpose)
    ]
    made = Slot.objects.bulk_create(missing)
    return [*found.values(), *(slot.pk for slot in made)]


def conclude(person: User, project: Project, now: datetime) -> None:
    """Once all training claims there are have been labelled: passed, or below the mark.

    Exactly once, however many ask. The person works live from then on, or waits for a manager.
    """
    progress = training.read_progress(person, project)
    if not progress.is_complete or not is_trainee(person, project):
        return
    passed = progress.percent >= project.pass_percent
    # Each column by itself: PostgreSQL looks again at these when somebody else was first, not at
    # what a subquery found.
    waiting = Membership.objects.filter(
        user=person,
        project=project,
        role=Membership.Role.ANNOTATOR,
        is_active=True,
        trained_at=None,
        failed_at=None,
    )
    if not waiting.update(**{"trained_at" if passed else "failed_at": now}):
        return
    notices.tell_managers(
        project=project,
        person=person,
        kind=Notice.Kind.PASSED if passed else Notice.Kind.FAILED,
        found=progress.percent,
        wanted=project.pass_percent,
        now=now,
    )
    audit.record(
        "training.passed" if passed else "training.failed",
        actor=None,
        now=now,
        project=project,
        target=person.uuid,
        data={"right": progress.right, "of": progress.total, "wanted": project.pass_percent},
    )

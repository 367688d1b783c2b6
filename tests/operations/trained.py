"""Training for tests: articles to train on, and somebody who trains."""

from claims.models import Annotation, Article, Claim, Membership, Project, Stage, User
from claims.operations import training
from tests.factories import NOW, ClaimFactory, GoldLabelFactory
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import change_project, queue_article


def make_training(project: Project, manager: User, *, claims: int = 2) -> list[Claim]:
    """The claims of a training article of which “no factual claim” is right; the project trains."""
    article = queue_article(project, claims=claims)
    training.set_training(actor=manager, article=article, is_training=True, now=NOW)
    found = list(article.claims.select_related("project", "article").order_by("start"))
    for claim in found:
        GoldLabelFactory(claim=claim)
        claim.article.is_training = True
    if not project.has_training:
        change_project(project, manager, has_training=True)
    for claim in found:
        claim.project = project
    return found


def add_unjudged(article: Article) -> Claim:
    """One more claim of it, of which nobody says what is right."""
    return ClaimFactory(article=article)


def answer(person: User, claim: Claim, *, right: bool = True) -> Annotation:
    said = make_labelling(claim, verifiability="no_claim" if right else "prediction")
    return submit(person, claim, said, stage=Stage.LABEL)


def find_membership(project: Project, person: User) -> Membership:
    return Membership.objects.select_related("project", "user").get(project=project, user=person)

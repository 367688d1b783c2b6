"""Questions about the guideline with their rulings, as far as somebody may know of them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from claims.models import Claim, Project, Question, Ruling, User
from claims.models.questions import QuestionQuerySet


class State(StrEnum):
    """Whether anybody has ruled."""

    OPEN = "open"
    ANSWERED = "answered"


def find_questions(
    user: User,
    project: Project,
    *,
    state: str | None = None,
    words: str = "",
    claim: Claim | None = None,
) -> QuestionQuerySet:
    """The project's questions that the user may see, in no order; those with these words in them
    or in a ruling, those about this claim.
    """
    found = Question.objects.visible_to(user).filter(project=project)
    if state is not None:
        found = found.open() if State(state) == State.OPEN else found.answered()
    if words:
        ruled = Ruling.objects.filter(question=OuterRef("pk"), text__icontains=words)
        found = found.filter(Q(text__icontains=words) | Q(Exists(ruled)))
    return found if claim is None else found.filter(claim=claim)


def find_blinding(user: User, project: Project, claim: Claim | None = None) -> QuestionQuerySet:
    """Open ones on claims that the curator may still come to label, perhaps on this; the oldest
    first. None for who only labels.
    """
    found = Question.objects.blinding(user).open().filter(project=project)
    found = found if claim is None else found.filter(claim=claim)
    return found.select_related("claim__article").order_by("pk")


def with_rulings(questions: QuestionQuerySet) -> QuestionQuerySet:
    """With all that is shown of them, the last ruling first. One query more, however many."""
    rulings = Ruling.objects.select_related("ruled_by").order_by("-number")
    shown = questions.select_related("claim__article", "asked_by", "guideline")
    return shown.prefetch_related(Prefetch("rulings", rulings))


def count_asked(user: User, claims: Iterable[Claim]) -> Mapping[int, int]:
    """How many questions on each of the claims the user may see, by its number. One query."""
    asked = Question.objects.visible_to(user).filter(claim__in=claims)
    return dict(asked.order_by().values_list("claim").annotate(Count("pk")))

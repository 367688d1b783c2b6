"""A label records what was shown before it: as its article was handed out to its author."""

from datetime import timedelta

import pytest

from claims.models import Annotation, Article, Claim, Label, Lease, Project, Slot, Stage, User
from claims.operations import undo
from claims.queries.suggestions import are_shown
from tests.factories import (
    NOW,
    AnnotationFactory,
    ClaimFactory,
    DecisionFactory,
    LabelFactory,
    SlotFactory,
    SuggestionFactory,
)
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import list_claims, queue_article, stop, take

pytestmark = pytest.mark.django_db

QUANTITY, COMPARISON, OPINION = ["quantity", 0, 1], ["comparison", 2, 3], ["opinion", 4, 5]


@pytest.fixture
def article(project: Project) -> Article:
    """Two claims with a suggestion each."""
    article = queue_article(project, claims=2)
    for claim in list_claims(article):
        SuggestionFactory(claim=claim)
    return article


def hide(percent: int) -> None:
    Project.objects.update(suggestions_hidden_percent=percent)


def read(claim: Claim) -> Claim:
    """As another request finds it: with its project as that is now."""
    return Claim.objects.get(pk=claim.pk)


def say(annotator: User, claim: Claim, minutes: int = 0) -> Annotation:
    return submit(annotator, read(claim), now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(("then", "now", "shown"), ((0, 100, True), (100, 0, False)))
def test_a_label_records_how_its_article_was_handed_out(
    *, then: int, now: int, shown: bool, project: Project, article: Article, annotator: User
) -> None:
    """The share becomes another while the article is before them."""
    hide(then)
    project.refresh_from_db()
    lease = take(project, annotator)
    hide(now)

    label = say(annotator, list_claims(article)[0])

    assert lease.shows_suggestions is shown
    assert (label.suggestions_shown, label.suggestion is not None) == (shown, shown)


def test_a_revision_records_it_too(project: Project, article: Article, annotator: User) -> None:
    """Also long after the work is done, when the share has changed."""
    take(project, annotator)
    first, _second = (say(annotator, claim) for claim in list_claims(article))
    assert not Lease.objects.open().exists()
    hide(100)

    again = submit(
        annotator, read(first.claim), make_labelling(first.claim, comment="!"), revises=first.uuid
    )

    assert (again.revision, again.suggestions_shown) == (2, True)
    assert again.suggestion == first.suggestion


def test_a_label_that_comes_too_late_records_it_too(
    project: Project, article: Article, annotator: User
) -> None:
    """Its slot was given back, and is in no lease when it is taken again."""
    stop(take(project, annotator))
    hide(100)

    label = say(annotator, list_claims(article)[0])

    assert label.slot.lease is None
    assert label.suggestions_shown is True


def test_an_article_that_comes_again_is_shown_as_it_was_the_first_time(
    project: Project, article: Article, annotator: User, other_annotator: User
) -> None:
    """Who has seen suggestions has seen them; to others it comes as the project has it by then."""
    stop(take(project, annotator))
    hide(100)
    project.refresh_from_db()

    again, others = take(project, annotator), take(project, other_annotator)

    assert (again.article, others.article) == (article, article)
    assert (again.shows_suggestions, others.shows_suggestions) == (True, False)
    article.refresh_from_db()
    assert are_shown(annotator, article) is True
    assert are_shown(other_annotator, article) is False


@pytest.mark.parametrize(("percent", "shown"), ((0, True), (100, False)))
def test_who_was_never_handed_the_article_is_shown_what_the_project_shows_now(
    *, percent: int, shown: bool, article: Article, annotator: User
) -> None:
    hide(percent)

    assert say(annotator, list_claims(article)[0]).suggestions_shown is shown


@pytest.mark.parametrize(("handed", "shown"), ((True, True), (False, False)))
def test_a_page_without_suggestions_counts_where_they_never_had_the_article(
    *, handed: bool, shown: bool, project: Project, article: Article, annotator: User
) -> None:
    if handed:
        take(project, annotator)

    label = submit(annotator, list_claims(article)[0], unaided=True)

    assert label.suggestions_shown is shown


def test_a_lease_from_before_this_was_kept_goes_by_the_project(
    project: Project, article: Article, annotator: User
) -> None:
    take(project, annotator)
    Lease.objects.update(shows_suggestions=None)
    hide(100)

    assert say(annotator, list_claims(article)[0]).suggestions_shown is False


def test_shown_and_none_there_is_not_hidden(project: Project, annotator: User) -> None:
    (claim,) = list_claims(queue_article(project))
    take(project, annotator)

    label = say(annotator, claim)

    assert (label.suggestions_shown, label.suggestion) == (True, None)
    assert label.suggested_verifiability is None


def test_the_check_pass_shows_none_and_says_nothing_of_it(
    checked_claim: Claim, annotator: User
) -> None:
    Claim.objects.filter(pk=checked_claim.pk).update(hints=[QUANTITY])
    label = submit(annotator, read(checked_claim), make_checked(checked_claim), stage=Stage.CHECK)

    assert label.suggestions_shown is None
    assert (label.suggestion, label.suggested_verifiability) == (None, None)


@pytest.fixture
def checked_claim(project: Project) -> Claim:
    """Decided by the label of somebody else, and to be checked."""
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot=SlotFactory(claim=claim, held=True), value="check_worthy_fact")
    DecisionFactory(claim=claim, value="check_worthy_fact")
    SlotFactory(claim=claim, stage=Stage.CHECK)
    return claim


# ---- Verifiability -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hints", "value"),
    (
        ([QUANTITY, COMPARISON], "check_worthy_fact"),
        ([OPINION], "no_claim"),
        ([], None),
        ([QUANTITY, ["prediction", 4, 5]], None),
    ),
)
def test_a_label_records_the_verifiability_that_was_suggested(
    hints: list[list[object]], value: str | None, project: Project, annotator: User
) -> None:
    (claim,) = list_claims(queue_article(project))
    Claim.objects.update(hints=hints)
    take(project, annotator)

    suggested = say(annotator, claim).suggested_verifiability

    assert (suggested and suggested.value) == value
    assert suggested is None or suggested.scheme == project.verifiability_scheme


def test_of_labels_that_mean_the_same_it_is_the_one_that_the_desk_marks(
    project: Project, annotator: User
) -> None:
    known = Label.objects.get(scheme=project.verifiability_scheme, value="check_worthy_fact")
    LabelFactory(scheme=known.scheme, verifiable="yes", check_worthy="yes", order=known.order + 100)
    (claim,) = list_claims(queue_article(project))
    Claim.objects.update(hints=[QUANTITY, COMPARISON])
    take(project, annotator)

    assert say(annotator, claim).suggested_verifiability == known


def test_hidden_it_is_not_recorded(project: Project, annotator: User) -> None:
    hide(100)
    project.refresh_from_db()
    (claim,) = list_claims(queue_article(project))
    Claim.objects.update(hints=[QUANTITY])
    take(project, annotator)

    label = say(annotator, claim)

    assert (label.suggestions_shown, label.suggested_verifiability) == (False, None)


def test_what_is_taken_back_keeps_what_was_shown(
    project: Project, article: Article, annotator: User
) -> None:
    Claim.objects.update(hints=[QUANTITY, COMPARISON])
    take(project, annotator)
    label = say(annotator, list_claims(article)[0])

    restored = undo.undo_label(actor=annotator, annotation=label, now=NOW)

    assert restored.suggestions_shown is True
    assert restored.suggestion == label.suggestion
    assert restored.suggested_verifiability == label.suggested_verifiability is not None
    assert Slot.objects.get(pk=label.slot_id).lease is not None


def test_a_label_that_was_suggested_is_used(project: Project, annotator: User) -> None:
    """So it is neither removed nor given another meaning."""
    (claim,) = list_claims(queue_article(project))
    Claim.objects.update(hints=[QUANTITY, COMPARISON])
    take(project, annotator)

    suggested = say(annotator, claim).suggested_verifiability

    assert suggested is not None
    assert suggested in Label.objects.used()

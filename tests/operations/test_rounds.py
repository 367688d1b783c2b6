"""Rounds: which articles are drawn, that they come first, and what becomes of them."""

from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import Article, AuditEvent, Guideline, Project, Round, Slot, User
from claims.operations import assignment, rounds, training
from claims.queries.rounds import draw_articles, list_drawable
from tests.factories import NOW, ArticleFactory, GuidelineFactory, RoundFactory
from tests.operations.labellings import submit
from tests.operations.queues import list_claims, queue_article, take

pytestmark = pytest.mark.django_db

HIGH, NORMAL, LOW = Article.Priority.HIGH, Article.Priority.NORMAL, Article.Priority.LOW


def start(project: Project, manager: User, **changes: Any) -> Round:
    values: dict[str, Any] = {
        "name": "Pilot 1",
        "kind": Round.Kind.PILOT,
        "size": 1,
        "in_releases": False,
        "seed": 7,
    }
    return rounds.start_round(actor=manager, project=project, now=NOW, **(values | changes))


def end(round_: Round, manager: User) -> None:
    rounds.end_round(actor=manager, round_=round_, now=NOW)


def count_wanted(article: Article) -> int:
    return Slot.objects.counted().filter(article=article).count()


def test_a_round_says_how_it_was_drawn_and_under_which_guideline(
    project: Project, manager: User
) -> None:
    GuidelineFactory.create_batch(2, project=project)
    article = queue_article(project)

    round_ = start(project, manager, name=" Pilot 1 ", overlap=3)

    round_.refresh_from_db()
    article.refresh_from_db()
    assert (round_.number, round_.name, round_.size, round_.seed) == (1, "Pilot 1", 1, 7)
    assert round_.guideline == Guideline.objects.get(version=2)
    assert (round_.in_releases, round_.started_at, round_.ended_at) == (False, NOW, None)
    assert (article.round, article.overlap, article.priority) == (round_, 3, HIGH)
    assert count_wanted(article) == 3
    event = AuditEvent.objects.get()
    assert (event.action, event.target, event.actor) == ("round.started", str(round_.uuid), manager)
    assert event.data == {"number": 1, "articles": 1, "seed": 7}


def test_its_articles_are_handed_out_before_all_others(
    project: Project, manager: User, annotator: User
) -> None:
    for _ in range(3):
        queue_article(project)
    round_ = start(project, manager)

    assert take(project, annotator).article.round == round_


def test_without_a_number_of_labels_the_projects_counts(project: Project, manager: User) -> None:
    article = queue_article(project)

    start(project, manager)

    article.refresh_from_db()
    assert (article.overlap, count_wanted(article)) == (None, 2)


def test_only_articles_that_nobody_has_begun_are_drawn(
    project: Project, manager: User, annotator: User
) -> None:
    begun, untouched = (queue_article(project) for _ in range(2))
    take(project, annotator)
    submit(annotator, list_claims(begun)[0])
    ArticleFactory(project=project, is_training=True)
    ArticleFactory(project=project, round=RoundFactory(project=project, ended_at=NOW))
    queue_article(RoundFactory().project)

    assert list(list_drawable(project)) == [untouched]
    with pytest.raises(InvalidInput) as refusal:
        start(project, manager, size=2)
    assert (refusal.value.code, refusal.value.field, refusal.value.params) == (
        "too_few_articles",
        "size",
        {"number": 1},
    )
    assert start(project, manager).articles.get() == untouched


def test_the_same_seed_draws_the_same_texts_and_more_only_add_to_them(project: Project) -> None:
    texts = [f"Town {number}\n\nIt has {number} parks.\n" for number in range(12)]
    for text in texts:
        ArticleFactory(project=project, text=text)
    elsewhere = RoundFactory(ended_at=NOW).project
    for text in reversed(texts):
        ArticleFactory(project=elsewhere, text=text)

    def draw(of: Project, size: int, seed: int) -> list[str]:
        by_number = Article.objects.in_bulk(draw_articles(of, size, seed))
        return [by_number[number].title for number in draw_articles(of, size, seed)]

    assert draw(project, 4, 7) == draw(elsewhere, 4, 7) == draw(project, 9, 7)[:4]
    # By SHA-256: on any system, today and later.
    assert draw(project, 4, 7) == ["Town 8", "Town 2", "Town 0", "Town 6"]
    assert draw(project, 4, 8) != draw(project, 4, 7)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"kind": "trial"}, "kind"),
        ({"size": 0}, "size"),
        ({"size": 501}, "size"),
        ({"overlap": 0}, "overlap"),
        ({"overlap": 10}, "overlap"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_is_no_round_is_refused(
    changes: dict[str, Any], field: str, project: Project, manager: User
) -> None:
    queue_article(project)

    with pytest.raises(InvalidInput) as refusal:
        start(project, manager, **changes)

    assert refusal.value.field == field
    assert not Round.objects.exists()


def test_one_round_runs_at_a_time(project: Project, manager: User) -> None:
    for _ in range(2):
        queue_article(project)
    first = start(project, manager)
    with pytest.raises(Conflict) as refusal:
        start(project, manager)
    assert refusal.value.code == "round_running"

    end(first, manager)

    assert start(project, manager).number == 2


@pytest.mark.parametrize("role", ["annotator", "curator", "reader", "stranger"])
def test_only_managers_hold_rounds(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    queue_article(project)
    user: User = request.getfixturevalue(role)
    round_ = RoundFactory(project=project, ended_at=NOW)

    for job in (
        lambda: start(project, user),
        lambda: end(round_, user),
        lambda: rounds.change_round(actor=user, round_=round_, values={"name": "x"}, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            job()


def test_the_end_puts_back_what_nobody_has_begun(
    project: Project, manager: User, annotator: User
) -> None:
    for _ in range(2):
        queue_article(project, claims=2)
    round_ = start(project, manager, size=2, overlap=3)
    lease = take(project, annotator)
    begun = lease.article
    submit(annotator, list_claims(begun)[0])
    untouched = Article.objects.exclude(pk=begun.pk).get()

    end(round_, manager)
    end(round_, manager)

    begun.refresh_from_db()
    untouched.refresh_from_db()
    assert (begun.round, begun.overlap, begun.priority) == (round_, 3, NORMAL)
    assert (untouched.round, untouched.overlap, untouched.priority) == (None, None, NORMAL)
    assert (count_wanted(begun), count_wanted(untouched)) == (6, 4)
    assert set(Slot.objects.free().values_list("priority", flat=True)) == {NORMAL}
    assert round_.ended_at == NOW
    (event,) = AuditEvent.objects.filter(action="round.ended")
    assert event.data == {"number": 1, "articles": 1, "left": 1}


def test_the_end_gives_articles_back_what_they_had_before(
    project: Project, manager: User, annotator: User
) -> None:
    for _ in range(2):
        article = queue_article(project, claims=2)
        assignment.set_priority(actor=manager, article=article, priority=LOW, now=NOW)
        assignment.set_overlap(actor=manager, article=article, overlap=1, now=NOW)
    round_ = start(project, manager, size=2, overlap=3)
    begun = take(project, annotator).article
    submit(annotator, list_claims(begun)[0])

    end(round_, manager)

    begun.refresh_from_db()
    untouched = Article.objects.exclude(pk=begun.pk).get()
    assert (begun.round, begun.overlap, begun.priority) == (round_, 3, LOW)
    assert (untouched.round, untouched.overlap, untouched.priority) == (None, 1, LOW)
    assert (count_wanted(begun), count_wanted(untouched)) == (6, 2)


def test_the_end_leaves_what_a_manager_has_chosen_meanwhile(
    project: Project, manager: User
) -> None:
    article = queue_article(project)
    round_ = start(project, manager, overlap=3)
    assignment.set_priority(actor=manager, article=article, priority=LOW, now=NOW)
    assignment.set_overlap(actor=manager, article=article, overlap=1, now=NOW)

    end(round_, manager)

    article.refresh_from_db()
    assert (article.round, article.overlap, article.priority) == (None, 1, LOW)


def test_a_round_is_renamed_and_taken_out_of_the_data_set(project: Project, manager: User) -> None:
    round_ = RoundFactory(project=project, ended_at=NOW)
    name = round_.name

    for _ in range(2):
        rounds.change_round(
            actor=manager,
            round_=round_,
            values={"name": " First try ", "in_releases": False},
            now=NOW,
        )

    round_.refresh_from_db()
    assert (round_.name, round_.in_releases) == ("First try", False)
    (event,) = AuditEvent.objects.all()
    assert (event.action, event.data) == (
        "round.changed",
        {"changes": {"in_releases": [True, False], "name": [name, "First try"]}},
    )
    with pytest.raises(InvalidInput):
        rounds.change_round(actor=manager, round_=round_, values={"name": " "}, now=NOW)


def test_an_article_of_a_round_is_not_made_one_to_train_on(project: Project, manager: User) -> None:
    article = queue_article(project)
    round_ = start(project, manager)

    with pytest.raises(Conflict) as refusal:
        training.set_training(actor=manager, article=article, is_training=True, now=NOW)

    assert refusal.value.code == "in_round"
    article.refresh_from_db()
    assert (article.is_training, article.round, count_wanted(article)) == (False, round_, 2)
    end(round_, manager)
    training.set_training(actor=manager, article=article, is_training=True, now=NOW)
    assert (count_wanted(article), list_drawable(project).count()) == (0, 0)

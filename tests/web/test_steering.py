"""The pages of progress."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Project, User
from claims.queries.calendar import list_days
from claims.queries.steering import DayCount
from claims.templatetags.steering import duration
from claims.web.steering import HEIGHT, draw_chart
from tests.conftest import SignIn, add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    FlagFactory,
    GuidelineFactory,
    SkipFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

PAGES = ("progress", "progress-people", "progress-articles", "progress-marks")


def ask(sign_in: SignIn, user: User, page: str, project: Project, **wanted: str) -> Any:
    return sign_in(user).get(reverse(page, args=[project.slug]), wanted)


def add_work(project: Project, count: int) -> None:
    """So many articles of two claims, people, flags and skips."""
    guidelines = GuidelineFactory.create_batch(2, project=project)
    for number in range(count):
        person = add_member(project, f"person-{number}", "annotator")
        article = ArticleFactory(project=project)
        done, passed = ClaimFactory.create_batch(2, article=article)
        slot = SlotFactory(claim=done, annotator=person)
        AnnotationFactory(slot=slot, guideline=guidelines[0], seconds=200)
        FlagFactory(claim=done, annotator=person, reason="Two claims in one")
        SkipFactory(claim=done, annotator=person, reason="Too hard")
        SlotFactory(claim=passed)
        FlagFactory(claim=passed, annotator=person, reason="Not for the curator yet")


# The session and the person, the project, the role of the view and that of the links, what waits
# there (three); and what the page itself asks, with the role once or twice more.
COSTS = {"progress": 14, "progress-people": 17, "progress-articles": 13, "progress-marks": 11}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("count", (1, 3))
def test_a_page_costs_the_same_however_much_there_is(
    count: int,
    page: str,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    add_work(project, count)
    client = sign_in(curator)

    with django_assert_num_queries(COSTS[page]):
        answer = client.get(reverse(page, args=[project.slug]))

    assert answer.status_code == 200


def test_curators_see_no_reason_on_a_claim_that_they_could_label(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    add_work(project, 1)

    for kind, shown in (("flags", "Two claims in one"), ("skips", "Too hard"), ("x", "Two claims")):
        html = ask(sign_in, curator, "progress-marks", project, kind=kind).content.decode()
        assert shown in html
        assert "Not for the curator yet" not in html


def test_curators_see_nobody_where_names_are_hidden(
    project: Project, curator: User, manager: User, sign_in: SignIn
) -> None:
    project.hides_names = True
    project.save()
    add_work(project, 1)

    assert ask(sign_in, curator, "progress-people", project).status_code == 403
    assert "Person-0" in ask(sign_in, manager, "progress-people", project).content.decode()
    for page, sees in ((page, user) for page in PAGES for user in (curator, manager)):
        html = ask(sign_in, sees, page, project).content.decode()
        assert (reverse("progress-people", args=[project.slug]) in html) == (sees == manager)
        if sees == curator:
            assert "Person-0" not in html


def test_only_managers_see_who_is_at_an_article_and_get_the_time_sheet(
    project: Project, curator: User, manager: User, sign_in: SignIn
) -> None:
    add_work(project, 1)
    sheet = reverse("api-timesheet", args=[project.slug])

    for user, sees in ((curator, False), (manager, True)):
        articles = ask(sign_in, user, "progress-articles", project).content.decode()
        people = ask(sign_in, user, "progress-people", project).content.decode()
        assert ("At work" in articles, sheet in people) == (sees, sees)


def test_articles_say_only_how_many_claims_are_finished(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    """One of its two claims has its only label; the other has one of two."""
    add_work(project, 1)
    open_ = project.articles.get().claims.last()
    AnnotationFactory(slot=SlotFactory(claim=open_, held=True))

    html = ask(sign_in, curator, "progress-articles", project).content.decode()

    assert "1 / 2" in html
    assert "2 / 3" not in html


def test_versions_are_counted(project: Project, curator: User, sign_in: SignIn) -> None:
    add_work(project, 2)

    (row,) = ask(sign_in, curator, "progress", project).context["versions"]

    assert (row.version, row.labels) == (1, 2)


def test_an_empty_project_says_so(project: Project, manager: User, sign_in: SignIn) -> None:
    html = ask(sign_in, manager, "progress", project).content.decode()

    assert "Nothing is wanted here yet." in html
    assert "No label was given in the last 28 days." in html
    assert "No articles yet" in ask(sign_in, manager, "progress-articles", project).content.decode()
    marks = ask(sign_in, manager, "progress-marks", project).content.decode()
    assert (
        "There is no flag for you to see. Flags on claims that you may still have to label do not"
        " show."
    ) in marks


def test_the_highest_day_is_as_high_as_the_chart() -> None:
    counts = ((1, 0), (3, 1), (0, 0))
    days = [
        DayCount(day=day, labels=labels, checks=checks)
        for day, (labels, checks) in zip(list_days(NOW.date(), 3), counts, strict=True)
    ]

    chart = draw_chart(days)

    assert (chart.total, chart.most, chart.best) == (5, 4, days[1].day)
    assert [(bar.labels_height, bar.checks_height) for bar in chart.bars] == [
        (HEIGHT // 4, 0),
        (HEIGHT * 3 // 4, HEIGHT // 4),
        (0, 0),
    ]
    assert [(bar.labels_y, bar.checks_y) for bar in chart.bars][1] == (HEIGHT // 4, 0)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, ""),
        (59, "59 s"),
        (60, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (7260, "2 h 1 min"),
    ],
)
def test_time_in_words(seconds: int | None, said: str) -> None:
    assert duration(seconds) == said

"""Training and pauses on the pages: the desk, notices, what managers do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Claim, Draft, Membership, Notice, Project, User
from claims.operations import training
from tests.conftest import SignIn
from tests.factories import NOW, MembershipFactory, NoticeFactory, RoundFactory
from tests.operations.labellings import find_article_voice
from tests.operations.queues import change_project, queue_article, queue_claim, take
from tests.operations.trained import answer, find_membership, make_training

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(annotator: User, sign_in: SignIn) -> Client:
    return sign_in(annotator)


@pytest.fixture
def run(manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


def locate(claim: Claim, page: str = "desk-claim") -> str:
    return reverse(page, args=[claim.project.slug, claim.uuid])


def say(client: Client, claim: Claim, value: str = "no_claim", **headers: str) -> Any:
    posted = {
        "client_uuid": "6a1d1f7e-9b7b-4c55-8f0e-3a5b1c0d9e21",
        "speaker": str(find_article_voice(claim).uuid),
        "verifiability": value,
        "checked": "content",
        "evidence-TOTAL_FORMS": "0",
        "evidence-INITIAL_FORMS": "0",
    }
    return client.post(locate(claim), posted, headers=headers)


# ---- The desk ------------------------------------------------------------------------------------


def test_the_desk_shows_how_far_the_training_is_and_asks_for_nothing_else(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    first, _second = make_training(project, manager)
    take(project, annotator)

    html = desk.get(locate(first)).content.decode()

    assert "Training: 0 of 2 claims, 0 right" in html
    assert '<section class="note feedback"\n' in html
    assert '"isTraining": true' in html


def test_an_answer_leads_to_what_is_right_without_a_script(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    first, second = make_training(project, manager)
    take(project, annotator)

    answered = say(desk, first, "prediction")
    page = desk.get(answered["Location"].removesuffix("#current"))
    onward = desk.post(reverse("desk-next", args=[project.slug]))

    html = " ".join(page.content.decode().split())
    assert answered["Location"] == f"{locate(first)}#current"
    assert "Training: 1 of 2 claims, 0 right" in html
    assert "Not right" in html
    assert "<s><bdi>Prediction or plan</bdi></s>" in html
    assert "<strong><bdi>No factual claim</bdi></strong>" in html
    assert "It names no figure." in html
    assert f'action="{reverse("desk-next", args=[project.slug])}"' in html
    assert onward["Location"] == f"{locate(second)}#current"


def test_the_script_is_told_what_is_right_with_the_answer(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    first, _second = make_training(project, manager)
    take(project, annotator)

    told = say(desk, first, Accept="application/json").json()
    again = desk.get(locate(first), headers={"Accept": "application/json"}).json()

    assert told["feedback"]["progress"] == "Training: 1 of 2 claims, 1 right"
    assert "It names no figure." in told["feedback"]["html"]
    assert again["feedback"] == told["feedback"]


def test_a_second_answer_is_refused_and_one_may_stop_at_an_answered_claim(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    first, _second = make_training(project, manager)
    take(project, annotator)
    answer(annotator, first)

    refused = say(desk, first, "prediction", Accept="application/json")
    stopped = desk.post(locate(first, "desk-stop"), {"verifiability": "prediction"})

    assert [one["code"] for one in refused.json()["errors"]] == ["training_is_final"]
    assert (refused.status_code, stopped.status_code) == (422, 302)
    assert not Draft.objects.exists()


def test_live_labels_bring_no_feedback(project: Project, annotator: User, desk: Client) -> None:
    claim = queue_claim(project)
    take(project, annotator)

    assert "feedback" not in say(desk, claim, Accept="application/json").json()


def test_what_is_written_in_an_explanation_is_text(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    first, _second = make_training(project, manager)
    first.gold_labels.update(explanation="<script>" + "x" * 5000)
    take(project, annotator)

    html = say(desk, first, Accept="application/json").json()["feedback"]["html"]

    assert "&lt;script&gt;xxx" in html
    assert len(html) < 4000


def test_whoever_passes_is_told_and_goes_on_live(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    live = queue_claim(project)
    (claim,) = make_training(project, manager, claims=1)
    take(project, annotator)

    html = say(desk, claim, Accept="application/json").json()["feedback"]["html"]
    onward = desk.post(reverse("desk-next", args=[project.slug]))

    assert "You have passed the training." in html
    assert onward["Location"] == f"{locate(live)}#current"


def test_whoever_is_below_the_mark_is_told_how_it_went_and_waits(
    project: Project, annotator: User, manager: User, desk: Client
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    take(project, annotator)

    html = " ".join(
        say(desk, claim, "prediction", Accept="application/json").json()["feedback"]["html"].split()
    )
    waiting = desk.post(reverse("desk-next", args=[project.slug]), follow=True).content.decode()

    assert "0 of 1 claims right; 80 % are wanted." in html
    assert "with too few claims right" in waiting
    assert "0 of 1 claims right; 80 % are wanted." in " ".join(waiting.split())
    assert "Take the next article" not in waiting


def test_a_live_claim_refuses_who_trains_in_a_sentence(
    project: Project, manager: User, desk: Client
) -> None:
    live = queue_claim(project)
    make_training(project, manager)

    refused = say(desk, live)

    assert refused.status_code == 422
    assert "Finish the training first" in refused.content.decode()


@pytest.mark.parametrize("page", ["desk", "check", "project", "home"])
def test_pages_say_that_one_trains_first(
    project: Project, manager: User, desk: Client, page: str
) -> None:
    make_training(project, manager)
    change_project(project, manager, has_check_pass=True)
    address = reverse(page, args=[] if page == "home" else [project.slug])

    assert "You train first" in desk.get(address).content.decode()


@pytest.mark.parametrize("page", ["desk", "project", "home"])
def test_pages_say_that_one_is_paused_in_the_words_of_the_refusal(
    project: Project, annotator: User, desk: Client, page: str
) -> None:
    Membership.objects.filter(user=annotator).update(paused_at=NOW)
    queue_article(project)
    address = reverse(page, args=[] if page == "home" else [project.slug])

    html = desk.get(address).content.decode()
    refused = desk.post(reverse("desk-next", args=[project.slug]), follow=True).content.decode()

    assert "Your work here is paused." in html
    assert "Your work here is paused." in refused
    assert "Take the next article" not in refused


@pytest.mark.parametrize("count", (1, 3))
def test_feedback_costs_the_same_however_many_claims(
    count: int,
    project: Project,
    annotator: User,
    manager: User,
    desk: Client,
    django_assert_num_queries: Any,
) -> None:
    first, *others = make_training(project, manager, claims=count + 1)
    take(project, annotator)
    for claim in others:
        answer(annotator, claim)
    say(desk, first)

    with django_assert_num_queries(33):
        desk.get(locate(first))


# ---- Notices -------------------------------------------------------------------------------------


def test_managers_see_who_waits_and_what_happened(
    project: Project, annotator: User, run: Client
) -> None:
    Membership.objects.filter(user=annotator).update(paused_at=NOW)
    NoticeFactory(project=project, person=annotator)
    NoticeFactory(project=project, person=annotator, kind="failed", found=75, wanted=80)

    html = " ".join(run.get(reverse("notices", args=[project.slug])).content.decode().split())

    assert "2.5 seconds a label, by the median of the last 20; 5 are wanted" in html
    assert "75 % of the training claims right; 80 % are wanted" in html
    assert reverse("member-resume", args=[project.slug, annotator.uuid]) in html
    assert '<span class="tag">2<span class="sr"> unread notices</span></span>' in html


def test_a_notice_is_marked_as_read(project: Project, annotator: User, run: Client) -> None:
    notice = NoticeFactory(project=project, person=annotator)

    run.post(reverse("notice-read", args=[project.slug, notice.uuid]))
    html = run.get(reverse("notices", args=[project.slug])).content.decode()

    assert "Mark as read" not in html
    assert "paused: labels given too fast" in html


def test_managers_let_people_go_on_and_pass_them(
    project: Project, annotator: User, other_annotator: User, manager: User, run: Client
) -> None:
    make_training(project, manager)
    Membership.objects.filter(user=annotator).update(paused_at=NOW, trained_at=NOW)

    resumed = run.post(
        reverse("member-resume", args=[project.slug, annotator.uuid]), follow=True
    ).content.decode()
    run.post(reverse("member-pass", args=[project.slug, other_annotator.uuid]))

    assert "They can go on." in resumed
    assert find_membership(project, annotator).paused_at is None
    assert find_membership(project, other_annotator).trained_at is not None


def test_who_failed_may_try_again(
    project: Project, annotator: User, manager: User, run: Client
) -> None:
    (claim,) = make_training(project, manager, claims=1)
    answer(annotator, claim, right=False)

    run.post(reverse("member-retry", args=[project.slug, annotator.uuid]))

    assert find_membership(project, annotator).failed_at is None
    assert not Notice.objects.unread().exists()


def test_home_counts_unread_notices_for_managers(
    project: Project, annotator: User, manager: User, run: Client, desk: Client
) -> None:
    NoticeFactory(project=project, person=annotator)

    assert "1 unread notice about your people" in run.get("/").content.decode()
    assert "unread notice" not in desk.get("/").content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_of_notices_costs_the_same_however_many(
    count: int, project: Project, run: Client, django_assert_num_queries: Any
) -> None:
    for member in MembershipFactory.create_batch(count, project=project, paused_at=NOW):
        NoticeFactory(project=project, person=member.user)

    with django_assert_num_queries(13):
        run.get(reverse("notices", args=[project.slug]))


# ---- Articles ------------------------------------------------------------------------------------


def test_managers_make_an_article_one_to_train_on(project: Project, run: Client) -> None:
    article = queue_article(project)
    address = reverse("article-training", args=[project.slug, article.uuid])

    html = run.post(address, {"training": "1"}, follow=True).content.decode()

    assert Article.objects.get().is_training
    assert "This article is for training only" in html
    run.post(address, {"training": "0"})
    assert not Article.objects.get().is_training


def test_an_article_at_work_stays_as_it_is_and_says_why(
    project: Project, annotator: User, run: Client
) -> None:
    article = queue_article(project)
    take(project, annotator)
    address = reverse("article-training", args=[project.slug, article.uuid])

    html = run.post(address, {"training": "1"}, follow=True).content.decode()

    assert "Somebody has labelled in this article" in html
    assert "Use it for" not in html


def test_an_article_of_a_round_has_no_button_for_it(
    project: Project, manager: User, run: Client
) -> None:
    article = queue_article(project)
    address = reverse("article", args=[project.slug, article.uuid])
    assert "Use it for training only" in run.get(address).content.decode()
    Article.objects.update(round=RoundFactory(project=project))

    assert "Use it for training only" not in run.get(address).content.decode()


def test_annotators_see_no_button_for_it(project: Project, manager: User, desk: Client) -> None:
    article = queue_article(project)
    training.set_training(actor=manager, article=article, is_training=True, now=NOW)

    html = desk.get(reverse("article", args=[project.slug, article.uuid])).content.decode()

    assert "This article is for training only" in html
    assert "Use it for" not in html

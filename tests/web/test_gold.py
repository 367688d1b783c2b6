"""Pages of gold labels and of how right people are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Claim, GoldLabel, Project, Slot, Speaker, User
from tests.conftest import SignIn, add_member
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    GoldLabelFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    article = ArticleFactory(project=project)
    ClaimFactory.create_batch(3, article=article)
    return article


@pytest.fixture
def claim(article: Article) -> Claim:
    return article.claims.get(position=1)


@pytest.fixture
def pages(curator: User, sign_in: SignIn) -> Client:
    return sign_in(curator)


def locate(name: str, row: Claim | Article) -> str:
    return reverse(name, args=[row.project.slug, row.uuid])


def fill_in(claim: Claim, **changes: Any) -> dict[str, Any]:
    voice = Speaker.objects.get(project=claim.project, kind="article", name="")
    return {
        "speakers": [str(voice.uuid)],
        "verifiabilities": ["no_claim", "prediction"],
        "explanation": "One can see it\r\neither way.",
        "replaces": "",
    } | changes


def add_answers(article: Article, count: int) -> None:
    """So many people, each with one wrong label of a gold claim of its own."""
    for number in range(count):
        claim = ClaimFactory(article=article)
        GoldLabelFactory(claim=claim, value="prediction")
        person = add_member(article.project, f"person-{number}", "annotator")
        AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person, purpose="gold"))


def test_an_article_lists_its_claims_with_what_is_right(
    pages: Client, article: Article, curator: User
) -> None:
    first, second, third = article.claims.order_by("position")
    GoldLabelFactory(claim=first)
    DecisionFactory(claim=second)
    GoldLabelFactory(claim=third)
    SlotFactory(claim=third, annotator=curator)

    answer = pages.get(locate("article-gold", article))

    rows = answer.context["rows"]
    assert [(row.claim, bool(row.gold), bool(row.decision), row.is_blind) for row in rows] == [
        (first, True, False, False),
        (second, False, True, False),
        (third, False, False, True),
    ]
    html = answer.content.decode()
    assert "Take over 1 decision\n" in html
    assert [locate("claim-gold", one) in html for one in (first, second, third)] == [
        *(True, True),
        False,
    ]


@pytest.mark.parametrize("page", ["list", "form", "person"])
def test_who_has_read_what_is_right_labels_the_claim_no_more(
    page: str, pages: Client, article: Article, claim: Claim, curator: User
) -> None:
    GoldLabelFactory(claim=claim, value="prediction")
    person = add_member(article.project, "kim", "annotator")
    AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person, purpose="gold"))
    addresses = {
        "list": locate("article-gold", article),
        "form": locate("claim-gold", claim),
        "person": reverse("quality-person", args=[article.project.slug, person.uuid]),
    }

    pages.get(addresses[page])

    SlotFactory(claim=claim)
    assert not Slot.objects.open_to(curator).exists()
    assert not Slot.objects.filter(claim=claim).blinding(curator).exists()


@pytest.mark.parametrize("count", (1, 3))
def test_pages_cost_the_same_however_much_there_is(
    count: int,
    article: Article,
    pages: Client,
    django_assert_num_queries: Any,
) -> None:
    add_answers(article, count)
    for claim in article.claims.all()[:count]:
        GoldLabelFactory(claim=claim)
        DecisionFactory(claim=claim)
    person = User.objects.get(username="person-0")
    quality = reverse("quality", args=[article.project.slug])
    of_person = reverse("quality-person", args=[article.project.slug, person.uuid])

    for address, cost in (
        (locate("article-gold", article), 19),
        (quality, 14),
        (of_person, 21),
    ):
        # That it was read is noted once.
        pages.get(address)
        with django_assert_num_queries(cost):
            assert pages.get(address).status_code == 200


def test_decisions_are_taken_over_by_one_press(pages: Client, article: Article) -> None:
    for claim in article.claims.all()[:2]:
        DecisionFactory(claim=claim)

    answers = [pages.post(locate("article-gold", article), follow=True) for _ in range(2)]

    assert GoldLabel.objects.standing().count() == 2
    assert "2 decisions are gold labels now." in answers[0].content.decode()
    assert "There was no further decided claim to take over." in answers[1].content.decode()


def test_the_form_begins_with_what_was_decided(pages: Client, claim: Claim) -> None:
    DecisionFactory(claim=claim, value="prediction", reason="It is about next year.")

    form = pages.get(locate("claim-gold", claim)).context["form"]

    assert form["verifiabilities"].value() == ["prediction"]
    assert form["explanation"].value() == "It is about next year."
    assert form["replaces"].value() is None


def test_several_answers_are_kept_and_shown_again(pages: Client, claim: Claim) -> None:
    answer = pages.post(locate("claim-gold", claim), fill_in(claim))

    gold = GoldLabel.objects.standing().get()
    form = pages.get(locate("claim-gold", claim)).context["form"]
    assert answer["Location"] == locate("article-gold", claim.article)
    assert gold.explanation == "One can see it\neither way."
    assert {one.value for one in gold.labels.all()} == {"no_claim", "prediction"}
    assert sorted(form["verifiabilities"].value()) == ["no_claim", "prediction"]
    assert form["replaces"].value() == str(gold.uuid)


def test_who_was_slower_is_told_and_keeps_what_they_wrote(pages: Client, claim: Claim) -> None:
    standing = GoldLabelFactory(claim=claim)

    answer = pages.post(locate("claim-gold", claim), fill_in(claim))

    assert answer.status_code == 422
    assert "This was changed meanwhile" in answer.content.decode()
    assert "either way." in answer.content.decode()
    assert GoldLabel.objects.standing().get() == standing


def test_nothing_right_is_refused_in_words(pages: Client, claim: Claim) -> None:
    sent = fill_in(claim, speakers=[], verifiabilities=[])

    answer = pages.post(locate("claim-gold", claim), sent)

    assert answer.status_code == 422
    assert "Say of one field at least what is right." in answer.content.decode()


def test_where_verdicts_have_a_pass_the_form_asks_none(pages: Client, claim: Claim) -> None:
    Project.objects.update(has_check_pass=True)

    assert "verdicts" not in pages.get(locate("claim-gold", claim)).context["form"].fields


def test_who_has_it_to_label_is_led_away(pages: Client, claim: Claim, curator: User) -> None:
    SlotFactory(claim=claim, annotator=curator)
    GoldLabelFactory(claim=claim, explanation="A secret.")

    answer = pages.get(locate("claim-gold", claim), follow=True)

    assert "Label this claim first" in answer.content.decode()
    assert "A secret." not in answer.content.decode()


def test_the_one_that_was_shown_is_ended(pages: Client, claim: Claim) -> None:
    gold = GoldLabelFactory(claim=claim)

    other = pages.post(locate("claim-gold-end", claim), {"gold": str(claim.uuid)}, follow=True)
    assert "This was changed meanwhile" in other.content.decode()
    assert GoldLabel.objects.standing().get() == gold

    pages.post(locate("claim-gold-end", claim), {"gold": str(gold.uuid)})
    assert not GoldLabel.objects.standing().exists()


def test_the_page_says_how_right_people_are(
    pages: Client, article: Article, project: Project
) -> None:
    add_answers(article, 2)

    answer = pages.get(reverse("quality", args=[project.slug]))

    rows = answer.context["rows"]
    assert [(row.name, row.claims["right"], row.claims["total"]) for row in rows] == [
        ("Person-0", 0, 1),
        ("Person-1", 0, 1),
    ]
    assert [(share["right"], share["total"]) for share in rows[0].shares] == [
        *((1, 1), (0, 1)),
        (0, 0),
    ]
    assert "1 of 1 wrong" in answer.content.decode()


def test_of_a_person_it_shows_what_they_said_and_what_is_right(
    pages: Client, article: Article, project: Project
) -> None:
    add_answers(article, 1)
    person = User.objects.get(username="person-0")

    html = pages.get(reverse("quality-person", args=[project.slug, person.uuid])).content.decode()

    assert all(words in html for words in ("No factual claim", "Prediction", "It names no figure."))


def test_without_any_it_says_what_to_do(
    pages: Client, manager: User, project: Project, sign_in: SignIn
) -> None:
    address = reverse("quality", args=[project.slug])

    for client, told in ((pages, False), (sign_in(manager), True)):
        html = client.get(address).content.decode()
        assert "No hidden gold is handed out" in html
        assert "Nobody has labelled hidden gold yet." in html
        assert ("then set the percentage" in html) == told


def test_curators_see_pseudonyms_where_names_are_hidden(
    pages: Client, article: Article, project: Project, manager: User, sign_in: SignIn
) -> None:
    Project.objects.update(hides_names=True)
    add_answers(article, 1)
    person = User.objects.get(username="person-0")
    address = reverse("quality", args=[project.slug])
    of_person = reverse("quality-person", args=[project.slug, person.uuid])

    hidden, shown = pages.get(address), sign_in(manager).get(address)

    assert "Person-0" not in hidden.content.decode()
    assert str(person.uuid) not in hidden.content.decode()
    assert "Person-0" in shown.content.decode()
    assert pages.get(of_person).status_code == 403


def test_somebody_of_another_project_is_nobody(
    pages: Client, project: Project, stranger: User
) -> None:
    address = reverse("quality-person", args=[project.slug, stranger.uuid])

    assert pages.get(address).status_code == 404


@pytest.mark.parametrize(("role", "told"), [("annotator", False), ("reader", True)])
def test_who_only_labels_is_not_told_how_many_labels_there_are(
    role: str, project: Project, article: Article, request: Any, sign_in: SignIn, *, told: bool
) -> None:
    for claim in article.claims.all():
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
    project.gold_percent = 10
    project.save()
    client = sign_in(request.getfixturevalue(role))
    slug = project.slug

    addresses = ("/", f"/p/{slug}/", f"/p/{slug}/articles/", f"/p/{slug}/articles/{article.uuid}/")
    for address in addresses:
        html = client.get(address).content.decode()
        assert ("3 / 3" in html or "3 of 3" in html or "<progress" in html) == told, address
    listed = client.get(f"/p/{slug}/articles/", {"state": "unfinished"}).context["page"]
    assert len(listed.object_list) == (0 if told else 1)

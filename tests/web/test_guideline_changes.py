"""What changed in the guideline, which one reads before the next label."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Annotation, Claim, Guideline, GuidelineReading, Project, User
from tests.conftest import SignIn
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    LeaseFactory,
    SlotFactory,
)
from tests.forms import read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(project: Project, annotator: User) -> Guideline:
    """The version that the annotator knows."""
    first = GuidelineFactory(project=project, text="The speaker is who says it.\n\nThe end.\n")
    GuidelineReadingFactory(user=annotator, guideline=first)
    return first


@pytest.fixture
def second(first: Guideline) -> Guideline:
    text = "The speaker is who claims it.\n\nThe end.\n\nA new line.\n"
    return GuidelineFactory(project=first.project, text=text)


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """One that is before the annotator."""
    article = ArticleFactory(project=project)
    claim = ClaimFactory(article=article)
    lease = LeaseFactory(article=article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    return claim


@pytest.fixture
def client(annotator: User, sign_in: SignIn) -> Client:
    return sign_in(annotator)


def changes_of(project: Project, query: str = "") -> str:
    return reverse("guideline-changes", args=[project.slug]) + query


def desk_of(claim: Claim) -> str:
    return reverse("desk-claim", args=[claim.project.slug, claim.uuid])


def test_what_is_new_to_the_person_is_marked_by_more_than_colour(
    client: Client, second: Guideline
) -> None:
    html = client.get(changes_of(second.project)).content.decode()

    assert "Version 2 is new to you: you have worked by version 1." in html
    assert '<del><span class="sr">Removed: </span> says</del>' in html
    assert '<ins><span class="sr">Added: </span> claims</ins>' in html
    assert '<ins><span class="sr">Added: </span>A new line.</ins>' in html
    assert "<p>A new line.</p>" in html
    assert "I have read it" in html


def test_reading_leads_back_to_the_claim_and_lets_one_label(
    client: Client, claim: Claim, second: Guideline
) -> None:
    turned = client.get(desk_of(claim))
    page = client.get(turned["Location"]).content.decode()
    sent = {"version": "2", "next": desk_of(claim)}
    read = client.post(changes_of(claim.project), sent)
    shown = client.get(read["Location"])

    assert turned["Location"] == changes_of(claim.project, f"?next={desk_of(claim)}")
    assert f'name="next" value="{desk_of(claim)}"' in page
    assert read["Location"] == desk_of(claim)
    assert shown.status_code == 200
    assert read_form(shown.content.decode(), "label-form")["guideline_version"] == "2"
    assert GuidelineReading.objects.filter(guideline=second).count() == 1


@pytest.mark.parametrize("name", ["desk", "check"])
def test_every_way_to_a_label_leads_over_the_changes(
    name: str, client: Client, claim: Claim, second: Guideline
) -> None:
    slug = claim.project.slug
    desk = reverse(name, args=[slug])

    answers = [
        client.get(desk),
        client.post(reverse(f"{name}-next", args=[slug])),
        client.get(reverse(f"{name}-claim", args=[slug, claim.uuid])),
    ]

    turned = [answer["Location"].removeprefix(changes_of(claim.project)) for answer in answers]
    assert turned == [f"?next={desk}", f"?next={desk}", f"?next={desk}{claim.uuid}/"]


def test_a_page_from_before_the_version_is_still_taken_under_the_older_one(
    client: Client, claim: Claim, first: Guideline
) -> None:
    form = read_form(client.get(desk_of(claim)).content.decode(), "label-form")
    GuidelineFactory(project=claim.project)
    speaker = str(claim.project.speakers.get(kind="article").uuid)

    said = {"speaker": speaker, "verifiability": "no_claim"}
    answer = client.post(desk_of(claim), form | said)

    assert answer.status_code == 302
    assert Annotation.objects.get(claim=claim).guideline == first
    desk = client.get(reverse("desk", args=[claim.project.slug]))
    assert desk["Location"].startswith(changes_of(claim.project))


def test_who_is_new_is_not_stopped(
    sign_in: SignIn, other_annotator: User, claim: Claim, second: Guideline
) -> None:
    slot = SlotFactory(claim=claim, annotator=other_annotator)

    shown = sign_in(other_annotator).get(desk_of(slot.claim))

    assert shown.status_code == 200
    assert read_form(shown.content.decode(), "label-form")["guideline_version"] == "2"


def test_a_newer_version_that_came_meanwhile_is_shown_first(
    client: Client, claim: Claim, second: Guideline
) -> None:
    GuidelineFactory(project=claim.project, text="Wholly new.\n")

    sent = {"version": "2", "next": desk_of(claim)}
    answer = client.post(changes_of(claim.project), sent, follow=True)

    assert answer.redirect_chain == [(changes_of(claim.project, f"?next={desk_of(claim)}"), 302)]
    html = answer.content.decode()
    assert "A newer version has been published meanwhile." in html
    assert "Version 3 is new to you" in html


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(next_: str, client: Client, second: Guideline) -> None:
    answer = client.post(changes_of(second.project), {"version": "2", "next": next_})

    assert answer["Location"] == reverse("desk", args=[second.project.slug])


@pytest.mark.parametrize("version", ["", "7", "x", str(2**40)])
def test_a_version_that_is_none_is_not_read(
    version: str, client: Client, second: Guideline
) -> None:
    assert client.post(changes_of(second.project), {"version": version}).status_code == 404


def test_readers_look_but_acknowledge_nothing(
    reader: User, sign_in: SignIn, second: Guideline
) -> None:
    client = sign_in(reader)

    html = client.get(changes_of(second.project)).content.decode()
    answer = client.post(changes_of(second.project), {"version": "2"})

    assert "From version 1 to version 2." in html
    assert "I have read it" not in html
    assert answer.status_code == 403


def test_any_two_versions_are_compared(client: Client, second: Guideline) -> None:
    project = second.project
    GuidelineFactory(project=project, text="Wholly new.\n")

    response = client.get(changes_of(project, "?from=1&to=2"))
    html = response.content.decode()

    assert "From version 1 to version 2." in html
    assert "Wholly new." not in html
    # Version 3 is to be read, but it is not what is shown.
    assert "I have read it" not in html


@pytest.mark.parametrize("query", ["?from=1&to=9", "?to=2", "?from=x&to=2", "?from=1&to=2%00"])
def test_versions_that_are_none_are_absent(query: str, client: Client, second: Guideline) -> None:
    assert client.get(changes_of(second.project, query)).status_code == 404


@pytest.mark.parametrize(
    ("count", "said"), [(0, "has no guideline yet"), (1, "There is one version so far.")]
)
def test_without_two_versions_there_is_nothing_to_compare(
    count: int, said: str, project: Project, client: Client
) -> None:
    GuidelineFactory.create_batch(count, project=project)

    assert said in client.get(changes_of(project)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_changes_cost_the_same_however_many_versions(
    count: int, client: Client, first: Guideline, django_assert_num_queries: Any
) -> None:
    GuidelineFactory.create_batch(count, project=first.project)

    # Session, person, project; what one knows, those two versions, all versions, their author;
    # role for the menu.
    with django_assert_num_queries(8):
        client.get(changes_of(first.project))

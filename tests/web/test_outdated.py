"""Labels that were made under an older guideline: found, counted, and said anew one by one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Annotation, Claim, Guideline, Project, User
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    ProjectFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(project: Project) -> list[Guideline]:
    return GuidelineFactory.create_batch(2, project=project)


@pytest.fixture
def claims(project: Project) -> list[Claim]:
    return ClaimFactory.create_batch(3, article=ArticleFactory(project=project))


@pytest.fixture
def signed_in(client: Client, annotator: User, versions: list[Guideline]) -> Client:
    """Who has read the latest version."""
    GuidelineReadingFactory(user=annotator, guideline=versions[-1])
    client.force_login(annotator)
    return client


def label(claim: Claim, person: User, guideline: Guideline | None) -> Annotation:
    return AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person), guideline=guideline)


def go(client: Client, project: Project, **wanted: str) -> str:
    return str(client.get(reverse("label-older", args=[project.slug]), wanted)["Location"])


def locate(claim: Claim) -> str:
    return reverse("desk-claim", args=[claim.project.slug, claim.uuid])


def send(client: Client, address: str, given: Annotation, version: int) -> Any:
    """The same label again, as the desk's form would send it."""
    page = client.get(address).context["form"]
    values = {
        "client_uuid": page["client_uuid"].value(),
        "revises": given.uuid,
        "guideline_version": version,
        "speaker": given.speaker.uuid,
        "verifiability": given.verifiability.value,
        "evidence-TOTAL_FORMS": "0",
        "evidence-INITIAL_FORMS": "0",
    }
    return client.post(address, values)


def test_labels_under_an_older_version_or_none_are_found(
    project: Project,
    annotator: User,
    claims: list[Claim],
    versions: list[Guideline],
    signed_in: Client,
) -> None:
    given = [
        label(claim, annotator, under)
        for claim, under in zip(claims, [None, *versions], strict=True)
    ]

    page = signed_in.get(reverse("label-list", args=[project.slug]), {"state": "older"})

    assert list(page.context["page"]) == [given[1], given[0]]
    assert reverse("label-older", args=[project.slug]) in page.content.decode()


def test_nothing_is_outdated_without_a_guideline(
    annotator: User, client: Client, project: Project
) -> None:
    label(ClaimFactory(article__project=project), annotator, None)

    assert not Annotation.objects.outdated().exists()


def test_other_projects_versions_do_not_count(
    project: Project, annotator: User, claims: list[Claim], versions: list[Guideline]
) -> None:
    GuidelineFactory.create_batch(5, project=ProjectFactory())
    label(claims[0], annotator, versions[-1])

    assert not Annotation.objects.outdated().exists()


@pytest.mark.parametrize("page", ("home", "project"))
def test_pages_count_ones_own(
    page: str,
    project: Project,
    annotator: User,
    other_annotator: User,
    claims: list[Claim],
    versions: list[Guideline],
    signed_in: Client,
) -> None:
    label(claims[0], annotator, versions[0])
    label(claims[1], annotator, versions[0])
    label(claims[2], other_annotator, versions[0])
    address = reverse(page, args=[project.slug] if page == "project" else [])

    assert "2 of your labels are under an older guideline" in signed_in.get(
        address
    ).content.decode().replace("\n", " ")


def test_one_goes_through_them_one_after_another(
    project: Project,
    annotator: User,
    claims: list[Claim],
    versions: list[Guideline],
    signed_in: Client,
) -> None:
    first, second = (label(claim, annotator, versions[0]) for claim in claims[:2])
    label(claims[2], annotator, versions[1])
    start = go(signed_in, project)

    answer = send(signed_in, f"{locate(claims[0])}?older=1", first, version=2)
    then = go(signed_in, project, after=str(claims[0].uuid))

    assert start == f"{locate(claims[0])}?older=1#current"
    assert answer["Location"] == (
        f"{reverse('label-older', args=[project.slug])}?after={claims[0].uuid}"
    )
    assert then == f"{locate(claims[1])}?older=1#current"
    assert list(Annotation.objects.current().outdated()) == [second]


def test_what_is_left_as_it_is_stays_listed(
    project: Project,
    annotator: User,
    claims: list[Claim],
    versions: list[Guideline],
    signed_in: Client,
) -> None:
    label(claims[0], annotator, versions[0])
    desk = signed_in.get(locate(claims[0]), {"older": "1"}).content.decode()
    way = reverse("label-older", args=[project.slug])

    assert f'href="{way}?after={claims[0].uuid}"' in desk
    assert go(signed_in, project, after=str(claims[0].uuid)) == (
        f"{reverse('label-list', args=[project.slug])}?state=older"
    )
    assert go(signed_in, project, after="nonsense") == f"{locate(claims[0])}?older=1#current"


def test_once_all_are_done_one_is_told(project: Project, signed_in: Client) -> None:
    address = reverse("label-older", args=[project.slug])

    page = signed_in.get(address, follow=True).content.decode()

    assert "All your labels are under the latest guideline." in page


def test_labels_of_retired_claims_are_nothing_to_redo(
    project: Project, annotator: User, claims: list[Claim], versions: list[Guideline]
) -> None:
    label(claims[0], annotator, versions[0])
    Claim.objects.filter(pk=claims[0].pk).update(retired_at=NOW)

    assert not Annotation.objects.outdated().exists()

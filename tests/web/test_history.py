"""The history of one's own label, as a page and as the part that other pages fetch."""

import pytest
from django.urls import reverse

from claims.models import Claim, Project, User
from tests.conftest import SignIn
from tests.factories import AnnotationFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """Labelled and then revised by the annotator."""
    slot = SlotFactory(annotator=annotator, claim__article__project=project)
    AnnotationFactory(slot=slot)
    AnnotationFactory(slot=slot, value="prediction", comment="<b>Now</b> & then")
    return slot.claim


def locate(claim: Claim, stage: str = "desk") -> str:
    return reverse(f"{stage}-history", args=[claim.project.slug, claim.uuid])


def test_the_page_shows_what_changed(annotator: User, claim: Claim, sign_in: SignIn) -> None:
    response = sign_in(annotator).get(locate(claim))
    html = " ".join(response.content.decode().split())

    assert "<title>" in html
    assert (
        '<dt>Verifiability</dt> <dd> <del dir="auto"><span class="sr">before:</span> '
        'No factual claim</del> <ins dir="auto"><span class="sr">now:</span> '
        "Prediction or plan</ins>" in html
    )
    assert "&lt;b&gt;Now&lt;/b&gt; &amp; then" in html
    assert html.count("counts now") == 1


def test_the_part_is_the_list_alone(annotator: User, claim: Claim, sign_in: SignIn) -> None:
    response = sign_in(annotator).get(f"{locate(claim)}?part=1")

    assert response.content.decode().strip().startswith('<ol class="history">')
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("stage", ("desk", "check"))
def test_others_labels_are_no_history_of_one_s_own(
    stage: str, curator: User, claim: Claim, sign_in: SignIn
) -> None:
    response = sign_in(curator).get(locate(claim, stage))

    assert response.context["history"] == []
    assert "You have not labelled this claim." in response.content.decode()


def test_claims_of_other_projects_are_absent(
    stranger: User, annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    other = stranger.memberships.get().project

    elsewhere = sign_in(stranger).get(reverse("desk-history", args=[other.slug, claim.uuid]))

    assert elsewhere.status_code == 404

"""The history of one's own label, as a page and as the part that other pages fetch."""

import pytest
from django.urls import reverse

from claims.models import Claim, Project, User
from tests.conftest import SignIn
from tests.factories import AnnotationFactory, DecisionFactory, SlotFactory, UserFactory

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


def test_what_was_decided_stands_above_it_with_its_reason_and_nobodys_name(
    annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    nell = UserFactory(username="nell")
    DecisionFactory(
        claim=claim, value="routine_fact", decided_by=nell, reason="<i>It</i> can be looked up."
    )

    html = sign_in(annotator).get(f"{locate(claim)}?part=1").content.decode()

    assert "Routine fact" in html
    assert "by a curator" in html
    assert "&lt;i&gt;It&lt;/i&gt; can be looked up." in html
    assert nell.username not in html


def test_who_has_not_labelled_the_claim_learns_nothing_of_what_was_decided(
    curator: User, other_annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    DecisionFactory(claim=claim, value="routine_fact", decided_by=curator, reason="Because.")

    for person in (other_annotator, curator):
        html = sign_in(person).get(locate(claim)).content.decode()
        assert "Routine fact" not in html
        assert "Because." not in html


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

"""Reading a guideline, and the version that a label carries."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import AuditEvent, Claim, Guideline, GuidelineReading, Project, User
from claims.operations.guidelines import acknowledge_guideline
from tests.factories import (
    NOW,
    AnnotationFactory,
    ClaimFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    SlotFactory,
)
from tests.operations.labellings import submit

pytestmark = pytest.mark.django_db

Publish = Callable[[], Guideline]


@pytest.fixture
def claim(project: Project) -> Claim:
    claim = ClaimFactory(article__project=project)
    SlotFactory(claim=claim)
    return claim


@pytest.fixture
def first(project: Project) -> Guideline:
    return GuidelineFactory(project=project)


@pytest.fixture
def publish(project: Project, first: Guideline) -> Publish:
    """Publish the next version after the first."""
    return lambda: GuidelineFactory(project=project)


def test_reading_is_noted_once_and_audited(first: Guideline, annotator: User) -> None:
    read = acknowledge_guideline(actor=annotator, guideline=first, now=NOW)
    again = acknowledge_guideline(actor=annotator, guideline=first, now=NOW + timedelta(hours=1))

    assert (again, again.read_at) == (read, NOW)
    assert GuidelineReading.objects.count() == 1
    event = AuditEvent.objects.get(action="guideline.read")
    assert (event.actor, event.project, event.data) == (annotator, first.project, {"version": 1})


def test_only_the_latest_version_is_acknowledged(
    first: Guideline, publish: Publish, annotator: User
) -> None:
    publish()

    with pytest.raises(Conflict) as refusal:
        acknowledge_guideline(actor=annotator, guideline=first, now=NOW)

    assert refusal.value.code == "published_meanwhile"
    assert not GuidelineReading.objects.exists()


def test_what_was_acknowledged_in_time_may_be_repeated_later(
    first: Guideline, publish: Publish, annotator: User
) -> None:
    read = acknowledge_guideline(actor=annotator, guideline=first, now=NOW)
    publish()

    assert acknowledge_guideline(actor=annotator, guideline=first, now=NOW) == read


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_who_does_not_label_acknowledges_nothing(
    role: str, first: Guideline, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        acknowledge_guideline(actor=request.getfixturevalue(role), guideline=first, now=NOW)


def test_who_states_nothing_and_knows_nothing_labels_under_the_latest(
    claim: Claim, publish: Publish, annotator: User
) -> None:
    second = publish()

    assert submit(annotator, claim).guideline == second


def test_who_states_nothing_labels_under_what_they_have_read(
    claim: Claim, first: Guideline, publish: Publish, annotator: User
) -> None:
    GuidelineReadingFactory(user=annotator, guideline=first)
    publish()

    assert submit(annotator, claim).guideline == first


def test_who_states_nothing_labels_under_what_they_labelled_by_before(
    claim: Claim, first: Guideline, publish: Publish, annotator: User
) -> None:
    AnnotationFactory(
        slot__claim__article=claim.article, slot__annotator=annotator, guideline=first
    )
    publish()

    assert submit(annotator, claim).guideline == first


def test_the_latest_may_always_be_stated(
    claim: Claim, first: Guideline, publish: Publish, annotator: User
) -> None:
    GuidelineReadingFactory(user=annotator, guideline=first)
    second = publish()

    assert submit(annotator, claim, guideline=2).guideline == second


@pytest.mark.parametrize("known", ["read", "labelled", "nothing"])
def test_a_label_that_was_queued_while_a_version_came_keeps_the_older_one(
    known: str, claim: Claim, first: Guideline, publish: Publish, annotator: User
) -> None:
    """Also after the newer one has been read at another page."""
    if known == "read":
        GuidelineReadingFactory(user=annotator, guideline=first)
    elif known == "labelled":
        of_article = {"slot__claim__article": claim.article}
        AnnotationFactory(slot__annotator=annotator, guideline=first, **of_article)
    second = publish()
    if known != "nothing":
        acknowledge_guideline(actor=annotator, guideline=second, now=NOW)

    assert submit(annotator, claim, guideline=1).guideline == first


def test_a_page_opened_under_an_older_version_may_state_it(
    claim: Claim, publish: Publish, annotator: User
) -> None:
    GuidelineReadingFactory(user=annotator, guideline=publish())

    assert submit(annotator, claim, guideline=1).guideline == claim.project.guidelines.get(
        version=1
    )


@pytest.mark.parametrize("version", [3, 7])
def test_a_version_that_the_person_never_had_is_refused(
    version: int, claim: Claim, publish: Publish, annotator: User
) -> None:
    GuidelineReadingFactory(user=annotator, guideline=publish())
    publish()
    publish()

    with pytest.raises(InvalidInput) as refusal:
        submit(annotator, claim, guideline=version)

    assert (refusal.value.code, refusal.value.field) == ("unknown_guideline", "guideline_version")
    assert not claim.annotations.exists()


def test_a_project_without_a_guideline_has_no_version_to_state(
    claim: Claim, annotator: User
) -> None:
    with pytest.raises(InvalidInput):
        submit(annotator, claim, guideline=1)

    assert submit(annotator, claim).guideline is None


def test_the_same_submit_after_a_newer_version_was_read_is_the_same_answer(
    claim: Claim, first: Guideline, publish: Publish, annotator: User
) -> None:
    client_uuid = uuid.uuid4()
    label = submit(annotator, claim, client_uuid=client_uuid, guideline=1)
    acknowledge_guideline(actor=annotator, guideline=publish(), now=NOW)

    assert submit(annotator, claim, client_uuid=client_uuid, guideline=2) == label
    assert submit(annotator, claim, client_uuid=client_uuid) == label
    assert label.guideline == first

"""Publishing while several things happen at once, by real threads."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from claims.errors import Conflict, DomainError
from claims.models import (
    AuditEvent,
    Decision,
    Project,
    Publication,
    PublicationCorrection,
    User,
)
from claims.operations import adjudication, cases, publications
from claims.operations.publications import Page
from tests.conftest import add_member
from tests.factories import (
    NOW,
    ClaimFactory,
    ProjectFactory,
    SpeakerFactory,
    VerdictFactory,
    open_newsroom,
)
from tests.operations.labellings import make_checked
from tests.operations.queues import list_claims, queue_article
from tests.operations.test_races import THREADS, race
from tests.operations.unlocked import unlock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(transactional_db: None) -> Project:
    return open_newsroom(ProjectFactory(overlap=1))


@pytest.fixture(autouse=True, params=["locked", "unlocked"])
def _with_or_without_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here rests on row locks, which SQLite does not have."""
    if request.param == "unlocked":
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has no row locks.")
        unlock(monkeypatch)


@pytest.fixture
def curators(project: Project) -> list[User]:
    return [add_member(project, f"curator-{number}", "curator") for number in range(THREADS)]


@pytest.fixture
def decision(project: Project, curators: list[User]) -> Decision:
    """On a claim that none of the curators labels any more."""
    claim = list_claims(queue_article(project))[0]
    for person in curators:
        cases.step_aside(actor=person, claim=claim, now=NOW)
    return VerdictFactory(claim=claim, speaker=SpeakerFactory(project=project))


def publish(curator: User, decision: Decision, url: str) -> Publication:
    return publications.publish(
        actor=curator,
        claim=decision.claim,
        decision=decision.uuid,
        page=Page(url=url, claim_reviewed="Traffic has doubled"),
        now=NOW,
    )


def count_refusals(results: list[Any]) -> Counter[str]:
    assert all(isinstance(one, Publication | DomainError | Decision) for one in results), results
    return Counter(one.code for one in results if isinstance(one, DomainError))


def test_of_eight_who_publish_a_claim_one_does(decision: Decision, curators: list[User]) -> None:
    results = race(
        [
            partial(publish, person, decision, f"https://check.example/{number}")
            for number, person in enumerate(curators)
        ]
    )

    assert Publication.objects.count() == 1
    assert AuditEvent.objects.filter(action="publication.published").count() == 1
    assert count_refusals(results) == {"published_already": THREADS - 1}


def test_of_eight_claims_on_one_page_one_is_published(
    decision: Decision, curators: list[User]
) -> None:
    others = [
        VerdictFactory(claim=ClaimFactory(article__project=decision.project)) for _ in curators
    ]

    results = race(
        [
            partial(publish, person, one, "https://check.example/port")
            for person, one in zip(curators, others, strict=True)
        ]
    )

    assert Publication.objects.count() == 1
    assert count_refusals(results) == {"page_taken": THREADS - 1}


def test_a_claim_published_while_it_is_decided_anew_is_never_silently_wrong(
    decision: Decision, curators: list[User]
) -> None:
    """Either the old decision is refused, or it is published and known to be out of date."""
    labelling = make_checked(decision.claim)
    decide = partial(
        adjudication.decide,
        actor=curators[0],
        claim=decision.claim,
        labelling=labelling,
        reason="Another look.",
        replaces=decision.uuid,
        now=NOW,
    )
    jobs: list[Callable[[], Any]] = [decide]
    jobs += [
        partial(publish, person, decision, f"https://check.example/{number}")
        for number, person in enumerate(curators[1:])
    ]

    results = race(jobs)

    assert isinstance(results[0], Decision)
    refused = count_refusals(results)
    published = list(Publication.objects.with_state())
    assert len(published) <= 1
    assert all(one.is_outdated for one in published)  # type: ignore[attr-defined]
    assert refused.total() == THREADS - 1 - len(published)
    assert refused.keys() <= {"published_already", "replaced_meanwhile"}


def test_of_eight_who_correct_or_withdraw_one_does(
    decision: Decision, curators: list[User]
) -> None:
    publication = publish(curators[0], decision, "https://check.example/port")

    def correct(curator: User) -> Publication:
        return publications.correct(
            actor=curator,
            publication=Publication.objects.get(pk=publication.pk),
            version=1,
            decision=decision.uuid,
            page=Page(url="https://check.example/port", claim_reviewed="Traffic has grown"),
            note="It has grown.",
            now=NOW,
        )

    def withdraw(curator: User) -> Publication:
        return publications.withdraw(
            actor=curator,
            publication=Publication.objects.get(pk=publication.pk),
            version=1,
            reason="It was satire.",
            now=NOW,
        )

    results = race(
        [partial((correct, withdraw)[number % 2], person) for number, person in enumerate(curators)]
    )

    made = PublicationCorrection.objects.get()
    publication.refresh_from_db()
    assert (publication.version, made.version) == (2, 2)
    assert publication.is_withdrawn == made.is_withdrawal
    assert Counter(type(one) for one in results) == {Publication: 1, Conflict: THREADS - 1}
    assert count_refusals(results).keys() <= {"changed_meanwhile", "withdrawn_already"}

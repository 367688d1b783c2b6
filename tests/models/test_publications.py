"""The database itself keeps what is published as it was published."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.models import Project, Publication, PublicationCorrection, User
from claims.models.hosts import MOST_HOSTS, read_hosts
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    SlotFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db

TOLD = "changes its state with a note"
RATED, FINAL = "rating of a publication is fixed", "withdrawn publication is final"
OF, KEPT = "what a publication is of is fixed", "is withdrawn, not deleted"


def withdraw(publication: Publication) -> None:
    PublicationCorrectionFactory(publication=publication, kind="withdrawal", version=2)
    Publication.objects.filter(pk=publication.pk).update(state="withdrawn", version=2)


def find_refusal(sql: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("rating_name = 'Supported'", RATED),
        ("rating = 1", RATED),
        ("rating = 1, version = 2", RATED),
        ("state = 'withdrawn'", TOLD),
        ("state = 'corrected', version = 2", TOLD),
        ("uuid = '00000000000000000000000000000001'", OF),
        ("published_at = '2020-01-01T00:00:00+00:00'", OF),
    ],
)
def test_nothing_else_changes_a_publication(change: str, refused: str) -> None:
    PublicationFactory()

    assert refused in find_refusal(f"UPDATE claims_publication SET {change}")  # noqa: S608


def test_another_decision_wants_a_correction_that_names_it() -> None:
    publication = PublicationFactory()
    later = DecisionFactory(
        claim=publication.claim,
        previous=publication.decision,
        value="check_worthy_fact",
        verdict_value="Supported",
    )
    change = {"decision": later, "rating_name": "Supported", "state": "corrected", "version": 2}
    rows = Publication.objects.filter(pk=publication.pk)

    with pytest.raises(IntegrityError, match=f"{RATED}|{TOLD}"), transaction.atomic():
        rows.update(**change)

    PublicationCorrection.objects.create(
        publication=publication,
        kind="correction",
        version=2,
        note="Wrong figures.",
        decision=later,
        created_at=NOW,
        created_by=publication.published_by,
    )
    assert rows.update(**change) == 1


def test_a_withdrawn_one_is_final_and_none_is_deleted() -> None:
    withdrawn = PublicationFactory(state="withdrawn")

    assert FINAL in find_refusal("UPDATE claims_publication SET claim_reviewed = 'x'")
    assert KEPT in find_refusal("DELETE FROM claims_publication")
    assert Publication.objects.get() == withdrawn


def test_a_claim_is_published_once_at_a_time_and_a_page_used_once() -> None:
    first = PublicationFactory(url="https://check.example/a")

    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationFactory(decision=first.decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationFactory(
            decision__claim__article__project=first.project,
            url="https://CHECK.example/a?utm_source=x#top",
        )
    withdraw(first)
    again = PublicationFactory(decision=first.decision)
    assert list(Publication.objects.active()) == [again]


@pytest.mark.parametrize(
    "values",
    [{"rating": 0}, {"rating": 6}, {"state": "gone"}, {"claim_reviewed": ""}, {"author_name": ""}],
)
def test_what_a_row_cannot_hold(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationFactory(**values)


def test_who_sees_which(
    project: Project,
    annotator: User,
    curator: User,
    manager: User,
    reader: User,
    stranger: User,
    admin: User,
) -> None:
    claims = ClaimFactory.create_batch(2, article=ArticleFactory(project=project))
    done, open_ = (PublicationFactory(decision=VerdictFactory(claim=one)) for one in claims)
    SlotFactory(claim=open_.claim)

    seen = {
        user.username: set(Publication.objects.visible_to(user))
        for user in (annotator, curator, manager, reader, stranger, admin)
    }

    assert seen == {
        "annotator": set(),
        "curator": {done},
        "manager": {done},
        "reader": {done, open_},
        "stranger": set(),
        "admin": {done, open_},
    }


def test_an_outdated_one_is_one_whose_decision_was_replaced() -> None:
    publication, other = PublicationFactory.create_batch(2)
    DecisionFactory(claim=publication.claim, previous=publication.decision)

    found = Publication.objects.outdated()

    assert list(found) == [publication]
    withdraw(publication)
    assert not found.all().exists()
    assert list(Publication.objects.ranked()) == [other, publication]


def test_names_of_hosts_are_kept_as_they_are_sent() -> None:
    given = [" Check.Example. ", "straße.example", "check.example"]

    assert read_hosts(given) == ["check.example", "xn--strae-oqa.example"]


@pytest.mark.parametrize(
    "given",
    [
        *(["localhost"], ["https://check.example"], ["check.example:80"], ["127.0.0.1"], [""]),
        *(["-a.example"], ["a b.example"], ["*.example"], [7], "check.example", {"a": 1}),
        *(["a." * 130 + "example"], [f"{n}.example" for n in range(MOST_HOSTS + 1)]),
    ],
)
def test_what_is_no_host_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        read_hosts(given)

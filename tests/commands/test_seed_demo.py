"""The demo: something on every page, and never anybody's work undone."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from claims import clock
from claims.models import (
    Annotation,
    Approval,
    Article,
    Case,
    Claim,
    Decision,
    Flag,
    Guideline,
    Lease,
    Membership,
    Notice,
    Project,
    Publication,
    Round,
    Skip,
    Slot,
    User,
)
from claims.models.cases import REASONS
from claims.operations import queue
from claims.queries.training import map_standings
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings: Any) -> None:
    settings.DEBUG = True


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


# Before any test for which the demo is there.
def test_outside_debug_its_public_passwords_are_refused(settings: Any) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG"):
        seed()

    assert not User.objects.exists()


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What seeding said. It takes seconds: all tests below find the demo and undo what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True):
            said = seed()
        yield said
        transaction.set_rollback(True)


@pytest.mark.usefixtures("said")
def test_the_demo_has_finished_disputed_and_open_work() -> None:
    ferry = Article.objects.get(source_id="demo-ferry")
    labels = Annotation.objects.filter(claim__article=ferry)
    verdicts = labels.exclude(verdict=None).values_list("claim_id", "verdict__value")
    disputed = {claim for claim, _ in verdicts} if len(set(verdicts)) else set()
    assert Article.objects.count() >= 6
    assert {article.language for article in Article.objects.all()} == {"en", "de", "ar"}
    assert not Slot.objects.filter(article=ferry, current=None).exists()
    assert len(set(verdicts)) > len(disputed)
    assert Slot.objects.free().exists()
    assert (Skip.objects.count(), Flag.objects.count()) == (1, 2)
    assert Membership.objects.count() == 8
    assert not Annotation.objects.filter(created_at__gt=clock.now()).exists()
    assert Case.objects.filter(verdict_differs=True).exists()
    assert Lease.objects.run_out(clock.now()).exists()


@pytest.mark.usefixtures("said")
def test_in_the_demo_curators_find_something_of_every_kind() -> None:
    curator = User.objects.get(username="curator")

    waiting = Case.objects.unblinding(curator)

    assert [reason for reason in REASONS if not waiting.filter(**{reason: True}).exists()] == []
    assert Decision.objects.filter(rule="unanimous").exists()
    published = Publication.objects.order_by("pk").values_list("state", "version")
    assert list(published) == [("live", 1), ("corrected", 2)]
    assert Decision.objects.filter(decided_by=curator).count() == 3
    assert Approval.objects.count() == 1
    assert Annotation.objects.filter(after_feedback=True).count() == 2
    twins = Claim.objects.filter(article__source_id="demo-rents-brief").values("wire_key")
    assert Decision.objects.filter(claim__wire_key__in=twins).exists()
    assert list(Guideline.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Round.objects.count() == 2
    shown = Annotation.objects.filter(claim__article__source_id="demo-fish-hall")
    assert set(shown.values_list("suggestions_shown", flat=True)) == {True, False}


@pytest.mark.usefixtures("said")
def test_in_the_demo_one_has_the_training_before_them_and_one_was_below_the_mark() -> None:
    project = Project.objects.get()
    newcomer = User.objects.get(username="newcomer")

    lease = queue.lease_next(actor=newcomer, project=project, now=clock.now())

    assert lease is not None
    assert lease.article.source_id == "demo-library"
    assert Slot.objects.filter(lease=lease).count() == 6
    (notice,) = Notice.objects.all()
    assert (notice.person.username, notice.kind) == ("beginner", "failed")
    assert map_standings(User.objects.get(username="annotator1"), [project]) == {}


@pytest.mark.usefixtures("said")
def test_every_claim_is_where_it_says() -> None:
    for article in Article.objects.select_related("body"):
        for claim in article.claims.all():
            assert article.body.text[claim.start : claim.end] == claim.text


def test_its_people_are_named_with_their_passwords_and_can_log_in(client: Any, said: str) -> None:
    for name in (
        "annotator1",
        "annotator2",
        "annotator3",
        "curator",
        "manager",
        "newcomer",
        "admin",
    ):
        assert f"{name} / demo-{name}" in said
        assert client.login(username=name, password=f"demo-{name}")


@pytest.mark.usefixtures("said", "debug")
def test_again_it_resets_nobodys_password_and_no_label() -> None:
    person = User.objects.get(username="annotator1")
    person.set_password("my own")
    person.save()
    project = Project.objects.get()
    queue.lease_next(actor=person, project=project, now=NOW)
    before = list(Annotation.objects.order_by("pk").values())
    slots = list(Slot.objects.order_by("pk").values())

    said_again = seed()

    assert "0 new" in said_again
    assert User.objects.get(username="annotator1").check_password("my own")
    assert list(Annotation.objects.order_by("pk").values()) == before
    assert list(Slot.objects.order_by("pk").values()) == slots

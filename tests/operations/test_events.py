"""What is written down for webhooks: when, of what, and when not."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Article, Claim, Delivery, Project, User, Webhook
from claims.operations import articles, projects, undo
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory, WebhookFactory
from tests.operations.disputed import decide
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import change_project, list_claims, queue_article, queue_claim
from tests.operations.releasing import build, draft, make_article
from tests.operations.test_races import race

pytestmark = pytest.mark.django_db

FINISHED, DECIDED = "article.finished", "decision.made"


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]


@pytest.fixture
def project(db: None) -> Project:
    """Two labels per claim."""
    return ProjectFactory(overlap=2)


@pytest.fixture
def team(project: Project) -> Sequence[User]:
    return [add_member(project, f"member{number}", "annotator") for number in range(4)]


@pytest.fixture
def webhook(project: Project) -> Webhook:
    return WebhookFactory(project=project)


def list_told(type_: str | None = None) -> list[str]:
    told = Delivery.objects.order_by("pk")
    if type_:
        told = told.filter(type=type_)
    return list(told.values_list("type", flat=True))


def name(noun: str, row: Any) -> dict[str, str]:
    return {"uuid": str(row.uuid), "path": f"/api/v1/{noun}/{row.uuid}/"}


def test_an_article_is_finished_with_its_last_label(
    project: Project, team: Sequence[User], webhook: Webhook
) -> None:
    article = queue_article(project, claims=2)
    first, second = list_claims(article)
    counts = []
    for person, claim in (
        (team[0], first),
        (team[1], first),
        (team[0], second),
        (team[1], second),
    ):
        submit(person, claim)
        counts.append(Delivery.objects.count())

    assert counts == [0, 0, 0, 1]
    delivery = Delivery.objects.get()
    assert (delivery.type, delivery.state, delivery.article) == (FINISHED, "waiting", article)
    assert delivery.payload == {
        "id": str(delivery.event),
        "type": "article.finished",
        "timestamp": "2026-01-15T12:00:00Z",
        "project": {**name("projects", project), "slug": project.slug},
        "data": {"article": name("articles", article)},
    }


def test_a_revision_finishes_nothing_anew(
    project: Project, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    given = [submit(person, claim) for person in team[:2]]

    labelling = make_labelling(claim, verifiability="routine_fact")
    submit(given[0].annotator, claim, labelling, revises=given[0].uuid)

    assert list_told() == [FINISHED]


def test_a_label_taken_back_and_given_again_finishes_it_again(
    project: Project, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    given = [submit(person, claim) for person in team[:2]]
    undo.undo_label(actor=team[1], annotation=given[1], now=NOW + timedelta(minutes=1))

    submit(team[1], claim, now=NOW + timedelta(minutes=2))

    assert list_told() == [FINISHED] * 2
    assert len(set(Delivery.objects.values_list("event", flat=True))) == 2


def test_further_opinions_come_first(
    project: Project, manager: User, team: Sequence[User], webhook: Webhook
) -> None:
    change_project(project, manager, opinions_limit=3)
    claim = queue_claim(project)
    submit(team[0], claim)

    submit(team[1], claim, make_labelling(claim, verifiability="routine_fact"))
    before = list_told()
    submit(team[2], claim)

    assert (before, list_told()) == ([], [FINISHED])


def test_an_article_is_finished_where_fewer_labels_are_wanted(
    project: Project, manager: User, team: Sequence[User], webhook: Webhook
) -> None:
    done, open_ = queue_claim(project), queue_claim(project)
    submit(team[0], done)

    change_project(project, manager, overlap=1)
    projects.adjust_articles(actor=manager, project=project, now=NOW)

    delivery = Delivery.objects.get()
    assert (delivery.type, delivery.article_id) == (FINISHED, done.article_id)
    assert open_.article_id != done.article_id


def test_a_replaced_article_is_not_finished(
    project: Project, manager: User, team: Sequence[User], webhook: Webhook
) -> None:
    text = "Dock opens\n\nIt cost 31 million. Nobody came to the opening.\n"

    def bring_in(text: str) -> None:
        rows = [(1, ArticleRecord(text=text, source_id="dock"))]
        articles.import_articles(actor=manager, project=project, rows=rows, now=NOW)

    bring_in(text)
    old = Article.objects.get()
    for person in team[:2]:
        submit(person, list_claims(old)[1])
    bring_in(text.replace("31", "36"))

    old.refresh_from_db()
    assert old.replaced_at == NOW
    assert list_told() == []


def test_a_decision_by_hand_and_the_one_in_its_place(
    project: Project, curator: User, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    for person in team[:2]:
        submit(person, claim)
    first = decide(curator, claim)
    second = decide(curator, claim, "routine_fact", replaces=first.uuid, reason="It can be.")

    told = Delivery.objects.filter(type=DECIDED).order_by("pk")
    assert [delivery.payload["data"] for delivery in told] == [
        {
            "decision": name("decisions", decision),
            "claim": name("claims", claim),
            "article": name("articles", claim.article),
            "stage": "label",
            "replaces": replaces,
        }
        for decision, replaces in ((first, None), (second, str(first.uuid)))
    ]
    for delivery in told:
        for row in ("decision", "claim", "article"):
            assert resolve(delivery.payload["data"][row]["path"]).url_name == f"api-{row}"
        assert resolve(delivery.payload["project"]["path"]).url_name == "api-project"


def test_a_decision_by_rule(
    project: Project, manager: User, team: Sequence[User], webhook: Webhook
) -> None:
    change_project(project, manager, decision_rule=Project.DecisionRule.UNANIMOUS)
    claim = queue_claim(project)

    for person in team[:2]:
        submit(person, claim)

    assert list_told() == [DECIDED, FINISHED]


def test_a_release_is_ready(
    project: Project, manager: User, webhook: Webhook, settings: Any, tmp_path: Path
) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}
    make_article(project)
    release = draft(manager, project)

    build(manager, release)

    delivery = Delivery.objects.get()
    assert (release.state, delivery.type) == ("ready", "release.ready")
    assert delivery.payload["data"] == {"release": name("releases", release)}
    assert resolve(delivery.payload["data"]["release"]["path"]).url_name == "api-release"


def test_each_webhook_is_told_of_what_it_asked_for(
    project: Project, curator: User, team: Sequence[User]
) -> None:
    hooks = {
        "all": WebhookFactory(project=project),
        "decisions": WebhookFactory(project=project, events=[DECIDED]),
        "off": WebhookFactory(project=project, off_since=NOW, off_reason="by_hand"),
        "ended": WebhookFactory(project=project, ended_at=NOW),
        "elsewhere": WebhookFactory(),
    }
    claim = queue_claim(project)
    for person in team[:2]:
        submit(person, claim)
    decide(curator, claim)

    told = {
        key: list(hook.deliveries.order_by("pk").values_list("type", flat=True))
        for key, hook in hooks.items()
    }
    assert told == {
        "all": [FINISHED, DECIDED],
        "decisions": [DECIDED],
        "off": [],
        "ended": [],
        "elsewhere": [],
    }
    ids = Delivery.objects.filter(type=DECIDED).values_list("event", flat=True)
    assert len(set(ids)) == 1


def test_of_articles_under_embargo_nothing_is_said_but_counted(
    project: Project, curator: User, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    Article.objects.update(embargo=NOW + timedelta(days=1))
    for person in team[:2]:
        submit(person, claim)
    decide(curator, claim)

    rows = Delivery.objects.order_by("pk").values_list("type", "state", "payload", "finished_at")
    assert list(rows) == [(FINISHED, "skipped", {}, NOW), (DECIDED, "skipped", {}, NOW)]


def test_once_the_embargo_is_over_things_are_told(
    project: Project, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    Article.objects.update(embargo=NOW)

    for person in team[:2]:
        submit(person, claim)

    assert Delivery.objects.get().state == "waiting"


def test_no_text_and_no_name_is_told(
    project: Project, curator: User, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    speaker = SpeakerFactory(project=project, name="Ada Marrow")
    labelling = make_labelling(claim, speaker=speaker.uuid)
    for person in team[:2]:
        submit(person, claim, labelling)
    decide(curator, claim, labelling=labelling)

    said = str(list(Delivery.objects.values_list("payload", flat=True)))
    private = [claim.article.title, "Ada Marrow", curator.username, str(team[0].uuid)]
    assert Delivery.objects.count() == 2
    assert [word for word in private if word in said] == []


def test_what_is_rolled_back_is_not_told(
    project: Project, curator: User, team: Sequence[User], webhook: Webhook
) -> None:
    claim = queue_claim(project)
    for person in team[:2]:
        submit(person, claim)
    Delivery.objects.all().delete()

    with transaction.atomic():
        decide(curator, claim)
        assert list_told() == [DECIDED]
        transaction.set_rollback(True)

    assert list_told() == []


def count_queries(person: User, claim: Claim) -> int:
    with CaptureQueriesContext(connection) as queries:
        submit(person, claim)
    return len(queries)


@pytest.mark.parametrize("hosts", [[], ["hooks.example"]])
def test_without_an_active_webhook_a_label_costs_nothing_more(
    hosts: list[str], project: Project, team: Sequence[User], settings: Any
) -> None:
    WebhookFactory(project=project, ended_at=NOW)
    settings.WEBHOOK_HOSTS = []
    claims = list_claims(queue_article(project, claims=4))
    submit(team[0], claims[0])
    cost = count_queries(team[0], claims[1])

    settings.WEBHOOK_HOSTS = hosts
    assert count_queries(team[0], claims[2]) == cost
    if not hosts:
        return
    WebhookFactory(project=project)
    assert count_queries(team[0], claims[3]) == cost + 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_labels_at_once_finish_it_once(
    project: Project, team: Sequence[User], webhook: Webhook
) -> None:
    for _ in range(6):
        claim = queue_claim(project)

        given = race([partial(submit, person, claim, now=clock.now()) for person in team[:2]])

        assert not [one for one in given if isinstance(one, Exception)]
        assert Delivery.objects.filter(article=claim.article).count() == 1

"""Withdrawing an article: what is taken out by it, what comes back, and what is said meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.exchange.records import ArticleRecord
from claims.models import (
    Article,
    AuditEvent,
    Case,
    Delivery,
    Draft,
    Project,
    Stage,
    User,
)
from claims.operations import articles, cases, marks, withdrawing
from claims.queries import alike, progress, publications, rounds, training
from claims.queries.export_selection import Of
from claims.queries.figures import decided, labels
from claims.queries.figures.wanted import Field, Wanted
from claims.queries.hidden_gold import choose_article
from tests.exports import stream, stream_annotations
from tests.factories import (
    NOW,
    ClaimFactory,
    DecisionFactory,
    GoldLabelFactory,
    WebhookFactory,
)
from tests.operations.disputed import add_team, decide, dispute
from tests.operations.labellings import submit
from tests.operations.queues import ask, count_slots, queue_article, queue_claim, take

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
WHY = "The paper asked us to."


def withdraw(actor: User, article: Article, reason: str = WHY) -> None:
    withdrawing.withdraw_article(actor=actor, article=article, reason=reason, now=LATER)


def restore(actor: User, article: Article) -> None:
    withdrawing.restore_article(actor=actor, article=article, now=LATER)


def test_a_withdrawn_article_says_by_whom_and_why_until_it_is_restored(
    project: Project, manager: User
) -> None:
    article = queue_article(project)

    withdraw(manager, article)
    withdraw(manager, article, "Another reason.")
    told = (article.withdrawn_at, article.withdrawn_by, article.withdrawn_because)
    restore(manager, article)
    restore(manager, article)

    assert told == (LATER, manager, WHY)
    assert (article.withdrawn_at, article.withdrawn_by, article.withdrawn_because) == (None,) * 3
    events = AuditEvent.objects.filter(target=str(article.uuid)).order_by("pk")
    assert [(one.action, one.data) for one in events] == [
        ("article.withdrawn", {"reason": WHY, "leases": 0}),
        ("article.restored", {}),
    ]


def test_only_managers_withdraw_and_they_say_why(
    project: Project, manager: User, curator: User
) -> None:
    article = queue_article(project)

    for act in (withdraw, restore):
        with pytest.raises(NotAllowed):
            act(curator, article)
    refused = {}
    for reason in ("", "  ", "x" * 2001, "\0"):
        with pytest.raises(InvalidInput) as found:
            withdraw(manager, article, reason)
        refused[reason[:1]] = (found.value.code, found.value.field)

    assert refused == {
        "": ("no_reason", "reason"),
        " ": ("no_reason", "reason"),
        "x": ("too_long", "reason"),
        "\0": ("not_text", "reason"),
    }
    assert not Article.objects.withdrawn().exists()


def test_nothing_of_it_is_handed_out_and_what_was_begun_is_kept(
    project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    article = queue_article(project, claims=2)
    lease = take(project, annotator)
    first, second = article.claims.select_related("project", "article").order_by("start")
    given = submit(annotator, first)

    withdraw(manager, article)

    lease.refresh_from_db()
    assert lease.ended_at == LATER
    assert [count_slots(one) for one in (first, second)] == [
        {"labelled": 1, "closed": 1},
        {"closed": 2},
    ]
    assert ask(project, other_annotator) is None
    refusals = []
    for claim, revises in ((second, None), (first, given.uuid)):
        written = {"comment": f"so long {claim.start}"}
        late = marks.keep_if_late(actor=annotator, claim=claim, body=written, now=LATER)
        with pytest.raises(Conflict) as refused, late:
            submit(annotator, claim, revises=revises)
        refusals.append(refused.value.code)
    assert refusals == ["article_withdrawn"] * 2
    assert [one.body for one in Draft.objects.order_by("pk")] == [
        {"comment": f"so long {claim.start}"} for claim in (second, first)
    ]
    # The same label sent again is the same one: it was in before.
    again = submit(annotator, first, client_uuid=given.client_uuid)
    assert again == given


def test_what_was_is_again_once_it_is_restored(
    project: Project, manager: User, annotator: User, other_annotator: User
) -> None:
    article = queue_article(project, claims=2)
    take(project, annotator)
    claim = article.claims.select_related("project", "article").order_by("start")[0]
    submit(annotator, claim)
    before = [count_slots(one) for one in article.claims.order_by("start")]

    withdraw(manager, article)
    restore(manager, article)

    # What was held goes to whoever asks first.
    assert before == [{"labelled": 1, "free": 1}, {"held": 1, "free": 1}]
    assert [count_slots(one) for one in article.claims.order_by("start")] == [
        {"labelled": 1, "free": 1},
        {"free": 2},
    ]
    assert take(project, other_annotator).article == article
    assert submit(other_annotator, claim).claim == claim


def test_its_cases_go_and_nobody_decides_until_it_is_restored(
    project: Project, manager: User, curator: User
) -> None:
    team = add_team(project)
    claim = dispute(project, team[:2], "prediction")
    flagged = queue_claim(project)
    marks.flag_claim(actor=team[0], claim=flagged, reason="Two in one.", now=NOW)
    made = decide(curator, queue_claim(project))
    cases.reopen(actor=curator, decision=made, reason="No.", now=NOW)
    of = [claim, flagged, made.claim]
    assert Case.objects.filter(claim__in=of).count() == 3

    for one in of:
        withdraw(manager, one.article)
    left = Case.objects.count()
    refusals = []
    for act in (
        lambda: decide(curator, claim),
        lambda: cases.reopen(actor=curator, decision=made, reason="No.", now=LATER),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        refusals.append(refused.value.code)
    for one in of:
        restore(manager, one.article)

    assert (left, refusals) == (0, ["article_withdrawn"] * 2)
    # That it was reopened was somebody's word for the time being, and is not kept.
    assert set(Case.objects.values_list("claim", flat=True)) == {claim.pk, flagged.pk}


def count_all(project: Project, person: User) -> dict[str, Any]:
    """What reads what counts, by what it finds."""
    counts = progress.count_project(project)
    wanted = Wanted()
    fields = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
    return {
        "labels": len(list(stream_annotations(project))),
        "decisions": len(list(stream(project, of=Of.DECISIONS))),
        "claims": len(list(stream(project, of=Of.CLAIMS))),
        "articles": len(list(stream(project, of=Of.ARTICLES))),
        "progress": (counts.articles, counts.claims, counts.queued, counts.labels.given),
        "pairs": labels.find_labels(project, Stage.LABEL, wanted).count(),
        "withheld": labels.count_withheld(project, Stage.LABEL, wanted),
        "standing": [len(decided.read_decided(project, field)) for field in fields],
        "drawable": rounds.list_drawable(project).count(),
        "gold": choose_article(person, project) is not None,
        "trained on": training.list_claims(project).count(),
        "finished": progress.list_finished(project).count(),
    }


def test_neither_figures_nor_exports_nor_samples_have_anything_of_it(
    project: Project, manager: User, annotator: User, other_annotator: User, curator: User
) -> None:
    claim = queue_claim(project)
    for person in (annotator, other_annotator):
        submit(person, claim)
    DecisionFactory(claim=claim, project=project)
    GoldLabelFactory(claim=claim)
    unfinished = queue_claim(project)
    third = queue_claim(project)
    of_training = ClaimFactory(article__project=project, article__is_training=True)
    GoldLabelFactory(claim=of_training)
    everything = [one.article for one in (claim, unfinished, third, of_training)]
    before = count_all(project, curator)

    for article in everything:
        withdraw(manager, article)
    meanwhile = count_all(project, curator)
    for article in everything:
        restore(manager, article)

    assert {name for name, found in before.items() if not found} == {"withheld"}
    assert before["progress"] == (4, 4, 3, 2)
    nothing = {
        **dict.fromkeys(before, 0),
        "progress": (0, 0, 0, 0),
        "standing": [0, 0, 0],
        "gold": False,
    }
    assert meanwhile == nothing
    assert count_all(project, curator) == before


def test_the_same_sentence_elsewhere_is_not_decided_after_it_nor_is_it_published(
    project: Project, manager: User, curator: User
) -> None:
    key = {"article__project": project, "wire_key": "0" * 32}
    here, there = ClaimFactory(**key), ClaimFactory(**key)
    decision = DecisionFactory(claim=there, project=project)
    before = alike.list_decided_alike(curator, here, Stage.LABEL)

    withdraw(manager, there.article)

    assert before == [decision]
    assert alike.list_decided_alike(curator, here, Stage.LABEL) == []
    assert alike.read_twins(curator, here, Stage.LABEL).total == 0
    standing = publications.with_bars(type(decision).objects.filter(pk=decision.pk)).get()
    bars = [bar.code for bar in publications.list_bars(standing, LATER)]
    assert "article_withdrawn" in bars


OLD = "Dock opens\n\nIt cost 31 million. Ada Holm paid for it.\n"


def bring_in(actor: User, project: Project, text: str) -> Any:
    rows = [(1, ArticleRecord(text=text, source_id="dock"))]
    return articles.import_articles(actor=actor, project=project, rows=rows, now=LATER).rows[0]


def test_the_same_text_again_makes_nothing_and_says_that_it_is_withdrawn(
    project: Project, manager: User
) -> None:
    bring_in(manager, project, OLD)
    article = Article.objects.get()
    withdraw(manager, article)

    again = [bring_in(manager, project, text) for text in (OLD, OLD.replace("\n", "\r\n"))]

    day = {"day": f"{LATER:%Y-%m-%d}"}
    assert [(one.refusal.code, one.refusal.params) for one in again] == [
        ("text_withdrawn", day)
    ] * 2
    assert Article.objects.count() == 1
    # A corrected text is another: it is worked on.
    corrected = bring_in(manager, project, OLD.replace("31", "36"))
    assert (corrected.status, corrected.corrects) == ("created", article.uuid)


def test_labels_of_a_withdrawn_text_stand_for_no_corrected_one(
    project: Project, manager: User
) -> None:
    bring_in(manager, project, OLD)
    old = Article.objects.get(project=project)
    for claim in old.claims.filter(kind="sentence"):
        DecisionFactory(claim=claim, project=project)
    bring_in(manager, project, OLD.replace("31", "36"))
    new = Article.objects.get(project=project, replaced_at=None)
    same = new.claims.filter(text__contains="Ada")
    carried = same.values_list("carried_from", flat=True)
    before = list(carried)

    withdraw(manager, old)

    assert (len(before), None in before) == (1, False)
    assert list(carried.all()) == [None]
    assert count_slots(same.get()) == {"free": 2}


def test_webhooks_are_told(project: Project, manager: User, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    told = ["article.withdrawn", "article.restored"]
    WebhookFactory(project=project, events=told)
    project.refresh_from_db()
    article = queue_article(project)

    withdraw(manager, article)
    restore(manager, article)

    assert list(Delivery.objects.order_by("pk").values_list("type", flat=True)) == told
    path = f"/api/v1/articles/{article.uuid}/"
    data = Delivery.objects.order_by("pk")[0].payload["data"]
    assert data == {"article": {"uuid": str(article.uuid), "path": path}}

"""Importing: whole or refused, known or new, and exactly as it came."""

from datetime import date
from typing import Any

import pytest

from claims.errors import DomainError, InvalidInput, NotAllowed
from claims.exchange.records import ArticleRecord, RowStatus
from claims.models import (
    Article,
    ArticleSpeaker,
    ArticleText,
    AuditEvent,
    Claim,
    Project,
    Slot,
    Speaker,
    Suggestion,
    User,
)
from claims.operations import articles
from claims.operations.articles import ImportReport, RowReport
from tests.factories import NOW, ArticleFactory, LabelSourceFactory

pytestmark = pytest.mark.django_db

FERRY = (
    "Ferry sails again\r\n"
    "\r\n"
    "The ferry sailed on Monday. “It was late,” Ada Holm said. “It will be late again.”\r\n"
    "\r\n"
    "What comes next\r\n"
    "\r\n"
    "Nobody knows 😀 yet.\r\n"
)


def bring_in(actor: User, project: Project, *records: ArticleRecord | DomainError) -> ImportReport:
    rows = list(enumerate(records, start=1))
    return articles.import_articles(actor=actor, project=project, rows=rows, now=NOW)


def read(text: str = FERRY, **fields: Any) -> ArticleRecord:
    return ArticleRecord(text=text, **fields)


def statuses(report: ImportReport) -> list[tuple[str, str]]:
    return [(row.status, row.refusal.code if row.refusal else "") for row in report.rows]


def test_an_article_is_kept_exactly_and_split_exactly(project: Project, manager: User) -> None:
    report = bring_in(manager, project, read(published=date(2026, 3, 4), outlet="Courier"))

    article = Article.objects.get()
    claims = list(article.claims.order_by("position"))
    assert report.rows == [
        RowReport(
            row=1,
            status=RowStatus.CREATED,
            title="Ferry sails again",
            article=article.uuid,
            claims=6,
        )
    ]
    assert ArticleText.objects.get().text == FERRY
    assert [(claim.kind, claim.text) for claim in claims] == [
        ("headline", "Ferry sails again"),
        ("sentence", "The ferry sailed on Monday."),
        ("sentence", "“It was late,” Ada Holm said."),
        ("sentence", "“It will be late again.”"),
        ("heading", "What comes next"),
        ("sentence", "Nobody knows 😀 yet."),
    ]
    assert all(FERRY[claim.start : claim.end] == claim.text for claim in claims)
    assert (article.length, article.outlet and article.outlet.name) == (len(FERRY), "Courier")


def test_headline_and_sentences_get_the_slots_wanted_and_headings_none(
    project: Project, manager: User
) -> None:
    bring_in(manager, project, read())

    slots = Slot.objects.order_by("claim__position", "number")
    assert list(slots.values_list("claim__position", "number")) == [
        (position, number) for position in (0, 1, 2, 3, 5) for number in (1, 2)
    ]


def test_a_project_may_leave_headlines_out(project: Project, manager: User) -> None:
    project.queue_headlines = False
    project.save()

    bring_in(manager, project, read())

    assert not Slot.objects.filter(claim__kind=Claim.Kind.HEADLINE).exists()


def test_speakers_are_suggested_never_labelled(project: Project, manager: User) -> None:
    bring_in(manager, project, read())

    ada = Speaker.objects.get(name="Ada Holm")
    suggestions = Suggestion.objects.filter(rank=1).order_by("claim__position")
    assert [(s.claim.text[:12], s.speaker) for s in suggestions] == [
        ("“It was late", ada),
        ("“It will be ", ada),
    ]
    assert [(cast.position, cast.speaker) for cast in ArticleSpeaker.objects.all()] == [(1, ada)]


@pytest.mark.parametrize(
    ("given", "of_project", "expected"), [("fr", "de", "fr"), ("", "de", "de"), ("", "", "en")]
)
def test_the_language_is_the_articles_else_the_projects_else_found_out(
    given: str, of_project: str, expected: str, project: Project, manager: User
) -> None:
    Project.objects.update(language=of_project)
    project.refresh_from_db()
    text = "The bus was late on Monday. Nobody said why it was."

    bring_in(manager, project, read(text, language=given))

    assert Article.objects.get().language == expected


def test_claims_keep_what_their_words_show(project: Project, manager: User) -> None:
    text = "Fares rose by 4 percent in June."

    bring_in(manager, project, read(text))

    (claim,) = Claim.objects.all()
    assert [(kind, text[start:end]) for kind, start, end in claim.hints] == [
        ("comparison", "rose"),
        ("quantity", "4 percent"),
        ("date", "June"),
    ]
    assert claim.worth == 0.9


@pytest.mark.parametrize("again", [FERRY, FERRY.replace("\r\n", "\n")])
def test_the_same_article_again_is_known(again: str, project: Project, manager: User) -> None:
    first = bring_in(manager, project, read())

    second = bring_in(manager, project, read(again))

    assert statuses(second) == [("known", "")]
    assert second.rows[0].article == first.rows[0].article
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("is_queued", "expected"), [(False, ("refused", "text_of_source")), (True, ("known", ""))]
)
def test_a_text_that_has_its_labels_from_a_source_is_known_only_if_it_is_labelled_here(
    is_queued: bool,  # noqa: FBT001 - a parameter of the test
    expected: tuple[str, str],
    project: Project,
    manager: User,
) -> None:
    source = LabelSourceFactory(project=project, name="LIAR", is_queued=is_queued)
    ArticleFactory(project=project, text=FERRY, label_source=source, is_queued=is_queued)

    report = bring_in(manager, project, read())

    assert statuses(report) == [expected]
    refusal = report.rows[0].refusal
    assert refusal is None or "“LIAR”" in str(refusal)


def test_the_same_article_in_another_project_is_new(
    project: Project, manager: User, admin: User
) -> None:
    other = ArticleFactory().project
    bring_in(manager, project, read())

    assert statuses(bring_in(admin, other, read())) == [("created", "")]


def test_rows_stand_or_fall_alone(project: Project, manager: User) -> None:
    report = bring_in(
        manager,
        project,
        read("One. Two."),
        read(" \n"),
        read("One. Two."),
        InvalidInput("odd_row", "This row is odd."),
        read("Nul \0 here."),
        read("Half \ud83d a smile."),
        read("Good.", url="javascript:alert(1)"),
        read("Good.", redistribute="everything"),
        read("Good.", title="x" * 501),
        read("Good. Better."),
    )

    assert statuses(report) == [
        ("created", ""),
        ("refused", "empty"),
        ("known", ""),
        ("refused", "odd_row"),
        ("refused", "nul"),
        ("refused", "surrogate"),
        ("refused", "invalid"),
        ("refused", "unknown_choice"),
        ("refused", "too_long"),
        ("created", ""),
    ]
    assert (report.created, report.known, report.refused) == (2, 1, 7)
    assert Article.objects.count() == 2


def test_an_article_over_the_limit_is_refused(
    project: Project, manager: User, settings: Any
) -> None:
    settings.ARTICLE_MAX_BYTES = 20

    report = bring_in(manager, project, read("Ä" * 10), read("Ä" * 11))

    assert statuses(report) == [("created", ""), ("refused", "too_large")]


def test_a_corrected_text_may_have_an_id_of_its_own(project: Project, manager: User) -> None:
    bring_in(manager, project, read("It was 31.", source_id="a1"))

    report = bring_in(
        manager,
        project,
        read("It was 36.", source_id="a2", previous="a1"),
        read("It was 37.", source_id="a3", previous="nothing"),
    )

    assert statuses(report) == [("created", ""), ("refused", "previous_unknown")]
    corrected = Article.objects.get(source_id="a2")
    assert corrected.previous == Article.objects.get(source_id="a1")


def test_a_title_given_apart_is_not_put_into_the_text(project: Project, manager: User) -> None:
    bring_in(manager, project, read("No headline here, only this.", title="Given apart"))

    assert Article.objects.get().title == "Given apart"
    assert ArticleText.objects.get().text == "No headline here, only this."


def test_more_articles_than_one_transaction_takes(project: Project, manager: User) -> None:
    records = [read(f"Article {number}. It ends.") for number in range(120)]

    report = bring_in(manager, project, *records)

    assert report.created == Article.objects.count() == 120
    assert AuditEvent.objects.filter(action="articles.imported").count() == 3


def test_without_suggestions_there_are_no_speakers_or_hints(
    project: Project, manager: User
) -> None:
    rows = [(1, read("“Fares rose by 4 percent,” Ada Holm said."))]

    articles.import_articles(actor=manager, project=project, rows=rows, now=NOW, suggest=False)

    assert [(claim.hints, claim.worth) for claim in Claim.objects.all()] == [([], 0.3)]
    assert not Suggestion.objects.exists()
    assert not Speaker.objects.exclude(name="").exists()


@pytest.mark.parametrize("role", ["annotator", "curator", "reader", "stranger"])
def test_only_managers_import(role: str, project: Project, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        bring_in(request.getfixturevalue(role), project, read())


def test_a_correction_may_come_in_the_same_file(project: Project, manager: User) -> None:
    bring_in(
        manager,
        project,
        read("It was 31.", source_id="a1"),
        read("It was 36.", source_id="a2", previous="a1"),
    )

    assert Article.objects.get(source_id="a2").previous == Article.objects.get(source_id="a1")

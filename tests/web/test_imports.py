"""Importing articles through the pages."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.errors import DomainError
from claims.exchange.records import ArticleRecord
from claims.models import Article, AuditEvent, Project, StagedImport, User
from claims.web import import_forms, import_pages
from claims.web.staging import dump_rows, load_rows
from tests.conftest import SignIn
from tests.factories import ArticleFactory, StagedImportFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXT = "Buses are late\n\nThe buses were late on Monday. “We are sorry,” Anna Berg said.\n"


@pytest.fixture
def client(manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


@pytest.fixture
def address(project: Project) -> str:
    return f"/p/{project.slug}/import/"


def paste(client: Client, address: str, **values: str) -> Any:
    return client.post(address, {"way": "paste", "text": TEXT, **values})


def upload(client: Client, address: str, data: bytes | str, name: str = "a.jsonl") -> Any:
    content = data.encode() if isinstance(data, str) else data
    return client.post(address, {"way": "upload", "file": SimpleUploadedFile(name, content)})


def write_lines(*rows: Mapping[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def import_all(client: Client, staged: Any, **dates: str) -> Any:
    """From the preview to the report."""
    response = client.post(staged["Location"], {"action": "import", **dates})
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"])


def list_counts(context: Any) -> dict[str, int]:
    return {
        name: context[name].total
        for name in ("new", "created", "known", "refused")
        if name in context
    }


# Pasting.


def test_pasted_article_is_imported_with_all_that_was_said_of_it(
    client: Client, address: str, manager: User
) -> None:
    staged = paste(
        client,
        address,
        title="Late buses",
        outlet="The Daily",
        author="Bo",
        published="2026-02-03",
        url="https://daily.example/1",
        language="en-GB",
    )
    report = import_all(client, staged)
    article = Article.objects.get()

    assert list_counts(report.context) == {"created": 1, "known": 0, "refused": 0}
    assert article.body.text == TEXT
    assert (article.title, article.author, article.language) == ("Late buses", "Bo", "en-GB")
    assert (article.published, article.url) == (date(2026, 2, 3), "https://daily.example/1")
    assert article.outlet is not None
    assert (article.outlet.name, article.created_by) == ("The Daily", manager)
    assert [claim.kind for claim in article.claims.order_by("position")] == [
        "headline",
        "sentence",
        "sentence",
    ]
    assert not StagedImport.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("One.\r\n\r\nTwo.\r\n", "One.\n\nTwo.\n"),
        ("  \r\n One.  ", "  \n One.  "),
        # Only what browsers do is undone: no normal form, nothing stripped, a lone CR stays.
        ("Cafe\u0301\u00a0One.\u200b\rTwo.\t", "Cafe\u0301\u00a0One.\u200b\rTwo.\t"),
    ],
)
def test_pasted_text_is_kept_but_for_the_line_ends_of_browsers(
    sent: str, kept: str, client: Client, address: str
) -> None:
    import_all(client, paste(client, address, text=sent, published="2026-02-03"))

    assert Article.objects.get().body.text == kept


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"text": ""}, "text", "Paste the text of the article."),
        ({"text": " \r\n\u200b "}, "text", "The article is empty."),
        ({"text": "a\0b"}, "text", "Null characters are not allowed."),
        ({"url": "javascript:alert(1)"}, "url", "“javascript:alert(1)” is not a valid url."),
        ({"title": "x" * 501}, "title", "“title” is longer than 500 characters."),
        ({"outlet": "x" * 151}, "outlet", "“outlet” is longer than 150 characters."),
        ({"published": "yesterday"}, "published", "Enter a valid date."),
        ({"language": "English!"}, "language", "Give a language code, such as en or de-CH."),
    ],
)
def test_refused_paste_says_why_and_keeps_what_was_typed(
    values: dict[str, str], field: str, message: str, client: Client, address: str
) -> None:
    response = paste(client, address, **{"author": "Bo", **values})
    form = response.context["paste"]

    assert response.status_code == 422
    assert dict(form.errors) == {field: [message]}
    assert (form["author"].value(), form[field].value()) == ("Bo", values[field])
    assert not response.context["upload"].is_bound
    assert not StagedImport.objects.exists()


def test_article_over_the_limit_is_refused(client: Client, address: str, settings: Any) -> None:
    settings.ARTICLE_MAX_BYTES = 10
    form = paste(client, address, text="éééééé").context["paste"]

    assert dict(form.errors) == {"text": ["The article is larger than 10 bytes."]}


# Uploading.


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "One.\r\n\r\nTwo.\r\n"),
        ("a.jsonl", write_lines({"text": "One.\r\n\r\nTwo.\r\n"})),
        ("a.csv", 'text\r\n"One.\r\n\r\nTwo.\r\n"\r\n'),
    ],
)
def test_uploaded_text_is_kept_exactly(name: str, data: str, client: Client, address: str) -> None:
    import_all(client, upload(client, address, data, name), **{"unknown-1": "on"})

    assert Article.objects.get().body.text == "One.\r\n\r\nTwo.\r\n"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "The article is empty."),
        ("a.jsonl", b"", "The file is empty."),
        ("a.csv", b"", "The file is empty."),
        ("a.txt", b"caf\xe9.", "The article is not UTF-8: the byte at position 3 is wrong."),
        ("a.txt", b"a\0b", "The article holds a NUL character at position 1."),
        ("a.csv", b"text,colour\n", "Unknown columns: colour. Known are: "),
        ("a.csv", b"title\nx\n", "There is no column “text”."),
        ("a.jsonl", b'{"text": "x.", "colour": 1}\n', "Unknown fields: colour. Known are: "),
        ("a.jsonl", b'{"text": "\\ud800"}\n', ""),
        ("a.docx", b"x", "The name of the file must end in one of: .txt"),
        ("noname", b"x", "The name of the file must end in one of: .txt"),
    ],
)
def test_file_with_nothing_but_a_refusal_is_refused_at_the_form(
    name: str, data: bytes, message: str, client: Client, address: str
) -> None:
    response = upload(client, address, data, name)
    ((field, errors),) = response.context["upload"].errors.items()

    assert response.status_code == 422
    assert field == "file"
    assert errors[0].startswith(message)
    assert not StagedImport.objects.exists()


def test_upload_without_a_file_asks_for_one(client: Client, address: str) -> None:
    form = client.post(address, {"way": "upload"}).context["upload"]

    assert dict(form.errors) == {"file": ["Choose a file."]}


def test_file_over_the_limit_is_not_even_read(client: Client, address: str, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 10
    (error,) = upload(client, address, "x" * 11).context["upload"].errors["file"]

    assert error == (
        "The file is larger than 10\xa0bytes: bring it in by the import_articles command, or line "
        "by line over REST. Neither has a limit."
    )


def test_too_many_rows_are_refused(client: Client, address: str, settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 1
    response = upload(client, address, write_lines({"text": "One."}, {"text": "Two."}))

    assert response.status_code == 422
    assert response.context["upload"].errors["file"] == [
        "There are more than 1 articles in it, or more text than a page takes: bring it in by the "
        "import_articles command, or line by line over REST. Neither has a limit."
    ]


# The preview.


def test_preview_says_what_would_become_of_each_row(
    client: Client, address: str, project: Project
) -> None:
    known = ArticleFactory(project=project, text="We know this.")
    data = write_lines(
        {"text": TEXT, "published": "2026-02-03"},
        {"text": "We know this."},
        {"text": TEXT, "title": "Again"},
        {"text": "x.", "url": "ftp://example.org"},
        {"text": "\0", "title": "\0"},
    )
    page = client.get(upload(client, address, data + "{broken\n", "of today.jsonl")["Location"])

    assert list_counts(page.context) == {"new": 1, "known": 2, "refused": 3}
    assert [(row.article, row.note) for row in page.context["known"].rows] == [
        (str(known.uuid), ""),
        ("", "The same article as in row 1."),
    ]
    assert [row.row for row in page.context["refused"].rows] == [4, 5, 6]
    assert "The same article as in row 1." in page.content.decode()
    assert "of today.jsonl" in page.content.decode()
    assert Article.objects.count() == 1


def test_preview_shows_the_split_with_speakers_and_reasons(client: Client, address: str) -> None:
    page = client.get(paste(client, address)["Location"])
    split = page.context["split"]

    assert [(one.segment.kind, one.segment.paragraph, one.text) for one in split.segments] == [
        ("headline", 0, "Buses are late"),
        ("sentence", 1, "The buses were late on Monday."),
        ("sentence", 1, "“We are sorry,” Anna Berg said."),
    ]
    assert [one.starts_paragraph for one in split.segments] == [True, True, False]
    assert [one.speaker and one.speaker.name for one in split.segments] == [None, None, "Anna Berg"]
    assert [[hint.reason for hint in one.hints] for one in split.segments] == [
        [],
        ["date: “Monday”"],
        [],
    ]
    shown = page.content.decode()
    assert '<strong dir="auto">Anna Berg</strong>' in shown
    assert '<li dir="auto">date: “Monday”</li>' in shown


@pytest.mark.parametrize(
    ("query", "row"), [("", 1), ("?row=2", 2), ("?row=9", 1), ("?row=x", 1), ("?row=3", 1)]
)
def test_preview_shows_the_split_of_the_row_asked_for(
    query: str, row: int, client: Client, address: str, project: Project
) -> None:
    ArticleFactory(project=project, text="We know this.")
    data = write_lines({"text": "One."}, {"text": "Two."}, {"text": "We know this."})
    page = client.get(upload(client, address, data)["Location"] + query)

    assert page.context["split"].row == row


def test_preview_asks_for_each_missing_date(client: Client, address: str) -> None:
    data = write_lines(
        {"text": "One."}, {"text": "Two.", "published": "2026-01-02"}, {"text": "3."}
    )
    staged = upload(client, address, data)
    asked = client.post(
        staged["Location"],
        {"action": "import", "published-1": "2026-01-01", "unknown-1": "on", "published-3": ""},
    )

    assert asked.status_code == 422
    assert dict(asked.context["form"].errors) == {
        "published-1": ["Give the date or say that it is unknown, not both."],
        "published-3": ["Give the date, or say that it is unknown."],
    }
    assert not Article.objects.exists()

    import_all(client, staged, **{"published-1": "2026-01-01", "unknown-3": "on"})
    assert list(Article.objects.order_by("pk").values_list("published", flat=True)) == [
        date(2026, 1, 1),
        date(2026, 1, 2),
        None,
    ]


def test_preview_asks_once_where_many_dates_are_missing(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_forms, "MOST_DATES", 1)
    monkeypatch.setattr(import_pages, "LISTED", 2)
    data = write_lines(*({"text": f"Number {n}."} for n in range(3)))
    staged = upload(client, address, data)
    page = client.get(staged["Location"])
    asked = client.post(staged["Location"], {"action": "import", "unknown-1": "on"})

    assert (len(page.context["new"].rows), page.context["new"].more) == (2, 1)
    assert "2 more articles have no publication date." in page.content.decode()
    assert list(asked.context["form"].errors) == ["unknown-rest"]
    report = import_all(client, staged, **{"unknown-1": "on", "unknown-rest": "on"})
    assert list_counts(report.context) == {"created": 3, "known": 0, "refused": 0}
    assert report.context["created"].more == 1


def test_preview_changes_nothing(client: Client, address: str) -> None:
    staged = paste(client, address)
    events = AuditEvent.objects.count()
    client.get(staged["Location"])

    assert (Article.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_discarded_upload_is_gone(client: Client, address: str) -> None:
    staged = paste(client, address)
    page = client.post(staged["Location"], {"action": "discard"}, follow=True)

    assert page.redirect_chain == [(address, 302)]
    assert "Discarded: nothing was imported." in page.content.decode()
    assert not StagedImport.objects.exists()
    assert client.get(staged["Location"]).status_code == 404


def test_upload_of_another_manager_is_absent(address: str, client: Client, admin: User) -> None:
    staged = paste(client, address)
    other = Client()
    other.force_login(admin)

    assert other.get(staged["Location"]).status_code == 404
    assert other.post(staged["Location"], {"action": "discard"}).status_code == 404
    assert StagedImport.objects.count() == 1


def test_preview_of_nothing_new_offers_no_import(
    client: Client, address: str, project: Project
) -> None:
    ArticleFactory(project=project, text=TEXT)
    html = client.get(paste(client, address)["Location"]).content.decode()

    assert "There is nothing new to import." in html
    assert 'value="import"' not in html


# The import and its report.


def test_report_says_what_became_of_each_row(
    client: Client, address: str, project: Project
) -> None:
    known = ArticleFactory(project=project, text="We know this.", title="Known one")
    data = write_lines({"text": TEXT}, {"text": "We know this."}, {"text": ""})
    report = import_all(client, upload(client, address, data), **{"unknown-1": "on"})
    created = Article.objects.latest("pk")
    html = report.content.decode()

    assert list_counts(report.context) == {"created": 1, "known": 1, "refused": 1}
    assert report.context["claims"] == 3
    assert f"/p/{project.slug}/articles/{created.uuid}/" in html
    assert f"/p/{project.slug}/articles/{known.uuid}/" in html
    assert "The article has no text." in html


def test_report_survives_a_reload_and_imports_nothing_again(client: Client, address: str) -> None:
    staged = paste(client, address)
    first = import_all(client, staged, **{"unknown-1": "on"})
    again = client.get(first.request["PATH_INFO"])
    back = client.post(staged["Location"], {"action": "import", "unknown-1": "on"}, follow=True)

    assert list_counts(again.context) == list_counts(back.context) == list_counts(first.context)
    assert Article.objects.count() == 1


def test_report_of_another_import_leads_to_the_articles(client: Client, address: str) -> None:
    nothing = StagedImportFactory.build().uuid

    assert client.get(f"{address}{nothing}/report/")["Location"].endswith("/articles/")


def test_same_article_is_known_when_it_came_another_way(client: Client, address: str) -> None:
    crlf = TEXT.replace("\n", "\r\n")
    import_all(client, upload(client, address, crlf, "a.txt"), **{"unknown-1": "on"})
    page = client.get(paste(client, address)["Location"])

    assert list_counts(page.context) == {"new": 0, "known": 1, "refused": 0}
    assert Article.objects.get().body.text == crlf


def test_rows_come_back_from_the_database_as_they_were(project: Project) -> None:
    record = ArticleRecord(text="é\r\n😀 \u2028", published=date(2026, 1, 2), title=" A ")
    refusal = DomainError("odd", "Not %(what)s but %(n)d.", field="a\0", what="\ud800\0", n=3)
    bad = ArticleRecord(text="a\0")
    staged = StagedImportFactory(
        project=project,
        created_by=UserFactory(),
        rows=dump_rows([(1, record), (2, refusal), (3, bad)]),
    )
    staged.refresh_from_db()
    (_, first), (_, second), (_, third) = load_rows(staged)

    assert first == record
    assert isinstance(second, DomainError)
    assert (second.code, str(second), second.field) == ("odd", "Not ?\ufffd but 3.", "a\ufffd")
    assert isinstance(third, DomainError)
    assert third.code == "nul"

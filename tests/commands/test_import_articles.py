import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims import clock
from claims.management.commands import import_articles
from claims.models import Article, Project, Suggestion, User
from claims.operations import articles
from tests.factories import NOW
from tests.test_outages import fail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def run(project: Project, user: str, *paths: Path, **options: Any) -> tuple[int, list[str], str]:
    """The exit code, what was printed, and what went to stderr."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(
            "import_articles",
            *map(str, paths),
            project=project.slug,
            user=user,
            stdout=out,
            stderr=err,
            **options,
        )
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, out.getvalue().splitlines(), err.getvalue()


def write_lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("size", "processors", "said", "jobs"),
    [
        (999, 3, {}, 1),
        (1000, 3, {}, 3),
        (1000, 128, {}, 64),
        (1000, 3, {"jobs": 2}, 2),
        (10, 3, {"jobs": 2}, 2),
    ],
)
def test_large_files_are_taken_apart_by_all_processors(
    size: int,
    processors: int,
    said: dict[str, int],
    jobs: int,
    project: Project,
    manager: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "one.txt"
    file.write_text("One is here. ".ljust(size, "a"))
    monkeypatch.setattr(import_articles, "LARGE_FILE", 1000)
    monkeypatch.setattr(import_articles, "_count_processors", lambda: processors)
    asked: list[int] = []

    def stream(*, jobs: int, **options: Any) -> Iterator[list[articles.RowReport]]:
        asked.append(jobs)
        return articles.stream_articles(**options)

    monkeypatch.setattr(import_articles, "stream_articles", stream)

    code, printed, _progress = run(project, "manager", file, **said)

    assert (code, printed) == (0, ["1 created, 0 known, 0 refused."])
    assert asked == [jobs]


def test_files_become_articles(project: Project, manager: User, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "two.jsonl", {"text": "One is here."}, {"text": "Two is here."})
    text = tmp_path / "three.txt"
    text.write_bytes("Title\r\n\r\nThree is “here”, said Ada Marrow.\r\n".encode())

    code, printed, progress = run(project, "manager", lines, text)

    assert (code, printed, progress) == (0, ["3 created, 0 known, 0 refused."], "")
    articles = list(Article.objects.filter(project=project).order_by("pk"))
    assert [article.body.text for article in articles] == [
        "One is here.",
        "Two is here.",
        "Title\r\n\r\nThree is “here”, said Ada Marrow.\r\n",
    ]
    assert {(article.created_by, article.created_at) for article in articles} == {(manager, NOW)}
    assert all(article.claims.exists() for article in articles)


def test_again_it_creates_nothing(project: Project, manager: User, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "a.jsonl", {"text": "One.\x1b[2J"}, {"text": "Two."})
    run(project, "manager", lines)

    code, printed, _progress = run(project, "manager", lines)

    assert code == 0
    assert printed == [
        f"{lines}:1: known: One. [2J",
        f"{lines}:2: known: Two.",
        "0 created, 2 known, 0 refused.",
    ]
    assert Article.objects.count() == 2


def test_refused_rows_are_named_and_the_others_come_in(
    project: Project, manager: User, tmp_path: Path
) -> None:
    lines = write_lines(tmp_path / "a.jsonl", {"text": "One."}, {"txt": "Two."}, {"text": "Three."})
    table = tmp_path / "b.csv"
    table.write_bytes(b"body\r\nFour.\r\n")

    code, printed, _progress = run(project, "manager", lines, table)

    assert code == 1
    assert printed[0].startswith(f"{lines}:2: refused: Unknown fields: txt. Known are: text, ")
    assert printed[1].startswith(f"{table}: refused: Unknown columns: body. Known are: text, ")
    assert printed[2:] == ["2 created, 0 known, 2 refused."]
    assert Article.objects.count() == 2


def test_long_work_shows_its_progress(
    project: Project, manager: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_articles, "ROWS_APART", 2)
    monkeypatch.setattr(articles, "ARTICLES_AT_ONCE", 2)
    rows = [{"text": f"Town {number} has a bridge."} for number in range(5)]
    lines = write_lines(tmp_path / "a.jsonl", *rows)

    code, printed, progress = run(project, "manager", lines)

    assert (code, printed) == (0, ["5 created, 0 known, 0 refused."])
    assert progress.splitlines() == ["a.jsonl: 60%, 2 rows …", "a.jsonl: 100%, 4 rows …"]


def test_speakers_are_looked_for_unless_told_not_to(
    project: Project, manager: User, tmp_path: Path
) -> None:
    first = write_lines(tmp_path / "a.jsonl", {"text": "“It is done,” Ada Marrow said."})
    second = write_lines(tmp_path / "b.jsonl", {"text": "“It is over,” Bo Quill said."})

    run(project, "manager", first, no_suggestions=True)
    assert not Suggestion.objects.exists()
    run(project, "manager", second)
    assert Suggestion.objects.filter(claim__project=project).exists()


@pytest.mark.parametrize(
    ("slug", "user", "message"),
    [
        ("nowhere", "manager", "There is no project “nowhere”."),
        (None, "nobody", "There is no user “nobody”."),
        (None, "annotator", "You don’t have permission to do this."),
    ],
)
def test_who_and_where_are_checked(
    slug: str | None,
    user: str,
    message: str,
    project: Project,
    manager: User,
    annotator: User,
    tmp_path: Path,
) -> None:
    lines = write_lines(tmp_path / "a.jsonl", {"text": "One."})

    with pytest.raises(CommandError) as caught:
        call_command("import_articles", str(lines), project=slug or project.slug, user=user)

    assert str(caught.value) == message
    assert not Article.objects.exists()


def test_a_missing_file_stops_everything_before_it_begins(
    project: Project, manager: User, tmp_path: Path
) -> None:
    lines = write_lines(tmp_path / "a.jsonl", {"text": "One."})

    for wrong in (tmp_path, tmp_path / "b.jsonl"):
        with pytest.raises(CommandError, match="is not a file"):
            run(project, "manager", lines, wrong)

    assert not Article.objects.exists()


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    project: Project, manager: User, tmp_path: Path
) -> None:
    lines = write_lines(
        tmp_path / "a.jsonl", {"text": "One."}, {"text": "One."}, {"text": " "}, {"text": "Two."}
    )

    code, printed, _ = run(project, "manager", lines, dry_run=True)

    assert (code, printed) == (
        1,
        [
            f"{lines}:2: known: ",
            f"{lines}:3: refused: The article is empty.",
            "2 created, 1 known, 1 refused. Nothing was written: this was a dry run.",
        ],
    )
    assert not Article.objects.exists()


def test_corrections_and_other_metadata_are_told(
    project: Project, manager: User, tmp_path: Path
) -> None:
    first = write_lines(tmp_path / "a.jsonl", {"text": "It was 31.", "source_id": "a"})
    second = write_lines(
        tmp_path / "b.jsonl",
        {"text": "It was 31.", "source_id": "a", "author": "Ada Holm"},
        {"text": "It was 36.", "source_id": "a"},
    )
    run(project, "manager", first)

    _, printed, _ = run(project, "manager", second)
    _, updated, _ = run(project, "manager", second, update=True)

    assert printed == [
        f"{second}:1: known: It was 31.; not changed: author",
        f"{second}:2: replaces another text: It was 36.",
        "1 created (1 replace another), 1 known, 0 refused.",
    ]
    assert updated[0] == f"{second}:1: known: It was 31.; now changed: author"


def test_links_are_off_where_no_host_is_listed(project: Project, manager: User) -> None:
    with pytest.raises(CommandError, match="IMPORT_HOSTS"):
        call_command("import_articles", "https://x.example/a", project=project.slug, user="manager")


def test_a_full_disk_is_told_in_a_sentence(
    project: Project, manager: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"text": "The pier is long.\n"})
    monkeypatch.setattr(import_articles, "stream_articles", fail("SQLITE_FULL"))

    with pytest.raises(CommandError) as told:
        run(project, manager.username, path)

    assert str(told.value) == (
        "There is no room left. What is imported stays: begin again once that is over."
    )

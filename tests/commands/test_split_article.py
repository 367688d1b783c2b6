"""manage.py split_article: rows on standard output, refusals on standard error."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
ARTICLE = """Ferry stops again

“It is old. It is slow,” Mayor Ann Orlan said. Nobody drowned."""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_jsonl_has_a_row_per_segment(article, capsys):
    call_command("split_article", article, format="jsonl")

    printed = capsys.readouterr()
    assert printed.err == ""
    assert rows(printed.out)[:2] == [
        {
            "start": 0,
            "end": 17,
            "kind": "headline",
            "paragraph": 0,
            "text": "Ferry stops again",
            "speaker": None,
            "quote_type": "none",
            "reason": None,
            "hints": [],
            "worth": 0.1,
        },
        {
            "start": 19,
            "end": 30,
            "kind": "sentence",
            "paragraph": 1,
            "text": "“It is old.",
            "speaker": "Ann Orlan",
            "quote_type": "direct",
            "reason": "open quote",
            "hints": [],
            "worth": 0.2,
        },
    ]
    assert [ARTICLE[row["start"] : row["end"]] for row in rows(printed.out)] == [
        row["text"] for row in rows(printed.out)
    ]


def test_several_paths_are_named_in_every_row(article, tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_bytes(b"\xef\xbb\xbfIt rained.")

    call_command("split_article", article, other, format="jsonl")

    found = rows(capsys.readouterr().out)
    assert [row["path"] for row in found] == [str(article)] * 4 + [str(other)]
    assert (found[-1]["start"], found[-1]["text"]) == (0, "It rained.")


def test_the_table_shows_offsets_kind_paragraph_speaker_and_text(article, capsys):
    call_command("split_article", article)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].split() == ["0-17", "headline", "¶0", "–", "–", "Ferry", "stops", "again"]
    assert lines[1].startswith("19-30  sentence  ¶1  Ann Orlan (open quote)")
    assert lines[1].endswith("“It is old.")
    assert "\x1b" not in "".join(lines)


def test_hints_are_named_in_the_table_and_given_in_full_as_jsonl(tmp_path, capsys):
    path = tmp_path / "fares.txt"
    path.write_text("Fares rose by 4 percent in June.", encoding="utf-8")

    call_command("split_article", path)
    call_command("split_article", path, format="jsonl")

    table, row = capsys.readouterr().out.splitlines()
    assert "comparison,quantity,date" in table
    assert json.loads(row)["hints"][1] == {
        "kind": "quantity",
        "start": 14,
        "end": 23,
        "reason": "quantity: “4 percent”",
    }


def test_wide_characters_and_control_characters_keep_the_columns(tmp_path, capsys):
    path = tmp_path / "wide.txt"
    path.write_text("渡轮停了。\x07下雨了！It rained.\tThen it stopped.", encoding="utf-8")

    call_command("split_article", path)

    assert "\x07" not in capsys.readouterr().out


def test_what_cannot_be_read_is_named_and_the_rest_is_printed(article, tmp_path, capsys):
    broken, missing = tmp_path / "broken.txt", tmp_path / "missing.txt"
    broken.write_bytes(b"Caf\xe9")

    with pytest.raises(SystemExit) as stop:
        call_command("split_article", missing, broken, article, format="jsonl")

    printed = capsys.readouterr()
    assert stop.value.code == 1
    assert [line.split(": ")[0] for line in printed.err.splitlines()] == [str(missing), str(broken)]
    assert "3" in printed.err.splitlines()[1]
    assert len(rows(printed.out)) == 4


def test_the_language_chooses_the_rules(tmp_path, capsys):
    path = tmp_path / "hafen.txt"
    path.write_text("Am 12. Juni kam er. Es war kalt.", encoding="utf-8")

    call_command("split_article", path, format="jsonl", language="de")

    assert [row["end"] for row in rows(capsys.readouterr().out)] == [19, 32]


def test_it_runs_in_an_empty_environment_without_a_database(article, tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "split_article", str(article), "--format=jsonl"],
        env={},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert len(rows(done.stdout.decode("utf-8"))) == 4
    assert list(tmp_path.iterdir()) == [article]

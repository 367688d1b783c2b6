"""Claims with labels on the command line, and our own exports."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims import clock
from claims.exchange import jsonl
from claims.exchange.records import Kind
from claims.models import Annotation, DecisionBasis, LabelSource, Project, User
from claims.queries.export_selection import Of
from tests.emptying import empty_tables
from tests.exports import stream
from tests.factories import NOW, AnnotationFactory, DecisionFactory, UserFactory

pytestmark = pytest.mark.django_db
SENTENCES = "Sentence_id\tText\tclass_label\n1\tOne.\tYes\n2\tTwo.\tNo\n3\tThree.\tMaybe\n"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dev.tsv"
    path.write_text(SENTENCES, encoding="utf-8")
    return path


def run(project: Project, file: Path, **options: Any) -> tuple[int, list[str]]:
    out, code = io.StringIO(), 0
    given = {"format": "checkthat-2024", "source": "CheckThat!", "user": "manager"}
    try:
        call_command(
            "import_labels", project.slug, str(file), stdout=out, stderr=io.StringIO(),
            **given | options,
        )  # fmt: skip
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, out.getvalue().splitlines()


def test_a_dry_run_says_what_would_come_in(project: Project, manager: User, file: Path) -> None:
    code, printed = run(project, file, dry_run=True)

    assert code == 0
    assert printed[:2] == [
        "check-worthy:No (1) → (left out)",
        "check-worthy:Yes (1) → verifiability “check_worthy_fact”",
    ]
    assert printed[2].startswith("row:4: refused: ")
    assert printed[3:] == ["1 ×: The word is left out.", "2 claims, 1 labels, 1 refused."]
    assert not LabelSource.objects.exists()


def test_each_word_has_to_become_something(project: Project, manager: User, file: Path) -> None:
    with pytest.raises(CommandError, match="what becomes of “No”"):
        run(project, file)
    assert not Annotation.objects.exists()

    code, printed = run(project, file, map=["No=no_claim"])

    assert code == 1
    assert printed[-1] == "2 created, 0 known, 1 refused; 2 articles, 2 labels."
    assert run(project, file, map=["No=no_claim"])[1][-1].startswith("0 created, 2 known, 1 ref")
    values = Annotation.objects.order_by("pk").values_list("verifiability__value", flat=True)
    assert list(values) == ["check_worthy_fact", "no_claim"]


@pytest.mark.parametrize(
    ("options", "problem"),
    (
        ({"user": "nobody"}, "There is no user “nobody”."),
        ({"map": ["No=nothing"]}, "“map” is “nothing”; known are: "),
        ({"map": ["No=no_claim"], "user": "curator"}, "permission"),
    ),
)
def test_what_cannot_be_is_said(
    options: dict[str, Any],
    problem: str,
    project: Project,
    manager: User,
    curator: User,
    file: Path,
) -> None:
    with pytest.raises(CommandError, match=problem):
        run(project, file, **options)


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
def test_our_own_exports_come_back(tmp_path: Path) -> None:
    label = AnnotationFactory()
    project = label.project
    DecisionFactory(claim=label.claim)
    paths = {}
    for of in (Of.ARTICLES, Of.ANNOTATIONS, Of.DECISIONS):
        paths[of] = tmp_path / f"{of}.jsonl"
        paths[of].write_bytes(b"".join(jsonl.write(stream(project, of=of), Kind(of.value))))
    empty_tables()
    UserFactory(username="root", admin=True)
    options = {"articles": paths[Of.ARTICLES], "labels": paths[Of.ANNOTATIONS], "user": "root"}
    options["decisions"] = paths[Of.DECISIONS]

    printed = []
    for is_rehearsal in (True, False, False):
        out = io.StringIO()
        call_command("import_export", stdout=out, dry_run=is_rehearsal, **options)
        printed.append(out.getvalue())

    assert printed == [
        "1 articles, 1 labels, 1 decisions; nothing is written.\n",
        f"{project.slug}: 1 articles, 1 labels, 1 decisions; 0, 0 and 0 were there already.\n",
        f"{project.slug}: 0 articles, 0 labels, 0 decisions; 1, 1 and 1 were there already.\n",
    ]
    (restored,) = Project.objects.all()
    for of in (Of.ANNOTATIONS, Of.DECISIONS):
        again = b"".join(jsonl.write(stream(restored, of=of), Kind(of.value)))
        assert again == paths[of].read_bytes()


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
def test_labels_that_come_back_as_taken_back_are_counted(tmp_path: Path) -> None:
    label = AnnotationFactory()
    decision = DecisionFactory(claim=label.claim)
    DecisionBasis.objects.create(decision=decision, annotation=label)
    files = {}
    for of in (Of.ARTICLES, Of.DECISIONS):
        files[of.value] = tmp_path / f"{of}.jsonl"
        files[of.value].write_bytes(
            b"".join(jsonl.write(stream(label.project, of=of), Kind(of.value)))
        )
    labels = tmp_path / "labels.jsonl"
    labels.write_bytes(b"")
    empty_tables()
    UserFactory(username="root", admin=True)
    out = io.StringIO()

    call_command("import_export", **files, labels=labels, user="root", dry_run=True, stdout=out)

    assert out.getvalue().splitlines() == [
        f"Not in {labels}: 1 labels that decisions stand on. They come back as taken back.",
        "1 articles, 0 labels, 1 decisions; nothing is written.",
    ]


def test_each_record_of_ours_that_is_none_is_told_and_nothing_comes_back(tmp_path: Path) -> None:
    articles, labels = tmp_path / "a.jsonl", tmp_path / "l.jsonl"
    articles.write_bytes(b"{\n[]\n")
    labels.write_bytes(b'{"trailer": {"records": 3, "sha256": "\x1b00"}}\n')
    UserFactory(username="root", admin=True)
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"^3 records cannot come back, so nothing does\.$"):
        call_command("import_export", articles=articles, labels=labels, user="root", stdout=out)

    told = out.getvalue().splitlines()
    assert told[0].startswith(f"{articles}:1: refused: This is not JSON")
    assert told[1] == f"{articles}:2: refused: The record should be an object."
    assert told[2].startswith(f"{labels}:1: refused: ")
    assert len(told) == 3
    assert not Project.objects.exists()


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a file"):
        call_command("import_export", articles=tmp_path, labels=tmp_path, user="root")

"""`manage.py import_labels PROJECT FILE --format … --source … --user …`: claims with labels."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import DomainError
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.management.printing import make_printable
from claims.models import Label, Project, User
from claims.operations.labelled_imports import LabelledReport, import_labelled, open_source
from claims.queries.label_words import (
    REASONS,
    Survey,
    Word,
    WordMap,
    count_labels,
    read_word_map,
    survey,
)


class Command(BaseCommand):
    help = (
        "Import claims with labels from a file of another data set or labelling tool, as labels "
        "of a named source. Each word of the file has to become a label (--map), or be left out; "
        "where one label says just the same, that is taken. Exit code 1 if a row was refused. "
        "Again, it creates nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="short name")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--format", required=True, choices=list(IMPORT_FORMATS))
        parser.add_argument("--source", required=True, metavar="NAME", help="what it is called")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="WORD=LABEL",
            help="what a word becomes; WORD= leaves it out (may be given several times)",
        )
        parser.add_argument(
            "--verdicts-are",
            default="",
            metavar="LABEL",
            help="the verifiability of claims of which only the verdict is given",
        )
        parser.add_argument(
            "--queue", action="store_true", help="let people here label the claims, too"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come in")

    def handle(self, *, project: str, file: Path, user: str, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not a file.")
        into = Project.objects.filter(slug=project).first()
        actor = User.objects.filter(username=user).first()
        if into is None or actor is None:
            missing = f"project “{project}”" if into is None else f"user “{user}”"
            raise CommandError(f"There is no {missing}.")
        try:
            self._import(into, actor, file, options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(self, project: Project, actor: User, file: Path, options: dict[str, Any]) -> None:
        read = IMPORT_FORMATS[options["format"]].read
        with file.open("rb") as stream:
            found = survey(read(stream))
        words, missing = read_word_map(
            project, list(found.words), options["map"], options["verdicts_are"]
        )
        self._print_words(found, words)
        if options["dry_run"]:
            self._print_plan(found, words)
            return
        if missing:
            named = ", ".join(f"“{make_printable(word)}”" for _vocabulary, word in missing)
            raise CommandError(f"Say with --map what becomes of {named}; WORD= leaves it out.")
        source = open_source(
            actor=actor,
            project=project,
            name=options["source"],
            format_name=options["format"],
            is_queued=options["queue"],
            now=clock.now(),
        )
        report = LabelledReport()
        with file.open("rb") as stream:
            for report in import_labelled(
                actor=actor, source=source, rows=read(stream), words=words, now=clock.now()
            ):
                self._print_progress(report)
        self._finish(file, report)

    def _print_words(self, found: Survey, words: WordMap) -> None:
        for word, count in sorted(found.words.items()):
            label = words.labels[word]
            becomes = _name_label(label) if label else "(left out)"
            self.stdout.write(f"{_name_word(word)} ({count}) → {becomes}")

    def _print_plan(self, found: Survey, words: WordMap) -> None:
        labels, left_out = count_labels(found, words)
        self._print_refusals("row", found.refusals)
        self._print_reasons(left_out.items())
        self.stdout.write(f"{found.claims} claims, {labels} labels, {found.refused} refused.")

    def _print_progress(self, report: LabelledReport) -> None:
        if sys.stderr.isatty() or report.rows % 1000 == 0:
            self.stderr.write(f"{report.rows} rows …")

    def _finish(self, file: Path, report: LabelledReport) -> None:
        self._print_refusals(str(file), report.refusals)
        self._print_reasons(report.left_out.items())
        self.stdout.write(
            f"{report.created} created, {report.known} known, {report.refused} refused; "
            f"{report.articles} articles, {report.labels} labels."
        )
        if report.refused:
            sys.exit(1)

    def _print_refusals(self, where: str, refusals: Iterable[tuple[int, DomainError]]) -> None:
        for number, refusal in refusals:
            self.stdout.write(f"{where}:{number}: refused: {make_printable(str(refusal))}")

    def _print_reasons(self, left_out: Iterable[tuple[str, int]]) -> None:
        for reason, count in sorted(left_out):
            self.stdout.write(f"{count} ×: {REASONS[reason]}")


def _name_word(word: Word) -> str:
    return make_printable(f"{word[0]}:{word[1]}")


def _name_label(label: Label) -> str:
    return f"{label.scheme.kind} “{label.value}”"

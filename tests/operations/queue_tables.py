"""A project's queue as its tables have it, read after every step of the queue machine."""

from collections import defaultdict, namedtuple
from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.models import (
    Annotation,
    Article,
    Bookmark,
    Claim,
    Decision,
    Lease,
    Membership,
    Project,
    Slot,
    User,
)

# Of what PostgreSQL has prepared, for all tables of the process.
numbers = count(1)
Reads = Callable[[], QuerySet[Any]]


class QueueTables:
    """Reads with queries whose SQL is made once: making it took longer than all else they do.

    PostgreSQL plans each once, too: that takes it longer than to answer.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.made: dict[str, tuple[Any, str, Any]] = {}

    def ask(self, name: str, rows: Reads, columns: str) -> list[Any]:
        """The columns of the rows, each row with its columns by name."""
        with connection.cursor() as cursor:
            if name not in self.made:
                sql, parameters = rows().values_list(*columns.split()).query.sql_with_params()
                if connection.vendor == "postgresql":
                    sql, parameters = prepare(cursor, sql, parameters), ()
                self.made[name] = namedtuple("Row", columns), sql, parameters
            row, sql, parameters = self.made[name]
            cursor.execute(sql, parameters)
            return [row(*values) for values in cursor.fetchall()]

    def read_project(self) -> Any:
        (row,) = self.ask(
            "project",
            lambda: Project.objects.filter(pk=self.project.pk),
            "overlap check_overlap has_check_pass double_percent sample_seed queue_version",
        )
        return row

    def list_articles(self) -> list[Any]:
        return self.ask(
            "articles",
            lambda: Article.objects.filter(project=self.project),
            "pk overlap sha256 queue_version",
        )

    def list_claims(self) -> list[Any]:
        return self.ask(
            "claims",
            lambda: Claim.objects.filter(project=self.project),
            "pk article kind start end retired_at extra_labels extra_checks",
        )

    def list_slots(self) -> list[Any]:
        return self.ask(
            "slots",
            lambda: Slot.objects.filter(project=self.project),
            "pk article claim stage purpose annotator reserved_for current lease wanted revisions",
        )

    def list_live_slots(self) -> list[Any]:
        """Those that count."""
        return [slot for slot in self.list_slots() if slot.purpose == "live"]

    def map_leases(self) -> dict[int, Any]:
        leases = self.ask(
            "leases",
            lambda: Lease.objects.filter(project=self.project).order_by("pk"),
            "pk article annotator stage ended_at",
        )
        return {lease.pk: lease for lease in leases}

    def map_annotations(self) -> dict[int, Any]:
        """Whole rows, by number."""
        columns = [field.name for field in Annotation._meta.concrete_fields]
        annotations = self.ask(
            "annotations",
            lambda: Annotation.objects.filter(project=self.project),
            " ".join(columns),
        )
        return {annotation.id: annotation for annotation in annotations}

    def map_decisions(self) -> dict[int, Any]:
        """The last one on each claim's label, by claim."""
        decisions = self.ask(
            "decisions",
            lambda: Decision.objects.filter(project=self.project, stage="label").order_by("pk"),
            "pk claim rule verifiability",
        )
        return {decision.claim: decision for decision in decisions}

    def map_basis(self) -> dict[int, set[int]]:
        """The annotations that each decision rests on."""
        basis: dict[int, set[int]] = defaultdict(set)
        for row in self.ask(
            "basis",
            lambda: Decision.objects.filter(project=self.project, basis__isnull=False),
            "pk basis",
        ):
            basis[row.pk].add(row.basis)
        return basis

    def list_that_require_a_verdict(self) -> set[int]:
        labels = self.ask(
            "labels",
            lambda: self.project.verifiability_scheme.labels.filter(verdict_rule="required"),
            "pk",
        )
        return {label.pk for label in labels}

    def list_team(self) -> set[int]:
        team = self.ask(
            "team",
            lambda: Membership.objects.annotating().filter(project=self.project),
            "user",
        )
        return {member.user for member in team}

    def list_free(self) -> set[int]:
        return {
            slot.pk
            for slot in self.ask("free", self._find_free, "pk purpose")
            if slot.purpose == "live"
        }

    def list_out_of_reach(self) -> set[int]:
        rows = self.ask("out of reach", lambda: self._find_free().out_of_reach(), "pk")
        return {slot.pk for slot in rows}

    def list_open_to(self, person: User) -> list[Any]:
        return self.ask(
            f"open to {person.pk}",
            lambda: self._find_free().open_to(person),
            "pk stage purpose reserved_for priority turn article",
        )

    def map_bookmarks(self) -> dict[tuple[int, str, int], int]:
        marks = self.ask(
            "bookmarks",
            lambda: Bookmark.objects.filter(project=self.project),
            "annotator stage priority turn",
        )
        return {(mark.annotator, mark.stage, mark.priority): mark.turn for mark in marks}

    def _find_free(self) -> Any:
        return Slot.objects.filter(project=self.project).free()


def prepare(cursor: Any, sql: str, parameters: Any) -> str:
    """Have the query planned with these values; what asks for it."""
    name = f"queue_tables_{next(numbers)}"
    cursor.execute(f"PREPARE {name} AS {sql}", parameters)
    return f"EXECUTE {name}"

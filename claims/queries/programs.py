"""Which programs outside suggest something in a project, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from claims.models import LabelSuggestion, Project, Suggestion


@dataclass(kw_only=True, slots=True)
class Program:
    """A version of a program, and how many claims it suggests each of these for."""

    source: str
    version: str
    speakers: int = 0
    verifiabilities: int = 0
    verdicts: int = 0


def list_programs(project: Project) -> Sequence[Program]:
    """By name and version; what was withdrawn or replaced does not count."""
    named = ("source", "version")
    of_project = {"claim__project": project, "withdrawn_at": None}
    found: dict[tuple[str, str], Program] = {}
    spoken = Suggestion.objects.filter(added_by__isnull=False, **of_project)
    for source, version, count in (
        spoken.values_list(*named).annotate(speakers=Count("pk")).order_by()
    ):
        program = Program(source=source, version=version, speakers=count)
        found[source, version] = program
    fields = LabelSuggestion.Field
    labelled = LabelSuggestion.objects.filter(**of_project).values_list(*named)
    counted = labelled.annotate(
        verifiabilities=Count("pk", filter=Q(field=fields.VERIFIABILITY)),
        verdicts=Count("pk", filter=Q(field=fields.VERDICT)),
    )
    for source, version, verifiabilities, verdicts in counted.order_by():
        program = found.setdefault((source, version), Program(source=source, version=version))
        program.verifiabilities, program.verdicts = verifiabilities, verdicts
    return [found[key] for key in sorted(found)]

"""What programs outside suggest: in bulk, by their version. Never a label."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.bulk import list_items, read_item
from claims.api.errors import ProblemOut, list_problems
from claims.api.parsers import LinesParser, StrictJSONParser
from claims.api.requests import get_project
from claims.api.shapes import OptionField, PublicIdField, ScoreField, StrictSerializer, TextField
from claims.api.views import OperationView
from claims.errors import DomainError
from claims.models import Annotation, ApiToken
from claims.operations.speakers import NAME_LENGTH
from claims.operations.suggestions import (
    LENGTHS,
    Outcome,
    Status,
    SuggestionRow,
    add_suggestions,
    withdraw_suggestions,
)
from claims.queries.programs import list_programs
from claims.requests import get_user, read_now

# Suggestions in one request.
AT_ONCE = 10_000


class SuggestionIn(StrictSerializer):
    """What a version of a program says of a claim: its speaker, its labels, or both."""

    claim = PublicIdField()
    source = TextField(  # type: ignore[assignment]
        max_length=LENGTHS["source"], help_text="The program's name."
    )
    version = TextField(max_length=LENGTHS["version"])
    score = ScoreField(help_text="How sure it is.")
    speaker = PublicIdField(required=False, help_text="A speaker of the project.")
    speaker_name = TextField(
        max_length=NAME_LENGTH, required=False, help_text="Instead: one it has, or gets."
    )
    quote_type = OptionField(choices=Annotation.QuoteType.choices, required=False)
    verifiability = TextField(max_length=60, required=False, help_text="A label's value.")
    verdict = TextField(max_length=60, required=False, help_text="A label's value.")
    reason = TextField(max_length=LENGTHS["reason"], required=False)


class SuggestedOut(serializers.Serializer):
    """What became of one of them."""

    item = serializers.IntegerField(help_text="Counted from 1.")
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    error = serializers.SerializerMethodField()

    @extend_schema_field(ProblemOut(allow_null=True))
    def get_error(self, numbered: dict[str, Any]) -> Any:
        refusal: DomainError | None = numbered["refusal"]
        return ProblemOut(list_problems(refusal)[0]).data if refusal else None


class SuggestedReportOut(serializers.Serializer):
    """What became of each, in their order."""

    created = serializers.IntegerField()
    replaced = serializers.IntegerField(help_text="They say something else than before.")
    known = serializers.IntegerField(help_text="They say what stands already.")
    refused = serializers.IntegerField()
    results = SuggestedOut(many=True)


class ProgramOut(serializers.Serializer):
    """A version of a program, and of how many claims it suggests what."""

    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.CharField()
    speakers = serializers.IntegerField()
    verifiabilities = serializers.IntegerField()
    verdicts = serializers.IntegerField()


class ProgramsOut(serializers.Serializer):
    """All of them."""

    results = ProgramOut(many=True)


class ProjectSuggestionsView(OperationView):
    """What programs suggest."""

    write_scope = ApiToken.Scope.SUGGEST
    parser_classes = [StrictJSONParser, LinesParser]

    @extend_schema(responses=ProgramsOut)
    def get(self, request: Request, project: str) -> Response:
        """For curators: which versions of which programs suggest something, and how much."""
        found = get_project(request, project)
        permissions.require(permissions.can_curate(get_user(request), found))
        return Response({"results": ProgramOut(list_programs(found), many=True).data})

    @extend_schema(request=SuggestionIn(many=True), responses=SuggestedReportOut)
    def post(self, request: Request, project: str) -> Response:
        """For curators: up to 10,000 at once, as a JSON array or JSON Lines. Safe to repeat.

        Each stands for itself: look at the results. Of a claim, a source, a version and a field
        one suggestion stands, the last.
        """
        outcomes = add_suggestions(
            actor=get_user(request),
            project=get_project(request, project),
            rows=read_rows(list_items(request.data, limit=AT_ONCE)),
            now=read_now(request),
        )
        return Response(_show_report(outcomes))


def read_rows(items: list[Any]) -> Iterator[SuggestionRow | DomainError]:
    for item in items:
        try:
            yield SuggestionRow(**read_item(SuggestionIn, item))
        except DomainError as refusal:
            yield refusal


def _show_report(outcomes: Iterator[Outcome]) -> dict[str, Any]:
    results = [
        {"item": number, "status": one.status.value, "refusal": one.refusal}
        for number, one in enumerate(outcomes, start=1)
    ]
    counts = Counter(one["status"] for one in results)
    return {
        **{status.value: counts[status.value] for status in Status},
        "results": SuggestedOut(results, many=True).data,
    }


class ProgramIn(StrictSerializer):
    """Which version of which program."""

    source = TextField(max_length=LENGTHS["source"])  # type: ignore[assignment]
    version = TextField(max_length=LENGTHS["version"])


class WithdrawnOut(serializers.Serializer):
    """What is shown no longer."""

    withdrawn = serializers.IntegerField(help_text="How many suggestions; 0 if none stood.")


class SuggestionsWithdrawView(OperationView):
    """Taking a version of a program back."""

    write_scope = ApiToken.Scope.SUGGEST

    @extend_schema(request=ProgramIn, responses=WithdrawnOut)
    def post(self, request: Request, project: str) -> Response:
        """For curators: nothing of it is shown any more; labels keep it. Safe to repeat."""
        count = withdraw_suggestions(
            actor=get_user(request),
            project=get_project(request, project),
            now=read_now(request),
            **self.read_body(ProgramIn),
        )
        return Response({"withdrawn": count})

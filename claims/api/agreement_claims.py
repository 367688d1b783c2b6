"""The claims behind a figure of agreement, with who gave which label."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from claims import permissions
from claims.api.agreement import FieldQuery, MeasuredLabelOut, show_label
from claims.api.pagination import PublicCursorPagination
from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_project
from claims.api.shapes import DayField, OptionField, TextField
from claims.api.views import ListView
from claims.models import Claim, Project, Stage, User
from claims.queries.figures.behind import (
    Behind,
    ClaimBehind,
    Differ,
    find_behind,
    list_behind,
    read_behind,
)
from claims.queries.figures.wanted import Field, Wanted, find_stage
from claims.requests import get_user, note_read

DIFFER = [one.value for one in Differ]
# Of a set that is named by its members, at most: as many as a label may have.
KEY_LIMIT = 4_000
# Which claims, besides the field and what narrows the labels that are measured.
BEHIND = ("one", "other", "label", "annotator", "other_annotator", "week", "differ")


class BehindQuery(FieldQuery):
    """Which claims: what is given narrows them, all of it together."""

    also_known = Query.also_known

    one = TextField(
        required=False,
        max_length=KEY_LIMIT,
        help_text="With `other` a cell of label against label: the `values` of a label, "
        "with | between those of a set; empty for none.",
    )
    other = TextField(required=False, max_length=KEY_LIMIT)
    label = TextField(  # type: ignore[assignment] # a field of DRF has one, too
        required=False, max_length=KEY_LIMIT, help_text="Somebody gave it; written as `one` is."
    )
    annotator = TextField(
        required=False, max_length=20, help_text="Who labelled the claim: a pseudonym."
    )
    other_annotator = TextField(
        required=False, max_length=20, help_text="Who labelled it, too; only these two count then."
    )
    week = DayField(required=False, help_text="The claim got its last label in that day's week.")
    differ = OptionField(
        choices=DIFFER,
        required=False,
        help_text="`others`: labels differ, the annotator's from another's where one is named; "
        "`decided`: a label, or theirs, is not what was decided.",
    )


class GivenOut(serializers.Serializer):
    """What a person gave to the field."""

    annotator = serializers.CharField(help_text="A pseudonym, as in exports.")
    label = MeasuredLabelOut()  # type: ignore[assignment] # a field of DRF has one, too


class ClaimBehindOut(serializers.Serializer):
    """A claim behind a figure."""

    claim = serializers.UUIDField()
    article = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    text = serializers.CharField()
    labels = GivenOut(many=True)
    decided = MeasuredLabelOut(
        allow_null=True, help_text="Told with `differ=decided`: the label that stands."
    )


class ProjectAgreementClaimsView(ListView):
    """The claims behind a figure of agreement: of a cell, a label, people, or a week."""

    serializer_class = ClaimBehindOut
    query = BehindQuery

    def get_queryset(self) -> QuerySet[Claim]:
        """Of the right model only: which claims they are, their numbers tell."""
        return Claim.objects.none()

    def paginate_queryset(self, queryset: Any) -> Any:
        user = get_user(self.request)
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_measure(user, project))
        given = read_parameters(self.query, self.request.query_params, user)
        asked = {name: given.pop(name) for name in BEHIND if name in given}
        field, wanted = Field(given.pop("field")), Wanted(**given)
        behind = _read_behind(project, field, asked)
        numbers = list_behind(project, field, wanted, behind)
        paginator = cast("PublicCursorPagination", self.paginator)
        shown = paginator.paginate_numbers(numbers, Claim, self.request)
        return self._read(project, field, wanted, shown, user, behind)

    def _read(
        self,
        project: Project,
        field: Field,
        wanted: Wanted,
        numbers: list[int],
        user: User,
        behind: Behind,
    ) -> list[Mapping[str, Any]]:
        """These claims; whoever reads what was said of them labels them no more."""
        with_decided = behind.differ == Differ.DECIDED
        rows = read_behind(
            project, field, wanted, numbers, user, by_pseudonym=True, with_decided=with_decided
        )
        stage = find_stage(project, field)
        seen = {(row.claim.pk, stage) for row in rows}
        note_read(self.request, seen)
        return [_show(row, stage) for row in rows]


def _read_behind(project: Project, field: Field, asked: Mapping[str, Any]) -> Behind:
    try:
        return find_behind(project, field, **asked)
    except LookupError as unknown:
        refusal = {str(unknown.args[0]): _("There is no such thing for you.")}
        raise serializers.ValidationError(refusal, code="unknown") from None


def _show(row: ClaimBehind, stage: str) -> dict[str, Any]:
    return {
        "claim": row.claim.uuid,
        "article": row.claim.article.uuid,
        "stage": stage,
        "text": row.claim.text,
        "labels": [{"annotator": who, "label": show_label(named)} for who, named in row.said],
        "decided": row.decided and show_label(row.decided),
    }

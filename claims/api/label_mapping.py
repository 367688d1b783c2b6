"""How a project's labels are said in the words of other data sets."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.requests import get_project
from claims.api.shapes import ManyField, OptionField, StrictSerializer, TextField
from claims.api.views import OperationView
from claims.exchange.mapping import VOCABULARIES
from claims.models import Label, Project, get_max_length
from claims.operations.label_mapping import choose_words, reset_words
from claims.queries.label_mapping import MappedVocabulary, describe_mapping
from claims.requests import get_user, read_now

VALUE_LIMIT = get_max_length(Label, "value") or 0
TARGET_LIMIT = max(len(word) for one in VOCABULARIES.values() for word in one.values)
LABELS_LIMIT = 200


class MappedLabelOut(serializers.Serializer):
    """What a label becomes."""

    value = serializers.CharField(source="label.value", help_text="The label's value.")
    target = serializers.CharField(
        source="said.target", allow_null=True, help_text="Null: it is left out, and counted."
    )
    lossy = serializers.BooleanField(
        source="said.lossy", help_text="The other word does not say quite the same."
    )
    chosen = serializers.BooleanField(
        source="is_chosen", help_text="Whether the project has chosen it; else it is the default."
    )
    offered = serializers.SerializerMethodField(
        help_text="A word that could be chosen, too lossy to be the default; else null."
    )

    def get_offered(self, mapped: Any) -> str | None:
        return mapped.default.target if mapped.default.offered else None


class MappedVocabularyOut(serializers.Serializer):
    """The words of a data set, and what each of the project's labels becomes in them."""

    vocabulary = serializers.CharField(source="vocabulary.name")
    subject = serializers.CharField(
        source="vocabulary.subject", help_text="`verifiability` or `verdict`."
    )
    words = serializers.ListField(source="vocabulary.values", child=serializers.CharField())
    labels = MappedLabelOut(many=True)


class ChoiceIn(StrictSerializer):
    """What a label shall become."""

    value = TextField(max_length=VALUE_LIMIT, help_text="The label's value.")
    target = TextField(
        max_length=TARGET_LIMIT, allow_null=True, help_text="Null: it is left out, and counted."
    )


class MappingIn(StrictSerializer):
    """What labels shall become in one vocabulary; those that are not named stay as they are."""

    vocabulary = OptionField(choices=list(VOCABULARIES))
    labels = ManyField(limit=LABELS_LIMIT, child=ChoiceIn())


class ResetIn(StrictSerializer):
    """The vocabulary in which all labels shall be said as by default again."""

    vocabulary = OptionField(choices=list(VOCABULARIES))


class ProjectMappingView(OperationView):
    """How labels are said in formats of other data sets."""

    @extend_schema(responses=MappedVocabularyOut(many=True))
    def get(self, request: Request, project: str) -> Response:
        """For managers and readers of the project: every vocabulary with every label."""
        found = get_project(request, project)
        permissions.require(permissions.can_export(get_user(request), found))
        return _answer(describe_mapping(found))

    @extend_schema(request=MappingIn, responses=MappedVocabularyOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: say labels in other words from the next export on. Safe to repeat."""
        found = self.get_managed(project)
        wanted = self.read_body(MappingIn)
        choose_words(
            actor=get_user(request),
            project=found,
            vocabulary=wanted["vocabulary"],
            choices={one["value"]: one["target"] for one in wanted["labels"]},
            now=read_now(request),
        )
        return self.describe(found, wanted["vocabulary"])

    def get_managed(self, project: str) -> Project:
        found = get_project(self.request, project)
        permissions.require(permissions.can_manage(get_user(self.request), found))
        return found

    def describe(self, project: Project, vocabulary: str) -> Response:
        """One vocabulary as it is now."""
        (mapped,) = (one for one in describe_mapping(project) if one.vocabulary.name == vocabulary)
        return Response(MappedVocabularyOut(mapped).data)


def _answer(mapped: Sequence[MappedVocabulary]) -> Response:
    return Response(MappedVocabularyOut(mapped, many=True).data)


class ProjectMappingResetView(ProjectMappingView):
    """Saying labels as by default again."""

    http_method_names = ["post"]

    @extend_schema(request=ResetIn, responses=MappedVocabularyOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers. Safe to repeat."""
        found = self.get_managed(project)
        vocabulary = self.read_body(ResetIn)["vocabulary"]
        reset_words(
            actor=get_user(request), project=found, vocabulary=vocabulary, now=read_now(request)
        )
        return self.describe(found, vocabulary)

"""Who may be said to speak: a project's speakers."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import ProjectParameter, Query
from claims.api.requests import find_article, get_project
from claims.api.shapes import (
    AbsentTextField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.models import Speaker, SpeakerAlias, User, make_name_key
from claims.operations.speakers import CHOOSABLE_KINDS, add_speaker
from claims.requests import get_user, read_now


class SpeakerRefOut(serializers.ModelSerializer):
    """Which speaker; the article itself and unnamed sources have no name.

    For one that was merged into another, that other.
    """

    name = AbsentTextField()

    def to_representation(self, instance: Speaker) -> Any:
        return super().to_representation(instance.survivor)

    class Meta:
        model = Speaker
        fields = ["uuid", "kind", "name"]
        read_only_fields = fields


class SpeakerOut(SpeakerRefOut):
    """A speaker and their other names."""

    project = serializers.UUIDField(source="project.uuid")
    other_names = serializers.SerializerMethodField()
    role = AbsentTextField()
    affiliation = AbsentTextField()
    same_as = AbsentTextField(help_text="A link that identifies them.")

    class Meta(SpeakerRefOut.Meta):
        fields = [
            "uuid",
            "project",
            "kind",
            "name",
            "other_names",
            "role",
            "affiliation",
            "same_as",
        ]
        read_only_fields = fields

    def get_other_names(self, speaker: Speaker) -> list[str]:
        return sorted(alias.name for alias in speaker.aliases.all())


class SpeakerQuery(Query):
    project = ProjectParameter()
    search = TextField(
        max_length=100,
        required=False,
        help_text="Part of a name or other name; case and width don't matter.",
    )


class SpeakerListView(ListView):
    """Speakers of your projects."""

    serializer_class = SpeakerOut
    query = SpeakerQuery

    def find(self, user: User, search: str = "", **wanted: Any) -> QuerySet[Speaker]:
        speakers = Speaker.objects.visible_to(user).filter(**wanted)
        if key := make_name_key(search):
            aliases = SpeakerAlias.objects.filter(speaker=OuterRef("pk"), name_key__contains=key)
            speakers = speakers.filter(Q(name_key__contains=key) | Exists(aliases))
        return speakers.select_related("project").prefetch_related("aliases")


class SpeakerIn(StrictSerializer):
    """A speaker to add."""

    name = TextField(max_length=200)
    kind = OptionField(
        choices=[(kind.value, kind.label) for kind in CHOOSABLE_KINDS],
        default=Speaker.Kind.PERSON.value,
    )
    role = TextField(max_length=200, required=False)
    affiliation = TextField(max_length=200, required=False)
    same_as = TextField(max_length=2000, required=False)
    article = PublicIdField(
        required=False, help_text="The article in whose cast you want to see them."
    )


class ProjectSpeakersView(OperationView):
    """Adding speakers to a project."""

    @extend_schema(request=SpeakerIn, responses=SpeakerOut)
    def post(self, request: Request, project: str) -> Response:
        """The speaker of that name, made if the project has none yet: 200 in both cases."""
        found = get_project(request, project)
        body = self.read_body(SpeakerIn)
        if uuid := body.pop("article", None):
            body["article"] = find_article(found, uuid)
        speaker = add_speaker(actor=get_user(request), project=found, now=read_now(request), **body)
        return Response(SpeakerOut(speaker).data)

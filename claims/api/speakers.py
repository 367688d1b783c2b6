"""Who may be said to speak: a project's speakers."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import ProjectParameter, Query, TrueParameter
from claims.api.requests import find_article, get_project
from claims.api.shapes import (
    AbsentTextField,
    NothingIn,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import DetailView, ListView, OperationView
from claims.errors import InvalidInput
from claims.models import ApiToken, Speaker, User, make_name_key
from claims.operations import merging
from claims.operations.speakers import CHOOSABLE_KINDS, add_speaker, change_speaker
from claims.queries.speakers import find_called
from claims.requests import get_user, read_now

KINDS = [(kind.value, kind.label) for kind in CHOOSABLE_KINDS]


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


class SpeakerOut(serializers.ModelSerializer):
    """A speaker and their other names, those of speakers merged into them among them."""

    project = serializers.UUIDField(source="project.uuid")
    name = AbsentTextField()
    other_names = serializers.SerializerMethodField()
    role = AbsentTextField()
    affiliation = AbsentTextField()
    same_as = AbsentTextField(help_text="A link that identifies them.")
    merged_into = serializers.UUIDField(
        source="merged_into.uuid", default=None, allow_null=True, help_text="Who stands for them."
    )

    class Meta:
        model = Speaker
        fields = [
            "uuid",
            "project",
            "kind",
            "name",
            "other_names",
            "role",
            "affiliation",
            "same_as",
            "merged_into",
        ]
        read_only_fields = fields

    def get_other_names(self, speaker: Speaker) -> list[str]:
        merged = speaker.merged.all()
        aliases = [alias.name for one in (speaker, *merged) for alias in one.aliases.all()]
        return sorted({*aliases, *(one.name for one in merged)})


class ProjectSpeakerQuery(Query):
    search = TextField(
        max_length=100,
        required=False,
        help_text="Part of a name or other name; case and width don't matter.",
    )
    merged = TrueParameter(help_text="Also those that were merged into others.")


class SpeakerQuery(ProjectSpeakerQuery):
    project = ProjectParameter()


def find_speakers(
    user: User, search: str = "", merged: str = "", **wanted: Any
) -> QuerySet[Speaker]:
    """Whom the person may know of, with all that an answer shows."""
    speakers = Speaker.objects.of_projects(user).filter(**wanted)
    if key := make_name_key(search):
        speakers = find_called(speakers, key)
    speakers = speakers.visible_to(user)
    if not merged:
        speakers = speakers.standing()
    with_names = speakers.prefetch_related("aliases", "merged__aliases")
    return with_names.select_related("project", "merged_into")


class SpeakerListView(ListView):
    """Speakers of your projects."""

    serializer_class = SpeakerOut
    prefetched = frozenset({"other_names"})
    query = SpeakerQuery

    def find(self, user: User, **wanted: Any) -> QuerySet[Speaker]:
        return find_speakers(user, **wanted)


class SpeakerIn(StrictSerializer):
    """A speaker to add."""

    name = TextField(max_length=200)
    kind = OptionField(
        choices=KINDS,
        default=Speaker.Kind.PERSON.value,
    )
    role = TextField(max_length=200, required=False)
    affiliation = TextField(max_length=200, required=False)
    same_as = TextField(max_length=2000, required=False)
    article = PublicIdField(
        required=False, help_text="The article in whose cast you want to see them."
    )


class ProjectSpeakersView(ListView):
    """The speakers of one project, and adding some."""

    write_scope = ApiToken.Scope.LABEL
    serializer_class = SpeakerOut
    query = ProjectSpeakerQuery
    prefetched = frozenset({"other_names"})

    def find(self, user: User, **wanted: Any) -> QuerySet[Speaker]:
        project = get_project(self.request, self.kwargs["project"])
        return find_speakers(user, project=project, **wanted)

    @extend_schema(request=SpeakerIn, responses=SpeakerOut)
    def post(self, request: Request, project: str) -> Response:
        """The speaker of that name, made if the project has none yet: 200 in both cases."""
        found = get_project(request, project)
        body = self.read_body(SpeakerIn)
        if uuid := body.pop("article", None):
            body["article"] = find_article(found, uuid)
        speaker = add_speaker(actor=get_user(request), project=found, now=read_now(request), **body)
        return Response(SpeakerOut(speaker).data)


class SpeakerChangeIn(StrictSerializer):
    """What of a speaker is to be otherwise; what is left out stays."""

    name = TextField(max_length=200, required=False)
    kind = OptionField(choices=KINDS, required=False)
    role = TextField(max_length=200, required=False)
    affiliation = TextField(max_length=200, required=False)
    same_as = TextField(max_length=2000, required=False)


class SpeakerView(DetailView):
    """One speaker."""

    serializer_class = SpeakerOut
    write_scope = ApiToken.Scope.CURATE

    def find(self, user: User) -> QuerySet[Speaker]:
        return find_speakers(user, merged="true")

    @extend_schema(request=SpeakerChangeIn, responses=SpeakerOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators: change what is known of them. Labels name them as before."""
        speaker = _get_speaker(request, uuid)
        body = self.read_body(SpeakerChangeIn)
        change_speaker(actor=get_user(request), speaker=speaker, values=body, now=read_now(request))
        return Response(SpeakerOut(speaker).data)


class MergeIn(StrictSerializer):
    """Whom the speaker is one with."""

    into = PublicIdField(help_text="The speaker of the same project who stands for both.")


class SpeakerMergeView(OperationView):
    """Two speakers that are one."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=MergeIn, responses=SpeakerOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Who stands for both from now on. For curators; labels stay as they are. Safe to repeat.

        409 where the speaker was merged into somebody else meanwhile.
        """
        speaker = _get_speaker(request, uuid)
        into = self.read_body(MergeIn)["into"]
        known = Speaker.objects.visible_to(get_user(request))
        target = known.filter(project=speaker.project, uuid=into).first()
        if target is None:
            raise InvalidInput("unknown_speaker", "Choose speakers of this project.", field="into")
        survivor = merging.merge_speakers(
            actor=get_user(request), speaker=speaker, into=target, now=read_now(request)
        )
        return Response(SpeakerOut(survivor).data)


class SpeakerUnmergeView(OperationView):
    """Taking a merge back."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=NothingIn, responses=SpeakerOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """The speaker, who stands for themselves again. For curators. Safe to repeat."""
        speaker = _get_speaker(request, uuid)
        self.read_body(NothingIn)
        alone = merging.undo_merge(actor=get_user(request), speaker=speaker, now=read_now(request))
        return Response(SpeakerOut(alone).data)


def _get_speaker(request: Request, uuid: UUID) -> Speaker:
    speakers = Speaker.objects.visible_to(get_user(request)).select_related("project")
    return get_object_or_404(speakers, uuid=uuid)

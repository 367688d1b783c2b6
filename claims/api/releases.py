"""Releases: frozen exports that can be cited. Drafted, built, compared, withdrawn."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.exports import AnyAccept, Narrowed
from claims.api.requests import get_project
from claims.api.shapes import (
    ManyField,
    NothingIn,
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.downloads import send_release_file
from claims.errors import Conflict, InvalidInput
from claims.models import ApiToken, Article, Release, User
from claims.models.releases import SEED_LIMIT
from claims.operations import jobs, release_files, releases
from claims.operations.releases import KNOWN_FORMATS, REASON_LIMIT, TEXT_LIMIT
from claims.queries.release_diff import (
    FIELDS,
    Change,
    Counts,
    compare_releases,
    count_changes,
    write_change,
)
from claims.queries.release_withdrawals import find_purged, find_withdrawn_since, find_without
from claims.requests import get_user, read_now
from claims.tasks import WORKS
from claims.wording import describe


class JobOut(serializers.Serializer):
    """Work in the background: how far it is."""

    state = serializers.CharField(help_text="queued, running, done, failed or cancelled.")
    done = serializers.IntegerField(help_text="Of the work, in units of its own.")
    total = serializers.IntegerField(allow_null=True, help_text="Null while nobody knows.")
    cancel_requested_at = serializers.DateTimeField(allow_null=True)
    attempt = serializers.IntegerField(help_text="How often a worker has begun it.")
    error = serializers.SerializerMethodField(help_text="Why it failed, in a sentence, or null.")
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_error(self, job: Any) -> str | None:
        return describe(job.problem) if job.problem else None


class ReleaseFileOut(serializers.Serializer):
    """A file of a release; its address is the release’s, with files/ and its name."""

    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="The file’s ETag, too.")


class WithdrawnArticleOut(serializers.Serializer):
    """An article of a release that was withdrawn since; by its hash a copy is found."""

    article = serializers.UUIDField(source="uuid")
    sha256 = serializers.CharField(help_text="Of its text.")
    withdrawn_at = serializers.DateTimeField()
    purged_at = serializers.SerializerMethodField(
        help_text="Its text was removed for good, or null."
    )

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_purged_at(self, article: Article) -> str | None:
        moment = find_purged(article)
        return serializers.DateTimeField().to_representation(moment) if moment else None


class WithdrawnSinceOut(serializers.Serializer):
    """What became of a release's articles since it was made."""

    is_certain = serializers.BooleanField(
        help_text="False: its files are gone, and these are those that it may have held."
    )
    withdrawn = serializers.IntegerField(help_text="Articles; they may come back.")
    purged = serializers.IntegerField(help_text="Articles whose text was removed for good.")
    latest = serializers.DateTimeField(allow_null=True, help_text="When it last happened.")
    without = serializers.UUIDField(
        allow_null=True, help_text="The latest release of that name that is without them."
    )
    articles = WithdrawnArticleOut(many=True, help_text="The latest first.")


class ReleaseOut(serializers.ModelSerializer):
    """A release, as in lists."""

    successor = serializers.UUIDField(
        source="successor.uuid", default=None, allow_null=True, help_text="What to use instead."
    )
    filter = serializers.DictField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="What its records are narrowed down to.",
    )

    class Meta:
        model = Release
        fields = [
            *("uuid", "slug", "version", "title", "description", "licence", "creators"),
            *("records", "filter", "splits", "train_share", "validation_share", "seed", "formats"),
            "notes",
            *("state", "as_of", "created_at", "ready_at", "withdrawn_at", "reason", "successor"),
        ]
        read_only_fields = fields


class ReleaseDetailOut(ReleaseOut):
    """A release with its manifest, its files, and how far its building is."""

    job = JobOut(allow_null=True)
    files = serializers.SerializerMethodField()
    withdrawn_since = serializers.SerializerMethodField(
        help_text="Its articles that were withdrawn since it was made; null until it is ready."
    )

    class Meta(ReleaseOut.Meta):
        fields = [*ReleaseOut.Meta.fields, "job", "files", "withdrawn_since", "manifest"]
        read_only_fields = fields

    @extend_schema_field(WithdrawnSinceOut(allow_null=True))
    def get_withdrawn_since(self, release: Release) -> Any:
        if not release.is_published:
            return None
        since = find_withdrawn_since(release)
        without = find_without(release, since)
        names = ("is_certain", "withdrawn", "purged", "latest", "articles")
        told = {name: getattr(since, name) for name in names}
        return WithdrawnSinceOut(told | {"without": without.uuid if without else None}).data

    @extend_schema_field(ReleaseFileOut(many=True))
    def get_files(self, release: Release) -> Any:
        files = release.files.filter(is_frozen=True).order_by("pk")
        return ReleaseFileOut(files, many=True).data


class NotesIn(StrictSerializer):
    """What you add to the sections of the datasheet, in Markdown."""

    motivation = TextField(max_length=TEXT_LIMIT, required=False)
    composition = TextField(max_length=TEXT_LIMIT, required=False)
    collection = TextField(max_length=TEXT_LIMIT, required=False)
    labelling = TextField(max_length=TEXT_LIMIT, required=False)
    uses = TextField(max_length=TEXT_LIMIT, required=False)
    distribution = TextField(max_length=TEXT_LIMIT, required=False)
    maintenance = TextField(max_length=TEXT_LIMIT, required=False)


class FilterIn(Narrowed, StrictSerializer):
    """What the records are narrowed down to, as exports are; `{}` takes all of them."""


class ReleaseChangeIn(StrictSerializer):
    """What a release is to be, any of it."""

    slug = TextField(max_length=60, required=False)
    version = TextField(max_length=20, required=False, help_text="As 1.0.")
    title = TextField(max_length=150, required=False)
    description = TextField(max_length=TEXT_LIMIT, required=False)
    licence = TextField(max_length=100, required=False)
    creators = TextField(max_length=TEXT_LIMIT, required=False, help_text="One per line.")
    records = OptionField(choices=Release.Records.choices, required=False)
    filter = FilterIn(required=False, allow_null=True)
    splits = OptionField(choices=Release.Splits.choices, required=False)
    train_share = NumberField(min_value=1, max_value=98, required=False, help_text="Percent.")
    validation_share = NumberField(min_value=0, max_value=98, required=False)
    seed = NumberField(min_value=0, max_value=SEED_LIMIT, required=False)
    formats = ManyField(
        child=OptionField(choices=KNOWN_FORMATS), limit=len(KNOWN_FORMATS), required=False
    )
    notes = NotesIn(required=False)


class ReleaseIn(ReleaseChangeIn):
    """The release that you would make; what is left out is as the form begins with."""

    slug = TextField(max_length=60)
    version = TextField(max_length=20, help_text="As 1.0.")
    title = TextField(max_length=150)


class WithdrawIn(StrictSerializer):
    """Why a release is withdrawn, and what to use instead."""

    reason = TextField(max_length=REASON_LIMIT)
    successor = PublicIdField(required=False, help_text="Another release that is ready.")


class ReleaseDiffOut(serializers.Serializer):
    """How many claims differ between two releases."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="Labelled otherwise.")
    same = serializers.IntegerField()
    fields = serializers.DictField(  # type: ignore[assignment] # serializers have one, too
        child=serializers.IntegerField(),
        help_text="Of those changed, in what: number (of records), stage, verifiability, verdict, "
        "speaker, wording, evidence.",
    )


class ProjectReleasesView(ListView):
    """The releases of a project: for managers, and for readers those that are ready, or were."""

    serializer_class = ReleaseOut

    def find(self, user: User, **wanted: Any) -> QuerySet[Release]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_export(user, project))
        visible = Release.objects.visible_to(user).filter(project=project)
        return visible.select_related("successor")

    @extend_schema(request=ReleaseIn, responses={201: ReleaseDetailOut})
    def post(self, request: Request, project: str) -> Response:
        """For managers: a draft. Have it built by …/build/. 409 `release_exists`."""
        found = get_project(request, project)
        permissions.require(permissions.can_manage(get_user(request), found))
        body = ReleaseIn(data=request.data)
        body.is_valid(raise_exception=True)
        made = releases.create_release(
            actor=get_user(request),
            project=found,
            values=body.validated_data,
            now=read_now(request),
        )
        return Response(ReleaseDetailOut(made).data, status=201)


class ReleaseView(OperationView):
    """What all that is about one release has in common."""

    def get_release(self, uuid: UUID) -> Release:
        visible = Release.objects.visible_to(get_user(self.request))
        return get_object_or_404(
            visible.select_related("project", "job__project", "successor"), uuid=uuid
        )

    def get_own(self, uuid: UUID) -> Release:
        """The same, for those who may change it."""
        release = self.get_release(uuid)
        permissions.require(permissions.can_manage(self.request.user, release.project))
        return release

    def answer(self, uuid: UUID) -> Response:
        return Response(ReleaseDetailOut(self.get_release(uuid)).data)


class ReleaseDetailView(ReleaseView):
    """One release."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=ReleaseDetailOut)
    def get(self, request: Request, uuid: UUID) -> Response:
        """With its manifest once it is ready, and how far its building is."""
        return self.answer(uuid)


class ReleaseChangeView(ReleaseView):
    """What a draft is to be."""

    @extend_schema(request=ReleaseChangeIn, responses=ReleaseDetailOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: what is left out stays. 409 `release_built` once it is built."""
        release = self.get_own(uuid)
        values = self.read_body(ReleaseChangeIn)
        releases.change_release(
            actor=get_user(request), release=release, values=values, now=read_now(request)
        )
        return self.answer(uuid)


class ReleaseBuildView(ReleaseView):
    """Having a release built."""

    @extend_schema(request=NothingIn, responses={202: ReleaseDetailOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: the next worker that is free builds it; `job` says how far it is."""
        release = self.get_own(uuid)
        self.read_body(NothingIn)
        releases.queue_build(actor=get_user(request), release=release, now=read_now(request))
        return Response(ReleaseDetailOut(self.get_release(uuid)).data, status=202)


class ReleaseCancelView(ReleaseView):
    """Ending the building of a release."""

    @extend_schema(request=NothingIn, responses=ReleaseDetailOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: its worker ends when it next looks. 409 `job_finished` afterwards."""
        release = self.get_own(uuid)
        self.read_body(NothingIn)
        if release.job is None:
            raise Conflict("job_finished", "This is finished already.")
        jobs.cancel_job(
            actor=get_user(request), job=release.job, works=WORKS, now=read_now(request)
        )
        return self.answer(uuid)


class ReleaseDeleteView(ReleaseView):
    """Removing a release that never came to be."""

    @extend_schema(request=NothingIn, responses={204: None})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers. 409 `release_built` once it is built: then it can be withdrawn."""
        release = self.get_own(uuid)
        self.read_body(NothingIn)
        releases.delete_release(actor=get_user(request), release=release, now=read_now(request))
        return Response(status=204)


class ReleaseWithdrawView(ReleaseView):
    """Taking the files of a release away, for good."""

    @extend_schema(request=WithdrawIn, responses=ReleaseDetailOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: its manifest stays; its files answer 410 with the reason and successor."""
        release = self.get_own(uuid)
        body = self.read_body(WithdrawIn)
        successor = body.get("successor")
        releases.withdraw_release(
            actor=get_user(request),
            release=release,
            reason=body["reason"],
            successor=self._find_successor(release, successor) if successor else None,
            now=read_now(request),
        )
        return self.answer(uuid)

    def _find_successor(self, release: Release, uuid: UUID) -> Release:
        found = Release.objects.filter(project=release.project, uuid=uuid).first()
        if found is None:
            raise InvalidInput(
                "unknown_release", "The project has no such release.", field="successor"
            )
        return found


class ReleaseFileView(ReleaseView):
    """A file of a release."""

    http_method_names = ["get", "head"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.EXPORT
    # Its own: the SHA-256 of the whole file.
    has_etag = False

    @extend_schema(
        operation_id="releases_files_retrieve",
        parameters=[
            OpenApiParameter("name", str, OpenApiParameter.PATH, description="As in `files`."),
            OpenApiParameter(
                "Range", str, OpenApiParameter.HEADER, description="One range of bytes."
            ),
            OpenApiParameter(
                "If-Range", str, OpenApiParameter.HEADER, description="The ETag of the first part."
            ),
        ],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="It is what If-None-Match says."),
            416: OpenApiResponse(description="The file has no such range."),
        },
    )
    def get(self, request: Request, uuid: UUID, name: str) -> HttpResponseBase:
        """Whole, or the one range that is asked for; its ETag is its SHA-256.

        410 `release_withdrawn` says why, and what to use instead.
        """
        return send_release_file(request, self.get_release(uuid), name, read_now(request))

    @extend_schema(exclude=True)
    def head(self, request: Request, uuid: UUID, name: str) -> HttpResponseBase:
        return self.get(request, uuid, name)


class ReleaseDiffView(ReleaseView):
    """What differs between two releases."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=ReleaseDiffOut)
    def get(self, request: Request, uuid: UUID, other: UUID) -> Response:
        """How many claims came, went and are labelled otherwise, from `other` to this one."""
        earlier, later = self.get_two(uuid, other)
        counts = count_changes(earlier, later)
        told = {str(change): counts.changes[change] for change in Change}
        return Response(told | {"fields": {name: counts.fields[name] for name in FIELDS}})

    def get_two(self, uuid: UUID, other: UUID) -> tuple[Release, Release]:
        later, earlier = self.get_release(uuid), self.get_release(other)
        for release in (later, earlier):
            release_files.require_comparable(release)
        if later.project_id != earlier.project_id:
            raise InvalidInput("other_project", "The releases are of different projects.")
        return earlier, later


class ReleaseDiffClaimsView(ReleaseDiffView):
    """The claims that differ between two releases."""

    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.EXPORT
    has_etag = False

    @extend_schema(
        operation_id="releases_diff_claims",
        responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY},
    )
    def get(  # type: ignore[override]
        self, request: Request, uuid: UUID, other: UUID
    ) -> StreamingHttpResponse:
        """JSON Lines: `claim`, `change` (added, removed, changed), `fields`, `before`, `after`.

        `fields` names what changed. The last two are lists of what records say: `stage`,
        `verifiability`, `verdict`, `speaker` (UUID), `wording`, `evidence` (a hash of its items).
        """
        earlier, later = self.get_two(uuid, other)
        release_files.note_comparison(
            actor=get_user(request), earlier=earlier, later=later, now=read_now(request)
        )
        changes = compare_releases(earlier, later, Counts())
        return StreamingHttpResponse(
            map(write_change, changes),
            content_type="application/x-ndjson",
            headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"},
        )

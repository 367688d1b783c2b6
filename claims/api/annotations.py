"""Annotations: reading those that one may see, submitting and revising one's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.bulk import BulkOut, answer_each, find_claim
from claims.api.parameters import (
    MomentParameter,
    ProjectParameter,
    Query,
    RowParameter,
    TrueParameter,
)
from claims.api.requests import get_claim, get_project
from claims.api.said import (
    CO_SPEAKERS,
    EVIDENCE,
    SaidIn,
    SaidOut,
    make_labelling,
    with_parts,
    with_references,
)
from claims.api.shapes import AbsentTextField, NumberField, OptionField, PublicIdField, TextField
from claims.api.views import OperationView, SaidDetailView, SaidListView
from claims.forms.labelling import write_draft
from claims.models import (
    Annotation,
    ApiToken,
    Article,
    Claim,
    CoSpeaker,
    Evidence,
    Slot,
    Speaker,
    Stage,
    User,
)
from claims.models.annotations import AnnotationQuerySet
from claims.models.prepared import prepared
from claims.operations.annotations import submit
from claims.operations.labelling import SECONDS_LIMIT, TEXT_LIMIT, VERSION_LIMIT
from claims.operations.marks import keep_if_late
from claims.requests import get_user, read_now

# Labels in one request: each takes some ten milliseconds.
AT_ONCE = 200


class AnnotationOut(SaidOut):
    """One person's labelling of one claim. Who it was stands under a pseudonym."""

    annotator = serializers.SerializerMethodField(help_text="A pseudonym, as in exports.")
    mine = serializers.BooleanField()
    current = serializers.BooleanField(
        source="is_current", help_text="It counts: it was not revised since."
    )
    undoes = serializers.UUIDField(
        source="undoes_uuid", allow_null=True, help_text="The annotation that this one takes back."
    )
    withdrawn = serializers.BooleanField(
        help_text="It takes back a first label, and repeats it: since then none counts."
    )
    after_feedback = serializers.BooleanField(
        help_text="A revision made when a decision or another's label could be seen."
    )
    client_uuid = serializers.SerializerMethodField(help_text="Of your own; else null.")
    comment = AbsentTextField()
    guideline_version = serializers.IntegerField(allow_null=True)

    class Meta(SaidOut.Meta):
        model = Annotation
        fields = [
            *SaidOut.Meta.fields,
            "annotator",
            "mine",
            "revision",
            "current",
            "undoes",
            "withdrawn",
            "after_feedback",
            "client_uuid",
            "confidence",
            "comment",
            "seconds",
            "guideline_version",
        ]
        read_only_fields = fields

    def get_annotator(self, annotation: Annotation) -> str:
        return annotation.annotator.get_pseudonym(annotation.project.pseudonym_key)

    def get_client_uuid(self, annotation: Any) -> str | None:
        return str(annotation.client_uuid) if annotation.mine else None


# Made once: making so many fields takes longer than all that a submit asks the database.
SHOWN = AnnotationOut()


class AnnotationQuery(Query):
    project = ProjectParameter()
    article = RowParameter(Article.objects)
    claim = RowParameter(Claim.objects)
    stage = OptionField(choices=Stage.choices, required=False)
    annotator = OptionField(choices=["me"], required=False, help_text="Only your own.")
    current = TrueParameter(help_text="Only those that were not revised since.")
    withdrawn = TrueParameter(help_text="Only those that take a label back: then none counts.")
    made_since = MomentParameter("Only those made at that moment or since.")


def find_annotations(user: User) -> AnnotationQuerySet:
    """What the person may see."""
    return with_parts(add_state(Annotation.objects.visible_to(user), user))


def add_state(annotations: AnnotationQuerySet, user: User) -> AnnotationQuerySet:
    """With what an answer to this person shows besides what is said."""
    return annotations.annotate(
        mine=ExpressionWrapper(Q(annotator=user), BooleanField()),
        is_current=Exists(Slot.objects.filter(current=OuterRef("pk"))),
        undoes_uuid=F("undoes__uuid"),
        guideline_version=F("guideline__version"),
    ).select_related("annotator")


@prepared
def _find_made(number: int, user: User) -> QuerySet[Annotation]:
    return with_references(add_state(Annotation.objects.filter(pk=number), user))


@prepared
def _list_co_speakers(annotation: int) -> QuerySet[Speaker]:
    named = CoSpeaker.objects.filter(annotation=annotation).values("speaker")
    return CO_SPEAKERS.filter(pk__in=named)


@prepared
def _list_evidence(annotation: int) -> QuerySet[Evidence]:
    return EVIDENCE.filter(annotation=annotation)


class AnnotationListView(SaidListView):
    """Your labels; for curators, managers and readers also others', but never before your own."""

    serializer_class = AnnotationOut
    prefetched = frozenset({"co_speakers", "evidence"})
    long_columns = frozenset({"wording", "justification", "omission", "searched", "comment"})
    query = AnnotationQuery

    def find(
        self,
        user: User,
        article: Article | None = None,
        annotator: str = "",
        current: str = "",
        withdrawn: str = "",
        made_since: datetime | None = None,
        **wanted: Any,
    ) -> QuerySet[Annotation]:
        annotations = find_annotations(user).filter(**wanted)
        if article is not None:
            annotations = annotations.filter(claim__article=article)
        if annotator:
            annotations = annotations.filter(annotator=user)
        if withdrawn:
            annotations = annotations.filter(withdrawn=True)
        if made_since is not None:
            annotations = annotations.filter(created_at__gte=made_since)
        return annotations.current() if current else annotations


class AnnotationDetailView(SaidDetailView):
    """One labelling."""

    serializer_class = AnnotationOut

    def find(self, user: User) -> QuerySet[Annotation]:
        return find_annotations(user)


class AnnotationIn(SaidIn):
    """What you say about a claim. Shapes only: what goes together, the project's labels decide."""

    client_uuid = PublicIdField(
        help_text="Made by you, new for every label: sent again, it is safe."
    )
    revises = PublicIdField(required=False, help_text="Your own label that this one replaces.")
    confidence = NumberField(min_value=1, max_value=5, required=False)
    comment = TextField(max_length=TEXT_LIMIT, required=False)
    seconds = NumberField(min_value=0, max_value=SECONDS_LIMIT, required=False)
    guideline_version = NumberField(
        min_value=1,
        max_value=VERSION_LIMIT,
        required=False,
        help_text="The version you had before you; else the one you are known to have read.",
    )


class BulkAnnotationIn(AnnotationIn):
    """What you say about a claim, and which."""

    claim = PublicIdField()


class ProjectAnnotationsView(OperationView):
    """Labelling many claims."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=BulkAnnotationIn(many=True), responses=BulkOut)
    def post(self, request: Request, project: str) -> Response:
        """Up to 200 labels. Each stands for itself: look at the results. Safe to repeat."""
        user, now, found = get_user(request), read_now(request), get_project(request, project)
        permissions.require(permissions.can_annotate(user, found))

        def label(item: dict[str, Any]) -> tuple[int, UUID]:
            made, is_new = _submit(user, find_claim(found, item.pop("claim")), item, now)
            return 201 if is_new else 200, made.uuid

        return answer_each(request.data, BulkAnnotationIn, label, limit=AT_ONCE)


def _submit(
    user: User, claim: Claim, body: dict[str, Any], now: datetime
) -> tuple[Annotation, bool]:
    """What comes too late is kept as their draft."""
    client_uuid, revises = body.pop("client_uuid"), body.pop("revises", None)
    guideline = body.pop("guideline_version", None)
    said = make_labelling(body)
    about: dict[str, Any] = {"actor": user, "claim": claim, "stage": body["stage"], "now": now}
    with keep_if_late(body=write_draft(said), **about):
        return submit(
            labelling=said,
            client_uuid=client_uuid,
            revises=revises,
            guideline=guideline,
            **about,
        )


class ClaimAnnotationsView(OperationView):
    """Labelling a claim."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=AnnotationIn, responses={200: AnnotationOut, 201: AnnotationOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Label a claim, check it, or revise what you said.

        201 with the label; 200 with the same label if it was sent before. Safe to repeat. One that
        comes too late (409) is kept as your draft.
        """
        claim = get_claim(request, uuid)
        user, now = get_user(request), read_now(request)
        made, is_new = _submit(user, claim, self.read_body(AnnotationIn), now)
        return Response(show_annotation(request, made), status=201 if is_new else 200)


def show_annotation(request: Request, annotation: Annotation) -> Any:
    """One of the person's own, as they are told of it."""
    shown: Any = _find_made(annotation.pk, get_user(request))[0]
    # As with_parts would; but its queries are written anew each time.
    shown.told_co_speakers = _list_co_speakers(shown.pk)
    shown.told_evidence = _list_evidence(shown.pk)
    return SHOWN.to_representation(shown)

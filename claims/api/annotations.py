"""Annotations: reading those that one may see, submitting and revising one's own."""

from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import ProjectParameter, Query, RowParameter, TrueParameter
from claims.api.requests import get_claim
from claims.api.shapes import (
    AbsentTextField,
    DayField,
    ManyField,
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.speakers import SpeakerRefOut
from claims.api.views import DetailView, ListView, OperationView
from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Annotation, Article, Claim, Evidence, Slot, Speaker, User
from claims.models.annotations import AnnotationQuerySet
from claims.models.prepared import prepared
from claims.operations.annotations import submit
from claims.operations.labelling import (
    EVIDENCE_FIELDS,
    EVIDENCE_LIMIT,
    TEXT_LIMIT,
    EvidenceItem,
    Labelling,
)
from claims.requests import get_user, read_now

CO_SPEAKERS_LIMIT = 20


class EvidenceOut(serializers.ModelSerializer):
    """What a verdict rests on. Items of one set are needed together; sets are alternatives."""

    url = AbsentTextField()
    archived_url = AbsentTextField()
    title = AbsentTextField()
    publisher = AbsentTextField()
    medium = AbsentTextField()
    quote = AbsentTextField()
    question = AbsentTextField()
    answer = AbsentTextField()

    class Meta:
        model = Evidence
        fields = ["position", *EVIDENCE_FIELDS]
        read_only_fields = fields


class AnnotationOut(serializers.ModelSerializer):
    """One person's labelling of one claim. Who it was stands under a pseudonym."""

    project = serializers.UUIDField(source="project.uuid")
    article = serializers.UUIDField(source="article_uuid")
    claim = serializers.UUIDField(source="claim_uuid")
    annotator = serializers.SerializerMethodField(help_text="A pseudonym, as in exports.")
    mine = serializers.BooleanField()
    current = serializers.BooleanField(
        source="is_current", help_text="It counts: it was not revised since."
    )
    client_uuid = serializers.SerializerMethodField(help_text="Of your own; else null.")
    speaker = SpeakerRefOut()
    co_speakers = SpeakerRefOut(many=True)
    original_speaker = SpeakerRefOut(allow_null=True)
    quote_type = AbsentTextField()
    reporting_source = AbsentTextField()
    verifiability = serializers.CharField(source="verifiability.value")
    verdict = serializers.CharField(source="verdict_value", allow_null=True)
    canonical_verdict = AbsentTextField()
    wording = AbsentTextField()
    claim_date_precision = AbsentTextField()
    claim_types = serializers.ListField(child=serializers.CharField())
    justification = AbsentTextField()
    omission = AbsentTextField()
    searched = AbsentTextField()
    comment = AbsentTextField()
    guideline_version = serializers.IntegerField(allow_null=True)
    evidence = EvidenceOut(many=True)

    class Meta:
        model = Annotation
        fields = [
            "uuid",
            "project",
            "article",
            "claim",
            "stage",
            "annotator",
            "mine",
            "revision",
            "current",
            "client_uuid",
            "created_at",
            "speaker",
            "co_speakers",
            "original_speaker",
            "quote_type",
            "reporting_source",
            "verifiability",
            "verifiable",
            "check_worthy",
            "verdict",
            "canonical_verdict",
            "checked",
            "wording",
            "claim_date",
            "claim_date_precision",
            "claim_types",
            "justification",
            "omission",
            "searched",
            "confidence",
            "comment",
            "seconds",
            "guideline_version",
            "evidence",
        ]
        read_only_fields = fields

    def get_annotator(self, annotation: Annotation) -> str:
        return make_pseudonym(annotation.project.pseudonym_key, annotation.annotator.uuid)

    def get_client_uuid(self, annotation: Any) -> str | None:
        return str(annotation.client_uuid) if annotation.mine else None


# Made once: making so many fields takes longer than all that a submit asks the database.
SHOWN = AnnotationOut()


class AnnotationQuery(Query):
    project = ProjectParameter()
    article = RowParameter(Article.objects)
    claim = RowParameter(Claim.objects)
    annotator = OptionField(choices=["me"], required=False, help_text="Only your own.")
    current = TrueParameter(help_text="Only those that were not revised since.")


def find_annotations(user: User) -> AnnotationQuerySet:
    """What the person may see."""
    return add_parts(Annotation.objects.visible_to(user), user)


def add_parts(annotations: AnnotationQuerySet, user: User) -> AnnotationQuerySet:
    """With all that an answer to this person shows, in three queries."""
    return (
        annotations.annotate(
            mine=ExpressionWrapper(Q(annotator=user), BooleanField()),
            is_current=Exists(Slot.objects.filter(current=OuterRef("pk"))),
            claim_uuid=F("claim__uuid"),
            article_uuid=F("claim__article__uuid"),
            verdict_value=F("verdict__value"),
            guideline_version=F("guideline__version"),
        )
        .select_related("project", "annotator", "speaker", "original_speaker", "verifiability")
        .prefetch_related(
            Prefetch("co_speakers", Speaker.objects.order_by("pk")),
            Prefetch("evidence", Evidence.objects.order_by("position")),
        )
    )


@prepared
def _find_made(number: int, user: User) -> QuerySet[Annotation]:
    return add_parts(Annotation.objects.filter(pk=number), user)


class AnnotationListView(ListView):
    """Your labels; for curators, managers and readers also others', but never before your own."""

    serializer_class = AnnotationOut
    query = AnnotationQuery

    def find(
        self,
        user: User,
        article: Article | None = None,
        annotator: str = "",
        current: str = "",
        **wanted: Any,
    ) -> QuerySet[Annotation]:
        annotations = find_annotations(user).filter(**wanted)
        if article is not None:
            annotations = annotations.filter(claim__article=article)
        if annotator:
            annotations = annotations.filter(annotator=user)
        return annotations.current() if current else annotations


class AnnotationDetailView(DetailView):
    """One labelling."""

    serializer_class = AnnotationOut

    def find(self, user: User) -> QuerySet[Annotation]:
        return find_annotations(user)


class EvidenceIn(StrictSerializer):
    """One piece of evidence: a link, a passage or an answer, and which way it points."""

    stance = OptionField(choices=Evidence.Stance.choices)
    url = TextField(max_length=2000, required=False)
    archived_url = TextField(max_length=2000, required=False)
    title = TextField(max_length=500, required=False)
    publisher = TextField(max_length=200, required=False)
    published = DayField(required=False)
    retrieved = DayField(required=False)
    medium = OptionField(choices=Evidence.Medium.choices, required=False, allow_blank=True)
    quote = TextField(max_length=TEXT_LIMIT, required=False)
    question = TextField(max_length=TEXT_LIMIT, required=False)
    answer = TextField(max_length=TEXT_LIMIT, required=False)
    set_number = NumberField(min_value=1, max_value=99, required=False)


class AnnotationIn(StrictSerializer):
    """What you say about a claim. Shapes only: what goes together, the project's labels decide."""

    client_uuid = PublicIdField(
        help_text="Made by you, new for every label: sent again, it is safe."
    )
    revises = PublicIdField(required=False, help_text="Your own label that this one replaces.")
    speaker = PublicIdField()
    verifiability = TextField(max_length=60)
    verdict = TextField(max_length=60, required=False)
    co_speakers = ManyField(child=PublicIdField(), limit=CO_SPEAKERS_LIMIT, required=False)
    original_speaker = PublicIdField(required=False)
    quote_type = OptionField(choices=Annotation.QuoteType.choices, required=False, allow_blank=True)
    reporting_source = TextField(max_length=200, required=False)
    checked = OptionField(choices=Annotation.Checked.choices, required=False)
    wording = TextField(max_length=TEXT_LIMIT, required=False)
    claim_date = DayField(required=False)
    claim_date_precision = OptionField(
        choices=Annotation.Precision.choices, required=False, allow_blank=True
    )
    claim_types = ManyField(
        child=OptionField(choices=Annotation.ClaimType.choices),
        limit=len(Annotation.ClaimType),
        required=False,
    )
    justification = TextField(max_length=TEXT_LIMIT, required=False)
    omission = TextField(max_length=TEXT_LIMIT, required=False)
    searched = TextField(max_length=TEXT_LIMIT, required=False)
    confidence = NumberField(min_value=1, max_value=5, required=False)
    comment = TextField(max_length=TEXT_LIMIT, required=False)
    seconds = NumberField(min_value=0, max_value=86_400, required=False)
    evidence = ManyField(child=EvidenceIn(), limit=EVIDENCE_LIMIT, required=False)


def make_labelling(body: dict[str, Any]) -> Labelling:
    lists = {name: tuple(body.get(name, ())) for name in ("co_speakers", "claim_types")}
    items = tuple(EvidenceItem(**item) for item in body.get("evidence", ()))
    return Labelling(**body | lists | {"evidence": items})


class ClaimAnnotationsView(OperationView):
    """Labelling a claim."""

    @extend_schema(request=AnnotationIn, responses={200: AnnotationOut, 201: AnnotationOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Label a claim, or revise your label of it.

        201 with the label; 200 with the same label if it was sent before. Safe to repeat.
        """
        user = get_user(request)
        claim = get_claim(request, uuid)
        body = self.read_body(AnnotationIn)
        client_uuid, revises = body.pop("client_uuid"), body.pop("revises", None)
        made, is_new = submit(
            actor=user,
            claim=claim,
            labelling=make_labelling(body),
            client_uuid=client_uuid,
            revises=revises,
            now=read_now(request),
        )
        (shown,) = _find_made(made.pk, user)
        return Response(SHOWN.to_representation(shown), status=201 if is_new else 200)

"""What a labelling says of a claim: common to annotations and decisions, in and out."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from django.db.models import F, Prefetch, QuerySet
from rest_framework import serializers

from claims.api.shapes import (
    AbsentTextField,
    DayField,
    ManyField,
    NumberField,
    OptionField,
    PublicIdField,
    StageIn,
    StrictSerializer,
    TextField,
)
from claims.api.speakers import SpeakerRefOut
from claims.models import Annotation, Evidence, Speaker
from claims.operations.labelling import (
    EVIDENCE_FIELDS,
    EVIDENCE_LIMIT,
    TEXT_LIMIT,
    EvidenceItem,
    Labelling,
)
from claims.queries.speakers import list_survivors

CO_SPEAKERS_LIMIT = 20
# In the order in which they are told, however they are read.
CO_SPEAKERS = Speaker.objects.select_related("merged_into").order_by("pk")
EVIDENCE = Evidence.objects.order_by("position")
LABELLING_FIELDS = {field.name for field in fields(Labelling)}

Rows = TypeVar("Rows", bound=QuerySet[Any])


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
    asked_whom = AbsentTextField()
    url_key = AbsentTextField(help_text="The link, normalised: the same for all links to a page.")
    warnings = serializers.ListField(
        child=serializers.ChoiceField(choices=Evidence.WarningKind.choices),
        help_text="What is doubtful about it, as found when it was given.",
    )

    class Meta:
        model = Evidence
        fields = ["position", *EVIDENCE_FIELDS, "url_key", "warnings"]
        read_only_fields = fields


class SaidOut(serializers.ModelSerializer):
    """What is said, of which claim, in which pass."""

    project = serializers.UUIDField(source="project.uuid")
    article = serializers.UUIDField(source="article_uuid")
    claim = serializers.UUIDField(source="claim_uuid")
    speaker = SpeakerRefOut()
    co_speakers = SpeakerRefOut(source="told_co_speakers", many=True)
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
    evidence = EvidenceOut(source="told_evidence", many=True)

    class Meta:
        fields = [
            "uuid",
            "project",
            "article",
            "claim",
            "stage",
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
            "evidence",
        ]

    def to_representation(self, instance: Any) -> Any:
        if "co_speakers" in self.fields:  # else they are not read
            told = list_survivors(instance.told_co_speakers, instance.speaker)
            instance.told_co_speakers = told
        return super().to_representation(instance)


def with_references(rows: Rows) -> Rows:
    """Annotations or decisions with what `SaidOut` shows of other rows, its lists left out."""
    return rows.annotate(
        claim_uuid=F("claim__uuid"),
        article_uuid=F("claim__article__uuid"),
        verdict_value=F("verdict__value"),
    ).select_related(
        "project", "speaker__merged_into", "original_speaker__merged_into", "verifiability"
    )


def with_parts(rows: Rows) -> Rows:
    """Annotations or decisions with all that `SaidOut` shows, in three queries."""
    return with_references(rows).prefetch_related(
        Prefetch("co_speakers", CO_SPEAKERS, to_attr="told_co_speakers"),
        Prefetch("evidence", EVIDENCE, to_attr="told_evidence"),
    )


class EvidenceIn(StrictSerializer):
    """One piece of evidence: a link, a passage or an answer, and which way it points.

    A right of reply says whom one asked and when, and has an answer, or none yet.
    """

    kind = OptionField(choices=Evidence.Kind.choices, required=False)
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
    asked_whom = TextField(max_length=200, required=False)
    asked_on = DayField(required=False)
    deadline = DayField(required=False)


class SaidIn(StageIn):
    """What is said of a claim. Shapes only: what goes together, the project's labels decide."""

    speaker = PublicIdField(required=False, help_text="Required but in the check pass.")
    verifiability = TextField(
        max_length=60, required=False, help_text="A label's value. Required but in the check pass."
    )
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
    evidence = ManyField(child=EvidenceIn(), limit=EVIDENCE_LIMIT, required=False)


def make_labelling(body: Mapping[str, Any]) -> Labelling:
    """What a body says; what else is in it is left out."""
    said = {name: value for name, value in body.items() if name in LABELLING_FIELDS}
    lists = {name: tuple(body.get(name, ())) for name in ("co_speakers", "claim_types")}
    items = tuple(EvidenceItem(**item) for item in body.get("evidence", ()))
    return Labelling(**said | lists | {"evidence": items})

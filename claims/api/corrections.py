"""Corrected texts: decisions that they overtook, and labels wanted anew."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import ProjectParameter, Query
from claims.api.requests import get_article
from claims.api.shapes import AbsentTextField, NothingIn, OptionField, StrictSerializer, TextField
from claims.api.views import ListView, OperationView
from claims.models import ApiToken, CorrectionReview, User
from claims.operations import corrections
from claims.operations.corrections import NOTE_LIMIT
from claims.requests import get_user, read_now

Status = CorrectionReview.Status


class CorrectionOut(serializers.ModelSerializer):
    """A decision that a corrected text may have overtaken."""

    project = serializers.UUIDField(source="project_uuid")
    article = serializers.UUIDField(source="article_uuid", help_text="The corrected text.")
    decision = serializers.UUIDField(source="decision_uuid")
    decided_claim = serializers.UUIDField(source="decided_claim_uuid")
    claim = serializers.UUIDField(
        source="claim_uuid", allow_null=True, help_text="What stands in its place, if anything."
    )
    note = AbsentTextField()

    class Meta:
        model = CorrectionReview
        fields = [
            "uuid",
            "project",
            "article",
            "decision",
            "decided_claim",
            "claim",
            "reason",
            "status",
            "created_at",
            "settled_at",
            "note",
        ]
        read_only_fields = fields


class CorrectionQuery(Query):
    project = ProjectParameter()
    status = OptionField(choices=Status.choices, required=False)


def find_corrections(user: User) -> QuerySet[CorrectionReview]:
    return CorrectionReview.objects.visible_to(user).annotate(
        project_uuid=F("project__uuid"),
        article_uuid=F("article__uuid"),
        decision_uuid=F("decision__uuid"),
        decided_claim_uuid=F("decision__claim__uuid"),
        claim_uuid=F("claim__uuid"),
    )


class CorrectionListView(ListView):
    """Decisions of the projects you curate that corrected texts may have overtaken."""

    serializer_class = CorrectionOut
    query = CorrectionQuery

    def find(self, user: User, **wanted: Any) -> QuerySet[CorrectionReview]:
        return find_corrections(user).filter(**wanted)


class SettleIn(StrictSerializer):
    """What a curator found."""

    status = OptionField(
        choices=[Status.SETTLED.value, Status.DISMISSED.value],
        help_text="`settled`: seen to; `dismissed`: the correction does not affect the decision.",
    )
    note = TextField(max_length=NOTE_LIMIT, default="")


class CorrectionSettleView(OperationView):
    """Seeing to a decision that a corrected text may have overtaken."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=SettleIn, responses=CorrectionOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For curators. 409 where somebody has seen to it already."""
        user = get_user(request)
        review = get_object_or_404(CorrectionReview.objects.visible_to(user), uuid=uuid)
        corrections.settle_review(
            actor=user, review=review, now=read_now(request), **self.read_body(SettleIn)
        )
        found = find_corrections(user).get(pk=review.pk)
        return Response(CorrectionOut(found, context={"request": request}).data)


class AnewOut(serializers.Serializer):
    """How much is wanted."""

    claims = serializers.IntegerField(help_text="How many are to be labelled anew.")


class ArticleLabelAnewView(OperationView):
    """Wanting labels where those of an earlier text are carried over."""

    @extend_schema(request=NothingIn, responses=AnewOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For managers. The labels of the earlier text stay where they are. Twice is once."""
        article = get_article(request, uuid)
        self.read_body(NothingIn)
        count = corrections.label_anew(
            actor=get_user(request), article=article, now=read_now(request)
        )
        return Response(AnewOut({"claims": count}).data)

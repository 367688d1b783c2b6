"""Boundaries of claims: changing them, and what annotators propose to the curators."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.claims import ClaimOut, find_claims
from claims.api.parameters import ProjectParameter, Query, RowParameter
from claims.api.requests import get_article
from claims.api.shapes import (
    AbsentTextField,
    ManyField,
    NothingIn,
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import DetailView, ListView, OperationView
from claims.models import ApiToken, Article, BoundaryProposal, User
from claims.operations import boundaries
from claims.operations.boundaries import Edited, Preview
from claims.operations.boundary_plans import OFFSETS_LIMIT, Edit, EditKind
from claims.operations.marks import REASON_LIMIT
from claims.requests import get_user, read_now
from claims.text.segment import Kind

Status = BoundaryProposal.Status
EDIT_KINDS = [kind.value for kind in EditKind]


class EditOut(serializers.Serializer):
    """An edit: offsets are code points of the article's text, `end` exclusive."""

    kind = serializers.ChoiceField(choices=EDIT_KINDS)
    claims = serializers.ListField(child=serializers.UUIDField())
    at = serializers.ListField(child=serializers.IntegerField(), help_text="Where to split.")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)


class ProposalOut(serializers.ModelSerializer):
    """An edit that somebody asks a curator for."""

    project = serializers.UUIDField(source="project.uuid")
    article = serializers.UUIDField(source="article_uuid")
    edit = EditOut()
    reason = AbsentTextField()
    proposed_by = serializers.SerializerMethodField(help_text="A pseudonym, as in exports.")
    mine = serializers.SerializerMethodField()
    settled_by = serializers.SerializerMethodField(help_text="A pseudonym; null while open.")

    class Meta:
        model = BoundaryProposal
        fields = [
            "uuid",
            "project",
            "article",
            "edit",
            "reason",
            "status",
            "proposed_by",
            "mine",
            "created_at",
            "settled_by",
            "settled_at",
        ]
        read_only_fields = fields

    def get_proposed_by(self, proposal: BoundaryProposal) -> str:
        return proposal.proposed_by.get_pseudonym(proposal.project.pseudonym_key)

    def get_mine(self, proposal: BoundaryProposal) -> bool:
        return proposal.proposed_by_id == self.context["request"].user.pk

    def get_settled_by(self, proposal: BoundaryProposal) -> str | None:
        if proposal.settled_by is None:
            return None
        return proposal.settled_by.get_pseudonym(proposal.project.pseudonym_key)


class ProposalQuery(Query):
    project = ProjectParameter()
    article = RowParameter(Article.objects)
    status = OptionField(choices=Status.choices, required=False)


def find_proposals(user: User) -> QuerySet[BoundaryProposal]:
    visible = BoundaryProposal.objects.visible_to(user)
    return visible.annotate(article_uuid=F("article__uuid")).select_related(
        "project", "article", "proposed_by", "settled_by"
    )


class ProposalListView(ListView):
    """Your own proposals; for curators and managers all of their projects."""

    serializer_class = ProposalOut
    query = ProposalQuery

    def find(self, user: User, **wanted: Any) -> QuerySet[BoundaryProposal]:
        return find_proposals(user).filter(**wanted)


class ProposalDetailView(DetailView):
    """One proposal."""

    serializer_class = ProposalOut

    def find(self, user: User) -> QuerySet[BoundaryProposal]:
        return find_proposals(user)


class EditIn(StrictSerializer):
    """What to do to which claims. Where, depends on the kind: see docs/api.md."""

    kind = OptionField(choices=EDIT_KINDS)
    claims = ManyField(child=PublicIdField(), limit=OFFSETS_LIMIT)
    at = ManyField(
        child=NumberField(min_value=0), limit=OFFSETS_LIMIT, default=(), help_text="Where to split."
    )
    start = NumberField(min_value=0, required=False)
    end = NumberField(min_value=0, required=False)
    reason = TextField(max_length=REASON_LIMIT, default="")
    version = NumberField(
        min_value=0,
        required=False,
        help_text="The article's `boundaries_version` as you saw it: 409 if it has gone on since.",
    )

    def to_edit(self) -> Edit:
        said = self.validated_data
        return Edit(
            kind=EditKind(said["kind"]),
            claims=tuple(said["claims"]),
            at=tuple(said["at"]),
            start=said.get("start"),
            end=said.get("end"),
        )


class EditedOut(serializers.Serializer):
    """What came of an edit: claims, or a proposal to the curators."""

    applied = serializers.BooleanField()
    claims = ClaimOut(many=True, help_text="Those that were made.")
    proposal = ProposalOut(allow_null=True)
    boundaries_version = serializers.IntegerField()


def show_edited(request: Request, article: Article, edited: Edited) -> Response:
    """As EditedOut describes it."""
    user, proposal = get_user(request), edited.proposal
    made = find_claims(user).filter(pk__in=[claim.pk for claim in edited.claims])
    shown = proposal and find_proposals(user).get(pk=proposal.pk)
    article.refresh_from_db(fields=["boundaries_version"])
    body = {
        "applied": proposal is None or proposal.status == Status.APPLIED,
        "claims": made.in_text_order(),
        "proposal": shown,
        "boundaries_version": article.boundaries_version,
    }
    return Response(EditedOut(body, context={"request": request}).data)


class StretchOut(serializers.Serializer):
    """A claim as it would be: offsets are code points of the article's text, `end` exclusive."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    text = serializers.CharField(trim_whitespace=False)


class PreviewOut(serializers.Serializer):
    """What would come of an edit."""

    at_once = serializers.BooleanField(help_text="False: it would be a proposal to the curators.")
    claims = StretchOut(many=True, help_text="Those that would be made.")
    retired = serializers.ListField(
        child=serializers.UUIDField(), help_text="The claims that would go."
    )
    labels = serializers.IntegerField(
        help_text="Labels that you may see on the claims concerned; they stay with them."
    )
    boundaries_version = serializers.IntegerField()


def show_preview(preview: Preview) -> Response:
    """As PreviewOut describes it."""
    plan = preview.plan
    body = {
        "at_once": preview.is_immediate,
        "claims": [
            {"start": made.start, "end": made.end, "kind": made.kind.value, "text": text}
            for made, text in zip(plan.made, plan.list_texts(), strict=True)
        ],
        "retired": [claim.uuid for claim in plan.retired],
        "labels": preview.labels,
        "boundaries_version": preview.version,
    }
    return Response(PreviewOut(body).data)


class BoundariesPreviewView(OperationView):
    """What other boundaries would come to."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=EditIn, responses=PreviewOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Say what the same body would do at `boundaries/`; nothing is written."""
        article = get_article(request, uuid)
        body = EditIn(data=request.data)
        body.is_valid(raise_exception=True)
        preview = boundaries.preview_edit(
            actor=get_user(request),
            article=article,
            edit=body.to_edit(),
            version=body.validated_data.get("version"),
        )
        return show_preview(preview)


class ArticleBoundariesView(OperationView):
    """Other boundaries for the claims of an article."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=EditIn, responses=EditedOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Change them at once, or propose it to the curators where somebody has labelled already.

        Curators and managers change at once in any case.
        """
        article = get_article(request, uuid)
        body = EditIn(data=request.data)
        body.is_valid(raise_exception=True)
        edited = boundaries.edit_boundaries(
            actor=get_user(request),
            article=article,
            edit=body.to_edit(),
            reason=body.validated_data["reason"],
            version=body.validated_data.get("version"),
            now=read_now(request),
        )
        return show_edited(request, article, edited)


class ProposalView(OperationView):
    """What is common to settling proposals."""

    def get_proposal(self, uuid: object) -> BoundaryProposal:
        self.read_body(NothingIn)
        return get_object_or_404(find_proposals(get_user(self.request)), uuid=uuid)

    def show(self, proposal: BoundaryProposal) -> Response:
        return Response(ProposalOut(proposal, context={"request": self.request}).data)


class ProposalApplyView(ProposalView):
    """Doing what was proposed."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=NothingIn, responses=EditedOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For curators. 409 where it is settled already, or not possible any more."""
        proposal = self.get_proposal(uuid)
        made = boundaries.apply_proposal(
            actor=get_user(request), proposal=proposal, now=read_now(request)
        )
        return show_edited(request, proposal.article, Edited(made, proposal))


class ProposalDeclineView(ProposalView):
    """Leaving the claims as they are."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=NothingIn, responses=ProposalOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For curators. 409 where it is settled already."""
        proposal = self.get_proposal(uuid)
        boundaries.decline_proposal(
            actor=get_user(request), proposal=proposal, now=read_now(request)
        )
        return self.show(proposal)


class ProposalWithdrawView(ProposalView):
    """Taking one's own proposal back."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=NothingIn, responses=ProposalOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For whoever proposed it. 409 where it is settled already."""
        proposal = self.get_proposal(uuid)
        boundaries.withdraw_proposal(
            actor=get_user(request), proposal=proposal, now=read_now(request)
        )
        return self.show(proposal)

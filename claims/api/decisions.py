"""Decisions: the label that stands for a claim, by a curator's hand or by a rule."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.parameters import ProjectParameter, Query, RowParameter, TrueParameter
from claims.api.requests import get_claim
from claims.api.said import SaidIn, SaidOut, make_labelling, with_parts
from claims.api.shapes import (
    AbsentTextField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
    UuidsField,
)
from claims.api.views import OperationView, SaidDetailView, SaidListView
from claims.errors import InvalidInput
from claims.models import Annotation, ApiToken, Approval, Article, Claim, Decision, Stage, User
from claims.models.adjudication import DecisionQuerySet
from claims.operations.adjudication import decide
from claims.operations.alike import adopt_decision
from claims.operations.labelling import TEXT_LIMIT
from claims.requests import get_user, read_now


class DecisionOut(SaidOut):
    """The label that stands for a claim, or stood until another decision replaced this one."""

    decided_by = serializers.SerializerMethodField(help_text="A pseudonym; null: by a rule.")
    reason = AbsentTextField()
    previous = serializers.UUIDField(
        source="previous_uuid", allow_null=True, help_text="The decision that this one replaced."
    )
    adopted_from = serializers.UUIDField(
        source="adopted_uuid",
        allow_null=True,
        help_text="The decision of the same sentence elsewhere that was taken over.",
    )
    is_standing = serializers.BooleanField(help_text="No other replaced it.")
    is_stale = serializers.BooleanField(
        help_text="It stands, but on other labels than count by now."
    )
    approved_by = serializers.SerializerMethodField(help_text="Pseudonyms.")
    basis = UuidsField(
        help_text="The annotations that counted when it was made.",
    )

    class Meta(SaidOut.Meta):
        model = Decision
        fields = [
            *SaidOut.Meta.fields,
            "rule",
            "decided_by",
            "reason",
            "previous",
            "adopted_from",
            "is_standing",
            "is_stale",
            "approved_by",
            "basis",
        ]
        read_only_fields = fields

    def get_decided_by(self, decision: Decision) -> str | None:
        if decision.decided_by is None:
            return None
        return decision.decided_by.get_pseudonym(decision.project.pseudonym_key)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_approved_by(self, decision: Decision) -> list[str]:
        key = decision.project.pseudonym_key
        return [one.approver.get_pseudonym(key) for one in decision.approvals.all()]


class DecisionQuery(Query):
    project = ProjectParameter()
    article = RowParameter(Article.objects)
    claim = RowParameter(Claim.objects)
    stage = OptionField(choices=Stage.choices, required=False)
    standing = TrueParameter(help_text="Only those that no other replaced.")


def complete(decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Decisions with all that an answer shows, in five queries."""
    itself = {"pk": OuterRef("pk")}
    with_state = decisions.annotate(
        previous_uuid=F("previous__uuid"),
        adopted_uuid=F("adopted_from__uuid"),
        is_standing=Exists(Decision.objects.standing().filter(**itself)),
        is_stale=Exists(Decision.objects.stale().filter(**itself)),
    )
    basis = Prefetch("basis", Annotation.objects.only("uuid").order_by("pk"))
    approvals = Prefetch("approvals", Approval.objects.select_related("approver").order_by("pk"))
    return with_parts(with_state).select_related("decided_by").prefetch_related(basis, approvals)


class DecisionListView(SaidListView):
    """Decisions on claims that you labelled; for curators and managers on all not open to them."""

    serializer_class = DecisionOut
    prefetched = frozenset({"co_speakers", "evidence", "approved_by", "basis"})
    long_columns = frozenset({"wording", "justification", "omission", "searched", "reason"})
    query = DecisionQuery

    def find(
        self, user: User, article: Article | None = None, standing: str = "", **wanted: Any
    ) -> QuerySet[Decision]:
        decisions = complete(Decision.objects.visible_to(user)).filter(**wanted)
        if article is not None:
            decisions = decisions.filter(claim__article=article)
        return decisions.standing() if standing else decisions


class DecisionDetailView(SaidDetailView):
    """One decision."""

    serializer_class = DecisionOut

    def find(self, user: User) -> QuerySet[Decision]:
        return complete(Decision.objects.visible_to(user))


class DecisionIn(SaidIn):
    """The label that is to stand."""

    reason = TextField(max_length=TEXT_LIMIT, default="")
    replaces = PublicIdField(
        required=False, help_text="The decision that stands now, if there is one."
    )


class ClaimDecisionsView(OperationView):
    """Deciding a claim."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=DecisionIn, responses={201: DecisionOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. 409 `decided_meanwhile` where another decision stands than `replaces`."""
        claim = get_claim(request, uuid)
        body = self.read_body(DecisionIn)
        made = decide(
            actor=get_user(request),
            claim=claim,
            labelling=make_labelling(body),
            reason=body["reason"],
            replaces=body.get("replaces"),
            stage=body["stage"],
            now=read_now(request),
        )
        shown = complete(Decision.objects.filter(pk=made.pk)).get()
        return Response(DecisionOut(shown).data, status=201)


class AdoptIn(StrictSerializer):
    """Which decision is taken over."""

    decision = PublicIdField(help_text="On the same sentence in another article.")
    replaces = PublicIdField(
        required=False, help_text="The decision that stands now, if there is one."
    )


class ClaimAdoptView(OperationView):
    """Deciding a claim as the same sentence was decided elsewhere."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=AdoptIn, responses={201: DecisionOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators: a decision by hand, which names the other."""
        claim, user = get_claim(request, uuid), get_user(request)
        permissions.require(permissions.can_curate(user, claim.project))
        body = self.read_body(AdoptIn)
        known = Decision.objects.visible_to(user).filter(project=claim.project)
        source = known.filter(uuid=body["decision"]).first()
        if source is None:
            raise InvalidInput(
                "unknown_decision", "There is no such decision for you.", field="decision"
            )
        made = adopt_decision(
            actor=user,
            claim=claim,
            source=source,
            replaces=body.get("replaces"),
            now=read_now(request),
        )
        shown = complete(Decision.objects.filter(pk=made.pk)).get()
        return Response(DecisionOut(shown).data, status=201)

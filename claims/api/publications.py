"""Publications: decisions on pages of the newsroom's own, and what may be published."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.errors import ProblemOut, list_problems
from claims.api.parameters import ProjectParameter, Query, RowParameter, TrueParameter
from claims.api.requests import get_claim, get_project
from claims.api.shapes import (
    AbsentTextField,
    DayField,
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import OperationView, SaidDetailView, SaidListView
from claims.models import ApiToken, Claim, Decision, Publication, PublicationCorrection, User
from claims.models.publications import PublicationQuerySet
from claims.operations import publications
from claims.operations.labelling import VERSION_LIMIT
from claims.operations.publication_rules import CLAIM_LIMIT, NOTE_LIMIT, URL_LIMIT
from claims.operations.publications import Page
from claims.queries import claim_reviews
from claims.queries import publications as queries
from claims.requests import get_user, read_now

LONG_CLAIM = "claim_long"


class ChangeOut(serializers.Serializer):
    """A field that was corrected, and what it said before and after."""

    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class PublicationCorrectionOut(serializers.ModelSerializer):
    """What was corrected, or why it was withdrawn."""

    changes = ChangeOut(many=True)
    decision = serializers.UUIDField(
        source="decision.uuid", help_text="On which it rests from then on."
    )
    created_by = serializers.SerializerMethodField(help_text="A pseudonym.")

    class Meta:
        model = PublicationCorrection
        fields = ["kind", "version", "note", "changes", "decision", "created_at", "created_by"]
        read_only_fields = fields

    def get_created_by(self, made: PublicationCorrection) -> str:
        return made.created_by.get_pseudonym(self.context["key"])


class PublicationOut(serializers.ModelSerializer):
    """A decision on a page of the newsroom's own."""

    claim = serializers.UUIDField(source="claim.uuid")
    article = serializers.UUIDField(source="claim.article.uuid")
    decision = serializers.UUIDField(source="decision.uuid")
    author_same_as = AbsentTextField()
    appearance_url = AbsentTextField()
    appearance_title = AbsentTextField()
    appearance_outlet = AbsentTextField()
    reviewer_url = AbsentTextField()
    is_outdated = serializers.BooleanField(help_text="Another decision stands by now.")
    is_reopened = serializers.BooleanField(help_text="Its decision is to be made anew.")
    warnings = serializers.SerializerMethodField(
        help_text="`claim_long`: longer than 75 characters; refuses nothing."
    )
    published_by = serializers.SerializerMethodField(help_text="A pseudonym.")
    corrections = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = [
            *("uuid", "claim", "article", "stage", "decision", "url", "claim_reviewed"),
            *("reviewed_on", "rating_name", "rating", "author_kind", "author_name"),
            *("author_same_as", "claim_date", "appearance_url", "appearance_title"),
            *("appearance_date", "appearance_outlet", "reviewer_name", "reviewer_url"),
            *("state", "version", "is_outdated", "is_reopened", "warnings"),
            *("published_at", "published_by", "changed_at", "corrections"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=[LONG_CLAIM])))
    def get_warnings(self, publication: Publication) -> list[str]:
        return [LONG_CLAIM] if claim_reviews.is_long(publication) else []

    def get_published_by(self, publication: Publication) -> str:
        key = publication.project.pseudonym_key
        return publication.published_by.get_pseudonym(key)

    @extend_schema_field(PublicationCorrectionOut(many=True))
    def get_corrections(self, publication: Publication) -> Any:
        made, key = publication.corrections.all(), publication.project.pseudonym_key
        return PublicationCorrectionOut(made, many=True, context={"key": key}).data


class PublicationQuery(Query):
    project = ProjectParameter()
    claim = RowParameter(Claim.objects)
    state = OptionField(choices=Publication.State.choices, required=False)
    outdated = TrueParameter(help_text="Only those whose decision another has replaced.")


def find_publications(user: User) -> PublicationQuerySet:
    """Those that the person may see, with all that an answer shows. Two queries."""
    return queries.complete(Publication.objects.visible_to(user))


class PublicationListView(SaidListView):
    """Publications; for curators and managers of claims not open to them, for readers all."""

    serializer_class = PublicationOut
    query = PublicationQuery

    def find(self, user: User, outdated: str = "", **wanted: Any) -> QuerySet[Publication]:
        found = find_publications(user).filter(**wanted)
        return found.outdated() if outdated else found


class PublicationDetailView(SaidDetailView):
    """One publication, with its corrections."""

    serializer_class = PublicationOut

    def find(self, user: User) -> QuerySet[Publication]:
        return find_publications(user)


class PublishableOut(serializers.Serializer):
    """A decision that is not published, and what keeps it from being."""

    uuid = serializers.UUIDField(help_text="The decision's.")
    claim = serializers.UUIDField(source="claim.uuid")
    stage = serializers.CharField()
    verdict = serializers.CharField(source="verdict.value")
    claim_reviewed = serializers.SerializerMethodField(
        help_text="Suggested: the decided wording, else the claim as it stands."
    )
    problems = serializers.SerializerMethodField(help_text="Empty where it can be published.")

    def get_claim_reviewed(self, decision: Decision) -> str:
        return queries.suggest_wording(decision)

    @extend_schema_field(ProblemOut(many=True))
    def get_problems(self, decision: Decision) -> Any:
        bars = queries.list_bars(decision, read_now(self.context["request"]))
        return ProblemOut([one for bar in bars for one in list_problems(bar)], many=True).data


class ProjectPublishableView(SaidListView):
    """For curators: the decisions with a verdict that stand and are not published."""

    serializer_class = PublishableOut

    def find(self, user: User, **wanted: Any) -> QuerySet[Decision]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_curate(user, project))
        return queries.with_bars(queries.list_candidates(user, project))


class PublicationIn(StrictSerializer):
    """What is published where."""

    decision = PublicIdField(help_text="The one that stands, as you have seen it.")
    url = TextField(
        max_length=URL_LIMIT, help_text="Of the page, on one of the newsroom's own domains."
    )
    claim_reviewed = TextField(
        max_length=CLAIM_LIMIT, help_text="The claim in short, without its rating."
    )
    reviewed_on = DayField(required=False, help_text="Left out: today; in a correction: as it is.")


def read_page(body: dict[str, Any]) -> Page:
    return Page(
        url=body["url"],
        claim_reviewed=body["claim_reviewed"],
        reviewed_on=body.get("reviewed_on"),
    )


class ClaimPublicationsView(OperationView):
    """Publishing what was decided of a claim."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=PublicationIn, responses={201: PublicationOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. 409 with all that keeps the decision from being published. Safe to repeat.

        `published_already` where the claim is published, `page_taken` where the page is another's.
        """
        claim, user = get_claim(request, uuid), get_user(request)
        permissions.require(permissions.can_curate(user, claim.project))
        body = self.read_body(PublicationIn)
        made = publications.publish(
            actor=user,
            claim=claim,
            decision=body["decision"],
            page=read_page(body),
            now=read_now(request),
        )
        return Response(show(made), status=201)


def show(publication: Publication) -> Any:
    return PublicationOut(queries.complete(Publication.objects.all()).get(pk=publication.pk)).data


class PublicationChangeView(OperationView):
    """What is common to changing a publication."""

    write_scope = ApiToken.Scope.CURATE

    def get_publication(self, uuid: UUID) -> Publication:
        user = get_user(self.request)
        found = get_object_or_404(find_publications(user), uuid=uuid)
        permissions.require(permissions.can_curate(user, found.project))
        return found


class CorrectionIn(PublicationIn):
    """What the publication says from now on, and what was wrong."""

    version = NumberField(min_value=1, max_value=VERSION_LIMIT, help_text="As you have seen it.")
    note = TextField(max_length=NOTE_LIMIT, help_text="Published, with the date.")


class PublicationCorrectView(PublicationChangeView):
    """Correcting what is published."""

    @extend_schema(request=CorrectionIn, responses=PublicationOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. It rests on the decision that stands, and takes its rating over.

        409 `changed_meanwhile` where it is at another `version`. Safe to repeat.
        """
        found = self.get_publication(uuid)
        body = self.read_body(CorrectionIn)
        made = publications.correct(
            actor=get_user(request),
            publication=found,
            version=body["version"],
            decision=body["decision"],
            page=read_page(body),
            note=body["note"],
            now=read_now(request),
        )
        return Response(show(made))


class WithdrawalIn(StrictSerializer):
    """Why a publication is withdrawn."""

    version = NumberField(min_value=1, max_value=VERSION_LIMIT, help_text="As you have seen it.")
    reason = TextField(max_length=NOTE_LIMIT, help_text="Told to everybody who asks for it.")


class PublicationWithdrawView(PublicationChangeView):
    """Withdrawing what is published, for good."""

    @extend_schema(request=WithdrawalIn, responses=PublicationOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. 409 `changed_meanwhile` at another `version`. Safe to repeat."""
        found = self.get_publication(uuid)
        body = self.read_body(WithdrawalIn)
        made = publications.withdraw(
            actor=get_user(request), publication=found, **body, now=read_now(request)
        )
        return Response(show(made))

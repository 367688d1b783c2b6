"""Gold labels, and how right people are by their hidden gold: for curators and managers."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.agreement import ShareOut, show_share
from claims.api.members import PersonOut
from claims.api.parameters import Query, RowParameter
from claims.api.requests import get_claim, get_project
from claims.api.shapes import (
    AbsentTextField,
    ManyField,
    NothingIn,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.speakers import SpeakerRefOut
from claims.api.views import OperationView, SaidListView
from claims.models import ApiToken, Article, Claim, GoldLabel, Label, Project, User, get_max_length
from claims.models.quality import GoldLabelQuerySet
from claims.operations.gold import ANSWERS_LIMIT, Answers, end_gold, set_gold
from claims.operations.labelling import TEXT_LIMIT
from claims.queries.figures.names import name_people
from claims.queries.gold import with_answers
from claims.queries.quality import measure_quality
from claims.queries.steering import sees_people
from claims.requests import get_user, read_now

VALUE_LENGTH = get_max_length(Label, "value") or 0


class GoldLabelOut(serializers.ModelSerializer):
    """What is right of a claim: of each field any of these. Without one, nothing is judged."""

    claim = serializers.UUIDField(source="claim_uuid")
    article = serializers.UUIDField(source="article_uuid")
    speakers = serializers.SerializerMethodField()
    verifiabilities = serializers.SerializerMethodField()
    verdicts = serializers.SerializerMethodField()
    explanation = AbsentTextField()

    class Meta:
        model = GoldLabel
        fields = [
            *("uuid", "claim", "article", "speakers", "verifiabilities", "verdicts"),
            *("explanation", "created_at", "ended_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(SpeakerRefOut(many=True))
    def get_speakers(self, gold: GoldLabel) -> Any:
        standing = dict.fromkeys(one.survivor for one in gold.speakers.all())
        return SpeakerRefOut(standing, many=True).data

    def get_verifiabilities(self, gold: GoldLabel) -> list[str]:
        return _list_values(gold, gold.project.verifiability_scheme_id)

    def get_verdicts(self, gold: GoldLabel) -> list[str]:
        return _list_values(gold, gold.project.verdict_scheme_id)


def _list_values(gold: GoldLabel, scheme: int) -> list[str]:
    return [label.value for label in gold.labels.all() if label.scheme_id == scheme]


class GoldQuery(Query):
    article = RowParameter(Article.objects)


def find_gold_labels(user: User) -> GoldLabelQuerySet:
    """Those that the person may see, with all that an answer shows."""
    named = GoldLabel.objects.visible_to(user).annotate(
        claim_uuid=F("claim__uuid"), article_uuid=F("claim__article__uuid")
    )
    return with_answers(named.select_related("project", "claim"))


class ProjectGoldView(SaidListView):
    """The gold labels that stand, but for claims that you have still to label."""

    serializer_class = GoldLabelOut
    query = GoldQuery

    def find(self, user: User, article: Article | None = None, **wanted: Any) -> Any:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_curate(user, project))
        found = find_gold_labels(user).standing().filter(project=project)
        return found.filter(claim__article=article) if article else found


def _several(child: serializers.Field, help_text: str) -> ManyField:
    return ManyField(limit=ANSWERS_LIMIT, child=child, default=list, help_text=help_text)


class GoldIn(StrictSerializer):
    """What is right of the claim: of one field at least an answer."""

    speakers = _several(PublicIdField(), "Any of these.")
    verifiabilities = _several(
        TextField(max_length=VALUE_LENGTH), "Values of the project's scheme."
    )
    verdicts = _several(TextField(max_length=VALUE_LENGTH), "Values of the project's scheme.")
    explanation = TextField(max_length=TEXT_LIMIT, default="")
    replaces = PublicIdField(
        required=False, help_text="The gold label that stands now, if there is one."
    )


def get_curated_claim(request: Request, uuid: UUID) -> Claim:
    claim = get_claim(request, uuid)
    permissions.require(permissions.can_curate(get_user(request), claim.project))
    return claim


class ClaimGoldView(OperationView):
    """What is right of a claim."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=GoldIn, responses=GoldLabelOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """409 `changed_meanwhile` where another stands than `replaces`. Safe to repeat."""
        claim, user = get_curated_claim(request, uuid), get_user(request)
        body = self.read_body(GoldIn)
        replaces = body.pop("replaces", None)
        answers = Answers(
            **{name: tuple(value) for name, value in body.items() if name != "explanation"},
            explanation=body["explanation"],
        )
        made = set_gold(
            actor=user, claim=claim, answers=answers, replaces=replaces, now=read_now(request)
        )
        return Response(GoldLabelOut(find_gold_labels(user).get(pk=made.pk)).data)


class GoldLabelEndView(OperationView):
    """Letting nothing be known as right of a claim any more."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=NothingIn, responses=GoldLabelOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """It is kept, and labels are no longer judged by it. Safe to repeat."""
        self.read_body(NothingIn)
        user = get_user(request)
        gold = get_object_or_404(find_gold_labels(user), uuid=uuid)
        end_gold(actor=user, gold=gold, now=read_now(request))
        gold.refresh_from_db(fields=["ended_at"])
        return Response(GoldLabelOut(gold).data)


class AccuracyOut(serializers.Serializer):
    """How often somebody was right on hidden gold."""

    annotator = serializers.CharField(help_text="A pseudonym, as in exports.")
    person = PersonOut(allow_null=True, help_text="null where names are hidden from curators.")
    claims = ShareOut(help_text="Claims of which every field that is judged is right.")
    fields = serializers.DictField(child=ShareOut(), help_text="By field.")  # type: ignore[assignment]


class MissedOut(serializers.Serializer):
    """A gold claim that people got wrong."""

    claim = serializers.UUIDField(source="claim.uuid")
    wrong = serializers.IntegerField()
    total = serializers.IntegerField()


class QualityOut(serializers.Serializer):
    """What the hidden gold of a project tells: docs/quality.md"""

    people = AccuracyOut(many=True)
    missed = MissedOut(many=True, help_text="Most often missed first; twenty at most.")


class ProjectQualityView(OperationView):
    """How right people are."""

    http_method_names = ["get", "head"]

    @extend_schema(operation_id="project_quality", responses=QualityOut)
    def get(self, request: Request, project: str) -> Response:
        """Each person against the gold labels that stand; for curators and managers."""
        found, user = get_project(request, project), get_user(request)
        permissions.require(permissions.can_curate(user, found))
        return Response(_describe(user, found))


def _describe(user: User, project: Project) -> dict[str, Any]:
    quality = measure_quality(user, project)
    numbers = [one.annotator for one in quality.people]
    pseudonyms = name_people(project, numbers, by_pseudonym=True)
    people = User.objects.in_bulk(numbers) if sees_people(user, project) else {}
    rows = [
        {
            "annotator": pseudonyms[one.annotator],
            "person": PersonOut(people[one.annotator]).data if people else None,
            "claims": show_share(one.claims),
            "fields": {name.value: show_share(share) for name, share in one.fields.items()},
        }
        for one in quality.people
    ]
    return {
        "people": sorted(rows, key=lambda row: row["annotator"]),
        "missed": MissedOut(quality.missed, many=True).data,
    }

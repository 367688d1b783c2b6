"""Questions about the guideline, and what curators ruled."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut
from claims.api.parameters import Query, RowParameter
from claims.api.requests import get_project
from claims.api.shapes import (
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.errors import InvalidInput
from claims.models import ApiToken, Claim, Project, Question, Ruling, User
from claims.operations import questions
from claims.operations.labelling import VERSION_LIMIT
from claims.queries.questions import State, find_questions, with_rulings
from claims.queries.steering import sees_people
from claims.requests import get_user, read_now

STATES = [state.value for state in State]


class RulingOut(serializers.ModelSerializer):
    """What a curator ruled; `text` is Markdown."""

    ruled_by = PersonOut()

    class Meta:
        model = Ruling
        fields = ["number", "text", "ruled_by", "created_at"]
        read_only_fields = fields


class QuestionOut(serializers.ModelSerializer):
    """A question about the guideline, and its rulings: the last that was made comes first."""

    claim = serializers.UUIDField(source="claim.uuid", default=None, allow_null=True)
    guideline_version = serializers.IntegerField(
        source="guideline.version",
        default=None,
        allow_null=True,
        help_text="By which whoever asked it worked.",
    )
    asked_by = serializers.SerializerMethodField()
    rulings = RulingOut(many=True)

    class Meta:
        model = Question
        fields = [
            *("uuid", "claim", "guideline_version", "text", "asked_by", "created_at", "rulings")
        ]
        read_only_fields = fields

    @extend_schema_field(PersonOut(allow_null=True))
    def get_asked_by(self, question: Question) -> dict[str, Any] | None:
        """Yourself; others for managers, and for curators unless the project hides names."""
        is_own = question.asked_by_id == self.context["user"].pk
        if not (is_own or self.context["sees_people"]):
            return None
        return dict(PersonOut(question.asked_by).data)


class QuestionQuery(Query):
    state = OptionField(choices=STATES, required=False)
    claim = RowParameter(Claim.objects)
    search = TextField(
        max_length=100, required=False, help_text="Words of the question or of a ruling."
    )


class QuestionIn(StrictSerializer):
    """What you would like to know."""

    text = TextField(max_length=questions.QUESTION_LIMIT)
    claim = PublicIdField(required=False, help_text="The claim that it is about.")


class RulingIn(StrictSerializer):
    """What is ruled."""

    text = TextField(max_length=questions.RULING_LIMIT, help_text="Markdown.")
    known = NumberField(
        required=False,
        min_value=0,
        max_value=VERSION_LIMIT,
        help_text="How many rulings there were when you looked; left out: however many there are.",
    )


class ProjectQuestionsView(ListView):
    """The questions of a project, as far as you may know of them."""

    write_scope = ApiToken.Scope.LABEL

    serializer_class = QuestionOut
    query = QuestionQuery

    def find(
        self,
        user: User,
        state: str | None = None,
        claim: Claim | None = None,
        search: str = "",
        **wanted: Any,
    ) -> QuerySet[Question]:
        project = get_project(self.request, self.kwargs["project"])
        self.sees_people = sees_people(user, project)
        found = find_questions(user, project, state=state, words=search, claim=claim)
        return with_rulings(found)

    def get_serializer_context(self) -> dict[str, Any]:
        seen = getattr(self, "sees_people", False)
        return {
            **super().get_serializer_context(),
            "user": get_user(self.request),
            "sees_people": seen,
        }

    @extend_schema(request=QuestionIn, responses={201: QuestionOut})
    def post(self, request: Request, project: str) -> Response:
        """For those who label. Sent again before anybody has ruled, it is the same question."""
        found, user = get_project(request, project), get_user(request)
        permissions.require(permissions.can_annotate(user, found))
        body = QuestionIn(data=request.data)
        body.is_valid(raise_exception=True)
        uuid = body.validated_data.get("claim")
        asked = questions.ask(
            actor=user,
            project=found,
            text=body.validated_data["text"],
            claim=_find_claim(user, found, uuid) if uuid else None,
            now=read_now(request),
        )
        return Response(_show(user, asked), status=201)


def _find_claim(user: User, project: Project, uuid: UUID) -> Claim:
    claim = Claim.objects.visible_to(user).filter(project=project, uuid=uuid).first()
    if claim is None:
        raise InvalidInput("unknown_claim", "The project has no such claim.", field="claim")
    return claim


class QuestionRulingsView(OperationView):
    """Ruling on a question."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=RulingIn, responses=QuestionOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. 409 `ruled_meanwhile` where there are more rulings than you knew of."""
        user = get_user(request)
        visible = Question.objects.visible_to(user).select_related("project")
        question = get_object_or_404(visible, uuid=uuid)
        permissions.require(permissions.can_curate(user, question.project))
        body = self.read_body(RulingIn)
        questions.rule(actor=user, question=question, now=read_now(request), **body)
        return Response(_show(user, question))


def _show(user: User, question: Question) -> Any:
    shown = with_rulings(Question.objects.filter(pk=question.pk)).get()
    seen = {"user": user, "sees_people": sees_people(user, question.project)}
    return QuestionOut(shown, context=seen).data

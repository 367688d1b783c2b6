"""Training: articles to train on, what one is told of an answer, and who is through with it."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.articles import ArticleOut
from claims.api.assignment import ArticleView, PersonIn
from claims.api.members import MemberOut, find_member, list_members
from claims.api.requests import get_article, get_claim, get_project
from claims.api.shapes import StrictSerializer, SwitchField
from claims.api.views import OperationView
from claims.models import Membership
from claims.operations import pausing, training
from claims.queries.training import Standing, find_feedback
from claims.requests import get_user, read_now


class TrainingIn(StrictSerializer):
    """Whether the article is for training only."""

    is_training = SwitchField()


class ArticleTrainingView(ArticleView):
    """Articles to train on."""

    @extend_schema(request=TrainingIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers, while nobody has labelled or holds anything in it. Safe to repeat."""
        article = get_article(request, uuid)
        training.set_training(
            actor=get_user(request),
            article=article,
            now=read_now(request),
            **self.read_body(TrainingIn),
        )
        return self.show(article)


class TrainingProgressOut(serializers.Serializer):
    """Of the training claims how many you have labelled, and how many of these are right."""

    total = serializers.IntegerField()
    labelled = serializers.IntegerField()
    right = serializers.IntegerField()


class AnswerOut(serializers.Serializer):
    """A field of your label: what you said, and what is right."""

    field = serializers.ChoiceField(choices=["speaker", "verifiability", "verdict"])
    said = serializers.CharField()
    is_right = serializers.BooleanField()
    right = serializers.ListField(child=serializers.CharField())


class FeedbackOut(serializers.Serializer):
    """What is right of a claim that you trained on, and why; how far your training is."""

    annotation = serializers.UUIDField(source="annotation.uuid")
    is_right = serializers.BooleanField(help_text="In all fields that are judged.")
    answers = AnswerOut(many=True)
    explanation = serializers.CharField()
    progress = TrainingProgressOut()
    standing = serializers.ChoiceField(
        choices=[one.value for one in Standing],
        help_text="`live`: you have passed; `failed`: a manager can let you try again.",
    )


class ClaimFeedbackView(OperationView):
    """What is told of a training label."""

    @extend_schema(responses=FeedbackOut)
    def get(self, request: Request, uuid: UUID) -> Response:
        """Once you have labelled the claim in the training; 404 before, and of all other claims."""
        feedback = find_feedback(get_user(request), get_claim(request, uuid))
        if feedback is None:
            raise Http404
        return Response(FeedbackOut(feedback).data)


class MemberView(OperationView):
    """What is common to what managers do for one of their people."""

    def answer(self, key: str, act: Callable[..., None]) -> Response:
        project, user = get_project(self.request, key), get_user(self.request)
        # Before the body names people: who works here is not for everybody to find out.
        permissions.require(permissions.can_manage(user, project))
        person = find_member(project, self.read_body(PersonIn)["person"])
        membership = Membership.objects.select_related("project", "user").get(
            project=project, user=person
        )
        act(actor=user, membership=membership, now=read_now(self.request))
        return Response(MemberOut(list_members(project).get(pk=person.pk)).data)


class MemberResumeView(MemberView):
    """Letting somebody go on whom a rule has paused."""

    @extend_schema(request=PersonIn, responses=MemberOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers; the rules then look at new labels only. Safe to repeat."""
        return self.answer(project, pausing.resume_member)


class MemberPassView(MemberView):
    """Passing somebody by hand."""

    @extend_schema(request=PersonIn, responses=MemberOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: without the training, or below its mark. Safe to repeat."""
        return self.answer(project, training.pass_by_hand)


class MemberRetryView(MemberView):
    """A second try."""

    @extend_schema(request=PersonIn, responses=MemberOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: on the same claims, judged anew. Safe to repeat."""
        return self.answer(project, training.let_try_again)

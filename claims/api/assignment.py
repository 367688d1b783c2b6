"""How many label an article or a claim, when, and who: for managers and curators."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.articles import ArticleOut, find_articles
from claims.api.bulk import BulkOut, answer_each
from claims.api.members import find_member
from claims.api.requests import find_article, get_article, get_claim, get_project
from claims.api.shapes import NumberField, PublicIdField, StageIn, StrictSerializer
from claims.api.views import OperationView
from claims.models import ApiToken, Article, Slot, Stage
from claims.models.stages import MOST_LABELS
from claims.operations import assignment
from claims.requests import get_user, read_now

AT_ONCE = 500


class OverlapIn(StrictSerializer):
    """How many labels each claim of the article wants."""

    overlap = NumberField(
        min_value=1, max_value=MOST_LABELS, allow_null=True, help_text="null: as the project says."
    )


class PriorityIn(StrictSerializer):
    """When the article is handed out."""

    priority = NumberField(
        min_value=Article.Priority.LOW,
        max_value=Article.Priority.HIGH,
        help_text="1: before others; 0: in its turn; -1: last.",
    )


class ArticleView(OperationView):
    """What is common to running articles."""

    def show(self, article: Article) -> Response:
        shown = find_articles(get_user(self.request)).get(pk=article.pk)
        return Response(ArticleOut(shown).data)


class ArticleOverlapView(ArticleView):
    """Another number of labels for the claims of an article."""

    @extend_schema(request=OverlapIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers. More are asked for at once; with fewer, free places close. Repeatable."""
        article = get_article(request, uuid)
        assignment.set_overlap(
            actor=get_user(request),
            article=article,
            now=read_now(request),
            **self.read_body(OverlapIn),
        )
        return self.show(article)


class ArticlePriorityView(ArticleView):
    """Handing an article out before or after others."""

    @extend_schema(request=PriorityIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers. Safe to repeat."""
        article = get_article(request, uuid)
        assignment.set_priority(
            actor=get_user(request),
            article=article,
            now=read_now(request),
            **self.read_body(PriorityIn),
        )
        return self.show(article)


class BulkPriorityIn(PriorityIn):
    """When which article is handed out."""

    article = PublicIdField()


class ProjectPrioritiesView(OperationView):
    """Handing many articles out before or after others."""

    @extend_schema(request=BulkPriorityIn(many=True), responses=BulkOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: up to 500. Each stands for itself: look at the results. Safe to repeat."""
        user, now, found = get_user(request), read_now(request), get_project(request, project)
        permissions.require(permissions.can_manage(user, found))

        def prioritise(item: dict[str, Any]) -> tuple[int, UUID]:
            article = find_article(found, item.pop("article"))
            assignment.set_priority(actor=user, article=article, now=now, **item)
            return 200, article.uuid

        return answer_each(request.data, BulkPriorityIn, prioritise, limit=AT_ONCE)


class PersonIn(StrictSerializer):
    """For whom."""

    person = PublicIdField()


class ReservedOut(serializers.Serializer):
    """Of how many claims a label was kept for somebody, or given free again, this time."""

    article = serializers.UUIDField()
    person = serializers.UUIDField()
    claims = serializers.IntegerField()


class ReservationView(OperationView):
    """What is common to keeping an article for somebody and giving it free."""

    def answer(self, uuid: UUID, change: Callable[..., int]) -> Response:
        article, user = get_article(self.request, uuid), get_user(self.request)
        # Before the body names people: who works here is not for everybody to find out.
        permissions.require(permissions.can_manage(user, article.project))
        person = find_member(article.project, self.read_body(PersonIn)["person"])
        claims = change(actor=user, article=article, person=person, now=read_now(self.request))
        return Response({"article": article.uuid, "person": person.uuid, "claims": claims})


class ArticleReserveView(ReservationView):
    """Keeping an article for somebody."""

    @extend_schema(request=PersonIn, responses=ReservedOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: one label of each claim is then theirs to give. Safe to repeat.

        409 `nothing_to_reserve` where nothing is free for the person.
        """
        return self.answer(uuid, assignment.reserve_article)


class ArticleReleaseView(ReservationView):
    """Giving it to whoever comes."""

    @extend_schema(request=PersonIn, responses=ReservedOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers. Safe to repeat."""
        return self.answer(uuid, assignment.release_article)


class OpinionsIn(StageIn):
    """How many more people shall say what they think."""

    number = NumberField(min_value=1, max_value=MOST_LABELS, default=1)


class OpinionsOut(serializers.Serializer):
    """How many labels of the claim are given or wanted now."""

    claim = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    labels = serializers.IntegerField()


class ClaimOpinionsView(OperationView):
    """Asking more people for their label of a claim."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=OpinionsIn, responses=OpinionsOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators. Sent again, it asks for as many again, up to nine labels in all."""
        claim = get_claim(request, uuid)
        body = self.read_body(OpinionsIn)
        assignment.ask_opinions(actor=get_user(request), claim=claim, now=read_now(request), **body)
        labels = Slot.objects.counted().filter(claim=claim, stage=body["stage"]).count()
        return Response({"claim": claim.uuid, "stage": body["stage"], "labels": labels})

"""Splitting the articles of a project anew when the splitter has become better."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.requests import find_article, get_project
from claims.api.shapes import PublicIdField, StrictSerializer
from claims.api.views import OperationView
from claims.operations.resplit import Fate, resplit_articles
from claims.requests import get_user, read_now

# Articles that one request looks at.
AT_ONCE = 200


class ResplitIn(StrictSerializer):
    """Where to go on."""

    after = PublicIdField(required=False, help_text="The last article of the answer before.")


class FateOut(serializers.Serializer):
    """An article that an older splitter had split, and what became of it."""

    article = serializers.UUIDField(source="article.uuid")
    fate = serializers.ChoiceField(choices=[fate.value for fate in Fate])


class ResplitOut(serializers.Serializer):
    """What became of each, in the order in which they came in."""

    articles = FateOut(many=True)
    more = serializers.BooleanField(help_text="There may be more: go on after the last of these.")


class ProjectResplitView(OperationView):
    """Splitting anew."""

    @extend_schema(request=ResplitIn, responses=ResplitOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers, 200 articles at a time. Left alone are those that people have worked on."""
        found = get_project(request, project)
        after = self.read_body(ResplitIn).get("after")
        fates = list(
            resplit_articles(
                actor=get_user(request),
                project=found,
                after=find_article(found, after, field="after") if after else None,
                limit=AT_ONCE,
                now=read_now(request),
            )
        )
        return Response(ResplitOut({"articles": fates, "more": len(fates) == AT_ONCE}).data)

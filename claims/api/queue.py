"""Work: the next article, how long it stays reserved, and what one passes over or flags."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.claims import SuggestionOut
from claims.api.requests import get_project, get_user, read_now
from claims.api.shapes import AbsentTextField, NothingIn, StrictSerializer, TextField
from claims.api.speakers import SpeakerRefOut
from claims.api.views import OperationView
from claims.models import Article, ArticleSpeaker, Claim, Lease, Speaker, Suggestion, User
from claims.operations import queue
from claims.queries.desk import CONTEXT, ClaimState, map_states

STATES = {
    "open": "yours to label now",
    "done": "labelled by you",
    "skipped": "passed over by you",
    "context": "to be read, not labelled by you",
}


class LeaseOut(serializers.ModelSerializer):
    """Your reservation of an article's claims."""

    article = serializers.UUIDField(source="article.uuid")

    class Meta:
        model = Lease
        fields = ["uuid", "article", "started_at", "expires_at", "ended_at"]
        read_only_fields = fields


class WorkArticleOut(serializers.ModelSerializer):
    """The article at hand, whole: sentences need their context."""

    text = serializers.CharField(source="body.text", trim_whitespace=False)
    url = AbsentTextField()
    author = AbsentTextField()
    outlet = serializers.CharField(source="outlet.name", allow_null=True, default=None)

    class Meta:
        model = Article
        fields = ["uuid", "title", "url", "outlet", "author", "published", "language", "text"]
        read_only_fields = fields


class CastMemberOut(serializers.Serializer):
    """Somebody who may be the speaker, and the digit that chooses them at the desk."""

    digit = serializers.IntegerField(
        allow_null=True, help_text="0 is the article itself; null from the tenth on."
    )
    speaker = SpeakerRefOut()


class WorkClaimOut(serializers.ModelSerializer):
    """A claim of the article at hand, and what you have to do with it."""

    state = serializers.SerializerMethodField(
        help_text="; ".join(f"`{state}`: {meaning}" for state, meaning in STATES.items())
    )
    flagged = serializers.SerializerMethodField(help_text="You have flagged it.")
    suggestions = SuggestionOut(many=True)

    class Meta:
        model = Claim
        fields = [
            "uuid",
            "start",
            "end",
            "kind",
            "paragraph",
            "position",
            "text",
            "state",
            "flagged",
            "suggestions",
        ]
        read_only_fields = fields

    def get_state(self, claim: Claim) -> str:
        return self._get_state_of(claim).state

    def get_flagged(self, claim: Claim) -> bool:
        return self._get_state_of(claim).flagged

    def _get_state_of(self, claim: Claim) -> ClaimState:
        states: Mapping[int, ClaimState] = self.context["states"]
        return states.get(claim.pk, CONTEXT)


class WorkOut(serializers.Serializer):
    """The article at hand. When nothing is left to label: nulls and empty lists."""

    lease = LeaseOut(allow_null=True)
    article = WorkArticleOut(allow_null=True)
    cast = CastMemberOut(many=True)
    claims = WorkClaimOut(many=True)


NO_WORK: dict[str, Any] = {"lease": None, "article": None, "cast": [], "claims": []}


class NextView(OperationView):
    """Going on."""

    @extend_schema(request=NothingIn, responses=WorkOut)
    def post(self, request: Request, project: str) -> Response:
        """Your article at hand, else the next one, reserved for you; `lease` null: none is left."""
        found = get_project(request, project)
        self.read_body(NothingIn)
        user = get_user(request)
        lease = queue.lease_next(actor=user, project=found, now=read_now(request))
        if lease is None:
            return Response(NO_WORK)
        lease.project = found
        return Response(show_work(lease, user))


def show_work(lease: Lease, user: User) -> dict[str, Any]:
    article = Article.objects.select_related("body", "outlet").get(pk=lease.article_id)
    lease.article = article
    context = {"states": map_states(user, article, lease.stage)}
    return {
        "lease": LeaseOut(lease).data,
        "article": WorkArticleOut(article).data,
        "cast": CastMemberOut(list(list_cast(article, user)), many=True).data,
        "claims": WorkClaimOut(list_claims(lease), many=True, context=context).data,
    }


def list_claims(lease: Lease) -> list[Claim]:
    """The article's claims in the order of the text, with the suggestions that may be shown."""
    shown = Suggestion.objects.order_by("rank", "pk").select_related("speaker")
    if not lease.project.show_suggestions:
        shown = shown.none()
    claims = Claim.objects.active().filter(article_id=lease.article_id).in_text_order()
    return list(claims.prefetch_related(Prefetch("suggestions", shown)))


def list_cast(article: Article, user: User) -> Iterator[dict[str, Any]]:
    """In order of first mention, then the article itself and unnamed sources."""
    cast = ArticleSpeaker.objects.visible_to(user).filter(article=article)
    members = cast.select_related("speaker").order_by("position", "pk")
    for digit, member in enumerate(members, start=1):
        yield {"digit": digit if digit <= 9 else None, "speaker": member.speaker}
    nameless = Speaker.objects.filter(project=article.project_id, name="").order_by("kind")
    for speaker in nameless:
        yield {"digit": 0 if speaker.kind == Speaker.Kind.ARTICLE else None, "speaker": speaker}


class LeaseView(OperationView):
    """What is common to renewing and stopping."""

    def get_lease(self, uuid: object) -> Lease:
        self.read_body(NothingIn)
        own = Lease.objects.visible_to(get_user(self.request))
        return get_object_or_404(own.select_related("project", "article"), uuid=uuid)


class LeaseRenewView(LeaseView):
    """Keeping an article."""

    @extend_schema(request=NothingIn, responses=LeaseOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Start the reservation's time anew; 409 once it has ended. Submitting does this too."""
        renewed = queue.renew_lease(
            actor=get_user(request), lease=self.get_lease(uuid), now=read_now(request)
        )
        return Response(LeaseOut(renewed).data)


class LeaseStopView(LeaseView):
    """Giving an article back."""

    @extend_schema(request=NothingIn, responses=LeaseOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Stop here: what you labelled stays, the rest goes on to others. Safe to repeat."""
        lease = self.get_lease(uuid)
        queue.stop_lease(actor=get_user(request), lease=lease, now=read_now(request))
        lease.refresh_from_db(fields=["ended_at"])
        return Response(LeaseOut(lease).data)


class SkipIn(StrictSerializer):
    """Why you pass the claim over, if you like to say."""

    reason = TextField(max_length=500, default="")


class FlagIn(StrictSerializer):
    """What a curator should look at."""

    reason = TextField(max_length=500)


class MarkOut(serializers.Serializer):
    """A skip or a flag as it stands."""

    claim = serializers.UUIDField(source="claim.uuid")
    reason = AbsentTextField()
    created_at = serializers.DateTimeField()


class MarkView(OperationView):
    """What is common to skipping and flagging."""

    def get_claim(self, uuid: object) -> Claim:
        visible = Claim.objects.visible_to(get_user(self.request))
        return get_object_or_404(visible.select_related("project"), uuid=uuid)


class ClaimSkipView(MarkView):
    """Passing a claim over."""

    @extend_schema(request=SkipIn, responses=MarkOut)
    def post(self, request: Request, uuid: object) -> Response:
        """The claim goes to somebody else and is not offered to you again. Safe to repeat."""
        claim = self.get_claim(uuid)
        skip = queue.skip_claim(
            actor=get_user(request), claim=claim, now=read_now(request), **self.read_body(SkipIn)
        )
        return Response(MarkOut(skip).data)


class ClaimFlagView(MarkView):
    """Calling a curator."""

    @extend_schema(request=FlagIn, responses=MarkOut)
    def post(self, request: Request, uuid: object) -> Response:
        """Ask a curator to look. Again changes the reason; the claim stays yours to label."""
        claim = self.get_claim(uuid)
        flag = queue.flag_claim(
            actor=get_user(request), claim=claim, now=read_now(request), **self.read_body(FlagIn)
        )
        return Response(MarkOut(flag).data)

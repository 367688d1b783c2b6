"""Claims: the stretches of an article that are labelled one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.parameters import (
    MomentParameter,
    ProjectParameter,
    Query,
    RowParameter,
    TrueParameter,
)
from claims.api.shapes import AbsentTextField, OptionField, UuidsField
from claims.api.speakers import SpeakerRefOut
from claims.api.views import DetailView, ListView
from claims.models import Article, Claim, Label, LabelSuggestion, Project, Suggestion, User
from claims.models.claims import ClaimQuerySet
from claims.queries.hints import list_hints
from claims.queries.suggestions import find_labels, list_decided
from claims.text.hints import Hint, HintKind, suggest_verifiability


class ClaimOut(serializers.ModelSerializer):
    """`article text[start:end]`, counted in Unicode code points, end exclusive."""

    project = serializers.UUIDField(source="project_uuid")
    article = serializers.UUIDField(source="article_uuid")
    parents = UuidsField(
        help_text="The claims that this one was made of by other boundaries.",
    )

    carried_from = serializers.UUIDField(
        source="told_carried_from",
        allow_null=True,
        help_text="The same sentence in an earlier text, whose labels stand for this one too.",
    )

    class Meta:
        model = Claim
        fields = [
            "uuid",
            "project",
            "article",
            "start",
            "end",
            "kind",
            "paragraph",
            "position",
            "text",
            "splitter_version",
            "retired_at",
            "parents",
            "carried_from",
        ]
        read_only_fields = fields


class SuggestionOut(serializers.ModelSerializer):
    """Who a machine thinks is speaking, and why. Never a label."""

    speaker = SpeakerRefOut()
    quote_type = AbsentTextField()

    class Meta:
        model = Suggestion
        fields = ["rank", "speaker", "quote_type", "score", "reason", "source", "version"]
        read_only_fields = fields


class LabelSuggestionOut(serializers.ModelSerializer):
    """A label that a program outside would choose, and why. Never a label that counts."""

    label = serializers.CharField(source="label.value")  # type: ignore[assignment]
    reason = AbsentTextField()

    class Meta:
        model = LabelSuggestion
        fields = ["field", "label", "score", "reason", "source", "version"]
        read_only_fields = fields


class HintOut(serializers.Serializer):
    """What some words of a claim show of it. Offsets as the claim's; never a label."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in HintKind])
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reason = serializers.CharField()


class SuggestedAnswerOut(serializers.Serializer):
    """What a machine would answer, by the hints: see the labels of the project's scheme."""

    verifiable = serializers.ChoiceField(choices=Label.Verifiable.choices)
    check_worthy = serializers.ChoiceField(choices=Label.CheckWorthy.choices)
    reason = serializers.CharField()


class ClaimDetailOut(ClaimOut):
    """A claim with what machines suggest; nothing that people said."""

    suggestions = serializers.SerializerMethodField()
    suggested_labels = serializers.SerializerMethodField()
    hints = serializers.SerializerMethodField()
    suggested_verifiability = serializers.SerializerMethodField()
    worth = serializers.SerializerMethodField(
        help_text="How likely it is worth checking, by its hints: 0 to 1."
    )

    class Meta(ClaimOut.Meta):
        fields = [
            *ClaimOut.Meta.fields,
            "suggestions",
            "suggested_labels",
            "hints",
            "suggested_verifiability",
            "worth",
        ]
        read_only_fields = fields

    @extend_schema_field(HintOut(many=True))
    def get_hints(self, claim: Claim) -> Any:
        return show_hints(_list_shown_hints(claim))

    @extend_schema_field(SuggestedAnswerOut(allow_null=True))
    def get_suggested_verifiability(self, claim: Claim) -> Any:
        return show_answer(_list_shown_hints(claim))

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_worth(self, claim: Claim) -> float | None:
        return claim.worth if _shows_suggestions(claim) else None

    @extend_schema_field(SuggestionOut(many=True))
    def get_suggestions(self, claim: Claim) -> Any:
        shown = claim.suggestions.all() if _shows_suggestions(claim) else []
        return SuggestionOut(shown, many=True).data

    @extend_schema_field(LabelSuggestionOut(many=True))
    def get_suggested_labels(self, claim: Claim) -> Any:
        return show_labels(find_labels(claim, claim.project)) if _shows_suggestions(claim) else []


def show_labels(suggested: Mapping[str, LabelSuggestion]) -> Any:
    """As LabelSuggestionOut describes them."""
    return LabelSuggestionOut(suggested.values(), many=True).data


def _shows_suggestions(claim: Any) -> bool:
    decided: bool | None = claim.suggestions_decided
    return claim.project.shows_suggestions(claim.article) if decided is None else decided


def _list_shown_hints(claim: Claim) -> Sequence[Hint]:
    return list_hints(claim) if _shows_suggestions(claim) else ()


def show_hints(hints: Sequence[Hint]) -> list[dict[str, Any]]:
    """As HintOut describes them."""
    return [asdict(hint) for hint in hints]


def show_answer(hints: Sequence[Hint]) -> dict[str, Any] | None:
    """As SuggestedAnswerOut describes it."""
    answer = suggest_verifiability(hints)
    if answer is None:
        return None
    return {
        "verifiable": answer.verifiable,
        "check_worthy": answer.check_worthy,
        "reason": answer.reason,
    }


class ClaimQuery(Query):
    project = ProjectParameter()
    article = RowParameter(Article.objects)
    kind = OptionField(choices=Claim.Kind.choices, required=False)
    active = TrueParameter(help_text="Only those whose boundaries still stand.")
    retired_since = MomentParameter("Only those whose boundaries were changed then or since.")


def find_claims(user: User) -> ClaimQuerySet:
    """What the person may see, with all that an answer shows, in two queries."""
    is_told = Q(project__in=Project.objects.telling_progress(user))
    visible = Claim.objects.visible_to(user).annotate(
        project_uuid=F("project__uuid"),
        article_uuid=F("article__uuid"),
        told_carried_from=Case(When(is_told, then=F("carried_from__uuid"))),
    )
    return visible.prefetch_related(Prefetch("parents", Claim.objects.only("uuid").order_by("pk")))


class ClaimListView(ListView):
    """Claims of your projects, retired ones included unless `active=true`."""

    serializer_class = ClaimOut
    prefetched = frozenset({"parents"})
    long_columns = frozenset({"text"})
    query = ClaimQuery

    def find(
        self,
        user: User,
        active: str = "",
        retired_since: datetime | None = None,
        **wanted: Any,
    ) -> QuerySet[Claim]:
        claims = find_claims(user).filter(**wanted)
        if retired_since is not None:
            claims = claims.filter(retired_at__gte=retired_since)
        return claims.active() if active else claims


class ClaimDetailView(DetailView):
    """A claim, with the suggestions that its project shows.

    To you as they were handed out with its article, if that was handed out to you.
    """

    serializer_class = ClaimDetailOut

    def find(self, user: User) -> QuerySet[Claim]:
        ranked = Suggestion.objects.ranked().select_related("speaker__merged_into")
        claims = find_claims(user).select_related("project", "article")
        decided = Subquery(list_decided(user, OuterRef("article")))
        claims = claims.annotate(suggestions_decided=decided)
        return claims.prefetch_related(Prefetch("suggestions", ranked))

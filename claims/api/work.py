"""The article at hand: what an annotator needs in order to label it, in one answer.

The serializers describe the answer; it is made by hand in their shape. For an article of thirty
claims they would take longer than everything else that `next/` does.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.claims import (
    HintOut,
    LabelSuggestionOut,
    SuggestedAnswerOut,
    SuggestionOut,
    show_answer,
    show_hints,
    show_labels,
)
from claims.api.shapes import AbsentTextField
from claims.api.speakers import SpeakerRefOut
from claims.models import (
    Article,
    Claim,
    Lease,
    Speaker,
    Stage,
    Suggestion,
    User,
    read_survivor,
)
from claims.models.prepared import prepared
from claims.queries.desk import CONTEXT, ClaimState, find_digit, list_cast, map_states
from claims.queries.hints import read_hints
from claims.queries.suggestions import are_shown, map_labels
from claims.queries.votes import name_outcomes

STATES = {
    "open": "yours to label now",
    "done": "labelled by you",
    "skipped": "passed over by you",
    "context": "to be read, not labelled by you",
}
STATE_NAMES = list(STATES)
STATE_HELP = "; ".join(f"`{state}`: {meaning}" for state, meaning in STATES.items())


class LeaseOut(serializers.ModelSerializer):
    """Your reservation of an article's claims, or in the check pass of one of them."""

    article = serializers.UUIDField(source="article.uuid")

    class Meta:
        model = Lease
        fields = ["uuid", "article", "stage", "started_at", "expires_at", "ended_at"]
        read_only_fields = fields


class WorkArticleOut(serializers.ModelSerializer):
    """The article at hand, whole: sentences need their context."""

    text = serializers.CharField(source="body.text", trim_whitespace=False)
    url = AbsentTextField()
    author = AbsentTextField()
    outlet = serializers.CharField(source="outlet.name", allow_null=True)

    class Meta:
        model = Article
        fields = ["uuid", "title", "url", "outlet", "author", "published", "language", "text"]
        read_only_fields = fields


class CastMemberOut(serializers.Serializer):
    """Somebody who may be the speaker, and the digit that chooses them at the desk."""

    digit = serializers.IntegerField(
        allow_null=True,
        help_text="0 is the article itself; null from the tenth on. It stays theirs.",
    )
    speaker = SpeakerRefOut()


class OutcomeOut(serializers.Serializer):
    """What the label pass has come to for a claim."""

    speaker = SpeakerRefOut()
    verifiability = serializers.CharField(source="verifiability.value")


class WorkClaimOut(serializers.ModelSerializer):
    """A claim of the article at hand, and what you have to do with it."""

    state = serializers.ChoiceField(choices=STATE_NAMES, help_text=STATE_HELP)
    flagged = serializers.BooleanField(help_text="You have flagged it.")
    suggestions = SuggestionOut(many=True)
    suggested_labels = LabelSuggestionOut(many=True)
    hints = HintOut(many=True)
    suggested_verifiability = SuggestedAnswerOut(allow_null=True)
    outcome = OutcomeOut(allow_null=True, help_text="Of a claim that is yours to check; else null.")

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
            "suggested_labels",
            "hints",
            "suggested_verifiability",
            "outcome",
        ]
        read_only_fields = fields


class WorkOut(serializers.Serializer):
    """The article at hand. When nothing is left to label: nulls and empty lists."""

    lease = LeaseOut(allow_null=True)
    article = WorkArticleOut(allow_null=True)
    cast = CastMemberOut(many=True)
    claims = WorkClaimOut(many=True)


NO_WORK: dict[str, Any] = {"lease": None, "article": None, "cast": [], "claims": []}


def show_work(lease: Lease, user: User) -> dict[str, Any]:
    """As WorkOut describes it."""
    (article,) = _find_article(lease.article_id)
    return {
        "lease": {
            "uuid": lease.uuid,
            "article": article.uuid,
            "stage": lease.stage,
            "started_at": lease.started_at,
            "expires_at": lease.expires_at,
            "ended_at": lease.ended_at,
        },
        "article": {
            "uuid": article.uuid,
            "title": article.title,
            "url": article.url or None,
            "outlet": article.outlet.name if article.outlet else None,
            "author": article.author or None,
            "published": article.published,
            "language": article.language,
            "text": article.body.text,
        },
        "cast": _show_cast(article, user),
        "claims": _show_claims(lease, article, user),
    }


@prepared
def _find_article(number: int) -> QuerySet[Article]:
    return Article.objects.select_related("body", "outlet").filter(pk=number)


def _show_cast(article: Article, user: User) -> list[dict[str, Any]]:
    cast = list_cast(article, user)
    return [
        {
            "digit": find_digit(speaker, cast),
            "speaker": _show_speaker(speaker),
        }
        for speaker in cast
    ]


def _show_claims(lease: Lease, article: Article, user: User) -> list[dict[str, Any]]:
    """In the order of the text."""
    states = map_states(user, article, lease.stage)
    shows = are_shown(user, article, lease)
    suggestions = _map_suggestions(article) if shows else {}
    by_programs = map_labels(article) if shows and lease.stage == Stage.LABEL else {}
    outcomes = _map_outcomes(states) if lease.stage == Stage.CHECK else {}
    shown = []
    for claim in _list_claims(article):
        number, packed = claim.pop("pk"), claim.pop("hints")
        hints = read_hints(packed, claim["text"], claim["start"]) if shows else []
        state = states.get(number, CONTEXT)
        seen = {
            "state": state.state,
            "flagged": state.flagged,
            "suggestions": suggestions.get(number, []),
            "suggested_labels": show_labels(by_programs[number]) if number in by_programs else [],
            "hints": show_hints(hints),
            "suggested_verifiability": show_answer(hints),
            "outcome": outcomes.get(number),
        }
        shown.append(claim | seen)
    return shown


@prepared
def _list_claims(article: Article) -> QuerySet[Claim, Any]:
    claims = Claim.objects.active().filter(article=article).in_text_order()
    return claims.values(
        "pk", "uuid", "start", "end", "kind", "paragraph", "position", "text", "hints"
    )


def _map_suggestions(article: Article) -> Mapping[int, list[dict[str, Any]]]:
    """By the claim's number, best first."""
    shown = defaultdict(list)
    for claim, rank, quote_type, score, reason, source, version, *of in _list_suggestions(article):
        uuid, kind, name = of
        shown[claim].append(
            {
                "rank": rank,
                "speaker": {"uuid": uuid, "kind": kind, "name": name or None},
                "quote_type": quote_type or None,
                "score": score,
                "reason": reason,
                "source": source,
                "version": version,
            }
        )
    return shown


@prepared
def _list_suggestions(article: Article) -> QuerySet[Suggestion, tuple[Any, ...]]:
    """Not as rows of the model: for an article of thirty claims they take as long as the rest."""
    own = ("claim_id", "rank", "quote_type", "score", "reason", "source", "version")
    suggestions = Suggestion.objects.filter(claim__article=article).ranked()
    speaker = [read_survivor("speaker", field) for field in ("uuid", "kind", "name")]
    return suggestions.values_list(*own, *speaker)


def _map_outcomes(states: Mapping[int, ClaimState]) -> Mapping[int, dict[str, Any]]:
    """Of the claims that are the person's to check, by the claim's number."""
    own = [number for number, state in states.items() if state.can_be_opened]
    return {
        number: {
            "speaker": _show_speaker(outcome.speaker),
            "verifiability": outcome.verifiability.value,
        }
        for number, outcome in name_outcomes(own).items()
    }


def _show_speaker(speaker: Speaker) -> dict[str, Any]:
    return {"uuid": speaker.uuid, "kind": speaker.kind, "name": speaker.name or None}

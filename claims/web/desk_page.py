"""What the desk's page shows: the article around a claim as this person sees it, and its sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.forms.sheet import Sheet
from claims.models import (
    Annotation,
    Claim,
    Decision,
    Draft,
    Label,
    LabelSuggestion,
    Stage,
    Suggestion,
)
from claims.queries import desk as desk_queries
from claims.queries.alike import list_checked_alike
from claims.queries.desk import CONTEXT, ClaimState
from claims.queries.hints import list_hints, list_leanings, suggest_label
from claims.queries.questions import count_asked
from claims.queries.reading import lay_out
from claims.queries.suggestions import are_shown, map_labels
from claims.queries.training import read_progress
from claims.queries.votes import name_outcomes
from claims.text.hints import Hint
from claims.web.desk_answers import describe_cast, list_speakers, read_feedback
from claims.web.desk_texts import list_texts
from claims.web.routes import name_route
from claims.wording import describe_hint, describe_hints, describe_suggested


def describe_page(
    sheet: Sheet, drafts: Mapping[int, Draft] | None = None, *, then: str = ""
) -> dict[str, Any]:
    """The context of the desk's page. `drafts`: of the article, where they are read already.

    `then`: where one goes on after this claim, if elsewhere.
    """
    if drafts is None:
        drafts = desk_queries.map_drafts(sheet.user, sheet.claim.article, sheet.stage)
    article = {**_describe_article(sheet), "drafts": drafts}
    settled = _find_settled(sheet)
    draft = drafts.get(sheet.claim.pk)
    return {
        **article,
        "claim": sheet.claim,
        "stage": sheet.stage,
        "task": _("Check this claim") if sheet.form.is_check else _("Label this claim"),
        "settled": settled,
        "alike": _list_alike(sheet),
        "can_submit": settled is not None or not sheet.form.is_check,
        "form": sheet.form,
        "evidence": sheet.evidence,
        "draft_version": draft.version if draft else 0,
        "then": then,
        **_describe_training(sheet),
        "data": _describe_to_script(sheet, article) | {"then": then},
    }


def _describe_training(sheet: Sheet) -> dict[str, Any]:
    """Of a training article how far the person is, and what they are told of this claim."""
    if not sheet.claim.article.is_training:
        return {}
    feedback = read_feedback(sheet)
    known = feedback.progress if feedback else read_progress(sheet.user, sheet.claim.project)
    return {"progress": known, "feedback": feedback}


def _find_settled(sheet: Sheet) -> Any:
    if not sheet.form.is_check:
        return None
    return name_outcomes([sheet.claim.pk]).get(sheet.claim.pk)


def _list_alike(sheet: Sheet) -> list[Decision]:
    return list_checked_alike(sheet.user, sheet.claim) if sheet.form.is_check else []


def _describe_article(sheet: Sheet) -> dict[str, Any]:
    user, claim, stage = sheet.user, sheet.claim, sheet.stage
    article, project = claim.article, claim.project
    claims = desk_queries.list_claims(article)
    for one in claims:
        one.article = article
    states = desk_queries.map_states(user, article, stage)
    # In the check pass one claim is the whole of the work, and who says it is settled.
    is_check = stage == Stage.CHECK
    own = [one for one in claims if states.get(one.pk, CONTEXT).is_own]
    if is_check:
        own = [claim]
    has_headline = any(one.kind == Claim.Kind.HEADLINE for one in claims)
    # Of what was fetched ahead its own reservation is kept up, not that of the work before it.
    leases = desk_queries.list_leases(user, project, stage)
    lease = min(leases, key=lambda one: one.article_id != article.pk, default=None)
    of_article = lease if lease and lease.article_id == article.pk else None
    shows = not is_check and are_shown(user, article, of_article)
    suggestions = desk_queries.map_suggested_speakers(article) if shows else {}
    by_programs = map_labels(article) if shows else {}
    hints = list_hints(claim) if shows else []
    suggestion = suggestions.get(claim.pk)
    asked = count_asked(user, own)
    return {
        "article": article,
        "paragraphs": lay_out(article.body.text, claims),
        "has_headline": has_headline,
        "paragraph": _count_paragraph(claim, has_headline=has_headline),
        "own": own,
        "numbers": {one.pk: number for number, one in enumerate(own)},
        "states": states,
        "shows_suggestions": shows,
        "suggested": suggestions,
        "suggestion": suggestion,
        "suggested_quote_type": _name_quote_type(suggestion),
        "by_programs": by_programs,
        "suggested_labels": _mark_labels(
            _list_verifiabilities(sheet), hints, by_programs.get(claim.pk, {})
        ),
        "hints": hints,
        "asked_by_claim": asked,
        "asked": asked.get(claim.pk, 0),
        "leaning": _quote_leanings(claim),
        "renew_url": reverse("api-lease-renew", args=[lease.uuid]) if lease else "",
        "number": next((n for n, one in enumerate(own, start=1) if one.pk == claim.pk), None),
        "total": 0 if is_check else len(own),
        "done": sum(state.state == "done" for state in states.values()),
    }


def _count_paragraph(claim: Claim, *, has_headline: bool) -> int:
    """The paragraph's number for people: the headline is none."""
    return claim.paragraph + (not has_headline)


def _name_quote_type(suggestion: Suggestion | None) -> str:
    if suggestion is None or suggestion.quote_type in {"", Annotation.QuoteType.NONE}:
        return ""
    return str(Annotation.QuoteType(suggestion.quote_type).label)


def _quote_leanings(claim: Claim) -> str:
    """The words for which the claim needs the article; empty where it stands alone."""
    found = list_leanings(claim, claim.article.language)
    words = dict.fromkeys(claim.text[one.start : one.end] for one in found)
    return ", ".join(_("“%(words)s”") % {"words": word} for word in words)


@dataclass(frozen=True, slots=True)
class Marked:
    """A label that is marked as suggested, and why."""

    label: Label
    why: str


def _mark_labels(
    verifiabilities: Sequence[Label],
    hints: Sequence[Hint],
    by_programs: Mapping[str, LabelSuggestion],
) -> dict[str, Marked]:
    """By field: what a program says, else of the verifiability what the claim's words hint at."""
    marked = {name: Marked(one.label, describe_suggested(one)) for name, one in by_programs.items()}
    hinted = suggest_label(verifiabilities, hints)
    if hinted is not None:
        by_hints = Marked(hinted.label, describe_hints(hinted.grounds))
        marked.setdefault(LabelSuggestion.Field.VERIFIABILITY, by_hints)
    return marked


def _list_verifiabilities(sheet: Sheet) -> Sequence[Label]:
    return [] if sheet.form.is_check else sheet.form.verifiabilities


def _describe_to_script(sheet: Sheet, article: Mapping[str, Any]) -> dict[str, Any]:
    """All that the page needs to go on without asking: each claim of theirs in the article."""
    project, stage = sheet.claim.project, sheet.stage
    labels = _list_verifiabilities(sheet)
    return {
        "user": str(sheet.user.uuid),
        "stage": stage,
        "isTraining": sheet.claim.article.is_training,
        "desk": reverse(name_route(stage), args=[project.slug]),
        "next": reverse(name_route(stage, "next"), args=[project.slug]),
        "undo": reverse("undo-last", args=[project.slug]),
        "session": reverse("session"),
        "login": reverse("account_login"),
        "published": str(sheet.claim.article.published or ""),
        "texts": list_texts(),
        "cast": describe_cast(sheet, _list_drafted(article["drafts"])),
        "claims": [
            _describe_claim(
                claim,
                state=article["states"].get(claim.pk, CONTEXT),
                suggestion=article["suggested"].get(claim.pk),
                labels=labels if article["shows_suggestions"] else None,
                by_programs=article["by_programs"].get(claim.pk, {}),
                draft=article["drafts"].get(claim.pk),
                asked=article["asked_by_claim"].get(claim.pk, 0),
                has_headline=article["has_headline"],
            )
            for claim in article["own"]
        ],
    }


def _list_drafted(drafts: Mapping[int, Draft]) -> list[str]:
    return [uuid for draft in drafts.values() for uuid in list_speakers(draft)]


def _describe_claim(
    claim: Claim,
    *,
    state: ClaimState,
    suggestion: Suggestion | None,
    labels: Sequence[Label] | None,
    by_programs: Mapping[str, LabelSuggestion],
    draft: Draft | None,
    asked: int,
    has_headline: bool,
) -> dict[str, Any]:
    """One claim for the script; what does not apply is left out, since there are hundreds."""
    hints = [] if labels is None else list_hints(claim)
    marked = {} if labels is None else _mark_labels(labels, hints, by_programs)
    said = {
        "uuid": str(claim.uuid),
        "state": state.state,
        "flagged": state.flagged,
        "asked": asked,
        "paragraph": ""
        if claim.kind == Claim.Kind.HEADLINE
        else _count_paragraph(claim, has_headline=has_headline),
        "speaker": suggestion and _describe_suggestion(suggestion),
        "quote": _name_quote_type(suggestion),
        "hints": [describe_hint(hint) for hint in hints],
        "leans": _quote_leanings(claim),
        "label": _describe_marked(marked.get(LabelSuggestion.Field.VERIFIABILITY)),
        "verdict": _describe_marked(marked.get(LabelSuggestion.Field.VERDICT)),
        "draft": draft and {"version": draft.version, "values": draft.body},
    }
    return {name: value for name, value in said.items() if value}


def _describe_suggestion(suggestion: Suggestion) -> dict[str, str]:
    return {"uuid": str(suggestion.speaker.uuid), "why": describe_suggested(suggestion)}


def _describe_marked(marked: Marked | None) -> dict[str, str] | None:
    return {"value": marked.label.value, "why": marked.why} if marked else None

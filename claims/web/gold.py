"""Gold labels of an article's claims; and how right people are by their hidden gold."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Article, Claim, Decision, GoldLabel, Stage, User
from claims.operations import gold as gold_operations
from claims.queries import quality as quality_queries
from claims.queries.adjudication import find_desk_stage
from claims.queries.figures.names import name_people
from claims.queries.gold import find_gold, list_rows
from claims.queries.judging import JUDGED
from claims.queries.labels import find_decision
from claims.queries.steering import list_labellers, sees_people
from claims.requests import get_user, note_rows_read, read_now
from claims.web.agreement_parts import show_share
from claims.web.agreement_words import FIELDS
from claims.web.cases import get_curated
from claims.web.data import read_uuid
from claims.web.gold_form import GoldForm
from claims.web.scope import get_claim
from claims.wording import describe


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person's accuracy as the page shows it; `person` where their name may be known."""

    name: str
    person: User | None
    claims: dict[str, Any]
    shares: list[dict[str, Any]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_gold(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What is right of the article's claims; POST takes over what was decided."""
    article = _get_article(request, slug, uuid)
    user = get_user(request)
    if request.method == "POST":
        taken = gold_operations.take_over_decisions(
            actor=user, article=article, now=read_now(request)
        )
        messages.success(request, _say_taken_over(taken))
        return redirect("article-gold", slug=slug, uuid=uuid)
    rows = list_rows(user, article)
    _note_read(request, *(one for row in rows for one in (row.gold, row.decision)))
    context = {
        "article": article,
        "rows": rows,
        "to_take_over": sum(row.decision is not None and row.gold is None for row in rows),
        "has_gold": any(row.gold for row in rows),
    }
    return render(request, "claims/quality/gold_list.html", context)


def _note_read(request: HttpRequest, *rows: Decision | GoldLabel | None) -> None:
    """Whoever has read what is right, or what was said, labels the claim no more."""
    note_rows_read(request, [row for row in rows if row is not None])


def _say_taken_over(number: int) -> str:
    if not number:
        return _("There was no further decided claim to take over.")
    said = ngettext(
        "%(number)d decision is a gold label now.",
        "%(number)d decisions are gold labels now.",
        number,
    )
    return said % {"number": number}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_gold(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What is right of one claim."""
    claim = _get_claim(request, slug, uuid)
    user = get_user(request)
    if claim.retired_at is not None or find_desk_stage(user, claim, Stage.LABEL):
        messages.info(request, _("Label this claim first: its gold label would lead you."))
        return _go_back(claim)
    gold, decision = find_gold(user, claim), find_decision(user, claim, Stage.LABEL)
    _note_read(request, gold, decision)
    data = request.POST if request.method == "POST" else None
    form = GoldForm(data, claim=claim, user=user, gold=gold, decision=decision)
    if form.is_valid() and _set(request, claim, form):
        messages.success(request, _("The gold label is kept."))
        return _go_back(claim)
    context = {
        "claim": claim,
        "article": claim.article,
        "gold": gold,
        "decision": decision,
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "claims/quality/gold_form.html", context, status=status)


def _set(request: HttpRequest, claim: Claim, form: GoldForm) -> bool:
    """Whether it was done; else the form says why not."""
    try:
        gold_operations.set_gold(
            actor=get_user(request),
            claim=claim,
            answers=form.to_answers(),
            replaces=form.cleaned_data["replaces"],
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
@require_POST
def end_gold(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """End the gold label that the page showed: nothing is known to be right of the claim then."""
    claim = _get_claim(request, slug, uuid)
    gold = find_gold(get_user(request), claim)
    if gold is None or gold.uuid != read_uuid(request.POST.get("gold")):
        messages.info(request, _("This was changed meanwhile: look again, then repeat."))
        return _go_back(claim)
    try:
        gold_operations.end_gold(actor=get_user(request), gold=gold, now=read_now(request))
    except DomainError as refusal:
        messages.error(request, describe(refusal))
    else:
        messages.success(request, _("The gold label is ended."))
    return _go_back(claim)


@login_required
@require_safe
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """How right each person is, and which gold claims are missed most often."""
    project = get_curated(request, slug)
    user = get_user(request)
    found = quality_queries.measure_quality(user, project)
    by_name = sees_people(user, project)
    numbers = [one.annotator for one in found.people]
    people = User.objects.in_bulk(numbers) if by_name else {}
    pseudonyms = {} if by_name else name_people(project, numbers, by_pseudonym=True)
    fields = quality_queries.list_fields(project)
    rows = [
        PersonRow(
            name=str(
                people[one.annotator].get_full_name() if by_name else pseudonyms[one.annotator]
            ),
            person=people.get(one.annotator),
            claims=show_share(one.claims),
            shares=[show_share(one.fields[name]) for name in fields],
        )
        for one in found.people
    ]
    context = {
        "rows": sorted(rows, key=lambda row: row.name),
        "fields": [FIELDS[name] for name in fields],
        "missed": found.missed,
        "sees_people": by_name,
    }
    return render(request, "claims/quality/page.html", context)


@login_required
@require_safe
def quality_person(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What one person got wrong, and what would have been right."""
    project = get_curated(request, slug)
    user = get_user(request)
    permissions.require(sees_people(user, project))
    labellers = list_labellers(project).values("user")
    person = get_object_or_404(User.objects.filter(pk__in=labellers), uuid=uuid)
    wrong = quality_queries.list_wrong(user, project, person)
    _note_read(request, *(row.gold for row in wrong))
    context = {
        "person": person,
        "wrong": [(row, [FIELDS[name] for name in JUDGED if name in row.wrong]) for row in wrong],
        "limit": quality_queries.WRONG_SHOWN,
    }
    return render(request, "claims/quality/person.html", context)


def _get_article(request: HttpRequest, slug: str, uuid: UUID) -> Article:
    project = get_curated(request, slug)
    articles = Article.objects.visible_to(request.user).filter(project=project)
    article = get_object_or_404(articles, uuid=uuid)
    article.project = project
    return article


def _get_claim(request: HttpRequest, slug: str, uuid: UUID) -> Claim:
    return get_claim(request, get_curated(request, slug), uuid, "article__body")


def _go_back(claim: Claim) -> HttpResponse:
    return redirect("article-gold", slug=claim.project.slug, uuid=claim.article.uuid)

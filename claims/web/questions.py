"""Questions about the guideline, and rulings: who labels asks, curators rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Claim, Project, Question, Ruling, Stage
from claims.operations import cases, questions
from claims.queries.questions import find_blinding, find_questions, with_rulings
from claims.queries.steering import sees_people
from claims.requests import get_user, read_now
from claims.web.heirs import find_desk
from claims.web.markdown import render_markdown
from claims.web.question_forms import (
    ClaimNameForm,
    QuestionFilterForm,
    QuestionForm,
    RulingForm,
)
from claims.web.scope import get_claim, get_project

QUESTIONS_PER_PAGE = 20
# Above the others; whoever has read one finds the next.
BLINDING_SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class RulingText:
    """A ruling with its text as HTML."""

    ruling: Ruling
    html: SafeString


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionRow:
    """A question as the page shows it; the last ruling is the one that counts."""

    question: Question
    rulings: list[RulingText]
    is_own: bool
    shows_asker: bool

    @property
    def last(self) -> RulingText | None:
        return self.rulings[0] if self.rulings else None

    @property
    def earlier(self) -> list[RulingText]:
        return self.rulings[1:]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions that the person may see, newest first; who labels asks another here.

    About the claim that the address names, if it names one.
    """
    project = get_project(request, slug)
    claim, desk = _read_claim(request, project)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if claim:
        # Who comes from the desk comes to write.
        form.fields["text"].widget.attrs["autofocus"] = True
    if request.method == "POST":
        permissions.require(permissions.can_annotate(request.user, project))
        if form.is_valid() and (asked := _ask(request, project, claim, form)):
            messages.success(request, _("Your question is asked: the curators see it."))
            return redirect(desk) if desk else redirect("question", slug=slug, uuid=asked.uuid)
    wanted = QuestionFilterForm(request.GET)
    found = find_questions(
        get_user(request),
        project,
        state=wanted.get_state(),
        words=wanted.get_words(),
        claim=claim,
    )
    page = Paginator(with_rulings(found).order_by("-pk"), QUESTIONS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": _describe(request, project, page.object_list),
        "blinding": find_blinding(get_user(request), project, claim)[:BLINDING_SHOWN],
        "filter": wanted,
        "claim": claim,
        "desk": desk,
        "form": form,
    }
    return render(
        request, "claims/questions/list.html", context, status=422 if form.errors else 200
    )


def _read_claim(request: HttpRequest, project: Project) -> tuple[Claim | None, str]:
    """The claim that the address names, and the desk from which the person comes, if any."""
    form = ClaimNameForm(request.GET)
    if not form.is_valid():
        return None, ""
    claim = get_claim(request, project, form.cleaned_data["claim"])
    stage = form.cleaned_data["stage"] or Stage.LABEL
    return claim, find_desk(get_user(request), project, claim, stage)


def _ask(
    request: HttpRequest, project: Project, claim: Claim | None, form: QuestionForm
) -> Question | None:
    try:
        return questions.ask(
            actor=get_user(request),
            project=project,
            claim=claim,
            text=form.cleaned_data["text"],
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None


@login_required
@require_POST
def look(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Give up labelling the claim that it was asked about, so as to read it and to rule on it."""
    project = get_project(request, slug)
    permissions.require(permissions.can_curate(request.user, project))
    asked = get_object_or_404(Question.objects.filter(project=project), uuid=uuid)
    if asked.claim is not None:
        stage = Stage.CHECK if project.has_check_pass else Stage.LABEL
        cases.step_aside(
            actor=get_user(request), claim=asked.claim, stage=stage, now=read_now(request)
        )
    return redirect("question", slug=slug, uuid=uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One question with all that was ruled on it; curators rule here."""
    project = get_project(request, slug)
    shown = get_object_or_404(with_rulings(find_questions(get_user(request), project)), uuid=uuid)
    (row,) = _describe(request, project, [shown])
    initial = {"known": len(row.rulings)}
    form = RulingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        permissions.require(permissions.can_curate(request.user, project))
        if form.is_valid() and _rule(request, shown, form):
            messages.success(request, _("Your ruling counts from now on."))
            return redirect("question", slug=slug, uuid=uuid)
        # Whoever was overtaken is shown what has come, and may rule on that.
        form.data = {**form.data.dict(), "known": str(len(row.rulings))}  # type: ignore[attr-defined]
    return render(
        request,
        "claims/questions/page.html",
        {"row": row, "form": form},
        status=422 if form.errors else 200,
    )


def _rule(request: HttpRequest, shown: Question, form: RulingForm) -> bool:
    try:
        questions.rule(
            actor=get_user(request),
            question=shown,
            text=form.cleaned_data["text"],
            # Who does not say had nothing before them.
            known=form.cleaned_data["known"] or 0,
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _describe(
    request: HttpRequest, project: Project, shown: Iterable[Question]
) -> list[QuestionRow]:
    user = get_user(request)
    shows_asker = sees_people(user, project)
    return [
        QuestionRow(
            question=one,
            rulings=[
                RulingText(ruling=ruling, html=render_markdown(ruling.text))
                for ruling in one.rulings.all()
            ],
            is_own=one.asked_by_id == user.pk,
            shows_asker=shows_asker,
        )
        for one in shown
    ]

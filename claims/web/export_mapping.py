"""How labels are said in other formats: readers see it, managers choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import permissions
from claims.errors import DomainError
from claims.models import Project
from claims.operations.label_mapping import choose_words, reset_words
from claims.queries.label_mapping import MappedLabel, MappedVocabulary, describe_mapping
from claims.requests import get_user, read_now
from claims.web.scope import get_project
from claims.wording import describe

# What a choice may be besides a word, which stands behind WORD.
AS_DEFAULT, LEFT_OUT, WORD = "default", "leave-out", "word:"
# Before a label's value in the name of its field.
FIELD = "label:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of what a label can become."""

    value: str
    name: str
    is_taken: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedRow:
    """A label as the page shows it, and what one may choose for it."""

    mapped: MappedLabel
    field: str
    choices: Sequence[Choice]


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedCard:
    """A vocabulary as the page shows it."""

    mapped: MappedVocabulary
    rows: Sequence[MappedRow]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_mapping(request: HttpRequest, slug: str) -> HttpResponse:
    """What each label becomes in each vocabulary; a manager sends one vocabulary at a time."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    status = 200
    if request.method == "POST":
        permissions.require(permissions.can_manage(request.user, project))
        try:
            _save(request, project)
        except DomainError as refusal:
            messages.error(request, describe(refusal))
            status = 422
        else:
            return redirect("export-mapping", slug=slug)
    cards = [_make_card(one) for one in describe_mapping(project)]
    return render(request, "claims/mapping/page.html", {"cards": cards}, status=status)


def _save(request: HttpRequest, project: Project) -> None:
    user, now = get_user(request), read_now(request)
    vocabulary = request.POST.get("vocabulary", "")
    if request.POST.get("action") == "reset":
        reset_words(actor=user, project=project, vocabulary=vocabulary, now=now)
        messages.success(request, _("Labels are said as by default again."))
        return
    given = {
        name.removeprefix(FIELD): str(value)
        for name, value in request.POST.items()
        if name.startswith(FIELD)
    }
    choose_words(
        actor=user,
        project=project,
        vocabulary=vocabulary,
        choices={
            label: None if value == LEFT_OUT else value.removeprefix(WORD)
            for label, value in given.items()
            if value != AS_DEFAULT
        },
        defaults=[label for label, value in given.items() if value == AS_DEFAULT],
        now=now,
    )
    messages.success(request, _("Saved. The next export says labels like this."))


def _make_card(mapped: MappedVocabulary) -> MappedCard:
    words = mapped.vocabulary.values
    return MappedCard(
        mapped=mapped,
        rows=[
            MappedRow(
                mapped=one, field=f"{FIELD}{one.label.value}", choices=_list_choices(one, words)
            )
            for one in mapped.labels
        ],
    )


def _list_choices(mapped: MappedLabel, words: Sequence[str]) -> list[Choice]:
    target = mapped.said.target if mapped.is_chosen else None
    usual = mapped.default.said.target or _("left out")
    return [
        Choice(
            value=AS_DEFAULT,
            name=_("By default: %(word)s") % {"word": usual},
            is_taken=not mapped.is_chosen,
        ),
        *(Choice(value=f"{WORD}{word}", name=word, is_taken=word == target) for word in words),
        Choice(value=LEFT_OUT, name=_("Leave out"), is_taken=mapped.is_chosen and target is None),
    ]

"""Guidelines: published version by version, never changed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import OperatedAdmin
from claims.admin.lists import ProjectFilter, show_text
from claims.forms.fields import ProseField
from claims.models import Guideline
from claims.operations import projects
from claims.requests import get_user, read_now


class GuidelineTextField(ProseField):
    """The text of a version, in a box as wide as the admin's pages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=30, spellcheck=True, strip=False, **kwargs)
        self.widget.attrs["cols"] = 100


def find_last() -> int:
    """The number of the last version of all."""
    return Guideline.objects.aggregate(last=Max("pk"))["last"] or 0


class GuidelineForm(forms.ModelForm):
    text = GuidelineTextField(
        label=_("Text"), help_text=_("Markdown. It becomes the project's next version at once.")
    )

    # The last version of any project when the page was opened: whatever has come since, its author
    # was not shown. Which project it is about is only then chosen.
    seen = forms.IntegerField(
        label="",
        min_value=0,
        max_value=models.BigIntegerField.MAX_BIGINT,
        required=False,
        widget=forms.HiddenInput,
        initial=find_last,
    )

    class Meta:
        model = Guideline
        fields = ("project", "text")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if project := cleaned.get("project"):
            seen = project.guidelines.filter(pk__lte=cleaned.get("seen") or 0)
            self.instance.onto = seen.aggregate(last=Max("version"))["last"] or 0
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """Once told of what has come meanwhile, its author may publish onto that."""
        super().add_error(field, error)
        if getattr(error, "code", None) == "published_meanwhile":
            self.data = {**self.data.dict(), "seen": str(find_last())}  # type: ignore[attr-defined]


@admin.register(Guideline)
class GuidelineAdmin(OperatedAdmin):
    form = GuidelineForm
    members_may_view = True
    list_display = ("project", "version", "created_at", "created_by")
    list_select_related = ("project", "created_by")
    list_filter = (ProjectFilter,)
    search_fields = ("project__name", "project__slug")
    autocomplete_fields = ("project",)

    def get_fields(self, request: HttpRequest, obj: Guideline | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("project", "text", "seen")
        return ("project", "version", "created_at", "created_by", "whole_text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("whole_text",)

    @admin.display(description=_("text"))
    def whole_text(self, guideline: Guideline) -> SafeString:
        return show_text(guideline.text)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_one(self, request: HttpRequest, row: Guideline, changed: object) -> None:
        published = projects.publish_guideline(
            actor=get_user(request),
            project=row.project,
            text=row.text,
            onto=row.onto,  # type: ignore[attr-defined]  # Set by the form.
            now=read_now(request),
        )
        row.pk, row.version = published.pk, published.version

"""Guidelines: published version by version, never changed."""

from typing import Any

from django import forms
from django.contrib import admin
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


class GuidelineForm(forms.ModelForm):
    text = GuidelineTextField(
        label=_("Text"), help_text=_("Markdown. It becomes the project's next version at once.")
    )

    class Meta:
        model = Guideline
        fields = ("project", "text")


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
            return ("project", "text")
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
            actor=get_user(request), project=row.project, text=row.text, now=read_now(request)
        )
        row.pk, row.version = published.pk, published.version

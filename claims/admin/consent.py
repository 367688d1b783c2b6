"""Texts of consent: published version by version, never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.base import OperatedAdmin
from claims.admin.guidelines import GuidelineTextField
from claims.admin.lists import show_text
from claims.models import ConsentText
from claims.operations import consent
from claims.requests import get_user, read_now


@admin.register(ConsentText)
class ConsentTextAdmin(OperatedAdmin):
    project_path = ""
    list_display = ("version", "asks_again", "created_at", "created_by")
    list_select_related = ("created_by",)

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("text", "asks_again")
        return ("version", "asks_again", "created_at", "created_by", "whole_text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("whole_text",)

    @admin.display(description=_("text"))
    def whole_text(self, text: ConsentText) -> SafeString:
        return show_text(text.text)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            told = _("Markdown. It is published at once, for the whole site.")
            return GuidelineTextField(label=_("Text"), help_text=told)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_one(self, request: HttpRequest, row: ConsentText, changed: object) -> None:
        published = consent.publish_text(
            actor=get_user(request),
            text=row.text,
            asks_again=row.asks_again,
            now=read_now(request),
        )
        row.pk, row.version = published.pk, published.version

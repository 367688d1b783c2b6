"""Speakers and their other names."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.admin.access import curates
from claims.admin.base import OperatedAdmin, RowsInline
from claims.admin.lists import ProjectFilter
from claims.models import Speaker, SpeakerAlias, User, make_name_key
from claims.models.speakers import SpeakerQuerySet
from claims.operations.speakers import CHOOSABLE_KINDS

KEY_LIMIT = 200


class NamedForm(forms.ModelForm):
    """Sets the key by which names are compared, and lets the table's rules see it."""

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise forms.ValidationError(_("A speaker needs a name."))
        key = make_name_key(name)
        if len(key) > KEY_LIMIT:
            raise forms.ValidationError(_("This name is too long."))
        self.instance.name_key = key
        return name

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded if "name" in excluded else excluded - {"name_key"}


class SpeakerForm(NamedForm):
    def clean_name(self) -> str:
        name = super().clean_name()
        self.instance.take_name(name)
        return name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            choices = [(kind.value, kind.label) for kind in CHOOSABLE_KINDS]
            self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class AliasInline(RowsInline):
    """Whoever changes the speaker changes the other names."""

    model = SpeakerAlias
    form = NamedForm
    extra = 1
    fields = ("name",)

    def _is_speaker_open(self, request: HttpRequest, obj: Any) -> bool:
        page = self.admin_site.get_model_admin(Speaker)
        return page.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_speaker_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_speaker_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_speaker_open(request, obj)


@admin.register(Speaker)
class SpeakerAdmin(OperatedAdmin):
    form = SpeakerForm
    members_may_view = True
    deletable = True
    list_display = ("__str__", "kind", "role", "affiliation", "project")
    list_select_related = ("project",)
    list_filter = (ProjectFilter, "kind")
    search_fields = ("name", "aliases__name")
    sortable_by = ()
    autocomplete_fields = ("project",)
    fields = ("project", "kind", "name", "role", "affiliation", "same_as", "merged_into")
    inlines = (AliasInline,)

    def scope(self, rows: SpeakerQuerySet, user: User) -> SpeakerQuerySet:  # type: ignore[override]
        return rows.visible_to(user)

    def may_write_some(self, request: HttpRequest) -> bool:
        return curates(request)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Speaker | None = None
    ) -> tuple[str, ...]:
        return ("project", "merged_into") if obj else ("merged_into",)

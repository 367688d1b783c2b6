"""Label schemes and their labels. What records derive from is frozen once it is used."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import OperatedAdmin
from claims.models import Label, LabelScheme
from claims.models.schemes import LabelQuerySet
from claims.operations import schemes
from claims.requests import get_user, read_now

FROZEN_FIELDS = frozenset(name.removesuffix("_id") for name in Label.FROZEN_WHEN_USED)


class LabelForm(forms.ModelForm):
    """Fields that are frozen are shown, and what is sent for them is not read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self.instance, "used", False):
            for name in FROZEN_FIELDS & self.fields.keys():
                self.fields[name].disabled = True


class LabelInline(admin.StackedInline):
    """Whoever changes the scheme changes its labels."""

    model = Label
    form = LabelForm
    extra = 0
    fields = (
        ("order", "value", "name"),
        "definition",
        ("hotkey", "tone"),
        ("verifiable", "check_worthy", "verdict_rule"),
        ("canonical", "rating"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        labels: LabelQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return labels.with_used().order_by("order", "pk")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Leave it to the operation whether a label may go.

        Django would read every annotation that has the label, and name them in its refusal.
        """
        formset = super().get_formset(request, obj, **kwargs)
        quiet = {"hand_clean_DELETE": lambda _form: None}
        formset.form = type(formset.form.__name__, (formset.form,), quiet)
        return formset

    def _is_scheme_open(self, request: HttpRequest) -> bool:
        return self.admin_site.get_model_admin(LabelScheme).has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_scheme_open(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_scheme_open(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_scheme_open(request)


@admin.register(LabelScheme)
class LabelSchemeAdmin(OperatedAdmin):
    project_path = ""
    members_may_view = True
    deletable = True
    list_display = ("name", "version", "kind", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("kind", "name", "version")
    fields = ("kind", "slug", "version", "name", "description", "uuid")
    inlines = (LabelInline,)

    def get_readonly_fields(
        self, request: HttpRequest, obj: LabelScheme | None = None
    ) -> tuple[str, ...]:
        if obj and obj.labels.used().exists():
            return ("uuid", "kind", "slug", "version")
        return ("uuid",)

    def save_one(self, request: HttpRequest, row: Any, changed: Any) -> None:
        if isinstance(row, Label):
            schemes.save_label(actor=get_user(request), label=row, now=read_now(request))
        else:
            super().save_one(request, row, changed)

    def remove_one(self, request: HttpRequest, row: Any) -> None:
        if isinstance(row, Label):
            schemes.remove_label(actor=get_user(request), label=row, now=read_now(request))
        else:
            super().remove_one(request, row)

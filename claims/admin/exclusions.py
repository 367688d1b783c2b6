"""Exclusions: who labels nothing of an outlet. Made and ended, never changed."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.access import manages
from claims.admin.base import OperatedAdmin
from claims.admin.buttons import ButtonedAdmin
from claims.admin.lists import ProjectFilter
from claims.models import Exclusion, User
from claims.operations import assignment
from claims.requests import get_user, read_now


class ExclusionForm(forms.ModelForm):
    """Takes members of the outlet's own project only."""

    class Meta:
        model = Exclusion
        fields = ("outlet", "person", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outlet, person = cleaned.get("outlet"), cleaned.get("person")
        if outlet and person and not person.memberships.filter(project=outlet.project_id).exists():
            self.add_error("person", _("This person is not in the outlet’s project."))
        if outlet and person and Exclusion.objects.keeping(person, outlet.pk).exists():
            # The operation would leave it as it is, and drop the reason given this time.
            self.add_error("person", _("This person was excluded from this outlet already."))
        return cleaned


@admin.register(Exclusion)
class ExclusionAdmin(ButtonedAdmin):
    form = ExclusionForm
    list_display = ("person", "outlet", "project", "reason", "created_at", "ended_at")
    list_select_related = ("person", "outlet", "project")
    list_filter = (ProjectFilter, ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("=person__username", "outlet__name", "reason")
    sortable_by = ()
    autocomplete_fields = ("outlet", "person")
    actions = ("end_selected",)
    buttons = ("end",)

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user)

    def get_fields(self, request: HttpRequest, obj: Exclusion | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("outlet", "person", "reason")
        made = ("created_at", "created_by", "ended_at")
        return ("uuid", "project", "outlet", "person", "reason", *made)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Django’s permission to change, though all that is ever changed is this."""
        return OperatedAdmin.has_change_permission(self, request, obj)

    def may_press(self, request: HttpRequest, row: Exclusion) -> bool:
        return self.has_end_permission(request, row)

    def list_buttons(self, row: Exclusion) -> dict[str, str]:
        return {} if row.ended_at else {"end": gettext("End it")}

    def end(self, request: HttpRequest, exclusion: Exclusion) -> str:
        assignment.end_exclusion(
            actor=get_user(request), exclusion=exclusion, now=read_now(request)
        )
        return gettext("Ended: %(exclusion)s.") % {"exclusion": exclusion}

    @admin.action(description=_("End the selected exclusions"), permissions=["end"])
    def end_selected(self, request: HttpRequest, queryset: models.QuerySet[Exclusion]) -> None:
        self.do_to_each(request, queryset, partial(self.end, request))

    def save_model(
        self,
        request: HttpRequest,
        obj: Exclusion,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        made = assignment.exclude_person(
            actor=get_user(request),
            outlet=obj.outlet,
            person=obj.person,
            reason=obj.reason,
            now=read_now(request),
        )
        obj.pk, obj.uuid = made.pk, made.uuid

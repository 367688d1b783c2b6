"""Outlets: who published the articles."""

from django.contrib import admin

from claims.admin.base import OperatedAdmin
from claims.admin.lists import ProjectFilter
from claims.models import Outlet


@admin.register(Outlet)
class OutletAdmin(OperatedAdmin):
    members_may_view = True
    deletable = True
    list_display = ("name", "domain", "project")
    list_select_related = ("project",)
    list_filter = (ProjectFilter,)
    search_fields = ("name", "domain")
    ordering = ("name", "pk")
    autocomplete_fields = ("project",)
    fields = ("project", "name", "domain")

    def get_readonly_fields(self, request: object, obj: Outlet | None = None) -> tuple[str, ...]:
        """An outlet stays in its project: its articles do."""
        return ("project",) if obj else ()

"""Decisions, to read: they are made where claims are curated, or by a project's rule."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.access import only_curates
from claims.admin.annotations import SAID, EvidenceInline, SaidAdmin
from claims.admin.lists import ProjectFilter
from claims.models import Decision, User

PARTS = (
    *("uuid", "project", "claim", "stage", "rule", "decided_by", "created_at", "reason"),
    *("is_standing", "is_stale", "previous", "adopted_from"),
)
# What only an annotator says.
OF_ANNOTATOR = {"confidence", "comment"}


class StandingFilter(admin.SimpleListFilter):
    """Those that stand, or those that another has replaced."""

    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Stands")), ("no", _("Replaced"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(replaced_by__isnull=self.value() == "yes")


@admin.register(Decision)
class DecisionAdmin(SaidAdmin):
    members_may_view = True
    linked_lookups = frozenset({"claim__id__exact"})
    list_display = (
        *("claim_text", "stage", "verifiability", "verdict", "rule"),
        *("is_standing", "is_stale", "created_at"),
    )
    list_select_related = ("claim", "verifiability", "verdict")
    list_filter = (ProjectFilter, "stage", "rule", StandingFilter)
    search_fields = ("=decided_by__username", "claim__text")
    search_scans = True
    sortable_by = ()
    readonly_fields = ("is_standing", "is_stale", "together_with")
    fieldsets = (
        (None, {"fields": PARTS}),
        (_("What was said"), {"fields": [name for name in SAID if name not in OF_ANNOTATOR]}),
    )
    inlines = (EvidenceInline,)

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user).with_state()

    def get_fieldsets(self, request: HttpRequest, obj: Decision | None = None) -> Any:
        """Without who decided, for those who don't curate: exports and the API give no names."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and permissions.can_curate(request.user, obj.project):
            return fieldsets
        (name, about), *others = fieldsets
        shown = [field for field in about["fields"] if field != "decided_by"]
        return [(name, {"fields": shown}), *others]

    def get_search_fields(self, request: HttpRequest) -> Any:
        """By who decided, for those who curate wherever they are: a search tells as much."""
        return self.search_fields if only_curates(request) else ("claim__text",)

    @admin.display(description=_("stands"), boolean=True)
    def is_standing(self, decision: Any) -> bool:
        return bool(decision.is_standing)

    @admin.display(description=_("on other labels than count now"), boolean=True)
    def is_stale(self, decision: Any) -> bool:
        return bool(decision.is_stale)

"""The queue, to look at: nothing in it is moved by hand."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.access import curates
from claims.admin.base import ReadOnlyAdmin, SiteAdminsOnly
from claims.admin.lists import ProjectFilter, show_line
from claims.models import Flag, Lease, Membership, Skip, Slot, User
from claims.models.queue import has_to_label


class ClaimColumn:
    """The beginning of the claim that a row is about."""

    @admin.display(description=_("claim"))
    def claim_text(self, row: Any) -> SafeString:
        return show_line(row.claim.text, 60)


@admin.register(Slot)
class SlotAdmin(ClaimColumn, SiteAdminsOnly):
    linked_lookups = frozenset({"claim__id__exact"})
    list_display = (
        *("claim_text", "stage", "number", "purpose", "wanted", "priority"),
        *("reserved_for", "annotator", "is_labelled"),
    )
    list_select_related = ("claim", "annotator", "reserved_for")
    list_filter = (
        *(ProjectFilter, "stage", "purpose", "wanted"),
        *(("annotator", admin.EmptyFieldListFilter), ("reserved_for", admin.EmptyFieldListFilter)),
    )
    search_fields = ("=annotator__username",)
    sortable_by = ()
    fields = (
        "project",
        "article",
        "claim",
        "stage",
        "number",
        "purpose",
        "wanted",
        "priority",
        "reserved_for",
        "annotator",
        "lease",
        "is_labelled",
    )

    @admin.display(description=_("labelled"), boolean=True)
    def is_labelled(self, slot: Slot) -> bool:
        return slot.current_id is not None


@admin.register(Lease)
class LeaseAdmin(SiteAdminsOnly):
    list_display = ("article", "annotator", "stage", "started_at", "expires_at", "ended_at")
    list_select_related = ("article", "annotator")
    list_filter = (ProjectFilter, "stage", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("=annotator__username",)
    sortable_by = ()
    fields = (
        "uuid",
        "project",
        "article",
        "annotator",
        "stage",
        "started_at",
        "expires_at",
        "ended_at",
    )


@admin.register(Skip)
class SkipAdmin(ClaimColumn, SiteAdminsOnly):
    project_path = "claim__project"
    list_display = ("claim_text", "annotator", "stage", "reason", "created_at", "withdrawn_at")
    list_select_related = ("claim", "annotator")
    list_filter = (ProjectFilter, "stage", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("reason", "=annotator__username")
    sortable_by = ()
    fields = ("claim", "annotator", "stage", "reason", "created_at", "withdrawn_at")

    def scope(self, rows: models.QuerySet, user: User) -> models.QuerySet:
        return super().scope(rows, user).filter(~has_to_label(user))


@admin.register(Flag)
class FlagAdmin(ClaimColumn, ReadOnlyAdmin):
    """For curators too: whoever flags a claim asks them to look, once it is not theirs to label."""

    project_path = "claim__project"
    list_display = ("claim_text", "annotator", "stage", "reason", "created_at", "withdrawn_at")
    list_select_related = ("claim", "annotator")
    list_filter = (ProjectFilter, "stage", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("reason", "=annotator__username")
    sortable_by = ()
    fields = ("claim", "annotator", "stage", "reason", "created_at", "withdrawn_at")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return curates(request)

    def scope(self, rows: models.QuerySet, user: User) -> models.QuerySet:
        rows = rows.filter(~has_to_label(user))
        if user.is_superuser:
            return rows
        curated = Membership.objects.active_of(user).filter(role__in=permissions.CURATES)
        return rows.filter(claim__project__in=curated.values("project_id"))

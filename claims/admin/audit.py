"""Audit events: what was done, for those who answer for it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from claims.admin.access import manages
from claims.admin.base import ReadOnlyAdmin
from claims.admin.lists import ProjectFilter
from claims.models import AuditEvent, User


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "action", "actor", "project", "target")
    list_select_related = ("actor", "project")
    list_filter = (ProjectFilter,)
    search_fields = ("=action", "=target", "=actor__username", "=request_id")
    sortable_by = ()
    fields = (
        "created_at",
        "action",
        "actor",
        "project",
        "target",
        "data",
        "address",
        "token",
        "request_id",
    )

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return manages(request)

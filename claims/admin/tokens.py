"""API tokens: seen and ended here, made by their owners elsewhere."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from claims import permissions
from claims.admin.base import SiteAdminsOnly
from claims.models import ApiToken
from claims.operations import tokens
from claims.requests import get_user, read_now


@admin.register(ApiToken)
class ApiTokenAdmin(SiteAdminsOnly):
    project_path = ""
    list_display = ("name", "user", "scopes", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "user__username")
    fields = (
        "uuid",
        "name",
        "user",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return permissions.can_administer(request.user)

    @admin.action(description=_("Revoke the selected tokens"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        chosen = list(queryset)
        for token in chosen:
            tokens.revoke_token(actor=get_user(request), token=token, now=read_now(request))
        done = ngettext("%d token revoked.", "%d tokens revoked.", len(chosen)) % len(chosen)
        self.message_user(request, done, messages.SUCCESS)

"""Projects: their settings and their people."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.base import OperatedAdmin
from claims.admin.memberships import (
    MEMBERS_ON_PROJECT_PAGE,
    MembersInline,
    NewMembersInline,
    write_membership,
)
from claims.models import Membership, Project, User
from claims.operations import projects
from claims.operations.projects import FIXED_WITH_ARTICLES
from claims.requests import get_user, read_now

SETTINGS = (
    "evidence_rule",
    "lease_minutes",
    "show_suggestions",
)


class NewProjectForm(forms.ModelForm):
    """A project begins with a guideline: labels name the version they were made under."""

    guideline = forms.CharField(
        label=_("Guideline"),
        widget=forms.Textarea(attrs={"rows": 20, "cols": 100, "dir": "auto"}),
        help_text=_("Markdown; the first version."),
    )

    class Meta:
        model = Project
        fields = (
            "name",
            "slug",
            "description",
            "language",
            "time_zone",
            *FIXED_WITH_ARTICLES,
            *SETTINGS,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = Path(settings.BASE_DIR) / "fixtures" / "guideline.md"
        self.fields["guideline"].initial = default.read_text(encoding="utf-8")


@admin.register(Project)
class ProjectAdmin(OperatedAdmin):
    members_may_view = True
    list_display = ("name", "slug", "language", "overlap", "verifiability_scheme", "verdict_scheme")
    list_select_related = ("verifiability_scheme", "verdict_scheme")
    list_filter = ("evidence_rule",)
    search_fields = ("name", "slug")
    ordering = ("name", "pk")

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.can_administer(request.user)

    def get_form(
        self,
        request: HttpRequest,
        obj: Project | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewProjectForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Project | None = None) -> Any:
        about = ("name", "slug", "description", "language", "time_zone")
        fixed = {
            "fields": FIXED_WITH_ARTICLES,
            "description": _("Fixed as soon as the project has articles: labels rest on these."),
        }
        last = (None, {"fields": ("guideline",) if obj is None else ("pages", "created_at")})
        return [
            (None, {"fields": about}),
            (_("Labels"), fixed),
            (_("Work"), {"fields": SETTINGS}),
            last,
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Project | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = FIXED_WITH_ARTICLES if obj.articles.exists() else ()
        return ("pages", "created_at", *fixed)

    def get_inlines(self, request: HttpRequest, obj: Project | None) -> list[Any]:
        if obj is None or obj.memberships.count() > MEMBERS_ON_PROJECT_PAGE:
            return []
        return [MembersInline, NewMembersInline]

    @admin.display(description=_("pages"))
    def pages(self, project: Project) -> SafeString:
        """Links to the lists of what is in the project, and to its import."""
        links = [
            (f"{reverse(f'admin:claims_{name}_changelist')}?project={project.pk}", text)
            for name, text in (
                ("article", gettext("Articles")),
                ("claim", gettext("Claims")),
                ("membership", gettext("Members")),
                ("guideline", gettext("Guidelines")),
            )
        ]
        links.append((reverse("article-import", args=[project.slug]), gettext("Import articles")))
        shown = [format_html('<a href="{}">{}</a>', *link) for link in links]
        return SafeString(" · ".join(shown))

    def save_model(
        self,
        request: HttpRequest,
        obj: Project,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        created = projects.create_project(
            actor=get_user(request), now=read_now(request), **form.cleaned_data
        )
        obj.pk, obj.uuid = created.pk, created.uuid

    def save_one(self, request: HttpRequest, row: Any, changed: Any) -> None:
        if isinstance(row, Membership):
            write_membership(request, row)
        else:
            projects.save_project(
                actor=get_user(request), project=row, changed=changed, now=read_now(request)
            )

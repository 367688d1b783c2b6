"""Projects: their settings and their people."""

from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.base import MergingForm
from claims.admin.buttons import ButtonedAdmin
from claims.admin.guidelines import GuidelineTextField
from claims.admin.memberships import (
    MEMBERS_ON_PROJECT_PAGE,
    MembersInline,
    NewMembersInline,
    write_membership,
)
from claims.models import Article, Membership, Project, User
from claims.operations import locks, projects
from claims.operations.projects import FIXED_WITH_ARTICLES
from claims.requests import get_user, read_now

ABOUT = ("name", "slug", "description", "language", "time_zone")
SCHEMES = ("verifiability_scheme", "verdict_scheme")
HOW_MANY = ("overlap", "double_percent", "opinions_limit", "queue_headlines")
DECISIONS = ("decision_rule", "decide_own", "approvals_wanted", "hides_names")
CHECK_PASS = (
    "has_check_pass",
    "check_allowed",
    "check_overlap",
    "check_by_labellers",
    "check_lease_minutes",
)
WORK = (
    "evidence_rule",
    "evidence_cut_off",
    "lease_minutes",
    "show_suggestions",
    "suggestions_hidden_percent",
)
NEWSROOM = ("newsroom_name", "newsroom_url", "newsroom_domains")
# For managers alone: what those who label shall not know of, and what watches them.
QUALITY = (
    *("gold_percent", "least_gold_percent", "least_seconds"),
    *("has_training", "pass_percent"),
)
# What the page tells of a project besides.
TOLD = ("pages", "state", "waiting", "created_at")


class NewProjectForm(forms.ModelForm):
    """A project begins with a guideline: labels name the version they were made under."""

    guideline = GuidelineTextField(
        label=_("Guideline"), help_text=_("Markdown; the first version.")
    )

    class Meta:
        model = Project
        fields = (*ABOUT, *SCHEMES, *HOW_MANY, *DECISIONS, *CHECK_PASS, *WORK, *NEWSROOM, *QUALITY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = Path(settings.BASE_DIR) / "fixtures" / "guideline.md"
        self.fields["guideline"].initial = default.read_text(encoding="utf-8")


def describe_waiting(count: int) -> str:
    """How many articles wait to be adjusted, in words."""
    if not count:
        return gettext("All articles are adjusted.")
    return ngettext("%d article still waits.", "%d articles still wait.", count) % count


@admin.register(Project)
class ProjectAdmin(ButtonedAdmin):
    form = MergingForm
    members_may_view = True
    list_display = (
        *("name", "slug", "language", "overlap", "has_check_pass"),
        *SCHEMES,
        "is_paused",
    )
    list_select_related = SCHEMES
    list_filter = (
        "evidence_rule",
        "has_check_pass",
        ("paused_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("name", "slug")
    ordering = ("name", "pk")
    actions = ("pause_selected", "resume_selected", "adjust_selected")
    buttons = ("pause", "resume", "adjust")

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
        fixed = _("Fixed as soon as the project has articles: labels rest on these.")
        how_many = _("A change counts at once, also for what people have finished.")
        first = ABOUT if obj is None else (*ABOUT, *TOLD)
        last = [(None, {"fields": ("guideline",)})] if obj is None else []
        runs = obj is None or permissions.can_manage(request.user, obj)
        quality = [(_("Quality"), {"fields": QUALITY})] if runs else []
        return [
            (None, {"fields": first}),
            (_("Label schemes"), {"fields": SCHEMES, "description": fixed}),
            (_("How many labels"), {"fields": HOW_MANY, "description": how_many}),
            (_("Decisions"), {"fields": DECISIONS}),
            (_("Check pass"), {"fields": CHECK_PASS}),
            (_("Work"), {"fields": WORK}),
            (_("Publishing"), {"fields": NEWSROOM}),
            *quality,
            *last,
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Project | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        return (*TOLD, *FIXED_WITH_ARTICLES) if obj.articles.exists() else TOLD

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
        return SafeString(" · ".join(shown))  # nosec B703  # each was made by format_html

    @admin.display(description=_("paused"), boolean=True)
    def is_paused(self, project: Project) -> bool:
        return project.paused_at is not None

    @admin.display(description=_("state"))
    def state(self, project: Project) -> SafeString | str:
        if project.paused_at is None:
            return gettext("Work is handed out.")
        since = date_format(localtime(project.paused_at), "DATETIME_FORMAT")
        text = gettext("Paused since %(since)s: nothing is handed out.") % {"since": since}
        return format_html("<strong>{}</strong>", text)

    @admin.display(description=_("articles to adjust"))
    def waiting(self, project: Project) -> str:
        """How many have yet to follow a change of how many labels are wanted."""
        count = Article.objects.to_adjust(project).count()
        return describe_waiting(count)

    def list_buttons(self, row: Project) -> dict[str, str]:
        pause = {"resume": gettext("Resume")} if row.paused_at else {"pause": gettext("Pause")}
        return pause | {"adjust": gettext("Adjust now")}

    def pause(self, request: HttpRequest, project: Project) -> str:
        projects.pause_project(actor=get_user(request), project=project, now=read_now(request))
        return gettext("%(project)s is paused.") % {"project": project}

    def resume(self, request: HttpRequest, project: Project) -> str:
        projects.resume_project(actor=get_user(request), project=project, now=read_now(request))
        return gettext("%(project)s hands work out again.") % {"project": project}

    def adjust(self, request: HttpRequest, project: Project) -> str:
        left = projects.adjust_articles(
            actor=get_user(request), project=project, now=read_now(request)
        )
        told = {"project": project, "state": describe_waiting(left)}
        return gettext("%(project)s: %(state)s") % told

    @admin.action(description=_("Pause the selected projects"), permissions=["change"])
    def pause_selected(self, request: HttpRequest, queryset: models.QuerySet[Project]) -> None:
        self.do_to_each(request, queryset, partial(self.pause, request))

    @admin.action(description=_("Resume the selected projects"), permissions=["change"])
    def resume_selected(self, request: HttpRequest, queryset: models.QuerySet[Project]) -> None:
        self.do_to_each(request, queryset, partial(self.resume, request))

    @admin.action(description=_("Adjust articles of the selected now"), permissions=["change"])
    def adjust_selected(self, request: HttpRequest, queryset: models.QuerySet[Project]) -> None:
        self.do_to_each(request, queryset, partial(self.adjust, request))

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

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        """Everybody whose role changes is held first: they may be at work in one article."""
        rows = (row for formset in formsets for row in formset.forms if row.has_changed())
        members = [row.instance.user_id for row in rows if row.instance.user_id]
        locks.hold_people(User.objects.filter(pk__in=members))
        super().save_related(request, form, formsets, change)

    def save_one(self, request: HttpRequest, row: Any, changed: Any) -> None:
        if isinstance(row, Membership):
            write_membership(request, row)
        else:
            values = {name: getattr(row, name) for name in changed}
            projects.save_project(
                actor=get_user(request), project=row, values=values, now=read_now(request)
            )

"""Memberships: what each person may do in a project. Ended, never deleted."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from claims.admin.base import RowsInline, ScopedChoices
from claims.admin.buttons import ButtonedAdmin
from claims.admin.lists import ProjectFilter
from claims.models import Membership, Project, User
from claims.operations import pausing, projects, training
from claims.queries.training import Standing, read_standing
from claims.requests import get_user, read_now

# Members that the project's own page lists: of larger teams each has a page.
MEMBERS_ON_PROJECT_PAGE = 100
# Since when somebody is through with the training or below its mark, or paused.
MOMENTS = ("trained_at", "failed_at", "paused_at")


def write_membership(request: HttpRequest, row: Membership) -> None:
    """Set what the form says, and let its row know which row of the table that is.

    Whoever sets it is told what the person gives up by it.
    """
    written = projects.set_membership(
        actor=get_user(request),
        project=row.project,
        user=row.user,
        role=row.role,
        is_active=row.is_active,
        now=read_now(request),
    )
    row.pk = written.membership.pk
    if written.given_up:
        messages.info(request, _tell_given_up(row.user, written.given_up))


def _tell_given_up(person: User, count: int) -> str:
    message = ngettext(
        "%(name)s could read all labels until now: the %(count)d claim that others have labelled"
        " so far will not come to them.",
        "%(name)s could read all labels until now: the %(count)d claims that others have labelled"
        " so far will not come to them.",
        count,
    )
    return message % {"name": person.get_full_name(), "count": count}


@admin.register(Membership)
class MembershipAdmin(ButtonedAdmin):
    list_display = ("user", "project", "role", "is_active", *MOMENTS)
    list_select_related = ("user", "project")
    list_filter = (ProjectFilter, "role", "is_active")
    search_fields = ("user__username", "user__name", "user__email")
    autocomplete_fields = ("project", "user")
    fields = ("project", "user", "role", "is_active", *MOMENTS)
    buttons = ("resume", "pass_by_hand", "retry")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("project", "user", *MOMENTS) if obj else MOMENTS

    def list_buttons(self, row: Membership) -> dict[str, str]:
        pass_by_hand = {"pass_by_hand": gettext("Pass by hand")}
        return {
            Standing.PAUSED: {"resume": gettext("Let them go on")},
            Standing.TRAINING: pass_by_hand,
            Standing.FAILED: {"retry": gettext("Let them try again"), **pass_by_hand},
        }.get(read_standing(row), {})

    def resume(self, request: HttpRequest, row: Membership) -> str:
        pausing.resume_member(actor=get_user(request), membership=row, now=read_now(request))
        return gettext("They can go on.")

    def pass_by_hand(self, request: HttpRequest, row: Membership) -> str:
        training.pass_by_hand(actor=get_user(request), membership=row, now=read_now(request))
        return gettext("They have passed, and label live articles.")

    def retry(self, request: HttpRequest, row: Membership) -> str:
        training.let_try_again(actor=get_user(request), membership=row, now=read_now(request))
        return gettext("They can try again.")

    def save_one(self, request: HttpRequest, row: Membership, changed: object) -> None:
        write_membership(request, row)


class _OnProjectPage(ScopedChoices, RowsInline):
    """Who changes the project sets its people too; the operation asks for the role once more."""

    model = Membership
    can_delete = False
    fields = ("user", "role", "is_active")

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return obj is not None and self._is_project_open(request, obj)

    def _is_project_open(self, request: HttpRequest, obj: Project) -> bool:
        page = self.admin_site.get_model_admin(Project)
        return page.has_change_permission(request, obj)


class MembersInline(_OnProjectPage):
    """The members there are. Their names are text: a field each would cost a query each."""

    extra = 0
    readonly_fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user").order_by("user__username")

    def has_view_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        """Django asks without a project too, before it reads the rows of the one it has."""
        return obj is None or self._is_project_open(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False


class NewMembersInline(_OnProjectPage):
    """Rows for further members."""

    extra = 1
    autocomplete_fields = ("user",)
    verbose_name_plural = ""

    def has_view_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return obj is not None and self._is_project_open(request, obj)

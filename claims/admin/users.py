"""People: added, changed and deactivated; never deleted, since labels keep their author."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.base import OperatedAdmin
from claims.models import User
from claims.operations import addresses, consent, people, second_factors, sign_ins
from claims.queries.people import list_near
from claims.requests import get_user, read_now

POWERS = ("is_staff", "is_superuser", "groups")


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User


class UserForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


@admin.register(User)
class UserAdmin(OperatedAdmin, auth_admin.UserAdmin):
    """Site admins see everybody; staff with the permission see people of their projects."""

    project_path = ""
    form = UserForm
    add_form = NewUserForm
    list_display = ("username", "name", "email", "is_active", "is_staff", "is_superuser")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    # Without the two-list box: its parts have no names.
    filter_horizontal = ()
    readonly_fields = ("uuid", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("uuid", "username", "password", "name", "email")}),
        (_("What they may do"), {"fields": ("is_active", *POWERS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    actions = ("deactivate", "turn_off_second_factor")

    def scope(self, rows: models.QuerySet, user: User) -> models.QuerySet:
        """Oneself, people of one's projects, and those who are in none yet; no site admins."""
        return list_near(user, rows)

    def may_write_some(self, request: HttpRequest) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.can_administer(request.user)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Without the password, of which Django shows a part, for those who can't set it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        (_name, about), *others = fieldsets
        shown = tuple(field for field in about["fields"] if field != "password")
        return [(None, {"fields": shown}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Powers are given by site admins alone, and nobody locks themselves out."""
        fields = super().get_readonly_fields(request, obj)
        if not permissions.can_administer(request.user):
            return (*fields, *POWERS)
        return (*fields, "is_active", *POWERS) if obj == request.user else fields

    def save_one(self, request: HttpRequest, row: User, changed: Any) -> None:
        if "is_superuser" in changed:
            people.hold_site_admins(get_user(request))
        if "is_active" in changed:
            act = people.reactivate_person if row.is_active else people.deactivate_person
            act(actor=get_user(request), person=row, now=read_now(request))
        if row.pk:
            people.read_again(row, but_not=changed)
        else:
            row.consent_due = consent.is_asked_of_new_people()
        super().save_one(request, row, changed)
        if "email" in changed:
            addresses.vouch(person=row)
        if "password" in changed:
            sign_ins.end_access(actor=get_user(request), person=row, now=read_now(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a link to the page where their access is ended, or their name erased."""
        person = context.get("original")
        if person is not None and permissions.can_administer(request.user):
            address = reverse("person", args=[person.uuid])
            context["links"] = [(address, gettext("Access and erasure"))]
        return super().render_change_form(request, context, *args, **kwargs)

    def has_deactivate_permission(self, request: HttpRequest) -> bool:
        return permissions.can_administer(request.user)

    @admin.action(description=_("Deactivate the selected people"), permissions=["deactivate"])
    def deactivate(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        """Ends their sessions and tokens at once. Their labels stay."""
        chosen = list(queryset.filter(is_active=True).exclude(pk=get_user(request).pk))
        for person in chosen:
            people.deactivate_person(actor=get_user(request), person=person, now=read_now(request))
        count = len(chosen)
        done = ngettext("%d person deactivated.", "%d people deactivated.", count) % count
        self.message_user(request, done, messages.SUCCESS)

    @admin.action(
        description=_("Turn off the second factor of the selected people"),
        permissions=["deactivate"],
    )
    def turn_off_second_factor(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        """For who has lost both the app and the recovery codes, and has shown who they are."""
        for person in queryset:
            second_factors.turn_off(actor=get_user(request), person=person, now=read_now(request))
        self.message_user(request, _("They are asked for no code any more."), messages.SUCCESS)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's
        form_url: str = "",
    ) -> HttpResponse:
        """Django's page, whose write gets its audit row in the same transaction."""
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            before = self.get_object(request, id)
            response = super().user_change_password(request, id, form_url)
            after = self.get_object(request, id)
            if before and after and before.password != after.password:
                self.save_one(request, after, ["password"])
        return response


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(OperatedAdmin, auth_admin.GroupAdmin):
    """Groups carry permissions: who could change them could give themselves any."""

    project_path = ""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_administer(request.user)

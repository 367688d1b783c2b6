"""What the admin's pages share: operations write, reads are scoped, lookups are listed."""

import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.db import IntegrityError, models
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext

from claims import permissions
from claims.admin.access import is_member, manages
from claims.admin.lists import FOUND_LIMIT, BoundedPaginator, is_key
from claims.errors import DomainError, changed_meanwhile
from claims.forms.fields import add_refusal
from claims.models import Project, User
from claims.operations import administration
from claims.requests import get_user, read_now
from claims.wording import describe

SEARCH_LIMIT = 200


class RefusedForm(ModelForm):
    """A form whose content an operation has refused: shown again, with the reason."""

    refusal: ClassVar[DomainError]

    def full_clean(self) -> None:
        super().full_clean()
        add_refusal(self, self.refusal)


class MergingForm(ModelForm):
    """Changes what was changed on the page and leaves the rest to whoever changed it meanwhile.

    What counts as changed is what differs from what the page showed, not from the row as it is now.
    """

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self.data.copy()
        for name, field in self.fields.items():
            shown = self.add_initial_prefix(name)
            field.show_hidden_initial = not self.is_bound or self._was_shown(field, shown)
            if self.is_bound and field.show_hidden_initial:
                # Django shows it again by this name alone: a date with a time has two of their own.
                self.data.setdefault(shown, "")

    def _was_shown(self, field: Field, shown: str) -> bool:
        return not field.hidden_widget().value_omitted_from_data(self.data, self.files, shown)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {name: value for name, value in cleaned.items() if name in self.changed_data}


class NamedSelect(AutocompleteSelect):
    """Names the box that Select2 draws in its place: by what is chosen, or else by the field."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **kwargs) | {
            "data-placeholder": capfirst(self.field.verbose_name)
        }


class NamedFields:
    """For pages and inlines: their fields have names where Django's templates show none."""

    # In a table of rows each field's name stands over its column only.
    names_each = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            name_widget(field, names_it=self.names_each)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        page: Any = self
        if db_field.name in page.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NamedSelect(db_field, page.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class OperatedAdmin(NamedFields, admin.ModelAdmin):
    """Rows of one table, of the projects that a person sees, written by operations."""

    # How the row's project is reached; empty for what belongs to none.
    project_path = "project"
    # Staff see these rows as soon as they are members of some project.
    members_may_view = False
    deletable = False
    # Searching reads the whole table: then it is done once, not to count and to list.
    search_scans = False
    # Lookups that other pages link to, beside those of `list_filter`.
    linked_lookups: frozenset[str] = frozenset()

    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    ordering: ClassVar[Any] = ("-pk",)

    class Media:
        css: ClassVar = {"all": ["claims/admin.css"]}

    # Reading.

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return self.scope(super().get_queryset(request), get_user(request))

    def scope(self, rows: models.QuerySet, user: User) -> models.QuerySet:
        """Those of the person's projects; a site admin sees all."""
        if user.is_superuser or not self.project_path:
            return rows
        return rows.filter(**{f"{self.project_path}__in": Project.objects.visible_to(user)})

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> models.QuerySet | None:
        """A form takes no row that its reader may not see, whatever key is sent."""
        return find_choices(self, db_field, request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The lists' own filters, and nothing that could ask for a secret letter by letter."""
        allowed = set(self.linked_lookups)
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                allowed.add(str(item.parameter_name))
            else:
                field = item[0] if isinstance(item, tuple) else item
                allowed |= {f"{field}__{name}" for name in ("exact", "isnull", "isempty")}
        return lookup in allowed and "\0" not in value

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        if "\0" in search_term:
            return queryset.none(), False
        with suppress(ValueError):
            wanted = uuid.UUID(search_term.strip())
            if any(field.name == "uuid" for field in self.opts.fields):
                return queryset.filter(uuid=wanted), False
        found = super().get_search_results(request, queryset, search_term[:SEARCH_LIMIT])
        if not (self.search_scans and search_term):
            return found
        return find_newest(request, queryset, found[0]), False

    # Permissions: Django's, and the person's role in the row's project.

    def may_write(self, user: User, row: Any) -> bool:
        return permissions.can_change(user, row)

    def may_write_some(self, request: HttpRequest) -> bool:
        if not self.project_path:
            return permissions.can_administer(request.user)
        return manages(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_or_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or (
            self.members_may_view and is_member(request)
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.may_write_some(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return self.may_write_some(request)
        return self.may_write(get_user(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not (self.deletable and super().has_delete_permission(request, obj)):
            return False
        return obj is None or self.may_write(get_user(request), obj)

    # Writing.

    def save_one(self, request: HttpRequest, row: Any, changed: Collection[str]) -> None:
        """Write one row of the page: the form's own, or one of its inlines'."""
        administration.save_row(
            actor=get_user(request), row=row, changed=changed, now=read_now(request)
        )

    def remove_one(self, request: HttpRequest, row: Any) -> None:
        administration.remove_row(actor=get_user(request), row=row, now=read_now(request))

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        permissions.require(self.may_write(get_user(request), obj))
        columns = {field.name for field in obj._meta.concrete_fields}
        changed = [name for name in form.changed_data if name in columns]
        if changed or not change:
            self.save_one(request, obj, changed)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        many = {field.name for field in form.instance._meta.many_to_many}
        lists = {name: form.cleaned_data[name] for name in form.changed_data if name in many}
        if lists:
            administration.set_lists(
                actor=get_user(request), row=form.instance, lists=lists, now=read_now(request)
            )
        super().save_related(request, form, formsets, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            self.remove_one(request, row)
        for row_form in formset.saved_forms:
            self.save_one(request, row_form.instance, row_form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove_one(request, obj)

    def get_deleted_objects(
        self, objs: Sequence[Any] | models.QuerySet, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What would go, and which kinds of rows forbid it.

        Django's own would read and name every such row: thousands, and among them whose labels.
        """
        kinds = {str(kind) for row in objs for kind in list_kinds_that_use(row)}
        removed = [str(row) for row in objs]
        return removed, {str(self.opts.verbose_name_plural): len(removed)}, set(), sorted(kinds)

    # Refusals: a form that is shown again, or a message.

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's
        **kwargs: Any,
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        if refusal is None:
            return form
        return type(form.__name__, (RefusedForm, form), {"refusal": refusal})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (DomainError, IntegrityError) as error:
            # Rolled back; the same form once more, now refusing, keeps what was typed.
            request.refusal = as_refusal(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (DomainError, IntegrityError) as error:
            self.message_user(request, describe(as_refusal(error)), messages.ERROR)
        return HttpResponseRedirect(request.path)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet, *args: Any
    ) -> HttpResponse | None:
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_key(key) for key in keys):
            return HttpResponseBadRequest(gettext("These are no rows of this list."))
        return super().response_action(request, queryset, *args)


class ReadOnlyAdmin(OperatedAdmin):
    """Rows that nobody adds, changes or removes here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SiteAdminsOnly(ReadOnlyAdmin):
    """Rows that show who works where on what: for site admins alone."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_administer(request.user)


class RowsInline(NamedFields, admin.TabularInline):
    """A table with a row for each, and a name for each field."""

    names_each = True


class ScopedChoices:
    """For inlines: their choices are scoped as their page's own are."""

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> models.QuerySet | None:
        return find_choices(self, db_field, request)


def name_widget(field: Field, *, names_it: bool) -> None:
    """Give the parts of a date with a time their names, and, if asked for, a field its own."""
    if isinstance(field.widget, AdminSplitDateTime):
        for part, kind in zip(
            field.widget.widgets, (gettext("date"), gettext("time")), strict=True
        ):
            part.attrs["aria-label"] = f"{field.label}: {kind}"
    elif names_it:
        # Django wraps a choice among rows in links that add and change them.
        widget: Any = getattr(field.widget, "widget", field.widget)
        widget.attrs["aria-label"] = field.label


def find_newest(
    request: HttpRequest, rows: models.QuerySet, found: models.QuerySet
) -> models.QuerySet:
    """Those of `rows` that a search has found, the newest if it has found many."""
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[: FOUND_LIMIT + 1])
    request.search_is_cut = len(keys) > FOUND_LIMIT  # type: ignore[attr-defined]
    return rows.filter(pk__in=keys[:FOUND_LIMIT])


def find_choices(page: Any, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
    site, model = page.admin_site, db_field.remote_field.model
    return site.get_model_admin(model).get_queryset(request) if site.is_registered(model) else None


def list_kinds_that_use(row: models.Model) -> list[Any]:
    """The kinds of rows that refer to this one."""
    relations = (
        field
        for field in row._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel)
    )
    uses = [(relation.related_model, relation.field.name) for relation in relations]
    return [
        model._meta.verbose_name_plural
        for model, field in uses
        if models.QuerySet(model).filter(**{field: row}).exists()
    ]


def as_refusal(error: DomainError | IntegrityError) -> DomainError:
    """What another request did between this one's look and its write is a refusal, no fault."""
    if isinstance(error, DomainError):
        return error
    return changed_meanwhile()

"""What keeps lists fast however many rows there are: bounded counts, cheap filters."""

from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from claims.models import Project

# Rows that a list counts and pages through: who needs further ones searches or filters.
COUNT_LIMIT = 10_000
# Rows that a search through long texts lists.
FOUND_LIMIT = 1_000
PROJECTS_IN_FILTER = 100
DIGITS_OF_A_KEY = 18


def is_key(value: str) -> bool:
    """Could this be a row's number? Further digits are more than a database holds."""
    return value.isascii() and value.isdecimal() and len(value) <= DIGITS_OF_A_KEY


class BoundedPaginator(Paginator):
    """Counts no further than COUNT_LIMIT: a full count reads the whole table on each page."""

    @cached_property
    def reached(self) -> int:
        rows = cast("QuerySet", self.object_list)
        return rows.order_by()[: COUNT_LIMIT + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.reached, COUNT_LIMIT)

    @property
    def is_cut(self) -> bool:
        return self.reached > COUNT_LIMIT


class ProjectFilter(admin.SimpleListFilter):
    """By project, of those the person sees."""

    title = _("project")
    parameter_name = "project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.project_path = model_admin.project_path
        projects = Project.objects.visible_to(request.user).order_by("name", "pk")
        names = projects.values_list("pk", "name")[:PROJECTS_IN_FILTER]
        return [(str(pk), name) for pk, name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        if not is_key(value):
            return queryset.none()
        return queryset.filter(**{self.project_path: int(value)})


def show_line(text: str, length: int = 100) -> SafeString:
    """The beginning of a text, in its own direction."""
    return format_html('<span dir="auto">{}</span>', Truncator(text).chars(length))


def show_text(text: str) -> SafeString:
    """A whole text with its line ends, in its own direction."""
    return format_html('<pre class="factcheck-text" dir="auto">{}</pre>', text)

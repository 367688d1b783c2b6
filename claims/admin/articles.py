"""Articles: their text to read, their metadata to mend. They come in by the import."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import OperatedAdmin
from claims.admin.lists import ProjectFilter, show_line, show_text
from claims.models import Article, Outlet
from claims.operations import assignment
from claims.requests import get_user, read_now

METADATA = ("url", "author", "published", "outlet", "licence", "redistribute", "embargo")
GIVEN = (
    "uuid",
    "project",
    "title",
    "language",
    "source_id",
    "previous",
    "length",
    "splitter_version",
    "created_at",
    "created_by",
)


class ArticleForm(forms.ModelForm):
    """Takes outlets of the article's own project only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outlet" in self.fields:
            own = Outlet.objects.filter(project=self.instance.project_id)
            self.fields["outlet"].queryset = own  # type: ignore[attr-defined]


@admin.register(Article)
class ArticleAdmin(OperatedAdmin):
    form = ArticleForm
    members_may_view = True
    list_display = ("title_start", "project", "outlet", "language", "published", "created_at")
    list_select_related = ("project", "outlet")
    list_filter = (ProjectFilter, "redistribute")
    search_fields = ("title", "source_id")
    search_help_text = _("Title, id at the source, or UUID. New articles: by their project’s page.")
    sortable_by = ()
    autocomplete_fields = ("outlet",)
    readonly_fields = (*GIVEN, "claims_link", "whole_text")
    fieldsets = (
        (None, {"fields": (*GIVEN, "claims_link")}),
        (_("Metadata"), {"fields": METADATA}),
        (_("Text"), {"fields": ("whole_text",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_one(self, request: HttpRequest, row: Article, changed: Collection[str]) -> None:
        assignment.save_article(
            actor=get_user(request), article=row, changed=changed, now=read_now(request)
        )

    @admin.display(description=_("title"))
    def title_start(self, article: Article) -> SafeString:
        return show_line(article.title)

    @admin.display(description=_("claims"))
    def claims_link(self, article: Article) -> SafeString:
        url = reverse("admin:claims_claim_changelist")
        return format_html(
            '<a href="{}?article__id__exact={}">{}</a>', url, article.pk, gettext("All its claims")
        )

    @admin.display(description=_("text"))
    def whole_text(self, article: Article) -> SafeString:
        return show_text(article.body.text)
